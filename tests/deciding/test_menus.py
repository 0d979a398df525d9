"""Menus: what is told of lines without decoding them never says that there is none where there is one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Cleaner
from cleaner.deciding.menus import has_menu, may_have_menu

LABELS = [
    "Home",
    "News",
    "Contacto",
    "Über uns",
    "О нас",
    "海港",
    "A line of prose that no menu has, for it is too long.",
]
SPACES = ["", " ", "\t", "\N{NO-BREAK SPACE}" * 60, " " * 200]


@given(st.lists(st.tuples(st.sampled_from(SPACES), st.sampled_from([*LABELS, ""]), st.sampled_from(SPACES))))
def test_a_menu_is_seen_in_lines_that_are_not_decoded(parts):
    lines = ["".join(part) for part in parts]
    assert may_have_menu([line.encode() for line in lines]) or not has_menu([line.strip() for line in lines])


@pytest.mark.parametrize("noise", ["&nbsp;" * 10, "\x07" * 60])
def test_labels_that_are_shorter_when_they_are_repaired_are_a_menu(noise):
    prose = "The council voted on Tuesday to rebuild the old sea wall before the storms of the winter."
    menu = "\n".join(f"{label}{noise}" for label in ("Home", "News", "Contact", "About us", "Login"))
    assert Cleaner().clean(f"{menu}\n\n{prose}\n").text == f"{prose}\n"
