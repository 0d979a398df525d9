"""The choice of rules: by level, by name, and with lines that stay on purpose."""

import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import NamedTuple

from cleaner.errors import ConfigError, closest
from cleaner.ruleset.aliases import RENAMED, former_ids
from cleaner.ruleset.drop import Drop, problem_of_words
from cleaner.ruleset.kinds.line import LineRule
from cleaner.ruleset.rule import Level, Rule
from cleaner.ruleset.wording import LONGEST_MATCH


class Keep(NamedTuple):
    """A line that stays, in spite of the rules."""

    rule: str = "*"
    """The rules that must leave it: a rule id, a pack or a glob."""
    text: str = ""
    """The whole line, white space at its ends aside; case is ignored."""
    pattern: str = ""
    """Or a pattern for the whole line; without text and pattern, the rules leave every line."""
    reason: str = ""

    def problem(self) -> str | None:
        """Return what is wrong with it, or None."""
        if self.rule == "*" and not self.text and not self.pattern:
            return "would switch every rule off; name a rule, a text or a pattern"
        return problem_of_words(self.text, self.pattern)

    @property
    def patterns(self) -> tuple[str, ...]:
        """What the line has to match."""
        return tuple(filter(None, (self.pattern, re.escape(self.text.strip()))))

    def rules(self, number: int) -> Iterator[Rule]:
        """Yield rules that know the line and remove nothing, so that evidence leaves it."""
        longest = max(LONGEST_MATCH, len(self.text))
        for place, pattern in enumerate(self.patterns, 1):
            rule_id = f"keep/{number}-{place}"
            yield LineRule(
                id=rule_id, why=self.reason, pattern=pattern, longest=longest, acts=False, is_left_out=True
            )


class Choice(NamedTuple):
    """Which rules are used, and with which exceptions."""

    level: Level = Level.NORMAL
    select: Sequence[str] = ()
    """Rules by id, packs by name, or globs; if there are any, no others are used, whatever their level."""
    ignore: Sequence[str] = ()
    keep: Sequence[Keep] = ()
    drop: Sequence[Drop] = ()
    """Lines that go, whatever rules are selected; theirs are among the rules that are chosen from."""

    def of(self, rules: Iterable[Rule]) -> tuple[Rule, ...]:
        """Return the chosen rules. Raises `ConfigError` for a name that no rule has, and if no rule is left."""
        known = list(rules)
        self.check([rule.id for rule in known])
        return self._chosen(known)

    def known(self, rules: Iterable[Rule], others: Iterable[str] = ()) -> tuple[Rule, ...]:
        """Return the chosen rules, and those that only know lines: evidence asks what they know. Raises as `of`.

        `others` are the ids of rules beside these, which may be named, too; `adapted` leads them to this choice.
        """
        known = list(rules)
        self.check([*others, *(rule.id for rule in known)])
        return (*self._chosen(known), *self.knowing(known))

    def check(self, ids: Sequence[str]) -> None:
        """Raise `ConfigError` for a name that none of the rules has, and for what cannot be kept."""
        for problem in filter(None, (keep.problem() for keep in self.keep)):
            raise ConfigError("keep", problem)
        for option, names in (
            ("select", self.select),
            ("ignore", self.ignore),
            ("keep", [keep.rule for keep in self.keep]),
        ):
            for name in names:
                if name in RENAMED:
                    note = f"{option}: the rule '{name}' is named '{RENAMED[name]}' now"
                    warnings.warn(note, FutureWarning, stacklevel=3)
                if not any(is_named(rule_id, name) for rule_id in ids):
                    raise ConfigError(option, f"no rule is named '{name}'", guess_rule(name, ids))

    def of_all_levels(self) -> "Choice":
        """Return the choice with the rules of all levels, from which `at_its_level` leads back to this one."""
        return self if self.select else self._replace(level=Level.STRONG)

    def adapted(self, rule: Rule) -> Rule:
        """Return a rule of all levels as it is in this choice, if none is selected."""
        if self._leaves_out(rule):
            return replace(rule, acts=False, is_left_out=True)
        return self.at_its_level(self._with_exceptions(rule))

    def at_its_level(self, rule: Rule) -> Rule:
        """Return a rule as it is at this level: one of a higher level only knows lines."""
        is_above = rule.acts and not self.select and not self.level.includes(rule.level)
        return replace(rule, acts=False) if is_above else rule

    def knowing(self, rules: Iterable[Rule]) -> tuple[Rule, ...]:
        """Return the rules that remove nothing but know lines: those of higher levels, and those left out on purpose.

        Evidence leaves the lines that the latter know; so it does those that are to be kept.
        """
        kept = [rule for number, keep in enumerate(self.keep, 1) for rule in keep.rules(number)]
        left_out = (
            replace(rule, acts=False, is_left_out=is_left_out)
            for rule in rules
            if rule.tests()
            and (
                (is_left_out := self._leaves_out(rule))
                or not (self.select or self.level.includes(rule.level))
            )
        )
        return (*kept, *left_out)

    def _chosen(self, known: Sequence[Rule]) -> tuple[Rule, ...]:
        dropping = {drop.id for drop in self.drop}
        chosen = [
            rule
            for rule in known
            if (rule.id in dropping or self._selects(rule)) and not self._leaves_out(rule)
        ]
        if self.select and not chosen:
            raise ConfigError("select", "every rule that it names is left out again", "see 'ignore'")
        return tuple(map(self._with_exceptions, chosen))

    def _selects(self, rule: Rule) -> bool:
        if self.select:
            return any(is_named(rule.id, name) for name in self.select)
        return self.level.includes(rule.level)

    def _leaves_out(self, rule: Rule) -> bool:
        left_out = [*self.ignore, *(keep.rule for keep in self.keep if not keep.patterns)]
        return any(is_named(rule.id, name) for name in left_out)

    def _with_exceptions(self, rule: Rule) -> Rule:
        """Return a rule that leaves what is to be kept, too."""
        patterns = [
            pattern for keep in self.keep if is_named(rule.id, keep.rule) for pattern in keep.patterns
        ]
        return rule.with_exceptions(patterns) if patterns else rule


def is_named(rule_id: str, name: str) -> bool:
    """Return whether a rule id, the name of a pack, or a glob of either names a rule."""
    if fnmatchcase(rule_id, name) or fnmatchcase(rule_id, f"{name}/*"):
        return True
    return name in RENAMED and name in former_ids(rule_id)


def guess_rule(name: str, ids: Iterable[str]) -> str:
    """Return a remedy for a name that none of the rules has."""
    ids = list(ids)
    bare = name.strip("*/").lower()
    for rule_id in ids:
        if bare and rule_id.endswith(f"/{bare}"):
            return f"did you mean '{rule_id}'?"
    folders = {rule_id.rsplit("/", depth)[0] for rule_id in ids for depth in range(1, rule_id.count("/") + 1)}
    return closest(bare, [*ids, *sorted(folders)]) or "`cleaner rules` lists all"
