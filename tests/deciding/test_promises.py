"""The promises that hold for every document and every set of rules, as properties.

Each is tried with random rules and the reference matcher, and with the shipped rules and the fast one.
"""

import random

import pytest
from engines import LEVELS, clean, engine_of, fast, part, shipped, shipped_reference
from hypothesis import example, given, settings
from hypothesis import strategies as st
from random_documents import (
    DAMAGED,
    ENDS,
    PROSE,
    chrome,
    documents,
    lines,
    rule_sets,
    rule_sets_with_rewrites,
)

from cleaner import Cleaner, apply, invert
from cleaner.deciding.document import ESCAPED, EXACT, Part
from cleaner.deciding.engine import GROUP_BYTES, Engine
from cleaner.ruleset.kinds.line import LineRule
from cleaner.ruleset.kinds.rewrite import RewriteRule
from cleaner.text.edits import Offsets
from cleaner.text.lines import raw_lines

pytestmark = pytest.mark.no_cover  # the tests of single kinds reach these lines, too

pages = documents(damaged=True, some=chrome)
"""Documents with lines that shipped rules know."""
any_rules = rule_sets_with_rewrites | st.sampled_from(LEVELS)
"""Random rules, or the level of shipped ones."""


@given(documents(damaged=True), rule_sets_with_rewrites)
@settings(max_examples=200)
def test_cleaning_a_cleaned_document_changes_nothing(text, rules):
    engine = Engine(rules)
    once = clean(engine, text).text
    assert clean(engine, once).edits == ()


@pytest.mark.parametrize("level", LEVELS)
@given(text=pages)
@settings(max_examples=50)
def test_cleaning_a_page_cleaned_with_shipped_rules_changes_nothing(level, text):
    once = clean(shipped(level), text).text
    assert clean(shipped(level), once).edits == ()


@given(documents(damaged=True), rule_sets_with_rewrites, st.randoms(use_true_random=False))
@settings(max_examples=100)
def test_rules_in_any_order_do_the_same(text, rules, chance):
    shuffled = chance.sample(rules, len(rules))
    assert clean(Engine(shuffled), text) == clean(Engine(rules), text)


@given(documents(damaged=True), rule_sets_with_rewrites, st.randoms(use_true_random=False))
@settings(max_examples=5)
def test_rules_in_any_order_do_the_same_with_the_fast_matcher(text, rules, chance):
    shuffled = chance.sample(rules, len(rules))
    assert clean(fast(shuffled), text) == clean(Engine(rules), text)


@pytest.fixture(scope="module")
def shuffled_engine():
    rules = list(Cleaner(level="strong").rules)
    random.Random(3).shuffle(rules)
    return fast(rules, level="strong")


@given(text=pages)
@settings(max_examples=40)
def test_shipped_rules_in_any_order_do_the_same(shuffled_engine, text):
    assert clean(shuffled_engine, text) == clean(shipped("strong"), text)


@pytest.mark.parametrize("names", [("a/x", "b/y"), ("b/y", "a/x")])
def test_of_two_rules_for_one_line_one_is_named_in_either_order(names):
    """It is the one whose id is first, with what it captures."""
    capturing = LineRule(id="a/x", why="A test.", phrases=("News ID: {id:n}",))
    other = LineRule(id="b/y", why="A test.", pattern="news id: 5.")
    rules = [{"a/x": capturing, "b/y": other}[name] for name in names]
    for engine in (Engine(rules), fast(rules)):
        (edit,) = clean(engine, "News ID: 55\n").edits
        assert (edit.rule, edit.fields) == ("a/x", {"id": "55"})


@given(documents(damaged=True), any_rules)
@settings(max_examples=200)
def test_edits_lead_to_the_output_and_back(text, rules):
    cleaning = clean(engine_of(rules), text)
    assert cleaning.raw == text
    assert apply(text, cleaning.edits) == cleaning.text
    assert apply(cleaning.text, invert(cleaning.edits)) == text
    assert all(text[edit.start : edit.end] == edit.old != edit.new for edit in cleaning.edits)
    assert all(
        above.end <= below.start for above, below in zip(cleaning.edits, cleaning.edits[1:], strict=False)
    )


