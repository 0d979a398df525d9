"""The formats of records by name: how files are known for them, and what the edit log says of them."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from cleaner.formats.json_array import JsonArray
from cleaner.formats.jsonl import TEXT_FIELD, JsonLines
from cleaner.formats.records import RecordFormat
from cleaner.formats.split import SplitText
from cleaner.formats.wet import Wet


class Options(NamedTuple):
    """What a user says of records."""

    field: str = TEXT_FIELD
    """The field of the text."""
    site_field: str | None = None
    """The field that says where a record comes from."""
    separator: str = ""
    """What separates documents in split text."""


MAKERS: Mapping[str, Callable[[Options], RecordFormat]] = {
    "jsonl": lambda options: JsonLines(options.field, options.site_field),
    "json": lambda options: JsonArray(options.field, options.site_field),
    "parquet": lambda options: JsonLines(
        options.field, options.site_field
    ),  # its column is read as JSON lines
    "wet": lambda _: Wet(),
    "split": lambda options: SplitText(options.separator),
}

SUFFIXES = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".parquet": "parquet",
    ".wet": "wet",
    ".warc": "wet",
}
"""Formats by the suffix of a file's name."""

MAGIC = {b"PAR1": "parquet", b"WARC/": "wet"}
"""Formats by what a file begins with, whatever its name."""


def format_named(name: str) -> str:
    """Return the format that a file's name tells, the suffix of a compression aside.

    >>> format_named("pages.ndjson"), format_named("page.txt")
    ('jsonl', 'text')
    """
    lower = name.lower()
    return next((format_ for suffix, format_ in SUFFIXES.items() if lower.endswith(suffix)), "text")


def format_begun(head: bytes) -> str | None:
    """Return the format that the first bytes of a file tell; None if they tell none."""
    return next((format_ for magic, format_ in MAGIC.items() if head.startswith(magic)), None)


def as_head(name: str, options: Options) -> dict[str, Any]:
    """Return what the head of a log says of a format of records; nothing for plain text."""
    if name not in MAKERS:
        return {}
    said = {} if name == "jsonl" else {"format": name}
    if name == "split":
        return {**said, "separator": options.separator}
    if name == "parquet" and options.site_field:
        said["site_field"] = options.site_field  # the column is read with the text
    return said if name == "wet" else {**said, "field": options.field}
