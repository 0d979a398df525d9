"""A block that is mostly known goes with what its known lines enclose, and text goes with none."""

import pytest

from cleaner import Cleaner

VERSE = ["The tide came in,", "the tide went out,", "and nobody on the pier", "had ever asked it why."]
TITLES = ["Two keepers leave the old lighthouse", "How to mend a net in the rain"]
WIDGET = ["Share on Facebook", "Related articles", *TITLES, "All rights reserved."]


def cleaned(*lines: str, level: str = "normal") -> list[str]:
    return [line for line in Cleaner(level=level).clean("\n".join(lines)).text.split("\n") if line]


@pytest.mark.parametrize("level", ["normal", "strong"])
def test_a_widget_goes_whole_where_the_text_has_no_prose(level):
    assert cleaned(*VERSE, "", *WIDGET, level=level) == VERSE


def test_gentle_leaves_what_no_rule_knows():
    assert cleaned(*VERSE, "", *WIDGET, level="gentle")[-2:] == TITLES


@pytest.mark.parametrize(
    "text",
    [
        [*VERSE, *WIDGET],  # no blank line parts the widget from the text
        [*VERSE, "", "Share on Facebook", *TITLES, "Tweet this", "Share on Facebook"],  # one rule, or two
        [
            *VERSE,
            "",
            "Share on Facebook",
            *VERSE,
            *TITLES,
            "Related articles",
            "All rights reserved.",
        ],  # not half
        WIDGET,  # nothing else: all may be what was asked for
        [
            *VERSE,
            "",
            "Share on Facebook",
            "Related articles",
            "All rights reserved.",
            *TITLES,
        ],  # below, not between
    ],
)
def test_lines_stay_where_less_is_known(text):
    assert [line for line in cleaned(*text) if line in TITLES] == TITLES
