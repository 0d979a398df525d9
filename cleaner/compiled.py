"""The compiled rules: the engine for a choice of rules, prepared with the wheel or kept for the next start.

Reading rule files, making rules of them and planning what to scan for takes seconds; taking up what came of it
takes milliseconds, since a rule for single lines is made again only when a line matches it. One compiled form serves
all levels: it has the rules of all, and those of a higher level do not act.
"""

import json
import marshal
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any, overload

from cleaner.cache import load_entry, store_entry
from cleaner.deciding.engine import Engine
from cleaner.native import is_left_out, native
from cleaner.prepared import load_prepared
from cleaner.ruleset.choice import Choice
from cleaner.ruleset.rule import Rule
from cleaner.ruleset.rule_files import RuleFile, files_key
from cleaner.ruleset.serial import rule_as_data, rule_from_data
from cleaner.text.repair import tables as repair_tables

if TYPE_CHECKING:
    from cleaner.ruleset.packs import Pack

NO_NATIVE_CODE = (
    "there is no native code, so cleaning takes about twice as long; "
    "install a C++ compiler, then install cleaner again"
)
NO_HYPERSCAN = "hyperscan cannot be imported, so matching is many times slower; pip install hyperscan"

MAX_WORKED_OUT = 4
"""Compiled forms, of some five megabytes each, that are held in memory for workers."""

ENGINE = "engine"
"""The name of the compiled form among what is prepared."""


def compiled_engine(
    files: Sequence[RuleFile], choice: Choice, steps: Sequence[str], packs: "Callable[[], Iterable[Pack]]"
) -> Engine:
    """Return the engine for a choice of rules, as it was prepared, or from the cache where it is there.

    `packs` reads the packs that rules are chosen from; it is called if the engine is not kept. Raises what it raises.
    """
    if native is None and not is_left_out:
        warnings.warn(NO_NATIVE_CODE, RuntimeWarning, stacklevel=3)
    of_all_levels = choice.of_all_levels()
    try:
        parts = made_with(of_all_levels, steps)
    except ImportError:
        chosen = choice.known(_rules_of(packs()))
        warnings.warn(NO_HYPERSCAN, RuntimeWarning, stacklevel=3)
        return Engine(chosen, level=choice.level, steps=steps)
    kept = _taken_up(load_prepared(ENGINE, files, parts), choice, steps)
    if kept is not None:
        return kept
    key = files_key(ENGINE, files, *parts, *repair_tables())
    data = _WORKED_OUT.get(key)
    kept = _taken_up(load_entry(key) if data is None else memoryview(data), choice, steps)
    if kept is not None:
        return kept
    data = compiled_form(of_all_levels.known(_rules_of(packs())), steps)
    store_entry(key, data)
    take_over({key: data})
    made = _taken_up(memoryview(data), choice, steps)
    assert made is not None  # noqa: S101 — this machine has compiled it
    return made


def worked_out() -> Mapping[str, bytes]:
    """Return the compiled forms that were worked out in this process, for other processes to take over."""
    return dict(_WORKED_OUT)


def take_over(forms: Mapping[str, bytes]) -> None:
    """Take over compiled forms, so that they are not worked out again, whether or not there is a cache."""
    _WORKED_OUT.update(forms)
    for key in list(_WORKED_OUT)[:-MAX_WORKED_OUT]:
        _WORKED_OUT.pop(key, None)


def made_with(choice: Choice, steps: Sequence[str]) -> tuple[str, ...]:
    """Return what a compiled form depends on besides the rule files. Raises `ImportError` without Hyperscan."""
    import hyperscan  # noqa: PLC0415 — not everybody has it

    return repr((choice, tuple(steps))), str(hyperscan.__version__)  # type: ignore[attr-defined]


def compiled_form(rules: Iterable[Rule], steps: Sequence[str]) -> bytes:
    """Return what an engine for rules is taken up from."""
    from cleaner.matching.expressions import fast_matcher  # noqa: PLC0415 — not everybody has Hyperscan

    ordered = sorted(rules, key=_id)
    matcher = fast_matcher(ordered, steps)
    pieces = [*(_json(rule_as_data(rule)) for rule in ordered), *matcher.databases]
    acting = [number for number, rule in enumerate(ordered) if rule.acts_unmatched and rule.acts]
    head = marshal.dumps(
        ([*matcher.tables], acting, [len(piece) for piece in pieces], len(ordered)), _MARSHAL
    )
    return b"".join([len(head).to_bytes(_WIDTH, "big"), head, *pieces])


def _taken_up(known: memoryview | None, choice: Choice, steps: Sequence[str]) -> Engine | None:
    """Take up the engine from its compiled form; None if there is none that this machine can use."""
    from cleaner.matching.fast import FastMatcher, Tables  # noqa: PLC0415 — not everybody has Hyperscan

    if known is None:
        return None
    begin = _WIDTH + int.from_bytes(known[:_WIDTH], "big")
    try:
        # half the time of JSON; and who could forge it, whatever its form, could forge a database of Hyperscan
        tables, acting, sizes, count = marshal.loads(known[_WIDTH:begin])  # noqa: S302
        stops = accumulate(sizes, initial=begin)
        pieces = [known[at:stop] for at, stop in pairwise(stops)]
        rules = _KeptRules(pieces[:count], choice)
        databases = [bytes(piece) for piece in pieces[count:]]
        matcher = FastMatcher(rules, Tables(*tables), databases)
        return Engine([rules[number] for number in acting], level=choice.level, steps=steps, matcher=matcher)
    except (ValueError, KeyError, TypeError, IndexError, EOFError):
        return None


class _KeptRules(Sequence[Rule]):
    """Rules that are made when they are asked for; those of a level that is not chosen do not act."""

    def __init__(self, data: Sequence[memoryview], choice: Choice) -> None:
        self._data, self._choice = data, choice
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
            made = self._choice.at_its_level(
                rule_from_data(json.loads(bytes(self._data[at]).decode("utf-8", "surrogatepass")))
            )
            rule = self._made.setdefault(at, made)
        return rule


def _json(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _rules_of(packs: "Iterable[Pack]") -> Iterator[Rule]:
    return (rule for pack in packs for rule in pack.rules)


def _id(rule: Rule) -> str:
    return rule.id


_WORKED_OUT: dict[str, bytes] = {}

_MARSHAL = 4
"""The version of the format, which every Python reads that this package runs on."""

_WIDTH = 8  # bytes of the number that says how long the head is
