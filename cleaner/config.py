"""Configuration: `cleaner.toml`, or `[tool.cleaner]` in `pyproject.toml`, the nearest upwards."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cleaner.document import Cleaner
from cleaner.errors import ConfigError
from cleaner.formats.jsonl import TEXT_FIELD
from cleaner.formats.text import UTF_8, encoding_name
from cleaner.kinds import Level
from cleaner.repair import ALL_STEPS

FORMATS = ("text", "jsonl")

JSONL_SUFFIXES = (".jsonl", ".ndjson")

FILES = ("cleaner.toml", "pyproject.toml")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run can be told; the command line wins over a file, a file over these defaults."""

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

    def format_of(self, name: str) -> str:
        """Say in which format a document is, by its name if nothing else is set."""
        return self.format or ("jsonl" if name.lower().endswith(JSONL_SUFFIXES) else "text")

    def cleaner(self) -> Cleaner:
        """Make the cleaner these settings ask for."""
        return Cleaner(
            level=self.level,
            select=self.select,
            ignore=self.ignore,
            rules=self.rules,
            shipped=self.shipped,
            repair=self.repair,
            max_removed=self.max_removed,
        )


def find_settings(start: Path) -> Path | None:
    """Find the configuration file that holds for a folder."""
    for folder in (start, *start.parents):
        for name in FILES:
            path = folder / name
            if path.is_file() and (name != "pyproject.toml" or _table(path) is not None):
                return path
    return None


def read_settings(path: Path) -> Settings:
    """Read a configuration file. Raises `ConfigError` for whatever it does not know."""
    settings = Settings()
    table = _table(path) or {}
    for key, value in table.items():
        name = key.replace("-", "_")
        if name not in _READERS:
            raise ConfigError(
                str(path), f"unknown key '{key}'", _guess(key, (each.replace("_", "-") for each in _READERS))
            )
        settings = replace(settings, **{name: _READERS[name](path, key, value)})
    return settings


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


_READERS: Mapping[str, Callable[[Path, str, Any], Any]] = {
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
}
