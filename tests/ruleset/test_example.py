"""Examples: their notation, and the verdicts on them."""

import pytest

from cleaner.deciding.examples import BODY_LINES, Outcome, judge
from cleaner.ruleset.example import BODY, CLAIMED, GOES, NEW, STAYS, read_example
from cleaner.ruleset.packs import load_pack

RULE = """about = "A test"
[line.advert]
why = "A test."
pattern = 'buy our boat( now)?'
zone = "{zone}"
examples = '''
{example}
- Buy our boat
  Buy our boat, he said.
'''
"""


def verdicts(tmp_path, example, zone="anywhere"):
    path = tmp_path / "rules.toml"
    path.write_text(RULE.format(example=example, zone=zone))
    return [(verdict.outcome, verdict.line) for verdict in judge(load_pack(path, "test"))]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("- Share\n", [(GOES, "Share")]),
        ("  Share", [(STAYS, "Share")]),
        ("-\n", [(GOES, "")]),
        ("+\n! Share", [(NEW, ""), (CLAIMED, "Share")]),
        ("   Share", [(STAYS, " Share")]),
        ("\n   \n", [(STAYS, ""), (STAYS, "")]),
        (" ...\n", [(BODY, "")]),
        ("-Share\nShare", [("", "-Share"), ("", "Share")]),
    ],
)
def test_a_line_is_read_with_its_mark(text, lines):
    assert list(read_example(text).lines) == lines


@pytest.mark.parametrize(
    ("example", "outcome", "line"),
    [
        ("  The boat is sold.", Outcome.OK, ""),
        ("  Buy our boat now", Outcome.NOISY, "Buy our boat now"),
        ("- Buy our ship", Outcome.MISSING, "Buy our ship"),
        ("- Buy our boat\n+ Buy", Outcome.MISSING, "Buy our boat"),
        ("! Sell our boat", Outcome.OK, ""),
    ],
)
def test_the_first_line_that_went_wrong_is_named(tmp_path, example, outcome, line):
    assert verdicts(tmp_path, example) == [(outcome, line)]


def test_the_body_parts_the_zones(tmp_path):
    assert verdicts(tmp_path, "  Buy our boat\n...", zone="tail") == [(Outcome.OK, "")]
    assert verdicts(tmp_path, "  Buy our boat\n", zone="tail") == [(Outcome.NOISY, "Buy our boat")]
    assert BODY_LINES > 50


@pytest.mark.parametrize("character", ["\N{ZERO WIDTH NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"])
def test_an_odd_character_in_an_example_does_not_shift_the_lines(tmp_path, character):
    example = f"- {character}Buy our boat\n  The boat is sold."
    assert verdicts(tmp_path, example) == [(Outcome.OK, "")]
