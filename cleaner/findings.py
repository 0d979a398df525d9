"""Findings: the edits that a cleaning would make, each with its place, while nothing is changed."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import BinaryIO, NamedTuple

from cleaner.config import Settings
from cleaner.document import Cleaner, RemovedShare
from cleaner.edits import Edit
from cleaner.errors import InputError
from cleaner.formats.jsonl import RecordError, read_texts
from cleaner.formats.text import Digest, read_text
from cleaner.kinds import Rule
from cleaner.lines import BOM, GATHERED, Line, body_and_end
from cleaner.packs import Pack
from cleaner.repair import REASONS
from cleaner.repair import RULE as REPAIR

SHOWN = 60
"""Characters of a line that a message quotes."""


Record = tuple[int, str | RecordError]
"""The number of a record, and its text or what is wrong with it."""


class Finding(NamedTuple):
    """An edit that would be made, and where."""

    path: str
    edit: Edit
    record: int | None
    """The number of the record in whose text it is."""
    line: Line
    """The line it changes; its new text is empty if it goes."""
    above: Line | None = None
    below: Line | None = None

    @property
    def message(self) -> str:
        """Say in a few words, on one line, what the edit does."""
        edit = self.edit
        if not edit.removes_line:
            return f"changes {_quoted(edit.old)} to {_quoted(edit.new)}"
        text = body_and_end(edit.old)[0].strip()
        what = f"removes {_quoted(text)}" if text else "removes a blank line"
        return f"{what}, led by line {edit.anchor}" if edit.anchor else what

    @property
    def fingerprint(self) -> str:
        """Tell it from other findings of its file and rule by its text alone, as 16 hexadecimal digits.

        Lines above and below, its number and its line ending do not matter, so that it lasts while a file is
        worked on. What stands twice has the same fingerprint twice.
        """
        edit = self.edit
        text = body_and_end(edit.old)[0].strip() if edit.removes_line else f"{edit.old}\0{edit.new}"
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


class RuleBook:
    """The rules of the cleaners that were asked, by id, and their packs; read when one is looked up."""

    def __init__(self) -> None:
        self._cleaners: dict[Cleaner, None] = {}
        self._rules: dict[str, tuple[Pack, Rule]] = {}
        self._read = 0

    def add(self, cleaner: Cleaner) -> None:
        """Take in the rules of a cleaner."""
        self._cleaners[cleaner] = None

    def known(self, rule_id: str) -> tuple[Pack, Rule] | None:
        """Give a rule with its pack, or None for a repair step."""
        for cleaner in list(self._cleaners)[self._read :]:
            self._rules.update({rule.id: (pack, rule) for pack in cleaner.packs for rule in pack.rules})
            self._read += 1
        return self._rules.get(rule_id)

    def sources(self, rule_id: str) -> list[str]:
        """Give the rules and repair steps that made an edit: one, or all of those that touched the same place."""
        return [rule_id] if self.known(rule_id) else rule_id.split("+")

    def why(self, rule_id: str) -> str:
        """Say why an edit is made, in a sentence for each rule or repair step that had a part in it."""
        found = ((each, self.known(each)) for each in self.sources(rule_id))
        return " ".join(
            known[1].why if known else REASONS[each.removeprefix(REPAIR)] for each, known in found
        )


def find(
    path: str, source: BinaryIO, cleaner: Cleaner, settings: Settings
) -> "Iterator[Finding | InputError]":
    """Yield what a cleaning would change in a document or a file of records, and what is wrong with records.

    Raises `InputError` for a document that cannot be read.
    """
    if settings.format_of(path) == "text":
        yield from _findings(path, None, cleaner.events(read_text(source, settings.encoding, Digest(), path)))
        return
    for group in _groups(read_texts(source, settings.text_field)):
        runs = cleaner.runs(text for _, text in group if not isinstance(text, RecordError))
        for number, text in group:
            if isinstance(text, RecordError):
                yield InputError(f"{path}:{number}", str(text), "it was not looked at")
                continue
            events = list(next(runs) or ())
            if cleaner.max_removed >= 1 or _removed_share(events) <= cleaner.max_removed:
                yield from _findings(path, number, events)


def _groups(records: Iterable[Record]) -> Iterator[list[Record]]:
    """Cut a file of records into groups of them that are cleaned together."""
    group: list[Record] = []
    size = 0
    for record in records:
        group.append(record)
        size += len(str(record[1]))
        if size >= GATHERED:
            yield group
            group, size = [], 0
    yield group


def _removed_share(events: Iterable[Line | Edit]) -> float:
    share = RemovedShare()
    for event in events:
        share.add(event)
    return share.value


def _findings(path: str, record: int | None, events: Iterable[Line | Edit]) -> Iterator[Finding]:
    """Give each edit the line it stands in, and the lines around that."""
    edits: list[Edit] = []  # of the line that comes next
    found: list[Finding] = []  # of the line that came last
    above: Line | None = None
    for event in events:
        if isinstance(event, Edit):
            edits.append(event)
            if not event.removes_line:
                continue
            line = Line(event.line, event.start, event.old, "")
        elif event.raw == BOM:
            continue
        else:
            line = event
        for finding in found:
            yield finding._replace(below=line)
        found = [Finding(path, edit, record, line, above) for edit in edits]
        edits = []
        above = line
    yield from found


def _quoted(text: str) -> str:
    return f"{text[:SHOWN]!r}{'…' if len(text) > SHOWN else ''}"
