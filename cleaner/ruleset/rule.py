"""A rule: what every kind of rule has in common."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, ClassVar

from cleaner.ruleset.guards import GUARDS
from cleaner.ruleset.view import Removal, View, Zone
from cleaner.ruleset.wording import Wording
from cleaner.text.lines import MAX_LINE_BYTES


class Level(StrEnum):
    """How sure a rule is. A run at a level uses the rules of that level and of those before it."""

    GENTLE = "gentle"
    NORMAL = "normal"
    STRONG = "strong"

    def includes(self, other: "Level") -> bool:
        """Whether a run at this level uses a rule of the other."""
        order = list(Level)
        return order.index(other) <= order.index(self)


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
    compares_lines: ClassVar[bool] = False
    """Whether it compares lines with those above: then `may_repeat` says which lines may go."""
    needed_roles: ClassVar[frozenset[str]] = frozenset()
    """The roles in which lines of a document must match it, or it removes nothing of that document."""

    id: str
    acts: bool = True
    """Whether it removes anything; a rule that does not, for its level, still tells which lines are known."""
    is_left_out: bool = False
    """Whether it was left out on purpose, so that evidence leaves the lines it knows."""
    sites: tuple[str, ...] = ()
    """The sites that it is for, and those below them; none for all."""
    why: str = key("One sentence: what prints these lines, and why they are not content.", holds="text")
    level: Level = optional(Level.NORMAL, "How sure the rule is: gentle, normal or strong.")

    def tests(self) -> Mapping[str, Any]:
        """Return, by role, the wording or shape that each single line is compared with: the same at each call."""
        return {}

    def protects(self, text: str) -> bool:  # noqa: ARG002 — kinds with `unless` look at the line
        """Whether a line is an exception to this rule."""
        return False

    @property
    def exceptions(self) -> tuple[str, ...]:
        """Patterns of the lines that it must not touch."""
        return ()

    @property
    def acting_zone(self) -> Zone:
        """The zone in which it acts."""
        return Zone.ANYWHERE

    @property
    def decides_alone(self) -> bool:
        """Whether a line that matches goes whatever is around it."""
        return False

    @property
    def searched(self) -> str:
        """A pattern that is searched for in a line, by a rule that rewrites lines; empty for others."""
        return ""

    @property
    def max_blank_lines(self) -> int | None:
        """The blank lines in a row that stay, for a rule that removes those left over; None for others."""
        return None

    @property
    def weighed(self) -> str:
        """What a rule that weighs evidence weighs it for: blocks or menus; empty for others."""
        return ""

    @property
    def acts_unmatched(self) -> bool:
        """Whether an engine has to know it before any line matches it."""
        return bool(self.compares_lines or self.searched or self.weighed or self.max_blank_lines is not None)

    def rewrite(self, text: str) -> str:
        """Return a line as it should be."""
        return text

    def with_exceptions(self, patterns: Sequence[str]) -> "Rule":  # noqa: ARG002 — kinds with `unless` take them
        """Return the rule with more lines that it must not touch."""
        return self

    def may_repeat(self, text: str, *, is_said: bool) -> bool:  # noqa: ARG002 — kinds that compare lines look
        """Return whether a line may be a repeat; `is_said` when one like it is anywhere above."""
        return False

    def captured(self, role: str, text: str) -> Mapping[str, str]:
        """Return what named groups and slots capture of a line that matches in a role."""
        test = self.tests().get(role)
        return test.captured(text) if isinstance(test, Wording) and test.captures else {}

    def problem(self) -> str | None:
        """Return what is wrong with the keys taken together, or None."""
        return None

    @property
    def condition(self) -> str:
        """Say what it needs beyond a line that answers to it; `explain` prints this."""
        return ""

    def removals(self, view: View) -> Iterator[Removal]:  # noqa: ARG002 — kinds that remove lines look at it
        """Yield what this rule removes of the surviving lines; `rewrite` and `squeeze` remove none."""
        return iter(())


@dataclass(frozen=True, kw_only=True, eq=False)
class PlacedRule(Rule):
    """A rule with a zone and with lines it must not touch."""

    zone: Zone = optional(Zone.ANYWHERE, "Where it may act: head, tail or anywhere.")
    not_: tuple[str, ...] | None = optional(
        None,
        "Guards by name; a line that is one of them stays. Labels have speech and sentence.",
        holds="guards",
    )
    unless: tuple[str, ...] = optional(
        (), "Patterns; a line that matches one of them stays.", holds="patterns"
    )

    @property
    def exceptions(self) -> tuple[str, ...]:
        """See `Rule.exceptions`."""
        return self.unless

    @property
    def acting_zone(self) -> Zone:
        """See `Rule.acting_zone`."""
        return self.zone

    def with_exceptions(self, patterns: Sequence[str]) -> "Rule":
        """See `Rule.with_exceptions`."""
        return dataclasses.replace(self, unless=(*self.unless, *patterns))

    def problem(self) -> str | None:
        """See `Rule.problem`."""
        phrases = [
            f"'{phrase}'"
            for role, test in self.tests().items()
            for phrase in (getattr(test, "phrases", ()) if role != "until" else ())
            if "{" not in phrase and self.protects(phrase)
        ]
        return f"can never remove {', '.join(phrases)}, which its own 'unless' protects" if phrases else None

    def protects(self, text: str) -> bool:
        """See `Rule.protects`."""
        return any(wording.matches(text, if_timed_out=True) for wording in self._unless) or self.is_guarded(
            text
        )

    def is_guarded(self, text: str) -> bool:
        """Return whether a line is what one of the guards protects, unless a phrase is itself written so."""
        return any(GUARDS[name].fits(text) and not self._is_written_so(name, text) for name in self.guards)

    @property
    def guards(self) -> tuple[str, ...]:
        """The names of the guards of the lines that it must not touch."""
        return self.not_ or ()

    @property
    def condition(self) -> str:
        """See `Rule.condition`."""
        return "" if self.zone is Zone.ANYWHERE else f"acts in the {self.zone} only"

    @cached_property
    def _unless(self) -> Sequence[Wording]:
        return [Wording(pattern=pattern, longest=MAX_LINE_BYTES) for pattern in self.unless]

    @cached_property
    def _phrases_within_guards(self) -> Mapping[str, Wording]:
        """The phrases that are themselves what a guard protects, by the name of the guard."""
        tests = [test for test in self.tests().values() if isinstance(test, Wording)]
        phrases = [phrase for test in tests for phrase in test.phrases]
        return {
            name: Wording(phrases=tuple(phrase for phrase in phrases if GUARDS[name].fits(phrase)))
            for name in self.guards
        }

    def _is_written_so(self, name: str, text: str) -> bool:
        wording = self._phrases_within_guards[name]
        return bool(wording.phrases) and wording.matches(text)
