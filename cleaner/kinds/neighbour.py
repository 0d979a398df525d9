"""`neighbour`: short lines next to or between lines already claimed."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

from cleaner.kinds.base import Anchor, Claim, PlacedRule, View, key
from cleaner.shape import Shape


@dataclass(frozen=True, kw_only=True, eq=False)
class Neighbour(PlacedRule):
    """Lines of a shape that stand between two lines already claimed by rules of other kinds.

    The document's end counts as a claimed line. Above the first prose of a document nothing is claimed: its
    headline stands there.
    """

    kind: ClassVar[str] = "neighbour"

    shape: Shape = key("What each line looks like.")
    max_gap: int = key("The most surviving lines between two claimed ones.", least=1)

    @property
    def reach(self) -> int:
        """See `Rule.reach`."""
        return self.max_gap + 1

    @property
    def condition(self) -> str:
        """See `Rule.condition`."""
        need = f"needs claimed lines on both sides, at most {self.max_gap} lines apart"
        return ", ".join(filter(None, (super().condition, need)))

    def claims(self, view: View) -> Iterator[Claim]:
        """Claim the lines between two claimed ones, if each has the shape and none is prose."""
        anchors: list[tuple[int, Anchor | None]] = [*view.anchors()]
        if view.is_last:
            anchors.append((len(view), None))
        searched = 0
        seen_prose = not view.is_first
        for (begin, anchor), (stop, _) in pairwise(anchors):
            if anchor is None or not 0 < stop - begin <= self.max_gap:
                continue
            while not seen_prose and searched < begin:
                seen_prose = view.is_prose(searched)
                searched += 1
            if seen_prose and all(self._fits(view, each) for each in range(begin, stop)):
                yield from (Claim(self, each, anchor.line) for each in range(begin, stop))

    def _fits(self, view: View, at: int) -> bool:
        return view.in_zone(self.zone, at) and not view.is_prose(at) and self.shape.fits(view.text(at))
