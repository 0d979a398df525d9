"""Partial files: what is written before it takes the place of a file, with nothing left of it when a program dies.

On Linux such a file has no name until it is complete, so that nothing is left even of a program that is killed. On other
systems, and on file systems that know no files without a name, it has a name from the start; on Linux it has one between two
system calls. What was left there is removed by whoever next writes into that folder: a file with such a name, of the
same user, that no living process has locked.
"""

import contextlib
import os
import re
import stat
import sys
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

if sys.platform != "win32":
    import fcntl

MAX_PREFIX_BYTES = 100
"""Bytes of its target's name in the name of a partial file; file systems allow 255 in all."""

SUFFIX = ".cleaner-partial"

MAX_TRIES = 10
"""Names that are tried; one is taken once in a million millions."""


class Partial:
    """A file that is to take the place of `target`, and is gone if it does not. Use it as a context.

    It is locked as long as this process lives. Raises `OSError` where the folder cannot be written to.
    """

    def __init__(self, target: Path) -> None:
        _remove_stale(target.parent)
        self._target = target
        self.handle, self._name = _created(target)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()
        if self._name is not None:
            with contextlib.suppress(OSError):
                os.unlink(self._name)  # noqa: PTH108

    @property
    def place(self) -> int | str:
        """What system calls know it by: its handle, or on some systems its name."""
        return self.handle if self._name is None or os.chmod in os.supports_fd else self._name

    def put(self) -> None:
        """Put it in the place of its target, at once."""
        if self._name is None:
            self._name = _linked(self.handle, self._target)
        if sys.platform == "win32":  # where a file that is open cannot be renamed
            self._close()
        os.replace(self._name, self._target)  # noqa: PTH105
        self._name = None

    def _close(self) -> None:
        if self.handle >= 0:
            os.close(self.handle)
            self.handle = -1


def _created(target: Path) -> tuple[int, str | None]:
    """Create a file and lock it; return its handle, and its name if it has one."""
    handle = _without_name(target.parent)
    if handle is not None:
        _lock(handle)
        return handle, None
    for _ in range(MAX_TRIES):
        name = _name_beside(target)
        with contextlib.suppress(FileExistsError):
            handle = os.open(name, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
            _lock(handle)
            if os.fstat(handle).st_nlink or sys.platform == "win32":
                return handle, name
            os.close(handle)  # before it was locked, another process took it for one that was left
    raise FileExistsError


def _without_name(folder: Path) -> int | None:
    """Create a file without a name, and return its handle; None where that cannot be done."""
    unnamed = getattr(os, "O_TMPFILE", 0)
    if not unnamed:
        return None
    try:
        handle = os.open(folder, unnamed | os.O_RDWR, 0o600)
    except OSError:
        return None
    if os.path.exists(f"/proc/self/fd/{handle}"):  # noqa: PTH110 — by which it is named later
        return handle
    os.close(handle)
    return None


def _linked(handle: int, target: Path) -> str:
    """Give a file without a name one beside its target."""
    for _ in range(MAX_TRIES):
        name = _name_beside(target)
        with contextlib.suppress(FileExistsError):
            # without a folder's handle, which an absolute path makes no use of, Python would link the link in /proc
            os.link(f"/proc/self/fd/{handle}", name, src_dir_fd=handle, follow_symlinks=True)
            return name
    raise FileExistsError


def _name_beside(target: Path) -> str:
    prefix = os.fsdecode(os.fsencode(target.name)[:MAX_PREFIX_BYTES])
    return str(target.with_name(f".{prefix}.{os.urandom(6).hex()}{SUFFIX}"))


_NAME = re.compile(rf"\..+\.[0-9a-f]{{12}}{re.escape(SUFFIX)}", re.DOTALL)


@cache
def _remove_stale(folder: Path) -> None:
    """Remove what dead processes left in a folder; each process looks once."""
    if sys.platform == "win32":  # without locks nobody knows who is alive
        return
    with contextlib.suppress(OSError), os.scandir(folder) as scan:
        for entry in scan:
            if _NAME.fullmatch(entry.name):
                _remove_if_stale(entry.path)


def _remove_if_stale(path: str) -> None:
    with contextlib.suppress(OSError):
        handle = os.open(path, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        try:
            status = os.fstat(handle)
            if stat.S_ISREG(status.st_mode) and status.st_uid == os.geteuid() and _is_locked(handle):
                os.unlink(path)  # noqa: PTH108
        finally:
            os.close(handle)


def _is_locked(handle: int) -> bool:
    """Return whether this process could lock a file at once."""
    if sys.platform == "win32":
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _lock(handle: int) -> None:
    """Lock a file until it is closed, where the file system knows locks: nobody else has it for more than a moment."""
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
