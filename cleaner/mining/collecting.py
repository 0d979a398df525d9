"""Collecting, the second pass: documents of sites, and what is seen of the templates that a sketch lets through."""

import hashlib
from collections.abc import Iterable
from typing import NamedTuple
from zlib import crc32

from cleaner.mining.copies import Features, features_of
from cleaner.mining.counting import LABEL_LINES, MIN_CHARS, MOST, Sketch, Templates, lines_of, site_number
from cleaner.mining.reading import PROSE_CHARS, Reading
from cleaner.mining.sightings import SiteTally
from cleaner.mining.templates import MAX_LINE_CHARS
from cleaner.native import native

RARE_SHARE = 0.25
"""The share of a site's documents up to which a sentence tells a document from others: chrome is in more."""

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


class Collector:
    """Takes in documents of sites, and keeps what is seen of the templates that a sketch lets through."""

    def __init__(self, sketch: Sketch, least: int) -> None:
        self._sketch, self._least = sketch, least
        self._templates = Templates()
        self._known: dict[str, str] = {}
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
        documents = self._sketch.documents[site]
        if documents < self._least:
            return
        few = max(1, min(MOST - 1, int(RARE_SHARE * documents)))
        found = self.looked_up(site, text, few)
        for sentence in found.said:
            tally.in_prose[sentence] = tally.in_prose.get(sentence, 0) + 1

        def features() -> Features:
            told = native.features(text, found.counts, few) if native else None
            return told or features_of(found.lines, [count <= few for count in found.counts])

        reading = Reading(found.lines, found.recurring, found.counts, found.places, features)
        reading.enter(tally, int.from_bytes(digest[:8], "big"))

    def looked_up(self, site: str, text: str, few: int) -> LookedUp:
        """Look up the lines of a document; `few` are the documents up to which a line is its own."""
        if native:
            cells, templates = self._sketch.cells, self._templates
            found = native.look_up_lines(
                text,
                cells,
                site_number(site),
                self._least,
                few,
                self._known,
                templates.of,
                templates.label_of,
            )
            if found is not None:
                return LookedUp(*found)
        return self.looked_up_in_python(site, text, few)

    def looked_up_in_python(self, site: str, text: str, few: int) -> LookedUp:
        """Do the same without native code."""
        seed, least, templates = site_number(site), self._least, self._templates
        cells, mask = self._sketch.cells, len(self._sketch.cells) - 1  # `Sketch.count` would be a call a line
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
        return LookedUp(lines, recurring, counts, places, list(self._said(seed, own)))

    def _said(self, seed: int, lines: Iterable[str]) -> Iterable[str]:
        """Yield the sentences of prose that are written like a template."""
        for line in lines:
            if len(line) >= PROSE_CHARS and ". " in line:
                for part in line.rstrip(".").split(". "):
                    if len(part) <= MAX_SENTENCE_CHARS and self._sketch.count(seed, part) >= self._least:
                        yield part
