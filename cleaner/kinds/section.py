"""`section`: a heading line and the lines below it, until prose."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from cleaner.kinds.base import Claim, PlacedRule, View, Zone, key, optional
from cleaner.shape import Shape
from cleaner.wording import Wording


@dataclass(frozen=True, kw_only=True, eq=False)
class Section(PlacedRule):
    """A heading line and the lines below it, until prose.

    Amid the text a line that stands alone above the prose that ends the section, parted by blank lines
    from what is above and below while the lines of the section are not, is the author's next sub-heading
    and stays. Below the last prose of the document the section may run to the end; in a document without
    prose it claims nothing, since that may be a list of any kind.
    """

    kind: ClassVar[str] = "section"

    heading: Wording = key("A pattern, or a list of phrases, for the heading.")
    until: Wording | None = optional(
        None, "A pattern, or a list of phrases, for a line that ends the section and stays."
    )
    shape: Shape | None = optional(
        None, "What each line below the heading looks like; another one ends the section and stays."
    )
    max_lines: int = optional(20, "The most surviving lines below the heading, when prose follows.", least=1)
    to_end: bool = optional(False, "Whether it runs to the end below the last prose, however long.")  # noqa: FBT003

    def tests(self) -> Mapping[str, Any]:
        """See `Rule.tests`."""
        return {"heading": self.heading} | ({"until": self.until} if self.until else {})

    @property
    def reach(self) -> int:
        """See `Rule.reach`."""
        return self.max_lines + 2

    @property
    def condition(self) -> str:
        """See `Rule.condition`."""
        need = "needs lines below it that are no prose"
        return ", ".join(filter(None, (super().condition, need)))

    def claims(self, view: View) -> Iterator[Claim]:
        """Claim headings in the zone that have a body, and the body."""
        for at, role in view.candidates(self):
            if role != "heading" or not view.in_zone(self.zone, at) or not self._follows_prose(view, at):
                continue
            stop = self._stop(view, at)
            if stop > at + 1:
                number = view.number(at)
                yield Claim(self, at)
                yield from (Claim(self, each, number) for each in range(at + 1, stop))

    def _follows_prose(self, view: View, heading: int) -> bool:
        """Whether prose stands above, where it must: the tail is what is below the text."""
        return self.zone is not Zone.TAIL or not view.is_first or any(map(view.is_prose, range(heading)))

    def _stop(self, view: View, heading: int) -> int:
        """Find the first position below the heading that is not the section's; the heading's own if none is."""
        at = heading + 1
        while at < len(view) and not self._ends(view, at):
            if at - heading > self.max_lines and not self.to_end:
                return heading + 1  # too long to be a list below a heading
            at += 1
        if at == len(view):
            below_prose = not view.is_first or any(view.is_prose(each) for each in range(heading))
            return at if view.is_last and below_prose else heading + 1
        if at - heading - 1 > self.max_lines and not self._ends_the_text(view, at):
            return heading + 1
        if at - 1 > heading + 1 and view.blank_before(at - 1) and view.blank_before(at):
            return at - 1 if not view.blank_before(at - 2) or at - 2 == heading else at
        return at

    def _ends(self, view: View, at: int) -> bool:
        """Whether a line below the heading is not the section's."""
        if view.is_prose(at) or "until" in view.roles(at, self):
            return True
        return self.shape is not None and not self.shape.fits(view.text(at))

    def _ends_the_text(self, view: View, at: int) -> bool:
        """Whether a shape ended the section below the last prose, where it may be of any length."""
        return self.shape is not None and self.to_end and view.next_prose(at) == len(view)
