"""Ambiguity: whether one text leads through a repeat in two ways.

Then n rounds have 2ⁿ ways, and all of them are tried on a line that does not match in the end.
"""

from collections.abc import Iterable
from functools import cache
from itertools import combinations, product
from typing import NamedTuple

from cleaner.ruleset.parse_tree import Characters, Choice, Node, Repeat, Sequence, UnreadableError
from cleaner.text.patterns import Pattern

MAX_STEPS = 1_000_000
"""Pairs of places that are looked at in search of two ways: about a second."""


def has_two_ways(repeat: Repeat) -> bool:
    """Return whether some text leads through a repeat in two ways.

    Raises `UnreadableError` where that takes too long to tell.
    """
    return _Automaton(repeat).is_ambiguous()


class _Way(NamedTuple):
    """A way through part of a pattern: the places at which it may begin and end."""

    first: frozenset[int] = frozenset()
    last: frozenset[int] = frozenset()
    can_be_empty: bool = True


class _Automaton:
    """The automaton of a repeat (Glushkov's): a place for each set of characters, and which may follow which.

    Two ways through a repeat are two paths between the same places that read the same text (Weber and Seidl, "On
    the degree of ambiguity of finite automata", 1991). They part somewhere: so all pairs of places are followed
    that can be reached by one text after a parting, until a pair has a common next place.
    """

    def __init__(self, repeat: Repeat) -> None:
        self._sets: list[Characters] = []
        self._next: list[set[int]] = []
        self._has_two_ways = False
        self._steps = 0
        way = self._add(repeat.item)
        self._has_two_ways |= way.can_be_empty
        self._link(way.last, way.first)

    def is_ambiguous(self) -> bool:
        """Return whether two ways read the same text. Raises `UnreadableError` where that takes too long."""
        if self._has_two_ways:
            return True
        forms = [_caseless(characters) for characters in self._sets]
        partings = {frozenset(places) for places in self._next}
        self._count(sum(len(places) ** 2 for places in partings))
        met = (pair for places in partings for pair in combinations(sorted(places), 2))
        pairs = {pair for pair in met if _meet(forms, *pair)}
        waiting = list(pairs)
        while waiting:
            ones, twos = (self._next[place] for place in waiting.pop())
            if ones & twos:
                return True
            self._count(len(ones) * len(twos))
            for one, two in product(ones, twos):
                pair = min(one, two), max(one, two)
                if pair not in pairs and _meet(forms, *pair):
                    pairs.add(pair)
                    waiting.append(pair)
        return False

    def _add(self, node: Node) -> _Way:
        match node:
            case Characters():
                place = frozenset([len(self._sets)])
                self._sets.append(node)
                self._next.append(set())
                return _Way(place, place, can_be_empty=False)
            case Sequence(items):
                return self._row(items)
            case Choice(branches):
                ways = [self._add(branch) for branch in branches]
                empty = sum(way.can_be_empty for way in ways)
                self._has_two_ways |= empty > 1
                first = frozenset().union(*(way.first for way in ways))
                last = frozenset().union(*(way.last for way in ways))
                return _Way(first, last, can_be_empty=empty > 0)
            case Repeat(item, least, most):
                if least == most:
                    return self._row([item] * least)
                way = self._add(item)
                self._has_two_ways |= way.can_be_empty
                if most > 1:
                    self._link(way.last, way.first)
                return way._replace(can_be_empty=least == 0)
        return _Way()

    def _row(self, items: Iterable[Node]) -> _Way:
        row = _Way()
        for item in items:
            way = self._add(item)
            self._link(row.last, way.first)
            row = _Way(
                row.first | way.first if row.can_be_empty else row.first,
                row.last | way.last if way.can_be_empty else way.last,
                row.can_be_empty and way.can_be_empty,
            )
        return row

    def _link(self, lasts: frozenset[int], firsts: frozenset[int]) -> None:
        self._count(len(lasts) * len(firsts))
        for last in lasts:
            self._has_two_ways |= not firsts.isdisjoint(self._next[last])
            self._next[last] |= firsts

    def _count(self, steps: int) -> None:
        self._steps += steps
        if self._steps > MAX_STEPS:
            raise UnreadableError("is too large to be checked")


def _caseless(characters: Characters) -> Characters:
    """Return a set with letters in the forms that case does not tell apart."""
    forms = {form for character in characters.listed for form in (character.lower(), character.casefold())}
    return Characters(frozenset(forms), characters.others)


def _meet(sets: list[Characters], one: int, two: int) -> bool:
    """Return whether two sets have a character in common."""
    ones, twos = sets[one], sets[two]
    if not ones.listed.isdisjoint(twos.listed) or (ones.others and twos.others):
        return True
    return _holds(ones.others, twos.listed) or _holds(twos.others, ones.listed)


@cache
def _holds(others: str, characters: frozenset[str]) -> bool:
    """Return whether a pattern for characters above 127 matches some of those listed."""
    pattern = Pattern(others, ignores_case=True)
    return bool(others) and any(
        pattern.match(character) for character in characters if not character.isascii()
    )
