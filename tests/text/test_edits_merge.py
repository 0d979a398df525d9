"""Merging: two lists of edits become one, in time linear in their length."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from timing import timed

from cleaner.text.edits import Edit, apply, merge
from cleaner.text.repair import difference


@given(st.lists(st.text("ab ", max_size=12), min_size=3, max_size=3))
@settings(max_examples=500)
def test_merged_edits_are_in_order_and_say_what_they_change(texts):
    one, two, three = texts
    merged = merge(list(difference(one, two, "x/first")), list(difference(two, three, "x/second")), one)
    assert apply(one, merged) == three
    assert all(one[edit.start : edit.end] == edit.old != edit.new for edit in merged)
    assert all(above.end < below.start for above, below in pairwise(merged))


def test_an_edit_of_the_first_list_that_equals_one_of_the_second_is_made_once():
    edit = Edit(start=0, end=1, old="a", new="aa", rule="x")
    assert apply("a", merge([edit], [edit], "a")) == "aaa"


@pytest.mark.no_cover
def test_many_edits_are_merged_in_linear_time():
    def seconds(count):
        first = [
            Edit(start=at, end=at + 1, old="a", new="b", rule="x/first") for at in range(0, 4 * count, 4)
        ]
        second = [edit._replace(start=edit.start + 2, end=edit.start + 3, rule="x/second") for edit in first]
        with timed() as watch:
            merged = merge(first, second, "a" * 4 * count)
        assert len(merged) == 2 * count
        return watch.seconds

    assert min(seconds(12_000) for _ in range(3)) < 8 * max(min(seconds(3_000) for _ in range(3)), 0.02)
