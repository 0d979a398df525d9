"""The measure of a pattern: how long the lines are that can match it, and how they begin.

Most lines are refused by it, so that most patterns are never compiled.
"""

from typing import NamedTuple

OPENING_CHARS = 8
"""Characters of a line's beginning that are compared."""


class Measure(NamedTuple):
    """What every line that can match a pattern has in common."""

    widest: int
    """Its characters at most."""
    openings: tuple[str, ...]
    """One of these stands at its beginning, in small letters, if it begins with ASCII."""

    def allows(self, text: str) -> bool:
        """Return whether a line may match."""
        opening = text[:OPENING_CHARS]
        return len(text) <= self.widest and (
            not opening.isascii() or opening.lower().startswith(self.openings)
        )


def measure(pattern: str) -> Measure:
    """Return the measure of a pattern, which is worked out once. Raises `UnreadableError`.

    >>> measure("(share|tweet) this.{0,9}")
    Measure(widest=19, openings=('share', 'tweet'))
    """
    known = _MEASURES.get(pattern)
    if known is None:
        from cleaner.ruleset.extent import openings, width  # noqa: PLC0415 — worked out before, for most rules

        known = Measure(width(pattern), openings(pattern, OPENING_CHARS))
        remember(pattern, known)
    return known


def remember(pattern: str, known: Measure) -> None:
    """Take in what an earlier start has worked out."""
    _MEASURES[pattern] = known


_MEASURES: dict[str, Measure] = {}
