"""Repeats: the lines of a document that a rule may remove because the same was said before."""

from collections.abc import Mapping, Sequence

from cleaner.deciding.document import Document
from cleaner.matching.reference import Match
from cleaner.ruleset.rule import Rule
from cleaner.ruleset.view import HEAD_LINES, Zone
from cleaner.text.keys import alike


def repeats(
    document: Document, rules: Sequence[Rule], *, others_may_go: bool
) -> Mapping[int, tuple[Match, ...]]:
    """Return, by its place, each line that may be a repeat, with the rules that may remove it.

    Unless other lines may go, and the rules act in the head only, a repeat has to begin in the head.
    """
    if not rules:
        return {}
    if not others_may_go and all(rule.acting_zone is Zone.HEAD for rule in rules):
        rows = document.not_blank()
        if len(rows) > HEAD_LINES and not _found(document, rows[HEAD_LINES], rules):
            return {}
    return _found(document, len(document.bodies), rules)


def _found(document: Document, stop: int, rules: Sequence[Rule]) -> dict[int, tuple[Match, ...]]:
    found: dict[int, tuple[Match, ...]] = {}
    known: dict[tuple[str, bool], tuple[Match, ...]] = {}
    for at, is_said in alike(document.first_texts(stop)):
        key = text, _ = document.texts[at], is_said
        matches = known.get(key)
        if matches is None:
            matches = tuple(Match(rule, "repeat") for rule in rules if rule.may_repeat(text, is_said=is_said))
            known[key] = matches
        if matches:
            found[at] = matches
    return found
