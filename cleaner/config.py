"""Configuration: `cleaner.toml`, or `[tool.cleaner]` in `pyproject.toml`, the nearest upwards from each file."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from cleaner.document import Cleaner, Keep
from cleaner.errors import ConfigError
from cleaner.formats.jsonl import TEXT_FIELD
from cleaner.formats.text import UTF_8, encoding_name
from cleaner.kinds import Level
from cleaner.repair import ALL_STEPS

FORMATS = ("text", "jsonl")

JSONL_SUFFIXES = (".jsonl", ".ndjson")

FILES = ("cleaner.toml", "pyproject.toml")

INCLUDED = ("*.txt", "*.text", "*.md", "*.markdown", "*.rst", "*.jsonl", "*.ndjson")
"""The files that are looked for in a folder, if nothing else is set."""

DEFAULT, COMMAND_LINE = "default", "command line"
"""Where a value may come from, besides a file."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run can be told of one file; the command line wins over a file, a file over these defaults."""

    level: str = Level.NORMAL
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    """Rule files and folders; in a file, relative to its folder."""
    shipped: bool = True
    """Whether the shipped packs are used."""
    repair: tuple[str, ...] = ALL_STEPS
    """The repair steps to take; in a file, a table such as `repair = { spaces = false }`."""
    max_removed: float = 1.0
    encoding: str = UTF_8
    format: str | None = None
    """One of `FORMATS`; if none is given, a file's name says which."""
    text_field: str = TEXT_FIELD
    """The field of a record that holds its text."""
    keep: tuple[Keep, ...] = ()
    """Lines that stay, on purpose."""
    include: tuple[str, ...] = INCLUDED
    """Which files are looked for in a folder; written as in `.gitignore`, like all that names files."""
    exclude: tuple[str, ...] = ()
    """Which are left out there."""
    force_exclude: bool = False
    """Whether those are left out even where they are named."""
    gitignore: bool = True
    """Whether files that git ignores are left out of a folder."""

    def format_of(self, name: str) -> str:
        """Say in which format a document is, by its name if nothing else is set."""
        return self.format or ("jsonl" if name.lower().endswith(JSONL_SUFFIXES) else "text")

    def cleaner(self) -> Cleaner:
        """Give the cleaner these settings ask for; files with the same settings share it."""
        return _cleaner(replace(self, **{name: getattr(_DEFAULTS, name) for name in _OF_FILES}))


_OF_FILES = ("encoding", "format", "text_field", "include", "exclude", "force_exclude", "gitignore")
"""What a cleaner need not know."""

_DEFAULTS = Settings()


@lru_cache(maxsize=16)
def _cleaner(settings: Settings) -> Cleaner:
    return Cleaner(
        level=settings.level,
        select=settings.select,
        ignore=settings.ignore,
        rules=settings.rules,
        shipped=settings.shipped,
        repair=settings.repair,
        max_removed=settings.max_removed,
        keep=settings.keep,
    )


class Origin(NamedTuple):
    """Settings, and by name where each that is no default comes from."""

    settings: Settings
    origins: Mapping[str, str]


class Override(NamedTuple):
    """Settings for some files only."""

    paths: tuple[str, ...]
    values: Mapping[str, Any]


class PathKeep(NamedTuple):
    """Something to keep in some files only, or in all if no path is named."""

    paths: tuple[str, ...]
    keep: Keep


@dataclass(frozen=True)
class ConfigFile:
    """What a configuration file says."""

    path: Path
    values: Mapping[str, Any]
    overrides: tuple[Override, ...] = ()
    """The tables `[[per-path]]`; later ones win."""
    keeps: tuple[PathKeep, ...] = ()
    """The tables `[[keep]]`."""

    def has(self, globs: tuple[str, ...], path: Path) -> bool:
        """Whether a file is one of those that globs name, relative to the folder of this file."""
        folder = self.path.parent.resolve()
        resolved = path.resolve()
        return resolved.is_relative_to(folder) and names(globs, resolved.relative_to(folder).as_posix())

    def of(self, path: Path) -> Iterator[tuple[str, Any, str]]:
        """Yield what holds for a file: name, value and where that stands."""
        for name, value in self.values.items():
            yield name, value, str(self.path)
        keep: list[Keep] = []
        for globs, each in self.keeps:
            if not globs or self.has(globs, path):
                keep.append(each)
        if keep:
            yield "keep", tuple(keep), str(self.path)
        for override in self.overrides:
            if self.has(override.paths, path):
                for name, value in override.values.items():
                    yield name, value, f"{self.path}, per-path {', '.join(override.paths)}"


