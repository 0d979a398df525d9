"""The promises that hold for every document and every set of rules, as properties."""

import random

import pytest
from documents import documents, rule_sets, rule_sets_with_rewrites
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cleaner import Cleaner, Edit, Line, Offsets, apply, invert
from cleaner.engine import Engine
from cleaner.lines import split

sizes = st.sampled_from([(1, 50_000), (4, 60), (256, 40), (1, 8)])


def run(rules, text, *, size=(256, 50_000), chunks=None, steps=None):
    kind = {} if steps is None else {"steps": steps}
    engine = Engine(rules, window_lines=size[1], **kind)
    pieces = cut(text, size[0]) if chunks is None else chunks
    return list(engine.run((piece.encode("utf-8", "surrogatepass") for piece in pieces), "surrogatepass"))


def cut(text, lines):
    """Cut a text into pieces of so many lines."""
    raws = [line.raw for line in split([text])]
    return ["".join(raws[at : at + lines]) for at in range(0, len(raws), lines)]


def text_of(events):
    return "".join(event.text for event in events if isinstance(event, Line))


def edits_of(events):
    return [event for event in events if isinstance(event, Edit)]


@given(documents(damaged=True), rule_sets_with_rewrites, sizes)
@settings(max_examples=600)
def test_cleaning_a_cleaned_document_changes_nothing(text, rules, size):
    once = text_of(run(rules, text, size=size))
    assert text_of(run(rules, once, size=size)) == once


@given(documents(damaged=True), rule_sets_with_rewrites, sizes, st.randoms(use_true_random=False))
@settings(max_examples=200)
def test_rules_in_any_order_do_the_same(text, rules, size, chance):
    shuffled = chance.sample(rules, len(rules))
    assert run(shuffled, text, size=size) == run(rules, text, size=size)


@given(documents(damaged=True), rule_sets_with_rewrites, sizes, st.integers(1, 40))
@settings(max_examples=200)
def test_input_in_pieces_of_any_size_gives_the_same(text, rules, size, step):
    chunks = [text[at : at + step] for at in range(0, len(text), step)]
    assert run(rules, text, size=size, chunks=chunks) == run(rules, text, size=size)


@given(documents(), rule_sets)
@settings(max_examples=600)
def test_a_window_gives_the_same_as_the_whole_text(text, rules):
    whole = run(rules, text, size=(10**9, 10**9))
    assert run(rules, text, size=(1, 50_000)) == whole


@given(documents(damaged=True), rule_sets_with_rewrites, sizes)
@settings(max_examples=300)
def test_edits_lead_to_the_output_and_back(text, rules, size):
    events = run(rules, text, size=size)
    edits = edits_of(events)
    cleaned = text_of(events)
    assert apply(text, edits) == cleaned
    assert apply(cleaned, invert(edits)) == text
    assert all(text[edit.start : edit.end] == edit.old for edit in edits)


@given(documents(), rule_sets, sizes)
@settings(max_examples=200)
def test_without_rewrites_and_repair_lines_only_go(text, rules, size):
    before = iter(line.raw for line in split([text]))
    after = [line.raw for line in split([text_of(run(rules, text, size=size, steps=()))])]
    assert all(line in before for line in after)


@given(documents(damaged=True), rule_sets_with_rewrites)
@settings(max_examples=200)
def test_offsets_map_both_ways(text, rules):
    events = run(rules, text)
    edits = edits_of(events)
    cleaned = text_of(events)
    offsets = Offsets(edits)
    changed = {at for edit in edits for at in range(edit.start, edit.end)}
    for at in range(0, len(text), max(1, len(text) // 50)):
        if at not in changed:
            assert cleaned[offsets.to_output(at, after=True)] == text[at]
            assert offsets.to_input(offsets.to_output(at, after=True), after=True) == at


@given(documents(damaged=True))
@settings(max_examples=100)
def test_without_rules_and_repair_everything_comes_back(text):
    assert text_of(run([], text, steps=())) == text


@given(st.binary(max_size=300))
@example(b"")
@example(b"\xff\xfe\r\r\n\n\x00\xef\xbb\xbf")
@settings(max_examples=200)
def test_any_bytes_come_back_without_rules_and_repair(data):
    text = data.decode("utf-8", "surrogateescape")
    assert text_of(run([], text, steps=())).encode("utf-8", "surrogateescape") == data


def test_content_between_documents_never_matters():
    chance = random.Random(7)
    engine = Engine([])
    pages = [f"Page {chance.random()}\n" for _ in range(5)]
    alone = [text_of(engine.run([page.encode()])) for page in pages]
    assert alone == [text_of(engine.run([page.encode()])) for page in reversed(pages)][::-1]


@pytest.mark.parametrize("above", [[], ["Home | Harbour news | The wall will hold"]])
@pytest.mark.parametrize("level", ["normal", "strong"])
def test_a_record_is_decided_as_the_same_text_in_a_stream(level, above):
    """A line that a rule knows and that may be a repeat, too, is no anchor sooner in the one than in the other."""
    prose = [
        f"In year {n} the wall was mended by the people of the town, the master said." for n in range(60)
    ]
    below = ["Rate this article", "Boats", "Weather", "Jobs", "Home | Harbour news | The wall will hold"]
    text = "\n".join([*above, *prose, *below, ""])
    cleaner = Cleaner(level=level)
    (run,) = cleaner.runs([text])
    assert [event for event in run if isinstance(event, Edit)] == [
        event for event in cleaner.stream([text]) if isinstance(event, Edit)
    ]
