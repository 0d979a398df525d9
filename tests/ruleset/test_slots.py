"""Slots: dates as sites write them, and lines made to take long."""

from itertools import product

import pytest
from timing import timed

from cleaner.ruleset.slots import slotted

STAYS = [
    "Published on the first day",
    "Published on Monday",
    "Published on 12 May 2021 by a friend of the harbour",
]
GOES = [
    "Published on 12 May 2021", "Published on Mon, 5 May 2021, 14:30 CEST", "Published on 2021-05-12T10:00:00.467Z+00:00",
    "Published on 05.06.2021 | 14:30", "Published on 05/06/2021 - 2:30 p.m. GMT+1", "Published on 2021年7月5日 14:30",
    "Published on 12.05.2021 · 14:30 Uhr", "Published on May 12-13, 2021", "Published on12.05.2021",
]  # fmt: skip
UNITS = ["z'''''''''''', ", "7777---,,,", "a, a, a, 7777 ", "7,", "7 - ", "7|", "a'a, 7-7 ", "7 pm ", "7pm gmt+1 ", "2021-05-12t10:00 "]  # fmt: skip


def matches(phrase, line):
    return slotted(phrase).fits(line.casefold())


@pytest.mark.parametrize("line", STAYS)
def test_what_is_not_a_date_alone_does_not_fill_the_slot(line):
    assert not matches("Published on {date}", line)


@pytest.mark.parametrize("line", GOES)
def test_a_date_fills_the_slot(line):
    assert matches("Published on {date}", line)


@pytest.mark.parametrize("phrase", ["Published on {date}", "{date} by {name}", "{a:date} | {b:date} x"])
def test_no_line_takes_long_to_tell_from_a_date(phrase):
    asked = slotted(phrase)
    hostile = "published on z'''''''''''', ×3 7777---,,,a, a, a, 7777 "
    lines = [hostile * 4, *((one * 3 + two) * 20 for one, two in product(UNITS, repeat=2))]
    for start, line in product(("", " ", "published on "), lines):
        with timed() as watch:
            asked.fits(f"{asked.head}{start}{line}"[:298] + "!" + asked.tail)
        assert watch.seconds < 0.1
