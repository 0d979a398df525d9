"""Native code and Python find the same: of every line, of every document, at every level.

Nothing here is skipped where the package has native code; elsewhere there is nothing to compare.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from engines import LEVELS
from hypothesis import example, given, settings
from hypothesis import strategies as st
from random_documents import DAMAGED, chrome, documents

from cleaner.deciding.blocks import decide
from cleaner.deciding.evidence import MAX_LEAVES, Evidence, Fork, shipped_evidence
from cleaner.deciding.menus import Words
from cleaner.deciding.surroundings import NAMES, Surroundings, facts_in_python, prose_of, rows_of
from cleaner.native import native
from cleaner.text.folding import folded_by_table, label_by_table
from cleaner.text.keys import alike, alike_by_table, likeness, likeness_by_table
from cleaner.text.line_shape import LineShape, menu_line_by_patterns, shape_by_patterns
from cleaner.text.shape import prose_by_patterns

ROOT = Path(__file__).parent.parent
EVALUATION = ROOT.parent / "shared" / "eval" / "dev"

pytestmark = pytest.mark.skipif(native is None, reason="there is no native code")

MARKS = " .,:;!?…-–—/|>»·•*_#()[]{}<>=$`\\\"'’”“«@&+~\t\xa0\u3000。！？；，、：」』）】月日时時년월©®"
WORDS = [
    "12:30", "9.45", "7h15", "24:00", "2021", "1999", "3.4.2021", "12/31", "31-12-99", "1.2.3.4", "12.", "a.m", "5 pm",
    "8 P.M.", "12日", "３月", "10時", "时5", "(c) 2020", "© ", "--all", "-x", "a->b", "x::y", "f()", "snake_case",
    "www.tide.example/a", "mail@tide.example", "https://tide.example", "tide.example", " / ", "   ", "Contact", "Home",
    "harbour", "Harbour.", "Flut", "straße", "İzmir", "ΟΔΟΣ", "ﬁsh", "Ǆ", "ſo", "K", "مرحبا", "नमस्ते", "ภาษาไทย",
    "မြန်မာ", "ប្រទេស", "海港城市", "かなカナ", "한국어", "𝐁old", "½", "²", "٣٤", "e\N{COMBINING ACUTE ACCENT}", "\udcff",
    "said. Then", "said.” “Then", "end! (Now", "\x1c", "\x0b", "\x85", "\N{ZERO WIDTH JOINER}", "\N{SOFT HYPHEN}",
]  # fmt: skip
"""What a fact of a line hangs on, and what folds in an odd way."""

pieces = (
    st.sampled_from(WORDS) | st.sampled_from(MARKS) | st.characters(exclude_characters="\n\r\u2028\u2029")
)
lines = st.lists(pieces | pieces.map(lambda piece: f"{piece} "), max_size=40).map("".join).map(str.strip)
"""Stripped lines."""


def differences(text):
    """Return the facts of a line that native code finds otherwise."""
    found, wanted = native.line_shape(text), shape_by_patterns(text)
    return {
        name: (getattr(found, name), getattr(wanted, name))
        for name in LineShape._fields
        if getattr(found, name) != getattr(wanted, name)
    }


@pytest.mark.no_cover
@given(lines)
@example("")
@example("x" * 400)
@example("The wall will hold, " * 30)
@example("Harbour " * 17 + "town.")
@example("海港城市" * 90)
@example("ß" * 79)
@example("1.2.2021.")
@settings(max_examples=600)
def test_a_line_looks_the_same(text):
    assert differences(text) == {}
    assert native.is_prose(text) == prose_by_patterns(text)
    assert native.is_menu_line(text) == menu_line_by_patterns(text)
    assert native.fold(text) == folded_by_table(text)
    assert native.fold_label(text) == label_by_table(text)
    assert likeness(text) == likeness_by_table(text)


@pytest.mark.no_cover
def test_every_character_is_folded_the_same():
    texts = [f"a{chr(code)} b" for code in range(0x20000)]
    assert list(map(native.fold, texts)) == list(map(folded_by_table, texts))
    assert list(map(native.fold_label, texts)) == list(map(label_by_table, texts))
    assert list(map(likeness, texts)) == list(map(likeness_by_table, texts))
    assert alike([*texts, *texts[::2]]) == alike_by_table([*texts, *texts[::2]])


words = st.builds(
    Words,
    st.sampled_from([None, None, None, "p/one", "p/two", "p/three"]),
    heading=st.booleans(),
    hint=st.booleans(),
    kept=st.sampled_from([False, False, True]),
)
LABELS = [
    "Home", "News", "Sport", "Contact", "Shop", "Help", "Login", "Tags:", "|  12 | 7 |", "f(x) = {y};", "Share", "9:30",
    "The council voted on Tuesday to rebuild the", "old sea wall before the storms of the coming winter",
]  # fmt: skip
rows = st.tuples(chrome | lines | st.sampled_from(DAMAGED) | st.sampled_from(LABELS), st.booleans(), words)


@given(st.lists(rows, min_size=1, max_size=60))
@settings(max_examples=150)
def test_the_facts_and_the_points_of_a_document_are_the_same(some):
    texts, blank, known = ([*each] for each in zip(*some, strict=True))
    shapes = [shape_by_patterns(text.strip()) for text in texts]
    prose = prose_of(shapes, blank, known)
    spans = rows_of(prose)
    wanted = facts_in_python(shapes, blank, known, prose, spans)
    native_shapes = [native.line_shape(text.strip()) for text in texts]
    found = native.document_facts(
        native_shapes, blank, known, prose, [(row.start, row.stop) for row in spans]
    )
    assert [dict(zip(NAMES, found[at], strict=True)) for at in wanted] == [
        dict(zip(NAMES, line, strict=True)) for line in wanted.values()
    ]
    evidence = shipped_evidence()
    points = {at: evidence.points_in_python(line) for at, line in wanted.items()}
    assert {at: evidence.points(line) for at, line in wanted.items()} == points
    around = Surroundings(native_shapes, blank, known, prose, spans)
    assert evidence.points_of(around) == {at: total for at, total in points.items() if not known[at].rule}


@given(st.lists(rows, min_size=1, max_size=60), st.sampled_from(LEVELS))
@example(
    [("Home", True, Words()), *[(label, False, Words()) for label in ("News", "Sport", "Shop", "Help")]],
    "normal",
)
@example(
    [("Home:", True, Words()), *[(label, False, Words()) for label in ("News", "Sport", "Shop", "Help")]],
    "normal",
)
@settings(max_examples=600)
def test_the_same_lines_go(some, level):
    texts, blank, known = ([*each] for each in zip(*some, strict=True))
    evidence = shipped_evidence()
    shapes = [native.line_shape(text.strip()) for text in texts]
    wanted = decide(shapes, blank, known, level)
    found = evidence.points.gone(
        shapes, blank, known, evidence.thresholds[level], level == "gentle", level == "strong"
    )
    assert found == [(at, at in wanted.menus) for at in wanted.gone]


def test_native_code_knows_the_facts_that_python_knows():
    """Else Python does without it: a new fact is a line in `native/surroundings.hpp`, too."""
    assert native.SURROUNDINGS == NAMES


@pytest.mark.parametrize("wrong", [None, 7, b"line"])
def test_what_is_not_a_text_is_refused(wrong):
    for function in (native.line_shape, native.is_prose, native.is_menu_line, native.fold, native.fold_label):
        with pytest.raises(TypeError, match="must be a str"):
            function(wrong)


def test_lists_that_are_not_as_long_as_the_lines_are_refused():
    shapes = [native.line_shape("Menu")]
    with pytest.raises(ValueError, match="as long as the 1 lines"):
        native.document_facts(shapes, [], [Words()], [False], [(0, 1)])
    with pytest.raises(ValueError, match="must be a row of lines, got 0 to 2"):
        native.document_facts(shapes, [True], [Words()], [False], [(0, 2)])
    with pytest.raises(TypeError, match="must be a LineShape"):
        native.document_facts(["Menu"], [True], [Words()], [False], [(0, 1)])


def test_trees_of_many_leaves_are_summed_up_in_python():
    tree = 0
    for bound in range(1, MAX_LEAVES + 1):
        tree = Fork(0, bound, 0, bound, tree)
    with pytest.raises(ValueError, match="at most 64 leaves"):
        native.Points(0, (tree,))
    facts = (*[30] * len(NAMES),)
    assert Evidence({}, (tree,), 5, {}).points(facts) == 5 + MAX_LEAVES
    assert (
        Evidence({}, (tree.no,), 5, {}).points(facts) == native.Points(5, (tree.no,))(facts) == 4 + MAX_LEAVES
    )


CLEAN = """
import sys
from cleaner import Cleaner
from cleaner.native import native
assert (native is None) == bool({pure!r})
texts = sys.stdin.buffer.read().decode("utf-8", "surrogatepass").split("\\x1e")
for level in {levels!r}:
    for cleaning in Cleaner(level=level).clean_each(texts):
        print(repr((cleaning.edits, sorted(cleaning.unmatched))).encode("utf-8", "backslashreplace"))
