"""What every kind of rule shares: the rule itself, what it sees of a document, and what it claims."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, ClassVar, NamedTuple, Protocol

from cleaner.lines import LONGEST
from cleaner.wording import Wording


class Level(StrEnum):
    """How sure a rule is. A run at a level uses the rules of that level and of those before it."""

    GENTLE = "gentle"
    NORMAL = "normal"
    STRONG = "strong"

    def includes(self, other: "Level") -> bool:
        """Whether a run at this level uses a rule of the other."""
        order = list(Level)
        return order.index(other) <= order.index(self)


class Zone(StrEnum):
    """Where a rule may act."""

    HEAD = "head"
    TAIL = "tail"
    ANYWHERE = "anywhere"


HEAD_LINES = 12
"""Surviving lines of the head. Of 703 labelled texts with chrome above the first content line, 97 % have at
most 11 lines of it (`benchmarks/zones.py`)."""

TAIL_LINES = 24
"""Surviving lines of the tail. Of 1,334 labelled texts with chrome below the last content line, 88 % have at
most 24 lines of it (`benchmarks/zones.py`); the rest comes into reach as lines below it go."""


class Anchor(NamedTuple):
    """A claimed line that leads a spreading rule to others: its line number and its rule."""

    line: int
    rule: str


class Candidate(NamedTuple):
    """A surviving line whose words or shape a rule asks for: one half of a match, the other is its place."""

    at: int
    """Its position among the surviving lines of the view."""
    role: str
    """Which of the rule's keys it answers to: `pattern`, `start`, `heading`, …"""


class Claim(NamedTuple):
    """A rule together with the lines it claims, as positions in the view."""

    rule: "Rule"
    at: int
    anchor: int | None = None
    """The line number of the anchor, for a line that another line led to."""


class View(Protocol):
    """The surviving lines of a stretch of a document, as kinds see them. Positions count from 0."""

    def __len__(self) -> int:
        """Count the surviving lines."""

    def text(self, at: int) -> str:
        """Give a line, repaired and stripped."""

    def number(self, at: int) -> int:
        """Give a line's number in the input."""

    def is_prose(self, at: int) -> bool:
        """Whether a line reads as sentences."""

    def in_zone(self, zone: Zone, at: int) -> bool:
        """Whether a line stands in a zone."""

    def next_prose(self, at: int) -> int:
        """Give the first line, from one on, that reads as sentences; the count of lines if none does."""

    def short_rows(self, longest: int, least: int) -> Sequence[range]:
        """Give rows of at least so many neighbours, none longer than so many characters, but for some that are."""

    def candidates(self, rule: "Rule") -> Sequence[Candidate]:
        """Give the lines that answer to a rule, in order."""

    def roles(self, at: int, rule: "Rule") -> Sequence[str]:
        """Give the roles in which a line answers to a rule."""

    def anchors(self) -> Sequence[tuple[int, Anchor]]:
        """Give, in order, the positions right above which rules that lead claimed lines."""

    def blank_before(self, at: int) -> bool:
        """Whether a blank line, or the document's edge, parts a line from the surviving one before it."""

    def said_before(self, at: int, within: int | None) -> bool:
        """Whether a surviving line above, at most `within` lines back, says the same (folded)."""

    @property
    def is_first(self) -> bool:
        """Whether the document begins with this stretch."""

    @property
    def is_last(self) -> bool:
        """Whether the document ends with this stretch."""


def key(about: str, *, holds: str = "", least: int = 0) -> Any:
    """Declare a key that a rule of this kind must have.

    `holds` says what its text is, where the type does not: text, pattern, patterns, phrases, replacement.
    """
    return field(metadata={"about": about, "holds": holds, "least": least})


def optional(default: Any, about: str, *, holds: str = "", least: int = 0) -> Any:
    """Declare a key that a rule of this kind may have, and what holds without it."""
    return field(default=default, metadata={"about": about, "holds": holds, "least": least})


@dataclass(frozen=True, kw_only=True, eq=False)
class Rule:
    """A declaration: lines of this shape, in this zone, are chrome, because of this.

    Each kind is a child of this class; its fields are the keys of a rule file, in their order.
    """

    kind: ClassVar[str]
    remembers: ClassVar[bool] = False
    """Whether it compares lines with those above: then `suspects` says which lines may be claimed."""
    spreads: ClassVar[bool] = False
    """Whether it looks at lines that answer to nothing: it acts in every stretch that is decided."""
    leads: ClassVar[bool] = True
    """Whether the lines it claims lead rules that spread to others: those known by their words do."""

    id: str
    why: str = key("One sentence: what prints these lines, and why they are no content.", holds="text")
    level: Level = optional(Level.NORMAL, "How sure the rule is: gentle, normal or strong.")

    def tests(self) -> Mapping[str, Any]:
        """Give, by role, the wording or shape that each single line is compared with."""
        return {}

    def protects(self, text: str) -> bool:  # noqa: ARG002 — kinds with `unless` look at the line
        """Whether a line is an exception to this rule."""
        return False

    def fault(self) -> str | None:
        """Say what is wrong with the keys taken together, or None."""
        return None

    @property
    def reach(self) -> int:
        """Give the surviving lines it may look ahead of or behind a line it answers to."""
        return 1

    @property
    def condition(self) -> str:
        """Say what it needs beyond a line that answers to it; `explain` prints this."""
        return ""

    def claims(self, view: View) -> Iterator[Claim]:  # noqa: ARG002 — kinds that claim lines look at it
        """Yield what this rule claims of the surviving lines; `rewrite` and `squeeze` claim none."""
        return iter(())


@dataclass(frozen=True, kw_only=True, eq=False)
class PlacedRule(Rule):
    """A rule with a zone and with lines it must not touch."""

    zone: Zone = optional(Zone.ANYWHERE, "Where it may act: head, tail or anywhere.")
    unless: tuple[str, ...] = optional(
        (), "Patterns; a line that matches one of them stays.", holds="patterns"
    )

    def fault(self) -> str | None:
        """See `Rule.fault`."""
        for role, test in self.tests().items():
            for phrase in getattr(test, "phrases", ()) if role != "until" else ():
                if "{" not in phrase and self.protects(phrase):
                    return f"can never claim '{phrase}': its own 'unless' protects it"
        return None

    def protects(self, text: str) -> bool:
        """See `Rule.protects`."""
        return any(wording.matches(text) for wording in self._exceptions)

    @property
    def condition(self) -> str:
        """See `Rule.condition`."""
        return "" if self.zone is Zone.ANYWHERE else f"acts in the {self.zone} only"

    @cached_property
    def _exceptions(self) -> Sequence[Wording]:
        return [Wording(pattern=each, longest=LONGEST) for each in self.unless]


def keys(kind: type[Rule]) -> dict[str, dataclasses.Field[Any]]:
    """Give the keys of a kind by their names in rule files, in the order in which rule files write them.

    Why, what, where, numbers, and the level last; the examples follow behind.
    """
    found = {each.name.rstrip("_"): each for each in dataclasses.fields(kind) if each.metadata}
    rank = {name: _LAST.index(name) + 1 if name in _LAST else name != "why" for name in found}
    return {name: found[name] for name in sorted(found, key=rank.__getitem__)}


_LAST = ("", "part", "zone", "unless", "within", "min_chars", "min_lines", "max_lines", "max_gap", "max_prose",
         "keeps", "headlines", "to_end", "prose", "at_most", "longest", "level")  # fmt: skip
