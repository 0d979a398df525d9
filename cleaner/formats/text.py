"""Plain text: one document, bytes to code points and back without losing a byte."""

import codecs
import hashlib
from collections.abc import Callable, Iterator
from typing import BinaryIO

from cleaner.errors import InputError

BLOCK = 1 << 16
"""Bytes read at a time."""

UTF_8 = "utf-8"


class Digest:
    """Counts and hashes what passes: bytes, code points where they matter, SHA-256."""

    def __init__(self) -> None:
        self.bytes = 0
        self.chars = 0
        self._hash = hashlib.sha256()

    def add(self, data: bytes, chars: int = 0) -> None:
        """Take in bytes, and how many code points they are."""
        self.bytes += len(data)
        self.chars += chars
        self._hash.update(data)

    @property
    def sha256(self) -> str:
        """The hash so far, as hexadecimal digits."""
        return self._hash.hexdigest()


def read_bytes(source: BinaryIO, digest: Digest | None) -> Iterator[bytes]:
    """Read UTF-8 block by block; bytes that are none go through as they are."""
    read: Callable[[int], bytes] = getattr(source, "read1", source.read)
    while block := read(BLOCK):
        if digest is not None:
            digest.add(block)
        yield block


def read_text(source: BinaryIO, encoding: str, digest: Digest, name: str) -> Iterator[str]:
    """Decode a stream block by block.

    In UTF-8, bytes that are none stay as lone surrogates. Other encodings must survive the way back: raises `InputError` at the end of a document that would not.
    """
    decoder = codecs.getincrementaldecoder(encoding)("surrogateescape")
    again = codecs.getincrementalencoder(encoding)("surrogateescape")
    returned = hashlib.sha256()
    checks = encoding != UTF_8
    read: Callable[[int], bytes] = getattr(source, "read1", source.read)
    while True:
        block = read(BLOCK)
        try:
            text = decoder.decode(block, final=not block)
            if checks:
                returned.update(again.encode(text, final=not block))
        except UnicodeError as error:
            raise InputError(name, f"is not {encoding} near byte {digest.bytes}", _REMEDY) from error
        digest.add(block, len(text))
        if text:
            yield text
        if not block:
            break
    if checks and returned.hexdigest() != digest.sha256:
        raise InputError(name, f"would not come back from {encoding} byte for byte", _REMEDY)


_REMEDY = "name its encoding with --encoding, or convert it to UTF-8"


def encoding_name(name: str) -> str:
    """Give the canonical name of an encoding. Raises `LookupError`."""
    canonical = codecs.lookup(name).name
    codecs.getincrementaldecoder(canonical)
    "".encode(canonical)
    return canonical