@given(pages, any_rules)
@settings(max_examples=100)
def test_offsets_map_both_ways(text, rules):
    cleaning = clean(engine_of(rules), text)
    offsets = Offsets(cleaning.edits)
    changed = {at for edit in cleaning.edits for at in range(edit.start, edit.end)}
    for at in range(0, len(text), max(1, len(text) // 50)):
        if at not in changed:
            assert cleaning.text[offsets.to_output(at, after=True)] == text[at]
            assert offsets.to_input(offsets.to_output(at, after=True), after=True) == at


@given(pages, any_rules)
@settings(max_examples=100)
def test_edits_name_their_line_and_column(text, rules):
    starts = [text.startswith("\N{ZERO WIDTH NO-BREAK SPACE}")]
    for raw in raw_lines(text[starts[0] :]):
        starts.append(starts[-1] + len(raw))
    for edit in clean(engine_of(rules), text).edits:
        assert starts[edit.line - 1] + edit.column - 1 == edit.start
        assert edit.end <= starts[edit.line]
        if edit.removes_line:
            assert (edit.start, edit.end, edit.new) == (*starts[edit.line - 1 : edit.line + 1], "")


@given(pages, any_rules)
@settings(max_examples=100)
def test_an_anchor_is_the_number_of_a_line_that_went(text, rules):
    edits = clean(engine_of(rules), text).edits
    gone = {edit.line for edit in edits if edit.removes_line}
    assert {edit.anchor for edit in edits if edit.anchor is not None} <= gone


@given(documents(some=chrome), rule_sets)
@settings(max_examples=100)
def test_without_rewrites_and_repair_lines_only_go(text, rules):
    before = raw_lines(text)
    assert all(line in before for line in raw_lines(clean(Engine(rules, steps=()), text).text))


@given(documents(damaged=True))
@settings(max_examples=50)
def test_without_rules_and_repair_everything_stays(text):
    assert clean(Engine([], steps=()), text).edits == ()


@given(st.binary(max_size=300))
@example(b"")
@example(b"\xff\xfe\r\r\n\n\x00\xef\xbb\xbf")
@example(b"\xef\xbb\xbfNews ID: 1\r\n\xc3\xc2\xad\xa9 caf\xc3\x83\xc2\xa9\rShare this\xe2\x80\xa8\xe2\x80")
@settings(max_examples=200)
def test_any_bytes_come_back(data):
    cleaning = shipped("strong").clean(Part(data))
    assert cleaning.raw.encode("utf-8", ESCAPED) == data
    assert apply(cleaning.text, invert(cleaning.edits)).encode("utf-8", ESCAPED) == data
    if not cleaning.edits:
        assert cleaning.data is data


alike = documents(some=chrome | st.sampled_from(DAMAGED))
"""Documents in which every line ends with a line feed."""


@pytest.mark.parametrize("end", ENDS[1:])
@pytest.mark.parametrize("engine", [shipped, shipped_reference], ids=["fast", "reference"])
@given(text=alike)
@example(
    text=f"{PROSE[0]}\N{NO-BREAK SPACE}\nThe wall - site map\nCaptcha refresh\n \n\N{NO-BREAK SPACE}\nPrint\n"
)
@settings(max_examples=12)
def test_line_ends_of_any_kind_do_not_matter(engine, end, text):
    unlike = clean(engine(), text.replace("\n", end))
    assert unlike.text.replace("\r\n", "\n").replace(end, "\n") == clean(engine(), text).text


@pytest.mark.parametrize("end", ENDS)
def test_a_rewrite_at_the_end_of_a_line_is_applied_before_any_line_end(end):
    site = RewriteRule(id="test/site", why="A test.", pattern=" [|] the daily tide$", with_="")
    text = f"{PROSE[0]} | The Daily Tide{end}{PROSE[1]}{end}"
    for engine in (Engine([site], steps=()), fast([site], steps=())):
        assert clean(engine, text).text == f"{PROSE[0]}{end}{PROSE[1]}{end}"


@given(st.lists(pages | st.just(""), max_size=5), st.randoms(use_true_random=False), rule_sets_with_rewrites)
@settings(max_examples=60)
def test_documents_never_influence_each_other(texts, chance, rules):
    alone = [clean(Engine(rules), text) for text in texts]
    engine = Engine(rules)
    assert list(engine.clean_each(map(part, texts))) == alone
    order = chance.sample(range(len(texts)), len(texts))
    assert list(engine.clean_each(part(texts[at]) for at in order)) == [alone[at] for at in order]


@given(st.lists(pages, max_size=5))
@settings(max_examples=30)
def test_pages_never_influence_each_other_with_shipped_rules(texts):
    engine = shipped("strong")
    assert list(engine.clean_each(map(part, texts))) == [clean(engine, text) for text in texts]


def test_documents_of_every_size_and_decoding_never_influence_each_other():
    """Groups end amid large documents, and where lone surrogates are decoded another way."""
    large = "".join(f"{number} {PROSE[number % 7]}\nShare this\n" for number in range(GROUP_BYTES // 250))
    some = [
        part("Share this\n"),
        part(large),
        Part(b"\xed\xb3\xbf &amp;\nShare this"),
        part("\udcff &amp;\n"),
        Part(b""),
        part(large),
    ]
    together = list(shipped().clean_each(some))
    assert [cleaning.part for cleaning in together] == some
    assert together == [shipped().clean(one) for one in some]
    assert [len(cleaning.edits) > 0 for cleaning in together] == [True, True, True, True, False, True]
    assert [cleaning.raw[:4] for cleaning in together[2:4]] == ["\udced\udcb3\udcbf ", "\udcff &a"]


@pytest.mark.parametrize("errors", [ESCAPED, EXACT])
def test_a_line_decoded_another_way_is_another_line(errors):
    data = b"\xed\xb3\xbf &amp; more\n"
    engine = Engine([])
    other = ESCAPED if errors == EXACT else EXACT
    engine.clean(Part(data, other))
    assert engine.clean(Part(data, errors)) == Engine([]).clean(Part(data, errors))
    assert engine.clean(Part(data, errors)).data == data.replace(b"&amp;", b"&")


@pytest.mark.parametrize("above", [[], ["Home | Harbour news | The wall will hold"]])
@pytest.mark.parametrize("level", ["normal", "strong"])
def test_a_line_that_may_be_a_repeat_too_goes_the_same_way_in_both_matchers(level, above):
    prose = [
        f"In year {n} the wall was mended by the people of the town, the master said." for n in range(60)
    ]
    below = ["Rate this article", "Boats", "Weather", "Jobs", "Home | Harbour news | The wall will hold"]
    text = "\n".join([*above, *prose, *below, ""])
    cleaning = clean(shipped(level), text)
    assert cleaning == clean(shipped_reference(level), text)
    assert "Rate this article\n" in [edit.old for edit in cleaning.edits]


@given(lines, any_rules)
@settings(max_examples=50)
def test_a_line_without_an_end_is_cleaned_as_with_one(line, rules):
    engine = engine_of(rules)
    ended, bare = clean(engine, line + "\n"), clean(engine, line)
    assert ended.text.removesuffix("\n") == bare.text
