"""A new kind is one module, and one line in the table of kinds."""

import os
import shutil
from dataclasses import dataclass

import pytest

from cleaner import Cleaner, RuleError
from cleaner.deciding.examples import Outcome, judge
from cleaner.ruleset.kinds import KINDS
from cleaner.ruleset.packs import load_packs
from cleaner.ruleset.rule import PlacedRule, key, optional
from cleaner.ruleset.schema import schema
from cleaner.ruleset.view import Removal
from cleaner.ruleset.wording import Wording


@dataclass(frozen=True, kw_only=True, eq=False)
class ChorusRule(PlacedRule):
    """Lines of one wording, where there are several."""

    kind = "chorus"

    voice: Wording = key("A pattern, or a list of phrases, for each line.")
    at_least: int = optional(2, "The fewest such lines.", least=2)

    def tests(self):
        return {"voice": self.voice}

    def removals(self, view):
        candidates = view.candidates(self)
        if len(candidates) >= self.at_least:
            yield from (Removal(self, at) for at, _ in candidates)


RULE = """about = "A test"
[chorus.hurrah]
why = "A test."
voice = ["Hurrah {n}", "Three cheers"]
unless = ['hurrah 12']
examples = '''
- Hurrah 1
  The boat is sold.
- Three cheers
'''
"""


@pytest.fixture
def path(monkeypatch, tmp_path):
    monkeypatch.setitem(KINDS, ChorusRule.kind, ChorusRule)
    path = tmp_path / "rules.toml"
    path.write_text(RULE)
    return path


@pytest.mark.no_cover
@pytest.mark.parametrize("start", ["cold", "warm"])
@pytest.mark.parametrize("shipped", [False, True])
def test_documents_are_cleaned_by_it(path, monkeypatch, tmp_path, start, shipped):
    """The shipped rules, which are compiled apart from others, are as they were kept for all tests."""
    if shipped:
        Cleaner()
        shutil.copytree(os.environ["CLEANER_CACHE"], tmp_path / "cache")
    monkeypatch.setenv("CLEANER_CACHE", str(tmp_path / "cache"))
    if start == "warm":
        Cleaner(rules=[path], shipped=shipped)
    cleaner = Cleaner(rules=[path], shipped=shipped)
    assert not cleaner.clean("Hurrah 1\nThe boat is sold.\n").edits
    cleaning = cleaner.clean("Hurrah 1\nThe boat is sold.\nThree cheers\n")
    assert cleaning.text == "The boat is sold.\n"
    assert {edit.rule for edit in cleaning.edits} == {"rules/hurrah"}
    assert cleaning.fields == {"n": ("1",)}


def test_its_examples_are_judged(path):
    (pack,) = load_packs([path])
    assert [verdict.outcome for verdict in judge(pack)] == [Outcome.OK]


def test_its_keys_are_read_strictly(path):
    path.write_text(RULE + "at_least = 1\nvoise = 1\n")
    with pytest.raises(RuleError) as caught:
        load_packs([path])
    assert str(caught.value).splitlines() == [
        f"{path}:12: [chorus.hurrah]: unknown key 'voise'; did you mean 'voice'?",
        f"{path}:11: [chorus.hurrah]: 'at_least' must be at least 2, got 1",
    ]


def test_it_appears_in_the_schema(path):
    assert path.exists()
    (rules,) = schema()["anyOf"][0]["properties"]["chorus"]["patternProperties"].values()
    assert rules["required"] == ["why", "voice", "examples"]
    assert rules["properties"]["at_least"]["minimum"] == 2
