"""The files of rules: found in folders, and told apart from what they were before."""

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from cleaner.cache import entry_key
from cleaner.data import rules_folder
from cleaner.errors import RuleError


class RuleFile(NamedTuple):
    """A rule file: the name of its pack, where it is, and what tells whether it was changed since."""

    name: str
    path: str
    state: str

    @property
    def is_shipped(self) -> bool:
        """Whether it comes with this package."""
        return self.path.startswith(os.path.join(shipped_rules(), ""))  # noqa: PTH118 — asked often


def shipped_rules() -> Path:
    """Return the folder of the packs that come with this package."""
    return rules_folder()


def rule_files(paths: Iterable[str | os.PathLike[str]] = ()) -> list[RuleFile]:
    """Find rule files, and those in folders; without paths, the shipped ones. Raises `RuleError`."""
    files: list[RuleFile] = []
    for path in [os.fsdecode(path) for path in paths] or [str(shipped_rules())]:
        if not stat.S_ISDIR(_status(path).st_mode):
            files.append(_rule_file(Path(path).stem, path))
            continue
        below = sorted(_below(path))
        if any(file.name.startswith("topics/") for file in below):  # the shipped rules, or a copy of them
            below = [
                file for file in below if file.name != "evidence"
            ]  # the points, which are not a rule file
        if not below:
            raise RuleError(path, "no rule file in this folder", "rule files end in .toml")
        files += below
    return files


def files_key(what: str, files: Sequence[RuleFile], *others: str) -> str:
    """Return the name of the cache's entry for what is made from rule files, and other things."""
    return entry_key(what, *(part for file in files for part in file), *others)


def _below(folder: str) -> Iterator[RuleFile]:
    """Yield the rule files of a folder and of those in it, links to folders followed."""
    waiting: list[tuple[str, str, tuple[tuple[int, int], ...]]] = [(folder, "", ())]
    while waiting:
        path, name, above = waiting.pop()
        status = _status(path)
        itself = (status.st_dev, status.st_ino)
        if itself in above:
            raise RuleError(path, "is a link to a folder above it", "remove the link")
        try:
            entries = list(os.scandir(path))
        except OSError as error:
            raise _unreadable(path, error) from error
        for entry in entries:
            if _is_folder(entry):
                waiting.append((entry.path, f"{name}{entry.name}/", (*above, itself)))
            elif entry.name.endswith(".toml"):
                yield _rule_file(name + entry.name.removesuffix(".toml"), entry.path)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads back to itself
        return False


def _rule_file(name: str, path: str) -> RuleFile:
    status = _status(path)
    if not stat.S_ISREG(status.st_mode):
        raise RuleError(path, "is not a regular file", "rule files are read more than once")
    if not name.isprintable():
        raise RuleError(path, "has a name that is not printable UTF-8", "rename it")
    return RuleFile(name, path, f"{status.st_size} {status.st_mtime_ns} {status.st_ino}")


def _status(path: str) -> os.stat_result:
    try:
        return os.stat(path)  # noqa: PTH116 — `pathlib` costs twice as long
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error


def _unreadable(path: str, error: Exception) -> RuleError:
    if os.path.islink(path):  # noqa: PTH114
        return RuleError(path, "is a link to a file that does not exist", "mend or remove the link")
    reason = getattr(error, "strerror", None) or str(error)
    return RuleError(path, reason.lower(), "name a rule file or a folder that can be read")
