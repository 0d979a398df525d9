"""Recognition: what a stream of bytes is, by what it begins with."""

from typing import NamedTuple

PROBE_BYTES = 1 << 13
"""Bytes at the beginning that are looked at; git looks as far for a NUL."""

MAX_CONTROL_SHARE = 0.03
"""The largest share of control characters in text. Compressed bytes have a tenth of them, UTF-16 about a half."""

MAX_CONTROLS = 3
"""Control characters that say nothing, however short the text."""

COMPRESSIONS = {".gz": "gz", ".bz2": "bz2", ".xz": "xz", ".zst": "zst"}
"""Compressions by the suffix of a file's name."""

_COMPRESSED = {
    b"\x1f\x8b\x08": "gz",
    b"BZh": "bz2",
    b"\xfd7zXZ\x00": "xz",
    b"\x28\xb5\x2f\xfd": "zst",
    b"\x50\x2a\x4d\x18": "zst",
}  # the last begins what pzstd writes

_MARKS = {
    b"\xff\xfe\x00\x00": "utf-32-le",
    b"\x00\x00\xfe\xff": "utf-32-be",
    b"\xff\xfe": "utf-16-le",
    b"\xfe\xff": "utf-16-be",
}  # the longer first

_OTHERS = {
    b"ARROW1": ("Arrow", "write its text column as JSON lines, and clean those"),
    b"%PDF-": ("PDF", "extract its text first: pdftotext page.pdf - | cleaner"),
    b"PK\x03\x04": ("a zip archive", "unpack it first"),
    b"7z\xbc\xaf'\x1c": ("a 7z archive", "unpack it first"),
    b"Rar!": ("a rar archive", "unpack it first"),
    b"\x04\x22\x4d\x18": ("lz4", "unpack it first: lz4 -dc FILE | cleaner"),
    b"\x89PNG": ("an image", "leave it out"),
    b"\xff\xd8\xff": ("an image", "leave it out"),
    b"GIF8": ("an image", "leave it out"),
    b"\x7fELF": ("a program", "leave it out"),
    b"SQLite format 3\x00": ("a database", "write its text as JSON lines, and clean those"),
}

_CONTROLS = bytes([*range(7), *range(14, 27), *range(28, 32), 127])  # not bell to carriage return, nor escape


class Refusal(NamedTuple):
    """Why bytes are not text that can be cleaned, and what to do."""

    what: str
    remedy: str


def compression_of(head: bytes) -> str | None:
    """Return how bytes that begin so are compressed: gz, bz2, xz or zst; None if they are not."""
    return next((name for magic, name in _COMPRESSED.items() if head.startswith(magic)), None)


def marked_encoding(head: bytes) -> str | None:
    """Return the encoding that a byte order mark tells, but for UTF-8."""
    return next((name for mark, name in _MARKS.items() if head.startswith(mark)), None)


def refusal(head: bytes, encoding: str) -> Refusal | None:
    """Return why bytes that begin so, in an encoding, cannot be text; None if they can."""
    for magic, (what, remedy) in _OTHERS.items():
        if head.startswith(magic):
            return Refusal(f"is {what}, which is not text", remedy)
    if encoding.startswith(("utf-16", "utf-32", "utf_16", "utf_32")):
        return None
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if controls > MAX_CONTROLS and controls > MAX_CONTROL_SHARE * len(head):
        return Refusal("is binary, not text", "leave it out, or name its encoding with --encoding")
    return None


def hint(head: bytes) -> str | None:
    """Return a note about text that another option or program would serve better; None for plain text."""
    begin = head.lstrip()[:200]
    if begin.startswith(b"{") and b'":' in head and b"}" in head.partition(b"\n")[0]:
        return "looks like JSON lines; to clean the text in them, add --format jsonl"
    if begin.startswith(b"[") and begin[1:].lstrip()[:1] == b"{":
        return "looks like a JSON array; to clean the text in its objects, add --format json"
    if begin[:15].lower().startswith((b"<!doctype html", b"<html")):
        return "looks like HTML; extract its text first, for example: trafilatura < FILE | cleaner"
    if not _is_utf_8(head):
        return "is not UTF-8; if that is not on purpose, name its encoding: --encoding cp1252"
    return None


def _is_utf_8(head: bytes) -> bool:
    """Return whether bytes are UTF-8, but for a character that is cut off at their end."""
    try:
        head.decode()
    except UnicodeDecodeError as error:
        return error.start > len(head) - 4 and error.end == len(head) and "unexpected end" in error.reason
    return True
