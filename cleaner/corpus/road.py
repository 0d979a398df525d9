"""The road: from files to what became of them, for every verb.

Whoever uses it consumes pieces (`cleaner.corpus.cleaned.Cleaned`) file by file, in order. Settings, recognition,
removal cap, counting, the edit log and errors are seen to here and nowhere else.
"""

import stat
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import groupby
from types import TracebackType
from typing import BinaryIO, NamedTuple, Self

from cleaner.corpus.cleaned import Cleaned
from cleaner.corpus.configuration import Configuration
from cleaner.corpus.discovery import Found
from cleaner.corpus.ledger import Ledger
from cleaner.corpus.plain import clean_text
from cleaner.corpus.source import Source, opened
from cleaner.corpus.workers import Job, Needs, Workers
from cleaner.errors import InputError
from cleaner.formats.jsonl import read_blocks

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
        scheduled = self._workers.ahead(self._scheduled(found))
        for (_, file, source), group in groupby(scheduled, lambda item: item[0]):
            pieces = self._recorded(file, source, (pieces for _, pieces in group))
            yield CleanedFile(file.path, file.below, source, pieces)

    def _scheduled(self, found: Iterable[Found]) -> Iterator[tuple["_Place", Pieces]]:
        """Yield what there is to do, each with its file."""
        for number, file in enumerate(found):
            try:
                if file.error is not None:
                    raise file.error
                settings = self._configuration.of(file.path)
                settings.cleaner()  # rules that cannot be used stop the run before a byte is read
                with opened(file.path, settings, self._watch) as source:
                    place = _Place(number, file, source)
                    for pieces in self._of(file.path, source):
                        yield place, pieces
            except InputError as error:
                yield _Place(number, file, None), partial(_refused, error)

    def _of(self, name: str, source: Source) -> Iterator[Pieces]:
        settings = source.settings
        if settings.format_of(name) == "jsonl":
            count = 0
            for data, first in read_blocks(source.stream):
                count += 1
                yield (
                    self._workers.sent(Job(name, data, first, settings, self._needs))
                    if first
                    else partial(_passed, data)
                )
            if not count:
                yield tuple
            return
        if self._workers.are_many and self._is_small(source):
            data = b"".join(iter(partial(source.stream.read, MAX_JOB_BYTES), b""))
            yield self._workers.sent(Job(name, data, 0, settings, self._needs))
            return
        cleaner = settings.cleaner()
        yield partial(clean_text, source.stream, cleaner, encoding=settings.encoding, name=name)

    def _is_small(self, source: Source) -> bool:
        """Return whether a document can be handed to a worker whole."""
        status = source.status
        if status is None or source.compression is not None:
            return False
        return stat.S_ISREG(status.st_mode) and status.st_size <= MAX_JOB_BYTES

    def _recorded(self, file: Found, source: Source | None, outcomes: Iterator[Pieces]) -> Iterator[Cleaned]:
        """Yield pieces, and enter them in the ledger."""
        if source is not None:
            self._ledger.begin(file.path, source)
        for pieces in outcomes:
            for piece in pieces():
                self._ledger.add(piece)
                yield piece
        self._ledger.end()


class _Place(NamedTuple):
    number: int
    file: Found
    source: Source | None


def _refused(error: InputError) -> Iterable[Cleaned]:
    raise error


def _passed(data: bytes) -> Iterable[Cleaned]:
    """Return a piece of a record that is too long to be taken in."""
    return (Cleaned(data, data, documents=0),)
