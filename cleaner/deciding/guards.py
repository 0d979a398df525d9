"""Guards: lines that stay whatever evidence says: prose, the headline or standfirst, a sub-heading, code and tables."""

from collections.abc import Sequence
from enum import StrEnum

from cleaner.deciding.menus import Words, is_known
from cleaner.text.line_shape import LineShape

HEADLINE_WORDS = range(3, 31)
"""Words of a line that may be the headline."""
SUBHEADING_WORDS = range(2, 16)
"""Words of a line right above prose that may be its sub-heading."""
LABEL_SHARE = 100
"""Share of a line's words, in per cent, that labels must consist of for it to be a label."""
LABEL_WORDS = 4
"""Most words of a label."""


class Guard(StrEnum):
    """Why a line stays whatever its points."""

    PROSE = "prose"
    HEADLINE = "headline or standfirst"
    SUBHEADING = "sub-heading"
    TABLE = "code or table"
    KEPT = "kept on purpose"


def guards_of(
    lines: Sequence[LineShape], blank_before: Sequence[bool], words: Sequence[Words], prose: Sequence[bool]
) -> tuple[Guard | None, ...]:
    """Return for each line why it stays whatever its points, or None."""
    guards: list[Guard | None] = [Guard.PROSE if is_prose else None for is_prose in prose]
    headline = _headline(lines, blank_before, words, prose)
    for at in range(len(lines)):
        if guards[at] or words[at].rule:
            continue
        if words[at].kept:
            guards[at] = Guard.KEPT
        elif at == headline:
            guards[at] = Guard.HEADLINE
        elif _is_subheading(at, lines, blank_before, words, prose):
            guards[at] = Guard.SUBHEADING
        elif _is_table(at, lines):
            guards[at] = Guard.TABLE
    return tuple(guards)


def _headline(
    lines: Sequence[LineShape], blank_before: Sequence[bool], words: Sequence[Words], prose: Sequence[bool]
) -> int | None:
    """Return the last line above the first prose that may be the headline, or the standfirst between it and the prose.

    Where none is as long as a headline, it is the last line below a blank one that no rule knows and that is no date.
    """
    first = next((at for at, is_prose in enumerate(prose) if is_prose), 0)
    above = [
        at
        for at in range(first - 1, -1, -1)
        if not (is_known(words[at]) or lines[at].time or lines[at].link or lines[at].day)
    ]
    titles = (at for at in above if lines[at].words in HEADLINE_WORDS and not is_label(lines[at]))
    return next(titles, next((at for at in above if blank_before[at]), None))


def _is_subheading(
    at: int,
    lines: Sequence[LineShape],
    blank_before: Sequence[bool],
    words: Sequence[Words],
    prose: Sequence[bool],
) -> bool:
    """Return whether a line stands alone right above prose, and has no words of a label."""
    line = lines[at]
    if at + 1 >= len(lines) or not prose[at + 1] or (at and not blank_before[at] and not prose[at - 1]):
        return False
    return line.words in SUBHEADING_WORDS and not (
        is_known(words[at]) or is_label(line) or line.time or line.day
    )


def _is_table(at: int, lines: Sequence[LineShape]) -> bool:
    """Return whether a line and a neighbour look like code, or like rows of a table."""
    line = lines[at]
    if not line.columns and line.code < 2:
        return False
    around = [lines[each] for each in (at - 1, at + 1) if 0 <= each < len(lines)]
    if line.columns:
        return any(other.columns for other in around)
    return any(other.code >= 2 for other in around)


def is_label(line: LineShape) -> bool:
    """Return whether a line consists of a few words of labels."""
    return line.labels >= LABEL_SHARE and line.words <= LABEL_WORDS
