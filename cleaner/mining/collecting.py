"""Collecting, the second pass: documents of sites, and what is seen of the templates that a sketch lets through."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from cleaner.mining.counting import MOST, Sketch, Templates, site_number
from cleaner.mining.sightings import Sighting, Tallies, Tally, too_many_for
from cleaner.mining.tallying import PythonTallies
from cleaner.native import native

RARE_SHARE = 0.25
"""The share of a site's documents up to which a sentence tells a document from others: chrome is in more."""

_MOST_ASKED = MOST + 1  # no template has more documents, as far as a sketch says


@dataclass(slots=True)
class SiteTally:
    """What was seen of one site."""

    name: str
    lines: Tallies
    documents: int = 0
    bytes: int = 0
    digest: int = 0
    """The sum of the hashes of its texts, whatever their order."""

    def seen(self) -> Iterator[Tally]:
        """Yield the templates that are in distinct documents enough, in the order of their text."""
        return (Tally(*each) for each in self.lines.seen())


class Collector:
    """Takes in documents of sites, and keeps what is seen of the templates that a sketch lets through."""

    def __init__(self, sketch: Sketch, least: int) -> None:
        self._sketch, self._least = sketch, least
        self._templates = Templates()
        self._sites: dict[str, SiteTally] = {}

    def add(self, site: str, text: str) -> SiteTally | None:
        """Take in one document; return what was seen of its site if that was its last one.

        A site with too few documents is left out.
        """
        documents = self._sketch.sites.documents_of(site)
        if documents < self._least:
            return None
        tally = self._sites.get(site)
        if tally is None:
            tally = self._sites[site] = SiteTally(site, self._tallies(site_number(site)))
        data = text.encode("utf-8", "surrogatepass")
        digest = hashlib.blake2b(data, digest_size=16).digest()
        tally.documents += 1
        tally.bytes += len(data)
        tally.digest = (tally.digest + int.from_bytes(digest, "big")) % (1 << 128)
        few = max(1, min(MOST - 1, int(RARE_SHARE * documents)))
        number = int.from_bytes(digest[:8], "big")
        too_many = min(_MOST_ASKED, too_many_for(number))
        tally.lines.add(data, self._sketch.cells, few, number, too_many)
        return self._sites.pop(site) if tally.documents == documents else None

    def _tallies(self, seed: int) -> Tallies:
        if native:
            return native.Tallies(seed, self._least, self._templates.of, Sighting)
        return PythonTallies(seed, self._least, self._templates)
