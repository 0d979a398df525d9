"""Sightings: what is kept of a template that recurs on a site, counted exactly, and closely of a few documents.

What is kept depends neither on the order of the documents nor on other sites: the documents of which details are kept
are those with the smallest hashes of their text.
"""

from array import array
from typing import NamedTuple, Protocol, Union

EDGE = ""
"""Stands for a neighbour where the document begins or ends."""

KEPT_SIGHTINGS = 16
"""Documents of which details are kept for a template: enough to tell three distinct ones among copies."""


LOOKED_AT_SIGHTINGS = 24
"""Documents that are looked at for a template, about; of so many by chance, more than twelve are nearly sure."""

HASH_BITS = 64

Cells = Union["array[int]", memoryview]
"""The cells of a sketch (`cleaner.mining.counting`)."""


class Sighting(NamedTuple):
    """A template in one document."""

    is_told_apart: bool
    """Whether the document has sentences enough of its own to be no copy of another."""
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


class Tally(NamedTuple):
    """What was seen of one template on one site."""

    template: str
    documents: int
    headlines: int
    """Documents without another headline in which it is the longest line above the text."""
    in_prose: int
    """How often a sentence of prose says the same."""
    sightings: tuple[Sighting, ...]
    """One of each distinct document, in the order of the hashes of the documents."""


class Tallies(Protocol):
    """What is seen of the lines of one site."""

    def add(self, data: bytes, cells: Cells, few: int, number: int, too_many: int, /) -> None:
        """Take in one document, in UTF-8; `number` is the hash of its text.

        `few` are the documents up to which a line is a document's own, `too_many` those from which on a template needs
        no details of this one.
        """

    def seen(self) -> list[tuple[str, int, int, int, tuple[Sighting, ...]]]:
        """Return a `Tally` of each template that is in distinct documents enough, in the order of their text."""

    def recurring(self) -> tuple[bytes, bytes]:
        """Return the numbers of what recurs, and of what of it is amid the text more often than not, in order.

        A number is the CRC-32 of a template, in four bytes as this machine has them.
        """


def too_many_for(number: int) -> int:
    """Return from how many documents on a template needs no details of one; `number` is the hash of its text.

    Of so many, those with small hashes are enough: few are looked at that are not kept in the end.
    """
    return -(-(LOOKED_AT_SIGHTINGS << HASH_BITS) // max(1, number))
