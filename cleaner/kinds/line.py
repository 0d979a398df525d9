"""`line`: single lines, known by their words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from cleaner.kinds.base import Claim, PlacedRule, View, Zone, optional
from cleaner.wording import LONGEST_MATCH, Wording


@dataclass(frozen=True, kw_only=True, eq=False)
class Line(PlacedRule):
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
    def is_free(self) -> bool:
        """Whether the line alone decides: no zone, nothing around it matters."""
        return self.zone is Zone.ANYWHERE

    def fault(self) -> str | None:
        """See `Rule.fault`."""
        if bool(self.pattern) == bool(self.phrases):
            return "needs either 'pattern' or 'phrases'"
        return super().fault()

    def tests(self) -> Mapping[str, Any]:
        """See `Rule.tests`."""
        return {"pattern": self.wording}

    def claims(self, view: View) -> Iterator[Claim]:
        """Claim every line of the wording that stands in the zone."""
        for at, _ in view.candidates(self):
            if view.in_zone(self.zone, at):
                yield Claim(self, at)
