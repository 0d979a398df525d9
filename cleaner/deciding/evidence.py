"""Evidence: whole-number points for chrome and against it, of each surviving line that no rule knows by its words.

Small trees ask a few facts of a line and give points; the sum of all trees is what speaks for chrome. 100 points are a
factor of e in the odds. Everything is integer arithmetic, so the sums are the same everywhere. `evidence.toml` says of
each fact why it matters, and holds the trees, one a line; `benchmarks/fit_evidence.py` writes it.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, NamedTuple, TypeAlias

from cleaner.data import rules_folder
from cleaner.deciding.surroundings import NAMES, Surroundings, document_facts
from cleaner.native import native

MAX_LEAVES = 64
"""Leaves of the largest tree that native code sums up, which has a bit for each."""


class Fork(NamedTuple):
    """A question of a tree: whether a fact is below a bound."""

    place: int
    """The fact, as its place in `NAMES`."""
    below: int
    points: int
    """The mean points of all leaves beyond it."""
    yes: "Tree"
    no: "Tree"


Tree: TypeAlias = Fork | int


class Threshold(NamedTuple):
    """What a block needs to go at a level."""

    points: int
    """Each line of a block counts with its points above these, or below."""
    unsure: int
    """What is asked for besides for each independent sign that is missing: at `strong`, since below none may be."""
    outside: int
    """What is asked for besides of a line that stands between text and the first known line of its row."""
    enclosed: int
    """The points that are asked of a line between the known lines of a block that is mostly known."""
    change: int
    """The price of a change between content and chrome amid lines."""
    change_at_blank: int
    """The same where a blank line, or prose, stands between."""
    least: int
    """The least surplus of a whole block."""


class Said(NamedTuple):
    """What one fact says of one line."""

    fact: str
    value: int
    points: int


@dataclass(frozen=True)
class Evidence:
    """The reasons of all facts, the trees, and the thresholds of the levels."""

    whys: Mapping[str, str]
    trees: tuple[Tree, ...]
    base: int
    """Points of every line before any tree is asked."""
    thresholds: Mapping[str, Threshold]

    @cached_property
    def points(self) -> Callable[[Sequence[int]], int]:
        """What all trees say of a line with these facts: compiled, since it is asked of every line that is weighed."""
        if native and native.SURROUNDINGS == NAMES and max(map(_leaves, self.trees), default=0) <= MAX_LEAVES:
            return native.Points(self.base, self.trees)
        return self.points_in_python

    def points_of(self, around: Surroundings) -> Mapping[int, int]:
        """Return the points of each line of the rows that no rule matches."""
        points = self.points
        if native and isinstance(points, native.Points):
            return points.of(*around.for_native_code())
        facts = document_facts(around)
        return {at: points(line) for at, line in facts.items() if not around.words[at].rule}

    @cached_property
    def points_in_python(self) -> Callable[[Sequence[int]], int]:
        """The same without native code."""
        sums = " + ".join(map(_expression, self.trees)) or "0"
        function: Callable[[Sequence[int]], int] = eval(f"lambda facts: {self.base} + {sums}")  # noqa: S307 — numbers only
        return function

    def said(self, facts: Sequence[int]) -> list[Said]:
        """Return what each fact adds to the points of a line, what weighs most first.

        A fork adds the difference between the mean points beyond it and those beyond the branch that is taken. So
        `at_rest` and all that is said here are the points of the line.
        """
        said: Counter[str] = Counter()
        for tree in self.trees:
            node = tree
            while not isinstance(node, int):
                branch = node.yes if facts[node.place] < node.below else node.no
                said[NAMES[node.place]] += _mean(branch) - node.points
                node = branch
        found = [Said(name, facts[NAMES.index(name)], points) for name, points in said.items() if points]
        return sorted(found, key=lambda one: (-abs(one.points), one.fact))

    @property
    def at_rest(self) -> int:
        """The points of a line of which nothing is known: the base and the mean of each tree."""
        return self.base + sum(map(_mean, self.trees))


@cache
def shipped_evidence() -> Evidence:
    """Return the evidence that comes with this package."""
    return read((rules_folder() / "evidence.toml").read_text("utf-8"))


def read(text: str) -> Evidence:
    """Return the evidence that a TOML text holds."""
    import tomllib  # noqa: PLC0415 — read where a line is weighed

    data: dict[str, Any] = tomllib.loads(text)
    whys = {name: table["why"] for name, table in data["fact"].items()}
    thresholds = {name: Threshold(**values) for name, values in data["level"].items()}
    return Evidence(whys, tuple(map(parse_tree, data["trees"])), data["base"], thresholds)


def parse_tree(line: str) -> Tree:
    """Return the tree of a line: a question, its mean points, then the trees for yes and for no.

    >>> tree = parse_tree("words<5 (12) 30 -6")
    >>> tree.below, tree.points, tree.yes, tree.no
    (5, 12, 30, -6)
    """
    tokens = iter(line.split())

    def branch() -> Tree:
        token = next(tokens)
        name, sign, bound = token.partition("<")
        if not sign:
            return int(token)
        points = int(next(tokens).strip("()"))
        return Fork(NAMES.index(name), int(bound), points, branch(), branch())

    return branch()


def _leaves(tree: Tree) -> int:
    return 1 if isinstance(tree, int) else _leaves(tree.yes) + _leaves(tree.no)


def _mean(tree: Tree) -> int:
    return tree if isinstance(tree, int) else tree.points


def _expression(tree: Tree) -> str:
    """Return a tree as an expression of Python."""
    if isinstance(tree, int):
        return str(tree)
    yes, no = _expression(tree.yes), _expression(tree.no)
    return f"({yes} if facts[{tree.place}] < {tree.below} else {no})"
