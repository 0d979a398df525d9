"""Web archives of text: the WET files of Common Crawl, which are WARC files whose records of type `conversion` are text.

Headers stay as they are but for the length and the digests of the text. Other records, such as the one that describes
the archive, pass. Records are cut out here and not by a package, since every other byte must come back as it was, and
a record with a wrong length must pass; readers of archives only hand over what they could parse.
https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/
"""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from cleaner.deciding.document import ESCAPED
from cleaner.formats.records import Cut, Fields, RecordError, Rewritten

MAX_HEADER_BYTES = 1 << 20
"""Bytes of the longest header: those of crawlers have less than a thousandth of it."""

MAX_KEPT_BYTES = 1 << 16
"""Bytes before the end that a header promises in which the next record is looked for, if it is not there."""


@dataclass(frozen=True, slots=True)
class Wet:
    """Records of a web archive."""

    errors: ClassVar[str] = ESCAPED
    is_by_line: ClassVar[bool] = False
    is_apart: ClassVar[bool] = True

    def cut(self) -> Cut:
        """See `RecordFormat.cut`."""
        return _RecordCut()

    def fields_of(self, record: bytes) -> Fields:
        """See `RecordFormat.fields_of`."""
        parts = _parts(record)
        kind = parts.field("WARC-Type")
        if kind in _PAGES:
            raise RecordError(f"is a {kind}, not text; extract its text first")
        if kind != "conversion":
            return Fields(None)
        return Fields(parts.body.decode("utf-8", ESCAPED), parts.field("WARC-Target-URI"))

    def rewritten(self, record: bytes, old: str, new: str) -> Rewritten:  # noqa: ARG002 — it is in the record
        """See `RecordFormat.rewritten`."""
        parts = _parts(record)
        body = new.encode("utf-8", ESCAPED)
        return Rewritten(_with_sizes(parts.header, body) + body + _END, parts.header)

    def original(self, record: bytes, text: str, literal: bytes | None) -> bytes:
        """See `RecordFormat.original`; the literal is the header."""
        return (literal or _parts(record).header) + text.encode("utf-8", ESCAPED) + _END


class _Parts(NamedTuple):
    header: bytes
    """With the blank line below it."""
    body: bytes

    def field(self, name: str) -> str:
        """Return a field of the header; empty if it is not there."""
        match = _field(name).search(self.header)
        return match.group(2).decode("utf-8", "replace").strip() if match else ""


def _parts(record: bytes) -> _Parts:
    """Take a record apart. Raises `RecordError`."""
    stop = record.find(_END)
    header = record[: stop + len(_END)] if stop >= 0 else b""
    length = _length(header)
    if length is None:
        raise RecordError("is not a WARC record: it has no header with a Content-Length")
    body = record[len(header) : -len(_END)]
    if len(header) + length + len(_END) != len(record) or not record.endswith(_END):
        left = len(record) - len(header)
        raise RecordError(f"has a Content-Length of {length}, but {max(0, left - len(_END))} bytes")
    return _Parts(header, body)


def _length(header: bytes) -> int | None:
    """Return the length that a header promises; None if it is not a header."""
    match = _field("Content-Length").search(header) if header.startswith(_BEGIN) else None
    digits = match.group(2).strip() if match else b""
    return int(digits) if digits.isdigit() and len(digits) <= _MAX_DIGITS else None


def _with_sizes(header: bytes, body: bytes) -> bytes:
    """Return a header with the length and the digests of another body. Raises `RecordError`."""
    header = _field("Content-Length").sub(rb"\g<1>%d" % len(body), header)
    for name in ("WARC-Block-Digest", "WARC-Payload-Digest"):
        match = _field(name).search(header)
        if match:
            digest = _digest(match.group(2).decode("ascii", "replace").strip(), body)
            header = header[: match.start(2)] + digest.encode() + header[match.end(2) :]
    return header


def _digest(old: str, body: bytes) -> str:
    """Return the digest of a body, written as the old one is. Raises `RecordError`."""
    import hashlib  # noqa: PLC0415 — 7 ms to import, for archives only

    algorithm, _, value = old.partition(":")
    try:
        digest = hashlib.new(algorithm.replace("-", ""), body).digest()
    except (ValueError, TypeError) as error:
        raise RecordError(f"has a digest by '{algorithm}', which is not known") from error
    if len(value) == 2 * len(digest):
        written = digest.hex()
        return f"{algorithm}:{written.upper() if value.isupper() else written}"
    written = base64.b32encode(digest).decode()
    return f"{algorithm}:{written if value.endswith('=') else written.rstrip('=')}"


class _RecordCut:
    """Goes from header to header by the lengths, and where one is wrong looks for the next header."""

    def __init__(self) -> None:
        self._seen = b""
        """The header that did not end yet, or the last bytes of the text that is passed."""
        self._left: int | None = None
        """Bytes to the end of the text that is passed; None in a header."""
        self._is_lost = False

    def ends(self, data: bytes) -> Sequence[int]:
        """See `Cut.ends`."""
        known, seen = len(self._seen), self._seen + data
        ends: list[int] = []
        at, stop = 0, None if self._left is None else known + self._left
        while True:
            if self._is_lost:
                found = seen.find(_NEXT, at)
                if found < 0:
                    self._seen, self._left = seen[max(at, len(seen) - len(_NEXT) + 1) :], None
                    return ends
                at, stop, self._is_lost = found + len(_END), None, False
                ends.append(at - known)
            if stop is None:
                end = seen.find(_END, at)
                length = _length(seen[at : end + len(_END)]) if end >= 0 else None
                if end < 0 and len(seen) - at <= MAX_HEADER_BYTES:
                    self._seen, self._left = seen[at:], None
                    return ends
                if length is None:
                    self._is_lost = True
                    continue
                at = end + len(_END)
                stop = at + length
            if stop + len(_END) > len(seen):
                kept = max(at, len(seen) - MAX_KEPT_BYTES)
                self._seen, self._left = seen[kept:], stop - len(seen)
                return ends
            self._is_lost = seen[stop : stop + len(_END)] != _END
            if not self._is_lost:
                at, stop = stop + len(_END), None
                ends.append(at - known)

    def problem(self) -> str:
        """See `Cut.problem`: a record that is cut short has not the length that it promises."""
        return ""


def _field(name: str) -> re.Pattern[bytes]:
    return re.compile(rb"^(%s:[ \t]*)([^\r\n]*)" % name.encode(), re.MULTILINE | re.IGNORECASE)


_BEGIN = b"WARC/1."
_END = b"\r\n\r\n"
_NEXT = _END + _BEGIN
_PAGES = frozenset({"response", "resource"})
_MAX_DIGITS = 15
