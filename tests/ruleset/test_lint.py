"""The lint: no pattern that can take exponential time, or that takes for ever to compile, gets past it."""

import re

import pytest
from timing import timed

from cleaner.ruleset.lint import lint

TWO_WAYS = "repeats something that the same text can match in two ways"

LINEAR = [
    r"\d+ of \d+", "(share|tweet)( this)?", r"page \d{1,3}", "(by )?[a-z]+ [a-z]+", r"(\w+ )+x", "(ab|ac)*d",
    "(facebook|twitter|tumblr|share to facebook|share to twitter)(,? ?(facebook|twitter)){1,8}",
    r"(x( \w{2,40}){0,3}\.)+", r"[\w &/-]{2,40} (↳[\w &/-]{2,41} ){0,39}↳ end", "(a[bc]?d)+", r"(\d{3}[ .]?){1,12}",
    r"(\p{Lu}\d)+", "(é|[a-z])+ok", r"(?:\{\{|\}\})+x", "[а-яё]+(, [а-яё]+)*",
]  # fmt: skip

EXPONENTIAL = [
    r"(?:[ab]c?|[bd]c?)*!", "(?:ab?|[a-c])*[!]", r"(?:\w|a\w)*!", r"( ↳ ?[\w &/-]{2,40}){1,40}", "(a+)+", "(a|aa)+b",
    "(a*)*b", "(?:a+b?)+c", r"(\w+ ?)+x", "(.*)*x", "((a{1,9}){1,9}){1,9}x", r"1( ?\d{1,4}){1,12}",
    "((((a{1,4}){1,4}){1,4}){1,4})x", "(a(|b?)c)*x", "(a?){30}a{30}", "(a|b|ab)*c",
    "(Ka?|\N{KELVIN SIGN}|a)*x", "(éa?|É|a)*x", r"(\p{L}1?|[а-я]|1)*x", "([^x]|a)*x",
]  # fmt: skip


@pytest.mark.parametrize("pattern", LINEAR)
def test_a_pattern_with_one_way_through_each_repeat_is_accepted(pattern):
    assert lint(pattern) is None


@pytest.mark.parametrize("pattern", EXPONENTIAL)
def test_a_repeat_with_two_ways_is_refused(pattern):
    assert lint(pattern) == TWO_WAYS


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("(((((x{100}){100}){100}){100}){100})", "is larger than 10000 characters"),
        ("x{1000000}", "is larger than 10000 characters"),
        ("(a{1,1000}){1,1000}x", "is larger than 10000 characters"),
        ("x{99999999999999999999}", "the repetition number is too large"),
        (f"({'|'.join(f'word{number}x' for number in range(2000))})+!", "is (too large|larger)"),
        ("(" * 5000, "is nested too deep"),
        (r"(a)\1", "refers back to a group"),
        ("a(?=b)", "looks around"),
        ("(?<!a)b", "looks around"),
        ("(?:abc){e<=1}", "a brace without a count"),
        ("[[:alpha:]]+", "named set"),
        (r"\X+", "bad escape"),
        ("share (this", r"missing \)"),
        ("[", "unterminated"),
        (r"\p{Nonsense}+x", "unknown property"),
        (
            r"(\w\W?[\u3040-\u3f00]?){1,9}\s*" + r"(\w?[\u3040-\u3f00]?x{0,3}y?){1,9}" * 40,
            "two ways|too large",
        ),
        ("(share)?", "matches the empty line"),
    ],
)
@pytest.mark.no_cover  # tracing would count as work of the lint
def test_what_cannot_be_used_is_refused_at_once_and_says_why(pattern, problem):
    with timed() as watch:
        found = lint(pattern)
    assert found is not None
    assert re.search(problem, found)
    assert watch.seconds < 1
