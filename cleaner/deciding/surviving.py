"""Surviving lines: what is left of a document in one round of deciding, as the kinds of rules see it."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from cleaner.deciding.document import Document
from cleaner.matching.reference import Match
from cleaner.ruleset.rule import Rule
from cleaner.ruleset.view import HEAD_LINES, TAIL_LINES, Candidate, Zone

FEW_LINES = 8
"""Lines that are compared one by one; to look further back an index of all lines is cheaper."""


class Removed(NamedTuple):
    """Why a line goes: the rule, and the number of the line that led to it."""

    rule: Rule
    anchor: int | None


class Left:
    """The places of lines that are left of a document, of which some are taken out in each round of deciding."""

    def __init__(self, places: list[int]) -> None:
        self.places = places
        self.first = 0
        """Where in `places` they begin."""

    def __len__(self) -> int:
        return len(self.places) - self.first

    def __getitem__(self, at: int) -> int:
        return self.places[self.first + at]

    def take_out(self, going: Collection[int]) -> None:
        """Take out those at some positions.

        If they are no more than may be in head and tail, no others are moved than those between them and the nearer
        edge: in documents of chrome there are many rounds in which only lines at the edges go.
        """
        if len(going) > HEAD_LINES + TAIL_LINES:
            self.places = [
                place for at, place in enumerate(islice(self.places, self.first, None)) if at not in going
            ]
            self.first = 0
            return
        for at in sorted(going, reverse=True):
            index = self.first + at
            if 2 * at < len(self):
                self.places[self.first + 1 : index + 1] = self.places[self.first : index]
                self.first += 1
            else:
                del self.places[index]


class SurvivingLines:
    """The surviving lines of a document (`cleaner.ruleset.view.View`).

    `matches` are the rules that may remove lines, by place; `anywhere` the places of those of which one acts anywhere.
    """

    def __init__(
        self, document: Document, left: Left, matches: Mapping[int, Sequence[Match]], anywhere: Iterable[int]
    ) -> None:
        self._document, self._places, self._first = document, left.places, left.first
        self._matches, self._anywhere = matches, anywhere
        self._stops: dict[int, int] = {}
        self._said: Mapping[str, Sequence[int]] | None = None

    def __len__(self) -> int:
        return len(self._places) - self._first

    @property
    def begins_document(self) -> bool:
        """See `View.begins_document`."""
        return self._document.part.begins

    @property
    def ends_document(self) -> bool:
        """See `View.ends_document`."""
        return self._document.part.ends

    def text(self, at: int) -> str:
        """See `View.text`."""
        return self._document.texts[self._places[self._first + at]]

    def number(self, at: int) -> int:
        """See `View.number`."""
        return self._places[self._first + at] + 1

    def is_prose(self, at: int) -> bool:
        """See `View.is_prose`."""
        return self._document.is_prose[self._places[self._first + at]]

    def in_zone(self, zone: Zone, at: int) -> bool:
        """See `View.in_zone`."""
        if zone is Zone.HEAD:
            return self.begins_document and at < HEAD_LINES
        if zone is Zone.TAIL:
            return self.ends_document and len(self) - at <= TAIL_LINES
        return True

    def next_prose(self, at: int) -> int:
        """See `View.next_prose`."""
        stop = at
        while stop < len(self) and stop not in self._stops and not self.is_prose(stop):
            stop += 1
        stop = self._stops.get(stop, stop)
        self._stops.update(dict.fromkeys(range(at, stop), stop))
        return stop

    def candidates(self, rule: Rule) -> Sequence[Candidate]:
        """See `View.candidates`."""
        found = self._candidates if rule.acting_zone is Zone.ANYWHERE else self._candidates_at_edges
        return found.get(rule.id, ())

    @cached_property
    def _candidates(self) -> Mapping[str, Sequence[Candidate]]:
        """The candidates of rules that act anywhere, by rule id."""
        found: dict[str, list[Candidate]] = defaultdict(list)
        for place in self._anywhere:
            at = bisect_left(self._places, place, self._first) - self._first
            for rule, role in self._matches[place]:
                found[rule.id].append(Candidate(at, role))
        return found

    @cached_property
    def _candidates_at_edges(self) -> Mapping[str, Sequence[Candidate]]:
        """The same for rules of a zone: there are many rounds where one line after the other comes into it."""
        found: dict[str, list[Candidate]] = defaultdict(list)
        tail = max(HEAD_LINES, len(self) - TAIL_LINES)
        for at in (*range(min(HEAD_LINES, len(self))), *range(tail, len(self))):
            for rule, role in self._matches.get(self._places[self._first + at], ()):
                if self.in_zone(rule.acting_zone, at):
                    found[rule.id].append(Candidate(at, role))
        return found

    def roles(self, at: int, rule: Rule) -> Sequence[str]:
        """See `View.roles`."""
        return [
            role for other, role in self._matches.get(self._places[self._first + at], ()) if other is rule
        ]

    def blank_before(self, at: int) -> bool:
        """See `View.blank_before`."""
        if at in (0, len(self)):
            return True
        index = self._first + at
        return any(self._document.is_blank[self._places[index - 1] + 1 : self._places[index]])

    def said_before(self, at: int, within: int | None) -> bool:
        """See `View.said_before`."""
        folded = self._document.folded
        said = folded[self._places[self._first + at]]
        first = max(0, at - within) if within else 0
        if at - first <= FEW_LINES:
            return any(
                folded[place] == said for place in self._places[self._first + first : self._first + at]
            )
        if self._said is None:
            index = defaultdict(list)
            for position, place in enumerate(islice(self._places, self._first, None)):
                index[folded[place]].append(position)
            self._said = index
        above = self._said[said]
        nearest = bisect_left(above, at) - 1
        return nearest >= 0 and above[nearest] >= first
