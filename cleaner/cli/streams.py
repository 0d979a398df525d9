"""The standard streams: there, and speaking UTF-8, whatever the locale, the terminal or the caller did."""

import codecs
import io
import os
import sys
from typing import Any, TextIO

ESCAPES = "cleaner.escapes"
"""The name under which `codecs` knows the error handler below."""


def prepare() -> None:
    """Make standard streams that can be written to without a thought.

    What is printed as text comes out as the same bytes under every locale, and a file name that is no UTF-8 as
    the bytes it has. Standard error keeps the encoding of a terminal that has one beyond ASCII.
    """
    codecs.register_error(ESCAPES, _bytes_or_escapes)
    sys.stdout = _buffered(sys.stdout or _closed(os.O_RDONLY))
    sys.stderr = sys.stderr or _closed(os.O_WRONLY)
    _speak(sys.stdout, "utf-8")
    _speak(sys.stderr, "utf-8" if _is_ascii(sys.stderr) else sys.stderr.encoding)


def _closed(flags: int) -> TextIO:
    """Stand in for a stream that the caller closed, so that no file that is opened takes its number.

    A standard output that can only be read from fails as soon as something is written, and that is reported.
    """
    return os.fdopen(os.open(os.devnull, flags), "w", encoding="utf-8")


def _buffered(stream: TextIO) -> TextIO:
    """Return a stream that writes all it is given: an unbuffered one may write a part, and does not say so."""
    if not isinstance(stream, io.TextIOWrapper) or not isinstance(stream.buffer, io.RawIOBase):
        return stream
    raw: Any = stream.detach()  # which would be closed with the old stream otherwise
    return io.TextIOWrapper(io.BufferedWriter(raw))


def _is_ascii(stream: TextIO) -> bool:
    return codecs.lookup(stream.encoding).name == "ascii"


def _speak(stream: TextIO, encoding: str) -> None:
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding=encoding, errors=ESCAPES, newline="\n")


def _bytes_or_escapes(error: UnicodeError) -> tuple[str | bytes, int]:
    """Give back the bytes that surrogates stand for; write what else cannot be encoded as an escape."""
    try:
        return codecs.lookup_error("surrogateescape")(error)
    except UnicodeError:
        return codecs.lookup_error("backslashreplace")(error)
