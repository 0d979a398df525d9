"""`rewrite`: part of a line."""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from cleaner.ruleset.rule import Rule, key, optional
from cleaner.ruleset.slots import TIMEOUT
from cleaner.text.patterns import Pattern

LONGEST_SEARCH = 10_000
"""Characters of the longest line that is searched; a search may cost the square of a line's length."""


_REFERENCE = Pattern(r"\\(?|g<(\w*)>|(\d\d?|(?s:.)?))")


@dataclass(frozen=True, kw_only=True, eq=False)
class RewriteRule(Rule):
    """Part of any line; the line itself stays."""

    kind: ClassVar[str] = "rewrite"

    pattern: str = key("A regular expression that is searched for in the line.", holds="pattern")
    with_: str = key("The text that replaces it; \\g<name> puts back a group.", holds="replacement")
    longest: int = optional(LONGEST_SEARCH, "Characters of the longest line that is searched.", least=1)

    def problem(self) -> str | None:
        """See `Rule.problem`."""
        groups = {*self._compiled.groupindex, *map(str, range(self._compiled.groups + 1))}
        for match in _REFERENCE.finditer(self.with_):
            if match.group(1) not in groups:
                return f"'with' puts back '{match.group()}', a group that the pattern does not have"
        return None

    @property
    def searched(self) -> str:
        """See `Rule.searched`."""
        return self.pattern

    def rewrite(self, text: str) -> str:
        """Return the line with every match replaced."""
        if len(text) > self.longest:
            return text
        try:
            return str(self._compiled.sub(self.with_, text, timeout=TIMEOUT))
        except TimeoutError:
            return text

    @cached_property
    def _compiled(self) -> Pattern:
        return Pattern(self.pattern, ignores_case=True)
