"""The edit log: JSON lines that explain a run, and lead from the cleaned text back to the original.

For each document a head, its edits in order, and a foot with sizes and hashes:

    {"cleaner": "0.1.0", "log": 1, "document": "page.txt", "encoding": "utf-8"}
    {"line": 1, "column": 1, "start": 0, "end": 16, "rule": "en/metadata/article-id", "old": "News ID: …
    {"edits": 1, "input": {"bytes": 41, "chars": 41, "sha256": "…"}, "output": {…}}
"""

import codecs
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version
from typing import Any, BinaryIO, Protocol

from cleaner.edits import Edit
from cleaner.errors import LogError
from cleaner.formats.text import Digest

LOG_VERSION = 1


class TextReader(Protocol):
    """A text stream that does not translate line endings."""

    def read(self, size: int, /) -> str:
        """Read up to so many code points."""


class LogWriter:
    """Writes an edit log to a binary stream."""

    def __init__(self, sink: BinaryIO) -> None:
        self._sink = sink
        self._edits = 0

    def begin(self, document: str, encoding: str) -> None:
        """Write the head of a document."""
        self._edits = 0
        self._write(
            {"cleaner": version("cleaner"), "log": LOG_VERSION, "document": document, "encoding": encoding}
        )

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


def restore(log: Iterable[bytes], cleaned: BinaryIO, name: str) -> Iterator[bytes]:
    """Lead cleaned text back to the original, document by document, as encoded pieces.

    `name` is the log's, for messages. Raises `LogError` where log and text do not belong together: at the
    first edit that does not fit, or at a document's end if a hash differs.
    """
    original = _Restoration(name, cleaned)
    for number, line in enumerate(log, 1):
        original.number = number
        yield from original.take(line)
    original.finish()


class _Restoration:
    def __init__(self, name: str, cleaned: BinaryIO) -> None:
        self.number = 0
        self._name = name
        self._stream = cleaned
        self._cleaned: TextReader | None = None
        self._encoding = ""
        self._open = False  # between a head and its foot
        self._at = 0  # code points of the original given out

    def take(self, line: bytes) -> Iterator[bytes]:
        """Read a record of the log; give what can be given out of the original."""
        try:
            record = json.loads(line)
            kind = next(key for key in ("log", "rule", "edits") if key in record)
        except (ValueError, StopIteration, TypeError) as error:
            raise self._error("is no record of an edit log", "give the file that --log wrote") from error
        if self._open == (kind == "log"):
            raise self._error("stands in the wrong place", "the log is incomplete or was sorted")
        try:
            yield from getattr(self, f"_take_{kind}")(record)
        except (KeyError, TypeError, LookupError) as error:
            raise self._error(f"lacks or garbles {error}", "give the file that --log wrote") from error

    def finish(self) -> None:
        """Make sure that log and text end together."""
        if self._open:
            raise self._error("the log ends amid a document", "the run that wrote it did not finish")
        if self._cleaned is None:
            raise self._error("the log is empty", "give the file that --log wrote")
        if self._cleaned.read(1):
            raise self._error("the cleaned text goes on beyond the log", _MISMATCH)

    def _take_log(self, record: Mapping[str, Any]) -> Iterator[bytes]:
        if record["log"] != LOG_VERSION:
            raise self._error(f"log version {record['log']} is not known", f"this is version {LOG_VERSION}")
        encoding = record["encoding"]
        if self._cleaned is None:
            self._cleaned = _Decoded(self._stream, encoding)
        elif encoding != self._encoding:
            raise self._error("documents in several encodings", "restore them one by one")
        self._encoding = encoding
        self._encoder = codecs.getincrementalencoder(encoding)("surrogateescape")
        self._again = codecs.getincrementalencoder(encoding)("surrogateescape")
        self._before, self._after = Digest(), Digest()
        self._open, self._at = True, 0
        yield b""

    def _take_rule(self, record: Mapping[str, Any]) -> Iterator[bytes]:
        yield from self._copy(record["start"] - self._at)
        if self._read(len(record["new"])) != record["new"]:
            raise self._error(f"the cleaned text does not have {record['new']!r} there", _MISMATCH)
        yield self._encoded(record["old"])
        self._at = record["end"]

    def _take_edits(self, record: Mapping[str, Any]) -> Iterator[bytes]:
        yield from self._copy(record["input"]["chars"] - self._at)
        if self._after.sha256 != record["output"]["sha256"]:
            raise self._error("the cleaned text has changed since: its hash differs", _MISMATCH)
        if self._before.sha256 != record["input"]["sha256"]:
            raise self._error("the restored text is not the original: its hash differs", _MISMATCH)
        self._open = False

    def _copy(self, chars: int) -> Iterator[bytes]:
        while chars > 0:
            text = self._read(min(chars, _PIECE))
            chars -= len(text)
            yield self._encoded(text)

    def _read(self, chars: int) -> str:
        assert self._cleaned is not None  # noqa: S101 — a head came first, or `take` refused the record
        text = self._cleaned.read(chars)
        if len(text) < chars:
            raise self._error("the cleaned text ends too early", _MISMATCH)
        self._after.add(self._again.encode(text), chars)
        return text

    def _encoded(self, text: str) -> bytes:
        data = self._encoder.encode(text)
        self._before.add(data, len(text))
        return data

    def _error(self, what: str, remedy: str) -> LogError:
        return LogError(f"{self._name}:{self.number}", what, remedy)


class _Decoded:
    """Decodes a stream, any number of code points at a time."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)("surrogateescape")
        self._text = ""

    def read(self, size: int, /) -> str:
        """See `TextReader.read`."""
        parts = [self._text]
        missing = size - len(self._text)
        while missing > 0:
            block = self._stream.read(_PIECE)
            parts.append(self._decoder.decode(block, final=not block))
            missing -= len(parts[-1])
            if not block:
                break
        text = "".join(parts)
        self._text = text[size:]
        return text[:size]


_PIECE = 1 << 16
_MISMATCH = "give the text that the same run wrote"


def _sizes(digest: Digest) -> dict[str, Any]:
    return {"bytes": digest.bytes, "chars": digest.chars, "sha256": digest.sha256}
