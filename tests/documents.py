"""Random documents and random rules for the property tests, made of lines that rules fight over."""

from hypothesis import strategies as st

from cleaner.kinds import Zone
from cleaner.kinds.block import Block
from cleaner.kinds.interlude import Interlude
from cleaner.kinds.line import Line
from cleaner.kinds.neighbour import Neighbour
from cleaner.kinds.part import Part
from cleaner.kinds.repeat import Repeat
from cleaner.kinds.rewrite import Rewrite
from cleaner.kinds.run import Run
from cleaner.kinds.section import Section
from cleaner.kinds.squeeze import Squeeze
from cleaner.shape import Shape
from cleaner.wording import Wording

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
BLANK = ["", "", " ", "\t"]
DAMAGED = [
    "cafÃ© am Hafen",
    "Tide &amp; Time",
    "a\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}b",
    "\udcff broken \x00 bytes",
    "e\N{COMBINING ACUTE ACCENT}t\N{SOFT HYPHEN}é",
]
ENDS = ["\n", "\n", "\n", "\r\n", "\r", "\N{LINE SEPARATOR}"]

lines = st.one_of(
    st.sampled_from(SHORT), st.sampled_from(SHORT), st.sampled_from(PROSE), st.sampled_from(BLANK)
)


@st.composite
def documents(draw, *, damaged=False):
    """Draw a document: stretches of short lines between stretches of prose, with any line ends."""
    texts = []
    for _ in range(draw(st.integers(0, 4))):
        texts += draw(st.lists(lines | st.sampled_from(DAMAGED) if damaged else lines, max_size=14))
        count = draw(st.sampled_from([0, 1, 2, 30, 45]))
        texts += [f"{number} {PROSE[number % 7]}" for number in range(count)]
    texts += draw(st.lists(lines, max_size=14))
    ends = ENDS if damaged else ["\n"]
    pieces = [text + draw(st.sampled_from(ends)) if damaged else text + "\n" for text in texts]
    if pieces and draw(st.booleans()):
        pieces[-1] = pieces[-1].rstrip("\r\n\N{LINE SEPARATOR}")
    return ("\N{ZERO WIDTH NO-BREAK SPACE}" if damaged and draw(st.booleans()) else "") + "".join(pieces)


zones = st.sampled_from(list(Zone))
short = st.sampled_from(SHORT)
wordings = st.lists(short, min_size=1, max_size=2, unique_by=str.casefold).map(
    lambda each: Wording(phrases=tuple(each))
)
shapes = st.builds(
    Shape,
    max_words=st.integers(1, 6),
    max_chars=st.sampled_from([None, 5, 12, 40]),
    sentence=st.sampled_from([None, False]),
)

_WHY = {"id": st.just(""), "why": st.just("A test.")}
rules = st.one_of(
    st.builds(Line, **_WHY, phrases=st.lists(short, min_size=1, max_size=3).map(tuple), zone=zones),
    st.builds(Block, **_WHY, start=wordings, end=wordings, max_lines=st.integers(2, 5), zone=zones),
    st.builds(Section, **_WHY, heading=wordings, max_lines=st.integers(1, 5), zone=zones, to_end=st.booleans(),
              until=st.none() | wordings),
    st.builds(Run, **_WHY, shape=shapes, min_lines=st.integers(1, 4), zone=zones, keeps=st.integers(0, 2),
              headlines=st.integers(0, 1), part=st.sampled_from([None, Part.AMID, Part.LEAD, Part.REST])),
    st.builds(Repeat, **_WHY, within=st.none() | st.integers(1, 4), min_chars=st.integers(1, 30), zone=zones,
              prose=st.booleans()),
    st.builds(Neighbour, **_WHY, shape=shapes, max_gap=st.integers(1, 5), zone=zones,
              max_prose=st.integers(0, 2), keeps=st.integers(0, 2), to_end=st.booleans()),
    st.builds(Interlude, **_WHY, part=st.sampled_from([Part.LEAD, Part.ABOVE, Part.BELOW]), min_lines=st.integers(1, 4), zone=zones,
              max_lines=st.integers(1, 5), keeps=st.integers(0, 3), headlines=st.integers(0, 2)),
    st.builds(Squeeze, **_WHY, at_most=st.integers(1, 2)),
)  # fmt: skip
rewrites = st.sampled_from(
    [
        Rewrite(id="", why="A test.", pattern=" - the daily tide$", with_=""),
        Rewrite(id="", why="A test.", pattern="wall", with_="wallwall"),
        Rewrite(id="", why="A test.", pattern="share|menu", with_=""),
        Rewrite(id="", why="A test.", pattern="home", with_="Share"),
    ]
)


def named(some):
    """Give rules ids of their own."""
    from dataclasses import replace

    return [replace(rule, id=f"test/{number}") for number, rule in enumerate(some)]


rule_sets = st.lists(rules, max_size=5).map(named)
rule_sets_with_rewrites = st.lists(rules | rewrites, max_size=5).map(named)
