"""Discovery: the files that are named, and those in folders, each once and in order.

In a folder, hidden and vendor folders are left alone, as are files that git ignores, binary files, and links that
lead out of it; whatever is named is cleaned.
"""

import codecs
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from cleaner.corpus.configuration import Configuration
from cleaner.corpus.globs import valid_globs, verdict
from cleaner.corpus.places import from_above, real_folder, real_path
from cleaner.corpus.settings import unpacked_name
from cleaner.corpus.source import STDIN
from cleaner.errors import InputError
from cleaner.formats.recognition import PROBE_BYTES, compression_of, marked_encoding, refusal
from cleaner.formats.record_formats import format_begun
from cleaner.formats.remote import files_below, is_remote

VENDOR_FOLDERS = frozenset(
    {"node_modules", "bower_components", "__pycache__", "__pypackages__", "site-packages", "venv"}
)
"""Folders of programs, which nobody takes for a corpus."""


class Found(NamedTuple):
    """A file to be cleaned."""

    path: str
    below: str
    """Its path below the folder that all that was named is in: where it goes in a folder of outputs."""
    error: InputError | None = None
    """Why a folder cannot be looked through; its path is in the place of a file's."""
    is_excluded: bool = False
    """Whether it goes through as it is: standard input that is taken as an excluded file."""


def found_files(paths: Iterable[str], configuration: Configuration) -> Iterator[Found]:
    """Yield the files that are named, and those in folders that are named, without those to leave out.

    A file that is reached twice, by a link too, is yielded once, under its own name if it is reached by that.
    Raises `InputError` for a folder without any file to clean.
    """
    named = list(paths)
    top = _common_folder([path for path in named if path != STDIN and not is_remote(path)])
    files: dict[str, Found] = {}
    for path in named:
        count = 0
        for file in _found(path, configuration):
            count += 1
            real = file.path if file.path == STDIN or is_remote(file.path) else real_path(file.path)
            is_known = real in files
            if is_known and (os.path.islink(file.path) or not os.path.islink(files[real].path)):
                continue
            files.pop(real, None)
            files[real] = file._replace(below=file.below or _seen_from(file.path, top))
        if not count and path != STDIN and os.path.isdir(path):
            remedy = "name its files, or see --include, --exclude and --no-gitignore"
            raise InputError(path, "no file in this folder is included", remedy)
    yield from files.values()


def _common_folder(paths: Sequence[str]) -> str:
    """Return the folder that is named, if there is only one, or else the one that all that is named is in."""
    if len(paths) == 1 and os.path.isdir(paths[0]):
        return paths[0]
    try:
        return os.path.commonpath([os.path.dirname(os.path.abspath(path)) for path in paths])
    except ValueError:  # of no path, or of paths on several drives
        return ""


def _seen_from(path: str, top: str) -> str:
    return os.path.relpath(path, top).replace(os.sep, "/") if top else os.path.basename(path)


def _found(path: str, configuration: Configuration) -> Iterator[Found]:
    if is_remote(path):
        yield from _remote(path, configuration)
        return
    if path != STDIN and os.path.isdir(path):
        yield from _below(path, configuration)
        return
    name = configuration.name_of(path)
    is_excluded = (
        name != STDIN
        and configuration.of(name).force_exclude
        and bool(configuration.named_by("exclude", name))
    )
    if path == STDIN or not is_excluded:
        yield Found(path, "", is_excluded=is_excluded)


def _remote(path: str, configuration: Configuration) -> Iterator[Found]:
    """Yield a remote file, or those of a remote folder that are wanted, by their paths below it."""
    try:
        files = files_below(path)
    except InputError as error:
        yield Found(path, path.rpartition("/")[2], error)
        return
    settings = configuration.of(STDIN)
    for file, below in files:
        is_named = file == path or below == path.rpartition("/")[2]
        is_included = verdict(settings.include, unpacked_name(below)) or verdict(settings.include, below)
        if is_named or (is_included and not verdict(settings.exclude, below)):
            yield Found(file, below)


