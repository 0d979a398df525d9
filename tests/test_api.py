"""The library: what it takes, what it returns, and what it can be handed to."""

import copy
import pickle
import random
import warnings
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path

import pytest
from engines import LEVELS, clean, shipped
from hypothesis import given, settings
from hypothesis import strategies as st
from random_documents import PROSE, chrome, documents

import cleaner
from cleaner import Cleaner, Cleaning, ConfigError, Keep, RuleError, __version__
from cleaner.deciding.document import ESCAPED, Part
from cleaner.text.repair import ALL_STEPS

PAGE = f"News ID: 314510\nCaf&eacute; by the wall\n\n{PROSE[0]}\n\nShare this article\nPage Generated in 0/0544 sec\n"
CLEANED = f"Café by the wall\n\n{PROSE[0]}\n"
RULES = """
about = "What the site of the daily tide prints"

[line.tide]
why = "The site prints this below every article."
phrases = ["Read the Daily Tide", "Tide number {number:n}"]
level = "gentle"
examples = ['''
  The council meets again on Thursday.
- Read the Daily Tide
''']

[line.share]
why = "The site prints this above every article."
phrases = ["Share this"]
examples = ['''
  The council meets again on Thursday.
- Share this
''']

[line.boats]
why = "The site sells boats."
phrases = ["Boats"]
level = "strong"
examples = ['''
  The council meets again on Thursday.
- Boats
''']
"""
TEXT = "Share this\nThe wall\nTide number 5\nBoats\n"


@cache
def shared(level):
    """Return a cleaner that is asked again and again: without Hyperscan it takes a second to make one."""
    return Cleaner(level=level)


@pytest.fixture
def own(tmp_path):
    path = tmp_path / "tide.toml"
    path.write_text(RULES)
    return path


@pytest.fixture
def made(own):
    """Return what makes a cleaner with the rules of the daily tide alone."""
    return partial(Cleaner, rules=[own], shipped=False, repair=[])


def test_a_text_is_cleaned():
    cleaning = cleaner.clean(PAGE)
    assert isinstance(cleaning, Cleaning)
    assert cleaning == Cleaner().clean(PAGE)
    assert cleaning.text == CLEANED
    assert cleaning.fields == {"id": ("314510",)}
    assert cleaner.apply(PAGE, cleaning.edits) == cleaning.text
    assert cleaner.apply(cleaning.text, cleaner.invert(cleaning.edits)) == PAGE


@pytest.mark.parametrize(
    "text", ["", "\n", " ", "The wall holds", "\N{ZERO WIDTH NO-BREAK SPACE}", "\udcff\ud83d", "\0"]
)
def test_a_text_without_chrome_comes_back(text):
    cleaning = cleaner.clean(text)
    assert (cleaning.text, cleaning.edits, cleaning.raw) == (text, (), text)


def test_the_public_names_are_few_and_there():
    assert len(cleaner.__all__) <= 12
    assert "__version__" in cleaner.__all__
    assert all(hasattr(cleaner, name) for name in cleaner.__all__)
    assert cleaner.__all__ == sorted(cleaner.__all__)
    assert __version__[0].isdigit()


@pytest.mark.no_cover
@given(st.lists(documents(damaged=True, some=chrome), max_size=6))
@settings(max_examples=30)
def test_many_texts_are_cleaned_as_one_by_one(texts):
    assert list(shared("normal").clean_each(texts)) == [clean(shipped(), text) for text in texts]


def test_texts_come_back_before_all_are_read():
    """An endless iterable can be cleaned."""

    def endless():
        while True:
            yield PAGE

    cleanings = Cleaner().clean_each(endless())
    assert [next(cleanings).text for _ in range(200)] == [CLEANED] * 200


def test_parts_are_cleaned_under_the_cap(made):
    (kept,) = made(max_removed=0.1).clean_parts([Part(b"Share this\nThe wall\n", ESCAPED)])
    assert (kept.data, kept.over_cap) == (b"Share this\nThe wall\n", 9 / 16)


@pytest.mark.parametrize("share", [9 / 16, 0.9, 1, 1.0])
def test_just_the_share_that_may_go_goes(made, share):
    assert made(max_removed=share).clean("Share this\nThe wall\n").text == "The wall\n"


def test_levels_include_those_before(made):
    texts = {level: made(level=level).clean(TEXT).text for level in LEVELS}
    assert texts == {
        "gentle": "Share this\nThe wall\nBoats\n", "normal": "The wall\nBoats\n", "strong": "The wall\n",
    }  # fmt: skip
    assert [len(made(level=level).rules) for level in LEVELS] == [1, 2, 3]


