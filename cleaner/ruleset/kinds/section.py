"""`section`: the heading of a list that a site prints."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from cleaner.ruleset.rule import PlacedRule, key, optional
from cleaner.ruleset.view import Removal, View, Zone
from cleaner.ruleset.wording import Wording
from cleaner.text.patterns import Pattern
from cleaner.text.shape import Shape

AUTHORS_SHARE = 4
"""The part of a section's lines, one in so many, that may end in a full stop or begin with a small letter: of 1,976
lines that sections remove from labelled pages 9 in 10 are in sections with fewer."""

LEAST_ABOVE_PROSE = 2
"""Lines of a section above more prose: a single one may be the next sub-heading, or the end of a wrapped paragraph."""

_OPENS = Pattern(r"\p{Ll}|[(\[{<#§'\"“”„«»‘「『–—―]|[-‐] ?\p{L}.*\p{Ll}[.!?]|\d+[.)] ")
_CODE = Pattern(r"[{}=;<>\\_]|//|::|->")
_CLAUSE = Pattern(r"(?:[^.…][.]|[。｡۔।॥,;،؛、，；:])[\"'”’»›)\]』」）】*_\s]*$")


@dataclass(frozen=True, kw_only=True, eq=False)
class SectionRule(PlacedRule):
    """The heading of a list that a site prints, if such a list is below it.

    The rule removes the heading. Evidence decides about the list, and the heading is a sign for it. This was measured
    on 3,065 texts of other genres, into each of which one such heading was put: rules that removed the lists, too,
    took lines of content from 146 texts, rules that remove headings only from 12. The line below the heading must not
    be prose. In a document without prose the heading stays, because the document may be a list of any kind.
    """

    kind: ClassVar[str] = "section"
    needed_roles: ClassVar[frozenset[str]] = frozenset({"heading"})

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

    def is_guarded(self, text: str) -> bool:
        """See `PlacedRule.is_guarded`; the lines below a heading may look like sentences, as headlines do."""
        return super().is_guarded(text) and self.heading.matches(text)

    @property
    def condition(self) -> str:
        """See `Rule.condition`."""
        need = "needs lines below it that are not prose"
        return ", ".join(filter(None, (super().condition, need)))

    def removals(self, view: View) -> Iterator[Removal]:
        """Yield the headings in the zone that have a list below them."""
        for at, role in view.candidates(self):
            if role != "heading" or not view.in_zone(self.zone, at) or not self._follows_prose(view, at):
                continue
            stop = self._stop(view, at)
            if stop > at + 1:
                yield Removal(self, at)

    def _follows_prose(self, view: View, heading: int) -> bool:
        """Whether prose stands above, where it must: the tail is what is below the text."""
        return (
            self.zone is not Zone.TAIL or not view.begins_document or any(map(view.is_prose, range(heading)))
        )

    def _stop(self, view: View, heading: int) -> int:
        """Return the first position below the heading that is not of its list; the one below it if there is none."""
        at = heading + 1
        while at < len(view) and not self._ends(view, at):
            if at - heading > self.max_lines and not self.to_end:
                return heading + 1  # too long to be a list below a heading
            at += 1
        at = self._above_next_heading(view, heading, at)
        if self._is_written_by_the_author(view, range(heading + 1, at)):
            return heading + 1
        if at < len(view) and at - heading - 1 < LEAST_ABOVE_PROSE:
            return heading + 1
        if at == len(view):
            below_prose = not view.begins_document or any(map(view.is_prose, range(heading)))
            return at if view.ends_document and below_prose else heading + 1
        if at - heading - 1 > self.max_lines and not self._ends_the_text(view, at):
            return heading + 1
        if at - 1 > heading + 1 and view.blank_before(at - 1) and view.blank_before(at):
            return at - 1 if not view.blank_before(at - 2) or at - 2 == heading else at
        return at

    def _above_next_heading(self, view: View, heading: int, stop: int) -> int:
        """Return where the list below a heading ends: above the next heading, parted from it by a blank line.

        That is seen where the lines of the list stand close together, and those below the next heading, too.
        """
        first = heading + 1
        if first + 1 >= stop or view.blank_before(first + 1):
            return stop
        for at in range(first + 2, stop - 1):
            if view.blank_before(at) and not view.blank_before(at + 1) and not view.is_prose(at):
                return at
        return stop

    def _is_written_by_the_author(self, view: View, body: range) -> bool:
        """Return whether many lines of a body begin or end as verse, dialogue, notes and code do, and headlines do not."""
        lines = [view.text(at) for at in body]
        return sum(map(_is_written, lines)) * AUTHORS_SHARE >= len(lines)

    def _ends(self, view: View, at: int) -> bool:
        """Whether a line below the heading is not the section's."""
        if view.is_prose(at) or "until" in view.roles(at, self):
            return True
        return self.shape is not None and not self.shape.fits(view.text(at))

    def _ends_the_text(self, view: View, at: int) -> bool:
        """Whether a shape ended the section below the last prose, where it may be of any length."""
        return self.shape is not None and self.to_end and view.next_prose(at) == len(view)


def _is_written(line: str) -> bool:
    return any(pattern.search(line) for pattern in (_CLAUSE, _CODE)) or _OPENS.match(line) is not None