class Configuration:
    """Finds the settings that hold for each file."""

    def __init__(self, told: Mapping[str, Any] | None = None, config: str | None = None) -> None:
        """`told` is what the command line says; `config` names a configuration file that holds for all."""
        self._told = dict(told or {})
        self._config = read_config(Path(config)) if config else None

    def of(self, path: str) -> Settings:
        """Give the settings for a file, or for standard input (`-`). Raises `ConfigError`."""
        return self.with_origins(path).settings

    def with_origins(self, path: str) -> Origin:
        """Give them with where each value comes from."""
        file = self._config or config_of(Path(path).parent if path != "-" else Path())
        if file is None:
            return _merged((), tuple(self._told.items()))
        plain = not file.overrides and not any(globs for globs, _ in file.keeps)
        found = tuple(file.of(Path() if plain else Path(path)))
        return _merged(found, tuple(self._told.items()))

    def leaves_out(self, path: str, settings: Settings) -> bool:
        """Whether a file is one of those to leave out."""
        if not settings.exclude:
            return False
        file = self._config or config_of(Path(path).parent)
        folder = (file.path.parent if file and "exclude" not in self._told else Path()).resolve()
        resolved = Path(path).resolve()
        relative = resolved.relative_to(folder) if resolved.is_relative_to(folder) else Path(path)
        return names(settings.exclude, relative.as_posix())


@lru_cache(maxsize=256)
def _merged(found: tuple[tuple[str, Any, str], ...], told: tuple[tuple[str, Any], ...]) -> Origin:
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for name, value, origin in [*found, *((name, value, COMMAND_LINE) for name, value in told)]:
        values[name], origins[name] = value, origin
    return Origin(Settings(**values), origins)


@lru_cache(maxsize=256)
def _spec(globs: tuple[str, ...]) -> Any:
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 — most runs name no such files

    return GitIgnoreSpec.from_lines(globs)


def names(globs: tuple[str, ...], path: str) -> bool:
    """Whether globs, written as in `.gitignore`, name a relative path."""
    return bool(_spec(globs).match_file(path))


def config_of(folder: Path) -> ConfigFile | None:
    """Read the configuration file that holds for a folder: the nearest upwards. Raises `ConfigError`."""
    return _config_of(folder.resolve())


@cache
def _config_of(folder: Path) -> ConfigFile | None:
    for name in FILES:
        path = folder / name
        if path.is_file() and (name != "pyproject.toml" or _table(path) is not None):
            return read_config(path)
    return _config_of(folder.parent) if folder != folder.parent else None


def read_config(path: Path) -> ConfigFile:
    """Read a configuration file. Raises `ConfigError` for whatever it does not know."""
    table = dict(_table(path) or {})
    keeps = tuple(_keep(path, each) for each in _tables(path, "keep", table.pop("keep", [])))
    overrides = tuple(_override(path, each) for each in _tables(path, "per-path", table.pop("per-path", [])))
    return ConfigFile(path, _values(path, table, _READERS), overrides, keeps)


def as_written(name: str) -> str:
    """Give a setting's name as files and options write it."""
    return name.replace("_", "-")


def setting_names() -> list[str]:
    """Name all settings, in order."""
    return [each.name for each in fields(Settings)]


def known_encoding(name: str, where: str = "--encoding") -> str:
    """Check the name of an encoding and make it canonical. Raises `ConfigError`."""
    try:
        return encoding_name(name)
    except (LookupError, ValueError, TypeError) as error:
        raise ConfigError(
            where, f"unknown encoding '{name}'", "for example utf-8, cp1252, gb18030, utf-16"
        ) from error


def _table(path: Path) -> Mapping[str, Any] | None:
    import tomllib  # noqa: PLC0415 — most runs have no such file

    try:
        table: Mapping[str, Any] = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(str(path), str(error), "correct the file, or name another with --config") from error
    return table.get("tool", {}).get("cleaner") if path.name == "pyproject.toml" else table


def _tables(path: Path, key: str, value: Any) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise ConfigError(str(path), f"'{key}' is {value!r}", f"it is written as tables, [[{key}]]")
    return [dict(each) for each in value]