def test_shipped_rules_are_of_every_level():
    counts = [len(Cleaner(level=level).rules) for level in LEVELS]
    assert counts == sorted(set(counts))


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({}, "The wall\nBoats\n"),
        ({"select": ["tide/tide"]}, "Share this\nThe wall\nBoats\n"),
        ({"select": ["tide"]}, "The wall\n"),
        ({"select": ["*/boats", "tide/share"]}, "The wall\nTide number 5\n"),
        ({"ignore": ["tide/share"]}, "Share this\nThe wall\nBoats\n"),
        ({"select": ["tide"], "ignore": ["tide/b*"]}, "The wall\nBoats\n"),
        ({"ignore": ["*"]}, TEXT),
    ],
)
def test_rules_are_selected_and_ignored_by_id_pack_and_glob(made, arguments, text):
    assert made(**arguments).clean(TEXT).text == text


def test_own_rules_are_used_besides_the_shipped_ones_or_alone(own):
    text = "Read the daily tide\nNews ID: 5\nThe wall\n"
    assert Cleaner(rules=[own]).clean(text).text == "The wall\n"
    assert Cleaner(rules=[str(own)], shipped=False).clean(text).text == "News ID: 5\nThe wall\n"
    assert [rule.id for rule in Cleaner(rules=[own.parent], shipped=False).rules] == [
        "tide/tide",
        "tide/share",
    ]


def test_repair_takes_the_steps_that_are_named(made):
    text = "Caf&eacute;\N{SOFT HYPHEN}\r\nThe wall\n"
    assert made(repair=[]).clean(text).text == text
    assert made(repair=["entities"]).clean(text).text == text.replace("&eacute;", "é")
    assert made(repair=["line-ends"]).clean(text).text == text.replace("wall\n", "wall\r\n")
    assert made(repair=ALL_STEPS).clean(text).text == "Café\r\nThe wall\r\n"


@pytest.mark.parametrize(
    ("keep", "stays"),
    [
        (Keep(text="Share this"), True),
        (Keep(text=" SHARE this "), True),
        (Keep(pattern="share .*"), True),
        (Keep(rule="tide/share", text="Share this"), True),
        (Keep(rule="tide/sh*"), True),
        (Keep(rule="tide/tide", text="Share this"), False),
        (Keep(text="Share"), False),
        (Keep(text="Share.this"), False),
    ],
)
def test_a_line_is_kept_on_purpose(made, keep, stays):
    text = made(keep=[keep]).clean("Read the daily tide\nShare this\nThe wall\n").text
    assert text == "Share this\n" * stays + "The wall\n"


MANY = {
    "level": "strong", "ignore": ["tide/share"], "repair": ["entities", "spaces"], "max_removed": 0.5,
    "keep": [Keep(text="Print")],
}  # fmt: skip


@pytest.mark.parametrize(
    "arguments", [{}, MANY, {"select": ["tide/share"]}], ids=["default", "many", "select"]
)
def test_a_cleaner_goes_through_pickle_and_copies(made, arguments):
    one = made(**arguments)
    wanted = one.clean(TEXT)
    for other in (pickle.loads(pickle.dumps(one)), copy.deepcopy(one), copy.copy(one)):
        assert other == one
        assert hash(other) == hash(one)
        assert other.clean(TEXT) == wanted


def test_a_cleaning_goes_through_pickle_and_copies(made):
    one = made().clean(TEXT)
    assert one.fields
    for other in (pickle.loads(pickle.dumps(one)), copy.deepcopy(one)):
        assert other == one
        assert (other.text, other.fields) == (one.text, one.fields)
        with pytest.raises(TypeError):
            other.edits[0].fields["number"] = "6"


def test_cleaners_are_equal_by_their_arguments(made, own):
    assert made() == Cleaner(rules=(str(own),), shipped=False, repair=(), level="normal", max_removed=1)
    assert {made(), made(), made(level="strong")} == {made(), made(level="strong")}
    assert made(ignore=["tide/share"]) == made(ignore=("tide/share",))
    assert made(ignore=["tide/share"]) != made(select=["tide/share"])
    assert made(keep=[Keep(text="a")]) != made(keep=[Keep(text="b")])
    assert made() != repr(made())


def test_a_repr_can_be_written_again(own):
    assert repr(Cleaner()) == "Cleaner()"
    assert repr(Cleaner(level="strong", max_removed=0.3)) == "Cleaner(level='strong', max_removed=0.3)"
    some = [Cleaner(rules=[own], shipped=False, **MANY), Cleaner(rules=[str(own)], shipped=False)]
    assert [eval(repr(one)) for one in some] == some


def test_what_was_given_can_be_changed_without_changing_the_cleaner(made):
    names = ["tide/share"]
    one = made(ignore=names)
    before = repr(one)
    names.append("tide/tide")
    assert repr(one) == before
    assert one == made(ignore=["tide/share"])


@pytest.mark.parametrize("name", ["level", "max_removed", "engine", "rules", "other"])
def test_a_cleaner_cannot_be_changed(name):
    one = Cleaner()
    with pytest.raises(AttributeError):
        setattr(one, name, None)
    with pytest.raises(AttributeError):
        delattr(one, name)
    assert one == Cleaner()
    assert one.clean(PAGE).text == CLEANED


def some_pages(count):
    chance = random.Random(5)
    known = PAGE.split("\n")
    return [
        "\n".join(chance.choices([*known, *PROSE, "Print", "caf&eacute;", "Читайте также"], k=30))
        for _ in range(count)
    ]


