"""Lints: what is wrong with the patterns and the phrases of a rule file."""

from collections.abc import Iterator
from typing import Any

from cleaner.ruleset.problem import Problem, must_be, shown, unknown
from cleaner.ruleset.slots import SLOTS, unknown_slots
from cleaner.text.folding import fold_label
from cleaner.text.patterns import Pattern
from cleaner.text.shape import has_letters

MAX_PATTERN_CHARS = 20_000
"""Characters of the longest pattern; shipped rules need 1,600. Compiling costs more than linear time."""


def problems_of_pattern(name: str, value: Any) -> Iterator[Problem]:
    """Yield what is wrong with a regular expression."""
    if not isinstance(value, str):
        yield must_be(name, "a regular expression", value)
        return
    from cleaner.ruleset.lint import lint  # noqa: PLC0415 — not needed to make rules that were read before

    if len(value) > MAX_PATTERN_CHARS:
        what: str | None = f"has more than {MAX_PATTERN_CHARS} characters"
    else:
        try:
            what = lint(value)
        except (RecursionError, MemoryError, OverflowError):
            what = "is too complicated"
    if what:
        yield Problem(f"the pattern {shown(value)} of '{name}' {what}", _LINEAR)


def problems_of_patterns(name: str, value: Any) -> Iterator[Problem]:
    """Yield what is wrong with a list of regular expressions."""
    if not isinstance(value, list):
        yield must_be(name, "a list of regular expressions", value)
        return
    for pattern in value:
        yield from problems_of_pattern(name, pattern)


def problems_of_phrases(name: str, value: Any) -> Iterator[Problem]:
    """Yield what is wrong with a list of phrases."""
    if not isinstance(value, list):
        yield must_be(name, "a list of phrases", value)
        return
    if not value:
        yield Problem(f"'{name}' is empty", "list at least one phrase")
    seen: dict[str, str] = {}
    for phrase in value:
        if not isinstance(phrase, str):
            yield Problem(f"a phrase of '{name}' must be a text, got {shown(phrase)}")
            continue
        yield from _problems_of_phrase(name, phrase)
        folded = fold_label(phrase)
        if folded in seen:
            what = f"the phrases {shown(seen[folded])} and {shown(phrase)} of '{name}' are the same, folded"
            yield Problem(what, "leave one out")
        seen[folded] = phrase


def _problems_of_phrase(name: str, phrase: str) -> Iterator[Problem]:
    plain = _SLOT.sub("", phrase)
    folded = fold_label(plain)
    if plain == phrase and "{" not in phrase and "}" not in phrase and has_letters(folded):
        return  # as most are: mining asks about many
    subject = f"the phrase {shown(phrase)} of '{name}'"
    for slot in unknown_slots(phrase):
        if slot in ("{", "}"):
            yield Problem(f"{subject} has a lone '{slot}'", "write a slot as {n}")
        else:
            yield unknown("slot", slot, SLOTS, f" in {subject}")
    if not folded and plain != phrase:
        yield Problem(f"{subject} has nothing but slots", "write the words beside them")
    elif plain == phrase and not has_letters(folded):
        what = f"{subject} has no letter"
        what += f" and matches every line {shown(folded)}" if folded else ""
        yield Problem(what, "write the words of the line")


_LINEAR = "a pattern matches whole lines in time linear in their length"
_SLOT = Pattern(r"\{[^{}]*\}")
