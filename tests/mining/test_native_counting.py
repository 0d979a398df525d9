"""Native code and Python count the same lines, look up the same, and tell documents apart by the same sentences."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cleaner.corpus.sites import site_of
from cleaner.mining.collecting import Collector
from cleaner.mining.copies import features_of
from cleaner.mining.counting import Sketch, Templates, counted_templates, lines_of
from cleaner.native import native
from cleaner.ruleset.slots import slotted

pytestmark = pytest.mark.skipif(native is None, reason="there is no native code")

SITE = "town.example.org"
FEW = 2

PIECES = [
    "By ", "Jane ", "Miller ", "Von ", "de ", "O'Strand ", "Text: ", "Автор: ", "Редакция： ", "a_b ", "x:y", "12 March 2021",
    "3 марта 2021", "2021-03-04", "10:15", "7/8", "1,204", "3.5", "1'000", "12 345", " 1234", "12,3456", "99", "²", "٣٤",
    "' ", "©", "» ", "- ", "。", "? ", "! ", ". ", ".", "\x1c", "\x0b", "\x85", "\u2028", "\xa0", "\u3000", "\n", "\n", "\n",
    "\r\n", "x", "A", "\t", "  ", "İ", "海港城市", "\uf8f2", "\uf8f3", "The harbour master said that the storm ",
]  # fmt: skip
"""What a template, a label, a sentence and the end of a line hang on."""

pieces = st.sampled_from(PIECES) | st.characters(exclude_categories=["Cs"])
documents = st.lists(pieces, max_size=80).map("".join)


@given(st.lists(documents, min_size=1, max_size=4))
@example(["The harbour master said that the storm took the lower quay away. The bell rang. " * 8])
@example(["Ring the quay bell " * 40])
@example(["a\n" * 30, "By Jane Miller\nText: Jane Miller\nText:  \nText:\n"])
@settings(max_examples=300)
def test_lines_are_counted_and_looked_up_the_same(texts):
    templates = Templates()
    sketch, wanted = Sketch(2, 1 << 10), Sketch(2, 1 << 10)
    for text in [*texts, texts[0]]:
        sketch.add_text(SITE, text, templates)
        wanted.add(SITE, counted_templates(lines_of(text), templates))
    assert sketch.cells == wanted.cells
    assert sketch.documents == wanted.documents
    collector = Collector(sketch, 2)
    for text in texts:
        found = collector.looked_up(SITE, text, FEW)
        assert found == collector.looked_up_in_python(SITE, text, FEW)
        rare = [count <= FEW for count in found.counts]
        assert native.features(text, found.counts, FEW) == features_of(found.lines, rare)


def test_a_text_with_lone_surrogates_is_counted_too():
    sketch = Sketch(2, 1 << 10)
    for _ in range(3):
        sketch.add_text(SITE, "Ring the quay bell \udcff\n", Templates())
    assert sum(sketch.cells) == 3
    collector = Collector(sketch, 2)
    collector.add(SITE, "Ring the quay bell \udcff\n")
    assert collector.sites[SITE].templates


def test_cells_of_another_size_are_refused():
    with pytest.raises(ValueError, match="power of two"):
        native.count_lines("Ring", memoryview(bytearray(6)).cast("H"), 0, str, str)


@pytest.mark.parametrize(
    "phrase", ["Press run: {:n} copies", "By {:name}", "{:n} of {:date}", "Upd.: {:date}, {:time}"]
)
@pytest.mark.parametrize(
    "line",
    [
        "press run :12 copies",
        "press run: 12",
        "by jane miller",
        "by",
        "7 of 3 march 2021",
        "upd.: 3 march 2021, 10:15",
        "",
    ],
)
def test_a_phrase_with_slots_fits_what_its_pattern_matches(phrase, line):
    slots = slotted(phrase)
    is_between = line.startswith(slots.head) and line.endswith(slots.tail)
    assert slots.fits(line) == (is_between and slots.pattern.fullmatch(line) is not None)


@pytest.mark.parametrize(
    ("url", "site"),
    [("https://www.org/a", None), ("www.example.org", "example.org"), ("http://a.example.org", "a.example.org"),
     ("https://example.org./", "example.org"), ("news", None), ("a.example.org?b", "a.example.org")],
)  # fmt: skip
def test_a_site_is_the_same_by_the_short_way_and_the_long_one(url, site):
    assert site_of(url) == site
    assert site_of(url.upper()) == site
