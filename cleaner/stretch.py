"""A stretch: neighbouring lines of a document that are decided together, again and again until none is claimed.

What a rule claims depends on the surviving lines only, so when no rule claims anything more, a second
cleaning would not either.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import NamedTuple

from cleaner.edits import Edit
from cleaner.kinds import KINDS, Rule, Zone
from cleaner.kinds.base import HEAD_LINES, TAIL_LINES, Anchor, Candidate, Claim, PlacedRule
from cleaner.kinds.line import Line as LineRule
from cleaner.lines import fold, least_chars, rows
from cleaner.matching import Answer
from cleaner.shape import is_prose

MAX_ROUNDS = 200
"""Rounds of deciding after which a stretch is passed through; real documents take two or three."""


@dataclass(slots=True)
class Held:
    """What was found out about a line that is not plain: it is mended, answers to a rule, or is kept apart."""

    text: str
    """Repaired and stripped."""
    body: bytes
    """As it goes out, without its ending."""
    end: bytes
    """The ending with which it goes out, if it is mended."""
    repairs: Sequence[Edit] = ()
    """Their offsets count from the line's start."""
    answers: tuple[Answer, ...] = ()
    is_blank: bool = False
    is_filler: bool = False
    """A piece of an over-long line, or one blank line too many: kept, and as good as prose."""


@dataclass(slots=True)
class Waiting:
    """The lines of a document that wait, by index: as they came in, and what is known of some of them."""

    errors: str
    """How their bytes are decoded."""
    bodies: list[bytes] = field(default_factory=list)
    """Without their endings."""
    ends: list[bytes] = field(default_factory=list)
    held: dict[int, Held] = field(default_factory=dict)
    """What was found out, of lines that are not plain."""
    claims: dict[int, tuple[Rule, int | None]] = field(default_factory=dict)
    """Rule and anchor, of lines that were claimed."""
    first: int = 1
    """The number of the first line that waits."""
    prose: dict[int, bool] = field(default_factory=dict)
    """Whether they read as sentences, of those that were asked."""
    pieces: list[int] = field(default_factory=list)
    """Lines that are pieces of an over-long line, but for its last; they have the number of that one."""

    def text(self, index: int) -> str:
        """Give a line repaired and stripped."""
        held = self.held.get(index)
        return self.bodies[index].decode("utf-8", self.errors).strip() if held is None else held.text

    def is_blank(self, index: int) -> bool:
        """Whether there is nothing on a line."""
        held = self.held.get(index)
        if held is None:
            body = self.bodies[index]
            return not body or body.isspace()
        return held.is_blank

    def survives(self, index: int) -> bool:
        """Whether a line is not blank and no rule has claimed it yet."""
        return index not in self.claims and not self.is_blank(index)

    def reads_as_prose(self, index: int) -> bool:
        """Whether a line reads as sentences."""
        known = self.prose.get(index)
        if known is None:
            held = self.held.get(index)
            known = (held is not None and held.is_filler) or is_prose(self.text(index))
            self.prose[index] = known
        return known

    def least_chars(self, span: range) -> list[int]:
        """Count the characters of the lines of a range, or fewer (see `cleaner.lines.least_chars`)."""
        counts = least_chars(b"\n".join(self.bodies[span.start : span.stop]))
        for index, held in self.held.items():
            if held.repairs and index in span:
                counts[index - span.start] = len(held.text)
        return counts

    def surviving(self, begin: int, stop: int) -> list[int]:
        """List the surviving lines of a range."""
        claims, held = self.claims, self.held
        return [
            index
            for index, body in enumerate(self.bodies[begin:stop], begin)
            if (body and not body.isspace() if index not in held else not held[index].is_blank)
            and index not in claims
        ]

    def number(self, index: int) -> int:
        """Give the number a line has in the document."""
        return self.first + index - bisect_left(self.pieces, index)

    def drop(self, count: int) -> None:
        """Let go of the first lines."""
        self.first = self.number(count)
        self.pieces = [index - count for index in self.pieces if index >= count]
        del self.bodies[:count]
        del self.ends[:count]
        self.held = {index - count: held for index, held in self.held.items() if index >= count}
        self.claims = {index - count: claim for index, claim in self.claims.items() if index >= count}
        self.prose = {index - count: known for index, known in self.prose.items() if index >= count}


