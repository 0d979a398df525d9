"""Reading: one document, and where in it the templates are that recur on its site."""

from collections.abc import Iterable, Iterator, Sequence

from cleaner.mining.sightings import EDGE, Sighting
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

    def __init__(self, lines: Sequence[str], recurring: Sequence[str | None]) -> None:
        """`recurring` are the templates of the lines that recur."""
        self._lines, self._recurring = lines, recurring

    def headline(self) -> str | None:
        """Return the recurring template that is the headline, for all a glance says: where no other line above may be."""
        longest, template = 0, None
        for line, recurring in zip(self._lines, self._recurring, strict=True):
            if len(line) >= PROSE_CHARS or (len(line) >= SENTENCE_CHARS and line[-1] in _SENTENCE_ENDS):
                return template
            size = len(line) if line.isascii() else len(line.encode("utf-8", "surrogatepass")) * 2 // 3
            if recurring is None and size >= HEADLINE_CHARS:
                return None
            if recurring is not None and size > longest and DATE not in recurring and TIME not in recurring:
                longest, template = size, recurring
        return None

    def sightings(self, places: Iterable[Sequence[int]], *, is_told_apart: bool) -> Iterator[Sighting]:
        """Yield a sighting of each template, of its places the one that is closest to the text.

        `places` says where each is; `is_told_apart` whether the document is no copy of another.
        """
        lines, recurring = self._lines, self._recurring
        first, last = self._prose()
        nearest_above, nearest_below = (
            self._nearest(lines, recurring),
            self._nearest(lines[::-1], recurring[::-1]),
        )
        end = len(lines) - 1
        for found in places:
            at = found[0]
            if len(found) > 1:
                at = next((at for at in found if first < at < last), at)
            yield Sighting(
                is_told_apart,
                lines[at],
                lines[at - 1][:QUOTED_CHARS] if at else EDGE,
                lines[at + 1][:QUOTED_CHARS] if at < end else EDGE,
                nearest_above[at],
                nearest_below[end - at],
                (recurring[at - 1] if at else None) or None,
                (recurring[at + 1] if at < end else None) or None,
                "bare" if last < 0 else "head" if at < first else "tail" if at > last else "body",
                at,
                end - at,
                len(found),
            )

    def _prose(self) -> tuple[int, int]:
        """Return where its first and its last prose is, of the lines that do not recur if there is some."""
        lines = self._lines
        for own in (
            [at for at, template in enumerate(self._recurring) if template is None],
            range(len(lines)),
        ):
            first = next((at for at in own if is_prose(lines[at])), None)
            if first is not None:
                return first, next(at for at in reversed(own) if is_prose(lines[at]))
        return len(lines), -1  # and copies of one document only have none of their own

    @staticmethod
    def _nearest(lines: Sequence[str], recurring: Sequence[str | None]) -> list[str]:
        """Return for each line the nearest one above that does not recur."""
        found: list[str] = []
        nearest = EDGE
        for line, template in zip(lines, recurring, strict=True):
            found.append(nearest)
            if template is None:
                nearest = line[:QUOTED_CHARS]
        return found
