"""Parts: a text of any length, in pieces of any size, is cut at the same places, between lines."""

import pytest
from engines import shipped
from hypothesis import example, given, settings
from hypothesis import strategies as st
from random_documents import ENDS, PROSE, chrome, documents

from cleaner import Cleaner, apply
from cleaner.deciding.document import ESCAPED, EXACT, Part
from cleaner.deciding.parts import MAX_DOCUMENT_BYTES, joined, parts
from cleaner.text.lines import MAX_LINE_BYTES, split_lines


def chunks(data, size):
    return [data[at : at + size] for at in range(0, len(data), size)]


texts = st.lists(
    st.sampled_from(["Share", "Home", PROSE[0], "é海🚀" * 9, "x" * 90, *ENDS, *ENDS, "\n\n", "\r\r\n"]),
    max_size=30,
).map("".join)
limits = st.sampled_from([16, 40, 100, 300])


@given(texts | st.binary(max_size=200), st.integers(1, 40), limits)
@example("x\r\r\ny" * 9, 1, 16)
@example("é" * 90, 3, 16)
@settings(max_examples=300)
def test_pieces_of_any_size_give_the_same_parts(text, size, limit):
    data = text if isinstance(text, bytes) else text.encode()
    whole = list(parts([data], max_bytes=limit))
    assert list(parts(chunks(data, size), max_bytes=limit)) == whole
    assert list(parts([b"", *chunks(data, 1), b""], max_bytes=limit)) == whole
    assert b"".join(part.data for part in whole) == data
    assert all(0 < len(part.data) <= limit for part in whole) or whole == [Part(b"")]


@given(texts, limits)
@example("x\r\r\ny" * 9, 16)
@example("a\r\n" * 9, 16)
@settings(max_examples=300)
def test_a_text_is_cut_between_lines_or_amid_a_line_longer_than_a_part(text, limit):
    data = text.encode()
    lines = [body + end for body, end in zip(*split_lines(data), strict=True)]
    bounds = {0}
    for line in lines:
        bounds.add(max(bounds) + len(line))
    at = 0
    for part in parts([data], max_bytes=limit):
        part.data.decode()  # no character is cut
        stop = at + len(part.data)
        if part.is_kept:
            assert sum(at < bound < stop for bound in bounds) == 0
        else:
            assert {at, stop} <= bounds
        at = stop


@given(texts, limits)
@settings(max_examples=200)
def test_parts_know_where_they_stand(text, limit):
    found = list(parts([text.encode()], max_bytes=limit))
    assert [part.begins for part in found] == [True] + [False] * (len(found) - 1)
    assert not any(part.ends for part in found[:-1])
    assert found[-1].ends or found[-1].is_kept
    first_end = next((end for end in split_lines(text.encode()).ends if end), b"")
    assert {part.line_end for part in found} <= {b"", first_end}


def test_a_text_is_cut_below_the_last_blank_line():
    paragraph = f"{PROSE[0]}\n{PROSE[1]}\n\n".encode()
    whole = list(parts([paragraph * 5 + b"Share\n"], max_bytes=3 * len(paragraph) - 2))
    assert [part.data for part in whole] == [2 * paragraph, 2 * paragraph, paragraph + b"Share\n"]


@pytest.mark.parametrize("over", [0, 1])
def test_a_text_of_just_the_limit_is_one_document(over):
    data = b"One\n" * 25
    assert len(list(parts([data], max_bytes=len(data) - over))) == 1 + over


@given(documents(damaged=True, some=chrome), st.sampled_from([200, 1000]))
@settings(max_examples=100)
def test_what_becomes_of_the_parts_is_joined(text, limit):
    engine = shipped("strong")
    whole = Part(text.encode("utf-8", EXACT), EXACT)
    cleanings = list(engine.clean_each(parts([whole.data], EXACT, max_bytes=limit)))
    cleaning = joined(whole, cleanings)
    assert cleaning.text == "".join(part.text for part in cleanings)
    assert cleaning.line_ends == sum(part.line_ends for part in cleanings)
    mark = len(whole.mark.decode())
    starts = [mark]
    for body, end in zip(*whole.lines(), strict=True):
        starts.append(starts[-1] + len((body + end).decode("utf-8", EXACT)))
    for edit in cleaning.edits:
        assert text[edit.start : edit.end] == edit.old
        assert starts[edit.line - 1] + edit.column - 1 == edit.start
    gone = {edit.line for edit in cleaning.edits if edit.removes_line}
    assert {edit.anchor for edit in cleaning.edits if edit.anchor is not None} <= gone


