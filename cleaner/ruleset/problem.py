"""Problem: what is wrong with a value in a rule file, in words."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from cleaner.errors import closest

MAX_SHOWN_CHARS = 80
"""Characters of a value that a message shows."""


class Problem(NamedTuple):
    """What is wrong with a value, and what to do about it."""

    what: str
    remedy: str = ""


def must_be(name: str, words: str, value: Any) -> Problem:
    """Return the problem that a value is of another type, or out of range."""
    return Problem(f"'{name}' must be {words}, got {shown(value)}")


def unknown(what: str, word: str, known: Iterable[str], where: str = "") -> Problem:
    """Return the problem that a word is not one of the known ones, with the likely intention."""
    known = list(known)
    remedy = closest(word, known) or f"it is one of {', '.join(known)}"
    return Problem(f"unknown {what} {shown(word)}{where}", remedy)


def shown(value: Any) -> str:
    """Return a TOML value as a message shows it: in one line, and never long.

    >>> shown("share"), shown(True), shown(10**5000), shown([1])
    ("'share'", 'true', 'a number of more than 18 digits', 'a list')
    """
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "a list"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) and abs(value) >= 10**18:
        return "a number of more than 18 digits"
    text = str(value)
    text = text if len(text) <= MAX_SHOWN_CHARS else text[:MAX_SHOWN_CHARS] + "…"
    return f"'{text}'" if isinstance(value, str) else text
