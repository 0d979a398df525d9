"""Site counts: how many documents each site has, and where in the corpus the first and the last of them are."""

from array import array
from collections import Counter
from collections.abc import Iterable
from itertools import accumulate
from typing import Any


class SiteCounts:
    """Counts the documents of sites; in few bytes, as a crawl has many sites."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}
        self._documents, self._first, self._last = array("Q"), array("Q"), array("Q")

    @property
    def documents(self) -> int:
        """The documents of all sites."""
        return sum(self._documents)

    def documents_of(self, site: str) -> int:
        """Return how many documents a site has; 0 if it is not known."""
        place = self._places.get(site)
        return 0 if place is None else self._documents[place]

    def add(self, site: str, block: int, documents: int = 1) -> None:
        """Count documents in a block, by its number."""
        place = self._places.setdefault(site, len(self._documents))
        if place == len(self._documents):
            self._documents.append(documents)
            self._first.append(block)
            self._last.append(block)
            return
        self._documents[place] += documents
        self._first[place] = min(self._first[place], block)
        self._last[place] = max(self._last[place], block)

    def rows(self) -> list[tuple[str, int, int, int]]:
        """Return of each site its name, its documents, and the first and the last block in which one is."""
        return list(zip(self._places, self._documents, self._first, self._last, strict=True))

    def update(self, rows: Iterable[tuple[str, int, int, int]]) -> None:
        """Add what was counted elsewhere."""
        for site, documents, first, last in rows:
            self.add(site, first, documents)
            self.add(site, last, 0)

    def open_share(self) -> float:
        """Return the largest share of the documents whose sites are open at once: begun, and not yet at an end.

        It is small where the documents of a site are close together.
        """
        changes: Counter[int] = Counter()
        for documents, first, last in zip(self._documents, self._first, self._last, strict=True):
            changes[first] += documents
            changes[last + 1] -= documents
        open_at_once: Any = accumulate(changes[block] for block in sorted(changes))
        return max(open_at_once, default=0) / max(1, self.documents)
