"""Lints for rules as a whole: exceptions that never act, and phrases that two rules have."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from cleaner.ruleset.problem import Problem, shown
from cleaner.ruleset.rule import Level, PlacedRule, Rule
from cleaner.ruleset.slots import UNBOUNDED, slots_of, with_values
from cleaner.ruleset.view import Zone
from cleaner.ruleset.wording import Wording
from cleaner.text.folding import EDGES, fold_label
from cleaner.text.shape import words

_BEFORE = ("", "- ", "– ", "— ", "• ", "» ", "« ", "* ", "[", "1. ")
_AFTER = ("", ".", "...", "…", ":", " :", ",", ";", " »", " -", " *", "]", ")")
"""What sites hang on labels, as far as exceptions tell it apart (`cleaner.text.folding.EDGES` has all)."""

_QUOTES = ("'", "’", '"', "“", "”", "„", "«", "»")
_VALUES: Mapping[str, Sequence[str]] = {
    "n": ("1", "12", "1,204", "3.5"),
    "date": ("12 May 2021", "03.05.2020", "2021-03-12", "March 3, 2021", "2003", "12"),
    "time": ("10:15", "9.30 pm"),
}


def problems_of_rule(rule: Rule) -> Iterator[Problem]:
    """Yield what is wrong with the keys of a rule taken together."""
    what = rule.problem()
    if what:
        yield Problem(what)
    elif isinstance(rule, PlacedRule):
        yield from _unmet(rule)
        yield from _ordinary_headings(rule)


def same_phrases(
    phrases: Mapping[tuple[str, str], Sequence[str]],
) -> Iterator[tuple[tuple[str, str], Problem]]:
    """Yield the phrases that two rules have, folded, with the second of the two."""
    seen: dict[str, tuple[str, str]] = {}
    for place, some in phrases.items():
        for phrase in some:
            first = seen.setdefault(fold_label(phrase), place)
            if first != place:
                what = f"the phrase {shown(phrase)} is also in [{'.'.join(first)}]"
                yield place, Problem(what, "leave one out")


def _unmet(rule: PlacedRule) -> Iterator[Problem]:
    """Yield the exceptions that no line meets which has a phrase of the rule, and which no guard protects.

    Rules with patterns, and with phrases in which anything may stand, are not judged: too much can.
    """
    wordings = [test for test in rule.tests().values() if isinstance(test, Wording)]
    phrases = [phrase for wording in wordings for phrase in wording.phrases]
    if not rule.unless or len(wordings) != 1 or not phrases:
        return
    if any(slot in UNBOUNDED for phrase in phrases for slot in slots_of(phrase)):
        return
    lines = [line for phrase in phrases for line in _spellings(phrase)]
    for pattern in rule.unless:
        exception = Wording(pattern)
        if not any(exception.matches(line) and not rule.is_guarded(line) for line in lines):
            what = (
                f"the exception {shown(pattern)} of 'unless' protects no line that has a phrase of the rule"
            )
            yield Problem(what + (" beyond what the guards protect" if rule.guards else ""), "leave it out")


def _ordinary_headings(rule: PlacedRule) -> Iterator[Problem]:
    """Yield the headings of one word that lead to the lines below them without a second sign."""
    heading = rule.tests().get("heading")
    if not isinstance(heading, Wording) or rule.level is Level.STRONG or rule.zone is not Zone.ANYWHERE:
        return
    for phrase in heading.phrases:
        if words(phrase) <= 1:
            what = f"the heading {shown(phrase)} is a single word, which authors write above their lists, too"
            yield Problem(what, "give the rule a zone, or the level strong")


def _spellings(phrase: str) -> Iterator[str]:
    """Yield ways in which sites may write a phrase."""
    plain = [with_values(phrase, values) for values in product(*(_VALUES[slot] for slot in slots_of(phrase)))]
    for line in dict.fromkeys([*plain[:64], *(line.strip(EDGES) for line in plain[:64])]):
        for before, after in product(_BEFORE, _AFTER):
            yield f"{before}{line}{after}"
        for quote in _QUOTES:
            if "'" in line or "’" in line:
                yield line.replace("'", quote).replace("’", quote)
