"""Part: where rows of lines that are no prose stand to the prose of a document, and which of them stay."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from cleaner.kinds.base import View
from cleaner.shape import words

HEADLINE_WORDS = 4
"""Words from which a line may be a headline. Of 1,371 content lines above the first prose of labelled texts 88 %
have as many, of 3,205 lines of chrome there 32 % (`benchmarks/zones.py`)."""


class Part(StrEnum):
    """Where lines stand to prose."""

    AMID = "amid"
    """Anywhere in a document that has prose."""
    LEAD = "lead"
    """Above the first prose of the document, where a headline stands, too: a recipe begins with short lines."""
    REST = "rest"
    """Below its last prose."""
    ABOVE = "above"
    """Between prose, above a claimed line."""
    BELOW = "below"
    """Below prose and below a claimed line."""


@dataclass(frozen=True, slots=True)
class Prose:
    """Where the prose of a document is, seen from a stretch of it."""

    first: int
    """Position of the first line of prose; -1 if that stands above the stretch."""
    last: int
    """Position of the last one; the length of the stretch if that stands below it."""
    has_headline: bool
    """Whether a line that may be a headline stands above the first."""

    def has(self, part: Part, row: Sequence[int]) -> bool:
        """Whether neighbouring lines that are no prose stand in a part."""
        if part is Part.LEAD:
            return row[-1] < self.first and self.has_headline
        return part is Part.AMID or row[0] > self.last


def prose_of(view: View) -> Prose | None:
    """Find the prose of a document; None if there is none, which may be a list of any kind.

    Where a document does not begin or end with what is seen of it, there is prose in what is not seen.
    """
    size = len(view)
    first = next(filter(view.is_prose, range(size)), size) if view.is_first else -1
    if first == size and view.is_last:
        return None
    last = next(filter(view.is_prose, range(size - 1, first, -1)), first) if view.is_last else size
    return Prose(first, last, any(words(view.text(at)) >= HEADLINE_WORDS for at in range(first)))


def without_headlines(view: View, row: Sequence[int], keeps: int, headlines: int) -> Sequence[int]:
    """Leave out of neighbouring lines the last so many, and the last so many that may be headlines."""
    staying = set(row[max(0, len(row) - keeps) :])
    for at in reversed(row):
        if headlines == 0:
            break
        if words(view.text(at)) >= HEADLINE_WORDS:
            staying.add(at)
            headlines -= 1
    return [at for at in row if at not in staying]
