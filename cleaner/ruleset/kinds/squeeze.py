"""`squeeze`: blank lines left over."""

from dataclasses import dataclass
from typing import ClassVar

from cleaner.ruleset.rule import Rule, key


@dataclass(frozen=True, kw_only=True, eq=False)
class SqueezeRule(Rule):
    """Blank lines left over in a document that had chrome.

    Around the first removed line of a document and everywhere below it, at most `at_most` blank lines in a row stay.
    At the edges of the document none stay. A document without chrome keeps its spacing, because two blank lines
    separate scenes in a novel and functions in a program.
    """

    kind: ClassVar[str] = "squeeze"

    at_most: int = key("Blank lines in a row that stay.", least=1)

    @property
    def max_blank_lines(self) -> int:
        """See `Rule.max_blank_lines`."""
        return self.at_most
