"""Processes: each does what it is sent through a pipe of its own, and that pipe ends when the process dies.

`concurrent.futures` has one pipe for the answers of all, and holds both ends itself: it waits for ever for the rest of
an answer whose process was killed amid it, as Linux does where memory is short.
"""

import contextlib
import traceback
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from typing import Any


class DiedError(Exception):
    """A process died before it had answered."""


class Processes:
    """So many processes, each with a thread here that waits for its answers."""

    def __init__(self, count: int, begin: Callable[..., None], *arguments: Any) -> None:
        """`begin` is called in each process first."""
        self._processes: list[BaseProcess] = []
        self._idle: SimpleQueue[Connection] = SimpleQueue()
        self._threads = ThreadPoolExecutor(count)
        context = get_context("spawn")
        for _ in range(count):
            here, there = context.Pipe()
            process = context.Process(target=_serve, args=(there,), daemon=True)
            process.start()  # it waits until what is given above is read, and for ever if that is much: so it is little
            there.close()  # so that the process alone holds that end
            self._processes.append(process)
            self._threads.submit(self._begin, here, begin, arguments)

    def submit(self, function: Callable[..., Any], *arguments: Any) -> "Future[Any]":
        """Have a function called in a process; the future raises what that raises, or `DiedError`."""
        return self._threads.submit(self._answer, function, arguments)

    def shutdown(self, *, cancel: bool = False) -> None:
        """End the processes when they have done what they were sent, or with `cancel` at once."""
        if cancel:
            self._threads.shutdown(wait=False, cancel_futures=True)
            for process in self._processes:
                process.kill()
        self._threads.shutdown()
        for _ in self._processes:
            self._idle.get().close()
        for process in self._processes:
            process.join()

    def _begin(self, connection: Connection, begin: Callable[..., None], arguments: tuple[Any, ...]) -> None:
        # a process that has died is told of when it is asked for something
        with contextlib.suppress(EOFError, OSError):
            connection.send((begin, arguments))
            connection.recv()
        self._idle.put(connection)

    def _answer(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        connection = self._idle.get()
        try:
            connection.send((function, arguments))
            answer, error = connection.recv()
        except (EOFError, OSError) as error:
            raise DiedError from error
        finally:
            self._idle.put(connection)
        if error is not None:
            raise error
        return answer


def _serve(connection: Connection) -> None:
    """Do what is sent, until the other end is closed."""
    with contextlib.suppress(EOFError, OSError):
        while True:
            function, arguments = connection.recv()
            connection.send(_outcome(function, arguments))


def _outcome(function: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[Any, Exception | None]:
    try:
        return function(*arguments), None
    except Exception as error:  # noqa: BLE001 — it is raised where the answer is asked for
        error.add_note(traceback.format_exc())
        return None, error
