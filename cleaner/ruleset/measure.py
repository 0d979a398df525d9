"""The measure of a pattern: how long the lines are that can match it, and how they begin.

Most lines are refused by it, so that most patterns are never compiled.
"""

from collections.abc import Iterator
from typing import NamedTuple

from cleaner.ruleset.parse_tree import ASCII, ENDLESS, Characters, Choice, Node, Repeat, Sequence, parse

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
        tree = parse(pattern)
        known = Measure(min(_width(tree), ENDLESS), tuple(sorted(set(_openings(tree)))))
        remember(pattern, known)
    return known


def remember(pattern: str, known: Measure) -> None:
    """Take in what an earlier start has worked out."""
    _MEASURES[pattern] = known


_MEASURES: dict[str, Measure] = {}


def _width(node: Node) -> int:
    match node:
        case Characters():
            return 1
        case Sequence(items):
            return sum(map(_width, items))
        case Choice(branches):
            return max(map(_width, branches))
        case Repeat(item, _, most):
            return most * _width(item)
    return 0


def _openings(tree: Node) -> Iterator[str]:
    """Yield the ASCII characters with which a tree begins, for each branch of a choice."""
    opening = ""
    for item in tree.items if isinstance(tree, Sequence) else (tree,):
        match item:
            case Characters(listed) if item.is_letter and listed < ASCII:
                opening += min(listed).lower()
            case Sequence():
                yield from ((opening + more)[:OPENING_CHARS] for more in _openings(item))
                return
            case Choice(branches):
                for branch in branches:
                    yield from ((opening + more)[:OPENING_CHARS] for more in _openings(branch))
                return
            case _:
                break
    yield opening[:OPENING_CHARS]
