"""Precedence: which of several rules is named that may remove one line, and which of them remove it at once."""

from collections.abc import Sequence
from functools import cache

from cleaner.matching.reference import Match
from cleaner.ruleset.kinds import KINDS
from cleaner.ruleset.rule import Rule


def precedence(rule: Rule) -> tuple[int, bool, str]:
    """Return the order in which rules are named that remove one line: the most direct kind, then the id.

    English rules come before those of other languages, which know the English words that their sites print.
    """
    return _rank(rule.kind), not rule.id.startswith(("common/", "en/")), rule.id


def deciding_alone(matches: Sequence[Match]) -> Rule | None:
    """Return the rule by which a line goes whatever is around it; None if one of its rules looks at other lines."""
    if not matches or not all(match.rule.decides_alone for match in matches):
        return None
    return min((match.rule for match in matches), key=precedence)


@cache
def _rank(kind: str) -> int:
    return list(KINDS).index(kind)
