"""`line`: single lines, known by their words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from cleaner.ruleset.guards import OF_LABELS
from cleaner.ruleset.rule import PlacedRule, optional
from cleaner.ruleset.view import Removal, View, Zone
from cleaner.ruleset.wording import LONGEST_MATCH, Wording
from cleaner.text.patterns import Pattern


@dataclass(frozen=True, kw_only=True, eq=False)
class LineRule(PlacedRule):
    """Single lines, known by their words."""

    kind: ClassVar[str] = "line"

    pattern: str = optional("", "A regular expression for the whole line.", holds="pattern")
    phrases: tuple[str, ...] = optional(
        (), "Literal lines, with slots: {n} {date} {time} {name} {url} {text}.", holds="phrases"
    )
    longest: int = optional(LONGEST_MATCH, "Characters of the longest line it may claim.", least=1)

    @cached_property
    def wording(self) -> Wording:
        """Pattern or phrases."""
        return Wording(self.pattern, self.phrases, self.longest)

    @property
    def decides_alone(self) -> bool:
        """See `Rule.decides_alone`: a rule without a zone needs nothing around the line."""
        return self.zone is Zone.ANYWHERE

    def problem(self) -> str | None:
        """See `Rule.problem`."""
        if bool(self.pattern) == bool(self.phrases):
            return "needs either 'pattern' or 'phrases'"
        return super().problem()

    @property
    def guards(self) -> tuple[str, ...]:
        """See `PlacedRule.guards`."""
        if self.not_ is None and self.phrases:
            return OF_LABELS
        return super().guards

    def tests(self) -> Mapping[str, Any]:
        """See `Rule.tests`."""
        return {"pattern": self.wording}

    def removals(self, view: View) -> Iterator[Removal]:
        """Claim every line of the wording that stands in the zone, but for the label of an address below it."""
        for at, _ in view.candidates(self):
            if view.in_zone(self.zone, at) and not _labels_an_address(view, at):
                yield Removal(self, at)


def _labels_an_address(view: View, at: int) -> bool:
    """Return whether the next line is what a label such as `Email` or `Telephone` announces."""
    if at + 1 == len(view) or view.blank_before(at + 1):
        return False
    return _ADDRESS.fullmatch(view.text(at + 1)) is not None


_ADDRESS = Pattern(r"\S+@\S+\.\w+|(?:https?://|www\.)\S+|\+?[\d ()/.-]{6,24}")
