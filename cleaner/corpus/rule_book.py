"""The rule book: what is to be said of the rules behind findings."""

from collections.abc import Mapping
from typing import Any

from cleaner.api import Cleaner
from cleaner.corpus.provenance import provenance
from cleaner.corpus.settings import Settings
from cleaner.ruleset.packs import Pack
from cleaner.ruleset.rule import Rule
from cleaner.text.repair import REASONS
from cleaner.text.repair import RULE as REPAIR


class RuleBook:
    """The rules of the cleaners that were asked, by id, and their packs; read when one is looked up.

    `settings` are those of the run, for where it came from.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._cleaners: dict[Cleaner, None] = {}
        self._rules: dict[str, tuple[Pack, Rule]] = {}
        self._count_read = 0

    @property
    def provenance(self) -> Mapping[str, Any]:
        """The level, settings and digest of the rules of the run."""
        return provenance(self._settings)

    def add(self, cleaner: Cleaner) -> None:
        """Take in the rules of a cleaner."""
        self._cleaners[cleaner] = None

    def known(self, rule_id: str) -> tuple[Pack, Rule] | None:
        """Return a rule with its pack, or None for a repair step."""
        for cleaner in list(self._cleaners)[self._count_read :]:
            self._rules.update({rule.id: (pack, rule) for pack in cleaner.packs for rule in pack.rules})
            self._count_read += 1
        return self._rules.get(rule_id)

    def sources(self, rule_id: str) -> list[str]:
        """Return the rules and repair steps that made an edit: one, or all of those that touched the same place."""
        return [rule_id] if self.known(rule_id) else rule_id.split("+")

    def why(self, rule_id: str) -> str:
        """Return why an edit is made, in a sentence for each rule or repair step that had a part in it."""
        found = ((source, self.known(source)) for source in self.sources(rule_id))
        return " ".join(
            known[1].why if known else REASONS[source.removeprefix(REPAIR)] for source, known in found
        )
