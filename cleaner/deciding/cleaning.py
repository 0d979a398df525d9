"""A cleaning: what became of a document, as its edits and as its lines."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from cleaner.deciding.document import Part
from cleaner.text.edits import Edit, Offsets, apply
from cleaner.text.lines import body_and_end
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
        return b"".join(self._outputs()) if self.edits else self.part.data

    def _outputs(self) -> Iterator[bytes]:
        """Yield the output in pieces; no edit goes beyond a line, and so beyond a piece of the input."""
        above = done = 0
        for text in self.part.pieces():
            stop = bisect_right(self.edits, above + len(text), lo=done, key=_end)
            edits = [edit.shifted(-above) for edit in self.edits[done:stop]] if above else self.edits[:stop]
            yield apply(text, edits).encode("utf-8", self.part.errors)
            above, done = above + len(text), stop

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
        _, ends = self.part.count_lines()
        return ends

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
        return (edit.moved(chars, lines) for edit in self.edits) if chars or lines else iter(self.edits)

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


def _end(edit: Edit) -> int:
    return edit.end
