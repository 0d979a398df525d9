"""Diffs: what `check --diff` and `fix --diff` print of a file."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from cleaner.cli.colors import is_colored
from cleaner.corpus.road import CleanedFile
from cleaner.corpus.settings import Settings
from cleaner.deciding.cleaning import Line
from cleaner.deciding.document import ESCAPED
from cleaner.formats.diff import unified
from cleaner.formats.files import seen_from
from cleaner.formats.text import UTF_8
from cleaner.text.lines import body_and_end


def write_diff(file: CleanedFile) -> None:
    """Print a unified diff of one file."""
    settings = file.source.settings if file.source else Settings()
    records = settings.records_of(file.path)
    is_text = records is None
    encoding = settings.encoding if is_text and "\n".encode(settings.encoding) == b"\n" else UTF_8
    colored = is_colored()
    lines = (
        _text_lines(file) if records is None else _record_lines(file, is_verbatim=records.errors == ESCAPED)
    )
    for number, line in enumerate(unified(lines, _name_in_diff(file.path))):
        shown = _painted(line, is_head=number < 2) if colored else line
        sys.stdout.buffer.write(shown.encode(UTF_8 if number < 2 else encoding, "surrogateescape"))
    sys.stdout.buffer.flush()


def _text_lines(file: CleanedFile) -> Iterator[Line]:
    for piece in file.pieces:
        yield from piece.text_lines()


def _record_lines(file: CleanedFile, *, is_verbatim: bool) -> Iterator[Line]:
    """Yield the lines of a file of records before and after.

    `is_verbatim` says whether the lines of a text are those of its record; in JSON a text is on one line.
    """
    for piece in file.pieces:
        if is_verbatim and piece.cleaning is not None and piece.is_changed:
            old, new = piece.cleaning.raw.encode(UTF_8, ESCAPED), piece.cleaning.data
            before, after = piece.before.rindex(old), piece.after.rindex(new)
            yield from _pairs(piece.before[:before], piece.after[:after])
            yield from piece.text_lines()
            yield from _pairs(piece.before[before + len(old) :], piece.after[after + len(new) :])
        else:
            yield from _pairs(piece.before, piece.after)


def _pairs(before: bytes, after: bytes) -> Iterator[Line]:
    """Yield lines that stay, or of which each becomes another."""
    for old, new in zip(_lines(before), _lines(after), strict=True):
        yield Line(0, 0, old, new)


def _name_in_diff(path: str) -> str:
    """Return the name of a file as seen from the working folder, or if it is not below that, from the root."""
    seen = seen_from(path, Path())
    if not seen.startswith("../"):
        return seen
    return Path(os.path.abspath(path)).as_posix().lstrip("/")  # noqa: PTH100 — links are not followed


def _painted(line: str, *, is_head: bool) -> str:
    body, end = body_and_end(line)
    return click.style(body, bold=is_head, fg=None if is_head else _COLORS.get(body[:1])) + end


_COLORS = {"@": "cyan", "-": "red", "+": "green"}


def _lines(records: bytes) -> Iterator[str]:
    *whole, last = records.decode("utf-8", "surrogateescape").split("\n")
    yield from (line + "\n" for line in whole)
    if last:
        yield last
