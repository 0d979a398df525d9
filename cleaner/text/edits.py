"""Edits: what changed, where, to what, and by which rule; applied, undone, composed and counted along.

Spans are half-open ranges of code points. A list of edits is in order and its spans do not overlap.
"""

import copyreg
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple


def read_only(mapping: Mapping[str, str]) -> MappingProxyType[str, str]:
    """Return a mapping that nobody can change."""
    return MappingProxyType(dict(mapping))


copyreg.pickle(MappingProxyType, lambda mapping: (read_only, (dict(mapping),)))  # edits go between processes

NO_FIELDS = read_only({})
"""What nearly all edits capture."""


class Edit(NamedTuple):
    """A span of the input, the text that replaces it, and the id of the rule."""

    start: int
    end: int
    old: str
    new: str
    rule: str
    line: int = 1
    """The line of the input in which it begins, from 1."""
    column: int = 1
    """The column in that line, in code points, from 1."""
    anchor: int | None = None
    """The line because of which this one is removed, if there is one."""
    fields: Mapping[str, str] = NO_FIELDS
    """What the rule's named groups and slots captured from the removed line."""
    removes_line: bool = False
    """Whether it removes a whole line with its ending."""

    def moved(self, chars: int, lines: int) -> "Edit":
        """Return the edit for a text with so many code points and lines more above."""
        anchor = None if self.anchor is None else self.anchor + lines
        return self.shifted(chars)._replace(line=self.line + lines, anchor=anchor)

    def shifted(self, by: int) -> "Edit":
        """Return the edit for a text with so many code points more in front."""
        return self._replace(start=self.start + by, end=self.end + by)


def apply(text: str, edits: Iterable[Edit]) -> str:
    """Carry out edits on the text they were made for.

    >>> apply("a b c", [Edit(start=2, end=4, old="b ", new="", rule="x")])
    'a c'
    """
    pieces: list[str] = []
    done = 0
    for edit in edits:
        pieces += text[done : edit.start], edit.new
        done = edit.end
    return "".join([*pieces, text[done:]])


def invert(edits: Iterable[Edit]) -> Iterator[Edit]:
    """Turn edits from input to output into edits from output to input.

    >>> edits = [Edit(start=2, end=4, old="b ", new="", rule="x")]
    >>> apply(apply("a b c", edits), invert(edits))
    'a b c'
    """
    shift = 0
    for edit in edits:
        start = edit.start + shift
        shift += len(edit.new) - len(edit.old)
        yield edit._replace(start=start, end=start + len(edit.new), old=edit.new, new=edit.old)


def merge(first: Sequence[Edit], second: Sequence[Edit], text: str) -> list[Edit]:
    """Compose two lists of edits into one: `second` was made for what `first` makes of `text`.

    Edits that touch become one, which names the rules of all: `repair/mojibake+repair/spaces`.
    """
    if not first or not second:
        return list(first or second)
    between = apply(text, first)
    offsets = Offsets(first)
    spans = [
        *(
            _Span(offsets.to_output(edit.start), offsets.to_output(edit.end, after=True), edit)
            for edit in first
        ),
        *(_Span(edit.start, edit.end, edit, is_later=True) for edit in second),
    ]
    merged: list[Edit] = []
    for start, end, members in _clusters(sorted(spans, key=_bounds)):
        begin, finish = offsets.to_input(start), offsets.to_input(end, after=True)
        old = text[begin:finish]
        new = apply(between[start:end], (span.edit.shifted(-start) for span in members if span.is_later))
        if new != old:
            rules = "+".join(dict.fromkeys(span.edit.rule for span in members))
            line = members[0].edit.line
            merged.append(Edit(start=begin, end=finish, old=old, new=new, rule=rules, line=line))
    return merged


class Offsets:
    """Maps offsets, in code points, between the input of a list of edits and its output.

    >>> offsets = Offsets([Edit(start=2, end=4, old="b ", new="", rule="x")])
    >>> offsets.to_output(4), offsets.to_input(2), offsets.to_input(2, after=True)
    (2, 2, 4)
    """

    def __init__(self, edits: Iterable[Edit]) -> None:
        self._inputs: list[tuple[int, int]] = []
        self._outputs: list[tuple[int, int]] = []
        shift = 0
        for edit in edits:
            start = edit.start + shift
            self._inputs.append((edit.start, edit.end))
            self._outputs.append((start, start + len(edit.new)))
            shift += len(edit.new) - len(edit.old)

    def to_output(self, offset: int, *, after: bool = False) -> int:
        """Say where an offset of the input went; one inside an edit goes to its start, or its end."""
        return _mapped(offset, self._inputs, self._outputs, after=after)

    def to_input(self, offset: int, *, after: bool = False) -> int:
        """Say where an offset of the output came from; see `to_output`.

        At a removal two answers are right: the near side, or with `after` the far side.
        """
        return _mapped(offset, self._outputs, self._inputs, after=after)


def _mapped(offset: int, source: list[tuple[int, int]], target: list[tuple[int, int]], *, after: bool) -> int:
    at = bisect_right(source, offset, key=_start) if after else bisect_left(source, offset, key=_start)
    if not at:
        return offset
    begin, end = source[at - 1]
    if begin == offset < end:  # the far side of what stands before an edit is the edit's start
        return target[at - 1][0]
    if offset < end or begin == end == offset:
        return target[at - 1][after]
    return target[at - 1][1] + offset - end


def _start(span: tuple[int, int]) -> int:
    return span[0]


class _Span(NamedTuple):
    """Where an edit stands in the text between two lists of edits."""

    start: int
    end: int
    edit: Edit
    is_later: bool = False
    """Whether it is of the second list."""


def _clusters(spans: Iterable[_Span]) -> Iterator[tuple[int, int, list[_Span]]]:
    """Group sorted spans that overlap or touch."""
    members: list[_Span] = []
    start = end = 0
    for span in spans:
        if members and span.start <= end:
            members.append(span)
            end = max(end, span.end)
            continue
        if members:
            yield start, end, members
        members, start, end = [span], span.start, span.end
    if members:
        yield start, end, members


def _bounds(span: _Span) -> tuple[int, int]:
    return span[:2]
