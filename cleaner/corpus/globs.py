"""Globs: file names as `.gitignore` writes them."""

import re
import warnings
from collections.abc import Iterable
from functools import lru_cache
from typing import Any


def problem_of_glob(glob: str) -> str:
    """Return what is wrong with a glob; empty if nothing is.

    >>> problem_of_glob("*.txt"), problem_of_glob("[z-a]")
    ('', 'is not a valid glob')
    """
    try:
        _spec((glob,))
    except ValueError:
        return "is not a valid glob"
    return ""


def valid_globs(lines: Iterable[str]) -> tuple[str, ...]:
    """Return the lines of a `.gitignore` that can be understood; git takes the others to match nothing."""
    return tuple(line for line in lines if not problem_of_glob(line))


def verdict(globs: tuple[str, ...], path: str) -> bool | None:
    """Return whether globs name a relative path (True), name it with `!` (False) or say nothing of it (None).

    A folder's path ends in a slash. Raises `ValueError` for a glob that is not valid.
    """
    found: bool | None = _spec(globs).check_file(path).include
    return found


@lru_cache(maxsize=1024)
def _spec(globs: tuple[str, ...]) -> Any:
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 — most runs name no such files

    translated = [_BRACKETS.sub(_translated, glob) for glob in globs]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # Python may read `[[` otherwise one day
            # other backends fail for names that are not UTF-8
            return GitIgnoreSpec.from_lines(translated, backend="simple")
    except re.error as error:
        raise ValueError(str(error)) from error


def _translated(brackets: re.Match[str]) -> str:
    """Write classes such as `[:alpha:]` as ranges, which is what regular expressions of Python know."""
    return _CLASS.sub(_range, brackets.group()) if brackets.group().startswith("[") else brackets.group()


def _range(match: re.Match[str]) -> str:
    if match.group(1) not in _RANGES:
        raise ValueError(f"unknown class {match.group()}")
    return _RANGES[match.group(1)]


_BRACKETS = re.compile(r"\\.|\[[!^]?\]?(?:\[:\w*:\]|[^\]])*\]", re.DOTALL)
_CLASS = re.compile(r"\[:(\w*):\]")
_RANGES = {
    "alnum": "0-9A-Za-z", "alpha": "A-Za-z", "blank": " \t", "cntrl": "\0-\x1f\x7f", "digit": "0-9",
    "graph": '0-~"-.!', "lower": "a-z", "print": " -.0-~", "punct": ':-@[-`{-~"-.!', "space": " \t-\r",
    "upper": "A-Z", "xdigit": "0-9A-Fa-f",
}  # fmt: skip
"""What git takes each class for: ASCII only. None begins with `!`, which would negate, or holds a slash."""
