"""Repair takes time linear in the length of a line, whatever is on it."""

from functools import cache

import pytest
from timing import timed

from cleaner import Cleaner
from cleaner.deciding.document import Part
from cleaner.text.lines import MAX_LINE_BYTES
from cleaner.text.repair import STEPS, repair

SHORT = MAX_LINE_BYTES // 4 - 40
HOSTILE = {
    "spaces, odd ones last": lambda size: f"x{' ' * size}x\xa0\xa0",
    "odd spaces, a tab last": lambda size: "x" + "\xa0" * (size // 2) + "\tx",
    "tabs and spaces": lambda size: "x" + " \t" * (size // 2) + "x\xa0\xa0",
    "leading spaces": lambda size: " \t\xa0 \u3000" * (size // 8) + "x\xa0\xa0",
    "entities and mojibake": lambda size: "&amp; cafÃ© " * (size // 14),
    "entities": lambda size: "&amp; " * (size // 6),
    "layers of entities": lambda size: "&" + "amp;" * (size // 4),
    "ampersands": lambda size: "&" * size,
    "backticks": lambda size: "`" * size + "&amp;",
    "rows of backticks": lambda size: "` `` " * (size // 5) + "&amp;",
    "marks": lambda size: "e" + "\u0301\u0323" * (size // 4),
    "entities of marks": lambda size: "&#769;&#803;" * (size // 12),
    "short rows of marks": lambda size: ("e" + "\u0301\u0323" * 15) * (size // 61),
    "layers of mojibake": lambda size: "ÃƒÂ¶" * (size // 8),
    "a chain of mojibake": lambda size: "x Ã" + "\x83" * (size // 2),
    "a chain of two layers": lambda size: "x Ã" + "Â\x83" * (size // 4),
    "words that end in capitals": lambda size: "AMANHÃ” " * (size // 11) + "Ã©",
    "lone bytes": lambda size: "\udcc3\x01\udca9" * (size // 3),
    "invisible characters": lambda size: "a\xad\u200b" * (size // 6),
}


@cache
def engine():
    return Cleaner().engine


def seconds(text):
    data = text.encode("utf-8", "surrogateescape")
    assert len(data) <= MAX_LINE_BYTES
    with timed() as watch:
        engine().clean(Part(data))
    return watch.seconds


@pytest.mark.no_cover
@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_four_times_the_line_takes_no_more_than_twelve_times_as_long(hostile):
    """If time grew with the square, it were sixteen; most take five. Each time it is another line: what was repaired before is remembered."""
    seconds("cafÃ© &amp; more")  # so that all that is loaded once is loaded
    short = min(seconds(f"{number}{hostile(SHORT)}") for number in range(3))
    long = min(seconds(f"{number}{hostile(4 * SHORT)}") for number in range(3))
    assert long < 12 * max(short, 0.05)
    assert long < 5  # seconds; most take a tenth


def test_a_row_of_marks_too_long_to_be_put_in_order_stays():
    row = "e" + "\N{COMBINING ACUTE ACCENT}\N{COMBINING DOT BELOW}" * 16
    assert repair(row, list(STEPS)) == (row, [])
    assert repair(row[:3], list(STEPS))[0] == "ẹ\N{COMBINING ACUTE ACCENT}"
