"""A configuration file, `cleaner.toml` or `[tool.cleaner]` in `pyproject.toml`, read strictly."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

from cleaner.corpus.config_keys import KEYS, NEEDED, TABLES
from cleaner.corpus.globs import verdict
from cleaner.corpus.places import as_seen
from cleaner.corpus.settings import PerSite
from cleaner.errors import ConfigError, RuleError
from cleaner.ruleset.choice import Keep
from cleaner.ruleset.drop import Drop
from cleaner.ruleset.problem import Problem, must_be, unknown
from cleaner.ruleset.toml_file import TomlFile, read_toml

FILES = ("cleaner.toml", "pyproject.toml")


class Part(NamedTuple):
    """Something that holds for some files only, or for all if no path is named."""

    paths: tuple[str, ...]
    says: Any
    """Settings by name, or what is to be kept or dropped."""


@dataclass(frozen=True)
class ConfigFile:
    """What a configuration file says."""

    path: Path
    values: Mapping[str, Any]
    per_path: tuple[Part, ...] = ()
    """The tables `[[per-path]]`; later ones win."""
    keep: tuple[Part, ...] = ()
    drop: tuple[Part, ...] = ()
    per_site: tuple[PerSite, ...] = ()
    """The tables `[[per-site]]`."""

    @property
    def is_plain(self) -> bool:
        """Whether it says the same of all files."""
        return not any(part.paths for part in (*self.per_path, *self.keep, *self.drop))

    def of(self, relative: str) -> Iterator[tuple[str, Any, str]]:
        """Yield what holds for a file, by its path below this folder: setting, value and where that is said."""
        for name, value in self.values.items():
            yield name, value, str(self.path)
        if self.per_site:
            yield "per_site", self.per_site, str(self.path)
        for name, parts in (("keep", self.keep), ("drop", self.drop)):
            values = tuple(part.says for part in parts if not part.paths or verdict(part.paths, relative))
            if values:
                yield name, values, str(self.path)
        for part in self.per_path:
            if verdict(part.paths, relative):
                for name, value in part.says.items():
                    yield name, value, f"{self.path}: [[per-path]] {', '.join(part.paths)}"


def read_config(path: Path) -> ConfigFile:
    """Read a configuration file. Raises `ConfigError` with all that is wrong with it."""
    file = _toml(path)
    return _Reader(file, path).config_file(_settings(file, path) or {})


def has_settings(path: Path) -> bool:
    """Return whether a file has settings: a `pyproject.toml` need not. Raises `ConfigError`."""
    return path.name != "pyproject.toml" or _settings(_toml(path), path) is not None


@lru_cache(maxsize=64)
def _toml(path: Path) -> TomlFile:
    try:
        return read_toml(str(path))
    except RuleError as error:
        remedy = "correct the file, or name another with --config"
        raise ConfigError(as_seen(error.where), error.what, remedy) from error


def _settings(file: TomlFile, path: Path) -> Mapping[str, Any] | None:
    """Return the table of settings; None if there is none."""
    if path.name != "pyproject.toml":
        return file.declared
    tool = file.declared.get("tool")
    table = tool.get("cleaner") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise ConfigError(as_seen(str(path)), *must_be("tool.cleaner", "a table", table))
    return table


class _Reader:
    """Reads one file, and collects what is wrong with it."""

    def __init__(self, file: TomlFile, path: Path) -> None:
        self._path = path
        self._text = file.text
        self._problems: list[tuple[int, str, Problem]] = []
        """By line, with the table of which there are several."""

    def config_file(self, table: Mapping[str, Any]) -> ConfigFile:
        """Return what the file says. Raises `ConfigError`."""
        values: dict[str, Any] = {}
        for key, value in table.items():
            if key not in TABLES:
                values |= self._value(self._line(key), "", key, value)
        if "rules" in values:
            values["rules"] = tuple(str(self._path.parent / name) for name in values["rules"])
        parts = {name: tuple(self._parts(name, table.get(name, []))) for name in TABLES}
        if self._problems:
            first, *others = map(self._error, sorted(self._problems, key=itemgetter(0)))
            raise ConfigError(first.where, first.what, first.remedy, others)
        sites = tuple(PerSite(part.paths, tuple(part.says.items())) for part in parts["per-site"])
        return ConfigFile(self._path, values, parts["per-path"], parts["keep"], parts["drop"], sites)

    def _parts(self, name: str, tables: Any) -> Iterator[Part]:
        """Yield what the tables of one name say."""
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            problem = must_be(name, "tables", tables)._replace(remedy=f"write [[{name}]]")
            self._problems.append((self._line(name), "", problem))
            return
        for number, table in enumerate(tables, 1):
            line = self._line(name, number)
            count = len(self._problems)
            values: dict[str, Any] = {}
            for key, value in table.items():
                values |= self._value(line, name, key, value)
            needed, remedy = NEEDED[name]
            if not table.get(needed):
                self._problems.append((line, name, Problem(f"has no '{needed}'", remedy)))
            if len(self._problems) == count:
                yield self._part(line, name, values)

    def _part(self, line: int, name: str, values: dict[str, Any]) -> Part:
        paths = values.pop("sites" if name == "per-site" else "paths", ())
        if name in ("per-path", "per-site"):
            return Part(paths, values)
        made = Keep(**values) if name == "keep" else Drop(**values)
        what = made.problem()
        if what:
            self._problems.append((line, name, Problem(what)))
        return Part(paths, made)

    def _value(self, line: int, table: str, key: str, value: Any) -> dict[str, Any]:
        """Return what a key says, under the name of its setting; nothing if there is a problem."""
        known, written = TABLES[table] if table else KEYS, key.replace("_", "-")
        if written in known:
            problems = list(known[written].problems(key, value))
        else:
            problems = [unknown("key", key, known if table else [*known, *TABLES])]
        self._problems += [(line, table, problem) for problem in problems]
        return {} if problems else {written.replace("-", "_"): known[written].made(value)}

    def _line(self, word: str, number: int = 1) -> int:
        """Return the number of the line with a key, or with the header of a table that has a number; 0 if unknown."""
        header = re.search(r"^[ \t]*\[+tool\.cleaner\b", self._text, re.MULTILINE)
        begin = header.start() if header and self._path.name == "pyproject.toml" else 0
        pattern = re.compile(rf"^[ \t]*[\[\"']*(?:tool\.cleaner\.)?{re.escape(word)}\b", re.MULTILINE)
        match = next(islice(pattern.finditer(self._text, begin), number - 1, None), None)
        return self._text.count("\n", 0, match.start()) + 1 if match else 0

    def _error(self, found: tuple[int, str, Problem]) -> ConfigError:
        line, table, problem = found
        path = as_seen(str(self._path))
        place = f"{path}:{line}" if line else path
        return ConfigError(f"{place}: [[{table}]]" if table else place, *problem)
