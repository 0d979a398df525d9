"""Settings: what a run is told of one file."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache

from cleaner.api import Cleaner
from cleaner.corpus.places import as_seen
from cleaner.errors import ConfigError
from cleaner.formats.jsonl import TEXT_FIELD
from cleaner.formats.recognition import COMPRESSIONS
from cleaner.formats.text import UTF_8, encoding_name
from cleaner.ruleset.choice import Keep
from cleaner.ruleset.drop import Drop
from cleaner.ruleset.rule import Level
from cleaner.text.repair import ALL_STEPS

COMMAND_LINE = "command line"
"""Where a setting may come from, besides a file."""

FORMATS = ("text", "jsonl")

JSONL_SUFFIXES = (".jsonl", ".ndjson")

INCLUDED = ("*.txt", "*.text", "*.md", "*.markdown", "*.rst", "*.jsonl", "*.ndjson")
"""The files that are looked for in a folder, if nothing else is set; compressed ones, too."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run is told of one file; the command line wins over a configuration file, that over these defaults."""

    level: str = Level.NORMAL
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    """Rule files and folders; in a configuration file, relative to its folder."""
    shipped: bool = True
    """Whether the shipped packs are used."""
    repair: tuple[str, ...] = ALL_STEPS
    """The repair steps to take; in a configuration file, a table such as `repair = { spaces = false }`."""
    max_removed: float = 1.0
    encoding: str = UTF_8
    format: str | None = None
    """One of `FORMATS`; if none is given, the name of the file says which."""
    text_field: str = TEXT_FIELD
    """The field of a record that holds its text."""
    keep: tuple[Keep, ...] = ()
    """Lines that stay, on purpose."""
    drop: tuple[Drop, ...] = ()
    """Lines that go, on purpose."""
    include: tuple[str, ...] = INCLUDED
    """Which files are looked for in a folder; written as in `.gitignore`, like all that names files."""
    exclude: tuple[str, ...] = ()
    """Which are left out there."""
    force_exclude: bool = False
    """Whether those are left out even where they are named."""
    gitignore: bool = True
    """Whether files that git ignores are left out of a folder."""
    origins: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    """Where each setting that is not a default comes from, by its name."""

    def format_of(self, name: str) -> str:
        """Return the format of a document, by its name if nothing else is set."""
        return self.format or ("jsonl" if unpacked_name(name).lower().endswith(JSONL_SUFFIXES) else "text")

    def cleaner(self) -> Cleaner:
        """Return the cleaner these settings ask for; files with the same settings share it.

        Raises `RuleError`, and `ConfigError` that says where a setting that is wrong comes from.
        """
        try:
            return _cleaner(replace(self, **{name: getattr(_DEFAULTS, name) for name in _OF_FILES}))
        except ConfigError as error:
            origin = as_seen(self.origins.get(error.where, ""))
            where = f"--{error.where}" if origin == COMMAND_LINE else f"{origin}: {as_written(error.where)}"
            raise ConfigError(where.removeprefix(": "), error.what, error.remedy) from error


def unpacked_name(name: str) -> str:
    """Return a file's name without the suffix of a compression."""
    return next((name[: -len(suffix)] for suffix in COMPRESSIONS if name.lower().endswith(suffix)), name)


def setting_names() -> list[str]:
    """Return the names of all settings, in order."""
    return [setting.name for setting in fields(Settings) if setting.compare]


def as_written(name: str) -> str:
    """Return a setting's name as files and options write it; `keep` and `drop` are tables."""
    return f"[[{name}]]" if name in ("keep", "drop") else name.replace("_", "-")


def known_encoding(name: str, where: str = "--encoding") -> str:
    """Return the canonical name of an encoding. Raises `ConfigError`."""
    try:
        return encoding_name(name)
    except (LookupError, ValueError, TypeError) as error:
        raise ConfigError(
            where, f"unknown encoding '{name:.60}'", "for example utf-8, cp1252, gb18030, utf-16"
        ) from error


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
        drop=settings.drop,
    )
