"""Byte regexes and literals: they find every line that the reference matches, whatever its bytes and ends."""

import pytest

pytest.importorskip("hyperscan")

from cleaner.deciding.document import Part
from cleaner.deciding.engine import Engine
from cleaner.matching import expressions
from cleaner.matching.byte_regex import byte_regex, byte_set
from cleaner.matching.expressions import fast_matcher
from cleaner.matching.reference import Matcher
from cleaner.matching.required import required_words
from cleaner.matching.scanner import Expression, Scanner, compiled
from cleaner.matching.spellings import ignoring_case
from cleaner.ruleset.kinds.line import LineRule
from cleaner.ruleset.kinds.rewrite import RewriteRule
from cleaner.ruleset.parse_tree import parse
from cleaner.text.repair import STEPS

PROSE = "The council voted on Tuesday to rebuild the old sea wall before the storms."


def is_found(source, line):
    return bool(Scanner(compiled([Expression(source, 0)], are_literal=False)).ids(line.encode()))


def test_one_of_a_set_is_found_and_nothing_else():
    source = byte_set("xyzéè—ß")
    assert not any(is_found(rb"^" + source + rb"$", other) for other in "awêß–"[:3] + "–")
    assert all(is_found(rb"^" + source + rb"$", member) for member in "xyzéè—ß")


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        ("a.?b", "a—b"),
        ("(a|é){2,9}", "éaé"),
        ("[а-яё]+", "ЖЁ"),
        (r"\p{Lu}x?", "Ж"),
        ("x{0}y", "y"),
        (r"\d{1,3} ?/ ?\d", "٣ / 5"),
        ("[^a]b", "日b"),
        (r"a\bb?", "a"),
        (r"[\n ]a", " a"),
    ],
)
def test_a_byte_regex_matches_wherever_its_pattern_would(pattern, line):
    assert is_found(rb"^" + byte_regex(pattern, ignoring_case) + rb"$", line)


def test_a_pattern_of_line_ends_alone_has_no_byte_regex():
    with pytest.raises(ValueError, match="line ends"):
        byte_regex("a\n")


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("[0-9]+", []),
        ("(a|share this)", []),
        ("(image|video) ?caption", ["caption"]),
        ("page (was )?(generated|created) in", ["created", "generate"]),
        ("(share this){1,3}", ["share th"]),
        ("(share this)?.", []),
    ],
)
def test_the_words_a_pattern_must_have(pattern, words):
    assert required_words(parse(pattern)) == words


LINES = [
    "Straße 7 a", "STRASSE", "a—b", "Ещё по теме", "ЕЩЁ", "3 of 9", "٣ of ٩", "\N{KELVIN SIGN}iss", "kiſs", "x", "",
    "Read" + " " * 90 + "more", "Чтение " + " " * 70 + "дальше", "News ID: 77", "№ 8", "нет",
]  # fmt: skip
RULES = [
    LineRule(id=f"a/p{number}", why="A test.", pattern=pattern)
    for number, pattern in enumerate(["stra(ss|ß)e.*", "a.?b", r"ещё( по теме)?", r"\d{1,3} of \d", "kiss", "[^a]"])
] + [LineRule(id="a/q", why="A test.", phrases=("Read more", "Чтение дальше", "News ID: {n}", "№ {n}"))]  # fmt: skip


def test_every_line_that_matches_is_a_candidate_and_matches_the_same():
    fast, reference = fast_matcher(RULES, ()), Matcher(RULES)
    candidates = {candidate.at for candidate in fast.candidates([line.encode() for line in LINES])}
    for at, line in enumerate(LINES):
        wanted = reference.match(line)
        assert fast.match(line) == wanted
        assert at in candidates or not wanted


PURPOSES = [f"purpose of the cookie number {number}" for number in range(90)]
LISTED = f"({'|'.join(PURPOSES)})"


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (
            "(share (this|that) (page|post) with friends, ){1,9}please",
            "share that post with friends, " * 5 + "please",
        ),
        (f"{LISTED}(, {LISTED}){{0,6}}", ", ".join(PURPOSES[7:12])),
        (f"we use {LISTED}", f"We use {PURPOSES[-1]}"),
        (f"(all )?{LISTED} are off", f"{PURPOSES[3]} are off"),
    ],
)
@pytest.mark.parametrize("room", [100_000, 0], ids=["regexes", "words"])
def test_a_line_of_a_long_pattern_is_found_by_its_beginning_or_its_words(pattern, line, room, monkeypatch):
    monkeypatch.setattr(expressions, "MAX_ALL_BYTES", room)
    rule = LineRule(id="a/long", why="A test.", pattern=pattern)
    matcher = fast_matcher([rule], ())
    bodies = [PROSE.encode(), line.encode(), f"\N{NO-BREAK SPACE} {line} ".encode(), b"cookies"]
    found = {candidate.at: matcher.match(line, candidate.found) for candidate in matcher.candidates(bodies)}
    assert Matcher([rule]).match(line)
    assert [found.get(at) for at in range(4)] == [None, Matcher([rule]).match(line), found[1], None]


@pytest.fixture(scope="module")
def tide_engines():
    """Engines of one rule, with all steps of repair: with the fast matcher, and with the one that defines what matches."""
    rules = [RewriteRule(id="a/tide", why="A test.", pattern=r" \| the daily tide$", with_="")]
    steps = list(STEPS)
    return Engine(rules, steps=steps, matcher=fast_matcher(rules, steps)), Engine(rules, steps=steps)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    "line",
    [
        f"{PROSE}\N{NO-BREAK SPACE}",
        f"{PROSE} | the daily tide",
        f"\N{EN SPACE}{PROSE}",
        " \t ",
        "\N{NO-BREAK SPACE}",
    ],
)
def test_line_ends_do_not_decide_what_is_mended(tide_engines, line, end):
    part = Part(f"{PROSE}{end}{line}{end}{PROSE}{end}".encode())
    fast, reference = (engine.clean(part).edits for engine in tide_engines)
    assert fast == reference
    assert bool(fast) == bool(line.strip(" \t"))
