"""Drop: a line that goes on purpose, though no pack knows it; the twin of `cleaner.ruleset.choice.Keep`."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from cleaner.errors import ConfigError
from cleaner.ruleset.kinds.line import LineRule
from cleaner.ruleset.rule import Level, Rule
from cleaner.ruleset.wording import LONGEST_MATCH

if TYPE_CHECKING:
    from cleaner.ruleset.packs import Pack

PACK = "drop"
"""The name of the pack that is made of these."""

WORDS_IN_ID = 4
"""Words of a line by which a person knows its rule again."""
WORD_CHARS_IN_ID = 20


class Drop(NamedTuple):
    """A line that is removed anywhere in a document, at every level."""

    reason: str
    text: str = ""
    """The whole line, white space at its ends aside; case is ignored."""
    pattern: str = ""
    """Or a pattern for the whole line."""

    def problem(self) -> str | None:
        """Return what is wrong with it, or None."""
        if bool(self.text) == bool(self.pattern):
            return "needs either a text or a pattern"
        return problem_of_words(self.text, self.pattern)

    @property
    def id(self) -> str:
        """The id of its rule: its first words, and a digest of the whole line or pattern.

        So it stays when other lines are dropped, too, and no other line has it, in this configuration file or another.

        >>> Drop("Our old template.", text="Printed on recycled bytes").id
        'drop/printed-on-recycled-bytes-1a14dc11'
        """
        said = f"{self.text.strip().casefold()}\n{self.pattern}"  # in a pattern, \d and \D are not the same
        words = re.findall(rf"[a-z0-9]{{1,{WORD_CHARS_IN_ID}}}", said.casefold())[:WORDS_IN_ID]
        digest = f"{crc32(said.encode('utf-8', 'surrogatepass')):08x}"
        return f"{PACK}/{'-'.join([*words, digest])}"

    @property
    def rule(self) -> Rule:
        """The rule that removes the line."""
        pattern = self.pattern or re.escape(self.text.strip())
        longest = max(LONGEST_MATCH, len(self.text))
        return LineRule(id=self.id, why=self.reason, level=Level.GENTLE, pattern=pattern, longest=longest)


def packs_with(drops: Sequence[Drop], packs: "Iterable[Pack]") -> "list[Pack]":
    """Return packs, and one of what is dropped. Raises `ConfigError`, and `RuleError` where two have one name."""
    from cleaner.ruleset.packs import refuse_duplicates  # noqa: PLC0415 — most runs do not read packs

    found = [*packs, *([_pack_of(drops)] if drops else [])]
    refuse_duplicates(found)
    return found


def _pack_of(drops: Sequence[Drop]) -> "Pack":
    from cleaner.ruleset.example import GOES, Example  # noqa: PLC0415 — as above
    from cleaner.ruleset.packs import Pack  # noqa: PLC0415

    for problem in filter(None, (drop.problem() for drop in drops)):
        raise ConfigError("drop", problem)
    found = {drop.id: drop for drop in drops}
    rules = tuple(drop.rule for drop in found.values())
    pack = Pack(PACK, "What the configuration drops", rules, Path("cleaner.toml"))
    vars(pack)["examples"] = {
        rule_id: (Example(((GOES, drop.text or drop.pattern),)),) for rule_id, drop in found.items()
    }
    return pack


def problem_of_words(text: str, pattern: str) -> str | None:
    """Return why a text or a pattern, where there is one, cannot match a line; None if it can."""
    from cleaner.ruleset.lint import lint  # noqa: PLC0415 — as above

    if text and (not text.strip() or len(text.strip().splitlines()) > 1):
        return f"the text {text!r} is not one line with something in it"
    found = lint(pattern) if pattern else None
    return f"the pattern '{pattern}' {found}" if found else None
