"""Weighing: what evidence removes of a document in one round, beside what rules know by its words."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from cleaner.deciding.blocks import Decision, decide, facts_of_all
from cleaner.deciding.document import Document
from cleaner.deciding.evidence import Evidence, Said, shipped_evidence
from cleaner.deciding.guards import Guard
from cleaner.deciding.menus import Words, has_menu, has_menu_row, may_have_menu
from cleaner.deciding.surviving import Removed
from cleaner.matching.reference import Match
from cleaner.native import native
from cleaner.ruleset.rule import Level, Rule

MAX_FACTS = 4
"""Facts that a summary names: more than that nobody reads."""

NOTHING_KNOWN = Words()
KEPT = Words(kept=True)


class Weighed(NamedTuple):
    """What evidence says of one line."""

    points: int
    asked: int
    """The points that a line of its row needs, so that its block goes."""
    said: tuple[Said, ...]
    """What each fact adds, what weighs most first."""
    guard: Guard | None = None
    """Why it stays whatever its points."""

    def summary(self) -> str:
        """Return the points of the line and the facts that weigh most, and why it stays whatever its points."""
        facts = ", ".join(f"{said.fact} {said.points:+}" for said in self.said[:MAX_FACTS])
        stays = f"stays as {self.guard}, with " if self.guard else ""
        return f"{stays}{self.points} of {self.asked} points: {facts}"


class Weigher:
    """Weighs evidence at a level, for rules that ask for it: about blocks, about menus, or about both."""

    def __init__(self, rules: Sequence[Rule], level: Level, evidence: Evidence | None = None) -> None:
        self._level, self._given = level, evidence
        by_what = {rule.weighed: rule for rule in rules if rule.weighed}
        self._blocks, self._menus = by_what.get("blocks"), by_what.get("menus")

    @property
    def _evidence(self) -> Evidence:
        return self._given or shipped_evidence()

    @property
    def acts(self) -> bool:
        """Whether any rule asks for it."""
        return self._blocks is not None or self._menus is not None

    def may_act(self, document: Document) -> bool:
        """Return whether anything may go: below `strong` that takes a line that a rule may remove, or a menu."""
        if self._level is Level.STRONG or any(facts.acting for facts in document.facts.values()):
            return True
        if self._menus is None or self._level is Level.GENTLE:
            return False
        return bool(document.facts or may_have_menu(document.bodies)) and has_menu(document.texts)

    def removals(
        self, document: Document, places: Sequence[int], going: Mapping[int, Removed]
    ) -> dict[int, Removed]:
        """Return which of the lines at some places go, besides those that rules remove in this round."""
        if not (going or self._level is Level.STRONG or self._may_be_menus(document, places)):
            return {}
        known = sorted(going)
        removed: dict[int, Removed] = {}
        for at, is_menu in self._gone(document, places, going):
            place = places[at]
            rule = self._menus if is_menu else self._blocks
            if rule is not None and place not in going:
                removed[place] = Removed(rule, _nearest(known, place))
        return removed

    def _gone(
        self, document: Document, places: Sequence[int], going: Mapping[int, Removed]
    ) -> Iterable[tuple[int, bool]]:
        """Return the lines that go in a round, by position, each with whether it goes as a line of a menu."""
        points = self._evidence.points
        if not (native and isinstance(points, native.Points)):
            decision = self.decision(document, places, going)
            return [(at, decision.is_menu(at)) for at in decision.gone]
        lines, blank = document.shapes_of(places), document.blanks_above(places)
        words = self._words_of(document, places, going)
        threshold = self._evidence.thresholds[self._level]
        return points.gone(
            lines, blank, words, threshold, self._level is Level.GENTLE, self._level is Level.STRONG
        )

    def decision(self, document: Document, places: Sequence[int], going: Mapping[int, Removed]) -> Decision:
        """Return what was decided in a round, and everything it rests on."""
        lines = document.shapes_of(places)
        words = self._words_of(document, places, going)
        return decide(lines, document.blanks_above(places), words, self._level, self._evidence)

    def all_facts(
        self, document: Document, places: Sequence[int], going: Mapping[int, Removed]
    ) -> dict[int, tuple[int, ...]]:
        """Return the facts of each line that rules leave and that is not prose, by position: for fitting."""
        words = self._words_of(document, places, going)
        return facts_of_all(document.shapes_of(places), document.blanks_above(places), words, self._level)

    def _may_be_menus(self, document: Document, places: Sequence[int]) -> bool:
        """Return whether there may be menus among the lines at some places, and they may go."""
        if self._menus is None or self._level is Level.GENTLE:
            return False
        return has_menu_row([line.is_menu for line in document.shapes_of(places)])

    def _words_of(
        self, document: Document, places: Sequence[int], going: Mapping[int, Removed]
    ) -> list[Words]:
        facts = document.facts
        return [
            self._words(document, place, going) if place in facts or place in going else NOTHING_KNOWN
            for place in places
        ]

    def _words(self, document: Document, place: int, going: Mapping[int, Removed]) -> Words:
        """Return what rules know of a line by its words."""
        facts = document.facts.get(place)
        matches = facts.matches if facts is not None else ()
        telling = [match for match in matches if match.role != "until"]
        removed = going.get(place)
        if not telling and removed is None:
            return NOTHING_KNOWN
        if removed is None and any(match.rule.is_left_out for match in telling):
            return KEPT
        rule_id = removed.rule.id if removed is not None else None
        return Words(rule_id, heading=any(map(_is_heading, telling)), hint=bool(telling))


def _is_heading(match: Match) -> bool:
    return match.role == "heading" and match.rule.acts


def _nearest(known: Sequence[int], place: int) -> int | None:
    """Return the number of the known line that is nearest to a place."""
    at = bisect_left(known, place)
    if at == len(known) or (at and place - known[at - 1] <= known[at] - place):
        at -= 1
    return known[at] + 1 if known else None
