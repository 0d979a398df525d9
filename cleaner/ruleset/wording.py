"""Wording: what the words of a line must be, as one pattern or as a list of phrases.

A pattern is a regular expression that must match the whole stripped line, ignoring case. A phrase is a
literal line, compared folded (see `cleaner.text.folding.fold_label`), with slots for what varies: `{n}`,
`{date}`, `{time}`, `{name}`, `{url}`, `{text}`. A slot captures under its own name, `{id:n}` under another,
`{:n}` not at all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from cleaner.ruleset.measure import measure
from cleaner.ruleset.slots import TIMEOUT, SlottedPhrase, has_slots, slotted
from cleaner.text.folding import fold_label, folded_offsets
from cleaner.text.patterns import Pattern

LONGEST_MATCH = 300
"""Characters of the longest line that wording is compared with; labels are shorter, paragraphs longer."""


@dataclass(frozen=True)
class Wording:
    """One pattern, or phrases; equal when what was written is equal."""

    pattern: str = ""
    phrases: tuple[str, ...] = ()
    longest: int = field(default=LONGEST_MATCH, compare=False)

    def matches(self, text: str, folded: str | None = None, *, if_timed_out: bool = False) -> bool:
        """Return whether a stripped line has this wording: the definition that every matcher must agree with.

        `folded` is `fold_label(text)`, for a caller that has it. `if_timed_out` is the answer for a line that
        takes longer than `TIMEOUT`: a rule must not claim it, an exception must protect it.
        """
        if len(text) > self.longest:
            return False
        try:
            if self.pattern:
                return self._match(text) is not None
            folded = fold_label(text) if folded is None else folded
            return folded in self.literals or self._slotted(folded) is not None
        except TimeoutError:
            return if_timed_out

    def captured(self, text: str) -> dict[str, str]:
        """Return what named groups and slots take from a line that matches, as the line writes it."""
        if not self.captures or len(text) > self.longest:
            return {}
        try:
            return self._captured_by_pattern(text) if self.pattern else self._captured_by_slots(text)
        except TimeoutError:
            return {}

    @cached_property
    def literals(self) -> frozenset[str]:
        """The phrases without slots, folded."""
        return frozenset(fold_label(phrase) for phrase in self.phrases if not has_slots(phrase))

    @cached_property
    def slotted(self) -> tuple[SlottedPhrase, ...]:
        """The phrases with slots."""
        return tuple(slotted(phrase) for phrase in self.phrases if has_slots(phrase))

    @cached_property
    def captures(self) -> bool:
        """Whether there is a named group or slot."""
        if self.pattern:
            return "(?P<" in self.pattern
        return any(phrase.captures for phrase in self.slotted)

    @cached_property
    def _compiled(self) -> Pattern:
        return Pattern(self.pattern, ignores_case=True)

    def _match(self, text: str) -> Any:
        """Return the match of the pattern, or None. Raises `TimeoutError`."""
        may_match = measure(self.pattern).allows(text)
        return self._compiled.fullmatch(text, timeout=TIMEOUT) if may_match else None

    def _slotted(self, folded: str) -> SlottedPhrase | None:
        """Return the first phrase with slots that a folded line matches. Raises `TimeoutError`."""
        may_fit = self._slotted_by_first.get(folded[:1]) or self._slotted_by_first[""]
        return next((phrase for phrase in may_fit if phrase.fits(folded)), None)

    @cached_property
    def _slotted_by_first(self) -> Mapping[str, Sequence[SlottedPhrase]]:
        """The phrases with slots that a line may match, by its first character; under none those that begin with a slot."""
        firsts = {"", *(phrase.head[:1] for phrase in self.slotted)}
        return {
            first: [phrase for phrase in self.slotted if phrase.head[:1] in ("", first)] for first in firsts
        }

    def _captured_by_pattern(self, text: str) -> dict[str, str]:
        match = self._match(text)
        found = match.groupdict() if match else {}
        return {name: value.strip() for name, value in found.items() if value}

    def _captured_by_slots(self, text: str) -> dict[str, str]:
        folded = fold_label(text)
        phrase = None if folded in self.literals else self._slotted(folded)
        if phrase is None:
            return {}
        places = folded_offsets(text)
        return {
            name: text[places[start] : places[end - 1] + 1].strip()
            for name, (start, end) in phrase.spans(folded).items()
        }
