"""The fixpoint: rules are asked again and again about the lines that are left, until none removes more.

What a rule removes depends on the surviving lines only, so when no rule removes anything more, a second
cleaning would not either.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from cleaner.deciding.document import Document
from cleaner.deciding.precedence import precedence
from cleaner.deciding.surviving import Left, Removed, SurvivingLines
from cleaner.deciding.weighing import Weighed, Weigher
from cleaner.matching.reference import Match
from cleaner.ruleset.rule import Rule
from cleaner.ruleset.view import Removal, Zone

MAX_ROUNDS = 20
"""Rounds of deciding after which a document is left as it is; of 413 whole pages none took more than three at normal."""


def decide(
    document: Document, matches: Mapping[int, Sequence[Match]], weigher: Weigher | None
) -> Mapping[int, Removed]:
    """Return the lines of a document that go, by their place, each with the rule that removes it.

    `matches` are the rules that may remove each line. In each round the rules decide what they know by its words,
    and the weigher what is around that; what is left is decided as if it were a document of its own.
    """
    removed: dict[int, Removed] = {}
    places = document.not_blank()
    for _ in range(MAX_ROUNDS):
        going = _by_words(document, places, matches)
        if weigher is not None:
            going |= weigher.removals(document, places, going)
        if not going:
            return removed
        removed |= going
        places = [place for place in places if place not in going]
        matches = {place: found for place, found in matches.items() if place not in going}
    return {}


def first_round_facts(
    document: Document, matches: Mapping[int, Sequence[Match]], weigher: Weigher | None
) -> dict[int, tuple[int, ...]]:
    """Return the facts of each line that evidence is weighed of in the first round, by its place: for fitting."""
    places = document.not_blank()
    if weigher is None or not places:
        return {}
    facts = weigher.all_facts(document, places, _by_words(document, places, matches))
    return {places[at]: line for at, line in facts.items()}


def first_round_weighed(
    document: Document, matches: Mapping[int, Sequence[Match]], weigher: Weigher
) -> dict[int, Weighed]:
    """Return what evidence says in the first round of each line that is weighed, by its place: for explaining."""
    places = document.not_blank()
    decision = weigher.decision(document, places, _by_words(document, places, matches))
    return {
        places[at]: Weighed(points, decision.asked[at], tuple(decision.explain(at)), decision.guards[at])
        for at, points in decision.points.items()
    }


def _by_words(
    document: Document, places: Sequence[int], matches: Mapping[int, Sequence[Match]]
) -> dict[int, Removed]:
    """Return the lines, of those at some places, that rules remove until none removes more.

    Repeats are decided when all other rules are at rest, so that the copy which stays is a surviving line. That a line
    may be a repeat, too, does not matter where a rule decides alone.
    """
    facts = document.facts
    alone = {place: facts[place].alone for place in matches if place in facts}
    removed = {place: Removed(rule, None) for place, rule in alone.items() if rule is not None}
    undecided = {place: found for place, found in matches.items() if place not in removed}
    if not undecided:
        return removed
    roles = defaultdict[Rule, set[str]](set)
    for found in undecided.values():
        for rule, role in found:
            roles[rule].add(role)
    rules = [rule for rule, some in roles.items() if rule.needed_roles <= some]
    first = [rule for rule in rules if not rule.compares_lines]
    then = [rule for rule in rules if rule.compares_lines]
    anywhere = {rule for rule in rules if rule.acting_zone is Zone.ANYWHERE}
    places_of_anywhere = dict.fromkeys(
        place for place, found in undecided.items() if any(match.rule in anywhere for match in found)
    )
    left = Left([place for place in places if place not in removed])
    while True:
        lines = SurvivingLines(document, left, undecided, places_of_anywhere)
        going = _removals(lines, first) or _removals(lines, then)
        if not going:
            return removed
        for at, removal in going.items():
            removed[left[at]] = Removed(removal.rule, removal.anchor)
            places_of_anywhere.pop(left[at], None)
        left.take_out(going)


def _removals(lines: SurvivingLines, rules: Iterable[Rule]) -> Mapping[int, Removal]:
    """Return what rules remove in one round, by position."""
    best: dict[int, Removal] = {}
    for rule in rules:
        for removal in rule.removals(lines):
            known = best.get(removal.at)
            if known is not None and precedence(known.rule) <= precedence(rule):
                continue
            is_judged = not rule.compares_lines and lines.roles(removal.at, rule)  # by the matcher
            if is_judged or not rule.protects(lines.text(removal.at)):
                best[removal.at] = removal
    return best
