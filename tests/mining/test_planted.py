"""What mining knows of planted templates: the parts, one by one, on texts in memory."""

import random

import pytest
from crawl import article, page

from cleaner.mining.collecting import Collector
from cleaner.mining.copies import distinct, features_of
from cleaner.mining.counting import Sketch, Templates, counted_templates, lines_of
from cleaner.mining.judging import judged
from cleaner.mining.templates import label_of, phrase_of, template_of
from cleaner.ruleset.rule import Level
from cleaner.ruleset.view import Zone

CELLS = 1 << 16


def tallied(texts, site="town.example.org", least=3):
    """Count and look at texts of one site."""
    sketch, templates = Sketch(least, CELLS), Templates()
    for text in texts:
        sketch.add(site, counted_templates(lines_of(text), templates))
    collector = Collector(sketch, least)
    *_, last = [collector.add(site, text) for text in texts]
    return last


def chrome(texts):
    return {each.lines[0]: each for each in judged(tallied(texts))}


@pytest.mark.parametrize("line", ["The wall will hold", "Apollo", "Quay Street"])
def test_a_line_without_numbers_is_its_own_template(line):
    assert template_of(line) == line


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Updated: 3 March 2021, 10:15", "Updated: 12 May 2022, 9:05"),
        ("Zuletzt am 3. März 2021", "Zuletzt am 12. Mai 2022"),
        ("Опубликовано 3 марта 2021", "Опубликовано 12 мая 2022"),
        ("Publicado el 3 de marzo de 2021", "Publicado el 12 de mayo de 2022"),
        ("Press run: 1,204 copies", "Press run: 87 copies"),
        ("Tirage 2021/03/04", "Tirage 2020/11/12"),
    ],
)
def test_lines_that_differ_in_numbers_have_one_template_and_one_phrase(one, other):
    assert template_of(one) == template_of(other)
    assert phrase_of(template_of(one), [one, other]) is not None


def test_other_words_are_another_template():
    assert template_of("Updated: 3 March 2021") != template_of("Printed: 3 March 2021")


def test_a_title_is_no_label_with_a_name():
    assert label_of("The bell rings again") is None
    assert label_of("Von Jane Miller") == label_of("Von Tom Archer") is not None


def test_a_date_alone_has_no_phrase():
    assert phrase_of(template_of("3 March 2021"), ["3 March 2021"]) is None


def test_copies_with_a_small_change_are_one_document():
    lines = article(random.Random(1), 1)
    changed = [
        *lines[:-1],
        "The paper was told on Friday that the bell has another owner, who lives on the hill.",
    ]
    other = article(random.Random(2), 2)
    features = [features_of(some, [True] * len(some)) for some in (lines, changed, other)]
    assert distinct(features) == [0, 0, 2]


def test_a_refrain_and_a_heading_of_the_text_stay():
    chance = random.Random(7)
    amid = ["What came of it"], ["And the tide comes in, and the tide goes out."], [], [], []
    texts = [
        page(chance, number, amid=amid[number % 5], below=["Ring the quay bell"]) for number in range(30)
    ]
    assert set(chrome(texts)) == {"Ring the quay bell"}


def test_items_of_lists_and_quantities_stay():
    chance = random.Random(8)
    texts = [
        page(chance, number, amid=["- 2 cups of flour", "3 eggs", "1 spoon of salt"][: number % 4])
        for number in range(24)
    ]
    assert not {line for line, each in chrome(texts).items() if each.level is not Level.STRONG}


def test_a_line_below_the_text_gets_the_tail_and_one_above_the_head():
    chance = random.Random(9)
    texts = [
        page(chance, number, above=["The Daily Bell"], below=["Ring the quay bell"]) for number in range(12)
    ]
    assert {line: each.zone for line, each in chrome(texts).items()} == {
        "The Daily Bell": Zone.HEAD,
        "Ring the quay bell": Zone.TAIL,
    }


def test_what_is_kept_does_not_depend_on_the_order():
    chance = random.Random(10)
    texts = [page(chance, number, below=[f"Press run: {number} copies"]) for number in range(60)]
    shuffled = random.Random(11).sample(texts, len(texts))
    one, other = tallied(texts), tallied(shuffled)
    assert list(one.seen()) == list(other.seen()) != []
    assert one.lines.recurring() == other.lines.recurring()


def test_a_sketch_never_counts_too_few():
    chance = random.Random(12)
    sketch = Sketch(3, 1 << 4)  # far too small, so that all share cells
    names = [f"line {chance.random()}" for _ in range(200)]
    for name in names:
        sketch.add("town.example.org", [name])
    assert all(sketch.count(0, name) >= 0 for name in names)
    from cleaner.mining.counting import site_number

    assert all(sketch.count(site_number("town.example.org"), name) >= 1 for name in names)
