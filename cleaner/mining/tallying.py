"""Tallying: what is seen of the lines of one site, document by document; the definition of what native code does."""

from array import array
from dataclasses import dataclass, field
from zlib import crc32

from cleaner.mining.copies import TELLING, Features, distinct, features_of
from cleaner.mining.counting import Templates
from cleaner.mining.looking_up import looked_up
from cleaner.mining.reading import Reading
from cleaner.mining.sightings import KEPT_SIGHTINGS, Cells, Sighting


@dataclass(slots=True)
class _Kept:
    """What is kept of one template."""

    documents: int = 0
    headlines: int = 0
    sightings: dict[int, tuple[Features, Sighting]] = field(default_factory=dict)
    """Those in the documents with the smallest hashes, with what stands for each document."""
    largest: int = -1
    """The largest of those hashes, once there are as many as are kept."""

    def wants(self, number: int) -> bool:
        """Return whether the details of a document are to be kept; `number` is the hash of its text."""
        if len(self.sightings) < KEPT_SIGHTINGS:
            return number not in self.sightings
        return number < self.largest and number not in self.sightings

    def keep(self, number: int, features: Features, sighting: Sighting) -> None:
        """Keep the details of a document, in place of those of the largest hash if there are too many."""
        self.sightings[number] = features, sighting
        if len(self.sightings) > KEPT_SIGHTINGS:
            del self.sightings[self.largest]
        if len(self.sightings) == KEPT_SIGHTINGS:
            self.largest = max(self.sightings)


class PythonTallies:
    """What is seen of the lines of one site (`cleaner.mining.sightings.Tallies`)."""

    def __init__(self, seed: int, least: int, templates: Templates) -> None:
        """`seed` is the number of the site, `least` the documents from which a template recurs."""
        self._seed, self._least, self._templates = seed, least, templates
        self._kept: dict[str, _Kept] = {}
        self._in_prose: dict[str, int] = {}

    def add(self, data: bytes, cells: Cells, few: int, number: int, too_many: int, /) -> None:
        """Take in one document."""
        text = data.decode("utf-8", "surrogatepass")
        found = looked_up(text, cells, self._seed, self._least, few, templates=self._templates)
        for sentence in found.said:
            self._in_prose[sentence] = self._in_prose.get(sentence, 0) + 1
        wanting: list[tuple[_Kept, list[int]]] = []
        for template, places in found.places.items():
            kept = self._kept.get(template)
            if kept is None:
                kept = self._kept[template] = _Kept()
            kept.documents += 1
            if found.counts[places[0]] < too_many and kept.wants(number):
                wanting.append((kept, places))
        reading = Reading(found.lines, found.recurring)
        headline = reading.headline()
        if headline:
            self._kept[headline].headlines += 1
        if wanting:
            features = features_of(found.lines, [count <= few for count in found.counts])
            is_told_apart = len(features[0]) >= TELLING
            sightings = reading.sightings([places for _, places in wanting], is_told_apart=is_told_apart)
            for (kept, _), sighting in zip(wanting, sightings, strict=True):
                kept.keep(number, features, sighting)

    def seen(self) -> list[tuple[str, int, int, int, tuple[Sighting, ...]]]:
        """Return a `Tally` of each template that is in distinct documents enough, in the order of their text."""
        found = []
        groups: dict[tuple[int, ...], list[int]] = {}  # templates are together in the same documents
        for template, kept in sorted(self._kept.items()):
            if min(kept.documents, len(kept.sightings)) < self._least:
                continue
            numbers = tuple(sorted(kept.sightings))
            if numbers not in groups:
                groups[numbers] = distinct(kept.sightings[number][0] for number in numbers)
            firsts = [number for at, number in enumerate(numbers) if groups[numbers][at] == at]
            if len(firsts) >= self._least:
                sightings = tuple(kept.sightings[number][1] for number in firsts)
                in_prose = self._in_prose.get(template, 0)
                found.append((template, kept.documents, kept.headlines, in_prose, sightings))
        return found

    def recurring(self) -> tuple[bytes, bytes]:
        """Return the numbers of what recurs, and of what of it is amid the text more often than not, in order."""
        recurring, amid = [], []
        for template, kept in self._kept.items():
            if kept.documents >= self._least:
                recurring.append(crc32(template.encode("utf-8", "surrogatepass")))
                places = [sighting.place for _, sighting in kept.sightings.values()]
                if 2 * places.count("body") > len(places):
                    amid.append(recurring[-1])
        return array("I", sorted(recurring)).tobytes(), array("I", sorted(amid)).tobytes()
