"""The outcome of deciding: which lines go, as edits of the document, with the repairs of those that stay."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate, pairwise
from types import MappingProxyType

from cleaner.deciding.document import Document
from cleaner.deciding.surviving import Removed
from cleaner.matching.reference import Match
from cleaner.ruleset.rule import Rule
from cleaner.text.edits import Edit
from cleaner.text.repair import LINE_ENDS, RULE


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

    def edits(self) -> Iterator[Edit]:
        """Yield them in order."""
        if not (self._removed or self._odd_ends or self._document.facts):
            return
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

    @cached_property
    def _survives(self) -> list[bool]:
        """Whether each line is there afterwards, and not blank."""
        survives = [not is_blank for is_blank in self._document.is_blank]
        for place in self._removed:
            survives[place] = False
        return survives

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
