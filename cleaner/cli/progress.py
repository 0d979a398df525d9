"""A progress line on standard error, for long work watched from a terminal."""

import os
import sys
import time
from types import TracebackType
from typing import BinaryIO, Self, cast

import click

PATIENCE = 2.0
"""Seconds before the line appears; shorter work needs none."""

PERIOD = 0.5
"""Seconds between two updates."""


class Progress:
    """Shows how much was read; silent when standard error is no terminal, or shares it with the output."""

    def __init__(self, *, quiet: bool) -> None:
        is_drawable = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self._shows = is_drawable and not sys.stdout.isatty() and not quiet
        self._bytes = 0
        self._start = self._next = time.monotonic()
        self._next += PATIENCE
        self._shown = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            click.echo("\r\033[K", err=True, nl=False)

    def watch(self, source: BinaryIO) -> BinaryIO:
        """Count what is read from a stream."""
        return cast(BinaryIO, _Watched(source, self)) if self._shows else source

    def add(self, size: int) -> None:
        """Count bytes, and update the line when it is time."""
        self._bytes += size
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + PERIOD
        self._shown = True
        rate = self._bytes / (now - self._start)
        click.echo(f"\r\033[Kcleaner: {self._bytes / 1e6:.1f} MB, {rate / 1e6:.1f} MB/s", err=True, nl=False)


class _Watched:
    def __init__(self, source: BinaryIO, progress: Progress) -> None:
        self._source = source
        self._progress = progress

    def read(self, size: int) -> bytes:
        """Read, and count."""
        block = self._source.read(size)
        self._progress.add(len(block))
        return block
