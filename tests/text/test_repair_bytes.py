"""Repair of any bytes: what goes out is read again as it is, comes back, and is not changed a second time."""

from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from random_documents import BYTES

from cleaner import Cleaner
from cleaner.deciding.document import Part
from cleaner.deciding.engine import Engine
from cleaner.ruleset.kinds.rewrite import RewriteRule
from cleaner.text.edits import apply, invert
from cleaner.text.lines import MAX_LINE_BYTES
from cleaner.text.repair import STEPS, is_read_alike, repair

# What repair removes or decodes: side by side with bytes amid characters it makes other characters and line ends.
REMOVED = ["\N{SOFT HYPHEN}", "\N{ZERO WIDTH SPACE}", "\x01", "\x1f", "&shy;", "&ZeroWidthSpace;", "\ufeff"]
DECODED = [
    "&amp;",
    "&#13;",
    "&#10;",
    "&NewLine;",
    "&#x2028;",
    "&nbsp;",
    "&am\N{SOFT HYPHEN}p;",
    "amp;",
    "&",
    "lt;",
    "&copy;",
]
GARBLED = ["Ã", "Ã©", "â€™", "â€¨", "â€©", "Ã\N{SOFT HYPHEN}", "ÃƒÂ©", "вЂЁ", "AMANHÃ”", "Å²"]
OTHERS = [
    "a",
    "1",
    " ",
    "\N{NO-BREAK SPACE}",
    "\N{IDEOGRAPHIC SPACE}",
    "`",
    '"',
    "<",
    "\N{COMBINING ACUTE ACCENT}",
    "年",
]
ENDS = ["\n", "\r", "\r\n", "\N{LINE SEPARATOR}", "\nShare this\n"]
pieces = st.sampled_from(
    [*BYTES, *(text.encode() for text in (*REMOVED, *DECODED, *GARBLED, *OTHERS, *ENDS))]
)
neighbourhoods = st.lists(pieces | st.binary(max_size=3), max_size=16).map(b"".join)


@cache
def engine(level):
    return Cleaner(level=level).engine


def clean(data, level="normal"):
    return engine(level).clean(Part(data))


@pytest.mark.no_cover
@pytest.mark.parametrize("level", ["gentle", "normal", "strong"])
@given(data=neighbourhoods)
@example(data=b"\xc3\xc2\xad\xa9\n")
@example(data=b"\xe5&shy;\xb9\xb4")
@example(data=b"\xe2\x80\x01\xa8")
@example(data=b"caf\xc3\x01\x83\xc2\x01\xa9")
@example(data="The old wall â€¨Captcha refresh\n".encode())
@example(data=b"The wall holds.&#10;Share this\n")
@settings(max_examples=700)
def test_any_bytes_are_read_again_restored_and_not_changed_twice(data, level):
    cleaning = clean(data, level)
    assert cleaning.data.decode("utf-8", "surrogateescape") == cleaning.text
    assert apply(cleaning.raw, cleaning.edits) == cleaning.text
    assert apply(cleaning.text, invert(cleaning.edits)) == cleaning.raw
    assert clean(cleaning.data, level).edits == ()


@given(neighbourhoods, st.lists(st.sampled_from(list(STEPS)), unique=True))
@settings(max_examples=500)
def test_the_same_holds_for_some_of_the_steps(data, steps):
    some = Engine((), steps=steps)
    cleaning = some.clean(Part(data))
    assert cleaning.data.decode("utf-8", "surrogateescape") == cleaning.text
    assert apply(cleaning.text, invert(cleaning.edits)) == cleaning.raw
    assert some.clean(Part(cleaning.data)).edits == ()


@pytest.mark.parametrize(
    "line", ["caf\udcc3\N{SOFT HYPHEN}\udca9", "\udce2\udc80\x01\udca8", "\ud83d\N{SOFT HYPHEN}\ude00"]
)
def test_bytes_that_would_make_a_character_are_not_joined(line):
    assert repair(line, list(STEPS)) == (line, [])


def test_bytes_that_make_no_character_are_joined():
    assert repair("\udca9\N{SOFT HYPHEN}\udca9", list(STEPS))[0] == "\udca9\udca9"


def test_a_rewrite_does_not_join_bytes_either():
    rule = RewriteRule(id="a/b", why="A test.", pattern="x", with_="")
    cleaning = Engine([rule]).clean(Part(b"\xc3x\xa9 and x\n\xc3 x\n"))
    assert cleaning.data == b"\xc3x\xa9 and x\n\xc3 \n"


@pytest.mark.parametrize(
    "text", ["a&#13;b", "a&#10;b", "a&NewLine;b", "a&#x2028;b", "a&#8233;b", "a â€¨b", "a â\x80©b"]
)
def test_repair_makes_no_line_end(text):
    assert repair(text, list(STEPS)) == (text, [])
    assert repair(f"{text} caf&eacute;", ["entities"])[0] == f"{text} café"


@pytest.mark.parametrize(
    "text",
    ["a\nb", "a\rb", "a\N{PARAGRAPH SEPARATOR}b", "\udcc3\udca9", "\ud83d\ude00"],  # noqa: PT014 — surrogates differ
)
def test_what_is_read_otherwise(text):
    assert not is_read_alike(text)


@pytest.mark.parametrize("text", ["", "café", "\udcc3 \udca9", "\udca9\udcc3", "\ude00\ud83d", "a\fb"])  # noqa: PT014 — as above
def test_what_is_read_alike(text):
    assert is_read_alike(text)


def test_a_line_that_repair_would_make_too_long_to_be_looked_at_stays():
    longest = "\x80" * (MAX_LINE_BYTES // 2)
    cleaning = clean(f"{longest}\nShort &amp; sweet.\n".encode())
    assert cleaning.text == f"{longest}\nShort & sweet.\n"
    assert clean(cleaning.data).edits == ()


def test_an_over_long_first_line_tells_how_lines_end():
    text = "word " * 28000 + "\r\nSecond.\r\nThird.\n"
    assert clean(text.encode()).text == text[:-1] + "\r\n"


def test_a_document_that_repair_shortens_is_cleaned_once():
    text = ("caf&eacute; " * 30 + "holds.\nShare this\n") * 2000
    cleaning = clean(text.encode())
    assert "Share this" not in cleaning.text
    assert clean(cleaning.data).edits == ()
