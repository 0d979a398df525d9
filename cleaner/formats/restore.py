"""From the cleaned text of a document and its edits in the log back to the original, checked by hash on both sides."""

import codecs
import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, cast

from cleaner.formats.digest import Digest
from cleaner.formats.log_entries import Foot, RecordHead
from cleaner.formats.log_index import LoggedDocument, LogIndex
from cleaner.formats.records import RecordError, RecordFormat, read_blocks
from cleaner.formats.spool import Section
from cleaner.formats.text import Encoder
from cleaner.text.edits import Edit, apply, invert

BLOCK_BYTES = 1 << 16
"""Bytes read at a time."""

MAX_CLEANED_RECORD_BYTES = 1 << 31
"""Bytes of the longest record that has edits, whatever --max-record was, every character of which takes some more."""

WRONG_TEXT = "give the text that the same run wrote"

_EDITED = f"{WRONG_TEXT}, or add --edited if it was edited since"


class Standing(enum.Enum):
    """What a text is to a document of a log."""

    ORIGINAL = enum.auto()
    CLEANED = enum.auto()
    OTHER = enum.auto()


@dataclass(frozen=True, slots=True)
class CleanedText:
    """A text that may be the cleaned text of a document: some bytes of a stream that can be read again."""

    stream: BinaryIO
    at: int
    size: int

    def section(self) -> Section:
        """Return it as a stream."""
        return Section(self.stream, self.at, self.size)

    def blocks(self) -> Iterator[bytes]:
        """Yield it in pieces."""
        section = self.section()
        while block := section.read(BLOCK_BYTES):
            yield block

    def lines(self) -> Iterator[bytes]:
        """Yield its lines."""
        section = self.section()
        while line := section.readline(MAX_CLEANED_RECORD_BYTES):
            yield line

    def sha256(self) -> str:
        """Return its hash."""
        digest = Digest()
        for block in self.blocks():
            digest.add(block)
        return digest.sha256


def standing(text: CleanedText, foot: Foot) -> Standing:
    """Say by size and hash what a text is to a document."""
    sizes = foot.input, foot.output
    sha256 = text.sha256() if any(text.size == known.bytes for known in sizes) else ""
    for known, answer in zip(sizes, (Standing.ORIGINAL, Standing.CLEANED), strict=True):
        if (text.size, sha256) == (known.bytes, known.sha256):
            return answer
    return Standing.OTHER


def write_original(log: LogIndex, document: LoggedDocument, text: CleanedText, sink: BinaryIO) -> None:
    """Write the original of a document, given its cleaned text, or the original itself.

    Raises `LogError` if the text is neither, before anything is written; and if what was written is not the original,
    so that the caller must not hand the sink on before this returns.
    """
    known = standing(text, document.foot)
    if known is Standing.OTHER:
        raise log.problem(document, "the cleaned text has changed since: its hash differs", _EDITED)
    if known is Standing.ORIGINAL:
        pieces = text.blocks()
    else:
        pieces = (_plain if document.head.records is None else _records)(log, document, text)
    digest = Digest()
    try:
        for piece in pieces:
            digest.add(piece)
            sink.write(piece)
    except (MismatchError, UnicodeError) as error:
        raise log.problem(
            document, f"the edits do not fit the cleaned text: {error}", _DAMAGED_LOG
        ) from error
    if digest.sha256 != document.foot.input.sha256:
        raise log.problem(document, "the restored text is not the original: its hash differs", _DAMAGED_LOG)


class MismatchError(ValueError):
    """Edits that cannot be undone in a text, since what they made is not there."""


_DAMAGED_LOG = "the log was altered; give it as --log wrote it"


def _plain(log: LogIndex, document: LoggedDocument, text: CleanedText) -> Iterator[bytes]:
    encoder = Encoder(document.head.encoding)
    pieces = _original(log, document, text)
    if document.head.encoding == _AT_ONCE:
        pieces = iter(["".join(pieces)])
    for piece in pieces:
        yield encoder.encode(piece, is_last=False)
    yield encoder.encode("", is_last=True)


_AT_ONCE = "utf-7"
"""An encoding whose encoder knows nothing of the piece above."""


def _original(log: LogIndex, document: LoggedDocument, text: CleanedText) -> Iterator[str]:
    cleaned = _Decoded(text.section(), document.head.encoding)
    done = 0  # code points of the original
    for entry in log.entries(document):
        if isinstance(entry, Edit):
            yield from cleaned.pieces(entry.start - done)
            made = "".join(cleaned.pieces(len(entry.new)))
            if made != entry.new:
                raise MismatchError(f"line {entry.line} does not have {entry.new!r:.60}, but {made!r:.60}")
            yield entry.old
            done = entry.end
    while piece := cleaned.read(BLOCK_BYTES):
        yield piece


def _records(log: LogIndex, document: LoggedDocument, text: CleanedText) -> Iterator[bytes]:
    records = document.head.records
    assert records is not None  # noqa: S101 — for the type checker
    changed = records_of(log, document)
    waiting = next(changed, None)
    stream = cast(BinaryIO, text.section())
    for block in read_blocks(stream, records, MAX_CLEANED_RECORD_BYTES):
        if waiting is None or waiting[0].number >= block.first + len(block.ends):
            yield block.data
            continue
        for number, record in enumerate(block.records, block.first):
            if waiting is not None and waiting[0].number == number:
                yield original_record(record, *waiting, records)
                waiting = next(changed, None)
            else:
                yield record
    if waiting is not None:
        raise MismatchError(f"record {waiting[0].number} is missing")


def records_of(log: LogIndex, document: LoggedDocument) -> Iterator[tuple[RecordHead, list[Edit]]]:
    """Yield the records of a document that changed, with their edits."""
    head: RecordHead | None = None
    edits: list[Edit] = []
    for entry in log.entries(document):
        if isinstance(entry, RecordHead):
            if head is not None:
                yield head, edits
            head, edits = entry, []
        elif isinstance(entry, Edit):
            edits.append(entry)
    if head is not None:
        yield head, edits


def original_record(cleaned: bytes, head: RecordHead, edits: Sequence[Edit], records: RecordFormat) -> bytes:
    """Return a record as it was. Raises `MismatchError`."""
    undone = list(invert(edits))
    try:
        text = records.fields_of(cleaned).text or ""
        if any(text[edit.start : edit.end] != edit.old for edit in undone):
            raise MismatchError(f"record {head.number} does not have what its edits made")
        literal = head.literal.encode("utf-8", "surrogateescape")
        return records.original(cleaned, apply(text, undone), literal or None)
    except RecordError as error:
        raise MismatchError(f"record {head.number} {error}") from error


class _Decoded:
    """Decodes a stream, any number of code points at a time."""

    def __init__(self, stream: Section, encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)("surrogateescape")
        self._text = ""

    def pieces(self, chars: int) -> Iterator[str]:
        """Yield so many code points, or what there is."""
        while chars > 0 and (piece := self.read(min(chars, BLOCK_BYTES))):
            chars -= len(piece)
            yield piece

    def read(self, chars: int) -> str:
        """Return up to so many code points; an empty text at the end only."""
        while not self._text:
            block = self._stream.read(BLOCK_BYTES)
            self._text = self._decoder.decode(block, final=not block)
            if not block:
                break
        text, self._text = self._text[:chars], self._text[chars:]
        return text
