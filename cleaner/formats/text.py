"""Plain text: one document, bytes to code points and back without losing a byte."""

import codecs
from collections.abc import Iterator
from typing import BinaryIO, cast

from cleaner.deciding.document import EXACT
from cleaner.errors import InputError
from cleaner.formats.digest import Digest

BLOCK_BYTES = 1 << 18
"""Bytes read at a time."""

MAX_MEMORY_BYTES = 1 << 24
"""Bytes of a text that are held in memory, rather than on disk, until it is known whether they are in its encoding."""

UTF_8 = "utf-8"


def read_blocks(source: BinaryIO) -> Iterator[bytes]:
    """Yield a stream in pieces, as they come."""
    read = getattr(source, "read1", source.read)
    while block := read(BLOCK_BYTES):
        yield block


def checked(source: BinaryIO, encoding: str, name: str) -> "BinaryIO | tuple[BinaryIO, InputError]":
    """Read a whole stream, and return it for reading again; with an error if it is not in the encoding.

    It is in the encoding if it comes back from it byte for byte.
    """
    import tempfile  # noqa: PLC0415 — most texts are in UTF-8

    copy = cast(BinaryIO, tempfile.SpooledTemporaryFile(max_size=MAX_MEMORY_BYTES))  # noqa: SIM115 — returned
    decoder = codecs.getincrementaldecoder(encoding)("surrogateescape")
    encoder = Encoder(encoding)
    before, returned, problem = Digest(), Digest(), ""
    while True:
        block = source.read(BLOCK_BYTES)
        copy.write(block)
        if not problem:
            try:
                text = decoder.decode(block, not block)
                returned.add(encoder.encode(text, is_last=not block))
            except UnicodeError:
                problem = f"is not {encoding} near byte {before.bytes}"
        before.add(block)
        if not block:
            break
    if not problem and returned.sha256 != before.sha256:
        problem = f"cannot be written in {encoding} again, byte for byte"
    copy.seek(0)
    return (copy, InputError(name, problem, _REMEDY)) if problem else copy


def decoded(source: BinaryIO, encoding: str) -> Iterator[bytes]:
    """Yield a stream that is in an encoding as UTF-8, and close it."""
    decoder = codecs.getincrementaldecoder(encoding)("surrogateescape")
    with source:
        while block := source.read(BLOCK_BYTES):
            yield decoder.decode(block).encode("utf-8", EXACT)
    yield decoder.decode(b"", final=True).encode("utf-8", EXACT)


class Encoder:
    """Encodes a text piece by piece as one text: some encodings have a state."""

    def __init__(self, encoding: str) -> None:
        self._encoder = codecs.getincrementalencoder(encoding)("surrogateescape")

    def encode(self, text: str, *, is_last: bool) -> bytes:
        """Return the bytes of the next piece."""
        return self._encoder.encode(text, is_last)


def can_encode(text: str, encoding: str) -> bool:
    """Return whether an encoding has all the characters of a text."""
    try:
        text.encode(encoding, "surrogateescape")
    except UnicodeEncodeError:
        return False
    return True


def encoding_name(name: str) -> str:
    """Return the canonical name of an encoding. Raises `LookupError`."""
    canonical = codecs.lookup(name).name
    codecs.getincrementaldecoder(canonical)
    "".encode(canonical)
    return canonical


_REMEDY = "name its encoding with --encoding, or convert it to UTF-8"
