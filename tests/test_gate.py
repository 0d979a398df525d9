"""The fast matcher equals the reference: on lines and rules made to tell them apart, and on whole documents."""

import unicodedata

import pytest
import regex
from documents import PROSE, documents, rule_sets_with_rewrites
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cleaner import Cleaner, Edit
from cleaner.cache import load_entry
from cleaner.engine import Engine
from cleaner.kinds.line import Line
from cleaner.kinds.run import Run
from cleaner.lines import ODDLY_CASED, batches, fold_character
from cleaner.matching import Matcher
from cleaner.repair import ALL_STEPS, STEPS, repair
from cleaner.shape import Shape
from cleaner.superset import _LAST_CASED, ignoring_case

plan = pytest.importorskip("cleaner.plan")

CORNERS = "kKK sSſ iIİı ßẞ σςΣ ёе ﬁ Ａ ½ ª ™ №"
WORDS = [
    "Share",
    "KISS",
    "Straße",
    "ΟΔΟΣ",
    "İstanbul",
    "Читайте ещё",
    "کد خبر",
    "相关文章",
    "Read more",
    "menü",
    "kilo",
]
EDGES = ["", " ", "» ", "\N{NO-BREAK SPACE}", "\N{IDEOGRAPHIC SPACE}", "- ", "…", "\t", "«", "\x1c", "\x85"]
PATTERNS = [
    "kiss( me)?", "[k-s]{2,5}", "straße|strasse", "page \\d+ of [0-9]{1,3}", "(share|tweet){1,3}", "\\w+ more.{0,20}",
    "[^a-z]+", "читайте (ещё|также)", "\\p{Lu}\\p{Ll}+ [«»]", "(?P<id>\\d+)", "οδο[ςσ]", "[İi]stanbul!?", "x*y+z?", ".{3,9}",
]  # fmt: skip
PHRASES = ["Share", "Read more", "News ID: {n}", "Читайте ещё", "کد خبر: {id:n}", "相关文章", "Published {date}", "KISS",
           "By {name}", "{text} — more", "İstanbul", "Straße", "a rather long phrase that no hash looks up at all", "ΟΔΟΣ"]  # fmt: skip

characters = (
    st.sampled_from(CORNERS + "-–—'’\" .:!?1٢２\N{ZERO WIDTH NON-JOINER}\N{SOFT HYPHEN}é") | st.characters()
)
words = st.sampled_from(WORDS + PHRASES + [word.swapcase() for word in WORDS]) | st.text(
    characters, max_size=6
)
texts = st.builds(
    lambda before, some, joint, after: before + joint.join(some) + after,
    st.sampled_from(EDGES), st.lists(words, max_size=5), st.sampled_from([" ", "", "  ", "   ", " – "]), st.sampled_from(EDGES),
)  # fmt: skip


def body(text):
    return regex.sub(r"[\r\n\u2028\u2029]", "", text)


def rules_of(patterns, phrases):
    rules = [Line(id=f"p/{at}", why="A test.", pattern=each) for at, each in enumerate(patterns)]
    return [*rules, *(Line(id=f"q/{at}", why="A test.", phrases=(each,)) for at, each in enumerate(phrases))]


def answers(matcher, text):
    return [(rule.id, role) for rule, role in matcher.match(text)]


RULES = rules_of(PATTERNS, PHRASES)
REFERENCE = Matcher(RULES)
GATED = plan.gated(RULES, ALL_STEPS)


@given(texts.map(body))
@example("K\N{KELVIN SIGN}iſs")
@example("READ   MORE")
@example("News ID: ٣٤٥")
@example("کد\N{ZERO WIDTH NON-JOINER} خبر: ۱۲")
@settings(max_examples=3000)
def test_a_line_answers_to_the_same_rules(text):
    text = text.strip()
    assert answers(GATED, text) == answers(REFERENCE, text)


@given(st.lists(texts.map(body), min_size=1, max_size=8), st.sampled_from(["\n", "\r\n"]))
@example(["=" * 40 + " Read more " + "=" * 40], "\n")
@example([" " * 90 + "Read more"], "\n")
@example(["\t" * 90 + "Read\t\t\tmore"], "\n")
@example(["• " * 60 + "Read more"], "\n")
@example(["Read \t more" + "►" * 280], "\r\n")
@example(["\N{BULLET} - Published 12 May 2021"], "\n")
@settings(max_examples=1500)
def test_every_line_that_answers_or_is_mended_is_picked(lines, end):
    data = "".join(line + end for line in lines).encode("utf-8", "surrogatepass")
    for batch in batches([data]):
        picked = dict(GATED.pick(batch))
        for index, line in enumerate(batch.bodies):
            text = line.decode("utf-8", "surrogatepass")
            mended = repair(text, list(STEPS))[0]
            if mended != text:
                assert index in picked
                steps = picked[index]
                assert steps is None or any(STEPS[step](text) != text for step in steps)
            elif REFERENCE.match(text.strip()) or (text and not text.strip()):
                assert index in picked


