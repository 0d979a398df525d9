r"""The lint for patterns: whether a pattern compiles, and never takes time that is exponential in a line's length.

What looks harmless takes exponential time where one text leads through a repeat in two ways
(`cleaner.ruleset.ambiguity`), and a repeat of repeats takes minutes to compile: so nothing is compiled before its
tree was looked through.
"""

import warnings
from collections.abc import Iterator

from cleaner.ruleset.ambiguity import has_two_ways
from cleaner.ruleset.parse_tree import (
    ENDLESS,
    LOOK_AROUND,
    Anchor,
    Choice,
    Node,
    Repeat,
    Sequence,
    UnreadableError,
    parse,
)

FEW_ROUNDS = 4
"""Rounds of a repeat that cannot take long whatever is in it."""

MAX_SIZE = 10_000
"""Characters of a pattern with its repeats written out; `regex` takes minutes to compile far larger ones."""


def lint(pattern: str) -> str | None:
    r"""Return why a pattern may not be used, to go on from 'the pattern …', or None.

    >>> lint("(a|aa)+b")
    'repeats something that the same text can match in two ways'
    >>> lint("page generated in [0-9]+ sec")
    """
    import regex  # noqa: PLC0415 — see `cleaner.text.patterns`

    try:
        tree = parse(pattern)
        problem = _problem(tree)
    except UnreadableError as error:
        return str(error)
    if problem is not None:
        return problem
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            compiled = regex.compile(pattern, regex.IGNORECASE)
    except (regex.error, Warning) as error:
        return f"does not compile: {error}"
    return "matches the empty line" if compiled.fullmatch("") else None


def _problem(tree: Node) -> str | None:
    if _size(tree) > MAX_SIZE:
        return f"is larger than {MAX_SIZE} characters with its repeats written out"
    if any(isinstance(node, Anchor) and node.place == LOOK_AROUND for node in _nodes(tree)):
        return "looks around"
    for repeat in _loops(tree):
        if has_two_ways(repeat):
            return "repeats something that the same text can match in two ways"
    return None


def _inside(node: Node) -> tuple[Node, ...]:
    match node:
        case Sequence(items):
            return items
        case Choice(branches):
            return branches
        case Repeat(item):
            return (item,)
    return ()


def _nodes(tree: Node) -> Iterator[Node]:
    yield tree
    for node in _inside(tree):
        yield from _nodes(node)


def _size(tree: Node) -> int:
    """Count the characters of a pattern with its repeats written out."""
    if isinstance(tree, Repeat):
        rounds = tree.least if tree.most == ENDLESS else tree.most
        return max(1, rounds) * _size(tree.item)
    return sum(map(_size, _inside(tree))) or 1


def _loops(tree: Node, rounds: int = 1) -> Iterator[Repeat]:
    """Yield the outermost repeats of more than a few rounds; the rounds of those around them multiply."""
    if isinstance(tree, Repeat):
        rounds *= max(1, tree.most)
        if rounds > FEW_ROUNDS and tree.most > 1:
            yield tree
            return
    for node in _inside(tree):
        yield from _loops(node, rounds)
