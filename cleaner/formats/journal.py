"""A journal: a file to which a program writes what it is about to do, and on the disk before it does it."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from cleaner.errors import ConfigError, OutputError


class Journal:
    """A file that grows in place. Raises `OutputError` where it cannot be written."""

    def __init__(self, path: Path, stream: BinaryIO) -> None:
        self._path, self._stream = path, stream

    def write(self, data: bytes) -> int:
        """Write bytes, which may not be on the disk yet."""
        with _reported(self._path):
            return self._stream.write(data)

    def commit(self) -> None:
        """Return when all that was written is on the disk."""
        with _reported(self._path):
            self._stream.flush()
            if self._path.is_file():
                os.fsync(self._stream.fileno())


@contextlib.contextmanager
def journal(path: Path, option: str) -> Iterator[Journal]:
    """Open a journal, which is kept however the block ends.

    Raises `ConfigError`, in the name of an option, if the file has something in it already: it may be the only way
    back from an earlier run.
    """
    if path.is_file() and path.stat().st_size:
        raise ConfigError(option, f"{path} already exists", "name another file, or move it away")
    with _reported(path):
        stream = cast(BinaryIO, path.open("ab" if path.is_file() else "wb"))
    opened = Journal(path, stream)
    try:
        yield opened
        opened.commit()
    finally:
        with _reported(path):
            stream.close()


@contextlib.contextmanager
def _reported(path: Path) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(str(path), (error.strerror or str(error)).lower(), _REMEDY) from error


_REMEDY = "check its name, its permissions and the space on the disk"
