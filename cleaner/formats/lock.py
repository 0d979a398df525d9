"""Locks: a file that one process at a time may write; the system lets go of it when the process dies."""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class LockedError(OSError):
    """Another process has the lock."""


@contextlib.contextmanager
def locked(path: Path) -> Iterator[int]:
    """Open a file, which is made if it is not there, lock it, and return its handle.

    Raises `LockedError` at once if another process has it. On a file system without locks there is none.
    """
    handle = os.open(
        path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0), 0o666
    )
    try:
        _lock(handle)
        yield handle
    finally:
        os.close(handle)


def _lock(handle: int) -> None:
    try:
        if sys.platform == "win32":
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError) as error:
        raise LockedError(str(error)) from error
    except OSError:
        return
