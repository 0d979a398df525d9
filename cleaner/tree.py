"""Trees: the files in folders that are to be cleaned, in order, without those that git ignores."""

import os
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from cleaner.config import Configuration, names
from cleaner.errors import InputError

PROBE = 8000
"""Bytes at a file's start in which a NUL says that it is no text; git looks as far."""

STDIN = "-"


class Found(NamedTuple):
    """A file to be cleaned."""

    path: str
    below: str
    """Its path below the folder that was named, or its name."""


def found_files(paths: Iterable[str], configuration: Configuration) -> Iterator[Found]:
    """Yield the files that are named, and those in folders that are named, without those to leave out.

    Raises `InputError` for a folder without any file to clean.
    """
    for path in paths:
        if path != STDIN and Path(path).is_dir():
            count = 0
            for found in _below(path, configuration):
                count += 1
                yield found
            if not count:
                raise InputError(
                    path, "no file in this folder is included", "name its files, or see 'include'"
                )
            continue
        settings = configuration.of(path)
        if not settings.force_exclude or path == STDIN or not configuration.leaves_out(path, settings):
            yield Found(path, Path(path).name)


def is_binary(start: bytes, encoding: str) -> bool:
    """Whether what begins a file cannot be text."""
    return b"\0" in start and not encoding.startswith(("utf-16", "utf-32"))


def _below(top: str, configuration: Configuration) -> Iterator[Found]:
    for folder, inner, files in os.walk(top):
        inner[:] = sorted(
            each for each in inner if each != ".git" and not _ignored(folder, each + "/", configuration)
        )
        for name in sorted(files):
            path = str(Path(folder, name))
            settings = configuration.of(path)
            if (
                names(settings.include, name)
                and not configuration.leaves_out(path, settings)
                and not _ignored(folder, name, configuration)
                and not _is_binary_file(path, settings.encoding)
            ):
                yield Found(path, Path(path).relative_to(top).as_posix())


def _is_binary_file(path: str, encoding: str) -> bool:
    try:
        with Path(path).open("rb") as stream:
            return is_binary(stream.read(PROBE), encoding)
    except OSError:
        return False  # whoever reads it says what is wrong


def _ignored(folder: str, name: str, configuration: Configuration) -> bool:
    """Whether git ignores a file or, with a slash behind it, a folder; the nearest `.gitignore` decides."""
    if not configuration.of(str(Path(folder, "x"))).gitignore:
        return False
    for base, spec in _ignores(Path(folder).resolve()):
        relative = (Path(folder).resolve().relative_to(base) / name).as_posix() + "/" * name.endswith("/")
        found = spec.check_file(relative).include
        if found is not None:
            return bool(found)
    return False


@cache
def _ignores(folder: Path) -> tuple[tuple[Path, Any], ...]:
    """Give what git ignores in a folder: the nearest `.gitignore` first, that of the repository last."""
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 — only folders have such files

    files = [folder / ".gitignore"]
    is_top = (folder / ".git").exists()
    if is_top:
        files.append(folder / ".git" / "info" / "exclude")
    found = []
    for file in files:
        try:
            lines = file.read_text("utf-8", "surrogateescape").splitlines()
        except OSError:
            continue
        found.append((folder, GitIgnoreSpec.from_lines(lines)))
    above = () if is_top or folder == folder.parent else _ignores(folder.parent)
    return (*found, *above)
