"""Rules as data: what comes back is the rule that was kept, with what was worked out from its words."""

import json

from cleaner.ruleset.keys import keys
from cleaner.ruleset.packs import load_packs, rules_of
from cleaner.ruleset.serial import rule_as_data, rule_from_data
from cleaner.ruleset.wording import Wording

RULES = list(rules_of(load_packs()))


def test_every_key_of_a_shipped_rule_comes_back():
    assert RULES
    for rule in RULES:
        copy = rule_from_data(json.loads(json.dumps(rule_as_data(rule))))
        assert (type(copy), copy.id) == (type(rule), rule.id)
        for key in keys(type(rule)).values():
            assert getattr(copy, key.field) == getattr(rule, key.field), (rule.id, key.name)


def test_folded_phrases_come_back_and_are_not_worked_out_again():
    for rule in RULES:
        copy = rule_from_data(json.loads(json.dumps(rule_as_data(rule))))
        for role, test in rule.tests().items():
            if isinstance(test, Wording) and test.phrases:
                assert vars(copy.tests()[role])["literals"] == test.literals, (rule.id, role)
