"""The notation of examples: tiny documents in which each line has a mark that says what becomes of it."""

from collections.abc import Iterator
from dataclasses import MISSING
from typing import Any, NamedTuple

from cleaner.ruleset.key_types import TEXT_OR_TEXTS, KeyType
from cleaner.ruleset.keys import Key
from cleaner.ruleset.problem import Problem, shown
from cleaner.text.lines import body_and_end, raw_lines

GOES, STAYS, NEW, CLAIMED, BODY = "-", " ", "+", "!", "..."
"""The marks of an example: the line goes, stays, is what a rewrite puts there, or is removed by some other
rule; the body stands for as much prose as pushes lines out of each other's zones."""


class Example(NamedTuple):
    """A tiny document in diff notation: each line with its mark."""

    lines: tuple[tuple[str, str], ...]


def read_example(text: str) -> Example:
    """Read the lines of an example; one without a mark has an empty one."""
    return Example(tuple(_line(body_and_end(raw)[0]) for raw in raw_lines(text)))


def _line(line: str) -> tuple[str, str]:
    if not line.strip():
        return STAYS, ""
    if line.strip() == BODY:
        return BODY, ""
    has_mark = line[0] in (GOES, STAYS, NEW, CLAIMED) and line[1:2] == " "
    return (line[0], line[2:]) if has_mark or line in (GOES, NEW) else ("", line)


def read_examples(value: str | list[str]) -> tuple[Example, ...]:
    """Read the examples of a rule, as the file writes them."""
    return tuple(map(read_example, [value] if isinstance(value, str) else value))


def _problems(name: str, value: Any) -> Iterator[Problem]:
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        yield Problem(f"'{name}' must be a text or a list of texts, got {shown(value)}", _HINT)
        return
    examples = read_examples(texts)
    marks = {mark for example in examples for mark, line in example.lines if line.strip() or mark == GOES}
    if not marks & {GOES, ""}:
        yield Problem("has no example line that is removed", "begin it with '- '")
    if not marks & {STAYS, ""}:
        yield Problem("has no example line that stays", "begin it with two spaces")
    for example in examples:
        above = ""
        for mark, line in example.lines:
            if not mark:
                yield Problem(f"the example line {shown(line)} has no mark", _MARKS)
            if mark == NEW and above != GOES:
                yield Problem(
                    f"the example line {shown(line)} replaces no line", "write it below a line with '- '"
                )
            above = mark


_HINT = "show a line that is removed and one that stays"
_MARKS = "begin it with '- ' (removed), two spaces (stays), '+ ' (added) or '! ' (removed by another rule)"

EXAMPLES = Key(
    "examples",
    "examples",
    "Tiny documents in diff notation.",
    KeyType("text, or list of texts", TEXT_OR_TEXTS, _problems, read_examples, hint=_HINT),
    MISSING,
)
"""The key that every rule has and no engine reads."""
