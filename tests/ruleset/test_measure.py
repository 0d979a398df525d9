"""The measure of a pattern: it never refuses a line that the pattern matches."""

import pytest

from cleaner.ruleset.measure import Measure, measure
from cleaner.ruleset.parse_tree import ENDLESS


@pytest.mark.parametrize(
    ("pattern", "known"),
    [
        ("(share|tweet) this.{0,9}", Measure(19, ("share", "tweet"))),
        ("Read (more|on)", Measure(9, ("read mor", "read on"))),
        ("a?b", Measure(2, ("",))),
        (r"\bx+", Measure(ENDLESS, ("",))),
        ("(?-i:[A-Z])x", Measure(2, ("",))),
        ("é(a|b)", Measure(2, ("",))),
    ],
)
def test_a_measure_is_read_off_the_tree(pattern, known):
    assert measure(pattern) == known


@pytest.mark.parametrize(
    ("pattern", "line"), [("Kiss me", "\N{KELVIN SIGN}iss me"), ("SHARE", "share"), ("é!", "É!")]
)
def test_a_line_in_another_case_is_allowed(pattern, line):
    assert measure(pattern).allows(line)
