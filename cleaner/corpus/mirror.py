"""Mirror: a folder of outputs, in which each cleaned file has the path of its input.

Each output takes its place whole, and then its entry in the manifest. One run at a time writes into a folder.
"""

import contextlib
import io
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, cast

from cleaner.corpus.configuration import Configuration
from cleaner.corpus.discovery import Found
from cleaner.corpus.manifest import NAME, Entry, Manifest, name_of, settings_digest
from cleaner.corpus.notes import Notes, opened_notes
from cleaner.corpus.provenance import provenance
from cleaner.corpus.road import CleanedFile
from cleaner.corpus.source import STDIN
from cleaner.corpus.written import write_cleaned
from cleaner.errors import ConfigError, InputError, OutputError
from cleaner.formats.digest import Digest
from cleaner.formats.files import reading, replacing
from cleaner.formats.lock import LockedError, locked
from cleaner.formats.log import to_json


class Mirror:
    """A folder of outputs that is open for this run."""

    def __init__(
        self, folder: Path, manifest: Manifest, notes: Mapping[str, Notes], configuration: Configuration
    ) -> None:
        self._folder, self._manifest, self._configuration = folder, manifest, configuration
        self.notes = notes
        """What this run says of each file."""
        self._real = os.path.realpath(folder)

    def entry_of(self, file: Found) -> Entry | None:
        """Return the entry of a file that is complete: its input, the settings and its output are as they were.

        What this run is to say of it must be known, too.
        """
        entry = self._manifest.entries.get(name_of(file.below)) if file.error is None else None
        if entry is None:
            return None
        try:
            status = Path(file.path).stat()
        except OSError:
            return None
        same_input = (status.st_size, status.st_mtime_ns) == (entry.size, entry.mtime_ns)
        digest = settings_digest(self._configuration.of(file.path))
        is_done = (
            same_input
            and digest == entry.settings
            and self._has_notes(file, entry)
            and self._has_output(file, entry)
        )
        return entry if is_done else None

    def write(self, file: CleanedFile, failures: Callable[[], int]) -> None:
        """Write a file, which is copied as it is if it cannot be read: then the error is raised again.

        `failures` returns how many records could not be cleaned so far.
        """
        target, name = self._target(file.below), name_of(file.below)
        for notes in self.notes.values():
            notes.begin(name, file.path)
        before = failures()
        digest = Digest()
        try:
            with replacing(target) as stream:
                compression = file.source.compression if file.source else None
                write_cleaned(file, cast(BinaryIO, _Digested(stream, digest)), compression, str(target))
        except InputError:
            self._copy(file, target)
            raise
        status = file.source.status if file.source else None
        if status is not None:
            settings = settings_digest(self._configuration.of(file.path))
            known = (name, status.st_size, status.st_mtime_ns, settings)
            written = {kind: notes.written(name) for kind, notes in self.notes.items()}
            noted = {kind: note for kind, note in written.items() if note is not None}
            self._manifest.add(Entry(*known, digest.bytes, digest.sha256, failures() - before, noted))

    def put_together(self, found: Iterable[Found], sinks: Mapping[str, BinaryIO]) -> None:
        """Write the notes of all files in order, those of complete ones from an earlier run: each kind to its sink."""
        names = [name_of(file.below) for file in found]
        for kind, notes in self.notes.items():
            for name in names:
                entry = self._manifest.entries.get(name)
                note = notes.written(name) or (entry.notes.get(kind) if entry else None)
                if note is not None:
                    notes.copy(note, sinks[kind])

    def _target(self, below: str) -> Path:
        """Return where a file goes. Raises `OutputError` if a link leads out of the folder."""
        target = self._folder / below
        if not Path(os.path.realpath(target)).is_relative_to(self._real):
            raise OutputError(str(target), f"is outside of {self._folder}, through a link", "remove the link")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            what = (error.strerror or str(error)).lower()
            raise OutputError(str(target.parent), what, "remove what is in its place") from error
        return target

    def _has_notes(self, file: Found, entry: Entry) -> bool:
        path = self._configuration.name_of(file.path)
        return all(
            kind in entry.notes and notes.holds(entry.notes[kind], path) for kind, notes in self.notes.items()
        )

    def _has_output(self, file: Found, entry: Entry) -> bool:
        path = self._folder / file.below
        try:
            if path.stat().st_size != entry.output_size:
                return False
            digest = Digest()
            with path.open("rb") as stream:
                while block := stream.read(_BLOCK_BYTES):
                    digest.add(block)
        except OSError:
            return False
        return digest.sha256 == entry.output_sha256

    def _copy(self, file: CleanedFile, target: Path) -> None:
        """Copy a file that failed as it is, if it can be read at all."""
        import shutil  # noqa: PLC0415 — slow to import, for failures only

        if Path(file.path).is_file():
            with (
                contextlib.suppress(InputError),
                reading(Path(file.path)) as source,
                replacing(target) as sink,
            ):
                shutil.copyfileobj(source, sink)


@contextlib.contextmanager
def opened_mirror(
    folder: Path, configuration: Configuration, *, resumes: bool, noted: Iterable[str] = ()
) -> Iterator[Mirror]:
    """Open a folder of outputs, which is made if it is not there. Raises `ConfigError` if another run has it open.

    `resumes` says whether what an earlier run completed stays, `noted` what kinds of notes are written.
    """
    with contextlib.ExitStack() as stack:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            handle = stack.enter_context(locked(folder / NAME))
        except LockedError as error:
            remedy = "wait for it to end, or name another folder"
            raise ConfigError("--output", f"another run writes into {folder}", remedy) from error
        except OSError as error:
            what = f"{folder}: {(error.strerror or str(error)).lower()}"
            raise ConfigError("--output", what, "name another") from error
        manifest = Manifest(handle, keeps=resumes)
        run = to_json(provenance(configuration.of(STDIN)))
        known = [entry.notes for entry in manifest.entries.values()]
        notes = stack.enter_context(opened_notes(folder, noted, known, run))
        yield Mirror(folder, manifest, notes, configuration)


class _Digested(io.RawIOBase):
    """A stream whose bytes are hashed as they are written."""

    def __init__(self, stream: BinaryIO, digest: Digest) -> None:
        super().__init__()
        self._stream, self._digest = stream, digest

    def writable(self) -> bool:
        """See `io.RawIOBase`."""
        return True

    def write(self, data: Any) -> int:
        """Write bytes."""
        self._digest.add(bytes(data))
        return self._stream.write(data)


_BLOCK_BYTES = 1 << 20
