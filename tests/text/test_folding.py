"""Folding: spellings that are the same line, those that are not, and where a folded character came from."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cleaner.text.folding import fold, fold_label, folded_offsets
from cleaner.text.keys import LIKENESS, likeness


@pytest.mark.parametrize(
    ("one", "other"),
    [("Báo cáo", "Bao cao"), ("Publié", "Publie"), ("Ще", "Ше"), ("“Share”", "Share"), ("Share?", "Share")],
)
def test_another_word_and_another_tone_are_not_the_same(one, other):
    assert fold_label(one) != fold_label(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Don’t", "DON'T"), ("Ещё", "ЕЩЕ"), ("ＴＯＤＡＹ", "today"), ("كتاب", "کتاب"), ("Σχόλια", "ΣΧΟΛΙΑ"), ("٣ x", "3 x"),
     ("a\N{ZERO WIDTH SPACE}b", "ab"), ("a \N{NO-BREAK SPACE} b", "a b"), ("» Share:", "share")],
)  # fmt: skip
def test_spellings_of_one_line_are_the_same(one, other):
    assert fold_label(one) == fold_label(other)


@pytest.mark.no_cover
@given(st.text(max_size=30))
@settings(max_examples=200)
def test_folded_characters_come_from_where_they_say(text):
    offsets = folded_offsets(text)
    assert len(offsets) == len(fold_label(text))
    assert offsets == sorted(offsets)
    assert all(0 <= at < len(text) for at in offsets)


alike = st.text(alphabet="aA’'\"“”–-… .é\N{ZERO WIDTH SPACE}\N{NO-BREAK SPACE}ßſⓐ", max_size=20)


@given(alike, alike)
@example("Share" + " " * 30 + "this", "share this")
@settings(max_examples=300)
def test_lines_that_fold_alike_are_alike(one, other):
    keys = [likeness(one), likeness(other)]
    if fold(one) == fold(other):
        assert keys[0] == keys[1]
    assert all(len(key) <= LIKENESS for key in keys)


@given(alike)
@settings(max_examples=200)
def test_a_line_is_like_its_folding(text):
    assert likeness(text) == likeness(fold(text))
