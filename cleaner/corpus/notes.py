"""Notes: what the edit log, the captures and the rejects say of each file in a folder of outputs.

They are kept beside the manifest, in the order in which files were cleaned, so that a run can be resumed. An entry of the
manifest says where the note of its file is. At the end of a run the notes are put together in the order of the files.
"""

import contextlib
import os
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, NamedTuple

from cleaner.formats.files import growing
from cleaner.formats.log import Sink

KINDS = ("log", "capture", "rejects")
"""What is noted, by the name of its option."""


class Note(NamedTuple):
    """Where a note is, and its checksum."""

    at: int
    size: int
    crc32: int
    """Of what the run and the file are called in it, and of its bytes."""

    @property
    def end(self) -> int:
        """The byte behind it."""
        return self.at + self.size


class Notes:
    """The notes of one kind. They are written file by file."""

    def __init__(self, stream: BinaryIO, run: bytes) -> None:
        """Take a stream that can be read again, and what tells this run from others in a log."""
        self._stream, self._run = stream, run
        self._notes: dict[str, Note] = {}
        self._file = ""

    def begin(self, file: str, path: str) -> None:
        """Begin the note of a file, which is named by its path in it."""
        self._file = file
        self._notes[file] = Note(self._stream.seek(0, os.SEEK_END), 0, self._checksum(path))

    def write(self, data: bytes) -> int:
        """Write bytes of the note that was begun last."""
        at, size, crc32 = self._notes[self._file]
        self._notes[self._file] = Note(at, size + len(data), zlib.crc32(data, crc32))
        return self._stream.write(data)

    def written(self, file: str) -> Note | None:
        """Return the note of a file, which is in the system's hands then; None if this run did not begin it."""
        self._stream.flush()
        return self._notes.get(file)

    def holds(self, note: Note, path: str) -> bool:
        """Return whether a note of an earlier run is whole, and as this run would write it."""
        checksum = self._checksum(path)
        for block in self._blocks(note):
            checksum = zlib.crc32(block, checksum)
        return checksum == note.crc32

    def copy(self, note: Note, sink: Sink) -> None:
        """Copy a note."""
        for block in self._blocks(note):
            sink.write(block)

    def _checksum(self, path: str) -> int:
        return zlib.crc32(os.fsencode(path), zlib.crc32(self._run))

    def _blocks(self, note: Note) -> Iterator[bytes]:
        self._stream.seek(note.at)
        left = note.size
        while left and (block := self._stream.read(min(left, _BLOCK_BYTES))):
            left -= len(block)
            yield block


@contextlib.contextmanager
def opened_notes(
    folder: Path, kinds: Iterable[str], known: Iterable[Mapping[str, Note]], run: bytes
) -> Iterator[Mapping[str, Notes]]:
    """Open the notes of some kinds, behind those that are known; what is behind them is of a run that was interrupted.

    Notes of other kinds stay as they are, or go if none of them is known.
    """
    ends = dict.fromkeys(KINDS, 0)
    for notes in known:
        for kind, note in notes.items():
            ends[kind] = max(ends.get(kind, 0), note.end)
    with contextlib.ExitStack() as stack:
        opened: dict[str, Notes] = {}
        for kind in KINDS:
            path = folder / f".cleaner-{kind}"
            if kind in kinds:
                stream = stack.enter_context(growing(path))
                stream.truncate(ends[kind])
                opened[kind] = Notes(stream, run)
            elif not ends[kind]:
                path.unlink(missing_ok=True)
        yield opened


_BLOCK_BYTES = 1 << 20
