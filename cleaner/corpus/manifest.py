"""The manifest of a folder of outputs: which files are complete, from which input, under which rules and settings.

It is JSON lines, an entry for each file that took its place, written right after that. A run that is killed leaves
a manifest that may lack its last entry, or end amid it; such a file is cleaned again.
"""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import fields
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from cleaner.corpus.notes import Note
from cleaner.corpus.settings import Settings
from cleaner.formats.files import shown
from cleaner.formats.log import to_json
from cleaner.ruleset.digest import rules_digest
from cleaner.version import __version__

MANIFEST_VERSION = 1

NAME = ".cleaner-manifest"
"""The file in a folder of outputs."""


class Entry(NamedTuple):
    """A file that is complete."""

    file: str
    """Its path below the folder."""
    size: int
    """Bytes of the input."""
    mtime_ns: int
    """When the input was changed last."""
    settings: str
    """Digest of the rules and settings."""
    output_size: int
    output_sha256: str
    failed: int
    """Records that could not be cleaned, and went through unchanged."""
    notes: Mapping[str, Note] = MappingProxyType({})
    """Where the edit log, the captures and the rejects say something of it, if they were asked for."""


class Manifest:
    """Entries by file, read from and added to an open file, which nobody else writes."""

    def __init__(self, handle: int, *, keeps: bool) -> None:
        """Take up the entries of an earlier run if `keeps` says so; otherwise they are gone."""
        self._handle = handle
        self.entries: dict[str, Entry] = {}
        known = _read_all(handle) if keeps else b""
        whole = known[: known.rfind(b"\n") + 1]
        for line in whole.splitlines()[1:]:
            entry = _entry(line)
            if entry is not None:
                self.entries[entry.file] = entry
        if not whole.startswith(_HEAD):
            whole, self.entries = b"", {}
        os.ftruncate(handle, len(whole))
        os.lseek(handle, 0, os.SEEK_END)
        if not whole:
            self._write(_HEAD)

    def add(self, entry: Entry) -> None:
        """Add an entry."""
        self.entries[entry.file] = entry
        self._write(to_json({**entry._asdict(), "notes": dict(entry.notes)}))

    def _write(self, data: bytes) -> None:
        while data:
            data = data[os.write(self._handle, data) :]


@lru_cache(maxsize=256)
def settings_digest(settings: Settings) -> str:
    """Return digits that change with the program, any rule and any setting that may change an output."""
    import hashlib  # noqa: PLC0415 — most runs write to no folder

    said = {
        field.name: getattr(settings, field.name)
        for field in fields(settings)
        if field.compare and field.name not in _WITHOUT_EFFECT
    }
    rules = rules_digest(settings.rules, shipped=settings.shipped)
    return hashlib.sha256(
        repr((__version__, rules, sorted(said.items()))).encode("utf-8", "replace")
    ).hexdigest()[:_DIGITS]


def name_of(below: str) -> str:
    """Return the name of an entry: JSON does not hold every file's name."""
    return shown(below)


def _entry(line: bytes) -> Entry | None:
    """Read an entry; None for a line that is not one."""
    try:
        entry = Entry(**json.loads(line))  # which takes names that are not UTF-8
        return entry._replace(notes={kind: Note(*note) for kind, note in entry.notes.items()})
    except (ValueError, TypeError, AttributeError):
        return None


def _read_all(handle: int) -> bytes:
    return b"".join(_blocks(handle))


def _blocks(handle: int) -> Iterable[bytes]:
    os.lseek(handle, 0, os.SEEK_SET)
    while block := os.read(handle, _BLOCK_BYTES):
        yield block


_BLOCK_BYTES = 1 << 20
_DIGITS = 16
_HEAD = to_json({"cleaner manifest": MANIFEST_VERSION})
_WITHOUT_EFFECT = frozenset({"include", "exclude", "force_exclude", "gitignore"})
