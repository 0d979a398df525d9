"""The pipeline of one document: a stream in, a stream out, with the log beside it and a report."""

import codecs
import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import BinaryIO, cast

from cleaner.document import Captured, Cleaner, RemovedShare
from cleaner.errors import InputError
from cleaner.formats.text import UTF_8, Digest, read_text
from cleaner.lines import Line
from cleaner.log import LogWriter, to_json

BUFFER = 1 << 16
"""Code points that wait for a write."""

IN_MEMORY = 1 << 24
"""Bytes of a document that are held in memory, rather than on disk, until it is known whether it passes."""


@dataclass(frozen=True, slots=True)
class Report:
    """What became of one document."""

    name: str
    rules: Mapping[str, int]
    """Edits by rule id."""
    lines: int
    """Lines of the input that were not removed."""
    removed: int
    """Lines that were."""
    fields: Mapping[str, tuple[str, ...]]
    passed_through: int = 0
    """Lines in stretches that outgrew the engine's window."""
    over_cap: float | None = None
    """The share that would have been removed, if it was too much and the document was left alone."""

    @property
    def is_changed(self) -> bool:
        """Whether the output differs from the input."""
        return bool(self.rules)

    @property
    def captured(self) -> bytes:
        """What rules captured, as a line of JSON."""
        return to_json({"document": self.name, "fields": self.fields})


@dataclass(slots=True)
class Tally:
    """Reports added up."""

    documents: int = 0
    changed: int = 0
    over_cap: int = 0
    failed: int = 0
    lines: int = 0
    removed: int = 0
    passed_through: int = 0
    rules: Counter[str] = field(default_factory=Counter)

    def merge(self, other: "Tally") -> None:
        """Add what was counted elsewhere."""
        for each in fields(self):
            mine, theirs = getattr(self, each.name), getattr(other, each.name)
            setattr(self, each.name, mine + theirs)

    def add(self, report: Report) -> None:
        """Count a document."""
        self.documents += 1
        self.changed += report.is_changed
        self.over_cap += report.over_cap is not None
        self.lines += report.lines
        self.removed += report.removed
        self.passed_through += report.passed_through
        self.rules.update(report.rules)


def clean_document(
    cleaner: Cleaner,
    source: BinaryIO,
    sink: BinaryIO,
    *,
    name: str,
    encoding: str = UTF_8,
    log: LogWriter | None = None,
) -> Report:
    """Clean one plain-text document from a binary stream to another.

    Memory stays bounded. Under a removal cap, or in an encoding that may turn out not to fit, the document
    is held back (on disk if it is large) until its end is known; if it does not pass, it goes through as it
    came. Raises `InputError`, after that, when the encoding does not fit.
    """
    if log is not None:
        log.begin(name, encoding)
    if cleaner.max_removed >= 1 and encoding == UTF_8:
        return _clean(cleaner, source, sink, before=Digest(), name=name, encoding=encoding, log=log)
    with _spool() as original, _spool() as cleaned, _spool() as entries:
        before, failure = Digest(), None
        share = RemovedShare()
        try:
            kept = cast(BinaryIO, _Tee(source, original))
            entry_log = LogWriter(entries) if log is not None else None
            report = _clean(
                cleaner,
                kept,
                cleaned,
                before=before,
                name=name,
                encoding=encoding,
                log=entry_log,
                share=share,
            )
        except InputError as error:
            shutil.copyfileobj(source, original)
            failure = error
        if failure is None and share.value <= cleaner.max_removed:
            cleaned.seek(0)
            shutil.copyfileobj(cleaned, sink)
            if log is not None:
                entries.seek(0)
                log.adopt(entries)
            return report
        original.seek(0)
        whole = Digest()
        while block := original.read(BUFFER):
            whole.add(block, 0)
            sink.write(block)
        if log is not None:
            whole.chars = before.chars
            log.end(whole, whole)
        if failure is not None:
            raise failure
        return Report(name, {}, report.lines + report.removed, 0, {}, over_cap=share.value)


def _clean(
    cleaner: Cleaner,
    source: BinaryIO,
    sink: BinaryIO,
    *,
    before: Digest,
    name: str,
    encoding: str,
    log: LogWriter | None,
    share: RemovedShare | None = None,
) -> Report:
    after = Digest()
    encoder = codecs.getincrementalencoder(encoding)("surrogateescape")
    rules: Counter[str] = Counter()
    found = Captured()
    lines = removed = waiting = 0
    pieces: list[str] = []

    def write() -> None:
        text = "".join(pieces)
        pieces.clear()
        data = encoder.encode(text)
        after.add(data, len(text))
        sink.write(data)

    run = cleaner.stream(read_text(source, encoding, before, name))
    for event in run:
        if share is not None:
            share.add(event)
        if isinstance(event, Line):
            lines += 1
            pieces.append(event.text)
            waiting += len(event.text)
            if waiting >= BUFFER:
                write()
                waiting = 0
            continue
        rules[event.rule] += 1
        removed += event.removes_line
        found.add(event)
        if log is not None:
            log.add(event)
    write()
    if log is not None:
        log.end(before, after)
    return Report(name, rules, lines, removed, found.fields, run.passed_through)


class _Tee:
    """Copies what is read."""

    def __init__(self, source: BinaryIO, copy: BinaryIO) -> None:
        self._source = source
        self._copy = copy

    def read(self, size: int) -> bytes:
        """Read, and keep a copy."""
        block = self._source.read(size)
        self._copy.write(block)
        return block


def _spool() -> BinaryIO:
    return cast(BinaryIO, tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))
