"""`neighbour`: short lines next to or between lines already claimed."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import ClassVar

from cleaner.kinds.base import Anchor, Claim, PlacedRule, View, key, optional
from cleaner.shape import Shape


@dataclass(frozen=True, kw_only=True, eq=False)
class Neighbour(PlacedRule):
    """Lines of a shape that stand between two lines already claimed by rules of other kinds.

    The document's end counts as a claimed line. Above the first prose of a document nothing is claimed: its
    headline stands there.
    """

    kind: ClassVar[str] = "neighbour"
    spreads: ClassVar[bool] = True
    leads: ClassVar[bool] = False

    shape: Shape = key("What each line looks like.")
    max_gap: int = key("The most surviving lines between two claimed ones.", least=1)
    max_prose: int = optional(
        0, "Lines of prose that may be among them; they stay, as what has another shape.", least=0
    )
    keeps: int = optional(0, "Lines right above prose that stay.", least=0)
    to_end: bool = optional(False, "Only between the last claimed line and the document's end.")  # noqa: FBT003

    @property
    def reach(self) -> int:
        """See `Rule.reach`; prose parts a barrier from the document's end, and nothing is claimed across it."""
        return 1 if self.to_end and not self.max_prose else self.max_gap + 1

    @property
    def condition(self) -> str:
        """See `Rule.condition`."""
        other = "the document's end" if self.to_end else "another one"
        need = f"needs a claimed line above and {other} below, at most {self.max_gap} lines apart"
        return ", ".join(filter(None, (super().condition, need)))

    def claims(self, view: View) -> Iterator[Claim]:
        """Claim the lines between two claimed ones, if each has the shape and none is prose."""
        if self.to_end and not view.is_last:
            return
        anchors: list[tuple[int, Anchor | None]] = [*view.anchors()]
        if view.is_last:
            anchors.append((len(view), None))
        gaps = list(pairwise(anchors))
        if self.to_end:
            gaps = gaps[-1:]
        short = [at for row in view.short_rows(self.shape.longest, 1) for at in row]
        first_prose = view.next_prose(0) if view.is_first else -1
        for (begin, anchor), (stop, _) in gaps:
            if anchor is None or not 0 < stop - begin <= self.max_gap or begin <= first_prose:
                continue
            near = short[bisect_left(short, begin) : bisect_left(short, stop)]
            yield from (
                Claim(self, each, anchor.line) for each in self._fitting(view, near, range(begin, stop))
            )

    def _fitting(self, view: View, near: Sequence[int], gap: range) -> Sequence[int]:
        """Give the lines of a gap that go: all or none, or all that fit where prose may be among them."""
        fitting = [at for at in near if view.in_zone(self.zone, at) and self.shape.fits(view.text(at))]
        if not fitting or (not self.max_prose and len(fitting) < len(gap)):
            return ()
        prose = list(islice(filter(view.is_prose, gap), self.max_prose + 1))
        if len(prose) > self.max_prose:
            return ()
        staying = {*prose, *(each - above for each in prose for above in range(1, self.keeps + 1))}
        return [at for at in fitting if at not in staying]
