"""The strict reader: what it refuses, how it says so, and that nothing else can go wrong."""

from pathlib import Path

import pytest
from command import ADVERT
from hypothesis import given
from hypothesis import strategies as st

from cleaner import RuleError
from cleaner.ruleset.keys import keys
from cleaner.ruleset.kinds import KINDS
from cleaner.ruleset.packs import load_pack
from cleaner.ruleset.reader import read_rule_file

INVALID = sorted((Path(__file__).parents[1] / "invalid").glob("*.toml"))
MESSAGES = (Path(__file__).parents[1] / "invalid" / "messages.txt").read_text("utf-8").splitlines()


def told(path):
    with pytest.raises(RuleError) as caught:
        read_rule_file(str(path), "test")
    return str(caught.value).replace(str(path), "FILE")


@pytest.fixture
def rule_file(tmp_path):
    def write(content):
        path = tmp_path / "rules.toml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def test_every_invalid_file_has_a_message_and_the_other_way_round():
    assert INVALID
    assert {path.name for path in INVALID} == {line.split(" ")[0] for line in MESSAGES}


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_everything_wrong_with_a_rule_file_is_told_at_once(path):
    expected = [line.removeprefix(f"{path.name} ") for line in MESSAGES if line.startswith(f"{path.name} ")]
    assert told(path).splitlines() == expected


def test_an_error_in_the_second_rule_names_its_own_line(rule_file):
    more = ADVERT.partition("\n\n")[2].replace("line.advert", "line.boat").replace("why", "wy")
    assert told(rule_file(f"{ADVERT}\n{more}")).splitlines() == [
        "FILE:12: [line.boat]: unknown key 'wy'; did you mean 'why'?",
        "FILE:11: [line.boat]: has no 'why'; say it in one sentence",
    ]


def test_what_an_example_says_is_not_taken_for_a_header_or_a_key(rule_file):
    text = ADVERT.replace("  Buy our boat, he", "  [line.boat]\n  level = 3\n  Buy our boat, he")
    assert told(rule_file(text + "\n[line.boat]\nlevel = 3\n")).startswith("FILE:13: [line.boat]")


def test_a_byte_order_mark_and_line_ends_of_windows_are_read_over(rule_file):
    path = rule_file(b"\xef\xbb\xbf" + ADVERT.replace("\n", "\r\n").encode())
    assert [rule.id for rule in load_pack(path, "test").rules] == ["test/advert"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (f"about = {'[' * 3000}{']' * 3000}", "nested too deeply"),
        (f"[line.x]\nshape = {'{a=' * 3000}1{'}' * 3000}", "nested too deeply"),
        (f"[{'a.' * 3000}b]\nx = 1", "unknown kind 'a'"),
        (f"[line.{'a.' * 3000}b]\nx = 1", "unknown key 'a'"),
        (f"about = {'9' * 5000}", "a number with thousands of digits"),
        (f"[line.x]\nlongest = 0x{'f' * 5000}", "a number of more than 18 digits"),
        (ADVERT.encode("utf-16"), "is not UTF-8"),
        (b"\x1f\x8b\x08\x00", "is not UTF-8"),
        (b"\x00", "FILE:1:1"),
        ("[line.x]\nlongest = 1979-05-27", "must be a whole number, got 1979-05-27"),
        ("[line.x]\nlongest = nan", "must be a whole number, got nan"),
        ("['']\n'' = 1", "unknown kind ''"),
        (f"[line.x]\npattern = '{'a' * 100_000}'", "has more than 20000 characters"),
    ],
    ids=lambda value: "" if len(value) > 50 else None,
)
def test_a_hostile_file_is_refused_in_plain_words(rule_file, content, message):
    assert message in told(rule_file(content))


VALUES = st.recursive(
    st.one_of(
        st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.sampled_from(["a|b", "(", "{n}"])
    ),
    lambda values: st.one_of(
        st.lists(values, max_size=3), st.dictionaries(st.text(max_size=8), values, max_size=3)
    ),
    max_leaves=6,
)


def toml(value):
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(character):08x}" for character in value) + '"'
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{toml(key)} = {toml(inner)}" for key, inner in value.items()) + "}"
    return str(value)


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_any_value_of_any_key_is_read_or_refused(kind, data, tmp_path_factory):
    known = [*keys(KINDS[kind]), "examples", "other"]
    table = data.draw(st.dictionaries(st.sampled_from(known), VALUES))
    lines = [f"{key} = {toml(value)}" for key, value in table.items()]
    path = tmp_path_factory.mktemp("rules") / "rules.toml"
    path.write_text("\n".join([f"[{kind}.x]", *lines]), "utf-8")
    message = told(path)
    assert "has no 'about'" in message
    assert all(line.startswith("FILE") for line in message.split("\n"))
