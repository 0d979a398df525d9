"""The road: from files to what became of them, for every verb.

Whoever uses it consumes pieces (`cleaner.corpus.cleaned.Cleaned`) file by file, in order. Settings, recognition,
removal cap, counting, the edit log and errors are seen to here and nowhere else.
"""

import contextlib
import stat
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import groupby
from types import TracebackType
from typing import BinaryIO, NamedTuple, Self, cast

from cleaner.corpus.cleaned import Cleaned
from cleaner.corpus.configuration import Configuration
from cleaner.corpus.discovery import Found
from cleaner.corpus.ledger import Ledger
from cleaner.corpus.plain import clean_text
from cleaner.corpus.source import Resumed, Source, opened
from cleaner.corpus.workers import Job, Needs, Workers
from cleaner.errors import InputError
from cleaner.formats.records import read_blocks

MAX_JOB_BYTES = 1 << 23
"""Bytes of a plain document that is handed to a worker whole; a larger one is cleaned here, as it is read."""

Watch = Callable[[BinaryIO], BinaryIO]
Pieces = Callable[[], Iterable[Cleaned]]
"""What became of a part of a file, when it is asked for."""


class CleanedFile(NamedTuple):
    """A file, and what became of it; the pieces are to be consumed before the next file is asked for."""

    path: str
    below: str
    """Its path below the folder that was named, or its name."""
    source: Source | None
    """What was found out about it; None if it cannot be read."""
    pieces: Iterator[Cleaned]
    """Raises `InputError` where the file cannot be read."""


class Road:
    """Cleans files in order, in this process or in several; use it as a context."""

    def __init__(
        self,
        configuration: Configuration,
        ledger: Ledger,
        *,
        processes: int = 1,
        watch: Watch | None = None,
        needs: Needs = Needs(),  # noqa: B008 — immutable
    ) -> None:
        """`watch` wraps what is read, to count it."""
        self._configuration, self._ledger, self._watch = configuration, ledger, watch
        self._workers, self._needs = Workers(processes), needs

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._workers.close(cancel=kind is not None)

    def files(self, found: Iterable[Found]) -> Iterator[CleanedFile]:
        """Yield what becomes of files."""
        scheduled = self._workers.ahead(self._scheduled(found), lambda item: isinstance(item[1], _AsRead))
        for (_, file, source), group in groupby(scheduled, lambda item: item[0]):
            pieces = self._recorded(file, source, (pieces for _, pieces in group))
            table = source.table if source else None
            with contextlib.closing(table) if table else contextlib.nullcontext():
                yield CleanedFile(self._configuration.name_of(file.path), file.below, source, pieces)

    def _scheduled(self, found: Iterable[Found]) -> Iterator[tuple["_Place", Pieces]]:
        """Yield what there is to do, each with its file."""
        for number, file in enumerate(found):
            place = _Place(number, file, None)
            try:
                if file.error is not None:
                    raise file.error
                settings = self._configuration.of(file.path)
                settings.cleaner()  # rules that cannot be used stop the run before a byte is read
                name = self._configuration.name_of(file.path)
                with opened(
                    file.path, settings, self._watch, name=name, is_excluded=file.is_excluded
                ) as source:
                    place = _Place(number, file, source)
                    for pieces in _unchanged(source) if file.is_excluded else self._of(name, source):
                        yield place, pieces
            except InputError as error:
                yield place, partial(_refused, error)  # if it failed on the way, behind what was read of it

    def _of(self, name: str, source: Source) -> Iterator[Pieces]:
        settings = source.settings
        records = settings.records_of(name)
        if records is not None:
            count = 0
            for block in read_blocks(source.stream, records, settings.max_record):
                count += 1
                yield self._workers.sent(Job(name, block, settings, self._needs))
            if not count:
                yield tuple
            return
        stream = source.stream
        if self._workers.are_many and source.status is not None and stat.S_ISREG(source.status.st_mode):
            data = _read(stream, MAX_JOB_BYTES + 1)
            if len(data) <= MAX_JOB_BYTES:
                yield self._workers.sent(Job(name, data, settings, self._needs))
                return
            stream = cast(BinaryIO, Resumed(data, stream))
        yield _AsRead(clean_text, stream, settings, name=name)

    def _recorded(self, file: Found, source: Source | None, outcomes: Iterator[Pieces]) -> Iterator[Cleaned]:
        """Yield pieces, and enter them in the ledger."""
        if source is not None:
            self._ledger.begin(self._configuration.name_of(file.path), source)
        for pieces in outcomes:
            for piece in pieces():
                self._ledger.add(piece)
                yield piece
        self._ledger.end()


class _AsRead(partial[Iterable[Cleaned]]):
    """What becomes of a document that is cleaned here as it is read; its file is open only until the next is asked for."""


def _read(stream: BinaryIO, size: int) -> bytes:
    """Read so many bytes, or to the end."""
    blocks: list[bytes] = []
    while size and (block := stream.read(size)):
        blocks.append(block)
        size -= len(block)
    return b"".join(blocks)


class _Place(NamedTuple):
    number: int
    file: Found
    source: Source | None


def _refused(error: InputError) -> Iterable[Cleaned]:
    raise error


def _unchanged(source: Source) -> Iterator[Pieces]:
    for block in iter(partial(source.stream.read, MAX_JOB_BYTES), b""):
        yield partial(_passed, block)


def _passed(data: bytes) -> Iterable[Cleaned]:
    """Return a piece that nothing looks into: of what is excluded, or of a record that is too long to be taken in."""
    return (Cleaned(data, data, documents=0),)
