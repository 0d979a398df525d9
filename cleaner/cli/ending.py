"""Ending when the system asks for it, also where Python would lose what asks."""

import os
import signal
import sys
import threading
from typing import NoReturn


class TerminatedError(BaseException):
    """The system asked this program to end."""


def heed_signals() -> None:
    """Let SIGTERM raise `TerminatedError`, and lose neither it nor Ctrl-C amid a destructor."""
    signal.signal(signal.SIGTERM, _terminate)
    sys.unraisablehook = _ask_again


def _terminate(*_: object) -> NoReturn:
    raise TerminatedError


def _ask_again(unraisable: "sys.UnraisableHookArgs") -> None:
    """Ask once more to end, if what asked for it came amid a destructor, where Python drops every exception."""
    asked = {TerminatedError: signal.SIGTERM, KeyboardInterrupt: signal.SIGINT}.get(unraisable.exc_type)
    if asked is None or os.name == "nt":
        sys.__unraisablehook__(unraisable)
    else:
        threading.Timer(0.02, os.kill, (os.getpid(), asked)).start()
