"""What stands around a line: whole-number facts of every surviving line of a document.

A *row* is what stands between two lines of prose, or between prose and the document's edge. All facts are counts,
shares in per cent, or 1 and 0, and all counts have a cap, so that a long page is read as a short one.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

from cleaner.deciding.menus import Words
from cleaner.native import native
from cleaner.text.line_shape import LineShape

FAR = 40
"""Lines from which a distance is the same as any greater one."""
MANY = 60
"""Cap of counts over the document."""
NEAR = 5
"""Lines above, and below, that are near."""
FULL_CHARS = range(52, 90)
"""Characters of a full line of hard-wrapped text."""
RAGGED_CHARS = 22
"""Most characters by which full lines of one paragraph differ: the longest word that did not fit."""


def prose_of(lines: Sequence[LineShape], blank: Sequence[bool], words: Sequence[Words]) -> list[bool]:
    """Return for each line whether it is prose: by itself, or as a part of a wrapped paragraph."""
    prose = [line.is_prose and not known.rule for line, known in zip(lines, words, strict=True)]
    begin = 0
    for at in range(1, len(lines) + 1):
        if at == len(lines) or blank[at]:
            if at - begin >= 2:
                for index in _wrapped(lines, begin, at):
                    prose[index] = words[index].rule is None
            begin = at
    return prose


def _wrapped(lines: Sequence[LineShape], begin: int, stop: int) -> list[int]:
    """List the lines of a paragraph that are text wrapped at 52 to 90 columns."""
    found: list[int] = []
    at = begin
    while at < stop:
        end = at
        least, most = 1000, 0
        while end < stop and lines[end].chars in FULL_CHARS:
            least, most = min(least, lines[end].chars), max(most, lines[end].chars)
            if most - least > RAGGED_CHARS:
                break
            end += 1
        if end > at:
            last = end < stop and lines[end].chars <= most
            rows = range(at, end + last)
            going_on = sum(lines[row].small or not lines[row].cased for row in rows[1:])
            if len(rows) >= 2 and 3 * going_on >= len(rows) - 1 and going_on:
                found += rows
            at = rows.stop
        else:
            at += 1
    return found


NAMES = (
    # the line alone
    "words", "chars", "sentence", "digits", "capitals", "separators", "labels",
    # its words
    "used", "repeats", "first_words",
    # the document
    "doc_lines", "doc_prose", "doc_prose_share", "doc_matched", "doc_rules", "doc_hints",
    # where it stands
    "prose_above", "prose_below", "prose_near", "to_prose_above", "to_prose_below", "from_top", "from_end",
    # its row
    "row", "row_sentences", "row_hints", "row_known_share", "row_digits", "row_commas", "row_code", "row_small",
    "row_labels", "row_days",
    # what is near
    "block", "block_words", "to_match_above", "near_known", "words_below", "known_below", "block_known",
)  # fmt: skip
"""The names of all facts, in the order of a line's facts."""


class Surroundings(NamedTuple):
    """What the facts of the lines of a document are worked out from."""

    lines: list[LineShape]
    blank: list[bool]
    """Whether a blank line stands above each."""
    words: list[Words]
    prose: list[bool]
    rows: Sequence[range]
    """Those whose lines are asked for."""

    @property
    def is_known_to_native_code(self) -> bool:
        """Whether native code works out the same facts."""
        return native is not None and native.SURROUNDINGS == NAMES

    def for_native_code(self) -> tuple[Any, ...]:
        """Return the same as native code takes it."""
        return *self[:-1], [(row.start, row.stop) for row in self.rows]


def document_facts(around: Surroundings) -> dict[int, tuple[int, ...]]:
    """Return for each line of some rows its facts in the order of `NAMES`."""
    if native and around.is_known_to_native_code:
        return native.document_facts(*around.for_native_code())
    return facts_in_python(*around)


