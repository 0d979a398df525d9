"""Collecting, the second pass: documents of sites, and what is seen of the templates that a sketch lets through."""

import hashlib
from collections.abc import Sequence
from zlib import crc32

from cleaner.mining.counting import LABEL_LINES, MIN_CHARS, MOST, Sketch, Templates, lines_of, site_number
from cleaner.mining.reading import PROSE_CHARS, Reading
from cleaner.mining.sightings import SiteTally
from cleaner.mining.templates import MAX_LINE_CHARS, label_of

RARE_SHARE = 0.25
"""The share of a site's documents up to which a sentence tells a document from others: chrome is in more."""

MAX_SENTENCE_CHARS = 80
"""Characters of the longest sentence of prose that is compared with templates."""

TOO_LONG = ""
"""Stands for the template of a line that recurs and is too long for a rule."""


class Collector:
    """Takes in documents of sites, and keeps what is seen of the templates that a sketch lets through."""

    def __init__(self, sketch: Sketch, least: int) -> None:
        self._sketch, self._least = sketch, least
        self._templates = Templates()
        self.sites: dict[str, SiteTally] = {}

    def add(self, site: str, text: str) -> None:
        """Take in one document."""
        tally = self.sites.get(site)
        if tally is None:
            tally = self.sites[site] = SiteTally(site)
        data = text.encode("utf-8", "surrogatepass")
        digest = hashlib.blake2b(data, digest_size=16).digest()
        tally.documents += 1
        tally.bytes += len(data)
        tally.digest = (tally.digest + int.from_bytes(digest, "big")) % (1 << 128)
        if self._sketch.documents[site] < self._least:
            return
        lines = lines_of(text)
        recurring, counts = self._looked_up(site, lines)
        few = max(1, min(MOST - 1, int(RARE_SHARE * self._sketch.documents[site])))
        rare = [count <= few for count in counts]
        self._look_into_prose(tally, lines, rare)
        Reading(lines, recurring, counts, rare).enter(tally, int.from_bytes(digest[:8], "big"))

    def _looked_up(self, site: str, lines: Sequence[str]) -> tuple[list[str | None], list[int]]:
        """Return for each line its template if that may recur, else None; and in how many documents its like may be."""
        seed, least, of = site_number(site), self._least, self._templates.of
        cells, mask = self._sketch.cells, len(self._sketch.cells) - 1  # `Sketch.count` would be a call a line
        recurring: list[str | None] = []
        counts: list[int] = []
        for number, line in enumerate(lines):
            size = len(line)
            template = of(line) if size <= MAX_LINE_CHARS else line[:MAX_LINE_CHARS]
            count = cells[crc32(template.encode("utf-8", "surrogatepass"), seed) & mask]
            found = None
            if count >= least and size >= MIN_CHARS:
                found = template if size <= MAX_LINE_CHARS else TOO_LONG
            if number < LABEL_LINES and (label := label_of(line)) is not None:
                by_label = cells[crc32(label.encode("utf-8", "surrogatepass"), seed) & mask]
                if by_label >= max(least, 2 * count):  # there are other names
                    found, count = label, by_label
            recurring.append(found)
            counts.append(min(count, MOST))
        return recurring, counts

    def _look_into_prose(self, tally: SiteTally, lines: Sequence[str], rare: Sequence[bool]) -> None:
        """Count the sentences of a document's own prose that are written like a template."""
        seed, count, least = site_number(tally.name), self._sketch.count, self._least
        for line, is_rare in zip(lines, rare, strict=True):
            if is_rare and len(line) >= PROSE_CHARS and ". " in line:
                for part in line.rstrip(".").split(". "):
                    if len(part) <= MAX_SENTENCE_CHARS and count(seed, part) >= least:
                        tally.in_prose[part] = tally.in_prose.get(part, 0) + 1
