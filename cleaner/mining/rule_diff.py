"""Rule diff: the lines of a corpus that one set of rules removes and another does not."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import zip_longest
from typing import NamedTuple

from cleaner.corpus.cleaned import Cleaned
from cleaner.corpus.road import CleanedFile
from cleaner.text.lines import BOM, body_and_end


class Change(StrEnum):
    """What becomes of a line under the new rules that did not under the old ones."""

    REMOVED = "newly removed"
    KEPT = "newly kept"
    WRITTEN = "written otherwise"


class ChangedLine(NamedTuple):
    """A line of which old and new rules make something else."""

    path: str
    record: int | None
    number: int
    change: Change
    rule: str
    """The new rule that removes it, or the old one that did."""
    text: str
    document: int
    """The number of its document in the corpus, from 1."""


def changed_lines(old: Iterable[CleanedFile], new: Iterable[CleanedFile]) -> Iterator[ChangedLine]:
    """Yield the lines that change, in the order of the corpus; both clean the same files, record by record."""
    document = 0
    for before, after in zip(old, new, strict=True):
        for one, other in zip_longest(before.pieces, after.pieces):
            document += max(one.documents if one else 0, other.documents if other else 0)
            if one is not None and other is not None and (one.edits or other.edits):
                yield from _of_document(before.path, one, other, document)


def _of_document(path: str, old: Cleaned, new: Cleaned, document: int) -> Iterator[ChangedLine]:
    before, after = _outcomes(old), _outcomes(new)
    for number in sorted(before.keys() | after.keys()):
        (was, rule_before, text), (becomes, rule_after, _) = (
            before.get(number) or after[number]._replace(becomes=None, rule=""),
            after.get(number) or before[number]._replace(becomes=None, rule=""),
        )
        if was == becomes:
            continue
        change = Change.REMOVED if becomes == "" else Change.KEPT if was == "" else Change.WRITTEN
        rule = rule_after if change is Change.REMOVED or not rule_before else rule_before
        yield ChangedLine(path, new.record, number, change, rule, text, document)


class _Outcome(NamedTuple):
    becomes: str | None
    """Its new text; empty if it goes, None if it stays as it is."""
    rule: str
    text: str


def _outcomes(piece: Cleaned) -> dict[int, _Outcome]:
    """Return what becomes of the lines that change, by number; blank lines are left out."""
    found: dict[int, _Outcome] = {}
    for line in piece.text_lines():
        text = body_and_end(line.raw)[0].strip()
        if line.edits and text and line.raw != BOM:
            is_removed = any(edit.removes_line for edit in line.edits)
            rule = next((edit.rule for edit in line.edits if edit.removes_line), line.edits[-1].rule)
            found[line.number] = _Outcome("" if is_removed else line.text, rule, text)
    return found
