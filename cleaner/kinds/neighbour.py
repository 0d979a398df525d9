"""`neighbour`: short lines next to or between lines already claimed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from cleaner.kinds.base import Claim, PlacedRule, View, key
from cleaner.shape import Shape


@dataclass(frozen=True, kw_only=True)
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
        begin = 0
        anchor = None
        seen_prose = not view.is_first
        for at in range(len(view) + 1):
            found = view.claimed_before(at)
            if found is None and at < len(view):
                continue
            closed = found is not None or view.is_last
            if anchor is not None and closed and at - begin <= self.max_gap:
                seen_prose = seen_prose or any(view.is_prose(each) for each in range(begin))
                if seen_prose and all(self._fits(view, each) for each in range(begin, at)):
                    yield from (Claim(self, each, anchor.line) for each in range(begin, at))
            begin, anchor = at, found

    def _fits(self, view: View, at: int) -> bool:
        return view.in_zone(self.zone, at) and not view.is_prose(at) and self.shape.fits(view.text(at))
