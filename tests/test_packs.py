"""Rule files: what the loader takes, what it refuses and how it says so, and the shipped packs."""

import json
import os
import shutil
import time
from pathlib import Path

import jsonschema
import pytest
import regex

from cleaner import RuleError, load_packs
from cleaner.examples import Outcome, judge
from cleaner.kinds import KINDS, Level, keys
from cleaner.packs import load_pack, refuse_duplicates, rule_as_data, rules_of, shipped_rules
from cleaner.schema import schema
from cleaner.wording import Wording, lint

HERE = Path(__file__).parent
INVALID = sorted((HERE / "invalid").glob("*.toml"))
MESSAGES = dict(
    line.split(" ", 1) for line in (HERE / "invalid" / "messages.txt").read_text("utf-8").splitlines() if line
)
PACKS = load_packs()
RULES = {rule.id: rule for rule in rules_of(PACKS)}
WORDINGS = [
    (rule, test) for rule in RULES.values() for test in rule.tests().values() if isinstance(test, Wording)
]


def test_every_invalid_file_has_a_message_and_the_other_way_round():
    assert INVALID
    assert {path.name for path in INVALID} == set(MESSAGES)


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_a_mistake_in_a_rule_file_is_named(path):
    with pytest.raises(RuleError) as caught:
        load_pack(path, path.stem)
    assert str(caught.value).replace(str(path), "FILE") == MESSAGES[path.name]


def test_a_missing_rule_file_is_an_error(tmp_path):
    with pytest.raises(RuleError, match="no such file"):
        load_packs([tmp_path / "none.toml"])


def test_a_folder_without_rule_files_is_an_error(tmp_path):
    with pytest.raises(RuleError, match="no rule file in this folder"):
        load_packs([tmp_path])


def test_two_packs_of_one_name_are_an_error():
    with pytest.raises(RuleError, match="rename one"):
        refuse_duplicates([PACKS[0], PACKS[0]])


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.name)
def test_every_example_of_a_shipped_pack_is_ok(pack):
    verdicts = list(judge(pack))
    assert verdicts
    assert [
        (each.rule.id, each.outcome, each.line) for each in verdicts if each.outcome is not Outcome.OK
    ] == []


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.name)
def test_keys_of_a_shipped_rule_stand_in_the_fixed_order(pack):
    text = pack.path.read_text("utf-8")
    tables = regex.findall(r"^\[(\w+)\.([\w-]+)\]\n((?:.|\n)*?)(?=^\[\w+\.|\Z)", text, regex.M)
    assert len(tables) == len(pack.rules)
    for kind, name, body in tables:
        keys_only = regex.sub(r"'''(?:.|\n)*?'''|\"\"\"(?:.|\n)*?\"\"\"", "", body)
        written = regex.findall(r"^(\w+) *=", keys_only, regex.M)
        order = [*keys(KINDS[kind]), "examples"]
        assert written == sorted(written, key=order.index), f"{pack.name}/{name}"


def test_shipped_packs_are_found_beside_the_package():
    assert shipped_rules().is_dir()
    assert {"common/repeat", "common/blank", "en/page", "en/metadata"} <= {pack.name for pack in PACKS}


def test_a_rule_of_each_level_is_used_at_its_level_and_above():
    assert Level.STRONG.includes(Level.GENTLE)
    assert not Level.GENTLE.includes(Level.NORMAL)


def test_the_schema_accepts_the_shipped_packs_and_refuses_an_unknown_key():
    import tomllib

    validator = jsonschema.Draft202012Validator(json.loads(json.dumps(schema())))
    validator.check_schema(validator.schema)
    for pack in PACKS:
        validator.validate(tomllib.loads(pack.path.read_text("utf-8")))
    bad = tomllib.loads((HERE / "invalid" / "unknown-key.toml").read_text("utf-8"))
    assert not validator.is_valid(bad)


@pytest.mark.parametrize(
    "pattern", ["(a+)+", "(a|aa)+b", "(a*)*b", "(?:a+b?)+c", r"(a)\1", "a(?=b)", "(?<!a)b", "(\\w+ ?)+x"]
)
def test_a_pattern_that_can_run_away_is_refused(pattern):
    assert lint(pattern)


@pytest.mark.parametrize(
    "pattern", [r"\d+ of \d+", "(share|tweet)( this)?", r"page \d{1,3}", "(by )?[a-z]+ [a-z]+"]
)
def test_a_plain_pattern_is_accepted(pattern):
    assert lint(pattern) is None


HOSTILE = [
    "a",
    "1",
    " ",
    "a ",
    "1 ",
    "a.",
    "1,",
    "-",
    "share ",
    "é",
    "\N{CJK UNIFIED IDEOGRAPH-4E2D}",
    ": ",
    "/",
    "12:00 ",
    "©",
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_lines_cost_linear_time_in_every_shipped_wording(unit):
    """Whatever a line begins with, twice the length may not cost four times the time."""
    starts = {""}
    for _, wording in WORDINGS:
        words = regex.findall(r"[a-z]{3,}", wording.pattern or " ".join(wording.phrases[:1]), regex.I)
        starts |= {" ".join(words[:count]) + " " for count in (1, 2)}
    begin = time.perf_counter()
    lines = 0
    for start in sorted(starts):
        line = (start + unit * 300)[:299] + "!"
        for _, wording in WORDINGS:
            wording.matches(line)
            lines += 1
    assert (time.perf_counter() - begin) / lines < 0.002


def test_no_comparison_reaches_the_timeout():
    long = "a b " * 75
    for _, wording in WORDINGS:
        wording.matches(long)


def test_rules_from_the_cache_are_the_rules_of_the_files(tmp_path, monkeypatch):
    monkeypatch.setenv("CLEANER_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "rules"
    shutil.copytree(shipped_rules(), folder)
    read = list(rules_of(load_packs([folder])))
    for path in folder.rglob("*.toml"):  # which from now on nobody can read
        status = path.stat()
        path.write_bytes(b"?" * status.st_size)
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    cached = list(rules_of(load_packs([folder])))
    assert [rule_as_data(rule) for rule in cached] == [rule_as_data(rule) for rule in read]
