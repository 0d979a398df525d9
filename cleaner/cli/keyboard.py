"""The keyboard: keys as they are pressed, none lost that is pressed ahead."""

import contextlib
import os
import sys
from collections.abc import Iterator
from types import TracebackType
from typing import Self

import click


class Keyboard:
    """Gives keys one by one, unseen, while it is used as a context.

    On Windows they always come so. Elsewhere click sets the terminal for each key anew, and loses what is pressed
    meanwhile.
    """

    def __enter__(self) -> Self:
        if sys.platform != "win32":
            import termios  # noqa: PLC0415 — not on Windows
            import tty  # noqa: PLC0415

            self._before = termios.tcgetattr(sys.stdin.fileno())
            tty.setcbreak(sys.stdin.fileno(), termios.TCSADRAIN)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if sys.platform != "win32":
            import termios  # noqa: PLC0415

            termios.tcsetattr(sys.stdin.fileno(), termios.TCSADRAIN, self._before)

    @contextlib.contextmanager
    def lent(self) -> Iterator[None]:
        """Leave the terminal to another program, such as an editor, as it was before."""
        self.__exit__(None, None, None)
        try:
            yield
        finally:
            self.__enter__()

    def key(self) -> str:
        """Wait for a key and return it; empty at the end of input."""
        if sys.platform == "win32":
            return click.getchar()
        pressed = os.read(sys.stdin.fileno(), 1)
        while pressed:
            try:
                return pressed.decode()
            except UnicodeDecodeError as error:
                if error.reason != "unexpected end of data":
                    return "\N{REPLACEMENT CHARACTER}"
                pressed += os.read(sys.stdin.fileno(), 1)
        return ""
