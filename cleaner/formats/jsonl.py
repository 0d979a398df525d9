r"""JSON lines: a record a line, the text in one field. All else of a line stays as it is, byte for byte."""

import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import orjson

from cleaner.lines import BOM

BLOCK = 1 << 18
"""Bytes of records that are cleaned together."""

LONGEST_RECORD = 1 << 24
"""Bytes of a record that is taken in; a longer one goes through unchanged, since memory is bounded."""

TEXT_FIELD = "text"
"""The field that holds the text in most corpora."""


def read_blocks(source: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """Cut a stream into blocks of whole records, each with the number of its first, from 1.

    A record longer than `LONGEST_RECORD` comes in pieces, with 0 for the number of all but the first.
    """
    rest: list[bytes] = []
    size = 0
    number = 1
    inside = False  # amid a record that comes in pieces
    while data := source.read(BLOCK):
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
        if size > LONGEST_RECORD:
            yield b"".join(rest), number
            rest, size, inside = [], 0, True
    if rest:
        yield b"".join(rest), number


def read_texts(source: BinaryIO, field: str) -> "Iterator[tuple[int, str | RecordError]]":
    """Yield the number and the text of each record that has one, or what is wrong with it."""
    for data, first in read_blocks(source):
        for number, line in enumerate(data.split(b"\n") if first else (), first):
            try:
                text = text_of(line, field)
            except RecordError as error:
                yield number, error
            else:
                if text:
                    yield number, text


class RecordError(ValueError):
    """What is wrong with a record; the record goes through unchanged."""


def text_of(line: bytes, field: str) -> str | None:
    """Read the text of a record; None for a blank line or a null. Raises `RecordError`."""
    if not line or line.isspace():
        return None
    if len(line) > LONGEST_RECORD:
        raise RecordError(f"is longer than {LONGEST_RECORD >> 20} MiB")
    try:
        record = _parse(line)
    except ValueError as error:
        raise RecordError(f"is no JSON: {error}") from error
    if not isinstance(record, dict):
        raise RecordError("is no JSON object")
    try:
        text = record[field]
    except KeyError:
        raise RecordError(f"has no field '{field}'") from None
    if text is None:
        return None
    if not isinstance(text, str):
        raise RecordError(f"has no text in field '{field}'")
    return text


def with_text(line: bytes, field: str, text: str) -> bytes:
    """Give a record another text, and leave every other byte as it is."""
    begin, end = place_of_text(line, field)
    return line[:begin] + literal(text, is_ascii=line[begin:end].isascii()) + line[end:]


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
            return json.loads(line.decode())
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


def _skip(record: str, at: int) -> int:
    match = _SPACE.match(record, at)
    return match.end() if match else at


_MARK = BOM.encode()
_SCANNER = json.JSONDecoder(parse_int=str, parse_float=str)  # numbers are looked over, never read
_SPACE = re.compile(r"[ \t\r\n]*")
