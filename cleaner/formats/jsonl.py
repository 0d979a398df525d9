r"""JSON lines: a record a line, the text in one field. All else of a line stays as it is, byte for byte."""

import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import orjson

from cleaner.text.lines import BOM

BLOCK_BYTES = 1 << 18
"""Bytes of records that are cleaned together."""

MAX_RECORD_BYTES = 1 << 24
"""Bytes of a record that is taken in; a longer one goes through unchanged, since memory is bounded."""

MAX_FIELDS_REPORTED = 8
"""Fields of a record that a message names."""

TEXT_FIELD = "text"
"""The field that holds the text in most corpora."""


def read_blocks(source: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """Cut a stream into blocks of whole records, each with the number of its first, from 1.

    A record longer than `MAX_RECORD_BYTES` comes in pieces, with 0 for the number of all but the first.
    """
    rest: list[bytes] = []
    size = 0
    number = 1
    inside = False  # amid a record that comes in pieces
    while data := source.read(BLOCK_BYTES):
        if inside:
            piece, feed, data = data.partition(b"\n")
            yield piece + feed, 0
            number += len(feed)
            inside = not feed
        cut = data.rfind(b"\n") + 1
        if cut:
            block = b"".join([*rest, data[:cut]])
            yield block, number
            number += block.count(b"\n")
            rest, size = [], 0
        if cut < len(data):
            rest.append(data[cut:])
            size += len(rest[-1])
        if size > MAX_RECORD_BYTES:
            yield b"".join(rest), number
            rest, size, inside = [], 0, True
    if rest:
        yield b"".join(rest), number


class RecordError(ValueError):
    """What is wrong with a record; the record goes through unchanged."""


def text_of(line: bytes, field: str) -> str | None:
    """Read the text of a record; None for a blank line or a null. Raises `RecordError`."""
    if not line or line.isspace():
        return None
    if len(line) > MAX_RECORD_BYTES:
        raise RecordError(f"is longer than {MAX_RECORD_BYTES >> 20} MiB")
    try:
        record = _parse(line)
    except ValueError as error:
        raise RecordError(_not_json(error)) from error
    if not isinstance(record, dict):
        raise RecordError("is not a JSON object")
    try:
        text = record[field]
    except KeyError:
        seen = ", ".join(map(str, list(record)[:MAX_FIELDS_REPORTED])) or "none"
        raise RecordError(f"has no field '{field}' (fields: {seen})") from None
    if text is None:
        return None
    if not isinstance(text, str):
        raise RecordError(f"has no text in field '{field}', but {_KINDS.get(type(text), 'something else')}")
    return text


def literal(text: str, *, is_ascii: bool) -> bytes:
    """Write a text as JSON does, in ASCII with escapes or in UTF-8."""
    if not is_ascii:
        try:
            return json.encoder.encode_basestring(text).encode()
        except UnicodeEncodeError:
            pass  # a lone surrogate can be escaped only
    return json.encoder.encode_basestring_ascii(text).encode()


def _parse(line: bytes) -> Any:
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
