r"""The parse tree of a pattern: what follows what, told in six words of our own.

`re` parses, since `regex` shows nobody what it has read; all that looks into patterns looks at this tree. A group
stands as what is in it.

>>> parse("a{2,}")
Repeat(item=Characters(listed=frozenset({'a'}), others=''), least=2, most=1073741824)
"""

import re
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cleaner.text.patterns import Pattern

ENDLESS = 1 << 30
"""Rounds of a repeat without an upper bound, and characters of a match of any length."""

MAX_LISTED = 4000
"""Characters of a range above 127 that are listed one by one."""

LOOK_AROUND = "look-around"
"""The place of an anchor that looks at more than the two characters beside it."""

ASCII = frozenset(map(chr, range(0x80)))


class UnreadableError(ValueError):
    """A pattern that has no such tree; the message says why, to go on from 'the pattern …'."""


@dataclass(frozen=True, slots=True)
class Characters:
    """One character of a set; a letter that stands for itself is the only one of its set."""

    listed: frozenset[str]
    others: str = ""
    """A pattern for characters above 127 that may be in it, too, where they are too many to list."""

    @property
    def is_letter(self) -> bool:
        """Whether it is one certain character."""
        return len(self.listed) == 1 and not self.others


@dataclass(frozen=True, slots=True)
class Sequence:
    """One thing after another."""

    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several branches."""

    branches: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """One thing several times."""

    item: "Node"
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Anchor:
    """A condition on the place between two characters: `^`, `$`, the edge of a word, look-around."""

    place: str


Node = Characters | Sequence | Choice | Repeat | Anchor


@lru_cache(1024)
def parse(pattern: str, *, is_verbose: bool = False) -> Node:
    """Return the tree of a pattern. Raises `UnreadableError`."""
    parser = re._parser  # type: ignore[attr-defined]  # noqa: SLF001 — the only parse tree Python gives
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = parser.parse(_without_properties(pattern), re.VERBOSE if is_verbose else 0)
        return _sequence(tree)
    except RecursionError as error:
        raise UnreadableError("cannot be read: it is nested too deep") from error
    except (re.error, OverflowError) as error:
        raise UnreadableError(f"cannot be read: {error}") from error


def _sequence(tree: Iterable[Any]) -> Node:
    items = tuple(_node(str(code), argument) for code, argument in tree)
    return items[0] if len(items) == 1 else Sequence(items)


def _node(code: str, argument: Any) -> Node:
    match code:
        case "LITERAL" | "NOT_LITERAL" | "ANY" | "IN":
            return _characters(code, argument)
        case "BRANCH":
            return Choice(tuple(map(_sequence, argument[1])))
        case "SUBPATTERN" | "ATOMIC_GROUP":
            return _sequence(argument[-1] if code == "SUBPATTERN" else argument)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            least, most, item = argument
            return Repeat(_sequence(item), min(int(least), ENDLESS), min(int(most), ENDLESS))
        case "AT":
            return Anchor(str(argument))
        case "ASSERT" | "ASSERT_NOT":
            return Anchor(LOOK_AROUND)
        case _:
            raise UnreadableError("refers back to a group")


def _characters(code: str, argument: Any) -> Characters:
    if code == "ANY":
        return Characters(ASCII - {"\n"}, _ANY)
    if code == "LITERAL":
        return Characters(frozenset(chr(argument)))
    if code == "NOT_LITERAL":
        return Characters(ASCII - {chr(argument)}, _ANY)
    listed: set[str] = set()
    others: set[str] = set()
    for kind, value in argument:
        match str(kind):
            case "CATEGORY":
                category = _CATEGORIES[str(value)]
                members = Pattern(category)
                listed |= {character for character in ASCII if members.match(character)}
                others.add(category)
            case "RANGE" | "LITERAL":
                low, high = (value, value) if str(kind) == "LITERAL" else value
                is_long = high - max(low, 0x80) > MAX_LISTED
                listed |= set(map(chr, range(low, min(high, 0x7F) + 1 if is_long else high + 1)))
                if is_long:
                    others.add(f"\\U{max(low, 0x80):08x}-\\U{high:08x}")
    if str(argument[0][0]) == "NEGATE":
        return Characters(ASCII - listed, _ANY)
    return Characters(frozenset(listed), f"[{''.join(sorted(others))}]" if others else "")


_ANY = r"[\s\S]"

_CATEGORIES: Mapping[str, str] = {
    "CATEGORY_DIGIT": r"\d",
    "CATEGORY_NOT_DIGIT": r"\D",
    "CATEGORY_SPACE": r"\s",
    "CATEGORY_NOT_SPACE": r"\S",
    "CATEGORY_WORD": r"\w",
    "CATEGORY_NOT_WORD": r"\W",
}

_PIECE = re.compile(r"\\[pP]\{[^}]*\}|\\N\{[^}]*\}|\\.|\[:|[\[\]]|\{[^\d,}]", re.DOTALL)


def _without_properties(pattern: str) -> str:
    """Replace properties of Unicode, which `re` cannot read, by their ASCII members and all that is not ASCII."""
    import regex  # noqa: PLC0415 — see `cleaner.text.patterns`

    is_in_set = False

    def replace(match: re.Match[str]) -> str:
        nonlocal is_in_set
        piece = match.group()
        if piece == "[:" and is_in_set:
            raise UnreadableError("has a named set such as '[:alpha:]'")
        if piece[0] == "{" and not is_in_set:
            raise UnreadableError("has a brace without a count; write '\\{' for a brace")
        if piece[0] in "[]":
            is_in_set = piece[0] == "["
        if piece[:2] not in (r"\p", r"\P"):
            return piece
        members = Pattern(piece)
        listed = "".join(re.escape(character) for character in sorted(ASCII) if members.match(character))
        return f"{listed}\x80-\U0010ffff" if is_in_set else f"[{listed}\x80-\U0010ffff]"

    try:
        return _PIECE.sub(replace, pattern)
    except regex.error as error:
        raise UnreadableError(f"cannot be read: {error}") from error