@pytest.mark.no_cover
def test_threads_share_a_cleaner():
    one, pages = Cleaner(level="strong"), some_pages(100)
    wanted = [shared("strong").clean(page) for page in pages]
    assert sum(bool(cleaning.edits) for cleaning in wanted) > 90
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(one.clean, pages * 3)) == wanted * 3


def test_threads_share_a_cleaner_that_was_never_used(made):
    for number in range(10):
        one = made(max_removed=1 - number / 100)
        with ThreadPoolExecutor(4) as pool:
            assert {cleaning.text for cleaning in pool.map(one.clean, [TEXT] * 8)} == {"The wall\nBoats\n"}


def test_processes_are_handed_a_cleaner_and_return_cleanings(made):
    one, pages = made(), [TEXT, "", PAGE, "Tide number 7"]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        assert list(pool.map(one.clean, pages)) == list(map(one.clean, pages))


@pytest.mark.parametrize("document", [None, b"The wall", float("nan"), 5, ["The wall"], Path("wall.txt")])
def test_what_is_not_a_text_is_told_as_such(document):
    for call in (cleaner.clean, lambda some: list(Cleaner().clean_each(["The wall", some]))):
        with pytest.raises(ConfigError, match="a document must be a str, got") as caught:
            call(document)
        assert caught.value.remedy


@pytest.mark.parametrize("texts", ["The wall", b"The wall", None, 5])
def test_a_single_text_where_many_are_meant_is_told_as_such(texts):
    with pytest.raises(ConfigError, match="clean_each: must be a list of texts, got"):
        list(Cleaner().clean_each(texts))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"select": "en/share"}, r"select: must be a list, got 'en/share'; write select=\["),
        ({"ignore": "en/share"}, "ignore: must be a list"),
        ({"ignore": b"en"}, "ignore: must be a list"),
        ({"ignore": None}, "ignore: must be a list, got None"),
        ({"ignore": [None]}, "ignore: must be a list of str, got None"),
        ({"rules": "rules"}, "rules: must be a list"),
        ({"rules": Path("rules")}, "rules: must be a list"),
        ({"rules": [5]}, "rules: must be a list of str or PathLike, got 5"),
        ({"repair": "spaces"}, "repair: must be a list"),
        ({"repair": ["spices"]}, "repair: unknown repair 'spices'; it is one of entities, "),
        ({"level": "bold"}, "level: unknown level 'bold'; it is one of gentle, normal, strong"),
        ({"level": None}, "level: unknown level None"),
        ({"level": ["normal"]}, "level: unknown level"),
        ({"max_removed": 1.1}, "max_removed: must be a share from 0 to 1, got 1.1"),
        ({"max_removed": -0.1}, "max_removed: must be a share"),
        ({"max_removed": float("nan")}, "max_removed: must be a share"),
        ({"max_removed": True}, "max_removed: must be a share"),
        ({"max_removed": "0.3"}, "max_removed: must be a share"),
        ({"max_removed": None}, "max_removed: must be a share"),
        ({"keep": "Print"}, "keep: must be a list"),
        ({"keep": ["Print"]}, "keep: must be a list of Keep, got 'Print'"),
        ({"keep": Keep(text="Print")}, "keep: must be a list"),
        (
            {"keep": [Keep(rule="en/shore", text="Print")]},
            "keep: no rule is named 'en/shore'; did you mean 'en/share'",
        ),
        ({"select": ["en/shore"]}, "select: no rule is named 'en/shore'; did you mean 'en/share'"),
        ({"ignore": ["xyzzy/*"]}, "ignore: no rule is named 'xyzzy"),
    ],
    ids=str,
)
def test_an_argument_that_cannot_be_used_is_told_as_such(arguments, told):
    with pytest.raises(ConfigError, match=told):
        Cleaner(**arguments)


@pytest.mark.parametrize(
    "keep",
    [Keep(pattern="(a+)+b"), Keep(pattern="("), Keep(text="  "), Keep(pattern=5), Keep(text=None)],
    ids=str,
)
def test_a_keep_that_cannot_be_used_is_told_as_such(keep):
    with pytest.raises(ConfigError, match="keep: "):
        Cleaner(keep=[keep])


def test_rules_that_cannot_be_read_are_told_before_any_text_is(own):
    with pytest.raises(RuleError, match=r"missing\.toml"):
        Cleaner(rules=[own.parent / "missing.toml"], shipped=False)
    own.write_text("[line.tide]\nphrases = 5\n")
    with pytest.raises(RuleError, match=r"tide\.toml"):
        Cleaner(rules=[own], shipped=False)


def test_a_pack_given_twice_is_told(own, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "tide.toml").write_text(RULES)
    with pytest.raises(RuleError, match="the pack 'tide' is also"):
        Cleaner(rules=[own, other / "tide.toml"], shipped=False)


def test_cleaning_warns_of_nothing():
    pytest.importorskip("hyperscan")  # its absence is worth a warning
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert Cleaner(level="strong").clean(PAGE).edits
