"""Edits: applied, inverted, merged, and offsets that move with them."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.text.edits import Edit, Offsets, apply, invert, merge
from cleaner.text.repair import difference

small = st.text("ab ", max_size=12)


@st.composite
def texts_with_edits(draw):
    """Draw a text and edits of it, some of which touch, insert or only remove."""
    text = draw(st.text("abcd", max_size=20))
    bounds = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    edits = [
        Edit(start, end, text[start:end], draw(st.text("xy", max_size=3)), "a/b")
        for start, end in itertools.pairwise(bounds)
        if draw(st.booleans())
    ]
    return text, edits


@given(texts_with_edits())
@settings(max_examples=200)
def test_edits_apply_and_invert(drawn):
    text, edits = drawn
    done = apply(text, edits)
    back = list(invert(edits))
    assert apply(done, back) == text
    assert list(invert(back)) == edits
    assert all(done[edit.start : edit.end] == edit.old for edit in back)


@given(small, small, small)
@settings(max_examples=300)
def test_merged_edits_do_what_both_do(one, two, three):
    first, second = list(difference(one, two, "x/first")), list(difference(two, three, "x/second"))
    merged = merge(first, second, one)
    assert apply(one, merged) == three
    assert all(one[edit.start : edit.end] == edit.old for edit in merged)
    assert all(above.end <= below.start for above, below in itertools.pairwise(merged))


def test_merged_edits_name_the_rules_of_both():
    first, second = [Edit(0, 2, "ab", "c", "x/first")], [Edit(0, 1, "c", "d", "x/second")]
    assert [edit.rule for edit in merge(first, second, "ab ")] == ["x/first+x/second"]


REMOVAL = [Edit(2, 5, "cde", "", "x")]  # ab|cde|fg → abfg
CHANGE = [Edit(2, 6, "cafe", "café!", "x")]  # ab|cafe|gh → ab|café!|gh
INSERTION = [Edit(2, 2, "", "xyz", "x")]  # ab||cd → ab|xyz|cd


@pytest.mark.parametrize(
    ("edits", "offset", "near", "far"),
    [
        (REMOVAL, 1, 1, 1), (REMOVAL, 2, 2, 2), (REMOVAL, 3, 2, 2), (REMOVAL, 5, 2, 2), (REMOVAL, 6, 3, 3),
        (CHANGE, 2, 2, 2), (CHANGE, 4, 2, 7), (CHANGE, 6, 7, 7), (CHANGE, 8, 9, 9),
        (INSERTION, 1, 1, 1), (INSERTION, 2, 2, 5), (INSERTION, 3, 6, 6),
    ],
)  # fmt: skip
def test_offsets_go_to_the_output(edits, offset, near, far):
    offsets = Offsets(edits)
    assert (offsets.to_output(offset), offsets.to_output(offset, after=True)) == (near, far)


@pytest.mark.parametrize(
    ("edits", "offset", "near", "far"),
    [
        (REMOVAL, 1, 1, 1), (REMOVAL, 2, 2, 5), (REMOVAL, 3, 6, 6),
        (CHANGE, 2, 2, 2), (CHANGE, 4, 2, 6), (CHANGE, 7, 6, 6), (CHANGE, 9, 8, 8),
        (INSERTION, 2, 2, 2), (INSERTION, 3, 2, 2), (INSERTION, 5, 2, 2), (INSERTION, 6, 3, 3),
    ],
)  # fmt: skip
def test_offsets_come_from_the_input(edits, offset, near, far):
    offsets = Offsets(edits)
    assert (offsets.to_input(offset), offsets.to_input(offset, after=True)) == (near, far)


@given(texts_with_edits())
@settings(max_examples=300)
def test_what_stays_is_found_on_both_sides(drawn):
    text, edits = drawn
    done, offsets = apply(text, edits), Offsets(edits)
    changed = {at for edit in edits for at in range(edit.start, edit.end)}
    for at in set(range(len(text))) - changed:
        there = offsets.to_output(at, after=True)
        assert done[there] == text[at]
        assert offsets.to_input(there, after=True) == at


@given(texts_with_edits())
@settings(max_examples=200)
def test_offsets_never_run_backwards(drawn):
    text, edits = drawn
    offsets = Offsets(edits)
    for after in (False, True):
        there = [offsets.to_output(at, after=after) for at in range(len(text) + 1)]
        assert there == sorted(there)
        assert there[-1] <= len(apply(text, edits))
    assert all(offsets.to_output(at) <= offsets.to_output(at, after=True) for at in range(len(text) + 1))
