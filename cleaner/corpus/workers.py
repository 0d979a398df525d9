"""Workers: processes that clean side by side, in order and with only so much in flight."""

import gc
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from cleaner.compiled import take_over, worked_out
from cleaner.corpus.cleaned import Cleaned
from cleaner.corpus.plain import clean_text_bytes
from cleaner.corpus.records import clean_records
from cleaner.corpus.settings import Settings
from cleaner.errors import WorkerError
from cleaner.formats.records import Block

if TYPE_CHECKING:  # 15 ms to import, for nothing where one process is enough
    from concurrent.futures import Future

    from cleaner.corpus.processes import Processes

JOBS_AHEAD = 3
"""Jobs in flight for each worker: one that is cleaned, one that waits, one that is done."""

Item = TypeVar("Item")


class Needs(NamedTuple):
    """What is asked for besides the bytes that come out."""

    lines: bool = False
    """The lines of texts that change."""
    all_records: bool = False
    """Records that stay as they are, one by one."""


class Job(NamedTuple):
    """Bytes that are cleaned without a look at any others: a small document, or neighbouring records."""

    name: str
    """The name of the file."""
    data: bytes | Block
    """A plain document, or records."""
    settings: Settings
    needs: Needs

    @property
    def place(self) -> str:
        """Where it begins, for messages."""
        return f"{self.name}:{self.data.first}" if isinstance(self.data, Block) else self.name


class Workers:
    """So many processes, or this one if one is enough."""

    def __init__(self, processes: int) -> None:
        self._processes = processes

    @property
    def are_many(self) -> bool:
        """Whether there is more than this process."""
        return self._processes > 1

    def sent(self, job: Job) -> Callable[[], Iterable[Cleaned]]:
        """Send a job; what this returns waits for the outcome, or raises `WorkerError` if a process died."""
        if not self.are_many:
            return partial(do, job)
        return partial(_outcome, job.place, self._pool.submit(do_elsewhere, job))

    def ahead(self, items: Iterable[Item], is_last: Callable[[Item], bool]) -> Iterator[Item]:
        """Yield items in order, having asked for some more: jobs are sent as they are asked for.

        Behind an item that `is_last` nothing is asked for before it is done with.
        """
        if not self.are_many:
            yield from items
            return
        waiting: deque[Item] = deque()
        for item in items:
            waiting.append(item)
            while waiting and (is_last(item) or len(waiting) > self._processes * JOBS_AHEAD):
                yield waiting.popleft()
        while waiting:
            yield waiting.popleft()

    def close(self, *, cancel: bool) -> None:
        """End the processes; `cancel` says that nobody will ask for their jobs, so that they end at once."""
        if "_pool" in vars(self):
            self._pool.shutdown(cancel=cancel)

    @cached_property
    def _pool(self) -> "Processes":
        from cleaner.corpus.processes import Processes  # noqa: PLC0415

        return Processes(self._processes, _begin, worked_out(), gc.get_threshold())


def do(job: Job) -> list[Cleaned]:
    """Return what becomes of a job."""
    settings = job.settings
    if isinstance(job.data, Block):
        return clean_records(job.data, settings, name=job.name, is_whole=job.needs.all_records)
    return clean_text_bytes(job.data, settings, name=job.name)


def do_elsewhere(job: Job) -> list[Cleaned]:
    """Return what becomes of a job, to be sent to another process."""
    pieces = do(job)
    return pieces if job.needs.lines else [piece.without_lines() for piece in pieces]


def _outcome(place: str, future: "Future[list[Cleaned]]") -> list[Cleaned]:
    from cleaner.corpus.processes import DiedError  # noqa: PLC0415

    try:
        return future.result()
    except DiedError as error:
        raise WorkerError(place, "a worker died while this was cleaned", _REMEDY) from error


_REMEDY = "see whether memory is short, and try with -j 1"


def _begin(compiled: Mapping[str, bytes], gc_thresholds: tuple[int, int, int]) -> None:
    """Begin a worker's life: the parent sees to interrupts, and takes its children along when it dies.

    What the parent has compiled is not compiled again, and garbage is collected no more often than there.
    """
    gc.set_threshold(*gc_thresholds)
    take_over(compiled)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    from multiprocessing import parent_process  # noqa: PLC0415

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
