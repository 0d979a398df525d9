"""Examples: a rule against its own examples, and the verdict on each line."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any

from cleaner.deciding.document import EXACT, Part
from cleaner.deciding.engine import Engine
from cleaner.ruleset.example import BODY, CLAIMED, GOES, NEW, Example
from cleaner.ruleset.kinds import KINDS
from cleaner.ruleset.packs import Pack
from cleaner.ruleset.rule import Rule
from cleaner.ruleset.view import HEAD_LINES, TAIL_LINES
from cleaner.ruleset.wording import Wording
from cleaner.text.lines import body_and_end

BODY_LINES = 2 * (HEAD_LINES + TAIL_LINES)
"""Paragraphs that `...` stands for: more than a zone at either end."""


class Outcome(StrEnum):
    """What became of an example."""

    OK = "ok"
    MISSING = "missing"
    """A line should have gone, or have been rewritten, and did not."""
    NOISY = "noisy"
    """A line should have stayed and did not."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of one example; where it is not *ok*, the first line that went wrong."""

    rule: Rule
    outcome: Outcome
    line: str = ""


def judge(pack: Pack) -> Iterator[Verdict]:
    """Run every example of a pack, each against its rule alone, and name phrases that do not match themselves."""
    for rule in pack.rules:
        for example in pack.examples[rule.id]:
            yield _judge_example(rule, example)
        for test in rule.tests().values():
            if isinstance(test, Wording):
                for phrase in test.phrases:
                    if "{" not in phrase and not test.matches(phrase):
                        yield Verdict(rule, Outcome.MISSING, phrase)


def _judge_example(rule: Rule, example: Example) -> Verdict:
    rules = [dataclasses.replace(rule, sites=())]  # the document of an example is of no site
    claimed = tuple(text for mark, text in example.lines if mark == CLAIMED)
    if claimed:
        keys: dict[str, Any] = {"why": "Marked as removed by another rule.", "phrases": claimed}
        rules.append(KINDS["line"](id="example/claimed", **keys))
    before = [line for line, _ in _expected(example)]
    after = _cleaned(Engine(rules), before)
    for (line, expected), became in zip(_expected(example), after, strict=True):
        if became != expected:
            return Verdict(rule, Outcome.NOISY if expected == line else Outcome.MISSING, line)
    return Verdict(rule, Outcome.OK)


def _expected(example: Example) -> Iterator[tuple[str, str | None]]:
    """Yield each line of the document with what it should become; None if it should go."""
    for (mark, text), (mark_below, text_below) in pairwise([*example.lines, ("", "")]):
        if mark == BODY:
            yield from zip(_PARAGRAPHS, _PARAGRAPHS, strict=True)
        elif mark == GOES and mark_below == NEW:
            yield text, text_below
        elif mark != NEW:
            yield text, None if mark in (GOES, CLAIMED) else text


def _cleaned(engine: Engine, lines: list[str]) -> list[str | None]:
    """Return what each line of a document became; None for one that went."""
    data = ("\n".join(lines) + "\n").encode("utf-8", EXACT)
    after: dict[int, str | None] = {}
    for line in engine.clean(Part(data, EXACT)).lines():
        is_removed = any(edit.removes_line for edit in line.edits)
        after[line.number] = None if is_removed else body_and_end(line.text)[0]
    return list(after.values())


_PARAGRAPHS = [
    f"Paragraph {number} of the body says in a full sentence of its own what the author had to say."
    for number in range(1, BODY_LINES + 1)
]