@given(documents(damaged=True, some=chrome), st.sampled_from([200, 1000]))
@settings(max_examples=100)
def test_a_part_amid_a_text_has_no_head_and_no_tail(text, limit):
    for cleaning in shipped("normal").clean_each(
        parts([text.encode("utf-8", EXACT)], EXACT, max_bytes=limit)
    ):
        if cleaning.part.is_kept:
            assert cleaning.edits == ()
        if not cleaning.part.begins and not cleaning.part.ends:
            rules = {edit.rule for edit in cleaning.edits}
            assert "common/repeat/headline" not in rules  # a rule of the head


def long_text(size):
    """Return a text of so many bytes: long lines of prose, and chrome in each hundredth line."""
    lines = [f"{number % 997} {' '.join([PROSE[number % 7]] * 9)}\n" for number in range(997)]
    lines[50::100] = ["Page Generated in 0/0544 sec\n"] * len(lines[50::100])
    block = "".join(lines)
    return "News ID: 5\n" + block * (size // len(block) + 1) + "Security Key:\nCaptcha refresh\n"


@pytest.fixture(scope="module")
def long_cleaning():
    return Cleaner().clean(long_text(17 << 20))


@pytest.mark.no_cover
def test_the_library_takes_a_text_longer_than_a_document(long_cleaning):
    """It is what becomes of the parts, and every edit says where it is in the whole text."""
    text = long_cleaning.raw
    data = text.encode()
    assert len(data) > MAX_DOCUMENT_BYTES
    cleanings = list(Cleaner().clean_parts(parts(chunks(data, 1 << 16), EXACT)))
    assert len(cleanings) == 2
    assert long_cleaning.text == "".join(cleaning.text for cleaning in cleanings)
    assert long_cleaning.text == text.replace("Page Generated in 0/0544 sec\n", "").removeprefix(
        "News ID: 5\n"
    ).removesuffix("Security Key:\nCaptcha refresh\n")
    lines = text.split("\n")
    assert all(lines[edit.line - 1] + "\n" == edit.old for edit in long_cleaning.edits)
    assert all(text.startswith(edit.old, edit.start) for edit in long_cleaning.edits)
    assert long_cleaning.fields == {"id": ("5",)}


@pytest.mark.parametrize("size", [1 << 16, 8 << 20])
def test_long_pieces_give_the_same_parts(long_cleaning, size):
    data = long_cleaning.part.data
    assert list(parts(chunks(data, size))) == list(parts([data]))


def test_single_bytes_give_the_same_parts():
    data = long_text(1 << 20).encode()
    assert list(parts(chunks(data, 1), max_bytes=300_000)) == list(parts([data], max_bytes=300_000))


def test_lines_below_an_over_long_line_are_counted_in_lines():
    """One too long to be looked at is one line, however it comes."""
    long = "é" * (MAX_LINE_BYTES // 2 + 1)
    text = f"Share this\n{long}\nThe wall holds.\nPage Generated in 0/0544 sec\n"
    data = text.encode()
    for limit in (MAX_DOCUMENT_BYTES, len(data) // 3):
        cleaning = joined(Part(data), shipped().clean_each(parts([data], max_bytes=limit)))
        assert [(edit.line, edit.start) for edit in cleaning.edits if "page-generated" in edit.rule] == [
            (4, len(long) + 28)
        ]
        assert apply(text, cleaning.edits) == cleaning.text


@pytest.mark.parametrize("over", [0, 1])
def test_only_a_line_that_is_too_long_is_left_as_it_is(over):
    prefix = "Tide &amp; time "
    text = prefix + "x" * (MAX_LINE_BYTES - len(prefix) + over) + "\n"
    (cleaning,) = Cleaner().clean_parts([Part(text.encode(), ESCAPED)])
    assert len(cleaning.edits) == 1 - over


def test_pieces_of_a_line_longer_than_a_part_are_left_as_they_are():
    data = b"Tide &amp; time " * 20 + b"&amp;\nTide &amp; time\n"
    cleanings = list(shipped().clean_each(parts([data], max_bytes=50)))
    assert [cleaning.data for cleaning in cleanings if cleaning.edits] == [b"Tide & time\n"]
    assert b"".join(cleaning.data for cleaning in cleanings) == data[:-16] + b"Tide & time\n"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_of_every_part_end_as_the_first_line_of_the_text(end):
    odd = "\n" if end == "\r\n" else "\r\n"
    text = f"One{end}" + f"Two{odd}" * 40
    data = text.encode()
    cleaning = joined(Part(data), shipped().clean_each(parts([data], max_bytes=50)))
    assert cleaning.text == f"One{end}" + f"Two{end}" * 40
