"""Rule packs: rule files found in folders, and their rules, from the cache where the files are as they were."""

import contextlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import orjson

from cleaner.cache import load_entry, store_entry
from cleaner.errors import RuleError
from cleaner.prepared import load_prepared
from cleaner.ruleset.example import Example, read_examples
from cleaner.ruleset.reader import Contents, contents_of, is_language, is_topic, read_rule_file
from cleaner.ruleset.rule import Rule
from cleaner.ruleset.rule_files import RuleFile, files_key, rule_files, shipped_rules
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


PACKS = "packs"
"""The name of the rules as they were read, among what is kept."""


def _last(name: str) -> str:
    return name.rpartition("/")[2]


def load_packs(paths: Iterable[str | os.PathLike[str]] = ()) -> list[Pack]:
    """Load rule files and folders of them; without paths, the shipped packs.

    Raises `RuleError` for the first file that cannot be used, before any text is read.
    """
    return packs_of(rule_files(paths))


def packs_of(files: Sequence[RuleFile]) -> list[Pack]:
    """Load rule files, as they were prepared or from the cache where they are as they were. Raises `RuleError`.

    The shipped ones are kept apart from others, so that to change a rule of one's own costs that file only.
    """
    shipped = [file for file in files if file.is_shipped]
    own = [file for file in files if not file.is_shipped]
    packs = [pack for some in (shipped, own) if some for pack in _kept_packs(some)]
    refuse_duplicates(packs)
    return packs


def packs_as_data(packs: Iterable[Pack]) -> bytes:
    """Write packs as the cache keeps them."""
    data = [
        [pack.name, pack.about, [rule_as_data(rule) for rule in pack.rules], _written_path(pack)]
        for pack in packs
    ]
    return orjson.dumps(data)


def _kept_packs(files: Sequence[RuleFile]) -> list[Pack]:
    known = load_prepared(PACKS, files) if files[0].is_shipped else None
    key = files_key(PACKS, files) if known is None else ""
    known = load_entry(key) if known is None else known
    if known is not None:
        given = {file.name: Path(file.path) for file in files}  # as it is written in this run
        with contextlib.suppress(ValueError, KeyError, TypeError, IndexError):
            return [
                Pack(
                    name, about, tuple(map(rule_from_data, rules)), given.get(name) or shipped_rules() / path
                )
                for name, about, rules, path in orjson.loads(known)
            ]
    packs = list(_read(files))
    refuse_duplicates(packs)
    store_entry(key or files_key(PACKS, files), packs_as_data(packs))
    return packs


def _written_path(pack: Pack) -> str:
    """Return the path of a pack, below the folder of the shipped ones where it is in that."""
    folder = shipped_rules()
    return str(pack.path.relative_to(folder) if pack.path.is_relative_to(folder) else pack.path.absolute())


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
        shipped = () if files[0].is_shipped else load_topics().values()
        known = topics_by_name([*shipped, *topics])
        for file, toml in languages:
            yield from _packs(contents_of(toml, file.name, known), Path(file.path))


def _packs(contents: Contents, path: Path) -> Iterator[Pack]:
    for found in contents.packs:
        pack = Pack(found.name, found.about, found.rules, path)
        vars(pack)["examples"] = found.examples
        yield pack


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
