"""What a kind of rule sees of a document, and what it answers."""

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from cleaner.ruleset.rule import Rule


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


class Candidate(NamedTuple):
    """A surviving line that a rule may remove: the line matches, and where it stands is not judged yet."""

    at: int
    """Its position among the surviving lines."""
    role: str
    """Which of the rule's keys it matches: `pattern`, `start`, `heading`, …"""


class Removal(NamedTuple):
    """A line that a rule removes, by its position among the surviving lines."""

    rule: "Rule"
    at: int
    anchor: int | None = None
    """The line number of the line that led to this one."""


class View(Protocol):
    """The surviving lines of a document, as kinds see them. Positions count from 0."""

    def __len__(self) -> int:
        """Return the number of surviving lines."""

    def text(self, at: int) -> str:
        """Return a line, repaired and stripped."""

    def number(self, at: int) -> int:
        """Return the number of a line in the input, from 1."""

    def is_prose(self, at: int) -> bool:
        """Return whether a line reads as sentences."""

    def in_zone(self, zone: Zone, at: int) -> bool:
        """Return whether a line is in a zone."""

    def next_prose(self, at: int) -> int:
        """Return the first line, from one on, that reads as sentences; the count of lines if none does."""

    def candidates(self, rule: "Rule") -> Sequence[Candidate]:
        """Return the lines that match a rule, in order."""

    def roles(self, at: int, rule: "Rule") -> Sequence[str]:
        """Return the roles in which a line matches a rule."""

    def blank_before(self, at: int) -> bool:
        """Return whether a blank line, or the edge of the document, is between a line and the one before it."""

    def said_before(self, at: int, within: int | None) -> bool:
        """Return whether a surviving line above, at most `within` lines back, says the same (folded)."""

    @property
    def begins_document(self) -> bool:
        """Return whether the document begins with these lines, and not with a part above them."""

    @property
    def ends_document(self) -> bool:
        """Return whether the document ends with these lines, and not with a part below them."""
