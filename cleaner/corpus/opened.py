"""Opened: cleaned texts and edit logs, unpacked and ready to be read more than once."""

import contextlib
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from cleaner.corpus.source import STDIN
from cleaner.errors import InputError
from cleaner.formats.compression import decompressing
from cleaner.formats.files import reading
from cleaner.formats.log_index import LogIndex, read_log
from cleaner.formats.parquet import Table
from cleaner.formats.recognition import PROBE_BYTES, compression_of
from cleaner.formats.record_formats import format_begun
from cleaner.formats.restore import CleanedText
from cleaner.formats.spool import size_of, spooled


class Opened(NamedTuple):
    """A file or standard input, unpacked, which can be read again."""

    text: CleanedText
    compression: str | None
    table: Table | None = None
    """The table whose column is the text."""


@contextlib.contextmanager
def opened_log(path: str) -> Iterator[LogIndex]:
    """Open an edit log, which may be compressed."""
    with opened_text(path) as opened:
        yield read_log(opened.text.stream, path)


@contextlib.contextmanager
def opened_text(path: str, columns: Sequence[str] = ()) -> Iterator[Opened]:
    """Open a cleaned text, from a file or for `-` from standard input; what is compressed is unpacked.

    `columns` are those that were read of a Parquet file, if one is expected.
    """
    with contextlib.ExitStack() as stack:
        if path != STDIN:
            stream = stack.enter_context(reading(Path(path)))
        elif sys.stdin is None:
            raise InputError("standard input", "is closed", "name a file, or redirect one to it")
        else:
            stream = sys.stdin.buffer
        if path == STDIN or not stream.seekable():
            stream = stack.enter_context(spooled(stream))
        compression = compression_of(stream.read(PROBE_BYTES))
        stream.seek(0)
        if compression is not None:
            unpacked = stack.enter_context(decompressing(stream, compression, path))
            stream = stack.enter_context(spooled(unpacked))
        table: Table | None = None
        if columns:
            is_table = format_begun(stream.read(PROBE_BYTES)) == "parquet"
            stream.seek(0)
            if is_table:
                table = Table(stream, path, columns)
                stream = stack.enter_context(spooled(table.lines()))
        size = size_of(stream)
        stream.seek(0)
        yield Opened(CleanedText(stream, 0, size), compression, table)


def columns_of(log: LogIndex) -> tuple[str, ...]:
    """Return the columns that were read of the Parquet files of a log; none if there are no such files."""
    return next((document.head.columns for document in log.documents if document.head.columns), ())
