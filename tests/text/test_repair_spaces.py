"""Odd spaces: indentation stays, one for one; rows amid a line become one space; those at its end go."""

import pytest

from cleaner.text.repair import STEPS, repair

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    "text",
    [
        "    four",
        "\tif x:  # two  spaces",
        "hard break  ",
        "10\N{NO-BREAK SPACE}km",
        "\N{IDEOGRAPHIC SPACE}段",
        "a \t b",
        " \t ",
    ],
)
def test_usual_and_single_spaces_stay(text):
    assert repair(text, ["spaces"]) == (text, [])


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        (f"{NBSP * 4}return x", "    return x"),
        (f" {NBSP} {NBSP}and miles to go", "    and miles to go"),
        (f"\t{NBSP}\N{EN SPACE}x", "\t  x"),
        (f"{NBSP}a{NBSP}b{NBSP}", f" a{NBSP}b"),
        (f"a{NBSP} b", "a b"),
        (f"a  {NBSP}{NBSP}b", "a b"),
        (f"a{NBSP}{NBSP}b \N{THIN SPACE} c", "a b  c"),
        (f"a \t{NBSP} ", "a"),
        (f" {NBSP}\t", ""),
    ],
)
def test_odd_spaces(text, mended):
    assert repair(text, ["spaces"])[0] == mended
    assert repair(mended, list(STEPS)) == (mended, [])


def test_verse_keeps_its_indentation():
    verse = ["The woods are lovely,", f"{NBSP * 2}dark and deep,", f"{NBSP * 4}but I have promises"]
    assert [repair(line, list(STEPS))[0] for line in verse] == [line.replace(NBSP, " ") for line in verse]
