"""Elsewhere: on how many sites of a corpus a template recurs, from the numbers of templates, once for each site."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

RUN_NUMBERS = 1 << 18
"""Numbers that are sorted together: so many take 10 MB as Python sorts them."""


class Elsewhere(NamedTuple):
    """On how many other sites a template recurs."""

    sites: int
    amid: int
    """Of those, sites on which it is amid the text more often than not."""


def sorted_in_runs(numbers: "array[int]") -> "array[int]":
    """Return numbers of which each `RUN_NUMBERS` are in order."""
    found = array("I")
    for begin in range(0, len(numbers), RUN_NUMBERS):
        found.extend(sorted(numbers[begin : begin + RUN_NUMBERS]))
    return found


def count(numbers: Sequence["array[int]"], number: int) -> int:
    """Return how often a number is among those that are sorted in runs."""
    total = 0
    for some in numbers:
        for begin in range(0, len(some), RUN_NUMBERS):
            end = min(len(some), begin + RUN_NUMBERS)
            total += bisect_right(some, number, begin, end) - bisect_left(some, number, begin, end)
    return total
