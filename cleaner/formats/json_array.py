"""A JSON array of records, as `json.dump` writes one; or objects in a row, as `jq .` does.

The brackets, commas and spaces between two records belong to the record above; every byte of them stays.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from cleaner.deciding.document import EXACT
from cleaner.formats.jsonl import TEXT_FIELD, JsonLines
from cleaner.formats.records import Cut, Fields, Rewritten
from cleaner.text.lines import BOM


@dataclass(frozen=True)
class JsonArray:
    """Records that are the objects of one JSON array."""

    field: str = TEXT_FIELD
    """The field of the text."""
    site_field: str | None = None
    """The field that says where a record comes from."""
    errors: ClassVar[str] = EXACT
    is_by_line: ClassVar[bool] = False
    is_apart: ClassVar[bool] = False

    def cut(self) -> Cut:
        """See `RecordFormat.cut`."""
        return _ElementCut()

    def fields_of(self, record: bytes) -> Fields:
        """See `RecordFormat.fields_of`."""
        return self._lines.fields_of(_Element(record).data)

    def rewritten(self, record: bytes, old: str, new: str) -> Rewritten:
        """See `RecordFormat.rewritten`."""
        element = _Element(record)
        data, literal = self._lines.rewritten(element.data, old, new)
        return Rewritten(element.above + data + element.below, literal)

    def original(self, record: bytes, text: str, literal: bytes | None) -> bytes:
        """See `RecordFormat.original`."""
        element = _Element(record)
        return element.above + self._lines.original(element.data, text, literal) + element.below

    @cached_property
    def _lines(self) -> JsonLines:
        return JsonLines(self.field, self.site_field)


class _Element:
    """An object, and what is around it."""

    def __init__(self, record: bytes) -> None:
        rest = record.lstrip(_ABOVE)
        self.data = rest.rstrip(_BELOW)
        self.above, self.below = record[: len(record) - len(rest)], rest[len(self.data) :]


class _ElementCut:
    """Follows brackets and strings."""

    def __init__(self) -> None:
        self._base: int | None = None
        """The depth between two records: 1 in an array, 0 for objects in a row; None before it is known."""
        self._depth = 0
        self._in_string = self._is_escaped = False

    def ends(self, data: bytes) -> Sequence[int]:
        """See `Cut.ends`."""
        ends: list[int] = []
        at = self._string_end(data) if self._in_string else 0
        for match in _TOKEN.finditer(data, at):
            token = match.group()
            if token in b"{[":
                self._base = (token == b"[") if self._base is None else self._base
                self._depth += 1
            elif token in b"}]":
                self._depth -= 1
                if self._depth == self._base == 0 and token == b"}":
                    ends.append(match.end())
            elif token == b",":
                if self._depth == self._base:
                    ends.append(match.end())
            elif not match.group(1):
                self._in_string, self._is_escaped = True, match.end() < len(data)
        return ends

    def problem(self) -> str:
        """See `Cut.problem`."""
        is_open = self._depth > 0 or self._in_string
        return "is cut short: the JSON has no end" if is_open else ""

    def _string_end(self, data: bytes) -> int:
        """Return where a string ends that began above; the end of the data if it goes on."""
        match = _REST.match(data, int(self._is_escaped))
        self._in_string = match is None or not match.group(1)
        end = match.end() if match else len(data)
        self._is_escaped = self._in_string and end < len(data)  # by a backslash that is the last byte
        return len(data) if self._in_string else end


_ABOVE = b" \t\r\n[," + BOM.encode()
_BELOW = b" \t\r\n],"
_REST = re.compile(rb'(?:[^"\\]|\\.)*+(")?', re.DOTALL)
_TOKEN = re.compile(rb'[][{},]|"(?:[^"\\]|\\.)*+(")?', re.DOTALL)
