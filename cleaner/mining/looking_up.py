"""Looking up: the lines of a document, and what a sketch says of each; the definition of what native code does."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple
from zlib import crc32

from cleaner.mining.counting import LABEL_LINES, MIN_CHARS, MOST, Templates, lines_of
from cleaner.mining.reading import PROSE_CHARS
from cleaner.mining.sightings import Cells
from cleaner.mining.templates import MAX_LINE_CHARS

MAX_SENTENCE_CHARS = 80
"""Characters of the longest sentence of prose that is compared with templates."""

TOO_LONG = ""
"""Stands for the template of a line that recurs and is too long for a rule."""


class LookedUp(NamedTuple):
    """The lines of a document, and what a sketch says of them."""

    lines: list[str]
    recurring: list[str | None]
    """The template of each line if it may recur, else None."""
    counts: list[int]
    """In how many documents, up to `MOST`, the like of each line may be."""
    places: dict[str, list[int]]
    """Where each of those templates is."""
    said: list[str]
    """The sentences of the document's own prose that are written like a template."""


def looked_up(text: str, cells: Cells, seed: int, least: int, few: int, *, templates: Templates) -> LookedUp:
    """Look up the lines of a document; `few` are the documents up to which a line is its own."""
    mask = len(cells) - 1  # `Sketch.count` would be a call a line
    lines = lines_of(text)
    recurring: list[str | None] = []
    counts: list[int] = []
    for number, line in enumerate(lines):
        size = len(line)
        template = templates.of(line) if size <= MAX_LINE_CHARS else line[:MAX_LINE_CHARS]
        count = cells[crc32(template.encode("utf-8", "surrogatepass"), seed) & mask]
        found = None
        if count >= least and size >= MIN_CHARS:
            found = template if size <= MAX_LINE_CHARS else TOO_LONG
        if number < LABEL_LINES and (label := templates.label_of(line)) is not None:
            by_label = cells[crc32(label.encode("utf-8", "surrogatepass"), seed) & mask]
            if by_label >= max(least, 2 * count):  # there are other names
                found, count = label, by_label
        recurring.append(found)
        counts.append(min(count, MOST))
    places: dict[str, list[int]] = {}
    for at, each in enumerate(recurring):
        if each:
            places.setdefault(each, []).append(at)
    own = (line for line, count in zip(lines, counts, strict=True) if count <= few)
    said = [
        part
        for part in _sentences(own)
        if cells[crc32(part.encode("utf-8", "surrogatepass"), seed) & mask] >= least
    ]
    return LookedUp(lines, recurring, counts, places, said)


def _sentences(lines: Iterable[str]) -> Iterator[str]:
    """Yield the short sentences of prose."""
    for line in lines:
        if len(line) >= PROSE_CHARS and ". " in line:
            for part in line.rstrip(".").split(". "):
                if len(part) <= MAX_SENTENCE_CHARS:
                    yield part