def _values(path: Path, table: Mapping[str, Any], readers: "Mapping[str, _Reader]") -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in table.items():
        name = key.replace("-", "_")
        if name not in readers:
            known = [*map(as_written, readers), *(("keep", "per-path") if readers is _READERS else ())]
            raise ConfigError(str(path), f"unknown key '{key}'", _guess(key, known))
        values[name] = readers[name](path, key, value)
    return values


def _override(path: Path, table: dict[str, Any]) -> Override:
    if not table.get("paths"):
        raise ConfigError(str(path), "a table [[per-path]] has no 'paths'", "say for which files it holds")
    paths = _texts(path, "per-path.paths", table.pop("paths"))
    return Override(paths, _values(path, table, {name: _READERS[name] for name in _PER_PATH}))


def _keep(path: Path, table: dict[str, Any]) -> PathKeep:
    values = _values(path, table, _KEEP_READERS)
    if not values.get("reason", "").strip():
        raise ConfigError(str(path), "a table [[keep]] has no 'reason'", "say why the line is to stay")
    if not any(values.get(name) for name in ("rule", "text", "pattern")):
        raise ConfigError(
            str(path), f"[[keep]] '{values['reason']}' keeps nothing", "give it a rule, a text or a pattern"
        )
    keep = Keep(values.get("rule", "*"), values.get("text", ""), values.get("pattern", ""))
    if fault := keep.fault():
        raise ConfigError(str(path), f"[[keep]] '{values['reason']}': {fault}", "correct its pattern")
    return PathKeep(values.get("paths", ()), keep)


def _text(path: Path, key: str, value: Any) -> str:
    if not isinstance(value, str):
        raise ConfigError(str(path), f"'{key}' is {value!r}", "it is a text")
    return value


def _level(path: Path, key: str, value: Any) -> str:
    if value not in list(Level):
        raise ConfigError(str(path), f"unknown {key} '{value}'", _guess(str(value), Level))
    return str(value)


def _texts(path: Path, key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ConfigError(str(path), f"'{key}' is {value!r}", "it is a list of texts")
    return tuple(_text(path, key, each) for each in value)


def _paths(path: Path, key: str, value: Any) -> tuple[str, ...]:
    return tuple(str(path.parent / each) for each in _texts(path, key, value))


def _flag(path: Path, key: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise ConfigError(str(path), f"'{key}' is {value!r}", "it is true or false")
    return value


def _share(path: Path, key: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ConfigError(str(path), f"'{key}' is {value!r}", "it is a share between 0 and 1")
    return float(value)


def _steps(path: Path, key: str, value: Any) -> tuple[str, ...]:
    if isinstance(value, bool):
        return ALL_STEPS if value else ()
    if not isinstance(value, dict):
        raise ConfigError(str(path), f"'{key}' is {value!r}", "it is true, false or a table of steps")
    for step, taken in value.items():
        if step not in ALL_STEPS:
            raise ConfigError(str(path), f"unknown repair step '{step}'", _guess(step, ALL_STEPS))
        _flag(path, f"{key}.{step}", taken)
    return tuple(step for step in ALL_STEPS if value.get(step, True))


def _encoding(path: Path, key: str, value: Any) -> str:
    return known_encoding(_text(path, key, value), str(path))


def _guess(found: str, known: Iterable[str]) -> str:
    import difflib  # noqa: PLC0415 — for mistakes only

    known = list(known)
    near = difflib.get_close_matches(found, known, n=1)
    return f"did you mean '{near[0]}'?" if near else f"it is one of {', '.join(known)}"


def _format(path: Path, key: str, value: Any) -> str:
    if value not in FORMATS:
        raise ConfigError(str(path), f"unknown {key} '{value}'", _guess(str(value), FORMATS))
    return str(value)


_Reader = Callable[[Path, str, Any], Any]

_READERS: Mapping[str, _Reader] = {
    "level": _level,
    "select": _texts,
    "ignore": _texts,
    "rules": _paths,
    "shipped": _flag,
    "repair": _steps,
    "max_removed": _share,
    "encoding": _encoding,
    "format": _format,
    "text_field": _text,
    "include": _texts,
    "exclude": _texts,
    "force_exclude": _flag,
    "gitignore": _flag,
}

_PER_PATH = ("level", "select", "ignore", "repair", "max_removed", "encoding", "format", "text_field")
"""What a table `[[per-path]]` may set."""

_KEEP_READERS: Mapping[str, _Reader] = {
    "reason": _text,
    "rule": _text,
    "text": _text,
    "pattern": _text,
    "paths": _texts,
}
