"""The cache: what takes long to work out from rule files, kept for the next start.

It is in the user's cache folder, or where `CLEANER_CACHE` says; set to nothing, there is none. An entry is named
by a hash of all that it was made from, begins with a hash of itself, and is believed only if nobody else could
have written it. Where anything is amiss there is no entry, and no error. Other files in the folder are not touched.
"""

import contextlib
import os
import re
import stat
import sys
import time
import warnings
from functools import cache
from pathlib import Path

MAX_ENTRIES = 128
"""Entries that are kept, those used last."""

MAX_BYTES = 128 << 20
"""Bytes that are kept: a choice of the shipped rules has some seven million, rules of one's own have a fifth of one."""

STALE_SECONDS = 3600.0
"""After which an entry that is being written was left behind by a process that died."""


def load_entry(key: str) -> memoryview | None:
    """Return an entry, or None."""
    folder = _folder()
    if folder is None:
        return None
    try:
        with (folder / key).open("rb") as stream:
            if not _is_ours(os.fstat(stream.fileno())) or not _is_ours(folder.stat()):
                return None
            data = memoryview(stream.read())
    except OSError:
        return None
    import hashlib  # noqa: PLC0415 — what was prepared with a wheel needs no cache

    digest, data = data[:32], data[32:]
    if hashlib.sha256(data).digest() != digest:
        return None
    with contextlib.suppress(OSError):
        os.utime(folder / key)  # the entries that are kept are those used last
    return data


def store_entry(key: str, data: bytes) -> None:
    """Keep an entry, if that is possible."""
    folder = _folder()
    if folder is None:
        return
    import hashlib  # noqa: PLC0415 — as above
    import tempfile  # noqa: PLC0415 — needed once for each set of rules

    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not _is_ours(folder.stat()):
            warnings.warn(f"{folder}: {_NOT_OURS}", RuntimeWarning, stacklevel=2)
            return
        handle, name = tempfile.mkstemp(dir=folder, prefix=_NEW)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(hashlib.sha256(data).digest() + data)
            os.replace(name, folder / key)  # noqa: PTH105
        except BaseException:
            os.unlink(name)  # noqa: PTH108
            raise
        _evict(folder)


def _evict(folder: Path) -> None:
    """Delete the entries of this cache that were not used for long, and what was never finished."""
    entries: list[tuple[float, Path, int]] = []
    for path in folder.iterdir():
        is_entry = _ENTRY.fullmatch(path.name) is not None
        if is_entry or path.name.startswith(_NEW):
            with contextlib.suppress(OSError):  # somebody else deletes it at the same time
                status = path.lstat()
                if is_entry:
                    entries.append((status.st_mtime, path, status.st_size))
                elif status.st_mtime < time.time() - STALE_SECONDS:
                    path.unlink()
    size_of_all = 0
    for number, (_, path, size) in enumerate(sorted(entries, reverse=True)):
        size_of_all += size
        if number >= MAX_ENTRIES or size_of_all > MAX_BYTES:
            with contextlib.suppress(OSError):
                path.unlink()


_ENTRY = re.compile("[0-9a-f]{64}")
_NEW = ".new-"
_NOT_OURS = (
    "others may write to this folder, so nothing is kept there and each start takes long; chmod go-w it"
)


def entry_key(*parts: str) -> str:
    """Name an entry by what it is made from; the code of this package counts."""
    import hashlib  # noqa: PLC0415 — as above

    digest = hashlib.sha256(f"{sys.version} {sys.platform} {_code()}".encode())
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


@cache
def _code() -> str:
    """Return what tells whether the code of this package was changed."""
    states = []
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        status = path.stat()
        states.append(f"{path} {status.st_size} {status.st_mtime_ns}")
    return " ".join(states)


def _folder() -> Path | None:
    named = os.environ.get("CLEANER_CACHE")
    if named is not None:
        return Path(named) if named else None
    from platformdirs import user_cache_path  # noqa: PLC0415 — not if a folder is named

    folder = user_cache_path("cleaner", appauthor=False)
    return folder if folder.is_absolute() else None  # a user without a home


def _is_ours(status: os.stat_result) -> bool:
    """Whether nobody but the user can have written a file: a database from elsewhere could do anything."""
    if not hasattr(os, "getuid"):
        return True
    return status.st_uid == os.getuid() and not stat.S_IMODE(status.st_mode) & 0o022
