"""`evidence`: lines that no rule knows by their words, decided by weighing what they look like and what is around."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from cleaner.ruleset.rule import Rule, key


class Weighed(StrEnum):
    """What evidence is weighed for."""

    BLOCKS = "blocks"
    """Blocks of lines between lines of prose."""
    MENUS = "menus"
    """Rows of lines that consist of words of labels."""


@dataclass(frozen=True, kw_only=True, eq=False)
class EvidenceRule(Rule):
    """Lines that no rule knows by their words: whole blocks next to known lines, and menus.

    The evidence and its points are in `rules/evidence.toml`; the level of the run is the threshold.
    """

    kind: ClassVar[str] = "evidence"

    weighs: Weighed = key("What evidence is weighed for: blocks or menus.")

    @property
    def weighed(self) -> str:
        """See `Rule.weighed`."""
        return str(self.weighs)
