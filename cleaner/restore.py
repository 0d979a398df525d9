"""From cleaned text and its edit log (`cleaner.log`) back to the original, verified by hash."""

import codecs
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO, Protocol

from cleaner.edits import Edit, apply, invert
from cleaner.errors import LogError
from cleaner.formats.jsonl import RecordError, literal, place_of_text, text_of
from cleaner.formats.text import Digest
from cleaner.log import LOG_VERSION


class TextReader(Protocol):
    """A text stream that does not translate line endings."""

    def read(self, size: int, /) -> str:
        """Read up to so many code points."""


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
    """Leads documents back, one record of the log at a time: those of a file of records, or plain ones."""

    def __init__(self, name: str, cleaned: BinaryIO) -> None:
        self.number = 0
        self._name = name
        self._stream = cleaned
        self._plain: _Plain | None = None
        self._records: _Records | None = None

    def take(self, line: bytes) -> Iterator[bytes]:
        """Read a record of the log; give what can be given out of the original."""
        try:
            record = json.loads(line)
            kind = next(key for key in ("log", "rule", "edits", "record", "records") if key in record)
        except (ValueError, StopIteration, TypeError) as error:
            raise self._error("is no record of an edit log", "give the file that --log wrote") from error
        try:
            yield from self._take(kind, record)
        except _Misfit as error:
            raise self._error(str(error), error.remedy) from None
        except (AttributeError, KeyError, TypeError, LookupError, ValueError) as error:
            raise self._error(f"lacks or garbles {error}", "give the file that --log wrote") from error

    def finish(self) -> None:
        """Make sure that log and text end together."""
        document = self._records or self._plain
        if document is None:
            raise self._error("the log is empty", "give the file that --log wrote")
        if document.is_open:
            raise self._error("the log ends amid a document", "the run that wrote it did not finish")
        if document.has_more():
            raise self._error("the cleaned text goes on beyond the log", _MISMATCH)

    def _take(self, kind: str, record: Mapping[str, Any]) -> Iterator[bytes]:
        document = self._records or self._plain
        if (kind == "log") == (document is not None and document.is_open):
            raise _Misfit("stands in the wrong place", "the log is incomplete or was sorted")
        if kind != "log":
            yield from getattr(document, f"take_{kind}")(record)
            return
        if record["log"] != LOG_VERSION:
            raise _Misfit(f"log version {record['log']} is not known", f"this is version {LOG_VERSION}")
        if document is not None and (self._records is not None) != ("field" in record):
            raise _Misfit("documents in several formats", "restore them one by one")
        if "field" in record:
            self._records = self._records or _Records(self._stream)
            self._records.begin(record["field"])
        else:
            self._plain = self._plain or _Plain(self._stream, record["encoding"])
            self._plain.begin(record["encoding"])

    def _error(self, what: str, remedy: str) -> LogError:
        return LogError(f"{self._name}:{self.number}", what, remedy)


class _Misfit(Exception):  # noqa: N818 — becomes a `LogError` once the place in the log is known
    """Log and text do not belong together."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.remedy = remedy


class _Plain:
    """Plain text, one document behind the other."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self.is_open = False
        self._cleaned: TextReader = _Decoded(stream, encoding)
        self._encoding = encoding
        self._at = 0  # code points of the original given out

    def begin(self, encoding: str) -> None:
        """Begin a document."""
        if encoding != self._encoding:
            raise _Misfit("documents in several encodings", "restore them one by one")
        self._encoder = codecs.getincrementalencoder(encoding)("surrogateescape")
        self._again = codecs.getincrementalencoder(encoding)("surrogateescape")
        self._before, self._after = Digest(), Digest()
        self.is_open, self._at = True, 0

    def take_rule(self, record: Mapping[str, Any]) -> Iterator[bytes]:
        """Undo an edit."""
        yield from self._copy(record["start"] - self._at)
        if self._read(len(record["new"])) != record["new"]:
            raise _Misfit(f"the cleaned text does not have {record['new']!r} there", _MISMATCH)
        yield self._encoded(record["old"])
        self._at = record["end"]

    def take_edits(self, record: Mapping[str, Any]) -> Iterator[bytes]:
        """Give the rest of the document, and compare."""
        yield from self._copy(record["input"]["chars"] - self._at)
        _compare(record, self._before, self._after)
        self.is_open = False

    def has_more(self) -> bool:
        """Whether there is text left."""
        return bool(self._cleaned.read(1))

    def _copy(self, chars: int) -> Iterator[bytes]:
        while chars > 0:
            text = self._read(min(chars, _PIECE))
            chars -= len(text)
            yield self._encoded(text)

    def _read(self, chars: int) -> str:
        text = self._cleaned.read(chars)
        if len(text) < chars:
            raise _Misfit("the cleaned text ends too early", _MISMATCH)
        self._after.add(self._again.encode(text), chars)
        return text

    def _encoded(self, text: str) -> bytes:
        data = self._encoder.encode(text)
        self._before.add(data, len(text))
        return data


