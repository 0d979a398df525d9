"""Files, read with their name in every error, and replaced whole or not at all."""

import contextlib
import errno
import io
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

from cleaner.errors import CleanerError, InputError, OutputError
from cleaner.formats.partial import Partial


@contextlib.contextmanager
def replacing(
    path: Path, *, known: os.stat_result | None = None, backup: Path | None = None
) -> Iterator[BinaryIO]:
    """Open a file for writing that takes the place of `path` when the block ends, and is gone if it fails.

    The new file keeps mode and, where the system lets it, owner. A device or a pipe is written as it goes.
    `known` is what the file was when it was read: if it is not the same any more, it stays. What was there
    goes to `backup`, which must not exist. Raises `OutputError` when the file cannot be written.
    """
    target = Path(os.path.realpath(path))
    before = _status(path)  # of the name as given: /dev/stdout may lead to a pipe, which has no path
    if before is not None and not stat.S_ISREG(before.st_mode):
        with _opened(path, "wb") as stream:
            yield stream
        return
    if before is not None and not before.st_mode & 0o222:
        raise OutputError(str(path), "is read-only", f"chmod u+w {path}")
    with _reported(path, OutputError):
        partial = Partial(target)
    with partial:
        with _opened(path, "wb", os.dup(partial.handle)) as stream:
            yield stream
            with _reported(path, OutputError):
                stream.flush()
                os.fsync(partial.handle)
        with _reported(path, OutputError):
            _keep_status(partial.place, before)
        if known is not None:
            _refuse_changed(path, known, target)
        if backup is not None:
            _keep_copy(target, backup)
        with _reported(path, OutputError):
            partial.put()


@contextlib.contextmanager
def reading(path: Path) -> Iterator[BinaryIO]:
    """Open a file for reading. Raises `InputError` when that fails, then or later."""
    if path.is_dir():
        raise InputError(str(path), "is a folder", "name a file")
    with _opened(path, "rb") as stream:
        yield stream


@contextlib.contextmanager
def growing(path: Path) -> Iterator[BinaryIO]:
    """Open a file that grows in place and can be read again; it is made if it is not there, and a link is not followed.

    Raises `OutputError`, then or later.
    """
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    with _reported(path, OutputError):
        handle = os.open(path, flags, 0o666)
    with io.BufferedRandom(_File(path, "r+b", handle, OutputError)) as stream:
        yield cast(BinaryIO, stream)


def seen_from(path: str, folder: Path) -> str:
    """Return the path of a file as it is seen from a folder, with forward slashes; links are not followed.

    Standard input, `-`, stays so; on Windows, so does a file of another drive.
    """
    if path == "-":
        return path
    try:
        return shown(Path(os.path.relpath(path, folder)).as_posix())
    except ValueError:
        return shown(Path(path).absolute().as_posix())


def shown(name: str) -> str:
    """Return a file's name as UTF-8 reads its bytes: where the locale says otherwise, Python does not."""
    return os.fsencode(name).decode("utf-8", "surrogateescape")


def _status(path: Path) -> os.stat_result | None:
    with _reported(path, OutputError):
        try:
            return path.stat()
        except FileNotFoundError:
            return None


def _keep_status(new: int | str, before: os.stat_result | None) -> None:
    """Give a new file the owner and the mode of the one before it; the owner first, since that takes bits of the mode."""
    if before is not None and hasattr(os, "chown"):
        with contextlib.suppress(OSError):
            os.chown(new, before.st_uid, before.st_gid)
    os.chmod(new, stat.S_IMODE(before.st_mode) if before else 0o666 & ~_umask())  # noqa: PTH101


def _refuse_changed(path: Path, known: os.stat_result, target: Path) -> None:
    with _reported(path, InputError):
        now = target.stat()
    if (known.st_mtime_ns, known.st_size, known.st_ino) != (now.st_mtime_ns, now.st_size, now.st_ino):
        raise InputError(str(path), "was changed by something else meanwhile", "run it again")


def _keep_copy(target: Path, backup: Path) -> None:
    """Copy a file with its times and mode, whole or not at all."""
    import shutil  # noqa: PLC0415 — only where a backup is asked for

    if os.path.lexists(backup):
        raise InputError(str(backup), "an older backup exists", "move it away, or choose another suffix")
    partial = backup.with_name(f".{backup.name}.partial")
    with _reported(backup, OutputError):
        try:
            shutil.copy2(target, partial)
            os.replace(partial, backup)  # noqa: PTH105
        finally:
            partial.unlink(missing_ok=True)


def _opened(path: Path, mode: str, handle: int | None = None) -> BinaryIO:
    raised = InputError if mode == "rb" else OutputError
    with _reported(path, raised):
        raw = _File(path, mode, handle, raised)
    buffered = io.BufferedReader(raw) if mode == "rb" else io.BufferedWriter(raw)
    return cast(BinaryIO, buffered)


class _File(io.FileIO):
    """A file whose errors name its path."""

    def __init__(self, path: Path, mode: str, handle: int | None, raised: type[CleanerError]) -> None:
        super().__init__(path if handle is None else handle, mode)
        self._path, self._raised = path, raised

    def readinto(self, buffer: Any) -> int:
        with _reported(self._path, self._raised):
            return super().readinto(buffer)

    def write(self, data: Any) -> int:
        with _reported(self._path, self._raised):
            return super().write(data)


@contextlib.contextmanager
def _reported(path: Path, raised: type[CleanerError]) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise raised(str(path), reason, _REMEDIES.get(error.errno or 0, "")) from error


_REMEDIES = {
    errno.ENOENT: "check the name",
    errno.EACCES: "check its permissions",
    errno.ENOSPC: "free some space; the file is as it was",
    errno.EFBIG: "raise the limit on the size of files; the file is as it was",
    errno.ENAMETOOLONG: "use a shorter name",
    errno.EIO: "check the disk",
    errno.EISDIR: "name a file",
}


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
