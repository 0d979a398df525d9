"""`block`: from a start line to an end line, both included."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from cleaner.ruleset.rule import PlacedRule, key
from cleaner.ruleset.view import Candidate, Removal, View
from cleaner.ruleset.wording import Wording


@dataclass(frozen=True, kw_only=True, eq=False)
class BlockRule(PlacedRule):
    """The lines from a start line to an end line, both included; nothing if the end is missing."""

    kind: ClassVar[str] = "block"
    needed_roles: ClassVar[frozenset[str]] = frozenset({"start", "end"})

    start: Wording = key("A pattern, or a list of phrases, for the first line.")
    end: Wording = key("A pattern, or a list of phrases, for the last line.")
    max_lines: int = key("The most surviving lines from the first to the last.", least=2)

    def tests(self) -> Mapping[str, Any]:
        """See `Rule.tests`."""
        return {"start": self.start, "end": self.end}

    @property
    def condition(self) -> str:
        """See `Rule.condition`."""
        need = f"needs a start and an end at most {self.max_lines} lines apart"
        return ", ".join(filter(None, (super().condition, need)))

    def removals(self, view: View) -> Iterator[Removal]:
        """Claim from the last start line above an end line down to that end line."""
        start: int | None = None
        for at, role in sorted(view.candidates(self), key=_ends_first):
            if role == "start":
                start = at
            elif start is not None and at < start + self.max_lines:
                if view.in_zone(self.zone, start) and view.in_zone(self.zone, at):
                    number = view.number(start)
                    yield Removal(self, start)
                    yield from (Removal(self, each, number) for each in range(start + 1, at + 1))
                start = None


def _ends_first(candidate: Candidate) -> tuple[int, bool]:
    """Order candidates so that a line which may end one block and start another ends the first."""
    return candidate.at, candidate.role == "start"
