"""Reading: one document, and where in it the templates are that recur on its site."""

from collections.abc import Sequence

from cleaner.mining.copies import features_of
from cleaner.mining.sightings import EDGE, Sighting, SiteTally, Tally
from cleaner.mining.templates import DATE, TIME
from cleaner.text.shape import is_prose

QUOTED_CHARS = 100
"""Characters of a neighbouring line that are kept."""

PROSE_CHARS = 160
"""Characters from which a line counts as the beginning of the text, where only a glance is affordable."""

SENTENCE_CHARS = 60
"""The same, for a line that ends as a sentence does."""

HEADLINE_CHARS = 15
"""Characters of the shortest line that is taken for a headline; four ideographs and more count, too."""

_SENTENCE_ENDS = frozenset('.!?…。！？؟।"”’»')


class Reading:
    """One document, looked at closely only if a template wants its details."""

    def __init__(
        self,
        lines: Sequence[str],
        recurring: Sequence[str | None],
        counts: Sequence[int],
        rare: Sequence[bool],
    ) -> None:
        """`recurring` are the templates of the lines that recur, `counts` in how many documents the lines may be."""
        self._lines, self._recurring, self._counts, self._rare = lines, recurring, counts, rare

    def enter(self, site: SiteTally, number: int) -> None:
        """Enter it in the tallies of its site; `number` is the hash of its text."""
        places: dict[str, list[int]] = {}
        for at, template in enumerate(self._recurring):
            if template:
                if template in places:
                    places[template].append(at)
                else:
                    places[template] = [at]
        wanting: list[tuple[Tally, list[int]]] = []
        tallies = site.templates
        for template, found in places.items():
            tally = tallies.get(template)
            if tally is None:
                tally = tallies[template] = Tally()
            tally.documents += 1
            if tally.wants(number, self._counts[found[0]]):
                wanting.append((tally, found))
        headline = self._headline()
        if headline:
            tallies[headline].headlines += 1
        if wanting:
            self._look()
            for tally, found in wanting:
                tally.keep(number, self._sighting(found))

    def _headline(self) -> str | None:
        """Return the recurring template that is the headline, for all a glance says: where no other line above may be."""
        longest, template = 0, None
        for line, recurring in zip(self._lines, self._recurring, strict=True):
            if len(line) >= PROSE_CHARS or (len(line) >= SENTENCE_CHARS and line[-1] in _SENTENCE_ENDS):
                return template
            size = len(line) if line.isascii() else len(line.encode()) * 2 // 3
            if recurring is None and size >= HEADLINE_CHARS:
                return None
            if recurring is not None and size > longest and DATE not in recurring and TIME not in recurring:
                longest, template = size, recurring
        return None

    def _look(self) -> None:
        """Find the prose, and the neighbours of each line that do not recur."""
        lines, recurring = self._lines, self._recurring
        prose = [at for at, line in enumerate(lines) if recurring[at] is None and is_prose(line)]
        if not prose:  # copies of one document only
            prose = [at for at, line in enumerate(lines) if is_prose(line)]
        self._first, self._last = (prose[0], prose[-1]) if prose else (len(lines), -1)
        self._features = features_of(lines, self._rare)
        self._outer_above, self._outer_below = [EDGE] * len(lines), [EDGE] * len(lines)
        nearest = EDGE
        for at, line in enumerate(lines):
            self._outer_above[at] = nearest
            if recurring[at] is None:
                nearest = line[:QUOTED_CHARS]
        nearest = EDGE
        for at in range(len(lines) - 1, -1, -1):
            self._outer_below[at] = nearest
            if recurring[at] is None:
                nearest = lines[at][:QUOTED_CHARS]

    def _sighting(self, places: Sequence[int]) -> Sighting:
        """Return the sighting of a template, of the places where it is the one that is closest to the text."""
        lines, recurring = self._lines, self._recurring
        at = next((at for at in places if self._first < at < self._last), places[0])
        above = lines[at - 1][:QUOTED_CHARS] if at else EDGE
        below = lines[at + 1][:QUOTED_CHARS] if at + 1 < len(lines) else EDGE
        return Sighting(
            self._features,
            lines[at],
            above,
            below,
            self._outer_above[at],
            self._outer_below[at],
            (recurring[at - 1] if at else None) or None,
            (recurring[at + 1] if at + 1 < len(lines) else None) or None,
            self._place(at),
            at,
            len(lines) - at - 1,
            len(places),
        )

    def _place(self, at: int) -> str:
        if self._last < 0:
            return "bare"
        if at < self._first:
            return "head"
        return "tail" if at > self._last else "body"
