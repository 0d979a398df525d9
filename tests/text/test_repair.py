"""Repair: what it leaves as an author chose it, and what each step mends."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.text.edits import apply
from cleaner.text.repair import ALL_STEPS, STEPS, repair

EVERY = list(STEPS)
UNMENDED = [
    "“Quotes” and ‘quotes’ – dashes — and … dots",
    "ﬁnd the ﬂag",
    "Ｆｕｌｌ　ｗｉｄｔｈ，句号。",
    "　　一段中文从这里开始。",
    "می\N{ZERO WIDTH NON-JOINER}خواهم",
    "क्\N{ZERO WIDTH JOINER}ष 👩\N{ZERO WIDTH JOINER}🚀 ❤\N{VARIATION SELECTOR-16}",
    "10\N{NO-BREAK SPACE}km «\N{NO-BREAK SPACE}oui\N{NO-BREAK SPACE}»",
    "ภาษา\N{ZERO WIDTH SPACE}ไทย",
    "\tif x:  # two  spaces",
    "hard break  ",
    "\x1b[31mred\x1b[0m \0 \f",
    "Ünïcödé, żółć, Ελληνικά, Ђура",
    "if (a < b && b > c) { return &a; }",
    "שָׁלוֹם \N{RIGHT-TO-LEFT MARK}x",
    "\udcff\udcfe",
]


@pytest.mark.parametrize("text", [unicodedata.normalize("NFC", text) for text in UNMENDED])
def test_what_an_author_chose_is_not_mended(text):
    assert repair(text, EVERY) == (text, [])


@pytest.mark.parametrize(
    ("text", "mended", "rule"),
    [
        ("cafÃ©", "café", "repair/mojibake"),
        ("donâ€™t", "don’t", "repair/mojibake"),
        ("Tide &amp; Time", "Tide & Time", "repair/entities"),
        ("soft\N{SOFT HYPHEN}ly", "softly", "repair/invisible"),
        ("zero\N{ZERO WIDTH SPACE}width", "zerowidth", "repair/invisible"),
        ("bell\x07", "bell", "repair/invisible"),
        ("a\N{NO-BREAK SPACE} b", "a b", "repair/spaces"),
        ("\N{NO-BREAK SPACE}a\N{THIN SPACE}", " a", "repair/spaces"),
        ("e\N{COMBINING ACUTE ACCENT}t", "ét", "repair/nfc"),
    ],
)
def test_a_step_mends_and_is_named(text, mended, rule):
    done, edits = repair(text, EVERY)
    assert done == mended
    assert {edit.rule for edit in edits} == {rule}
    assert repair(text, [step for step in EVERY if f"repair/{step}" != rule])[0] == text


def test_entities_do_not_remember_the_line_before():
    assert repair("a < b", EVERY)[0] == "a < b"
    assert repair("c &amp; d", EVERY)[0] == "c & d"


def test_line_ends_are_a_step_that_no_single_line_takes():
    assert set(ALL_STEPS) - set(STEPS) == {"line-ends"}


@given(st.text(alphabet="aé Ã©&amp;\N{NO-BREAK SPACE}\x07e\N{COMBINING ACUTE ACCENT}", max_size=30))
@settings(max_examples=300)
def test_the_edits_of_a_repair_lead_to_it(text):
    done, edits = repair(text, EVERY)
    assert apply(text, edits) == done
