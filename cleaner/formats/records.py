"""Records: what a format of records must be able to do, and a stream cut into blocks of whole records.

A format says where a record ends, finds the text in one, and puts another text in its place. What else a file holds
(brackets, commas, headers, separators) belongs to the records, so that all of them in a row are the file, byte for byte.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import BinaryIO, NamedTuple, Protocol

BLOCK_BYTES = 1 << 18
"""Bytes of records that are cleaned together."""

MAX_RECORD_BYTES = 64_000_000
"""Bytes of a record that is taken in, unless told otherwise; a longer one goes through unchanged: memory is bounded."""


class RecordError(ValueError):
    """What is wrong with a record; the record goes through unchanged. `remedy` is what the user can do about it."""

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(what)
        self.remedy = remedy


class Fields(NamedTuple):
    """What is read of a record."""

    text: str | None
    """Its text; None if it is not a document, such as a blank line."""
    url: str | None = None
    """Where it comes from, if the record says so where that is looked for."""


class Rewritten(NamedTuple):
    """A record with another text."""

    data: bytes
    literal: bytes | None
    """What the record had in place of the new bytes, where that cannot be told from its text."""


class Cut(Protocol):
    """Says where records end in a stream that comes in pieces."""

    def ends(self, data: bytes) -> Sequence[int]:
        """Return where records end in the next bytes, as offsets in them.

        An end may be found late, and is less than zero then.
        """

    def problem(self) -> str:
        """Return what is wrong with a stream that ends here; empty if nothing is."""


class RecordFormat(Protocol):
    """A format of records. Immutable."""

    @property
    def errors(self) -> str:
        """How bytes that are not UTF-8 are decoded in its texts."""

    @property
    def is_by_line(self) -> bool:
        """Whether the number of a record is that of a line, which says where it is."""

    @property
    def is_apart(self) -> bool:
        """Whether each record is compressed by itself."""

    def cut(self) -> Cut:
        """Begin to cut a stream."""

    def fields_of(self, record: bytes) -> Fields:
        """Read a record. Raises `RecordError`."""

    def rewritten(self, record: bytes, old: str, new: str) -> Rewritten:
        """Put a new text in the place of the old one. Raises `RecordError`."""

    def original(self, record: bytes, text: str, literal: bytes | None) -> bytes:
        """Put a text back in the place of the one it became. Raises `RecordError`."""


class Block(NamedTuple):
    """Neighbouring records, or a piece of one that is too long to be held."""

    data: bytes
    ends: Sequence[int]
    """Where each record ends; empty for a piece that goes on with the record above."""
    first: int
    """The number of the first record, from 1."""
    offset: int
    """The byte of the unpacked stream at which it begins."""
    problem: str = ""
    """Why none of it can be cleaned."""

    @property
    def records(self) -> list[bytes]:
        """The records one by one."""
        return [self.data[begin:end] for begin, end in pairwise([0, *self.ends])]


def read_blocks(
    source: BinaryIO, records: RecordFormat, max_record: int = MAX_RECORD_BYTES
) -> Iterator[Block]:
    """Cut a stream into blocks of whole records. A record longer than `max_record` bytes comes in pieces."""
    cut = records.cut()
    waiting: list[bytes] = []  # of the record that did not end yet
    size = offset = 0
    number = 1
    inside = False  # amid a record that comes in pieces
    while data := source.read(BLOCK_BYTES):
        ends = [size + end for end in cut.ends(data)]
        waiting.append(data)
        size += len(data)
        if not (ends or inside or size > max_record):
            continue
        held = b"".join(waiting)
        if inside:
            stop = max(0, ends[0]) if ends else size
            yield Block(held[:stop], (), number, offset)
            inside, number, offset = not ends, number + bool(ends), offset + stop
            held, ends = held[stop:], [end - stop for end in ends[1:]]
        if ends:
            yield Block(held[: ends[-1]], ends, number, offset)
            number, offset, held = number + len(ends), offset + ends[-1], held[ends[-1] :]
        if len(held) > max_record:
            yield Block(held, [len(held)], number, offset)
            inside, offset, held = True, offset + len(held), b""
        waiting, size = [held], len(held)
    held, problem = b"".join(waiting), cut.problem()
    if held or problem:
        yield Block(held, () if inside else [len(held)], number, offset, problem)