"""


def edits_of(texts, levels, *, pure):
    """Return the edits of some texts, from another process, with native code or without."""
    done = subprocess.run(
        [sys.executable, "-c", CLEAN.format(pure=pure, levels=levels)],
        input="\x1e".join(texts).encode("utf-8", "surrogatepass"),
        env={**os.environ, "CLEANER_PURE": pure},
        capture_output=True,
        check=True,
    )
    return done.stdout.splitlines()


@pytest.mark.no_cover
@given(st.lists(documents(damaged=True, some=chrome | lines), min_size=5, max_size=5))
@settings(max_examples=4, deadline=None)
def test_documents_are_cleaned_the_same(texts):
    assert edits_of(texts, LEVELS, pure="") == edits_of(texts, LEVELS, pure="1")


@pytest.mark.skipif(not EVALUATION.is_dir(), reason="the evaluation data are not beside the checkout")
def test_every_line_and_document_of_the_evaluation_data_is_the_same():
    sys.path.insert(0, str(EVALUATION.parent))
    import score

    texts = [page["text"] for page in score.load(sorted(map(str, EVALUATION.glob("*.jsonl.zst"))))]
    assert texts
    each = {line.strip() for text in texts for line in text.split("\n")}
    assert [text for text in each if differences(text)] == []
    assert [text for text in each if native.fold_label(text) != label_by_table(text)] == []
    assert edits_of(texts, LEVELS, pure="") == edits_of(texts, LEVELS, pure="1")
