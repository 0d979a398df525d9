"""Statistics of an edit log: what a run came to, as far as its log tells.

A log does not have the lines of texts, nor the characters of records that did not change; those are not counted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cleaner.corpus.excerpts import add_excerpts, cut
from cleaner.corpus.samples import Data
from cleaner.corpus.statistics import Statistics
from cleaner.formats.log_entries import Context
from cleaner.formats.log_index import LoggedDocument, LogIndex
from cleaner.formats.restore import records_of
from cleaner.text.edits import Edit
from cleaner.text.lines import body_and_end
from cleaner.text.repair import RULE as REPAIR


def statistics_of_log(log: LogIndex) -> Statistics:
    """Return what a log says, document by document. Raises `LogError`."""
    statistics = Statistics()
    for document in log.documents:
        if document.head.records is not None:
            _add_records(statistics, log, document)
        else:
            chars = document.foot.input.chars or 0
            edits = list(_edits_with_context(log, document, chars))
            _add(statistics, document.head.document, None, chars, edits)
    return statistics


def _add_records(statistics: Statistics, log: LogIndex, document: LoggedDocument) -> None:
    """Add the records that changed, and count the others."""
    path = document.head.document
    changed = 0
    for head, edits in records_of(log, document):
        changed += 1
        chars = head.chars or 0
        _add(statistics, path, head.number, chars, [_Logged(_whole(edit, chars)) for edit in edits])
    statistics.count(path, "", {"documents": document.foot.count - changed})
    statistics.shares[0] += document.foot.count - changed


@dataclass(frozen=True, slots=True)
class _Logged:
    """An edit, with what the cleaned text has around it where the log says so."""

    edit: Edit
    context: Context = Context("", "")


class _TextOfLog:
    """The text around edits, as far as a log has it."""

    def __init__(self, edits: Sequence[_Logged]) -> None:
        self._contexts = {logged.edit.start: logged.context for logged in edits}

    def change(self, edit: Edit) -> Data:
        """See `cleaner.corpus.excerpts.Surroundings`."""
        context = self._contexts[edit.start]
        before, after = (context.above + text + context.below for text in (edit.old, edit.new))
        return {"before": cut(before, 4), "after": cut(after, 4)}

    def points(self, edit: Edit) -> str:  # noqa: ARG002
        """See `cleaner.corpus.excerpts.Surroundings`: the log does not have them."""
        return ""


def _add(
    statistics: Statistics, path: str, record: int | None, chars: int, logged: Sequence[_Logged]
) -> None:
    where = path if record is None else f"{path}:{record}"
    edits = [each.edit for each in logged]
    counts = {
        "documents": 1,
        "changed": int(bool(edits)),
        "lines": 0,
        "characters": chars,
        "removed_lines": sum(edit.removes_line for edit in edits),
        "removed_characters": sum(len(edit.old) - len(edit.new) for edit in edits),
        "edits": len(edits),
    }
    statistics.count_rules(edits, set())
    add_excerpts(statistics, where, edits, _TextOfLog(logged))
    statistics.count_document(where, path, "", counts)


def _edits_with_context(log: LogIndex, document: LoggedDocument, chars: int) -> Iterator[_Logged]:
    context = Context("", "")
    for entry in log.entries(document):
        if isinstance(entry, Context):
            context = entry
        elif isinstance(entry, Edit):
            yield _Logged(_whole(entry, chars), context)


def _whole(edit: Edit, chars: int) -> Edit:
    """Return an edit that says whether it removes a whole line, which the log does not say."""
    is_to_end = bool(body_and_end(edit.old)[1]) or edit.end == chars
    is_repair = edit.rule.startswith(REPAIR)
    return edit._replace(removes_line=not edit.new and edit.column == 1 and is_to_end and not is_repair)