class _Records:
    """JSON lines, one file behind the other."""

    def __init__(self, stream: BinaryIO) -> None:
        self.is_open = False
        self._stream = stream
        self._edits: list[Edit] = []

    def begin(self, field: str) -> None:
        """Begin a file."""
        self.is_open, self._field = True, field
        self._given = 0  # records of the file given out
        self._changed: Mapping[str, Any] | None = None  # the head of the record whose edits are read
        self._before, self._after = Digest(), Digest()

    def take_record(self, record: Mapping[str, Any]) -> Iterator[bytes]:
        """Give the records above one that changed."""
        yield from self._restored()
        yield from self._copy(record["record"] - 1 - self._given)
        self._changed, self._edits = record, []

    def take_rule(self, record: Mapping[str, Any]) -> Iterator[bytes]:
        """Collect the edits of a record."""
        self._edits.append(Edit(record["start"], record["end"], record["old"], record["new"], record["rule"]))
        return iter(())

    def take_records(self, record: Mapping[str, Any]) -> Iterator[bytes]:
        """Give the records below the last that changed, and compare."""
        yield from self._restored()
        yield from self._copy(record["records"] - self._given)
        _compare(record, self._before, self._after)
        self.is_open = False

    def has_more(self) -> bool:
        """Whether there are records left."""
        return bool(self._stream.read(1))

    def _restored(self) -> Iterator[bytes]:
        """Give the record whose edits were read, as it was."""
        if self._changed is None:
            return
        cleaned = self._stream.readline()
        self._after.add(cleaned)
        try:
            text = text_of(cleaned, self._field) or ""
            begin, end = place_of_text(cleaned, self._field)
        except RecordError as error:
            raise _Misfit(f"record {self._given + 1} of the cleaned text {error}", _MISMATCH) from error
        written = self._changed.get("literal", "").encode()
        if not written:
            is_ascii = cleaned[begin:end].isascii()
            written = literal(apply(text, invert(self._edits)), is_ascii=is_ascii)
        line = cleaned[:begin] + written + cleaned[end:]
        self._before.add(line)
        self._given += 1
        self._changed = None
        yield line

    def _copy(self, count: int) -> Iterator[bytes]:
        is_begun = False
        while count > 0:
            piece = self._stream.readline(_PIECE)
            if not piece and not is_begun:
                raise _Misfit("the cleaned records end too early", _MISMATCH)
            is_begun = bool(piece) and not piece.endswith(b"\n")
            count -= not is_begun
            self._given += not is_begun
            self._before.add(piece)
            self._after.add(piece)
            yield piece


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


def _compare(record: Mapping[str, Any], before: Digest, after: Digest) -> None:
    if after.sha256 != record["output"]["sha256"]:
        raise _Misfit("the cleaned text has changed since: its hash differs", _MISMATCH)
    if before.sha256 != record["input"]["sha256"]:
        raise _Misfit("the restored text is not the original: its hash differs", _MISMATCH)
