r"""JSON lines: a record a line, the text in one field. All else of a line stays as it is, byte for byte."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from cleaner.deciding.document import EXACT
from cleaner.formats.records import Cut, Fields, RecordError, Rewritten
from cleaner.text.lines import BOM

MAX_FIELDS_REPORTED = 8
"""Fields of a record that a message names."""

TEXT_FIELD = "text"
"""The field that holds the text in most corpora."""

NAME_THE_FIELD = "name the field of the text with --text-field"
"""What to do about records without the field."""


@dataclass(frozen=True, slots=True)
class JsonLines:
    """Records that are JSON objects, a line each."""

    field: str = TEXT_FIELD
    """The field of the text."""
    site_field: str | None = None
    """The field that says where a record comes from."""
    errors: ClassVar[str] = EXACT
    is_by_line: ClassVar[bool] = True
    is_apart: ClassVar[bool] = False

    def cut(self) -> Cut:
        """See `RecordFormat.cut`."""
        return _LineCut()

    def fields_of(self, record: bytes) -> Fields:
        """See `RecordFormat.fields_of`; a null is an empty text."""
        if not record or record.isspace():
            return Fields(None)
        try:
            parsed = _parse(record)
        except ValueError as error:
            raise RecordError(_not_json(error)) from error
        if not isinstance(parsed, dict):
            raise RecordError("is not a JSON object")
        try:
            text = parsed[self.field]
        except KeyError:
            seen = ", ".join(map(str, list(parsed)[:MAX_FIELDS_REPORTED])) or "none"
            raise RecordError(f"has no field '{self.field}' (fields: {seen})", NAME_THE_FIELD) from None
        if text is not None and not isinstance(text, str):
            kind = _KINDS.get(type(text), "something else")
            raise RecordError(f"has no text in field '{self.field}', but {kind}")
        url = _inner(parsed, self.site_field) if self.site_field else None
        return Fields(text or "", url if isinstance(url, str) else None)

    def rewritten(self, record: bytes, old: str, new: str) -> Rewritten:
        """See `RecordFormat.rewritten`; every byte around the text stays as it is."""
        usual = literal(old, is_ascii=record.isascii())
        begin = record.rfind(usual)
        if begin >= 0:
            rewritten = _replaced(record, begin, begin + len(usual), old, new)
            if self._says(rewritten.data, new):
                return rewritten
        return _replaced(record, *place_of_text(record, self.field), old, new)

    def _says(self, record: bytes, text: str) -> bool:
        """Return whether a record has a text; if not, something else in it was written as its text is."""
        try:
            return bool(_parse(record).get(self.field) == text)
        except ValueError:
            return False

    def original(self, record: bytes, text: str, literal_: bytes | None) -> bytes:
        """See `RecordFormat.original`."""
        begin, end = place_of_text(record, self.field)
        written = literal_ or literal(text, is_ascii=record[begin:end].isascii())
        return record[:begin] + written + record[end:]


def _inner(record: dict[str, Any], name: str) -> Any:
    """Return a field, or one further in, as in `metadata.url`; None if it is not there."""
    if name in record:
        return record[name]
    head, _, rest = name.partition(".")
    inner = record.get(head) if rest else None
    return _inner(inner, rest) if isinstance(inner, dict) else None


class _LineCut:
    def ends(self, data: bytes) -> Sequence[int]:
        """See `Cut.ends`; a lone carriage return is white space of JSON."""
        return [match.end() for match in _LINE_FEED.finditer(data)]

    def problem(self) -> str:
        """See `Cut.problem`."""
        return ""


def _replaced(record: bytes, begin: int, end: int, old: str, new: str) -> Rewritten:
    """Return a record with another text at a place."""
    was = record[begin:end]
    made = literal(new, is_ascii=was.isascii())
    is_usual = literal(old, is_ascii=made.isascii()) == was
    return Rewritten(record[:begin] + made + record[end:], None if is_usual else was)


def literal(text: str, *, is_ascii: bool) -> bytes:
    """Write a text as JSON does, in ASCII with escapes or in UTF-8."""
    import orjson  # noqa: PLC0415 — a text starts sooner without it

    has_deletes = _DELETE in text  # which the standard library escapes in ASCII
    if not is_ascii or (text.isascii() and not has_deletes):
        try:
            return orjson.dumps(text)
        except orjson.JSONEncodeError:
            pass  # a lone surrogate can be escaped only
    return json.encoder.encode_basestring_ascii(text).encode()


def _parse(line: bytes) -> Any:
    import orjson  # noqa: PLC0415 — a text starts sooner without it

    line = line.removeprefix(_MARK)
    try:
        return orjson.loads(line)
    except ValueError:  # orjson is stricter: the standard library knows NaN, lone surrogates and deep nesting
        try:
            return json.loads(line.decode(), parse_int=float)  # of any number of digits
        except RecursionError:
            raise ValueError("nested too deeply") from None


def place_of_text(line: bytes, field: str) -> tuple[int, int]:
    """Find the bytes that hold the text, quotes and all. Raises `RecordError`.

    Of several fields with the name it is the last, as every parser has it.
    """
    record = line.decode()
    at = _skip(record, len(BOM) if record.startswith(BOM) else 0)
    begin = end = at
    try:
        while record[at] != "}":
            key, at = _SCANNER.raw_decode(record, _skip(record, at + 1))
            start = _skip(record, _skip(record, at) + 1)
            _, at = _SCANNER.raw_decode(record, start)
            if key == field:
                begin, end = start, at
            at = _skip(record, at)
    except RecursionError:
        raise RecordError("is nested too deeply") from None
    if record.isascii():
        return begin, end
    start = len(record[:begin].encode())
    return start, start + len(record[begin:end].encode())


def _not_json(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"is not valid JSON near character {error.pos + 1}"
    if isinstance(error, UnicodeDecodeError):
        return f"is not UTF-8 near byte {error.start + 1}"
    return "is nested too deeply, or has too long a number, to be read"


_KINDS = {dict: "an object", list: "a list", int: "a number", float: "a number", bool: "true or false"}


def _skip(record: str, at: int) -> int:
    match = _SPACE.match(record, at)
    return match.end() if match else at


_MARK = BOM.encode()
_SCANNER = json.JSONDecoder(parse_int=str, parse_float=str)  # numbers are looked over, never read
_SPACE = re.compile(r"[ \t\r\n]*")
_DELETE = "\x7f"
_LINE_FEED = re.compile(rb"\n")
