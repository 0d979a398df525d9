"""Diffs: what `check --diff` and `fix --diff` print of a document."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import click

from cleaner.blocks import Block, Worker, blocks_of
from cleaner.cli.colors import is_colored
from cleaner.cli.options import report_error
from cleaner.config import Settings
from cleaner.diff import unified
from cleaner.edits import Edit
from cleaner.files import seen_from
from cleaner.formats.text import UTF_8, Digest, read_text
from cleaner.lines import Line, body_and_end


def write_diff(path: str, source: BinaryIO, worker: Worker, settings: Settings) -> tuple[int, int]:
    """Print a unified diff of one document; give the number of edits and of what could not be cleaned."""
    is_text = settings.format_of(path) == "text"
    changes = (_TextChanges if is_text else _RecordChanges)(path, source, worker, settings)
    encoding = settings.encoding if is_text and "\n".encode(settings.encoding) == b"\n" else UTF_8
    colored = is_colored()
    for number, line in enumerate(unified(changes, _name_in_diff(path))):
        shown = _painted(line, is_head=number < 2) if colored else line
        sys.stdout.buffer.write(shown.encode(UTF_8 if number < 2 else encoding, "surrogateescape"))
    return changes.edits, changes.failed


class _TextChanges:
    """The events of a document, counted on their way."""

    def __init__(self, path: str, source: BinaryIO, worker: Worker, settings: Settings) -> None:
        self.edits = self.failed = 0
        texts = read_text(source, settings.encoding, Digest(), path)
        self._events = worker.cleaner.events(texts)
        if settings.encoding != UTF_8:  # which may turn out not to fit, and then nothing is to be changed
            self._events = list(self._events)

    def __iter__(self) -> Iterator[Line | Edit]:
        for event in self._events:
            self.edits += isinstance(event, Edit)
            yield event


class _RecordChanges:
    """The lines of a file of records before and after, counted on their way."""

    def __init__(self, path: str, source: BinaryIO, worker: Worker, settings: Settings) -> None:
        del settings  # the worker has them
        self.edits = self.failed = 0
        self._worker = worker
        self._blocks = blocks_of(path, source)

    def __iter__(self) -> Iterator[Line | Edit]:
        for block in self._blocks:
            cleaned = self._worker(block) if isinstance(block, Block) else block
            self.edits += cleaned.tally.rules.total()
            self.failed += len(cleaned.errors)
            for error in cleaned.errors:
                report_error(error)
            for old, new in zip(_lines(block.data), _lines(cleaned.data), strict=True):
                yield Line(0, 0, old, new)


def _name_in_diff(path: str) -> str:
    """Name a file as seen from the working folder, or if it is not below that, from the root."""
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
