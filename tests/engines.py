"""Engines for tests: one set of rules, with the matcher that defines what matches and with the fast one."""

from functools import cache

import pytest

from cleaner import Cleaner
from cleaner.deciding.document import EXACT, Part
from cleaner.deciding.engine import Engine
from cleaner.ruleset.rule import Level
from cleaner.text.repair import ALL_STEPS

LEVELS = ["gentle", "normal", "strong"]


def part(text):
    return Part(text.encode("utf-8", EXACT), EXACT)


def clean(engine, text):
    return engine.clean(part(text))


def fast(rules, *, level="normal", steps=ALL_STEPS):
    plan = pytest.importorskip("cleaner.matching.expressions")
    return Engine(rules, level=Level(level), steps=steps, matcher=plan.fast_matcher(rules, steps))


@cache
def shipped(level="normal"):
    """Return the engine of the shipped rules: with the fast matcher, where Hyperscan can be imported."""
    return Cleaner(level=level).engine


@cache
def shipped_reference(level="normal"):
    return Engine(Cleaner(level=level).known_rules(), level=Level(level))


def engine_of(rules):
    """Return the engine of some rules, or of the shipped rules of a level."""
    return shipped(rules) if isinstance(rules, str) else Engine(rules)
