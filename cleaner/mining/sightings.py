"""Sightings: what is kept of a template that recurs on a site, counted exactly, and closely of a few documents.

What is kept depends neither on the order of the documents nor on other sites: the documents of which details are kept
are those with the smallest hashes of their text.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from cleaner.mining.copies import Features

EDGE = ""
"""Stands for a neighbour where the document begins or ends."""

KEPT_SIGHTINGS = 16
"""Documents of which details are kept for a template: enough to tell three distinct ones among copies."""


LOOKED_AT_SIGHTINGS = 24
"""Documents that are looked at for a template, about; of so many by chance, more than twelve are nearly sure."""

HASH_BITS = 64


class Sighting(NamedTuple):
    """A template in one document."""

    features: Features
    line: str
    above: str
    """The line above, shortened; empty at the edge."""
    below: str
    outer_above: str
    """The nearest line above that does not recur, shortened; empty if there is none."""
    outer_below: str
    template_above: str | None
    """The recurring template right above; None if the line above does not recur."""
    template_below: str | None
    place: str
    """Where it is: `head` above the first prose, `tail` below the last, `body` between, `bare` without prose."""
    lines_above: int
    """Lines above that are not blank."""
    lines_below: int
    copies: int
    """How often it is in the document."""


@dataclass(slots=True)
class Tally:
    """What was seen of one template on one site."""

    documents: int = 0
    headlines: int = 0
    """Documents without another headline in which it is the longest line above the text."""
    sightings: dict[int, Sighting] = field(default_factory=dict)
    """Those in the documents with the smallest hashes."""
    largest: int = -1
    """The largest of those hashes, once there are as many as are kept."""

    def wants(self, number: int) -> bool:
        """Return whether the details of a document are to be kept; `number` is the hash of its text."""
        if len(self.sightings) < KEPT_SIGHTINGS:
            return number not in self.sightings
        return number < self.largest and number not in self.sightings

    def keep(self, number: int, sighting: Sighting) -> None:
        """Keep the details of a document, in place of those of the largest hash if there are too many."""
        self.sightings[number] = sighting
        if len(self.sightings) > KEPT_SIGHTINGS:
            del self.sightings[self.largest]
        if len(self.sightings) == KEPT_SIGHTINGS:
            self.largest = max(self.sightings)


def too_many_for(number: int) -> int:
    """Return from how many documents on a template needs no details of one; `number` is the hash of its text.

    Of so many, those with small hashes are enough: few are looked at that are not kept in the end.
    """
    return -(-(LOOKED_AT_SIGHTINGS << HASH_BITS) // max(1, number))


@dataclass(slots=True)
class SiteTally:
    """What was seen of one site."""

    name: str
    documents: int = 0
    bytes: int = 0
    digest: int = 0
    """The sum of the hashes of its texts, whatever their order."""
    templates: dict[str, Tally] = field(default_factory=dict)
    in_prose: dict[str, int] = field(default_factory=dict)
    """How often a sentence of its prose says what a template says."""
