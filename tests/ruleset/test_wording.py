"""Wording: what holds of a line that takes too long to compare."""

import pytest
import regex

from cleaner.deciding.document import Part
from cleaner.deciding.engine import Engine
from cleaner.ruleset import wording
from cleaner.ruleset.kinds.line import LineRule
from cleaner.ruleset.wording import Wording

SLOW = r"(?:a|a\w|b)*[!?]x?"
LINE = "a" * 60 + "b"


@pytest.fixture(autouse=True)
def _short_timeout(monkeypatch):
    monkeypatch.setattr(wording, "TIMEOUT", 0.05)


def test_the_line_does_take_too_long():
    with pytest.raises(TimeoutError):
        regex.fullmatch(SLOW, LINE, regex.IGNORECASE, timeout=wording.TIMEOUT)


def test_an_exception_protects_a_line_that_takes_too_long():
    assert LineRule(id="a/b", why="A test.", pattern="a+b", unless=(SLOW,)).protects(LINE)


def test_a_line_that_an_exception_takes_too_long_for_stays():
    rule = LineRule(id="a/b", why="A test.", pattern="a+b", unless=(SLOW,))
    text = f"{LINE}\n".encode()
    assert not Engine([rule]).clean(Part(text)).edits


def test_a_rule_does_not_claim_a_line_that_takes_too_long():
    assert not Wording(SLOW).matches(LINE)
    assert Wording(SLOW).captured(LINE) == {}


def test_a_line_that_is_compared_in_time_is_protected_only_by_a_match():
    rule = LineRule(id="a/b", why="A test.", pattern="a+b", unless=("a+c",))
    assert not rule.protects(LINE)
    assert rule.protects("aac")
