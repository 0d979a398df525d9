"""The cache: what takes long to work out from rule files, kept for the next start.

It lies in the user's cache folder, or where `CLEANER_CACHE` says; set to nothing, there is none. An entry is
named by a hash of all that it was made from, begins with a hash of itself, and is believed only if nobody else
could have written it. Where anything is amiss there is no entry, and no error.
"""

import contextlib
import hashlib
import os
import stat
import sys
from functools import cache
from pathlib import Path

KEPT = 24
"""Entries that are kept, those used last. A level or a choice of rules has one, of some five megabytes."""


def load_entry(key: str) -> memoryview | None:
    """Give an entry, or None."""
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
    import tempfile  # noqa: PLC0415 — needed once for each set of rules

    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=folder, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(hashlib.sha256(data).digest() + data)
            os.replace(name, folder / key)  # noqa: PTH105
        except BaseException:
            os.unlink(name)  # noqa: PTH108
            raise
        entries = sorted(folder.iterdir(), key=_age)
        for old in entries[:-KEPT]:
            old.unlink()


def entry_key(*parts: str) -> str:
    """Name an entry by what it is made from; the code of this package counts."""
    digest = hashlib.sha256(f"{sys.version} {sys.platform} {_code()}".encode())
    for each in parts:
        part = each.encode("utf-8", "surrogatepass")
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


@cache
def _code() -> str:
    found = []
    for folder in (Path(__file__).parent, Path(__file__).parent / "kinds"):
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.endswith(".py"):
                    status = entry.stat()
                    found.append(f"{entry.name} {status.st_size} {status.st_mtime_ns}")
    return " ".join(sorted(found))


def _folder() -> Path | None:
    named = os.environ.get("CLEANER_CACHE")
    if named is not None:
        return Path(named) if named else None
    home = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    if home:
        return Path(home) / "cleaner"
    try:
        return Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "cleaner"
    except RuntimeError:
        return None


def _is_ours(status: os.stat_result) -> bool:
    """Whether nobody but the user can have written a file: a database from elsewhere could do anything."""
    if not hasattr(os, "getuid"):
        return True
    return status.st_uid == os.getuid() and not stat.S_IMODE(status.st_mode) & 0o022


def _age(path: Path) -> float:
    return path.stat().st_mtime
