"""Examples: a rule against its own examples, and the verdict on each line."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from cleaner.engine import Engine
from cleaner.kinds import Rule
from cleaner.kinds.base import HEAD_LINES, TAIL_LINES
from cleaner.kinds.line import Line as LineRule
from cleaner.lines import Line
from cleaner.packs import BODY, CLAIMED, GOES, NEW, Example, Pack

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
    """Run every example of a pack, each against its rule alone."""
    for rule in pack.rules:
        for example in pack.examples[rule.id]:
            yield _judge_example(rule, example)
        for phrase in getattr(rule, "phrases", ()):
            if "{" not in phrase and not isinstance(rule, LineRule):
                continue
            if "{" not in phrase and not rule.tests()["pattern"].matches(phrase):
                yield Verdict(rule, Outcome.MISSING, phrase)


def _judge_example(rule: Rule, example: Example) -> Verdict:
    claimed = tuple(text for mark, text in example.lines if mark == CLAIMED)
    rules = [rule]
    if claimed:
        rules.append(LineRule(id="example/claimed", why="Marked as claimed.", phrases=claimed))
    document: list[str] = []
    wanted: list[str | None] = []  # for each line of the document, what is expected in its place
    for index, (mark, text) in enumerate(example.lines):
        if mark == BODY:
            document += _body()
            wanted += _body()
        elif mark == NEW:
            wanted[-1] = text
        else:
            document.append(text)
            gone = mark in (GOES, CLAIMED)
            wanted.append(None if gone else text)
            if mark == GOES and index + 1 < len(example.lines) and example.lines[index + 1][0] == NEW:
                wanted[-1] = ""
    got = _clean(Engine(rules), document)
    for text, expected, found in zip(document, wanted, got, strict=True):
        if found != expected:
            outcome = Outcome.NOISY if expected == text else Outcome.MISSING
            return Verdict(rule, outcome, text)
    return Verdict(rule, Outcome.OK)


def _clean(engine: Engine, document: list[str]) -> list[str | None]:
    """Say, for each line of a document, what it became; None for a line that went."""
    result: list[str | None] = [None] * len(document)
    for event in engine.run([("\n".join(document) + "\n").encode()]):
        if isinstance(event, Line):
            result[event.number - 1] = event.text.removesuffix("\n")
        elif event.removes_line:
            result[event.line - 1] = None
    return result


def _body() -> list[str]:
    return [
        f"Paragraph {number} of the body says in a full sentence of its own what the author had to say."
        for number in range(1, BODY_LINES + 1)
    ]
