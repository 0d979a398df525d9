"""A stretch: neighbouring lines of a document that are decided together, again and again until none is claimed.

What a rule claims depends on the surviving lines only, so when no rule claims anything more, a second
cleaning would not either.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cleaner.edits import Edit
from cleaner.kinds import KINDS, Rule, Zone
from cleaner.kinds.base import HEAD_LINES, TAIL_LINES, Anchor, Candidate, Claim
from cleaner.kinds.neighbour import Neighbour
from cleaner.lines import Line
from cleaner.matching import Answer
from cleaner.shape import is_prose

MAX_ROUNDS = 200
"""Rounds of deciding after which a stretch is passed through; real documents take two or three."""


@dataclass(slots=True)
class Held:
    """A line that waits for its stretch to be decided."""

    line: Line
    text: str
    """Repaired and stripped."""
    repairs: Sequence[Edit] = ()
    answers: Sequence[Answer] = ()
    key: bytes | None = None
    """What `repeat` remembers of the line."""
    is_blank: bool = False
    is_filler: bool = False
    """A piece of an over-long line, or one blank line too many: kept, and as good as prose."""
    claim: tuple[Rule, int | None] | None = field(default=None)

    @property
    def survives(self) -> bool:
        """Whether it is not blank and no rule has claimed it yet."""
        return not self.is_blank and self.claim is None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a stretch stands in its document."""

    before: int
    """Surviving lines above it."""
    is_last: bool
    memory: Mapping[bytes, int]
    """What was said above: key of a line → how many surviving lines stood above its latest copy."""
    reaches: int
    """Surviving lines back that `memory` goes."""


def decide(lines: Sequence[Held], place: Place, neighbours: Sequence[Rule]) -> bool:
    """Claim lines until no rule claims more; False if that took too long and every claim was taken back.

    Repeats are decided when all other rules are at rest, so that the copy which stays is a surviving line.
    """
    rules = list(dict.fromkeys(answer.rule for held in lines for answer in held.answers))
    if not rules and not any(held.claim for held in lines):
        return True
    first = [rule for rule in [*rules, *neighbours] if not rule.remembers]
    then = [rule for rule in rules if rule.remembers]
    for _ in range(MAX_ROUNDS):
        survivors = Survivors(lines, place)
        claims = survivors.claims(first) or survivors.claims(then)
        if not claims:
            return True
        for claim in claims:
            survivors.held(claim.at).claim = (claim.rule, claim.anchor)
    for held in lines:
        held.claim = None
    return False


class Survivors:
    """The surviving lines of a stretch, as the kinds see them (`cleaner.kinds.base.View`)."""

    def __init__(self, lines: Sequence[Held], place: Place) -> None:
        self._lines = lines
        self._place = place
        self._index = [index for index, held in enumerate(lines) if held.survives]
        self._candidates: dict[str, list[Candidate]] | None = None
        self._keyed: dict[bytes, list[int]] | None = None

    def claims(self, rules: Iterable[Rule]) -> list[Claim]:
        """Collect what rules claim; where several claim a line, the most direct kind wins, then the id."""
        best: dict[int, Claim] = {}
        for rule in rules:
            for claim in rule.claims(self):
                held = self.held(claim.at)
                if held.is_filler or rule.protects(held.text):
                    continue
                known = best.get(claim.at)
                if known is None or _precedence(rule) < _precedence(known.rule):
                    best[claim.at] = claim
        return list(best.values())

    def held(self, at: int) -> Held:
        """Give the line at a position."""
        return self._lines[self._index[at]]

    def __len__(self) -> int:
        return len(self._index)

    def text(self, at: int) -> str:
        """See `View.text`."""
        return self.held(at).text

    def number(self, at: int) -> int:
        """See `View.number`."""
        return self.held(at).line.number

    def is_prose(self, at: int) -> bool:
        """See `View.is_prose`."""
        held = self.held(at)
        return held.is_filler or is_prose(held.text)

    def in_zone(self, zone: Zone, at: int) -> bool:
        """See `View.in_zone`."""
        if zone is Zone.HEAD:
            return self._place.before + at < HEAD_LINES
        if zone is Zone.TAIL:
            return self._place.is_last and len(self) - at <= TAIL_LINES
        return True

    def candidates(self, kind: str) -> Sequence[Candidate]:
        """See `View.candidates`."""
        if self._candidates is None:
            self._candidates = defaultdict(list)
            for at in range(len(self)):
                for rule, role in self.held(at).answers:
                    self._candidates[rule.kind].append(Candidate(at, rule, role))
        return self._candidates.get(kind, ())

    def roles(self, at: int, rule: Rule) -> Sequence[str]:
        """See `View.roles`."""
        return [answer.role for answer in self.held(at).answers if answer.rule is rule]

    def claimed_before(self, at: int) -> Anchor | None:
        """See `View.claimed_before`."""
        for held in self._between(at):
            if held.claim is not None and not isinstance(held.claim[0], Neighbour):
                return Anchor(held.line.number, held.claim[0].id)
        return None

    def blank_before(self, at: int) -> bool:
        """See `View.blank_before`."""
        if at in (0, len(self)):
            return True
        return any(held.is_blank for held in self._between(at))

    def said_before(self, at: int, within: int | None) -> bool:
        """See `View.said_before`."""
        key = self.held(at).key
        if key is None:
            return False
        least = at - (within or self._place.reaches)
        if self._keyed is None:
            self._keyed = defaultdict(list)
            for each in range(len(self)):
                if (said := self.held(each).key) is not None:
                    self._keyed[said].append(each)
        above = self._keyed[key]
        nearest = bisect_left(above, at) - 1
        if nearest >= 0:
            return above[nearest] >= least
        return self._place.memory.get(key, -1) >= max(0, self._place.before + least)

    @property
    def is_first(self) -> bool:
        """See `View.is_first`."""
        return not self._place.before

    @property
    def is_last(self) -> bool:
        """See `View.is_last`."""
        return self._place.is_last

    def _between(self, at: int) -> Iterator[Held]:
        """Yield the lines between the surviving one before a position and the one at it."""
        begin = self._index[at - 1] + 1 if at else 0
        stop = self._index[at] if at < len(self._index) else len(self._lines)
        for index in range(begin, stop):
            yield self._lines[index]


_ORDER = {kind: number for number, kind in enumerate(KINDS)}


def _precedence(rule: Rule) -> tuple[int, str]:
    return _ORDER[rule.kind], rule.id
