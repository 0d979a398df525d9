"""Rule packs: rule files found in folders, and their rules, from the cache where the files are as they were."""

import contextlib
import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from cleaner.cache import entry_key, load_entry, store_entry
from cleaner.data import rules_folder
from cleaner.errors import RuleError
from cleaner.ruleset.example import Example, read_examples
from cleaner.ruleset.reader import Contents, contents_of, is_language, is_topic, read_rule_file
from cleaner.ruleset.rule import Rule
from cleaner.ruleset.serial import rule_as_data, rule_from_data
from cleaner.ruleset.toml_file import TomlFile, read_toml
from cleaner.ruleset.topic import LANGUAGE, Topic, topics_by_name


@dataclass(frozen=True)
class Pack:
    """The rules of one file; of a language's file, those of one topic."""

    name: str
    """Its path without suffix, below the folder of packs: `sites/bbc`; of a language, with the topic: `en/page`."""
    about: str
    rules: tuple[Rule, ...]
    path: Path

    @cached_property
    def examples(self) -> Mapping[str, tuple[Example, ...]]:
        """The examples by rule id."""
        declared = read_toml(str(self.path)).declared
        tables = self._tables(declared)
        return {rule.id: read_examples(tables[_last(rule.id)]["examples"]) for rule in self.rules}

    def source(self, rule_id: str) -> str:
        """Return a rule as its file writes it."""
        header = rf"^\[[\w-]+\.{re.escape(_last(rule_id))}\]\n"
        text = read_toml(str(self.path)).text
        table = re.search(rf"{header}(?:.|\n)*?(?=^\[[\w-]+\.|\Z)", text, re.MULTILINE)
        return f"{table.group().rstrip()}\n" if table else ""

    def _tables(self, declared: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the tables of its rules by their names."""
        of_language = declared.get(_last(self.name), {}) if LANGUAGE.name in declared else None
        groups = [group for group in declared.values() if isinstance(group, dict)]
        return of_language or {name: table for group in groups for name, table in group.items()}


def _last(name: str) -> str:
    return name.rpartition("/")[2]


class RuleFile(NamedTuple):
    """A rule file: the name of its pack, where it is, and what tells whether it was changed since."""

    name: str
    path: str
    state: str


def shipped_rules() -> Path:
    """Return the folder of the packs that come with this package."""
    return rules_folder()


def load_packs(paths: Iterable[str | os.PathLike[str]] = ()) -> list[Pack]:
    """Load rule files and folders of them; without paths, the shipped packs.

    Raises `RuleError` for the first file that cannot be used, before any text is read.
    """
    return packs_of(rule_files(paths))


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


def packs_of(files: Sequence[RuleFile]) -> list[Pack]:
    """Load rule files, from the cache where they are as they were. Raises `RuleError`."""
    if not files:
        return []
    key = files_key("packs", files)
    known = load_entry(key)
    if known is not None:
        with contextlib.suppress(ValueError, KeyError, TypeError, IndexError):
            return [
                Pack(name, about, tuple(map(rule_from_data, rules)), Path(path))
                for name, about, rules, path in orjson.loads(known)
            ]
    packs = list(_read(files))
    refuse_duplicates(packs)
    data = [
        [pack.name, pack.about, [rule_as_data(rule) for rule in pack.rules], str(pack.path)] for pack in packs
    ]
    store_entry(key, orjson.dumps(data))
    return packs


def load_pack(path: Path, name: str) -> Pack:
    """Load one file of complete rules under the name of its pack. Raises `RuleError`."""
    (pack,) = _packs(read_rule_file(str(path), name), path)
    return pack


def load_topics(files: Iterable[RuleFile] | None = None) -> Mapping[str, Topic]:
    """Load the topics among rule files, or the shipped ones, by name. Raises `RuleError`."""
    files = rule_files() if files is None else files
    return topics_by_name(
        contents_of(toml, file.name, {}).topic for file in files if is_topic(toml := read_toml(file.path))
    )


def _read(files: Sequence[RuleFile]) -> Iterator[Pack]:
    """Read rule files; those of languages last, since they give words to the topics of the others."""
    languages: list[tuple[RuleFile, TomlFile]] = []
    topics: list[Topic] = []
    for file in files:
        toml = read_toml(file.path)
        if is_language(toml):
            languages.append((file, toml))
            continue
        contents = contents_of(toml, file.name, {})
        topics += [contents.topic] if contents.topic else []
        yield from _packs(contents, Path(file.path))
    if languages:
        is_shipped = any(file.path.startswith(str(shipped_rules())) for file in files)
        known = topics_by_name([*(() if is_shipped else load_topics().values()), *topics])
        for file, toml in languages:
            yield from _packs(contents_of(toml, file.name, known), Path(file.path))


def _packs(contents: Contents, path: Path) -> Iterator[Pack]:
    for found in contents.packs:
        pack = Pack(found.name, found.about, found.rules, path)
        vars(pack)["examples"] = found.examples
        yield pack


def files_key(what: str, files: Sequence[RuleFile], *others: str) -> str:
    """Return the name of the cache's entry for what is made from rule files, and other things."""
    return entry_key(what, *(part for file in files for part in file), *others)


def refuse_duplicates(packs: Iterable[Pack]) -> None:
    """Raise `RuleError` if two packs have a name in common: rule ids would not be unique."""
    seen: dict[str, Path] = {}
    for pack in packs:
        if pack.name in seen:
            what = f"the pack '{pack.name}' is also {seen[pack.name]}"
            raise RuleError(str(pack.path), what, "rename one of the two files")
        seen[pack.name] = pack.path


def rules_of(packs: Iterable[Pack]) -> Iterator[Rule]:
    """Yield the rules of all packs."""
    for pack in packs:
        yield from pack.rules


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
        return RuleError(path, "is a link that leads to no file", "mend or remove the link")
    reason = getattr(error, "strerror", None) or str(error)
    return RuleError(path, reason.lower(), "name a rule file or a folder that can be read")
