"""The engine made ready for a choice of rules, and kept for the next start.

Reading rule files, making rules of them and planning what to scan for takes seconds; taking up what came of it
takes milliseconds, since a rule for single lines is made again only when a line answers to it.
"""

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import overload

import hyperscan
import orjson

from cleaner.cache import load_entry, store_entry
from cleaner.engine import Engine
from cleaner.gate import GatedMatcher, Parts
from cleaner.kinds import Rule
from cleaner.kinds.line import Line
from cleaner.packs import rule_as_data, rule_from_data
from cleaner.repair import tables

MADE_WITH: tuple[str, ...] = (hyperscan.__version__, *tables())  # type: ignore[attr-defined]
"""What else an engine depends on: the library that made its databases, and ftfy's tables."""


def kept_engine(key: str, steps: Sequence[str]) -> Engine | None:
    """Take up the engine that was kept under the name of an entry, or give None."""
    known = load_entry(key)
    if known is None:
        return None
    begin = _WIDTH + int.from_bytes(known[:_WIDTH], "big")
    try:
        parts, others, sizes, count = orjson.loads(known[_WIDTH:begin])
        stops = accumulate(sizes, initial=begin)
        pieces = [known[at:stop] for at, stop in pairwise(stops)]
        rules = KeptRules(pieces[:count])
        matcher = GatedMatcher(rules, Parts(*parts), [bytes(each) for each in pieces[count:]])
        return Engine([rules[number] for number in others], steps=steps, matcher=matcher)
    except (ValueError, KeyError, TypeError, IndexError):
        return None


def keep_engine(key: str, engine: Engine, rules: Sequence[Rule]) -> None:
    """Keep an engine with the fast matcher; its rules as the matcher numbers them."""
    matcher = engine.matcher
    if not isinstance(matcher, GatedMatcher):
        return
    pieces = [*(orjson.dumps(rule_as_data(rule)) for rule in rules), *matcher.databases]
    others = [number for number, rule in enumerate(rules) if not isinstance(rule, Line)]
    head = orjson.dumps([[*matcher.parts], others, [len(each) for each in pieces], len(rules)])
    store_entry(key, b"".join([len(head).to_bytes(_WIDTH, "big"), head, *pieces]))


class KeptRules(Sequence[Rule]):
    """Rules that are made when they are asked for."""

    def __init__(self, data: Sequence[memoryview]) -> None:
        self._data = data
        self._made: dict[int, Rule] = {}

    def __len__(self) -> int:
        return len(self._data)

    @overload
    def __getitem__(self, at: int) -> Rule: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Rule]: ...
    def __getitem__(self, at: int | slice) -> Rule | Sequence[Rule]:
        if isinstance(at, slice):
            return [self[each] for each in range(*at.indices(len(self)))]
        rule = self._made.get(at)
        if rule is None:
            rule = self._made[at] = rule_from_data(orjson.loads(self._data[at]))
        return rule


_WIDTH = 8  # bytes of the number that says how long the head is
