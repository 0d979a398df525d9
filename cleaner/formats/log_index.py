"""The index of an edit log: its documents, each with the place of its edits. Every entry is checked once, up front."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from cleaner.errors import LogError
from cleaner.formats.log_entries import DAMAGED, Context, Entry, EntryError, Foot, Head, RecordHead, entry_of
from cleaner.formats.spool import Section
from cleaner.text.edits import Edit

MAX_ENTRY_BYTES = 1 << 29
"""Bytes of the longest entry: a record of 64 MB of text in which every character takes six bytes, and more."""


@dataclass(frozen=True, slots=True)
class LoggedDocument:
    """A document of a log."""

    head: Head
    foot: Foot
    line: int
    """The line of the log at which it begins."""
    at: int
    """The byte of the log at which its edits begin."""
    size: int
    """The bytes of its edits."""


@dataclass(frozen=True, slots=True)
class LogIndex:
    """An edit log that was read to its end once, and whose edits are read again where they are needed."""

    name: str
    stream: BinaryIO
    documents: tuple[LoggedDocument, ...]
    unfinished: str | None
    """The document amid which the log ends, since the run was interrupted; empty if not even its name is there."""

    def entries(self, document: LoggedDocument) -> Iterator[Entry]:
        """Yield the entries between head and foot."""
        section = Section(self.stream, document.at, document.size)
        while line := section.readline(MAX_ENTRY_BYTES):
            yield entry_of(line)

    def problem(self, document: LoggedDocument, what: str, remedy: str) -> LogError:
        """Return the error that says what is wrong with a document of the log."""
        return LogError(f"{self.name}:{document.line}", f"{document.head.document}: {what}", remedy)


def read_log(stream: BinaryIO, name: str) -> LogIndex:
    """Read a log that is held in a stream that can be read again. Raises `LogError` with the line that is wrong.

    A log may end amid a document, as that of a run that was interrupted does.
    """
    documents: list[LoggedDocument] = []
    reader: _DocumentReader | None = None
    at = number = 0
    while line := stream.readline(MAX_ENTRY_BYTES):
        number += 1
        if not line.endswith(b"\n") and len(line) < MAX_ENTRY_BYTES:
            return _finished(name, stream, documents, reader.head.document if reader else "")
        try:
            entry = _entry(line)
            if reader is None:
                reader = _begun(entry, number, at + len(line))
            elif isinstance(entry, Foot):
                documents.append(reader.ended(entry, at))
                reader = None
            else:
                reader.check(entry)
        except EntryError as error:
            raise LogError(f"{name}:{number}", str(error), error.remedy) from error
        at += len(line)
    if not number:
        raise LogError(name, "the log is empty", DAMAGED)
    return _finished(name, stream, documents, reader.head.document if reader else None)


def _finished(
    name: str, stream: BinaryIO, documents: list[LoggedDocument], unfinished: str | None
) -> LogIndex:
    return LogIndex(name, stream, tuple(documents), unfinished)


def _entry(line: bytes) -> Entry:
    if len(line) == MAX_ENTRY_BYTES:
        raise EntryError(f"is longer than {MAX_ENTRY_BYTES >> 20} MiB")
    return entry_of(line)


def _begun(entry: Entry, line: int, at: int) -> "_DocumentReader":
    if not isinstance(entry, Head):
        raise EntryError("is above the first document", "the log is incomplete or was sorted")
    return _DocumentReader(entry, line, at)


class _DocumentReader:
    """Checks that the entries of a document fit together."""

    def __init__(self, head: Head, line: int, at: int) -> None:
        self.head = head
        self._line, self._at = line, at
        self._edits = self._done = self._record = 0

    def check(self, entry: Entry) -> None:
        """Take in an entry between head and foot. Raises `EntryError`."""
        is_records = self.head.records is not None
        if isinstance(entry, Edit):
            if is_records and not self._record:
                raise EntryError("is an edit above any record")
            if entry.start < self._done:
                raise EntryError(
                    f"'start' must be at least {self._done}, where the edit above ends, got {entry.start}"
                )
            self._edits, self._done = self._edits + 1, entry.end
        elif isinstance(entry, RecordHead) and is_records:
            if entry.number <= self._record:
                raise EntryError(f"'record' must be more than {self._record}, that above, got {entry.number}")
            self._record, self._done = entry.number, 0
        elif not isinstance(entry, Context) or is_records:
            raise EntryError("is inside another document", "the log is incomplete or was sorted")

    def ended(self, foot: Foot, at: int) -> LoggedDocument:
        """Take in the foot, which begins at a byte of the log. Raises `EntryError`."""
        if foot.is_records != (self.head.records is not None):
            raise EntryError("is the foot of another format")
        if foot.is_records and foot.count < self._record:
            raise EntryError(f"'records' must be at least {self._record}, the last above, got {foot.count}")
        if not foot.is_records and foot.count != self._edits:
            raise EntryError(f"'edits' must be {self._edits}, as many as there are above, got {foot.count}")
        if not self._edits and foot.input != foot.output:
            raise EntryError("'output' must equal 'input' if there are no edits")
        return LoggedDocument(self.head, foot, self._line, self._at, at - self._at)
