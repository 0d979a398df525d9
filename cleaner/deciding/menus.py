"""Menus: rows of lines that consist of words of labels; and what is known of a line by its words."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cleaner.text.line_shape import MAX_MENU_CHARS, LineShape, is_menu_line


class Words(NamedTuple):
    """What the rules know of one line by its words."""

    rule: str | None = None
    """The rule that matched it at this level; the line goes."""
    heading: bool = False
    """It is the heading of a section, by a rule of this level."""
    hint: bool = False
    """A rule that does not act on it, for its level, zone or surroundings, knows its words."""
    kept: bool = False
    """A rule that was left out on purpose knows its words; the line stays."""


MENU_RULE = "evidence/menu"
"""What a line of a menu is said to be matched by."""
MENU_LINES = 5
"""Labels in a row that are a menu. Of 3,517 lines in such rows on labelled pages two are content."""
LIKELY_MENU_LINES = 3
"""Labels in a row that are a sign of a template: their words count as known."""

_MENU = bytes([True] * MENU_LINES)


def with_menus(
    lines: Sequence[LineShape], blank: Sequence[bool], words: Sequence[Words], *, acts: bool
) -> list[Words]:
    """Return what is known of each line, rows of labels included.

    A line all of whose words labels consist of says little alone, since labels are words; several in a row are a menu.
    Below a line that ends with a colon they are what the author enumerates. Where menus do not act, they are hints.
    """
    found = list(words)
    for row in _label_rows(lines, blank):
        if len(row) < LIKELY_MENU_LINES or _is_enumerated(row.start, lines, words):
            continue
        is_menu = acts and len({lines[at].text.casefold() for at in row}) >= MENU_LINES
        for at in row:
            if not words[at].rule and not words[at].kept:
                found[at] = Words(MENU_RULE) if is_menu else words[at]._replace(hint=True)
    return found


def may_have_menu(lines: Sequence[bytes]) -> bool:
    """Return whether there are as many short lines in a row as a menu has: what plain lines tell without being decoded.

    Lines that are more than ASCII may be shorter than they seem to be.
    """
    shorts = [not line.isascii() or len(line.strip()) <= MAX_MENU_CHARS for line in lines if line]
    return has_menu_row(shorts)


def has_menu(lines: Sequence[str]) -> bool:
    """Return whether there may be a menu among lines, blank ones included."""
    return has_menu_row([len(line) <= MAX_MENU_CHARS and is_menu_line(line) for line in lines if line])


def has_menu_row(labels: Iterable[int]) -> bool:
    """Return whether there are as many labels in a row as a menu has, of lines of which each is one or not."""
    return _MENU in bytes(labels)


def _label_rows(lines: Sequence[LineShape], blank: Sequence[bool]) -> list[range]:
    """Return rows of labels; a blank line ends a row unless most of its lines stand alone."""
    rows: list[range] = []
    begin = 0
    for at in range(len(lines) + 1):
        if at < len(lines) and lines[at].is_menu:
            continue
        if begin < at:
            blanks = [each for each in range(begin + 1, at) if blank[each]]
            starts = [begin, *(blanks if 2 * len(blanks) < at - begin - 1 else ())]
            rows += map(range, starts, [*starts[1:], at])
        begin = at + 1
    return rows


def _is_enumerated(at: int, lines: Sequence[LineShape], words: Sequence[Words]) -> bool:
    """Return whether the line above one ends with a colon, and is not known."""
    return at > 0 and lines[at - 1].text.endswith((":", "：")) and not words[at - 1].rule


def is_known(words: Words) -> bool:
    """Return whether a rule knows the words of a line, at whatever level, and whether it acts or not."""
    return words.rule is not None or words.heading or words.hint
