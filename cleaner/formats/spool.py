"""Spools: streams that can be read again, held in memory while they are short and on disk when they are not."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from typing import BinaryIO, cast

MAX_MEMORY_BYTES = 1 << 24
"""Bytes of a stream that are held in memory."""


@contextlib.contextmanager
def spool() -> Iterator[BinaryIO]:
    """Open an empty stream that can be written, and read again."""
    with tempfile.SpooledTemporaryFile(max_size=MAX_MEMORY_BYTES) as stream:
        yield cast(BinaryIO, stream)


@contextlib.contextmanager
def spooled(source: BinaryIO) -> Iterator[BinaryIO]:
    """Copy a stream to one that can be read again."""
    with spool() as stream:
        shutil.copyfileobj(source, stream)
        stream.seek(0)
        yield stream


def size_of(stream: BinaryIO) -> int:
    """Return how many bytes a stream has that can be read again."""
    return stream.seek(0, os.SEEK_END)


class Section:
    """Some bytes of a stream, from one place on, as a stream."""

    def __init__(self, stream: BinaryIO, at: int, size: int) -> None:
        self._stream, self._left = stream, size
        stream.seek(at)

    def read(self, size: int) -> bytes:
        """Read up to so many bytes."""
        return self._taken(self._stream.read(min(size, self._left)))

    def readline(self, size: int) -> bytes:
        """Read up to the end of a line, or so many bytes."""
        return self._taken(self._stream.readline(min(size, self._left)))

    def _taken(self, data: bytes) -> bytes:
        self._left -= len(data)
        return data
