"""Entries: the lines of an edit log, read strictly. What is not as docs/log.md says is an `EntryError`, whatever it is."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from cleaner.formats.jsonl import TEXT_FIELD
from cleaner.formats.log import LOG_VERSION
from cleaner.formats.record_formats import MAKERS, Options
from cleaner.formats.records import RecordFormat
from cleaner.formats.text import encoding_name
from cleaner.text.edits import Edit

DAMAGED = "give the file that --log wrote"


class EntryError(ValueError):
    """What is wrong with a line of a log, and what to do."""

    def __init__(self, what: str, remedy: str = DAMAGED) -> None:
        super().__init__(what)
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Head:
    """Begins a document, or a file of records."""

    document: str
    encoding: str
    records: RecordFormat | None
    """How records are read; None for plain text."""
    columns: tuple[str, ...] = ()
    """The column of the text and others that were read with it, if the records are rows of a Parquet file."""


@dataclass(frozen=True, slots=True)
class RecordHead:
    """Begins the edits of a record."""

    number: int
    """From 1."""
    checksum: int | None
    """Of the cleaned record; None in a log that does not have it."""
    literal: str
    """The text as the record wrote it, where that cannot be told from the text; else empty."""
    chars: int | None = None
    """Code points of its text; None in a log that does not say."""


@dataclass(frozen=True, slots=True)
class Context:
    """What the cleaned text has around the edits that follow."""

    above: str
    below: str


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many bytes a text has, and its hash."""

    bytes: int
    sha256: str
    chars: int | None = None
    """Its code points; None for records, and for a text that is not in its encoding."""


@dataclass(frozen=True, slots=True)
class Foot:
    """Ends a document, or a file of records."""

    count: int
    """How many edits or records there are."""
    is_records: bool
    input: Sizes
    output: Sizes
    is_cut: bool
    """Whether the document could not be read to its end."""


Entry = Head | RecordHead | Context | Edit | Foot


def entry_of(line: bytes) -> Entry:
    """Read a line of a log. Raises `EntryError`."""
    fields = _Fields(_parsed(line))
    if "log" in fields:
        return _head(fields)
    if "rule" in fields:
        return _edit(fields)
    if "record" in fields:
        literal = fields.text("literal") if "literal" in fields else ""
        return RecordHead(
            fields.number("record", 1), fields.optional("crc32"), literal, fields.optional("chars")
        )
    if "above" in fields:
        return Context(fields.text("above"), fields.text("below"))
    if "edits" in fields or "records" in fields:
        return _foot(fields)
    raise EntryError("is not an entry of an edit log")


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        try:
            entry = orjson.loads(line)
        except (
            ValueError
        ):  # lone surrogates stand for bytes that are not UTF-8, and only this reader takes them
            entry = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise EntryError("is not an entry of an edit log: it is not valid JSON") from error
    if not isinstance(entry, dict):
        raise EntryError("is not an entry of an edit log: it is not a JSON object")
    return entry


def _head(fields: "_Fields") -> Head:
    version = fields.number("log")
    if version != LOG_VERSION:
        raise EntryError(f"log version {version} is not known", f"this program reads version {LOG_VERSION}")
    try:
        encoding = encoding_name(fields.text("encoding"))
    except (LookupError, ValueError, TypeError) as error:
        raise EntryError(f"unknown encoding '{fields.text('encoding'):.60}'") from error
    format_ = fields.text("format") if "format" in fields else "jsonl"
    if "field" not in fields and "format" not in fields:
        return Head(fields.text("document"), encoding, None)
    if format_ not in MAKERS:
        raise EntryError(f"unknown format '{format_:.60}'", "read it with the version that wrote it")
    field = fields.text("field") if "field" in fields else TEXT_FIELD
    columns = (field, *([fields.text("site_field")] if "site_field" in fields else []))
    options = Options(field, separator=fields.text("separator") if "separator" in fields else "")
    return Head(
        fields.text("document"), encoding, MAKERS[format_](options), columns if format_ == "parquet" else ()
    )


def _edit(fields: "_Fields") -> Edit:
    start, end, old = fields.number("start"), fields.number("end"), fields.text("old")
    if end - start != len(old):
        raise EntryError(f"'old' must be {end - start} code points long, got {len(old)}")
    line = fields.number("line", 1)
    return Edit(start, end, old, fields.text("new"), fields.text("rule"), line, fields.number("column", 1))


def _foot(fields: "_Fields") -> Foot:
    is_records = "records" in fields
    count = fields.number("records" if is_records else "edits")
    before, after = (
        Sizes(part.number("bytes"), part.sha256(), part.optional("chars"))
        for part in (fields.inner("input"), fields.inner("output"))
    )
    return Foot(count, is_records, before, after, "cut" in fields)


class _Fields:
    """The fields of an entry, each of the type that is asked for."""

    def __init__(self, fields: Mapping[str, Any]) -> None:
        self._fields = fields

    def __contains__(self, name: str) -> bool:
        return name in self._fields

    def number(self, name: str, least: int = 0) -> int:
        """Return a whole number that is not too small."""
        value = self._value(name)
        if type(value) is not int or value < least:
            raise EntryError(f"'{name}' must be a whole number from {least}, got {_shown(value)}")
        return value

    def optional(self, name: str) -> int | None:
        """Return a whole number, or None if there is none."""
        return self.number(name) if name in self else None

    def text(self, name: str) -> str:
        """Return a text."""
        value = self._value(name)
        if not isinstance(value, str):
            raise EntryError(f"'{name}' must be a text, got {_shown(value)}")
        return value

    def sha256(self) -> str:
        """Return a hash."""
        value = self.text("sha256")
        if len(value) != _SHA256_DIGITS or not set(value) <= _HEXADECIMAL:
            raise EntryError(f"'sha256' must be {_SHA256_DIGITS} hexadecimal digits, got {_shown(value)}")
        return value

    def inner(self, name: str) -> "_Fields":
        """Return an object."""
        value = self._value(name)
        if not isinstance(value, dict):
            raise EntryError(f"'{name}' must be an object, got {_shown(value)}")
        return _Fields(value)

    def _value(self, name: str) -> Any:
        if name not in self._fields:
            raise EntryError(f"'{name}' is missing")
        return self._fields[name]


_SHA256_DIGITS = 64
_HEXADECIMAL = frozenset("0123456789abcdef")


def _shown(value: Any) -> str:
    return f"{value!r:.60}"
