"""Lines: where they end, and where they do not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.text.lines import Lines, body_and_end, count_lines, count_text_lines, raw_lines, split_lines

ENDS = ["\n", "\r\n", "\r", "\N{LINE SEPARATOR}", "\N{PARAGRAPH SEPARATOR}"]


@pytest.mark.parametrize("inside", ["\f", "\v", "\x1c", "\N{NEXT LINE}", "\0", "\N{HORIZONTAL ELLIPSIS}"])
def test_other_separators_stay_inside_their_line(inside):
    body = f"one{inside}two"
    assert split_lines(f"{body}\n".encode()) == Lines([body.encode()], [b"\n"])
    assert list(raw_lines(f"{body}\n")) == [f"{body}\n"]


@pytest.mark.parametrize("end", ENDS)
def test_a_line_ends_with_its_ending(end):
    encoded = end.encode()
    assert split_lines(f"one{end}two{end}".encode()) == Lines([b"one", b"two"], [encoded, encoded])
    assert split_lines(f"one{end}{end}two".encode()) == Lines([b"one", b"", b"two"], [encoded, encoded, b""])
    assert list(raw_lines(f"one{end}two{end}")) == [f"one{end}", f"two{end}"]
    assert body_and_end(f"one{end}") == ("one", end)


def test_an_empty_text_has_no_lines():
    assert split_lines(b"") == Lines([], [])
    assert list(raw_lines("")) == []


@given(st.text(alphabet="ab\r\n\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}…\0", max_size=40))
@settings(max_examples=200)
def test_bytes_and_text_have_the_same_lines(text):
    bodies, ends = split_lines(text.encode())
    raws = list(raw_lines(text))
    assert [(body + end).decode() for body, end in zip(bodies, ends, strict=True)] == raws
    assert "".join(raws) == text
    assert count_lines(text.encode()) == (len(ends), sum(map(bool, ends)))
    assert count_text_lines(text) == len(ends)
    assert [body_and_end(raw) for raw in raws] == [
        (body.decode(), end.decode()) for body, end in zip(bodies, ends, strict=True)
    ]
    assert all(ends[:-1])


@given(st.binary(max_size=60))
@settings(max_examples=200)
def test_any_bytes_come_back_from_their_lines(data):
    lines = split_lines(data)
    assert b"".join(body + end for body, end in zip(*lines, strict=True)) == data
