"""Counting, the first pass: which templates may be in enough documents of their site.

A sketch of fixed size counts the documents in which each template is. Two templates may share a cell, so that it never
counts too few, and the second pass counts exactly what it lets through.
"""

from collections.abc import Iterable, Iterator
from mmap import mmap
from zlib import crc32

from cleaner.mining.sightings import Cells
from cleaner.mining.site_counts import SiteCounts
from cleaner.mining.templates import MAX_LINE_CHARS, label_of, template_of
from cleaner.native import native

MIN_CHARS = 2
"""Characters of the shortest line that is counted."""

LABEL_LINES = 12
"""Lines at the beginning of a document in which a label with a name is looked for: bylines stand there."""

MOST = 255
"""Documents up to which a cell counts."""

SKETCH_CELLS = 1 << 24
"""Cells of a sketch, of two bytes: for thirty million different templates one in a hundred shares its cell with others
so that it seems to recur, and the second pass finds out."""

LOOKED_AT_CELLS = 1 << 16
"""Cells that are looked at to plan the second pass."""

MEMO_LINES = 1 << 16
"""Distinct lines whose templates are kept."""


class Templates:
    """The templates and labels of lines, those that were asked for lately kept."""

    def __init__(self) -> None:
        self._memo: dict[str, str] = {}
        self._labels: dict[str, str | None] = {}

    def of(self, line: str) -> str:
        """Return the template of a stripped line."""
        known = self._memo.get(line)
        if known is None:
            if len(self._memo) >= MEMO_LINES:
                self._memo.clear()
            known = self._memo[line] = template_of(line)
        return known

    def label_of(self, line: str) -> str | None:
        """Return the template of a line that may be a label with a name behind it; None for others."""
        try:
            return self._labels[line]
        except KeyError:
            if len(self._labels) >= MEMO_LINES:
                self._labels.clear()
            label = self._labels[line] = label_of(line)
            return label


def lines_of(text: str) -> list[str]:
    """Return the lines of a text that are not blank, stripped."""
    return [line for raw in text.splitlines() if (line := raw.strip())]


def counted_templates(lines: Iterable[str], templates: Templates) -> Iterator[str]:
    """Yield the templates of a document's lines, and of its first lines those with a name in them."""
    of = templates.of
    for number, line in enumerate(lines):
        if len(line) > MAX_LINE_CHARS:
            yield line[:MAX_LINE_CHARS]
        elif len(line) >= MIN_CHARS:
            yield of(line)
            if number < LABEL_LINES and (label := templates.label_of(line)) is not None:
                yield label


class Sketch:
    """Counts, for each template of each site, up to `MOST` documents, in a fixed number of bytes."""

    def __init__(self, least: int, size: int = SKETCH_CELLS) -> None:
        """`least` are the documents from which a template recurs; `size` is a power of two."""
        memory = mmap(-1, 2 * size)  # goes back to the system as soon as it is let go
        self.cells: Cells = memoryview(memory).cast("H")
        self.least = least
        self.sites = SiteCounts()

    def add(self, site: str, templates: Iterable[str], block: int = 0) -> None:
        """Count one document; `block` is the number of the block that it is in."""
        self.sites.add(site, block)
        seed = site_number(site)
        cells, mask = self.cells, len(self.cells) - 1
        for template in set(templates):
            at = crc32(template.encode("utf-8", "surrogatepass"), seed) & mask
            count = cells[at]
            if count < MOST:
                cells[at] = count + 1

    def add_text(self, site: str, text: str, templates: Templates, block: int = 0) -> None:
        """Count one document: the templates of its lines; `block` is the number of the block that it is in."""
        if native and native.count_lines(text, self.cells, site_number(site), templates.of):
            self.sites.add(site, block)
        else:
            self.add(site, counted_templates(lines_of(text), templates), block)

    def count(self, seed: int, template: str) -> int:
        """Return in how many documents of a site, at most `MOST`, a template may be: never too few."""
        at = crc32(template.encode("utf-8", "surrogatepass"), seed) & (len(self.cells) - 1)
        return min(MOST, self.cells[at])

    def recurring(self) -> int:
        """Return about how many templates may recur, all sites together: one cell in so many is looked at."""
        step = max(1, len(self.cells) // LOOKED_AT_CELLS)
        return step * sum(count >= self.least for count in self.cells[::step])


def site_number(site: str) -> int:
    """Return a number that depends on the name of a site alone."""
    return crc32(site.encode("utf-8", "surrogatepass"))
