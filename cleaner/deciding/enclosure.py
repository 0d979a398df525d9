"""Enclosed lines: those between the known lines of a block of which rules know half.

A widget that stands alone between blank lines, `Share`, `Related`, three titles, `All rights reserved`, is chrome as a whole
whatever the text above it is. Rows do not show that where the text has no prose, as verse and lists have none.
"""

from collections.abc import Iterable, Sequence

from cleaner.deciding.menus import Words

ENCLOSING_RULES = 3
"""Different rules that must remove lines of the block: with two, labelled texts would lose 5 lines of content for 16 of
chrome that points alone leave."""
KNOWN_SHARE = 50
"""Per cent of the lines of the block that rules must remove by their words."""


def enclosed_lines(rows: Iterable[range], blank_before: Sequence[bool], words: Sequence[Words]) -> set[int]:
    """Return the lines between the first and the last known line of such blocks.

    A block stands between blank lines, or between one and the document's edge.
    """
    found: set[int] = set()
    for row in rows:
        begin = row.start
        for stop in range(row.start + 1, row.stop + 1):
            if stop < row.stop and not blank_before[stop]:
                continue
            stands_alone = _is_edge(begin, blank_before) and _is_edge(stop, blank_before)
            if stands_alone and stop - begin < len(words):
                found |= _enclosed(range(begin, stop), words)
            begin = stop
    return found


def _is_edge(at: int, blank_before: Sequence[bool]) -> bool:
    return at in (0, len(blank_before)) or blank_before[at]


def _enclosed(block: range, words: Sequence[Words]) -> set[int]:
    known = [at for at in block if words[at].rule]
    if 100 * len(known) < KNOWN_SHARE * len(block) or len({words[at].rule for at in known}) < ENCLOSING_RULES:
        return set()
    return set(range(known[0], known[-1]))
