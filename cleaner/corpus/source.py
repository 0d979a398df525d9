"""A source: a file or standard input, opened, recognised, unpacked."""

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, cast

from cleaner.corpus.settings import Settings
from cleaner.errors import InputError
from cleaner.formats.compression import decompressing
from cleaner.formats.files import reading
from cleaner.formats.recognition import PROBE_BYTES, compression_of, hint, marked_encoding, refusal
from cleaner.formats.text import UTF_8

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Source:
    """Where text comes from, under its settings; what is found out about it overrides them."""

    stream: BinaryIO
    settings: Settings
    compression: str | None = None
    """How the file is compressed; the stream is unpacked already."""
    hint: str | None = None
    """What may serve it better."""
    status: os.stat_result | None = None
    """What the file was when it was opened; None for standard input."""


@contextlib.contextmanager
def opened(
    path: str, settings: Settings, watch: Callable[[BinaryIO], BinaryIO] | None = None
) -> Iterator[Source]:
    """Open a file, or standard input for `-`. Raises `InputError` for what is not text.

    `watch` wraps the stream as it is stored, to count what is read.
    """
    with contextlib.ExitStack() as stack:
        stored = stack.enter_context(_stored(path))
        status = os.fstat(stored.fileno()) if path != STDIN else None
        stream, head = _peeked(watch(stored) if watch else stored)
        compression = compression_of(head)
        if compression is not None:
            stream, head = _peeked(stack.enter_context(decompressing(stream, compression, path)))
        marked = marked_encoding(head) if settings.encoding == UTF_8 else None
        settings = replace(settings, encoding=marked) if marked else settings
        refused = refusal(head, settings.encoding)
        if refused is not None:
            raise InputError(path, *refused)
        is_plain = settings.format_of(path) == "text" and settings.encoding == UTF_8
        yield Source(stream, settings, compression, hint(head) if is_plain else None, status)


@contextlib.contextmanager
def _stored(path: str) -> Iterator[BinaryIO]:
    if path != STDIN:
        with reading(Path(path)) as stream:
            yield stream
        return
    if sys.stdin is None:
        raise InputError("standard input", "is closed", "name a file, or redirect one to it")
    yield sys.stdin.buffer


def _peeked(stream: BinaryIO) -> tuple[BinaryIO, bytes]:
    """Return a stream with what it begins with, which is still to be read from it."""
    read = getattr(stream, "read1", stream.read)
    head = b""
    while len(head) < PROBE_BYTES and (block := read(PROBE_BYTES - len(head))):
        head += block
        if b"\n" in block:  # somebody types
            break
    return cast(BinaryIO, _Resumed(head, stream)), head


class _Resumed:
    """A stream of which the beginning was read before."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self._head, self._stream = head, stream

    def read(self, size: int) -> bytes:
        """Read up to so many bytes."""
        if self._head:
            head, self._head = self._head[:size], self._head[size:]
            return head
        return getattr(self._stream, "read1", self._stream.read)(size)

    read1 = read
