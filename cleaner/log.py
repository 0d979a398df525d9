"""The edit log: JSON lines that explain a run, and lead from the cleaned text back to the original.

For each document a head, its edits in order, and a foot with sizes and hashes:

    {"cleaner": "0.1.0", "log": 1, "document": "page.txt", "encoding": "utf-8"}
    {"line": 1, "column": 1, "start": 0, "end": 16, "rule": "en/metadata/article-id", "old": "News ID: …
    {"edits": 1, "input": {"bytes": 41, "chars": 41, "sha256": "…"}, "output": {…}}

A file of records has one head, which names the field of the text; then for each record that changed its
number and its edits; then a foot with sizes and hashes of the file:

    {"cleaner": "0.1.0", "log": 1, "document": "pages.jsonl", "encoding": "utf-8", "field": "text"}
    {"record": 17}
    …
    {"records": 2000, "input": {"bytes": 81920, "sha256": "…"}, "output": {…}}
"""

import json
import shutil
from collections.abc import Mapping
from typing import Any, BinaryIO

from cleaner.edits import Edit
from cleaner.files import shown
from cleaner.formats.text import Digest
from cleaner.version import __version__

LOG_VERSION = 1


class LogWriter:
    """Writes an edit log to a binary stream."""

    def __init__(self, sink: BinaryIO) -> None:
        self._sink = sink
        self._edits = 0

    def begin(self, document: str, encoding: str, *, field: str | None = None) -> None:
        """Write the head of a document, or of a file of records with their text in a field."""
        self._edits = 0
        head = {"cleaner": __version__, "log": LOG_VERSION, "document": shown(document), "encoding": encoding}
        self._write(head if field is None else {**head, "field": field})

    def begin_record(self, number: int, literal: bytes | None) -> None:
        """Write the head of a record; with its text as written, if that cannot be told from the text."""
        self._edits = 0
        self._write(
            {"record": number} if literal is None else {"record": number, "literal": literal.decode()}
        )

    def end_records(self, count: int, before: Digest, after: Digest) -> None:
        """Write the foot of a file of records: how many there were, and the file's sizes and hashes."""
        sizes = ({"bytes": each.bytes, "sha256": each.sha256} for each in (before, after))
        self._write({"records": count, "input": next(sizes), "output": next(sizes)})

    def add(self, edit: Edit) -> None:
        """Write an edit."""
        self._edits += 1
        self._write(as_record(edit))

    def end(self, before: Digest, after: Digest) -> None:
        """Write the foot of a document."""
        self._write({"edits": self._edits, "input": _sizes(before), "output": _sizes(after)})

    def adopt(self, entries: BinaryIO) -> None:
        """Take over the edits and the foot of a document that another writer wrote."""
        shutil.copyfileobj(entries, self._sink)

    def _write(self, record: Mapping[str, Any]) -> None:
        self._sink.write(to_json(record))


def to_json(record: Mapping[str, Any]) -> bytes:
    """Write a record as one line of JSON; bytes that are no UTF-8 stand as escaped surrogates."""
    try:
        return json.dumps(record, ensure_ascii=False).encode() + b"\n"
    except UnicodeEncodeError:
        return json.dumps(record).encode() + b"\n"


def as_record(edit: Edit) -> dict[str, Any]:
    """Give an edit as the log writes it; what says nothing is left out."""
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


def _sizes(digest: Digest) -> dict[str, Any]:
    return {"bytes": digest.bytes, "chars": digest.chars, "sha256": digest.sha256}
