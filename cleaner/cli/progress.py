"""Progress on standard error, for long work watched from a terminal."""

import os
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, BinaryIO, Self, TypeVar, cast

from cleaner.corpus.discovery import Found

if TYPE_CHECKING:  # slow to import, for a bar that is seldom shown
    from rich.progress import Progress as Bar

Item = TypeVar("Item")

PATIENCE_SECONDS = 2.0
"""Before the bar appears; shorter work needs none."""

PERIOD_SECONDS = 0.5
"""Between two updates."""


class Progress:
    """Shows how much was read, its share, rate and the time left.

    Nothing is shown where standard error is not a terminal, or shares one with the content. Use it as a context.
    """

    def __init__(self, found: Iterable[Found], *, quiet: bool, is_output_shown: bool) -> None:
        """`is_output_shown` says whether content goes to standard output."""
        self._shows = not quiet and _is_seen(is_output_shown=is_output_shown)
        sizes = [_size(file.path) for file in found] if self._shows else []
        self._meter = _Meter(sum(filter(None, sizes)) if None not in sizes else None)
        self._count, self._opened = len(sizes), 0
        self._bytes = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._meter.stop()

    def watch(self, source: BinaryIO) -> BinaryIO:
        """Count what is read from the next file."""
        if not self._shows:
            return source
        self._opened += 1
        return cast(BinaryIO, _Watched(source, self))

    def add(self, size: int) -> None:
        """Count bytes, and show it when it is time."""
        self._bytes += size
        if self._meter.is_due():
            files = f"file {self._opened} of {self._count}, " if self._count > 1 else ""
            rate = self._meter.rate(self._bytes)
            self._meter.show(self._bytes, f"{files}{self._bytes / 1e6:.1f} MB, {rate / 1e6:.1f} MB/s")


def stepped(items: Sequence[Item], noun: str, *, is_output_shown: bool) -> Iterator[Item]:
    """Yield items, and show how many of them are done as `Progress` shows bytes."""
    if not _is_seen(is_output_shown=is_output_shown):
        yield from items
        return
    meter = _Meter(len(items))
    try:
        for number, item in enumerate(items):
            if meter.is_due():
                meter.show(number, f"{noun} {number + 1} of {len(items)}, {meter.rate(number):.0f}/s")
            yield item
    finally:
        meter.stop()


class _Meter:
    """A bar that appears after some time."""

    def __init__(self, total: int | None) -> None:
        self._total = total
        self._start = time.monotonic()
        self._next = self._start + PATIENCE_SECONDS
        self._bar: Bar | None = None

    def is_due(self) -> bool:
        """Return whether it is time to show more."""
        return time.monotonic() >= self._next

    def rate(self, done: int) -> float:
        """Return how much was done a second."""
        return done / max(time.monotonic() - self._start, PERIOD_SECONDS)

    def show(self, done: int, words: str) -> None:
        """Show what was done."""
        self._next = time.monotonic() + PERIOD_SECONDS
        if self._bar is None:
            self._bar = _bar(self._total)
        rate = self.rate(done)
        if self._total and rate:
            seconds = int(max(self._total - done, 0) / rate)
            words += f", {seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02} left"
        self._bar.update(self._bar.task_ids[0], completed=done, description=words)
        self._bar.refresh()

    def stop(self) -> None:
        """Take it away."""
        if self._bar is not None:
            self._bar.stop()


def _is_seen(*, is_output_shown: bool) -> bool:
    """Return whether somebody looks at standard error, and does not see the content there."""
    is_drawable = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    return is_drawable and not (is_output_shown and sys.stdout.isatty())


def _size(path: str) -> int | None:
    """Return the size of a file, or None for what has none, such as a pipe."""
    try:
        return Path(path).stat().st_size if Path(path).is_file() else None
    except OSError:
        return None


def _bar(total: int | None) -> "Bar":
    """Show a bar that is drawn when it is asked to, and not by a thread of its own."""
    from rich import progress  # noqa: PLC0415 — see above
    from rich.console import Console  # noqa: PLC0415

    share = [progress.BarColumn(), progress.TaskProgressColumn()] if total else []
    words = progress.TextColumn("{task.description}", markup=False)
    bar = progress.Progress(
        *share, words, console=Console(stderr=True), auto_refresh=False, transient=True, redirect_stdout=False
    )
    bar.add_task("", total=total)
    bar.start()
    return bar


class _Watched:
    """A stream that is counted as it is read."""

    def __init__(self, source: BinaryIO, progress: Progress) -> None:
        self._source = source
        self._progress = progress

    def read(self, size: int) -> bytes:
        """Read, and count."""
        return self._counted(self._source.read(size))

    def read1(self, size: int) -> bytes:
        """Read what is there, and count."""
        read: Any = getattr(self._source, "read1", self._source.read)
        return self._counted(read(size))

    def _counted(self, block: bytes) -> bytes:
        self._progress.add(len(block))
        return block
