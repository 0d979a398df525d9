"""Native code and Python make the same templates, count the same lines, and see the same of them."""

import random

import pytest
from crawl import page
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cleaner.corpus.sites import site_of
from cleaner.mining.collecting import Collector
from cleaner.mining.counting import Sketch, Templates, counted_templates, lines_of, site_number
from cleaner.mining.sightings import Sighting
from cleaner.mining.tallying import PythonTallies
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

DATED = [
    "3", "12", "1st", "2nd", "21st ", "1er ", "3. ", "March", "Mar.", "марта", "März", " de ", "de ", "d'", "d'avril", " ", " ",
    ", ", ",", ".", "2021", "1899", "20212", "2021年", "3月", "4日", " 4日", "/", "-", "04", "4.3.21", "10:15", ":30", "9.05", "a.m.",
    " pm", "PM.", "Monday, ", "Пн., ", "_", "x", "½", "é", "\u0301", "का", "Al-'As", "’", "Ä", "×", "By", "Von ", ":", "：", "\uf8f1",
]  # fmt: skip
"""What a date, a time and a label hang on."""

pieces = st.sampled_from(PIECES) | st.characters()
documents = st.lists(pieces, max_size=80).map("".join)
dated = st.lists(st.sampled_from(DATED), max_size=12).map("".join)

COPIES = [
    "\n".join(
        [
            f"Tale {number} of the quay",
            "By Jane Miller",
            "The harbour master said that the storm took it. " * 8,
        ]
    )
    for number in (1, 1, 2, 3, 4)
]


def seen_by_both(texts, least=2):
    """Look at texts of one site in both ways."""
    sketch, templates = Sketch(least, 1 << 10), Templates()
    for text in texts:
        sketch.add(SITE, counted_templates(lines_of(text), templates))
    seed = site_number(SITE)
    both = native.Tallies(seed, least, templates.of, Sighting), PythonTallies(seed, least, templates)
    for tallies in both:
        for number, text in enumerate(texts):
            data = text.encode("utf-8", "surrogatepass")
            tallies.add(data, sketch.cells, FEW, (number * 7919) % 101, 3 + (number * 31) % 97)
    return both


@given(st.lists(documents, min_size=1, max_size=4))
@example(["The harbour master said that the storm took the lower quay away. The bell rang. " * 8])
@example(["Ring the quay bell " * 40])
@example(["a\n" * 30, "By Jane Miller\nText: Jane Miller\nText:  \nText:\n"])
@settings(max_examples=300)
def test_lines_are_counted_the_same(texts):
    templates = Templates()
    sketch, wanted = Sketch(2, 1 << 10), Sketch(2, 1 << 10)
    for text in [*texts, texts[0]]:
        sketch.add_text(SITE, text, templates)
        wanted.add(SITE, counted_templates(lines_of(text), templates))
    assert sketch.cells == wanted.cells
    assert sketch.sites.rows() == wanted.sites.rows()


@pytest.mark.no_cover
@given(st.lists(dated, min_size=1, max_size=6))
@example(
    [
        "Monday, 3 March 2021, 10:15 p.m.",
        "3 de marzo de 2021",
        "1er mai 2021",
        "March 3rd, 2021",
        "2021/3/4 9.05",
    ]
)
@example(
    [
        "Von de Jane Miller",
        "Ночью Иван Петров",
        "By Al-'As Ö×",
        "Text： Jane",
        "Wednesdaywednesday, 3 May 2021",
    ]
)
@settings(max_examples=1500)
def test_dates_and_labels_are_the_same(lines):
    test_lines_are_counted_the_same.hypothesis.inner_test(["\n".join(lines)])


@given(st.lists(documents, min_size=1, max_size=5))
@example(COPIES)
@example([f"{text}\n{line}" for line in COPIES for text in ("The Daily Bell\nQuay 1\n", "The Daily Bell\n")])
@example(
    [*COPIES, "The harbour master said that the storm took it\nTale 1 of the quay", "x" * 400, "x" * 400]
)
@settings(max_examples=300)
def test_the_same_is_seen_of_lines(texts):
    ours, wanted = seen_by_both([*texts, texts[0], texts[-1] + "\nRing the quay bell"])
    assert ours.seen() == wanted.seen()
    assert ours.recurring() == wanted.recurring()


def test_of_many_documents_the_same_are_kept():
    chance = random.Random(1)
    texts = [
        page(chance, number, above=["The Daily Bell"], below=["Ring the quay bell"]) for number in range(60)
    ]
    ours, wanted = seen_by_both(texts, least=3)
    assert ours.seen() == wanted.seen()
    bell = next(each for each in ours.seen() if each[0] == "Ring the quay bell")
    assert (bell[1], len(bell[4])) == (60, 16)


def test_a_text_with_lone_surrogates_is_counted_and_seen_too():
    sketch = Sketch(2, 1 << 10)
    texts = [f"Ring the quay bell \udcff\nTale {'of the quay ' * number}" for number in range(1, 5)]
    for text in texts:
        sketch.add_text(SITE, text, Templates())
    collector = Collector(sketch, 2)
    *_, last = [collector.add(SITE, text) for text in texts]
    assert [tally.template for tally in last.seen()] == ["Ring the quay bell \udcff"]


def test_cells_of_another_size_are_refused():
    with pytest.raises(ValueError, match="power of two"):
        native.count_lines("Ring", memoryview(bytearray(6)).cast("H"), 0, str)


FITTING = {
    "Press run: {:n} copies": "press run :12 copies",
    "By {:name}": "by jane miller",
    "{:n} of {:date}": "7 of 3 march 2021",
    "Upd.: {:date}, {:time}": "upd.: 3 march 2021, 10:15",
}
LINES = [
    *FITTING.values(),
    "press run: 12",
    "press run : copies",
    "by",
    "7 of march",
    "upd.: 3 march 2021",
    "",
]


@pytest.mark.parametrize("phrase", FITTING)
def test_a_phrase_with_slots_fits_its_own_line_only(phrase):
    assert [line for line in LINES if slotted(phrase).fits(line)] == [FITTING[phrase]]


@pytest.mark.parametrize(
    ("url", "site"),
    [("https://www.org/a", None), ("www.example.org", "example.org"), ("http://a.example.org", "a.example.org"),
     ("https://example.org./", "example.org"), ("news", None), ("a.example.org?b", "a.example.org")],
)  # fmt: skip
def test_a_site_is_the_same_by_the_short_way_and_the_long_one(url, site):
    assert site_of(url) == site
    assert site_of(url.upper()) == site
