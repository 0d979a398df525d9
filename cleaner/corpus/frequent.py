"""Frequent texts: those met most often, counted in bounded memory."""

from collections import Counter
from collections.abc import ItemsView, Mapping
from typing import Any

MAX_COUNTED = 20_000
"""Texts that are counted at once: some five megabytes. Twice as many are let in before the rare ones are given up."""

MAX_TOLD = 1_000
"""Texts that are told in the end: more than anybody reads."""


class Frequent:
    """Counts texts by the rule that removed them; exact as long as there are fewer than twice `MAX_COUNTED`.

    From then on the rare ones are given up, as by Misra and Gries (1982): every count may be too low by as much
    as `uncertain`, and no text with a higher count is missing.
    """

    def __init__(self) -> None:
        self.uncertain = 0
        """By how much a count may be too low."""
        self._counts: Counter[tuple[str, str]] = Counter()
        self.left_out = 0
        """How often a text may have been met that a file of statistics does not list."""

    def items(self) -> ItemsView[tuple[str, str], int]:
        """Return rule, text and count of all that are known."""
        return self._counts.items()

    def add(self, rule: str, text: str, count: int = 1) -> None:
        """Count a text that a rule removed."""
        self._counts[rule, text] += count
        if len(self._counts) > 2 * MAX_COUNTED:
            self._give_up()

    def merge(self, other: "Frequent") -> None:
        """Count what another has counted; a text that one of both does not list may be missing there."""
        missing = (self.left_out if other.items() else 0, other.left_out if self.items() else 0)
        self.uncertain += other.uncertain + max(missing)
        self.left_out += other.left_out
        for (rule, text), count in other.items():
            self.add(rule, text, count)

    def as_data(self) -> dict[str, Any]:
        """Return what a file of statistics says: the texts met most often, and how often the first left out was."""
        ordered = sorted(self._counts.items(), key=_most_first)
        lines = [{"rule": rule, "text": text, "count": count} for (rule, text), count in ordered[:MAX_TOLD]]
        first_left_out = ordered[MAX_TOLD][1] if len(ordered) > MAX_TOLD else 0
        return {"uncertain": self.uncertain, "left_out": max(first_left_out, self.left_out), "lines": lines}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Frequent":
        """Return what `as_data` told."""
        frequent = cls()
        for line in data["lines"]:
            frequent.add(line["rule"], line["text"], line["count"])
        frequent.uncertain, frequent.left_out = data["uncertain"], data["left_out"]
        return frequent

    def _give_up(self) -> None:
        """Give up the rare ones: what the first of them counts is taken from all."""
        least = sorted(self._counts.values(), reverse=True)[MAX_COUNTED]
        self._counts = Counter({item: count - least for item, count in self._counts.items() if count > least})
        self.uncertain += least


def _most_first(item: tuple[tuple[str, str], int]) -> tuple[int, tuple[str, str]]:
    return -item[1], item[0]
