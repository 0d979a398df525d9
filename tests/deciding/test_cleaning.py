"""A cleaning: its lines, its edits, what it captured, and the cap on what may go."""

import pytest
from engines import clean, engine_of, part, shipped
from hypothesis import example, given, settings
from hypothesis import strategies as st
from random_documents import PROSE, chrome, documents, rule_sets_with_rewrites
from sketch import rule

from cleaner import Edit
from cleaner.deciding.document import EXACT, Part
from cleaner.deciding.engine import Engine
from cleaner.ruleset.kinds.line import LineRule
from cleaner.ruleset.kinds.squeeze import SqueezeRule

pages = documents(damaged=True, some=chrome)
MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
ADVERT = rule(LineRule, phrases=("Advert", f"{PROSE[0]}", "By {name}", "No {number:n}"))
ENGINE = Engine([ADVERT], steps=())


@given(pages, rule_sets_with_rewrites | st.just("strong"))
@settings(max_examples=100)
def test_lines_are_the_document_and_what_it_becomes(text, rules):
    cleaning = clean(engine_of(rules), text)
    lines = list(cleaning.lines())
    assert "".join(line.raw for line in lines) == text
    assert "".join(line.text for line in lines) == cleaning.text
    assert all(text.startswith(line.raw, line.start) for line in lines)
    assert tuple(edit for line in lines for edit in line.edits) == cleaning.edits
    assert all(edit.line == line.number for line in lines for edit in line.edits)
    marks = text.startswith(MARK)
    assert [line.number for line in lines[marks:]] == list(range(1, len(lines) + 1 - marks))
    assert cleaning.line_ends == sum(
        line.raw.endswith(("\n", "\r", "\N{LINE SEPARATOR}", "\N{PARAGRAPH SEPARATOR}")) for line in lines
    )


def test_offsets_count_code_points_and_lines_count_line_ends():
    text = f"{MARK}🚀 é\r\n\udcff\r\rAdvert\r\n"
    cleaning = clean(ENGINE, text)
    assert cleaning.edits == (Edit(9, 17, "Advert\r\n", "", "test/rule", line=4, removes_line=True),)
    assert cleaning.text == text[:9]


def test_a_mark_belongs_to_no_line():
    cleaning = clean(ENGINE, f"{MARK}Advert\nThe wall\n")
    assert cleaning.text == f"{MARK}The wall\n"
    assert [(line.number, line.start, line.raw) for line in cleaning.lines()] == [
        (1, 0, MARK), (1, 1, "Advert\n"), (2, 8, "The wall\n"),
    ]  # fmt: skip
    assert [(edit.start, edit.line, edit.column) for edit in cleaning.edits] == [(1, 1, 1)]


def test_a_mark_amid_a_text_is_a_character():
    text = f"The wall\n{MARK}\N{ZERO WIDTH NO-BREAK SPACE}News\n"
    assert clean(Engine([]), text).text == "The wall\nNews\n"
    some = Part(f"{MARK}News\n".encode(), EXACT, begins=False)
    assert [line.raw for line in Engine([], steps=()).clean(some).lines()] == [f"{MARK}News\n"]
    assert Engine([]).clean(some).text == "News\n"


def test_bytes_that_are_not_utf_8_come_through_beside_edits():
    cleaning = ENGINE.clean(Part(b"\xff\xfe wall\nAdvert\n\x80"))
    assert cleaning.data == b"\xff\xfe wall\n\x80"


@given(pages, st.integers(1, 60))
@example("Advert\n\nThe wall\r\nAdvert", 1)
@settings(max_examples=100)
def test_a_text_that_is_read_and_written_in_pieces_becomes_the_same(text, size):
    whole = clean(shipped("strong"), text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cleaner.deciding.document.PIECE_BYTES", size)
        for module in ("document", "line_facts"):
            patch.setattr(f"cleaner.deciding.{module}.LINES_AT_ONCE", size)
        cleaning = clean(shipped("strong"), text)
        assert cleaning.edits == whole.edits
        assert cleaning.data == whole.text.encode("utf-8", EXACT)
        assert cleaning.part.count_chars() == len(text)


def test_fields_are_in_the_order_of_the_document():
    text = "No 7\nThe wall holds.\nBy Ines Calder\nNo 5\nNo 7\n"
    assert clean(ENGINE, text).fields == {"number": ("7", "5", "7"), "name": ("Ines Calder",)}


CONTENT = (
    "The keeper of the lighthouse wrote to the council that he would not leave the wall before the spring."
)


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("abcdef\nAdvert\n", 0.5),
        (" ab cd\tef \n\n\nAdvert\n", 0.5),
        ("Advert\nAdvert", 1.0),
        ("The wall\n", 0.0),
        ("", 0.0),
        (f"{CONTENT}\nAdvert\nAdvert\n", 0.0),
        (f"{PROSE[0]}\nAdvert\n", 1.0),
        (f"{PROSE[0]}\nabc\n{PROSE[0]}\n{'x' * len(PROSE[0].replace(' ', ''))}\n", 1.0),
    ],
    ids=[
        "half",
        "white-space",
        "all",
        "none",
        "empty",
        "only-labels-of-prose",
        "all-prose",
        "labels-do-not-count",
    ],
)
def test_the_share_that_goes_is_of_prose_where_there_is_any(text, share):
    assert clean(ENGINE, text).removed_share() == share


def test_the_share_counts_lines_that_go_and_not_what_is_repaired():
    assert clean(Engine([]), "caf&eacute;\ncaf&eacute;\n").removed_share() == 0.0


@pytest.mark.parametrize("cap", [0.5, 0.75, 1.0])
def test_a_share_that_is_just_allowed_may_go(cap):
    cleaning = clean(ENGINE, "abcdef\nAdvert\n").capped(cap)
    assert (cleaning.text, cleaning.over_cap) == ("abcdef\n", None)


@pytest.mark.parametrize("cap", [0.0, 0.25, 0.352])
def test_a_document_from_which_more_would_go_is_left_alone(cap):
    text = "abcdef\nAdvert\n&amp;\n"
    cleaning = clean(Engine([ADVERT]), text).capped(cap)
    assert (cleaning.text, cleaning.edits, cleaning.over_cap) == (text, (), 6 / 17)


def test_a_cap_of_nothing_allows_repair():
    assert clean(Engine([ADVERT]), "Tide &amp; time\n").capped(0.0).text == "Tide & time\n"


def test_a_document_that_changes_nothing_is_the_very_same():
    some = part("The wall\n")
    assert ENGINE.clean(some).part is some
    assert ENGINE.clean(some).data is some.data


BLANKS = Engine([ADVERT, rule(SqueezeRule, "test/blank", at_most=1)])


@given(st.lists(st.sampled_from(["Advert", "The wall", "", " ", PROSE[1]]), max_size=12).map("\n".join))
@example("The wall\n\n\nAdvert")
@settings(max_examples=200)
def test_blank_lines_are_left_over_only_where_there_was_chrome(text):
    cleaning = clean(BLANKS, text)
    if not any(edit.rule == "test/rule" for edit in cleaning.edits):
        assert cleaning.edits == ()
    below = cleaning.text[cleaning.offsets.to_output(text.find("Advert")) :] if "Advert" in text else ""
    assert "\n\n\n" not in below.replace(" ", "")


def test_blank_lines_above_the_first_chrome_stay():
    text = "The wall\n\n\n\nThe sea\nAdvert\nThe town\n\n\n\nThe sky\n"
    assert clean(BLANKS, text).text == "The wall\n\n\n\nThe sea\nThe town\n\nThe sky\n"
