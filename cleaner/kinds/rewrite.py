"""`rewrite`: part of a line."""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import regex

from cleaner.kinds.base import Rule, key, optional
from cleaner.wording import TIMEOUT

LONGEST_SEARCH = 10_000
"""Characters of the longest line that is searched; a search may cost the square of a line's length."""


@dataclass(frozen=True, kw_only=True)
class Rewrite(Rule):
    """Part of a line, wherever it stands; the line itself stays."""

    kind: ClassVar[str] = "rewrite"

    pattern: str = key("A regular expression that is searched for in the line.", holds="pattern")
    with_: str = key("What takes its place; \\g<name> puts back a group.", holds="replacement")
    longest: int = optional(LONGEST_SEARCH, "Characters of the longest line that is searched.", least=1)

    def rewrite(self, text: str) -> str:
        """Give the line with every match replaced."""
        if len(text) > self.longest:
            return text
        return self._compiled.sub(self.with_, text, timeout=TIMEOUT)

    @cached_property
    def _compiled(self) -> regex.Pattern[str]:
        return regex.compile(self.pattern, regex.IGNORECASE)