def _below(top: str, configuration: Configuration) -> Iterator[Found]:
    """Yield the files of a folder and of those in it; not by recursion, since they may be thousands deep."""
    real_top = os.path.realpath(top)
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as scan:
                entries = sorted(scan, key=lambda entry: entry.name)
        except OSError as error:
            what = f"cannot be looked through: {(error.strerror or str(error)).lower()}"
            yield Found(
                folder, "", InputError(folder, what, "check its permissions, or leave it out with --exclude")
            )
            continue
        inner: list[str] = []
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                inner += [entry.path] if _is_entered(entry, configuration) else []
            elif _is_wanted(entry, real_top, configuration):
                yield Found(str(Path(entry.path)), "")  # not ./page.txt
        waiting += reversed(inner)


def _is_entered(entry: os.DirEntry[str], configuration: Configuration) -> bool:
    if entry.name.startswith(".") or entry.name in VENDOR_FOLDERS:
        return False
    path = entry.path + "/"
    return not configuration.named_by("exclude", path) and not _is_ignored(path, configuration)


def _is_wanted(entry: os.DirEntry[str], top: str, configuration: Configuration) -> bool:
    path = entry.path
    return (
        _is_included(path, configuration)
        and not configuration.named_by("exclude", path)
        and not _is_ignored(path, configuration)
        and _is_file_inside(entry, top)
        and not _is_binary(path, configuration.of(path).encoding)
    )


def _is_included(path: str, configuration: Configuration) -> bool:
    """Return whether a file is looked for, by its name or by its name without the suffix of a compression."""
    globs = configuration.of(path).include
    has_folders = any("/" in glob for glob in globs)
    for candidate in (path, unpacked_name(path)):
        name = os.path.basename(candidate)
        said = configuration.named_by("include", candidate) if has_folders else verdict(globs, name)
        if said is not None:
            return said
    return False


def _is_file_inside(entry: os.DirEntry[str], top: str) -> bool:
    """Return whether an entry is a regular file, or a link to one that does not lead out of a folder."""
    try:
        if not entry.is_file():  # a pipe would be waited for, a link may lead to itself
            return False
    except OSError:
        return False
    return not entry.is_symlink() or Path(os.path.realpath(entry.path)).is_relative_to(top)


def _is_binary(path: str, encoding: str) -> bool:
    try:
        with open(path, "rb") as stream:
            head = stream.read(PROBE_BYTES)
    except OSError:
        return False  # whoever reads it says what is wrong
    if compression_of(head) is not None or format_begun(head) is not None:
        return False
    return refusal(head, marked_encoding(head) or encoding) is not None


def _is_ignored(path: str, configuration: Configuration) -> bool:
    """Return whether git ignores a file or, with a slash behind it, a folder; the nearest `.gitignore` decides."""
    if not configuration.of(path).gitignore:
        return False
    name = os.path.basename(path.rstrip("/")) + "/" * path.endswith("/")
    folder = real_folder(path)
    for base, globs in from_above(folder, _IGNORES, _ignores):
        below = os.path.join(folder, name).removeprefix(base).replace(os.sep, "/").lstrip("/")
        said = verdict(globs, below)
        if said is not None:
            return said
    return False


Ignores = tuple[tuple[str, tuple[str, ...]], ...]
"""What git ignores in a folder: globs by where they count from, the nearest first."""

_IGNORES: dict[str, Ignores] = {}


def _ignores(folder: str, above: Ignores | None) -> Ignores:
    """Return what is ignored in a folder, from what is ignored above it; a repository ends at its top."""
    is_top = os.path.exists(os.path.join(folder, ".git"))
    files = [".gitignore", *([os.path.join(".git", "info", "exclude")] if is_top else [])]
    own = ((folder, globs) for file in files if (globs := _globs_in(os.path.join(folder, file))))
    return (*own, *(() if is_top else above or ()))


def _globs_in(file: str) -> tuple[str, ...]:
    try:
        data = Path(file).read_bytes().removeprefix(codecs.BOM_UTF8)
    except OSError:
        return ()
    return valid_globs(line.removesuffix("\r") for line in os.fsdecode(data).split("\n"))
