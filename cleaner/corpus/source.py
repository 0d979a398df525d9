"""A source: a file or standard input, opened, recognised, unpacked."""

import contextlib
import os
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, cast

from cleaner.corpus.settings import Settings
from cleaner.errors import InputError
from cleaner.formats.compression import decompressing
from cleaner.formats.files import reading
from cleaner.formats.parquet import Table
from cleaner.formats.recognition import (
    COMPRESSIONS,
    PROBE_BYTES,
    compression_of,
    hint,
    marked_encoding,
    refusal,
)
from cleaner.formats.record_formats import format_begun
from cleaner.formats.remote import is_remote, reading_remote
from cleaner.formats.text import UTF_8

STDIN = "-"

COPY_BYTES = 1 << 20
"""Bytes that are copied at a time."""


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
    table: Table | None = None
    """The table whose column the stream is; it is closed when the file is done with."""


@contextlib.contextmanager
def opened(
    path: str,
    settings: Settings,
    watch: Callable[[BinaryIO], BinaryIO] | None = None,
    *,
    name: str | None = None,
    is_excluded: bool = False,
) -> Iterator[Source]:
    """Open a file, or standard input for `-`. Raises `InputError` for what is not text.

    `watch` wraps the stream as it is stored, to count what is read. `name` is the name under which the file is
    known. What is excluded is not looked at.
    """
    name = path if name is None else name
    place = "standard input" if name == STDIN else name
    with contextlib.ExitStack() as stack:
        stored = stack.enter_context(_stored(path))
        status = None if path == STDIN or is_remote(path) else os.fstat(stored.fileno())
        watched = watch(stored) if watch else stored
        if is_excluded:
            yield Source(watched, settings, status=status)
            return
        stream, head = _peeked(watched)
        compression = compression_of(head)
        if compression is not None:
            stream, head = _peeked(stack.enter_context(decompressing(stream, compression, place)))
        elif head:
            _refuse_misnamed(name, place)
        settings = _recognised(name, settings, head)
        kind = settings.format_of(name)
        if kind == "parquet":
            table = _table(path, settings, stream, status if compression is None else None)
            yield Source(table.lines(), settings, compression, None, status, table)
            return
        refused = refusal(head, settings.encoding)
        if refused is not None and kind != "split":
            raise InputError(place, *refused)
        is_plain = kind == "text" and settings.encoding == UTF_8
        yield Source(stream, settings, compression, hint(head) if is_plain else None, status)


def _recognised(path: str, settings: Settings, head: bytes) -> Settings:
    """Return settings with what the first bytes of a file tell. Raises `InputError` for what cannot be split."""
    begun = format_begun(head) if settings.format is None else None
    if begun is not None:
        return replace(settings, format=begun)
    marked = marked_encoding(head) if settings.encoding == UTF_8 else None
    settings = replace(settings, encoding=marked) if marked else settings
    if settings.format_of(path) == "split" and settings.encoding != UTF_8:
        raise InputError(path, f"is {settings.encoding}, and only UTF-8 can be split", "convert it to UTF-8")
    return settings


def _refuse_misnamed(name: str, place: str) -> None:
    """Raise `InputError` if a file that is not compressed has the name of one that is."""
    suffix = Path(name).suffix.lower()
    if suffix in COMPRESSIONS:
        raise InputError(
            place, f"is named {suffix}, but is not compressed that way", "rename it, or get it again"
        )


def _table(path: str, settings: Settings, stream: BinaryIO, status: os.stat_result | None) -> Table:
    """Open a Parquet file; one that cannot be read anywhere is copied to disk first."""
    if status is not None and stat.S_ISREG(status.st_mode):
        copy = cast(BinaryIO, Path(path).open("rb"))  # noqa: SIM115 — closed by the table
    else:
        import tempfile  # noqa: PLC0415 — for tables that cannot be read anywhere

        copy = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 — likewise
        while block := stream.read(COPY_BYTES):
            copy.write(block)
        copy.seek(0)
    try:
        return Table(copy, path, [settings.text_field, *filter(None, [settings.site_field])])
    except BaseException:
        copy.close()
        raise


@contextlib.contextmanager
def _stored(path: str) -> Iterator[BinaryIO]:
    if is_remote(path):
        with reading_remote(path) as stream:
            yield stream
        return
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
    return cast(BinaryIO, Resumed(head, stream)), head


class Resumed:
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
