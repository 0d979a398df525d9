r"""Text as lines.

A line ends after `\r\n`, `\n`, `\r`, U+2028 or U+2029, and nowhere else: form feeds, vertical tabs and
U+0085 (which is more often a mangled ellipsis) stay inside their line.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

MAX_LINE_BYTES = 1 << 17
"""Bytes of the longest line that is repaired and matched; a longer one is kept as it is, and is prose."""

BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""The mark with which some programs begin a text in UTF-8; it belongs to the document, not to its first line."""

LINE_ENDS = (b"\n", b"\r", "\N{LINE SEPARATOR}".encode(), "\N{PARAGRAPH SEPARATOR}".encode())
"""The bytes that end a line by themselves."""

_END = re.compile("\r\n|[\n\r\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}]")
_END_BYTES = re.compile(b"(\r\n|[\n\r]|\xe2\x80[\xa8\xa9])")
_OTHER_ENDS = tuple(end.decode() for end in LINE_ENDS[1:])
_RARE_ENDS = (
    (b"\xa8", b"\xe2\x80\xa8"),
    (b"\xa9", b"\xe2\x80\xa9"),
)  # a single byte is found ten times as fast


class Lines(NamedTuple):
    """The lines of a text, as the bytes of its UTF-8."""

    bodies: list[bytes]
    """Without their endings."""
    ends: list[bytes]
    """The ending of each; empty for a last line without one."""


def split_lines(data: bytes) -> Lines:
    r"""Cut a text into lines.

    >>> split_lines(b"one\r\ntwo\n\nthree")
    Lines(bodies=[b'one', b'two', b'', b'three'], ends=[b'\r\n', b'\n', b'\n', b''])
    """
    if b"\r" in data or has_rare_end(data):
        parts = _END_BYTES.split(data)
        bodies, ends = parts[::2], [*parts[1::2], b""]
    else:
        bodies = data.split(b"\n")
        ends = [b"\n"] * len(bodies)
        ends[-1] = b""
    if not bodies[-1]:
        bodies.pop()
        ends.pop()
    return Lines(bodies, ends)


def count_lines(data: bytes) -> tuple[int, int]:
    r"""Count the lines of a text, and those that have an ending, without holding them.

    >>> count_lines(b"one\r\ntwo\n\nthree")
    (4, 3)
    """
    if b"\r" in data or has_rare_end(data):
        ends = sum(1 for _ in _END_BYTES.finditer(data))
    else:
        ends = data.count(b"\n")
    return ends + bool(data and not data.endswith(LINE_ENDS)), ends


def count_text_lines(text: str) -> int:
    r"""Count the lines of a text that is decoded.

    >>> count_text_lines("one\r\ntwo\rthree"), count_text_lines("one\n"), count_text_lines("")
    (3, 1, 0)
    """
    if any(end in text for end in _OTHER_ENDS):
        return sum(1 for _ in raw_lines(text))
    return text.count("\n") + bool(text and not text.endswith("\n"))


def has_rare_end(data: bytes) -> bool:
    """Return whether a line ends with U+2028 or U+2029."""
    return any(last in data and end in data for last, end in _RARE_ENDS)


def body_and_end(raw: str) -> tuple[str, str]:
    r"""Part a line from its line ending.

    >>> body_and_end("one\r\n")
    ('one', '\r\n')
    """
    if raw.endswith("\r\n"):
        return raw[:-2], "\r\n"
    if raw and raw[-1] in "\n\r\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}":
        return raw[:-1], raw[-1]
    return raw, ""


def raw_lines(text: str) -> Iterator[str]:
    r"""Yield the lines of a text with their endings.

    >>> list(raw_lines("one\r\n\ntwo"))
    ['one\r\n', '\n', 'two']
    """
    begin = 0
    for match in _END.finditer(text):
        yield text[begin : match.end()]
        begin = match.end()
    if begin < len(text):
        yield text[begin:]
