"""Random documents and random rules for the property tests, made of lines that rules fight over."""

from dataclasses import replace

from hypothesis import strategies as st

from cleaner.ruleset.kinds.block import BlockRule
from cleaner.ruleset.kinds.line import LineRule
from cleaner.ruleset.kinds.repeat import RepeatRule
from cleaner.ruleset.kinds.rewrite import RewriteRule
from cleaner.ruleset.kinds.section import SectionRule
from cleaner.ruleset.kinds.squeeze import SqueezeRule
from cleaner.ruleset.view import Zone
from cleaner.ruleset.wording import Wording
from cleaner.text.shape import Shape

BYTES = [
    b"\xc3", b"\xa9", b"\xe2", b"\x80", b"\xa8", b"\xad", b"\xc2", b"\xd8", b"\x98", b"\xf0", b"\x9f", b"\xef", b"\xbb", b"\xbf",
]  # fmt: skip
"""Bytes that are not characters apart, and are side by side."""
PROSE = [
    f"The {word} wall was mended in the year of the {word} flood, and nobody in the town has forgotten it."
    for word in ("old", "new", "long", "grey", "sunken", "northern", "wooden")
]
SHORT = [
    "Share", "Menu", "Related", "Home", "Contact us", "Start here", "End here", "Page 2 of 3",
    "Harbour town plans flood barrier", "Harbour town plans flood barrier - The Daily Tide",
    "Harbour town plans flood…", "Harbour town plans flood barrier…", "A second headline of the town",
    "The wall, the wall", "12 March 2021", "“Never again!”", "Полная вода идёт в город", "海港城市计划修建防洪大坝",
]  # fmt: skip
CHROME = [
    "News ID: 314510", "Share this", "Share on Facebook", "Advertisement", "Read more", "Related articles",
    "Related Articles:", "Subscribe to our newsletter", "Page Generated in 0/0544 sec", "Security Key:",
    "Captcha refresh", "Skip to content", "Print", "Email", "12 comments", "Leave a comment", "Читайте также",
    "相关文章", "Kommentare", "Published: 12 March 2021", "Follow us on Twitter", "© 2021 The Daily Tide",
]  # fmt: skip
"""What shipped rules know, and what looks like it."""
BLANK = ["", "", " ", "\t"]
DAMAGED = [
    "cafÃ© am Hafen",
    "Tide &amp; Time",
    "Share&nbsp;this",
    "a\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}b",
    "The long wall of the harbour will not hold another winter\N{NO-BREAK SPACE}",
    "\udcff broken \x00 bytes",
    "e\N{COMBINING ACUTE ACCENT}t\N{SOFT HYPHEN}é",
    "\N{NO-BREAK SPACE}",
]
ENDS = ["\n", "\r\n", "\r", "\N{LINE SEPARATOR}", "\N{PARAGRAPH SEPARATOR}"]
MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"

lines = st.sampled_from(SHORT) | st.sampled_from(SHORT) | st.sampled_from(PROSE) | st.sampled_from(BLANK)
chrome = st.sampled_from(CHROME) | lines


@st.composite
def documents(draw, *, damaged=False, some=lines):
    """Draw a document: groups of short lines between prose, its line ends all alike or mixed."""
    texts = []
    for _ in range(draw(st.integers(0, 4))):
        texts += draw(st.lists(some | st.sampled_from(DAMAGED) if damaged else some, max_size=14))
        count = draw(st.sampled_from([0, 1, 2, 30, 45]))
        texts += [f"{number} {PROSE[number % 7]}" for number in range(count)]
    texts += draw(st.lists(some, max_size=14))
    ends = draw(st.sampled_from([["\n"], ["\r\n"], ["\r"], ENDS])) if damaged else ["\n"]
    pieces = (
        [text + draw(st.sampled_from(ends)) for text in texts]
        if len(ends) > 1
        else [text + ends[0] for text in texts]
    )
    if pieces and draw(st.booleans()):
        pieces[-1] = pieces[-1].rstrip("".join(ENDS))
    return (MARK if damaged and draw(st.booleans()) else "") + "".join(pieces)


zones = st.sampled_from(list(Zone))
short = st.sampled_from(SHORT)
wordings = st.lists(short, min_size=1, max_size=2, unique_by=str.casefold).map(
    lambda phrases: Wording(phrases=tuple(phrases))
)
shapes = st.builds(
    Shape,
    max_words=st.integers(1, 6),
    max_chars=st.sampled_from([None, 5, 12, 40]),
    sentence=st.sampled_from([None, False]),
)
guards = st.lists(st.sampled_from(["page .*", "home", ".*town.*", "[^a-z]+"]), max_size=1).map(tuple)

_WHY = {"id": st.just(""), "why": st.just("A test.")}
rules = st.one_of(
    st.builds(LineRule, **_WHY, phrases=st.lists(short, min_size=1, max_size=3).map(tuple), zone=zones,
              unless=guards),
    st.builds(BlockRule, **_WHY, start=wordings, end=wordings, max_lines=st.integers(2, 5), zone=zones,
              unless=guards),
    st.builds(SectionRule, **_WHY, heading=wordings, max_lines=st.integers(1, 5), zone=zones,
              to_end=st.booleans(), until=st.none() | wordings, shape=st.none() | shapes, unless=guards),
    st.builds(RepeatRule, **_WHY, within=st.none() | st.integers(1, 4), min_chars=st.integers(1, 30),
              zone=zones, prose=st.booleans()),
    st.builds(SqueezeRule, **_WHY, at_most=st.integers(1, 2)),
)  # fmt: skip
rewrites = st.sampled_from(
    [
        RewriteRule(id="", why="A test.", pattern=" - the daily tide$", with_=""),
        RewriteRule(id="", why="A test.", pattern="wall", with_="wallwall"),
        RewriteRule(id="", why="A test.", pattern="share|menu", with_=""),
        RewriteRule(id="", why="A test.", pattern="home", with_="Share"),
    ]
)


def named(some):
    """Return rules with ids of their own."""
    return [replace(rule, id=f"test/{number}") for number, rule in enumerate(some)]


rule_sets = st.lists(rules, max_size=5).map(named)
rule_sets_with_rewrites = st.lists(rules | rewrites, max_size=5).map(named)
