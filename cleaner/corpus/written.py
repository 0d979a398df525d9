"""Written: what became of a file, in the format of the file."""

import contextlib
from collections.abc import Iterator
from typing import BinaryIO

from cleaner.corpus.cleaned import Cleaned
from cleaner.corpus.road import CleanedFile
from cleaner.formats.compression import compressing
from cleaner.formats.parquet import Rows


def write_cleaned(file: CleanedFile, target: BinaryIO, compression: str | None, name: str) -> bool:
    """Write what became of a file to a stream, compressed, and return whether anything changed.

    Raises what consuming the pieces raises; `name` is that of the target, for messages.
    """
    changes = _Changes(file.pieces)
    source = file.source
    records = source.settings.records_of(file.path) if source else None
    if source is not None and source.table is not None:
        with compressing(target, compression, name) as sink:
            source.table.write(sink, map(_as_rows, changes))
    elif compression is not None and records is not None and records.is_apart:
        _write_members(changes, target, compression, name)
    else:
        with compressing(target, compression, name) as sink:
            for piece in changes:
                sink.write(piece.after)
    return changes.were_made


class _Changes:
    """Pieces as they come, and whether any of them changed."""

    def __init__(self, pieces: Iterator[Cleaned]) -> None:
        self._pieces = pieces
        self.were_made = False

    def __iter__(self) -> Iterator[Cleaned]:
        for piece in self._pieces:
            self.were_made = self.were_made or piece.is_changed
            yield piece


def _as_rows(piece: Cleaned) -> Rows:
    return Rows(piece.record or 1, piece.records, piece.after if piece.is_changed else None)


def _write_members(
    pieces: Iterator[Cleaned] | _Changes, target: BinaryIO, compression: str, name: str
) -> None:
    """Compress each record by itself, so that readers of archives can go to any of them."""
    with contextlib.ExitStack() as stack:
        sink = stack.enter_context(contextlib.nullcontext(target))
        for piece in pieces:
            if piece.records:
                stack.close()
                sink = stack.enter_context(compressing(target, compression, name))
            sink.write(piece.after)