def facts_in_python(
    lines: Sequence[LineShape],
    blank: Sequence[bool],
    words: Sequence[Words],
    prose: Sequence[bool],
    rows: Iterable[range],
) -> dict[int, tuple[int, ...]]:
    """Return the same without native code: the definition of what the facts are."""
    count = len(lines)
    matched = [known.rule is not None for known in words]
    known = [match or each.hint or each.heading for match, each in zip(matched, words, strict=True)]
    used: set[str] = set()
    for line, is_prose in zip(lines, prose, strict=True):
        if is_prose:
            used |= line.uses
    said = Counter(line.said for line in lines)
    first_words = Counter(line.first_word for line in lines)
    known_sums = [0, *accumulate(known)]
    prose_sums = [0, *accumulate(prose)]
    doc_prose = prose_sums[-1]
    doc_rules = len({each.rule for each in words if each.rule})
    document = (
        min(count, 4 * MANY), min(doc_prose, MANY), 100 * doc_prose // max(1, count),
        min(sum(matched), MANY), min(doc_rules, MANY), min(sum(known) - sum(matched), MANY),
    )  # fmt: skip
    match_above, _ = _distances(matched)
    prose_up, prose_down = _distances(prose)
    found: dict[int, tuple[int, ...]] = {}
    for span in rows:
        begin, stop = span.start, span.stop
        row = _row(lines[begin:stop], words[begin:stop], known[begin:stop])
        block: tuple[int, int] = (0, 0)
        block_at = 0
        for at in range(begin, stop):
            if at == begin or blank[at]:
                block, block_at = _block(lines, blank, at, stop), at
            line = lines[at]
            low, high = max(0, at - NEAR), min(count, at + NEAR + 1)
            found[at] = (
                line.words, line.chars, line.sentence, line.digits, line.capitals, line.separators, line.labels,
                _used(line, used), min(said[line.said] - 1, 9), min(first_words[line.first_word] - 1, 9) if line.first_word else 0,
                *document,
                min(prose_sums[at], MANY), min(doc_prose - prose_sums[at + 1], MANY), prose_sums[high] - prose_sums[low] - prose[at],
                prose_up[at], prose_down[at], min(at, FAR), min(count - 1 - at, FAR),
                *row, *block,
                match_above[at], known_sums[high] - known_sums[low] - known[at],
                min(lines[at + 1].words, 30) if at + 1 < count else 0,
                min(known_sums[stop] - known_sums[at + 1], MANY),
                min(known_sums[min(stop, block_at + block[0])] - known_sums[block_at] - known[at], MANY),
            )  # fmt: skip
    return found


def rows_of(prose: Sequence[bool]) -> list[range]:
    """Return the rows: stretches of lines that are not prose."""
    rows: list[range] = []
    begin = 0
    for at, is_prose in enumerate((*prose, True)):
        if is_prose:
            if begin < at:
                rows.append(range(begin, at))
            begin = at + 1
    return rows


def _block(lines: Sequence[LineShape], blank: Sequence[bool], begin: int, stop: int) -> tuple[int, int]:
    """Return how many lines stand from one on without a blank between, and their words in the mean."""
    end = begin + 1
    while end < stop and not blank[end]:
        end += 1
    return min(end - begin, MANY), sum(line.words for line in lines[begin:end]) // (end - begin)


def _row(lines: Sequence[LineShape], words: Sequence[Words], known: Sequence[bool]) -> tuple[int, ...]:
    """Return the facts that the lines of a row share."""
    count = len(lines)
    return (
        min(count, MANY),
        100 * sum(line.sentence for line in lines) // count,
        min(sum(each.hint or each.heading for each in words if not each.rule), MANY),
        100 * sum(known) // count,
        100 * sum(line.digits > 0 for line in lines) // count,
        100 * sum(line.comma_end for line in lines) // count,
        100 * sum(line.code > 0 for line in lines) // count,
        100 * sum(line.small for line in lines) // count,
        sum(line.labels for line in lines) // count,
        100 * sum(line.day or line.time for line in lines) // count,
    )


def _distances(marks: Sequence[bool]) -> tuple[list[int], list[int]]:
    """Return for each line how far above, and below, the next marked line stands."""
    above, below = [FAR] * len(marks), [FAR] * len(marks)
    last = -FAR
    for at, mark in enumerate(marks):
        above[at] = min(FAR, at - last)
        if mark:
            last = at
    last = len(marks) + FAR
    for at in range(len(marks) - 1, -1, -1):
        below[at] = min(FAR, last - at)
        if marks[at]:
            last = at
    return above, below


def _used(line: LineShape, used: set[str]) -> int:
    """Return the share of a line's longer words that prose of the document uses; -1 if it has none."""
    return 100 * len(line.uses & used) // len(line.uses) if line.uses else -1