class Place(NamedTuple):
    """Where a stretch stands in its document."""

    before: int
    """Surviving lines above it."""
    is_last: bool
    memory: Mapping[bytes, int]
    """What was said above: key of a line → how many surviving lines stood above its latest copy."""
    reaches: int
    """Surviving lines back that `memory` goes."""

    def lets_act(self, rule: Rule) -> bool:
        """Whether a rule's zone may begin or end in the stretch."""
        zone = rule.zone if isinstance(rule, PlacedRule) else Zone.ANYWHERE
        return zone is Zone.ANYWHERE or (self.is_last if zone is Zone.TAIL else self.before < HEAD_LINES)


def decide(waiting: Waiting, begin: int, stop: int, *, place: Place, spreading: Sequence[Rule]) -> bool:
    """Claim lines of a range until no rule claims more; False if that took too long and all was taken back.

    Repeats are decided when all other rules are at rest, so that the copy which stays is a surviving line.
    """
    loud: list[int] = []
    for each, held in waiting.held.items():
        if not (held.answers and begin <= each < stop) or each in waiting.claims:
            continue
        if is_free(held.answers):
            waiting.claims[each] = (held.answers[0].rule, None)
        else:
            loud.append(each)
    rules = dict.fromkeys(answer.rule for each in loud for answer in waiting.held[each].answers)
    acting = [rule for rule in (rules | dict.fromkeys(spreading)) if place.lets_act(rule)]
    first = [rule for rule in acting if not rule.remembers]
    then = [rule for rule in acting if rule.remembers]
    if not first and not then:
        return True
    index = waiting.surviving(begin, stop)
    span = range(begin, stop)
    chars = waiting.least_chars(span)
    for _ in range(MAX_ROUNDS):
        survivors = Survivors(
            waiting, index, span, chars=[chars[each - begin] for each in index], place=place, loud=loud
        )
        claims = survivors.claims(first) or survivors.claims(then)
        if not claims:
            return True
        for claim in claims:
            waiting.claims[index[claim.at]] = (claim.rule, claim.anchor)
        index = [each for each in index if each not in waiting.claims]
    for each in span:
        waiting.claims.pop(each, None)
    return False


def is_free(answers: Sequence[Answer]) -> bool:
    """Whether a line is claimed whatever stands around it, and leads to no other line by its words.

    That it may be a repeat, too, does not matter: repeats are decided last, and are asked for in some ways of
    reading a document only where something else is known of it.
    """
    free = [isinstance(rule, LineRule) and rule.is_free for rule, _ in answers]
    return any(free) and all(each or rule.remembers for each, (rule, _) in zip(free, answers, strict=True))


def key_of(text: str) -> bytes:
    """Give what is remembered of a line: a fingerprint of its folded text, 16 bytes."""
    return blake2b(fold(text).encode("utf-8", "surrogatepass"), digest_size=16).digest()


