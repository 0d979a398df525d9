"""The outcome of deciding: which lines go, as edits of the document, with the repairs of those that stay."""

from collections.abc import Iterator, Mapping, Sequence
from operator import and_

from cleaner.deciding.document import Document
from cleaner.deciding.surviving import Removed
from cleaner.matching.reference import Match
from cleaner.ruleset.rule import Rule
from cleaner.text.edits import NO_FIELDS, Edit
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
        removed, count, part = self._removed, len(self._document.bodies), self._document.part
        survives = self._survives()
        has_removed = False
        done = 0
        for at in self._events():
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
            has_chrome = not removed.keys().isdisjoint(gap)
            room = len(gap)
            if self._squeeze is not None and (has_chrome or has_removed):
                is_edge = (stop == count and part.ends) or (begin == 0 and part.begins)
                room = 0 if is_edge and has_chrome else self._squeeze.max_blank_lines or 0
            yield from self._gap(gap, room)
            has_removed = has_removed or has_chrome

    def _survives(self) -> list[bool]:
        """Return whether each line is there afterwards, and not blank."""
        survives = [not is_blank for is_blank in self._document.is_blank]
        for place in self._removed:
            survives[place] = False
        return survives

    def _events(self) -> Sequence[int]:
        """Return the places at which there is more to say: also blank lines below another one, if any line is removed."""
        events = {at for at, facts in self._document.facts.items() if facts.repairs} | self._odd_ends
        if self._removed:
            blank = self._document.is_blank
            events.update(self._removed)
            events.update([at for at, both in enumerate(map(and_, blank, blank[1:]), 1) if both])
        return sorted(events)

    def _gap(self, gap: range, room: int) -> Iterator[Edit]:
        """Yield what changes in blank and removed lines between two that survive, or at the document's edge.

        So many blank lines stay; the others go where there is a rule for it.
        """
        for place in gap:
            removed = self._removed.get(place)
            if removed is not None:
                yield self._removal(place, *removed)
            elif room:
                room -= 1
                yield from self._repairs(place)
            elif self._squeeze is not None:
                yield self._removal(place, self._squeeze, None)

    def _removal(self, place: int, rule: Rule, anchor: int | None) -> Edit:
        start, stop = self._document.starts[place], self._document.starts[place + 1]
        fields = self._captured(rule, place) if place in self._matches else NO_FIELDS
        return Edit(start, stop, self._document.raw(place), "", rule.id, place + 1, 1, anchor, fields, True)  # noqa: FBT003 — a name takes twice as long

    def _repairs(self, place: int) -> Iterator[Edit]:
        document = self._document
        start, stop = document.starts[place], document.starts[place + 1]
        facts = document.facts.get(place)
        for edit in facts.repairs if facts is not None else ():
            yield edit.shifted(start)._replace(line=place + 1, column=edit.start + 1)
        if place in self._odd_ends:
            old, new = document.ends[place].decode(), document.line_end.decode()
            at = stop - len(old)
            yield Edit(at, stop, old, new, RULE + LINE_ENDS, place + 1, at - start + 1)

    def _captured(self, rule: Rule, place: int) -> Mapping[str, str]:
        """Return what the words of a rule capture of a line."""
        fields: dict[str, str] = {}
        for known, role in self._matches[place]:
            if known is rule:
                fields |= rule.captured(role, self._document.texts[place])
        return fields or NO_FIELDS
