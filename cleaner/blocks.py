"""Blocks: bytes that are cleaned without a look at any others, in this process or another."""

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO, NamedTuple

from cleaner.config import Settings
from cleaner.document import EXACT, Captured, Cleaner, RemovedShare
from cleaner.edits import Edit
from cleaner.engine import Run
from cleaner.errors import InputError
from cleaner.files import shown
from cleaner.formats.jsonl import RecordError, literal, place_of_text, read_blocks, text_of
from cleaner.lines import Passage
from cleaner.log import LogWriter, to_json
from cleaner.pipeline import Report, Tally, clean_document


class Block(NamedTuple):
    """Bytes that are cleaned without a look at any others: a small document, or neighbouring records."""

    name: str
    """The name of the file."""
    data: bytes
    first: int = 0
    """The number of the first record, from 1; 0 for a plain document."""

    @property
    def place(self) -> str:
        """Where it begins, for messages."""
        return f"{self.name}:{self.first}" if self.first else self.name


class Cleaned(NamedTuple):
    """What became of a block."""

    data: bytes
    tally: Tally
    log: bytes = b""
    """What goes to the edit log."""
    captured: bytes = b""
    """What rules captured, as JSON lines."""
    reports: Sequence[Report] = ()
    """Of those documents about which the user should hear."""
    errors: Sequence[InputError] = ()
    """What was wrong with documents or records, each of which went through as it came."""


class Work(NamedTuple):
    """What is to be done with blocks, so that another process can be told."""

    settings: Settings
    logs: bool = False
    captures: bool = False


def blocks_of(name: str, source: BinaryIO) -> Iterator[Block | Cleaned]:
    """Cut a file of records into blocks; pieces of a record too long to take in are done already."""
    for data, first in read_blocks(source):
        yield Block(name, data, first) if first else Cleaned(data, Tally())


class Worker:
    """Cleans blocks, one at a time."""

    def __init__(self, work: Work) -> None:
        self.cleaner = work.settings.cleaner()
        self._work = work

    def __call__(self, block: Block) -> Cleaned:
        """Clean a block; whatever is wrong with it goes through as it came."""
        if block.first:
            return _Records(block, self._work, self.cleaner).cleaned()
        return self._document(block)

    def _document(self, block: Block) -> Cleaned:
        sink, entries = io.BytesIO(), io.BytesIO()
        tally = Tally()
        log = LogWriter(entries) if self._work.logs else None
        source, encoding = io.BytesIO(block.data), self._work.settings.encoding
        try:
            report = clean_document(self.cleaner, source, sink, name=block.name, encoding=encoding, log=log)
        except InputError as error:
            tally.failed += 1
            return Cleaned(sink.getvalue(), tally, entries.getvalue(), errors=[error])
        tally.add(report)
        captured = report.captured if self._work.captures else b""
        return Cleaned(sink.getvalue(), tally, entries.getvalue(), captured, [report])


class _Records:
    """Cleans a block of records, and gathers what became of them."""

    def __init__(self, block: Block, work: Work, cleaner: Cleaner) -> None:
        self._block, self._work, self._cleaner = block, work, cleaner
        self._field = work.settings.text_field
        self._lines = block.data.split(b"\n")
        self._tally = Tally()
        self._entries = io.BytesIO()
        self._log = LogWriter(self._entries)
        self._captured: list[bytes] = []
        self._reports: list[Report] = []
        self._errors: list[InputError] = []

    def cleaned(self) -> Cleaned:
        """Clean the records that can be read."""
        texts = dict(self._texts())
        for (at, text), run in zip(texts.items(), self._cleaner.runs(texts.values()), strict=True):
            if run is not None:
                self._clean(at, text, run)
            else:
                self._tally.lines += _count_lines(text)
        return Cleaned(
            b"\n".join(self._lines),
            self._tally,
            self._entries.getvalue(),
            b"".join(self._captured),
            self._reports,
            self._errors,
        )

    def _texts(self) -> Iterator[tuple[int, str]]:
        for at, line in enumerate(self._lines):
            try:
                text = text_of(line, self._field)
            except RecordError as error:
                self._refuse(at, error)
                continue
            self._tally.documents += bool(line) and not line.isspace()
            if text:
                yield at, text

    def _clean(self, at: int, text: str, run: Run) -> None:
        tally = self._tally
        events = list(run.passages())
        edits = [event for event in events if isinstance(event, Edit)]
        removed = sum([edit.removes_line for edit in edits])
        lines = _count_lines(text)
        share = self._removed_share(events) if self._cleaner.max_removed < 1 else 0
        over_cap = share if share > self._cleaner.max_removed else None
        if over_cap is not None or run.passed_through:
            self._reports.append(Report(self._name(at), {}, 0, 0, {}, run.passed_through, over_cap))
        tally.passed_through += run.passed_through
        if over_cap is not None:
            tally.over_cap += 1
        elif edits:
            new = b"".join([event.text for event in events if isinstance(event, Passage)])
            try:
                self._replace(at, text, new.decode("utf-8", EXACT), edits)
            except RecordError as error:
                self._refuse(at, error)
                return
            lines -= removed
            tally.changed += 1
            tally.removed += removed
            tally.rules.update([edit.rule for edit in edits])
        tally.lines += lines

    def _replace(self, at: int, text: str, new: str, edits: Sequence[Edit]) -> None:
        """Put another text into a record, and write down what changed."""
        line = self._lines[at]
        begin, end = place_of_text(line, self._field)
        old = line[begin:end]
        written = literal(new, is_ascii=old.isascii())
        self._lines[at] = line[:begin] + written + line[end:]
        if self._work.captures:
            self._capture(at, edits)
        if self._work.logs:
            is_usual = literal(text, is_ascii=written.isascii()) == old
            self._log.begin_record(self._block.first + at, None if is_usual else old)
            for edit in edits:
                self._log.add(edit)

    def _removed_share(self, events: Iterable[Passage | Edit]) -> float:
        share = RemovedShare()
        for event in events:
            share.add(event)
        return share.value

    def _capture(self, at: int, edits: Iterable[Edit]) -> None:
        found = Captured()
        for edit in edits:
            found.add(edit)
        if found.fields:
            self._captured.append(to_json({"document": shown(self._name(at)), "fields": found.fields}))

    def _refuse(self, at: int, error: RecordError) -> None:
        self._tally.failed += 1
        self._errors.append(InputError(self._name(at), str(error), "it was passed through unchanged"))

    def _name(self, at: int) -> str:
        return f"{self._block.name}:{self._block.first + at}"


def _count_lines(text: str) -> int:
    return text.count("\n") + (not text.endswith("\n"))