class Survivors:
    """The surviving lines of a stretch, as the kinds see them (`cleaner.kinds.base.View`)."""

    def __init__(
        self,
        waiting: Waiting,
        index: Sequence[int],
        span: range,
        *,
        chars: Sequence[int],
        place: Place,
        loud: Sequence[int],
    ) -> None:
        self._waiting = waiting
        self._index = index
        self._span = span
        self._chars = chars
        self._place = place
        self._candidates: dict[str, list[Candidate]] = defaultdict(list)
        for each in loud:
            at = bisect_left(index, each)
            if at < len(index) and index[at] == each:
                for rule, role in waiting.held[each].answers:
                    self._candidates[rule.id].append(Candidate(at, role))
        self._stops: dict[int, int] = {}
        self._rows: dict[tuple[int, int], Sequence[range]] = {}
        self._anchors: list[tuple[int, Anchor]] | None = None
        self._said: dict[str, list[int]] | None = None

    def claims(self, rules: Iterable[Rule]) -> list[Claim]:
        """Collect what rules claim; where several claim a line, the most direct kind wins, then the id."""
        best: dict[int, Claim] = {}
        for rule in rules:
            for claim in rule.claims(self):
                held = self._waiting.held.get(self._index[claim.at])
                if (held is not None and held.is_filler) or rule.protects(self.text(claim.at)):
                    continue
                known = best.get(claim.at)
                if known is None or _precedence(rule) < _precedence(known.rule):
                    best[claim.at] = claim
        return list(best.values())

    def __len__(self) -> int:
        return len(self._index)

    def text(self, at: int) -> str:
        """See `View.text`."""
        return self._waiting.text(self._index[at])

    def number(self, at: int) -> int:
        """See `View.number`."""
        return self._waiting.number(self._index[at])

    def is_prose(self, at: int) -> bool:
        """See `View.is_prose`."""
        return self._waiting.reads_as_prose(self._index[at])

    def in_zone(self, zone: Zone, at: int) -> bool:
        """See `View.in_zone`."""
        if zone is Zone.HEAD:
            return self._place.before + at < HEAD_LINES
        if zone is Zone.TAIL:
            return self._place.is_last and len(self) - at <= TAIL_LINES
        return True

    def next_prose(self, at: int) -> int:
        """See `View.next_prose`."""
        stop = at
        while stop < len(self._index) and stop not in self._stops and not self.is_prose(stop):
            stop += 1
        stop = self._stops.get(stop, stop)
        self._stops.update(dict.fromkeys(range(at, stop), stop))
        return stop

    def short_rows(self, longest: int, least: int) -> Sequence[range]:
        """See `View.short_rows`."""
        found = self._rows.get((longest, least))
        if found is None:
            found = self._rows[longest, least] = rows(bytes(map(longest.__ge__, self._chars)), least)
        return found

    def candidates(self, rule: Rule) -> Sequence[Candidate]:
        """See `View.candidates`."""
        return self._candidates.get(rule.id, ())

    def roles(self, at: int, rule: Rule) -> Sequence[str]:
        """See `View.roles`."""
        held = self._waiting.held.get(self._index[at])
        return [] if held is None else [answer.role for answer in held.answers if answer.rule is rule]

    def anchors(self) -> Sequence[tuple[int, Anchor]]:
        """See `View.anchors`."""
        if self._anchors is None:
            found: dict[int, Anchor] = {}
            for each in sorted(self._waiting.claims):
                rule = self._waiting.claims[each][0]
                if each in self._span and rule.leads:
                    found.setdefault(
                        bisect_left(self._index, each), Anchor(self._waiting.number(each), rule.id)
                    )
            self._anchors = list(found.items())
        return self._anchors

    def blank_before(self, at: int) -> bool:
        """See `View.blank_before`."""
        if at in (0, len(self)):
            return True
        between = range(self._index[at - 1] + 1, self._index[at])
        return any(self._waiting.is_blank(each) for each in between)

    def said_before(self, at: int, within: int | None) -> bool:
        """See `View.said_before`."""
        said = fold(self.text(at))
        least = max(0, at - within) if within else 0
        if within and at - least <= _FEW:
            if any(fold(self.text(each)) == said for each in range(least, at)):
                return True
        else:
            if self._said is None:
                self._said = defaultdict(list)
                for each in range(len(self)):
                    self._said[fold(self.text(each))].append(each)
            above = self._said[said]
            nearest = bisect_left(above, at) - 1
            if nearest >= 0 and above[nearest] >= least:
                return True
        if not self._place.memory:
            return False
        back = within or self._place.reaches
        return self._place.memory.get(key_of(self.text(at)), -1) >= max(0, self._place.before + at - back)

    @property
    def is_first(self) -> bool:
        """See `View.is_first`."""
        return not self._place.before

    @property
    def is_last(self) -> bool:
        """See `View.is_last`."""
        return self._place.is_last


_FEW = 8  # lines that are folded one by one sooner than a stretch is indexed

_ORDER = {kind: number for number, kind in enumerate(KINDS)}


def _precedence(rule: Rule) -> tuple[int, str]:
    return _ORDER[rule.kind], rule.id
