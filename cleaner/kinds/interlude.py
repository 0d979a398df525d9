"""`interlude`: lines between one line of prose and the next, around lines already claimed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from cleaner.kinds.base import Claim, PlacedRule, View, key, optional
from cleaner.kinds.part import Part, without_headlines

LABELS = 3
"""Places at which the lines of one rule, and of no other, are no sign of a menu: `Read more` stands below each
item of an author's list, too."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Interlude(PlacedRule):
    """Lines between one line of prose and the next, or the document's edge, where others claimed a line.

    A menu, a list of articles and a footer are long rows of lines that are no prose, and hardly one of them is
    without a line whose words are known. The lines right above the next prose stay, since its headline is
    among them; in a document without prose nothing is claimed.
    """

    kind: ClassVar[str] = "interlude"
    spreads: ClassVar[bool] = True
    leads: ClassVar[bool] = False

    part: Part = key("Which lines of an interlude: lead, above or below.")
    min_lines: int = key("The fewest lines it claims at once.", least=1)
    max_lines: int = optional(40, "The most lines above the first claimed one, for 'above'.", least=1)
    keeps: int = optional(0, "Lines right above the next prose that stay.", least=0)
    headlines: int = optional(0, "The last lines as long as a headline that stay above prose.", least=0)

    def fault(self) -> str | None:
        """See `Rule.fault`."""
        if self.part in (Part.AMID, Part.REST):
            return f"has the part '{self.part}', which is for 'run'; it takes lead, above or below"
        return super().fault()

    @property
    def reach(self) -> int:
        """See `Rule.reach`; what is below is in sight as far as the next prose."""
        return self.max_lines + 1 if self.part is Part.ABOVE else 1

    @property
    def condition(self) -> str:
        """See `Rule.condition`."""
        need = f"needs a claimed line next to at least {self.min_lines} lines that are no prose"
        return ", ".join(filter(None, (super().condition, need)))

    def claims(self, view: View) -> Iterator[Claim]:
        """Claim lines of the part, down to those that stay."""
        anchors = view.anchors()
        passed = 0
        while passed < len(anchors):
            first, anchor = anchors[passed]
            stop = view.next_prose(first)
            leading: list[str] = []
            while passed < len(anchors) and anchors[passed][0] <= stop:
                leading.append(anchors[passed][1].rule)
                passed += 1
            if len(leading) >= LABELS and len(set(leading)) == 1:
                continue
            rows = [at for at in self._part(view, first, stop) if view.in_zone(self.zone, at)]
            if len(rows) >= self.min_lines:
                yield from (Claim(self, at, anchor.line) for at in rows)

    def _part(self, view: View, first: int, stop: int) -> Sequence[int]:
        """Give the lines of the part, but for those that stay."""
        is_lead = view.is_first and view.next_prose(0) >= first
        if is_lead != (self.part is Part.LEAD):
            return ()
        if stop == len(view) and self.part is not Part.BELOW:
            return ()
        begin = 0 if is_lead else first
        if self.part is Part.ABOVE:
            while begin > 0 and not view.is_prose(begin - 1):
                begin -= 1
                if begin == 0 or first - begin > self.max_lines:
                    return ()
        row: Sequence[int] = range(begin, stop)
        if stop < len(view):
            row = without_headlines(view, row, self.keeps, self.headlines)
        return [at for at in row if at < first] if self.part is Part.ABOVE else row
