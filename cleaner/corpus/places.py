"""Places: where a file really is, asked for each of a corpus, whose folders may be thousands deep."""

import os
from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value")


def real_folder(path: str) -> str:
    """Return the folder of a file, or of a folder whose path ends in a slash, with all links followed."""
    folder = os.path.join(os.getcwd(), os.path.dirname(path.rstrip("/"))).rstrip("/") or os.sep
    if folder not in _REAL:
        above, name = os.path.split(folder)
        is_plain = above in _REAL and name not in ("", ".", "..") and not os.path.islink(folder)
        _REAL[folder] = os.path.join(_REAL[above], name) if is_plain else os.path.realpath(folder)
    return _REAL[folder]


def real_path(path: str) -> str:
    """Return the path of a file with all links followed."""
    if os.path.islink(path):
        return os.path.realpath(path)
    return os.path.join(real_folder(path), os.path.basename(path.rstrip("/")))


def from_above(folder: str, known: dict[str, Value], made: Callable[[str, Value | None], Value]) -> Value:
    """Return what is known of a real folder; made, where it is not known yet, from what is known of the one above.

    By no recursion, since folders may be deeper than Python allows.
    """
    passed: list[str] = []
    while folder not in known:
        passed.append(folder)
        folder = os.path.dirname(folder)
        if folder == passed[-1]:
            known[folder] = made(folder, None)
    for below in reversed(passed):
        if below not in known:
            known[below] = made(below, known[folder])
        folder = below
    return known[folder]


def as_seen(path: str) -> str:
    """Return the path of a file for a message: below the working folder without that."""
    return path.removeprefix(os.getcwd() + os.sep)


_REAL: dict[str, str] = {}