@given(
    st.lists(st.sampled_from(PATTERNS), max_size=3),
    st.lists(st.sampled_from(PHRASES), max_size=3),
    texts.map(body),
)
@settings(max_examples=30)
def test_any_rules_answer_the_same(patterns, phrases, text):
    rules = rules_of(dict.fromkeys(patterns), dict.fromkeys(phrases))
    text = text.strip()
    assert answers(plan.gated(rules, ()), text) == answers(Matcher(rules), text)


@given(documents(damaged=True), rule_sets_with_rewrites)
@settings(max_examples=25)
def test_a_document_is_cleaned_the_same(text, rules):
    data = [text.encode("utf-8", "surrogatepass")]
    fast = Engine(rules, matcher=plan.gated(rules, ALL_STEPS))
    assert list(fast.run(data, "surrogatepass")) == list(Engine(rules).run(data, "surrogatepass"))


def test_short_lines_that_become_neighbours_make_a_row():
    shape = Shape(max_words=2, max_chars=9, sentence=False)
    menu = Run(id="a/menu", why="A test.", shape=shape, min_lines=4)
    advert = Line(id="a/advert", why="A test.", phrases=("Buy our boat before the winter comes",))
    prose = f"{PROSE[0]}\n".encode()
    short = b"Home\n\nBoats &amp;\n"
    page = prose + short + b"Buy our boat before the winter comes\n" + short + prose
    rules = [menu, advert]
    fast = Engine(rules, matcher=plan.gated(rules, ALL_STEPS))
    for engine in (fast, Engine(rules)):
        left = [line.text for line in engine.run([page]) if not isinstance(line, Edit)]
        assert "".join(left) == (prose + b"\n" + b"\n" + prose).decode()


FUZZ = st.text(
    st.sampled_from("Ã¢â‚¬â„¢éè&amp;lt;<>#39; \r\t\x85\x00\x1b’“”…ſﬁＡ　़ًَُّّ́\xa0\u200b\udcff\udc80aZ0")
    | st.characters(),
    max_size=24,
)


@given(FUZZ.map(body))
@example("caf\N{LATIN CAPITAL LETTER A WITH TILDE}© & bar")
@example("&eacute; < &lt;")
@settings(max_examples=3000)
def test_a_line_that_no_step_is_picked_for_is_left_alone_by_ftfy(text):
    for batch in batches([text.encode("utf-8", "surrogatepass") + b"\n"]):
        picked = dict(GATED.pick(batch))
        for index, line in enumerate(batch.bodies):
            steps = picked.get(index, ())
            for step in STEPS if steps is not None else ():
                raw = line.decode("utf-8", "surrogatepass")
                assert step in steps or STEPS[step](raw) == raw


def test_case_and_folding_are_known_for_every_character():
    """No character beyond the range that the supersets go through has a case or is folded."""
    beyond = [chr(code) for code in range(_LAST_CASED, 0x110000) if not 0x2F800 <= code < 0x2FA20]
    assert all(fold_character(each) == each for each in beyond if unicodedata.category(each) != "Mn")
    assert all(each.lower() == each.upper() == each for each in beyond)


@pytest.mark.parametrize("letter", "abcdefghijklmnopqrstuvwxyz")
def test_an_ascii_letter_has_no_other_odd_case(letter):
    pattern = regex.compile(letter, regex.IGNORECASE)
    odd = [chr(code) for code in range(0x80, 0x20000) if pattern.fullmatch(chr(code))]
    assert set(odd) == {each for each, plain in ODDLY_CASED.items() if plain == letter}
    assert ignoring_case(letter) == (letter,)


@pytest.mark.parametrize("damage", ["cut", "empty", "other", "writable"])
def test_a_damaged_cache_is_no_cache(tmp_path, monkeypatch, damage):
    monkeypatch.setenv("CLEANER_CACHE", str(tmp_path / "cache"))
    page = "News ID: 314510\nThe wall will hold.\nPage Generated in 0/0544 sec"
    wanted = Cleaner().clean(page)
    entries = sorted((tmp_path / "cache").iterdir())
    assert len(entries) == 2
    for entry in entries:
        data = entry.read_bytes()
        if damage == "writable":
            entry.chmod(0o666)
        else:
            entry.write_bytes(
                {"cut": data[: len(data) // 2], "empty": b"", "other": data[:32] + b"x" * 99}[damage]
            )
        assert load_entry(entry.name) is None
    assert Cleaner().clean(page) == wanted


def test_a_cache_that_cannot_be_written_does_not_matter(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("CLEANER_CACHE", str(tmp_path / "file"))
    assert [edit.rule for edit in Cleaner().clean("News ID: 1\nText.\n").edits] == ["en/metadata/article-id"]
    assert isinstance(Cleaner().clean("News ID: 1\n").edits[0], Edit)
