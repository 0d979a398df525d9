"""Workers: processes that clean blocks side by side, in order and with only so many in flight."""

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, partial
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from cleaner.blocks import Block, Cleaned, Work, Worker
from cleaner.errors import WorkerError

if TYPE_CHECKING:  # 15 ms to import, for nothing where one process is enough
    from concurrent.futures import Future, ProcessPoolExecutor

AHEAD = 3
"""Blocks in flight for each worker: one that is cleaned, one that waits, one that is done."""

Other = TypeVar("Other")


class Workers:
    """So many processes that clean blocks, or this one if one is enough; use it as a context."""

    def __init__(self, work: Work, processes: int) -> None:
        self._work, self._processes = work, processes

    @cached_property
    def here(self) -> Worker:
        """Give the worker in this process."""
        return Worker(self._work)

    @cached_property
    def _pool(self) -> "ProcessPoolExecutor":
        from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415
        from multiprocessing import get_context  # noqa: PLC0415

        context = get_context("spawn")
        return ProcessPoolExecutor(self._processes, context, initializer=_begin, initargs=(self._work,))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if "_pool" in vars(self):
            self._pool.shutdown(cancel_futures=True)

    def clean(self, items: Iterable[Block | Other]) -> Iterator[Cleaned | Other]:
        """Clean blocks; items that are none go through in their place.

        Raises `WorkerError`, in the place of its block, when a process dies.
        """
        if self._processes == 1:
            for item in items:
                yield self.here(item) if isinstance(item, Block) else item
            return
        waiting: deque[Callable[[], Cleaned | Other]] = deque()
        for item in items:
            waiting.append(self._sent(item) if isinstance(item, Block) else partial(_same, item))
            if len(waiting) > self._processes * AHEAD:
                yield waiting.popleft()()
        while waiting:
            yield waiting.popleft()()

    def _sent(self, block: Block) -> Callable[[], Cleaned]:
        """Hand a block to the pool; what this returns waits for the outcome."""
        from concurrent.futures import BrokenExecutor, Future  # noqa: PLC0415

        try:
            future = self._pool.submit(_clean, block)
        except BrokenExecutor as error:  # blocks sent before are told first
            future = Future()
            future.set_exception(error)
        return partial(_outcome, block.place, future)


def _outcome(place: str, future: "Future[Cleaned]") -> Cleaned:
    from concurrent.futures import BrokenExecutor  # noqa: PLC0415

    try:
        return future.result()
    except BrokenExecutor as error:
        remedy = "see whether memory is short, and try with -j 1"
        raise WorkerError(place, "a worker died while this was cleaned", remedy) from error


def _same(item: Other) -> Other:
    return item


_worker: Worker


def _begin(work: Work) -> None:
    """Begin a worker's life: the parent sees to interrupts, and takes its children along when it dies."""
    global _worker  # noqa: PLW0603 — a process has one
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _worker = Worker(work)


def _end_with_parent() -> None:
    from multiprocessing import parent_process  # noqa: PLC0415

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _clean(block: Block) -> Cleaned:
    return _worker(block)
