"""`run`: several neighbouring lines of one shape with no prose between."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, ClassVar

from cleaner.kinds.base import Claim, PlacedRule, View, key, optional
from cleaner.kinds.part import Part, Prose, prose_of, without_headlines
from cleaner.shape import Shape


@dataclass(frozen=True, kw_only=True, eq=False)
class Run(PlacedRule):
    """Several neighbouring lines of one shape: menus, tag lists, tables of links."""

    kind: ClassVar[str] = "run"
    spreads: ClassVar[bool] = True
    leads: ClassVar[bool] = False

    shape: Shape = key("What each line looks like.")
    part: Part | None = optional(
        None, "Only above the first prose (lead), below the last (rest), or where there is some (amid)."
    )
    min_lines: int = key("The fewest lines in a row.", least=1)
    keeps: int = optional(0, "The last lines of a row that stay, but for 'rest'.", least=0)
    headlines: int = optional(0, "The last lines as long as a headline that stay, but for 'rest'.", least=0)

    def fault(self) -> str | None:
        """See `Rule.fault`."""
        if self.part in (Part.ABOVE, Part.BELOW):
            return f"has the part '{self.part}', which needs a claimed line; 'interlude' has it"
        return super().fault()

    def tests(self) -> Mapping[str, Any]:
        """See `Rule.tests`."""
        return {"shape": self.shape}

    @property
    def reach(self) -> int:
        """See `Rule.reach`."""
        return self.min_lines

    @property
    def condition(self) -> str:
        """See `Rule.condition`."""
        need = f"needs {self.min_lines} such lines in a row"
        return ", ".join(filter(None, (super().condition, need)))

    def claims(self, view: View) -> Iterator[Claim]:
        """Claim each unbroken row that is long enough and touches the zone."""
        rows = view.short_rows(self.shape.longest, self.min_lines)
        fitting = [at for row in rows for at in row if self._fits(view, at)]
        breaks = [
            0,
            *(i for i, (one, two) in enumerate(pairwise(fitting), 1) if two != one + 1),
            len(fitting),
        ]
        prose = prose_of(view) if self.part is not None and len(fitting) >= self.min_lines else None
        for begin, stop in pairwise(breaks):
            row = fitting[begin:stop]
            if len(row) < self.min_lines:
                continue
            if view.in_zone(self.zone, row[0]) or view.in_zone(self.zone, row[-1]):
                going = self._going(view, row, prose)
                if going:
                    number = view.number(going[0])
                    yield Claim(self, going[0])
                    yield from (Claim(self, at, number) for at in going[1:])

    def _fits(self, view: View, at: int) -> bool:
        text = view.text(at)
        return self.shape.fits(text) and not view.is_prose(at) and not self.protects(text)

    def _going(self, view: View, row: Sequence[int], prose: Prose | None) -> Sequence[int]:
        """Leave out of a row what stays."""
        if self.part is not None and (prose is None or not prose.has(self.part, row)):
            return ()
        if self.part is Part.REST:
            return row
        return without_headlines(view, row, self.keeps, self.headlines)
