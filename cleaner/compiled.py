"""The compiled rules: the engine for a choice of rules, prepared with the wheel or kept for the next start.

Reading rule files, making rules of them and planning what to scan for takes seconds; taking up what came of it
takes milliseconds, since a rule for single lines is made again only when a line matches it. One compiled form serves
all levels: it has the rules of all, and those of a higher level do not act. What one run has besides (rules of its own, lines to keep or to drop) is
compiled apart, so that it costs what it is, and not the shipped rules once more.
"""

import json
import marshal
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple, overload

from cleaner.cache import load_entry, store_entry
from cleaner.deciding.engine import Engine
from cleaner.matching.joined import JoinedMatcher
from cleaner.matching.reference import Matcher
from cleaner.native import is_left_out, native
from cleaner.prepared import load_prepared
from cleaner.ruleset.choice import Choice
from cleaner.ruleset.drop import packs_with
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
    files: Sequence[RuleFile],
    choice: Choice,
    steps: Sequence[str],
    packs: "Callable[[Sequence[RuleFile]], Iterable[Pack]]",
) -> Engine:
    """Return the engine for a choice of rules, as it was prepared, or from the cache where it is there.

    `packs` reads the packs of some of the files; it is called for what is not kept. Raises what it raises.
    """
    if native is None and not is_left_out:
        warnings.warn(NO_NATIVE_CODE, RuntimeWarning, stacklevel=3)
    try:
        layers = _layers(files, choice, steps, packs)
    except ImportError:
        chosen = choice.known(_rules_of(packs(files), choice))
        warnings.warn(NO_HYPERSCAN, RuntimeWarning, stacklevel=3)
        return Engine(chosen, level=choice.level, steps=steps)
    acting = [rule for layer in layers for rule in layer.acting]
    matchers = (layer.matcher for layer in layers)
    return Engine(acting, level=choice.level, steps=steps, matcher=reduce(JoinedMatcher, matchers))


class _Layer(NamedTuple):
    """Rules that were compiled together."""

    acting: Sequence[Rule]
    """Those that may act on lines that match none."""
    matcher: Matcher
    ids: str
    """The ids of all of them, one in a line."""


def _layers(
    files: Sequence[RuleFile],
    choice: Choice,
    steps: Sequence[str],
    packs: "Callable[[Sequence[RuleFile]], Iterable[Pack]]",
) -> list[_Layer]:
    """Return the rules of a choice, those of one run apart from the shipped ones, which are compiled once for all runs.

    Raises `ImportError` without Hyperscan.
    """
    shipped = [file for file in files if file.is_shipped]
    own = [file for file in files if not file.is_shipped]
    plain = Choice(choice.level)
    has_besides = bool(own) or choice != plain
    if not has_besides or choice.select or not shipped or len({file.name for file in files}) < len(files):
        return [
            _layer(
                files,
                choice,
                steps,
                lambda of_all_levels: of_all_levels.known(_rules_of(packs(files), choice)),
            )
        ]
    first = _layer(
        shipped,
        plain,
        steps,
        lambda plain: plain.known(_rules_of(packs(shipped), plain)),
        as_chosen=choice.adapted,
    )
    ids = first.ids.split("\n")
    beside = choice.of_all_levels().known(_rules_of(packs(own), choice), ids)
    if not beside:
        return [first]
    return [first, _layer(own, choice, (), lambda _: beside)]


def _layer(
    files: Sequence[RuleFile],
    choice: Choice,
    steps: Sequence[str],
    known: Callable[[Choice], Iterable[Rule]],
    as_chosen: Callable[[Rule], Rule] | None = None,
) -> _Layer:
    """Return rules compiled together: as they were prepared, kept, or worked out from the rules that `known` returns.

    `as_chosen` makes of each rule what it is at the choice's level.
    """
    of_all_levels = choice.of_all_levels()
    as_chosen = as_chosen or choice.at_its_level
    parts = made_with(of_all_levels, steps)
    kept = _taken_up(load_prepared(ENGINE, files, parts), as_chosen)
    if kept is not None:
        return kept
    key = files_key(ENGINE, files, *parts, *repair_tables())
    data = _WORKED_OUT.get(key)
    kept = _taken_up(load_entry(key) if data is None else memoryview(data), as_chosen)
    if kept is not None:
        return kept
    data = compiled_form(known(of_all_levels), steps)
    store_entry(key, data)
    take_over({key: data})
    made = _taken_up(memoryview(data), as_chosen)
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
    ids = "\n".join(rule.id for rule in ordered)
    pieces = [*(_json(rule_as_data(rule)) for rule in ordered), ids.encode(), *matcher.databases]
    acting = [number for number, rule in enumerate(ordered) if rule.acts_unmatched and rule.acts]
    head = marshal.dumps(
        ([*matcher.tables], acting, [len(piece) for piece in pieces], len(ordered)), _MARSHAL
    )
    return b"".join([len(head).to_bytes(_WIDTH, "big"), head, *pieces])


def _taken_up(known: memoryview | None, as_chosen: Callable[[Rule], Rule]) -> _Layer | None:
    """Take up rules from their compiled form; None if there is none that this machine can use."""
    from cleaner.matching.fast import FastMatcher, Tables  # noqa: PLC0415 — not everybody has Hyperscan

    if known is None:
        return None
    begin = _WIDTH + int.from_bytes(known[:_WIDTH], "big")
    try:
        # half the time of JSON; and who could forge it, whatever its form, could forge a database of Hyperscan
        tables, acting, sizes, count = marshal.loads(known[_WIDTH:begin])  # noqa: S302
        stops = accumulate(sizes, initial=begin)
        pieces = [known[at:stop] for at, stop in pairwise(stops)]
        rules = _KeptRules(pieces[:count], as_chosen)
        ids, *databases = (bytes(piece) for piece in pieces[count:])
        matcher = FastMatcher(rules, Tables(*tables), databases)
        return _Layer([rules[number] for number in acting], matcher, ids.decode())
    except (ValueError, KeyError, TypeError, IndexError, EOFError):
        return None


class _KeptRules(Sequence[Rule]):
    """Rules that are made when they are asked for; as they are in a choice."""

    def __init__(self, data: Sequence[memoryview], as_chosen: Callable[[Rule], Rule]) -> None:
        self._data, self._as_chosen = data, as_chosen
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
            made = self._as_chosen(
                rule_from_data(json.loads(bytes(self._data[at]).decode("utf-8", "surrogatepass")))
            )
            rule = self._made.setdefault(at, made)
        return rule


def _json(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _rules_of(packs: "Iterable[Pack]", choice: Choice) -> Iterator[Rule]:
    """Yield the rules of packs, and those that a choice makes of lines to drop."""
    from cleaner.ruleset.packs import rules_of  # noqa: PLC0415 — most runs read no packs

    return rules_of(packs_with(choice.drop, packs))


def _id(rule: Rule) -> str:
    return rule.id


_WORKED_OUT: dict[str, bytes] = {}

_MARSHAL = 4
"""The version of the format, which every Python reads that this package runs on."""

_WIDTH = 8  # bytes of the number that says how long the head is
