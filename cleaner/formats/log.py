r"""The edit log: JSON lines that explain a run, and lead from the cleaned text back to the original.

For each document a head, its edits in order, and a foot with sizes and hashes. Above the edits of one place, a line
says what the cleaned text has around it, so that they can be undone in a text that was edited since:

    {"cleaner": "1.0.0", "log": 1, "document": "page.txt", "encoding": "utf-8", "settings": {…}}
    {"above": "", "below": "The wall will hold.\n"}
    {"line": 1, "column": 1, "start": 0, "end": 16, "rule": "en/metadata/article-id", "old": "News ID: …
    {"edits": 1, "input": {"bytes": 41, "chars": 41, "sha256": "…"}, "output": {…}}

A file of records has one head, which names the field of the text; then for each record that changed its
number and its edits; then a foot with sizes and hashes of the file:

    {"cleaner": "1.0.0", "log": 1, "document": "pages.jsonl", "encoding": "utf-8", "field": "text", …}
    {"record": 17, "chars": 2310, "crc32": 3421780262}
    …
    {"records": 2000, "input": {"bytes": 81920, "sha256": "…"}, "output": {…}}

Every field is described in docs/log.md; `cleaner.formats.log_entries` reads it.
"""

import codecs
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from cleaner.formats.digest import Digest
from cleaner.formats.files import shown
from cleaner.formats.text import UTF_8
from cleaner.text.edits import Edit
from cleaner.version import __version__

LOG_VERSION = 1

CONTEXT_CHARS = 40
"""Code points of the cleaned text above and below an edit that the log keeps: about the six words of a concordance,
which hardly any article has twice."""


class Sink(Protocol):
    """What a log is written to."""

    def write(self, data: bytes, /) -> int:
        """Write bytes."""


class LogWriter:
    """Writes an edit log to a binary stream."""

    def __init__(self, sink: Sink, settings: Mapping[str, Any]) -> None:
        """Take a sink, and settings that say how the text is cleaned: the level, the digest of the rules and so on."""
        self._sink, self._settings = sink, settings
        self._document: _Document | None = None

    def begin(self, document: str, encoding: str, records: Mapping[str, Any]) -> None:
        """Write the head of a document, or of a file of records of which something is to be said."""
        self.close()
        self._document = _Document(encoding, is_records=bool(records))
        head = {"cleaner": __version__, "log": LOG_VERSION, "document": shown(document), "encoding": encoding}
        self._write({**head, **records, "settings": self._settings})

    def add(
        self,
        before: bytes,
        after: bytes,
        edits: Sequence[Edit],
        *,
        chars: int,
        record: int | None,
        records: int,
        literal: bytes | None,
    ) -> None:
        """Write the edits of a piece: of a part of a text, of one record, or of several that stay as they are.

        `chars` are the code points of its text, `records` how many records begin in it.
        """
        document, self._document = (
            self._document,
            None,
        )  # interrupted here, it gets no foot, as that of a killed run
        assert document is not None  # noqa: S101 — for the type checker
        rows = document.rows(before, after, edits, chars, records)
        if edits and document.is_records:
            written = {} if literal is None else {"literal": literal.decode("utf-8", "surrogateescape")}
            self._write({"record": record, "chars": chars, "crc32": checksum(after), **written})
        for row in rows:
            self._write(row)
        self._document = document

    def end(self) -> None:
        """Write the foot."""
        if self._document is not None:
            self._write(self._document.foot())
        self._document = None

    def close(self) -> None:
        """Write the foot of a document that could be read in part only; what the log says of that part is true."""
        if self._document is not None:
            self._write({**self._document.foot(), "cut": True})
        self._document = None

    def _write(self, record: Mapping[str, Any]) -> None:
        self._sink.write(to_json(record))


class _Document:
    """Counts what the log says of one document."""

    def __init__(self, encoding: str, *, is_records: bool) -> None:
        self.is_records = is_records
        self._is_utf_8 = encoding == UTF_8
        self._decoder = codecs.getincrementaldecoder(encoding)("surrogateescape")
        self._before, self._after = Digest(), Digest()
        self._edits = self._records = 0
        self._has_chars = not is_records

    def rows(
        self, before: bytes, after: bytes, edits: Sequence[Edit], chars: int, records: int
    ) -> Iterator[dict[str, Any]]:
        """Count a piece, and return what the log says of its edits."""
        above = self._before.chars
        grown = sum(len(edit.new) - len(edit.old) for edit in edits)
        self._before.add(before, chars)
        self._after.add(after, chars + grown)
        self._edits += len(edits)
        self._records += records
        self._has_chars = self._has_chars and bool(chars or not before)
        if self.is_records:
            return map(as_record, edits)
        return _with_context(self._decoded(after, edits) if self._has_chars else "", edits, above)

    def foot(self) -> dict[str, Any]:
        """Return what the log says at the end."""
        count = {"records": self._records} if self.is_records else {"edits": self._edits}
        before, after = (digest.sizes(has_chars=self._has_chars) for digest in (self._before, self._after))
        return {**count, "input": before, "output": after}

    def _decoded(self, after: bytes, edits: Sequence[Edit]) -> str:
        """Return the cleaned text of a piece; empty for one without edits, where nobody asks."""
        if self._is_utf_8:  # the pieces of a text are whole characters
            return after.decode("utf-8", "surrogateescape") if edits else ""
        return self._decoder.decode(after)


def _with_context(text: str, edits: Iterable[Edit], chars_above: int) -> Iterator[dict[str, Any]]:
    """Yield what the log says of the edits of a piece, whose cleaned text is `text`.

    `chars_above` are the code points of the document above the piece.
    """
    at, done = 0, chars_above
    for place in adjacent(edits):
        at += place[0].start - done
        stop = at + sum(len(edit.new) for edit in place)
        yield {"above": text[max(0, at - CONTEXT_CHARS) : at], "below": text[stop : stop + CONTEXT_CHARS]}
        yield from map(as_record, place)
        at, done = stop, place[-1].end


def adjacent(edits: Iterable[Edit]) -> Iterator[list[Edit]]:
    """Group edits between which nothing is left."""
    place: list[Edit] = []
    for edit in edits:
        if place and edit.start != place[-1].end:
            yield place
            place = []
        place.append(edit)
    if place:
        yield place


def checksum(record: bytes) -> int:
    """Return what tells a cleaned record from others, its line ending aside."""
    return zlib.crc32(record.rstrip(b"\r\n"))


def to_json(record: Mapping[str, Any]) -> bytes:
    """Return a record as one line of JSON; bytes that are not UTF-8 are escaped surrogates in it."""
    try:
        return json.dumps(record, ensure_ascii=False).encode() + b"\n"
    except UnicodeEncodeError:
        return json.dumps(record).encode() + b"\n"


def as_record(edit: Edit) -> dict[str, Any]:
    """Return an edit as the log writes it; what says nothing is left out."""
    record: dict[str, Any] = {
        "line": edit.line,
        "column": edit.column,
        "start": edit.start,
        "end": edit.end,
        "rule": edit.rule,
        "old": edit.old,
        "new": edit.new,
    }
    if edit.anchor is not None:
        record["anchor"] = edit.anchor
    if edit.fields:
        record["fields"] = dict(edit.fields)
    return record
