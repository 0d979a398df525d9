"""The reference matcher: a loop over rules, which is the definition of what matches."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from cleaner.ruleset.rule import Rule
from cleaner.ruleset.wording import Wording
from cleaner.text.folding import fold_label
from cleaner.text.shape import Shape


class Match(NamedTuple):
    """A rule whose words a line has, and the role in which it has them: `pattern`, `start`, `heading` and so on."""

    rule: Rule
    role: str


class Candidate(NamedTuple):
    """A line that may match a rule, or that repair or a rewrite may change."""

    at: int
    """Its place."""
    steps: Sequence[str] | None = None
    """The repair steps that may change it; None: any of them, or a rewrite."""
    found: Collection[int] | None = None
    """What the matcher found on it, to be handed back to `Matcher.match` if the line is not changed."""


class Matcher:
    """Says which rules match one line, whatever is around it."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.phrases: dict[str, list[Match]] = defaultdict(list)
        self.wordings: list[tuple[Wording, Match]] = []
        self.shapes: list[tuple[Shape, Match]] = []
        self.max_chars = 0
        for rule in rules:
            for role, test in rule.tests().items():
                self._add(test, Match(rule, role))

    def match(self, text: str, found: Collection[int] | None = None) -> tuple[Match, ...]:
        """Return which rules a stripped, repaired line matches; `found` is what `candidates` found on it.

        A line that matches by its words matches the shapes it has, too; by its shape alone none does.
        """
        if len(text) > self.max_chars:
            return ()
        matches = self.by_words(text, found)
        if matches:
            fitting = (match for shape, match in self.shapes if shape.fits(text))
            matches += [match for match in fitting if not match.rule.protects(text)]
        return tuple(matches)

    def by_words(self, text: str, found: Collection[int] | None = None) -> list[Match]:  # noqa: ARG002 — found nothing
        """Return which rules a line matches by its words."""
        folded = fold_label(text)
        return self._verified(text, folded, self.phrases.get(folded, ()), self.wordings)

    def candidates(self, bodies: Sequence[bytes]) -> Iterable[Candidate]:
        """Yield, in order, the lines that may match a rule, or that repair or a rewrite may change."""
        return (Candidate(at) for at in range(len(bodies)))

    def _add(self, test: object, match: Match) -> None:
        if isinstance(test, Shape):
            self.shapes.append((test, match))
        elif isinstance(test, Wording):
            self.max_chars = max(self.max_chars, test.longest)
            for phrase in test.literals:
                self.phrases[phrase].append(match)
            if test.pattern or test.slotted:
                self.wordings.append((test, match))

    def _verified(
        self,
        text: str,
        folded: str | None,
        by_phrase: Iterable[Match],
        by_wording: Iterable[tuple[Wording, Match]],
    ) -> list[Match]:
        """Return the matches among those whose phrase a line is, and those whose wording it may have."""
        matches = [match for match in by_phrase if _is_short_enough(match, text)]
        matches += [match for wording, match in by_wording if wording.matches(text, folded)]
        return [match for match in dict.fromkeys(matches) if not match.rule.protects(text)]


def _is_short_enough(match: Match, text: str) -> bool:
    longest: int = match.rule.tests()[match.role].longest
    return len(text) <= longest
