"""Rules as data: what the cache keeps of a rule, with what took long to work out from its words."""

from typing import Any

from cleaner.ruleset.keys import keys
from cleaner.ruleset.kinds import KINDS
from cleaner.ruleset.measure import Measure, measure, remember
from cleaner.ruleset.rule import Rule
from cleaner.ruleset.wording import Wording


def rule_as_data(rule: Rule) -> Any:
    """Return a rule as what JSON can hold."""
    values = {
        key.name: key.type.written(value)
        for key in keys(type(rule)).values()
        if (value := getattr(rule, key.field)) != key.default
    }
    wordings = {role: test for role, test in rule.tests().items() if isinstance(test, Wording)}
    literals = {role: sorted(wording.literals) for role, wording in wordings.items() if wording.phrases}
    patterns = {*rule.exceptions, *(wording.pattern for wording in wordings.values())} - {""}
    measures = {pattern: list(measure(pattern)) for pattern in sorted(patterns)}
    return [rule.kind, rule.id, rule.acts, rule.is_left_out, rule.sites, values, literals, measures]


def rule_from_data(data: Any) -> Rule:
    """Make the rule again. Raises `ValueError`, `KeyError`, `TypeError` or `IndexError` for other data."""
    kind, rule_id, acts, is_left_out, sites, values, literals, measures = data
    for pattern, (widest, openings) in measures.items():
        remember(pattern, Measure(widest, tuple(openings)))
    known = keys(KINDS[kind])
    rule = KINDS[kind](
        id=rule_id,
        acts=acts,
        is_left_out=is_left_out,
        sites=tuple(sites),
        **{known[name].field: known[name].type.made(value) for name, value in values.items()},
    )
    tests = rule.tests() if literals else {}
    for role, folded in literals.items():
        vars(tests[role])["literals"] = frozenset(folded)  # what `Wording.literals` would work out
    return rule
