"""Deciding: which unmatched lines of a document go, block by block.

Over each row (the stretch between two lines of prose) the best split into content and chrome is found: two states, and
a price for each change of state that is lower at a blank line. A block of chrome goes whole or stays.

Three conditions hold whatever the points say:

- In a document of which no rule removes a line by its words, nothing but menus goes below `strong`.
- Below `strong` a block needs two independent signs: two different lines of the document that rules match, and a known
  line in its row, or its place above or below all prose. At `gentle` each line must have words of its own.
- Guarded lines stay: prose and wrapped paragraphs, the headline or standfirst, a sub-heading right above prose, code and
  tables.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from cleaner.deciding.enclosure import enclosed_lines
from cleaner.deciding.evidence import Evidence, Said, Threshold, shipped_evidence
from cleaner.deciding.guards import Guard, guards_of, is_label
from cleaner.deciding.menus import MENU_RULE, Words, is_known, with_menus
from cleaner.deciding.surroundings import Surroundings, document_facts, prose_of, rows_of
from cleaner.ruleset.rule import Level
from cleaner.text.line_shape import LineShape

CLIPPED_POINTS = 400
"""Points above or below the threshold at which a line's say is cut, so that no line outvotes its block."""
PINNED = 100_000
"""Points that no sum reaches: a guarded line is content, a matched line chrome."""
SURE_SIGNS = 2
"""Independent signs that make a row sure."""


class Block(NamedTuple):
    """Lines of one row that were found to be chrome together; positions count surviving lines."""

    begin: int
    stop: int
    surplus: int
    """Points of its unmatched lines above the threshold."""
    goes: bool


@dataclass(frozen=True)
class Decision:
    """What was decided in one round over one document, and everything it rests on."""

    level: Level
    gone: tuple[int, ...]
    """Lines that go and that no rule matched: those of blocks, and menus."""
    menus: frozenset[int]
    """Lines of menus."""
    blocks: tuple[Block, ...]
    signs: Mapping[range, int]
    """The independent signs of each row; rows with none were not weighed below `strong`."""
    guards: tuple[Guard | None, ...]
    points: Mapping[int, int]
    """The points of each unmatched line that was weighed."""
    asked: Mapping[int, int]
    """The points that were asked of it."""
    surroundings: Surroundings | None
    evidence: Evidence

    @cached_property
    def facts(self) -> Mapping[int, tuple[int, ...]]:
        """The facts of each line of the rows that were weighed, in the order of `NAMES`."""
        return document_facts(self.surroundings) if self.surroundings else {}

    def is_menu(self, at: int) -> bool:
        """Return whether a line goes as a line of a menu."""
        return at in self.menus

    def explain(self, at: int) -> list[Said]:
        """Return what each fact says of a line that was weighed, what weighs most first."""
        return self.evidence.said(self.facts[at])

    def short(self, at: int) -> int:
        """Return by how many points a weighed line fell short of what was asked of it; 0 if it did not."""
        return max(0, self.asked[at] - self.points[at])


def decide(
    lines: list[LineShape],
    blank_before: list[bool],
    matches: Sequence[Words],
    level: str,
    evidence: Evidence | None = None,
) -> Decision:
    """Decide one round, and return all that it rests on."""
    evidence = evidence or shipped_evidence()
    threshold = evidence.thresholds[level]
    words = with_menus(lines, blank_before, matches, acts=level != Level.GENTLE)
    menus = frozenset(at for at, known_by in enumerate(words) if known_by.rule == MENU_RULE)
    if level != Level.STRONG and not any(known_by.rule is not None for known_by in matches):
        return Decision(Level(level), tuple(sorted(menus)), menus, (), {}, (), {}, {}, None, evidence)
    matched = _different(lines, words)
    prose = prose_of(lines, blank_before, words)
    signs = {row: signs_of(row, lines, words, matched) for row in rows_of(prose)}
    least = 0 if level == Level.STRONG else SURE_SIGNS
    rows = tuple(row for row, count in signs.items() if count >= least)
    around = Surroundings(lines, blank_before, words, prose, rows)
    guards = guards_of(lines, blank_before, words, prose)
    points = evidence.points_of(around)
    asked: dict[int, int] = {}
    for row in rows:
        asked |= _asked(row, words, signs[row], threshold)
    asked |= dict.fromkeys(enclosed_lines(rows, blank_before, words), threshold.enclosed)
    blocks = []
    for row in rows:
        gains = [
            PINNED if words[at].rule else -PINNED if guards[at] else _clipped(points[at] - asked[at])
            for at in row
        ]
        blocks += blocks_of(row, gains, blank_before, threshold)
    gone = set(menus)
    for block in blocks:
        if block.goes:
            gone.update(at for at in range(block.begin, block.stop) if _may_go(lines[at], words[at], level))
    return Decision(
        Level(level),
        tuple(sorted(gone)),
        menus,
        tuple(blocks),
        signs,
        guards,
        points,
        asked,
        around,
        evidence,
    )


