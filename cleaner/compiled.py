"""The compiled rules: the engine for a choice of rules, kept for the next start.

Reading rule files, making rules of them and planning what to scan for takes seconds; taking up what came of it
takes milliseconds, since a rule for single lines is made again only when a line matches it.
"""

import warnings
from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise
from typing import overload

import orjson

from cleaner.cache import load_entry, store_entry
from cleaner.deciding.engine import Engine
from cleaner.ruleset.choice import Choice
from cleaner.ruleset.packs import RuleFile, files_key
from cleaner.ruleset.rule import Level, Rule
from cleaner.ruleset.serial import rule_as_data, rule_from_data
from cleaner.text.repair import tables as repair_tables

NO_HYPERSCAN = "hyperscan cannot be imported, so matching is many times slower; pip install hyperscan"


def compiled_engine(
    files: Sequence[RuleFile], choice: Choice, steps: Sequence[str], rules: Callable[[], Sequence[Rule]]
) -> Engine:
    """Return the engine for a choice of rules, from the cache where it is there.

    `rules` reads and chooses them; it is called if the engine is not kept. Raises what it raises.
    """
    try:
        import hyperscan  # noqa: PLC0415 — not everybody has it
    except ImportError:
        chosen = rules()
        warnings.warn(NO_HYPERSCAN, RuntimeWarning, stacklevel=3)
        return Engine(chosen, level=choice.level, steps=steps)
    made_with = (repr((choice, steps)), str(hyperscan.__version__), *repair_tables())  # type: ignore[attr-defined]
    key = files_key("engine", files, *made_with)
    kept = _kept(key, choice.level, steps) if key else None
    if kept is not None:
        return kept
    from cleaner.matching.expressions import fast_matcher  # noqa: PLC0415 — as above

    chosen = rules()
    matcher = fast_matcher(chosen, steps)
    if key:
        pieces = [*(orjson.dumps(rule_as_data(rule)) for rule in chosen), *matcher.databases]
        acting = [number for number, rule in enumerate(chosen) if rule.acts_unmatched and rule.acts]
        head = orjson.dumps([[*matcher.tables], acting, [len(piece) for piece in pieces], len(chosen)])
        store_entry(key, b"".join([len(head).to_bytes(_WIDTH, "big"), head, *pieces]))
    return Engine(chosen, level=choice.level, steps=steps, matcher=matcher)


def _kept(key: str, level: Level, steps: Sequence[str]) -> Engine | None:
    """Take up the engine that was kept under the name of an entry; None if there is none."""
    from cleaner.matching.fast import FastMatcher, Tables  # noqa: PLC0415 — not everybody has Hyperscan

    known = load_entry(key)
    if known is None:
        return None
    begin = _WIDTH + int.from_bytes(known[:_WIDTH], "big")
    try:
        tables, acting, sizes, count = orjson.loads(known[_WIDTH:begin])
        stops = accumulate(sizes, initial=begin)
        pieces = [known[at:stop] for at, stop in pairwise(stops)]
        rules = _KeptRules(pieces[:count])
        databases = [bytes(piece) for piece in pieces[count:]]
        matcher = FastMatcher(rules, Tables(*tables), databases)
        return Engine([rules[number] for number in acting], level=level, steps=steps, matcher=matcher)
    except (ValueError, KeyError, TypeError, IndexError):
        return None


class _KeptRules(Sequence[Rule]):
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
            return [self[number] for number in range(*at.indices(len(self)))]
        rule = self._made.get(at)
        if rule is None:  # of two threads that make it at once, one's is kept
            rule = self._made.setdefault(at, rule_from_data(orjson.loads(self._data[at])))
        return rule


_WIDTH = 8  # bytes of the number that says how long the head is
