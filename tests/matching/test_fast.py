"""The fast matcher equals the reference: on lines and rules made to tell them apart, and on whole documents."""

import pytest
import regex
from engines import LEVELS, clean, shipped, shipped_reference
from engines import fast as fast_engine
from hypothesis import example, given, settings
from hypothesis import strategies as st
from random_documents import DAMAGED, chrome, documents, rule_sets_with_rewrites

from cleaner.deciding.engine import Engine
from cleaner.matching.reference import Matcher
from cleaner.ruleset.kinds.line import LineRule
from cleaner.ruleset.wording import LONGEST_MATCH
from cleaner.text.repair import ALL_STEPS, STEPS, repair

plan = pytest.importorskip("cleaner.matching.expressions")

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
    rules = [LineRule(id=f"p/{at}", why="A test.", pattern=pattern) for at, pattern in enumerate(patterns)]
    return [
        *rules,
        *(LineRule(id=f"q/{at}", why="A test.", phrases=(phrase,)) for at, phrase in enumerate(phrases)),
    ]


def names(matches):
    return sorted((rule.id, role) for rule, role in matches)


RULES = rules_of(PATTERNS, PHRASES)
REFERENCE = Matcher(RULES)
FAST = plan.fast_matcher(RULES, ALL_STEPS)


@pytest.mark.no_cover
@given(texts.map(body))
@example("K\N{KELVIN SIGN}iſs")
@example("READ   MORE")
@example("News ID: ٣٤٥")
@example("کد\N{ZERO WIDTH NON-JOINER} خبر: ۱۲")
@settings(max_examples=1500)
def test_a_line_matches_the_same_rules(text):
    text = text.strip()
    assert names(FAST.match(text)) == names(REFERENCE.match(text))


@pytest.mark.no_cover
@given(st.lists(texts.map(body), min_size=1, max_size=8))
@example(["=" * 40 + " Read more " + "=" * 40])
@example([" " * 90 + "Read more"])
@example(["\t" * 90 + "Read\t\t\tmore"])
@example(["• " * 60 + "Read more"])
@example(["Read \t more" + "►" * 280])
@example(["\N{BULLET} - Published 12 May 2021"])
@settings(max_examples=500)
def test_every_line_that_matches_or_is_repaired_is_a_candidate(lines):
    found = FAST.candidates([line.encode("utf-8", "surrogatepass") for line in lines])
    candidates = {candidate.at: candidate for candidate in found}
    assert list(candidates) == sorted(candidates)
    for at, text in enumerate(lines):
        if repair(text, list(STEPS))[0] != text:
            steps = candidates[at].steps
            assert steps is None or any(STEPS[step](text) != text for step in steps)
        elif REFERENCE.match(text.strip()) or (text and not text.strip()):
            assert at in candidates
            assert names(FAST.match(text.strip(), candidates[at].found)) == names(
                REFERENCE.match(text.strip())
            )


def test_few_other_lines_are_candidates():
    """Else the fast matcher would be a slow one."""
    prose = [
        f"In the year {year} the wall was mended by the people of the town.".encode()
        for year in range(1500, 1900)
    ]
    assert len(list(shipped().matcher.candidates(prose))) < len(prose) / 20


@pytest.mark.no_cover
@given(
    st.lists(st.sampled_from(PATTERNS), max_size=3),
    st.lists(st.sampled_from(PHRASES), max_size=3),
    st.lists(texts.map(body), max_size=30),
)
@settings(max_examples=10)
def test_any_rules_match_the_same(patterns, phrases, lines):
    rules = rules_of(dict.fromkeys(patterns), dict.fromkeys(phrases))
    fast, reference = plan.fast_matcher(rules, ()), Matcher(rules)
    for line in lines:
        text = line.strip()
        assert names(fast.match(text)) == names(reference.match(text))


def test_each_of_thousands_of_phrases_of_one_rule_is_found():
    phrases = tuple(f"{letter} harbour {number} {{n}}" for letter in "aé" for number in range(2500))
    rule = LineRule(id="q/0", why="A test.", phrases=phrases)
    fast = plan.fast_matcher([rule], ())
    lines = [phrase.replace("{n}", "7").encode() for phrase in phrases]
    found = [candidate.at for candidate in fast.candidates([*lines, b"The wall"])]
    assert found == list(range(len(lines)))
    for line in (lines[0], lines[2047], lines[2048], lines[-1]):
        assert names(fast.match(line.decode())) == [("q/0", "pattern")]


@pytest.mark.parametrize("over", [0, 1])
@pytest.mark.parametrize("letter", ["x", "é", "海"])
def test_the_longest_line_that_matches_is_the_same(letter, over):
    rules = rules_of([f"{letter}+"], [])
    text = letter * (LONGEST_MATCH + over)
    for matcher in (Matcher(rules), plan.fast_matcher(rules, ())):
        assert names(matcher.match(text)) == [("p/0", "pattern")] * (not over)


@pytest.mark.no_cover
@given(st.lists(documents(damaged=True), min_size=5, max_size=5), rule_sets_with_rewrites)
@settings(max_examples=5)
def test_documents_are_cleaned_the_same(texts, rules):
    fast, reference = fast_engine(rules), Engine(rules)
    for text in texts:
        assert clean(fast, text) == clean(reference, text)


lines = chrome | texts.map(body) | st.sampled_from(DAMAGED)


@pytest.mark.no_cover
@pytest.mark.parametrize("level", LEVELS)
@given(text=documents(damaged=True, some=lines))
@settings(max_examples=40)
def test_documents_are_cleaned_the_same_with_shipped_rules(level, text):
    assert clean(shipped(level), text) == clean(shipped_reference(level), text)


FUZZ = st.text(
    st.sampled_from("Ã¢â‚¬â„¢éè&amp;lt;<>#39; \r\t\x85\x00\x1b’“”…ſﬁＡ　़ًَُّّ́\xa0\u200b\udcff\udc80aZ0")
    | st.characters(),
    max_size=24,
)


@pytest.mark.no_cover
@given(FUZZ.map(body))
@example("caf\N{LATIN CAPITAL LETTER A WITH TILDE}© & bar")
@example("&eacute; < &lt;")
@settings(max_examples=1500)
def test_no_other_repair_step_changes_a_line_than_the_candidates_say(text):
    found = list(FAST.candidates([text.encode("utf-8", "surrogatepass")]))
    steps = found[0].steps if found else ()
    for step in STEPS if steps is not None else ():
        assert step in steps or STEPS[step](text) == text