def facts_of_all(
    lines: list[LineShape], blank_before: list[bool], matches: Sequence[Words], level: str
) -> dict[int, tuple[int, ...]]:
    """Return the facts of every line that no rule matched and that is not prose: for fitting."""
    words = with_menus(lines, blank_before, matches, acts=level != Level.GENTLE)
    prose = prose_of(lines, blank_before, words)
    facts = document_facts(Surroundings(lines, blank_before, words, prose, rows_of(prose)))
    return {at: line for at, line in facts.items() if not words[at].rule}


def _asked(row: range, words: Sequence[Words], signs: int, threshold: Threshold) -> dict[int, int]:
    """Return the points that are asked of each line of a row."""
    asked = threshold.points + threshold.unsure * (SURE_SIGNS - signs)
    known = [at for at in row if is_known(words[at])]
    first = known[0] if known and row.start else row.start if known or row.start == 0 else row.stop
    last = (
        known[-1]
        if known and row.stop < len(words)
        else row.stop
        if known or row.stop == len(words)
        else row.start
    )
    return {at: asked + (0 if first <= at <= last else threshold.outside) for at in row}


def signs_of(row: range, lines: Sequence[LineShape], words: Sequence[Words], matched: int) -> int:
    """Count the independent signs for a row; `matched` is the number of different matched lines of the document.

    A matched line is one, where the row stands above or below all prose, or a line in it is known. A second one makes
    the row sure. A single matched line and a line of the row that looks like a label are one sign and no more: authors
    list labels, too, in manuals.
    """
    if not matched:
        return 0
    at_an_edge = row.start == 0 or row.stop == len(words)
    if not (at_an_edge or any(is_known(words[at]) for at in row)):
        return 0
    if matched >= SURE_SIGNS:
        return SURE_SIGNS
    return int(any(_is_telling(lines[at]) or is_known(words[at]) for at in row if not words[at].rule))


def _different(lines: Sequence[LineShape], words: Sequence[Words]) -> int:
    """Count the different matched lines; all lines of menus are one."""
    return len(
        {
            MENU_RULE if known.rule == MENU_RULE else line.text.casefold()
            for line, known in zip(lines, words, strict=True)
            if known.rule
        }
    )


def _is_telling(line: LineShape) -> bool:
    """Return whether a line has a sign of its own: words of a label, a time, a link, a copyright."""
    return bool(is_label(line) or line.time or line.link or line.copyright or line.separators)


def blocks_of(
    row: range, gains: Sequence[int], blank_before: Sequence[bool], threshold: Threshold
) -> list[Block]:
    """Split a row into content and chrome so that the sum of gains less the prices is highest (Viterbi)."""
    content, chrome = 0, -threshold.change_at_blank
    came_from: list[tuple[bool, bool]] = []  # for content and chrome: whether the line before is chrome
    for at, gain in zip(row, gains, strict=True):
        price = threshold.change_at_blank if blank_before[at] or at == row.start else threshold.change
        from_chrome, from_content = chrome - price, content - price
        if at == row.start:
            from_chrome, from_content = -PINNED * len(gains), chrome
            chrome = -PINNED * len(gains)
        came_from.append((from_chrome > content, chrome >= from_content))
        content, chrome = max(content, from_chrome), max(chrome, from_content) + gain
    is_chrome = chrome - threshold.change_at_blank > content
    states = []
    for of_content, of_chrome in reversed(came_from):
        states.append(is_chrome)
        is_chrome = of_chrome if is_chrome else of_content
    states.reverse()
    return _joined(row, states, gains, threshold)


def _clipped(gain: int) -> int:
    return max(-CLIPPED_POINTS, min(CLIPPED_POINTS, gain))


def _joined(row: range, states: Sequence[bool], gains: Sequence[int], threshold: Threshold) -> list[Block]:
    blocks: list[Block] = []
    begin = 0
    for place in range(len(states) + 1):
        if place < len(states) and states[place]:
            continue
        own = [gain for gain in gains[begin:place] if gain != PINNED]
        if own:
            blocks.append(Block(row[begin], row[place - 1] + 1, sum(own), goes=sum(own) >= threshold.least))
        begin = place + 1
    return blocks


def _may_go(line: LineShape, words: Words, level: str) -> bool:
    """Return whether an unmatched line of a block may go with it: at `gentle` only with words of its own."""
    return words.rule is None and (level != Level.GENTLE or words.hint or words.heading or is_label(line))
