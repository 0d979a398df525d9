"""Matching: which rules does one line answer to? Each line is judged on its own, before any deciding."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cleaner.kinds import Rule
from cleaner.lines import Batch, fold_label
from cleaner.shape import LONGEST_SHAPED, Shape
from cleaner.wording import Wording

MEMO_LINES = 1 << 16
"""Distinct short lines whose answer is remembered; chrome repeats, so nearly all are asked again."""


class Answer(NamedTuple):
    """A rule that a line answers to, and the role in which it does."""

    rule: Rule
    role: str


Picked = tuple[int, Sequence[str] | None]
"""A line by its place in a batch, with the repair steps that may change it; None: any of them, or a rewrite."""


class Matcher:
    """The reference matcher: a loop over rules, which is the definition of what matches."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.phrases: dict[str, list[Answer]] = defaultdict(list)
        self.wordings: list[tuple[Wording, Answer]] = []
        self.shapes: list[tuple[Shape, Answer]] = []
        self._memo: dict[str, tuple[Answer, ...]] = {}
        self.longest = 0
        for rule in rules:
            for role, test in rule.tests().items():
                self._add(test, Answer(rule, role))

    def match(self, text: str) -> tuple[Answer, ...]:
        """Say which rules a stripped, repaired line answers to."""
        if len(text) > self.longest:
            return ()
        known = self._memo.get(text)
        if known is None:
            if len(self._memo) >= MEMO_LINES:
                self._memo.clear()
            known = self._memo[text] = tuple(self._judge(text))
        return known

    def pick(self, batch: Batch) -> Iterable[Picked]:
        """Name, in order, the lines of a batch whose text may change or answer to a rule.

        With each, the repair steps that may change it, or None where any step or rewrite may.
        """
        return ((index, None) for index in range(len(batch.bodies)))

    def _add(self, test: object, answer: Answer) -> None:
        if isinstance(test, Shape):
            self.shapes.append((test, answer))
            self.longest = max(self.longest, LONGEST_SHAPED)
        elif isinstance(test, Wording):
            self.longest = max(self.longest, test.longest)
            for phrase in test.literals:
                self.phrases[phrase].append(answer)
            if test.pattern or test.slotted:
                self.wordings.append((test, answer))

    def _judge(self, text: str) -> Iterable[Answer]:
        folded = fold_label(text)
        return self._verify(text, folded, self.phrases.get(folded, ()), self.wordings)

    def _verify(
        self, text: str, folded: str, said: Iterable[Answer], wordings: Iterable[tuple[Wording, Answer]]
    ) -> Iterable[Answer]:
        """Ask phrases that a line says and shapes, and those wordings that it may have."""
        found = [answer for answer in said if _allows(answer, text)]
        found += [answer for wording, answer in wordings if wording.matches(text, folded)]
        found += [answer for shape, answer in self.shapes if shape.fits(text)]
        return dict.fromkeys(answer for answer in found if not answer.rule.protects(text))


def _allows(answer: Answer, text: str) -> bool:
    longest: int = answer.rule.tests()[answer.role].longest
    return len(text) <= longest
