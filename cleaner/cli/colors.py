"""Colours: whether standard output gets any."""

import os
import sys


def is_colored() -> bool:
    """Whether standard output is for the eye: a terminal, and nobody asked for no colours."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
