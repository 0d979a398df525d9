"""What one run has besides the shipped rules is compiled apart, and does what it would among them."""

import pytest
from command import HERE

from cleaner import Cleaner
from cleaner.api import Drop, Keep
from cleaner.deciding.document import Part
from cleaner.deciding.engine import Engine
from cleaner.matching.reference import Matcher

TIDE = '''
about = "What the site of the daily tide prints"

[line.tide]
why = "The site prints this below every article."
phrases = ["Read the Daily Tide", "Tide number {number:n}", "Share this"]
examples = """
- Tide number 8
  The tide has a number.
"""

[line.boat]
why = "The site prints this in every article."
pattern = "Boats? in harbour: [0-9]+"
examples = """
- Boats in harbour: 9
  Boats stay in harbour.
"""
'''
LINES = [
    "Read the Daily Tide",
    "Read the daily tide.",
    "Tide number 7",
    "BOATS in harbour: 12",
    "Tide number 7 caf\u00c3\u00a9",
]
TEXTS = [path.read_text("utf-8", "surrogateescape") for path in sorted((HERE / "golden").glob("*/in.txt"))]

CHOICES = {
    "ignored": {"ignore": ["en/share", "common/evidence"]},
    "kept": {
        "keep": [Keep(text="Share this"), Keep(rule="en/*", pattern="Read more.*"), Keep(rule="en/legal")]
    },
    "dropped": {"drop": [Drop("A test", pattern="The [a-z]+ wall.*"), Drop("A test", "Read more")]},
    "strong": {"level": "strong", "keep": [Keep(text="tide number 7")], "ignore": ["tide/boat"]},
    "gentle": {"level": "gentle"},
}


@pytest.mark.no_cover
@pytest.mark.parametrize("name", CHOICES)
@pytest.mark.parametrize("has_own", [True, False], ids=["own", "shipped"])
def test_rules_of_one_run_do_what_they_would_do_among_the_shipped_ones(name, has_own, tmp_path):
    own = tmp_path / "tide.toml"
    own.write_text(TIDE, "utf-8")
    cleaner = Cleaner(rules=[own] if has_own or name == "strong" else [], **CHOICES[name])
    known = sorted(cleaner.known_rules(), key=lambda rule: rule.id)
    together = Engine(known, level=cleaner.level, matcher=Matcher(known))
    data = "\n\n".join([*TEXTS, *LINES, *TEXTS[::-1]]).encode("utf-8", "surrogateescape")
    part = Part(data, "surrogateescape")
    edits = cleaner.engine.clean(part).edits
    assert edits == together.clean(part).edits
    assert edits


def test_rules_that_were_compiled_at_one_level_act_at_another(tmp_path):
    own = tmp_path / "tide.toml"
    own.write_text(
        TIDE.replace('why = "The site prints this in', 'level = "strong"\nwhy = "The site prints this in'),
        "utf-8",
    )
    text = "The wall holds.\nTide number 8\nBoats in harbour: 9\n"
    kept = {
        level: Cleaner(rules=[own], level=level).clean(text).text for level in ("normal", "strong", "gentle")
    }
    assert kept == {
        "normal": "The wall holds.\nBoats in harbour: 9\n",
        "strong": "The wall holds.\n",
        "gentle": text,
    }
