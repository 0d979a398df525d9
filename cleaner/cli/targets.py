"""Targets: where cleaned text goes: standard output, one file, or a folder with a file for each."""

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from cleaner.corpus.discovery import Found
from cleaner.corpus.mirror import Mirror
from cleaner.corpus.road import CleanedFile
from cleaner.corpus.source import STDIN
from cleaner.corpus.written import write_cleaned
from cleaner.errors import ConfigError, InputError, OutputError
from cleaner.formats.files import replacing
from cleaner.formats.recognition import COMPRESSIONS
from cleaner.formats.remote import is_remote


class Target(Protocol):
    """Takes cleaned files."""

    def write(self, file: CleanedFile) -> None:
        """Write what became of a file. Raises `InputError` if it cannot be read."""


class StandardOutput:
    """All files in a row."""

    def write(self, file: CleanedFile) -> None:
        """See `Target.write`."""
        write_cleaned(file, sys.stdout.buffer, None, "standard output")
        sys.stdout.buffer.flush()


class OneFile:
    """One file, which is replaced whole or not at all."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def write(self, file: CleanedFile) -> None:
        """See `Target.write`. Raises `OutputError` if a file fails, of which nothing is written."""
        compression = COMPRESSIONS.get(self._path.suffix.lower())
        try:
            with replacing(self._path) as stream:
                write_cleaned(file, stream, compression, str(self._path))
        except InputError as error:
            raise OutputError(str(self._path), f"was left as it was, because of {error}") from error


class Folder:
    """A folder in which each file has its path below what all inputs have in common."""

    def __init__(self, mirror: Mirror, failures: Callable[[], int]) -> None:
        self._mirror, self._failures = mirror, failures

    def write(self, file: CleanedFile) -> None:
        """See `Target.write`."""
        self._mirror.write(file, self._failures)


def folder_of(output: str | None, found: Sequence[Found]) -> Path | None:
    """Return the folder that files are written to, each under its own name; None if there is none.

    Raises `ConfigError` for files that have no place of their own in it.
    """
    if output is None:
        tables = [file.path for file in found if file.path.lower().endswith(".parquet")]
        if tables and len(found) > 1:
            what = f"{tables[0]} and other files cannot become one Parquet file"
            raise ConfigError("clean", what, "write them to a folder: -o FOLDER/")
        return None
    if is_remote(output):
        raise ConfigError("--output", f"{output} is remote", "write to a folder here, and copy it there")
    is_folder = output.endswith(("/", "\\")) or Path(output).is_dir()
    if not is_folder:
        if len(found) > 1:
            what = f"{len(found)} files cannot become one"
            raise ConfigError("--output", what, f"write {output}/ for a folder")
        return None
    seen: dict[str, str] = {}
    for file in found:
        if file.path == STDIN:
            raise ConfigError("--output", "standard input has no name in a folder", "name a file")
        if file.below in seen:
            what = f"{seen[file.below]} and {file.path} would both become {Path(output) / file.below}"
            raise ConfigError("--output", what, "clean them into different folders")
        seen[file.below] = file.path
    return Path(output)


def without_outputs(found: Sequence[Found], folder: Path, named: Sequence[str]) -> list[Found]:
    """Return files without those that an earlier run wrote to the folder, if it is in a folder that is cleaned."""
    top = os.path.realpath(folder) + os.sep
    return [
        file
        for file in found
        if file.path in named
        or not os.path.realpath(file.path).startswith(top)
        or os.path.realpath(folder / file.below) == os.path.realpath(file.path)
    ]
