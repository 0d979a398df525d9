"""The shipped packs: their examples, their order of keys, the schema, and what their wordings cost."""

import json
import tomllib
from pathlib import Path

import jsonschema
import pytest
import regex
from timing import timed

from cleaner.deciding.examples import Outcome, judge
from cleaner.ruleset.keys import keys
from cleaner.ruleset.kinds import KINDS
from cleaner.ruleset.packs import load_packs, load_topics, rule_files, rules_of
from cleaner.ruleset.rule import Level
from cleaner.ruleset.schema import schema
from cleaner.ruleset.wording import Wording

PACKS = load_packs()
WORDINGS = [test for rule in rules_of(PACKS) for test in rule.tests().values() if isinstance(test, Wording)]
INVALID = Path(__file__).parents[1] / "invalid"


@pytest.mark.no_cover
def test_every_example_of_a_shipped_pack_is_ok():
    verdicts = [verdict for pack in PACKS for verdict in judge(pack)]
    assert len(verdicts) > len(list(rules_of(PACKS)))
    assert [
        (verdict.rule.id, verdict.outcome, verdict.line)
        for verdict in verdicts
        if verdict.outcome is not Outcome.OK
    ] == []


FILES = [Path(file.path) for file in rule_files()]
KIND_OF = {
    (topic.name, name): rule.kind for topic in load_topics().values() for name, rule in topic.rules.items()
}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_keys_of_a_shipped_rule_stand_in_the_fixed_order(path):
    text = path.read_text("utf-8")
    tables = regex.findall(r"^\[(\w+)\.([\w-]+)\]\n((?:.|\n)*?)(?=^\[\w+\.|\Z)", text, regex.M)
    assert tables
    for above, name, body in tables:
        keys_only = regex.sub(r"'''(?:.|\n)*?'''|\"\"\"(?:.|\n)*?\"\"\"", "", body)
        written = regex.findall(r"^([\w-]+) *=", keys_only, regex.M)
        kind = KINDS.get(above) or KIND_OF[above, name]
        order = ["why", "words-of", *[key for key in keys(kind) if key != "why"], "label", "examples"]
        assert written == sorted(written, key=order.index), f"{path}: {name}"


def test_every_rule_of_a_topic_has_words_in_some_language():
    said = {tuple(rule.id.split("/")[1:]) for rule in rules_of(PACKS)}
    assert [f"{topic}.{name}" for topic, name in KIND_OF if (topic, name) not in said] == []


def test_a_rule_of_each_level_is_used_at_its_level_and_above():
    assert Level.STRONG.includes(Level.GENTLE)
    assert not Level.GENTLE.includes(Level.NORMAL)


VALIDATOR = jsonschema.Draft202012Validator(json.loads(json.dumps(schema())))


def test_the_schema_accepts_the_shipped_packs():
    VALIDATOR.check_schema(VALIDATOR.schema)
    for path in FILES:
        VALIDATOR.validate(tomllib.loads(path.read_text("utf-8")))


@pytest.mark.parametrize(
    "name",
    [
        "unknown-key",
        "unknown-kind",
        "unknown-level",
        "no-why",
        "no-about",
        "bad-name",
        "max-lines-too-large",
        "block-max-lines-too-small",
        "number-is-true",
        "phrases-empty",
        "rule-is-not-a-table",
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(name):
    assert not VALIDATOR.is_valid(tomllib.loads((INVALID / f"{name}.toml").read_text("utf-8")))


HOSTILE = ["a", "1", " ", "a ", "1 ", "a.", "1,", "-", "share ", "é", "中", ": ", "/", "12:00 ", "©"]


@pytest.fixture(scope="module")
def starts():
    """Return about a hundred beginnings of what the shipped wordings match."""
    every = {""}
    for wording in WORDINGS:
        words = regex.findall(r"[a-z]{3,}", wording.pattern or " ".join(wording.phrases[:1]), regex.I)
        every |= {" ".join(words[:count]) + " " for count in (1, 2)}
    return sorted(every)[:: len(every) // 100]


@pytest.mark.no_cover
@pytest.mark.parametrize("unit", HOSTILE)
def test_a_hostile_line_costs_little_in_every_shipped_wording(starts, unit):
    lines = [(start + unit * 300)[:299] + "!" for start in starts]
    with timed() as watch:
        for line in lines:
            for wording in WORDINGS:
                wording.matches(line)
    assert watch.seconds / (len(lines) * len(WORDINGS)) < 0.002
