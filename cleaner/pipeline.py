"""The pipeline of one document: a stream in, a stream out, with the log beside it and a report."""

import codecs
import shutil
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import BinaryIO, NamedTuple, cast

from cleaner.document import EXACT, Captured, Cleaner, RemovedShare
from cleaner.edits import Edit
from cleaner.engine import ESCAPED
from cleaner.errors import InputError
from cleaner.files import shown
from cleaner.formats.text import UTF_8, Digest, read_bytes, read_text
from cleaner.lines import Passage, gathered
from cleaner.log import LogWriter, to_json

BUFFER = 1 << 16
"""Bytes that wait for a write."""

IN_MEMORY = 1 << 24
"""Bytes of a document that are held in memory, rather than on disk, until it is known whether it passes."""


class Report(NamedTuple):
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
        return to_json({"document": shown(self.name), "fields": self.fields})


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
            whole.add(block)
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
    if encoding == UTF_8:
        chunks, errors = read_bytes(source, before if log else None), ESCAPED
    else:
        texts = read_text(source, encoding, before, name)
        chunks, errors = (text.encode("utf-8", EXACT) for text in texts), EXACT
    output = _Output(sink, encoding, is_hashed=log is not None)
    rules: Counter[str] = Counter()
    found = Captured()
    removed = grown = 0
    event: Passage | Edit | None = None
    run = cleaner.engine.run(gathered(chunks), errors)
    for event in run.passages():
        if share is not None:
            share.add(event)
        if isinstance(event, Passage):
            output.add(event.text)
            continue
        rules[event.rule] += 1
        removed += event.removes_line
        grown += len(event.new) - len(event.old)
        if event.fields:
            found.add(event)
        if log is not None:
            log.add(event)
    output.write()
    if log is not None:
        before.chars, output.digest.chars = run.chars, run.chars + grown
        log.end(before, output.digest)
    lines = event.last if isinstance(event, Passage) else event.line if event else 0
    return Report(name, rules, lines - removed, removed, found.fields, run.passed_through)


class _Output:
    """Collects what is to be written, and writes it in larger pieces."""

    def __init__(self, sink: BinaryIO, encoding: str, *, is_hashed: bool) -> None:
        self.digest = Digest()
        self._sink = sink
        self._encoder = (
            None if encoding == UTF_8 else codecs.getincrementalencoder(encoding)("surrogateescape")
        )
        self._is_hashed = is_hashed
        self._pieces: list[bytes] = []
        self._size = 0

    def add(self, text: bytes) -> None:
        """Take text, in UTF-8."""
        self._pieces.append(text)
        self._size += len(text)
        if self._size >= BUFFER:
            self.write()

    def write(self) -> None:
        """Write what was collected."""
        data = b"".join(self._pieces)
        self._pieces.clear()
        self._size = 0
        if self._encoder is not None:
            data = self._encoder.encode(data.decode("utf-8", EXACT))
        if self._is_hashed:
            self.digest.add(data)
        self._sink.write(data)


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
    import tempfile  # noqa: PLC0415 — most documents are not held back

    return cast(BinaryIO, tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))
