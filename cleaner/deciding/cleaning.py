"""A cleaning: what became of a document, as its edits and as its lines."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from types import MappingProxyType
from typing import NamedTuple

from cleaner.deciding.document import Document, Part
from cleaner.deciding.surviving import Removed
from cleaner.matching.reference import Match
from cleaner.ruleset.rule import Rule
from cleaner.text.edits import Edit, Offsets, apply
from cleaner.text.lines import body_and_end
from cleaner.text.repair import LINE_ENDS, RULE
from cleaner.text.shape import is_prose


class Line(NamedTuple):
    """One line of a document: its place, its text before cleaning and its text after."""

    number: int
    """From 1. A byte order mark comes as a line of its own above the first, with the same number."""
    start: int
    """Code points before it in the decoded input."""
    raw: str
    """Before cleaning, with its line ending."""
    text: str
    """After cleaning, with its line ending; empty if it is removed."""
    edits: tuple[Edit, ...] = ()
    """The edits that change it."""


@dataclass(frozen=True)
class Cleaning:
    """What became of one part of a text: of a whole document, if it is not too long."""

    part: Part
    edits: tuple[Edit, ...] = ()
    """Every change, in order; offsets and line numbers count from the start of the part."""
    over_cap: float | None = None
    """The share of the content that would have been removed, if it was too much, so that the document was left as it is."""
    unmatched: frozenset[int] = frozenset()
    """The numbers of removed lines whose words no rule knows."""

    @cached_property
    def raw(self) -> str:
        """The input, decoded."""
        return self.part.data.decode("utf-8", self.part.errors)

    @cached_property
    def text(self) -> str:
        """The output, decoded."""
        return apply(self.raw, self.edits)

    @property
    def data(self) -> bytes:
        """The output, as bytes."""
        return self.text.encode("utf-8", self.part.errors) if self.edits else self.part.data

    @property
    def fields(self) -> Mapping[str, tuple[str, ...]]:
        """What named groups and slots captured from removed lines, by name, in document order."""
        found: dict[str, list[str]] = {}
        for edit in self.edits:
            for name, value in edit.fields.items():
                found.setdefault(name, []).append(value)
        return {name: tuple(values) for name, values in found.items()}

    @property
    def offsets(self) -> Offsets:
        """A map of offsets between input and output."""
        return Offsets(self.edits)

    @property
    def line_ends(self) -> int:
        """The lines of the input that have an ending."""
        ends = self.part.lines().ends
        return len(ends) - (bool(ends) and not ends[-1])

    def capped(self, max_removed: float) -> "Cleaning":
        """Return the cleaning, or one that changes nothing if it removes more than this share of the content."""
        share = self.removed_share() if max_removed < 1 and self.edits else 0.0
        return Cleaning(self.part, over_cap=share) if share > max_removed else self

    def removed_share(self) -> float:
        """Return the share, from 0 to 1, of the content-like characters that are removed.

        Content-like are the characters, without white space, of prose and of removed lines whose words no rule knows.
        In a document without either, the characters of all lines count.
        """
        counts = {
            True: [0, 0],
            False: [0, 0],
        }  # by whether it is like content: characters kept, characters removed
        for line in self.lines():
            body = body_and_end(line.raw)[0].strip()
            is_removed = any(edit.removes_line for edit in line.edits)
            is_like_content = line.number in self.unmatched or is_prose(body)
            counts[is_like_content][is_removed] += sum(map(len, body.split()))
        kept, removed = counts[True] if any(counts[True]) else counts[False]
        return removed / (kept + removed) if removed else 0.0

    def moved(self, chars: int, lines: int) -> Iterator[Edit]:
        """Yield the edits for a text with so many code points and lines above this part."""
        return (edit.moved(chars, lines) for edit in self.edits)

    def lines(self) -> Iterator[Line]:
        """Yield all lines, also the removed ones."""
        start, waiting = 0, list(reversed(self.edits))
        mark = self.part.mark.decode()
        if mark:
            yield Line(1, 0, mark, mark)
            start = 1
        for number, (body, end) in enumerate(zip(*self.part.lines(), strict=True), 1):
            raw = (body + end).decode("utf-8", self.part.errors)
            stop = start + len(raw)
            edits: list[Edit] = []
            while waiting and waiting[-1].start < stop:
                edits.append(waiting.pop())
            shifted = [edit.shifted(-start) for edit in edits]
            yield Line(number, start, raw, apply(raw, shifted) if edits else raw, tuple(edits))
            start = stop


def edits_of(
    document: Document,
    removed: Mapping[int, Removed],
    matches: Mapping[int, Sequence[Match]],
    *,
    squeeze: Rule | None,
    mends_ends: bool,
) -> tuple[Edit, ...]:
    """Return what changes when lines are removed, others repaired, and blank lines left over squeezed."""
    return tuple(_Outcome(document, removed, matches, squeeze, mends_ends).edits())


class _Outcome:
    """Walks through the lines of a document at which there is more to say than that they stay."""

    def __init__(
        self,
        document: Document,
        removed: Mapping[int, Removed],
        matches: Mapping[int, Sequence[Match]],
        squeeze: Rule | None,
        mends_ends: bool,
    ) -> None:
        self._document, self._removed, self._matches, self._squeeze = document, removed, matches, squeeze
        usual = {document.line_end, b""}
        is_mixed = mends_ends and not usual.issuperset(document.ends)
        self._odd_ends = {at for at, end in enumerate(document.ends) if is_mixed and end not in usual}
        self._survives = [not is_blank for is_blank in document.is_blank]
        for place in removed:
            self._survives[place] = False

    def edits(self) -> Iterator[Edit]:
        """Yield them in order."""
        count, part, survives = len(self._document.bodies), self._document.part, self._survives
        blank = self._blank_rows() if self._removed else ()
        events = sorted({*self._removed, *self._repaired(), *self._odd_ends, *blank})
        has_removed = False
        done = 0
        for at in events:
            if at < done:
                continue
            if survives[at]:
                yield from self._repairs(at)
                done = at + 1
                continue
            begin, stop = at, at + 1
            while begin > done and not survives[begin - 1]:
                begin -= 1
            while stop < count and not survives[stop]:
                stop += 1
            done = stop
            gap = range(begin, stop)
            has_chrome = any(place in self._removed for place in gap)
            room = len(gap)
            if self._squeeze is not None and (has_chrome or has_removed):
                is_edge = (stop == count and part.ends) or (begin == 0 and part.begins)
                room = 0 if is_edge and has_chrome else self._squeeze.max_blank_lines or 0
            yield from self._gap(gap, room)
            has_removed = has_removed or has_chrome

    def _repaired(self) -> list[int]:
        return [at for at, facts in self._document.facts.items() if facts.repairs]

    def _blank_rows(self) -> list[int]:
        """Return the blank lines below another blank line."""
        return [
            at
            for at, (above, is_blank) in enumerate(pairwise(self._document.is_blank), 1)
            if above and is_blank
        ]

    def _gap(self, gap: range, room: int) -> Iterator[Edit]:
        """Yield what changes in blank and removed lines between two that survive, or at the document's edge.

        So many blank lines stay; the others go where there is a rule for it.
        """
        for place in gap:
            if place in self._removed:
                yield self._removal(place, *self._removed[place])
            elif room:
                room -= 1
                yield from self._repairs(place)
            elif self._squeeze is not None:
                yield self._removal(place, self._squeeze, None)

    @cached_property
    def _starts(self) -> Sequence[int]:
        """The code points above each line."""
        document = self._document
        lines = zip(document.raw_bodies, document.raw_ends, strict=True)
        sizes = [len(body) + len(end) for body, end in lines]
        return list(accumulate(sizes, initial=len(document.part.mark.decode())))

    def _removal(self, place: int, rule: Rule, anchor: int | None) -> Edit:
        old, start = self._document.raw_bodies[place] + self._document.raw_ends[place], self._starts[place]
        fields = self._captured(rule, place) if place in self._matches else _NOTHING
        return Edit(
            start, start + len(old), old, "", rule.id, place + 1, 1, anchor, fields, removes_line=True
        )

    def _repairs(self, place: int) -> Iterator[Edit]:
        start = self._starts[place]
        facts = self._document.facts.get(place)
        for edit in facts.repairs if facts is not None else ():
            yield edit.shifted(start)._replace(line=place + 1, column=edit.start + 1)
        if place in self._odd_ends:
            old, new = self._document.raw_ends[place], self._document.line_end.decode()
            column = len(self._document.raw_bodies[place])
            at = start + column
            yield Edit(at, at + len(old), old, new, RULE + LINE_ENDS, place + 1, column + 1)

    def _captured(self, rule: Rule, place: int) -> Mapping[str, str]:
        """Return what the words of a rule capture of a line."""
        fields: dict[str, str] = {}
        for match in self._matches[place]:
            if match.rule is rule:
                fields |= rule.captured(match.role, self._document.texts[place])
        return fields or _NOTHING


_NOTHING: Mapping[str, str] = MappingProxyType({})
