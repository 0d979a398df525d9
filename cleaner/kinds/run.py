"""`run`: several neighbouring lines of one shape with no prose between."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, ClassVar

from cleaner.kinds.base import Claim, PlacedRule, View, key
from cleaner.shape import Shape


@dataclass(frozen=True, kw_only=True, eq=False)
class Run(PlacedRule):
    """Several neighbouring lines of one shape: menus, tag lists, tables of links."""

    kind: ClassVar[str] = "run"

    shape: Shape = key("What each line looks like.")
    min_lines: int = key("The fewest lines in a row.", least=2)

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
        fitting = [at for at, _ in view.candidates(self) if not view.is_prose(at)]
        breaks = [
            0,
            *(i for i, (one, two) in enumerate(pairwise(fitting), 1) if two != one + 1),
            len(fitting),
        ]
        for begin, stop in pairwise(breaks):
            row = fitting[begin:stop]
            if len(row) < self.min_lines:
                continue
            if view.in_zone(self.zone, row[0]) or view.in_zone(self.zone, row[-1]):
                number = view.number(row[0])
                yield Claim(self, row[0])
                yield from (Claim(self, at, number) for at in row[1:])
