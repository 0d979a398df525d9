"""Settings: what a run is told of one file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from typing import Any, NamedTuple

from cleaner.api import Cleaner
from cleaner.corpus.places import as_seen
from cleaner.errors import ConfigError
from cleaner.formats.jsonl import TEXT_FIELD
from cleaner.formats.recognition import COMPRESSIONS
from cleaner.formats.record_formats import MAKERS, Options, as_head, format_named
from cleaner.formats.records import MAX_RECORD_BYTES, RecordFormat
from cleaner.formats.remote import name_in
from cleaner.formats.text import UTF_8, encoding_name
from cleaner.ruleset.choice import Keep
from cleaner.ruleset.drop import Drop
from cleaner.ruleset.rule import Level
from cleaner.ruleset.sites import is_one_of
from cleaner.text.repair import ALL_STEPS

COMMAND_LINE = "command line"
"""Where a setting may come from, besides a file."""

FORMATS = ("text", "jsonl", "json", "parquet", "wet")

INCLUDED = ("*.txt", "*.text", "*.md", "*.markdown", "*.rst", "*.jsonl", "*.ndjson", "*.parquet", "*.wet")
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
    split: str | None = None
    """What separates the documents of one text file: `form-feed`, `nul`, or a line."""
    text_field: str = TEXT_FIELD
    """The field of a record that holds its text."""
    site_field: str | None = None
    """The field of a record that says where it comes from: a URL, or a host."""
    per_site: tuple["PerSite", ...] = ()
    """What holds for some sites only; later ones win."""
    max_record: int = MAX_RECORD_BYTES
    """Bytes of the longest record that is cleaned."""
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
        """Return the format of a file, by its name if nothing else is set: one of `FORMATS`, or `split`."""
        known = self.format or format_named(unpacked_name(name_in(name)))
        return "split" if known == "text" and self.split is not None else known

    def records_of(self, name: str) -> RecordFormat | None:
        """Return how the records of a file are read; None for plain text."""
        maker = MAKERS.get(self.format_of(name))
        return maker(self._options) if maker else None

    def head_of(self, name: str) -> dict[str, Any]:
        """Return what the head of a log says of the records of a file; nothing for plain text."""
        return as_head(self.format_of(name), self._options)

    @property
    def _options(self) -> Options:
        return Options(self.text_field, self.site_field, self.split or "")

    def of_site(self, site: str | None) -> "Settings":
        """Return the settings for a site; what the command line says wins, and rules it left out stay so."""
        known = tuple(part for part in self.per_site if site and is_one_of(site, part.sites))
        return _of_parts(self, known) if known else self

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


class PerSite(NamedTuple):
    """What holds for some sites only."""

    sites: tuple[str, ...]
    says: tuple[tuple[str, Any], ...]
    """Settings by name."""


@lru_cache(maxsize=256)
def _of_parts(settings: Settings, parts: tuple[PerSite, ...]) -> Settings:
    for part in parts:
        said = dict(part.says)
        ignored = (*settings.ignore, *said.pop("ignore", ()))
        told = {name for name, origin in settings.origins.items() if origin == COMMAND_LINE}
        said = {name: value for name, value in said.items() if name not in told}
        settings = replace(settings, ignore=ignored, **said)
    return settings


def unpacked_name(name: str) -> str:
    """Return a file's name without the suffix of a compression."""
    return next((name[: -len(suffix)] for suffix in COMPRESSIONS if name.lower().endswith(suffix)), name)


def setting_names() -> list[str]:
    """Return the names of all settings, in order."""
    return [setting.name for setting in fields(Settings) if setting.compare]


def as_written(name: str) -> str:
    """Return a setting's name as files and options write it; some are tables."""
    written = name.replace("_", "-")
    return f"[[{written}]]" if name in ("keep", "drop", "per_site") else written


def known_encoding(name: str, where: str = "--encoding") -> str:
    """Return the canonical name of an encoding. Raises `ConfigError`."""
    try:
        return encoding_name(name)
    except (LookupError, ValueError, TypeError) as error:
        raise ConfigError(
            where, f"unknown encoding '{name:.60}'", "for example utf-8, cp1252, gb18030, utf-16"
        ) from error


def known_size(size: str, where: str = "--max-record") -> int:
    """Return a size in bytes. Raises `ConfigError`.

    >>> known_size("64MB"), known_size("1 GiB"), known_size("4096")
    (64000000, 1073741824, 4096)
    """
    match = re.fullmatch(r"(\d{1,15})\s*(?:([kmgt])(i?)b?)?b?", size.strip().lower())
    if match is None or not int(match.group(1)):
        raise ConfigError(where, f"'{size:.60}' is not a size", "for example 500kB, 64MB or 1GiB")
    number, unit, is_binary = match.groups()
    base = 1024 if is_binary else 1000
    power = " kmgt".index(unit) if unit else 0
    return int(number) * int(base**power)


def known_split(separator: str, where: str = "--split") -> str:
    """Return what separates documents. Raises `ConfigError`."""
    if not separator.strip() or any(end in separator for end in "\r\n"):
        raise ConfigError(
            where, f"{separator!r:.60} is not a line", "write form-feed, nul, or a line: --split %%"
        )
    return separator.rstrip()


_OF_FILES = (
    "encoding",
    "format",
    "split",
    "text_field",
    "max_record",
    "site_field",
    "per_site",
    "include",
    "exclude",
    "force_exclude",
    "gitignore",
)
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
