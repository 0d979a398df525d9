"""A unified diff of a cleaning, built from its lines: exact, and in time linear in the document.

It is what `git apply` and `patch -p1` read. One hunk is held in memory at a time, since its head counts its lines.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cleaner.deciding.cleaning import Line

CONTEXT = 3
"""Lines shown around a change, as diff and git do."""


class Row(NamedTuple):
    """A line of a hunk; a line of a diff ends at a line feed."""

    mark: str
    text: str


def unified(lines: Iterable[Line], name: str) -> Iterator[str]:
    """Yield the lines of a unified diff from a document to its cleaned form; nothing if they are equal."""
    before = after = 1  # line numbers of the first row that waits, on both sides
    above: deque[Row] = deque(maxlen=CONTEXT)
    hunk: list[Row] = []
    calm = 0  # unchanged rows at the end of the hunk
    is_open = False
    for row in _rows(lines):
        if not hunk and row.mark == " ":
            before += len(above) == CONTEXT
            after += len(above) == CONTEXT
            above.append(row)
            continue
        if not is_open:
            is_open = True
            yield f"--- {_label('a/', name)}\n"
            yield f"+++ {_label('b/', name)}\n"
        hunk += [*above, row]
        above.clear()
        calm = calm + 1 if row.mark == " " else 0
        if calm > 2 * CONTEXT:
            yield from _lines(hunk[: CONTEXT - calm], before, after)
            before += _count(hunk, " -") - CONTEXT
            after += _count(hunk, " +") - CONTEXT
            above.extend(hunk[-CONTEXT:])
            hunk, calm = [], 0
    if hunk:
        yield from _lines(hunk[: len(hunk) - max(0, calm - CONTEXT)], before, after)


def _rows(lines: Iterable[Line]) -> Iterator[Row]:
    """Give each line of both sides with its mark."""
    old = new = ""
    for line in lines:
        old += line.raw
        new += line.text
        if old.endswith("\n") and (new.endswith("\n") or not new):
            yield from _pair(old, new)
            old = new = ""
    yield from _pair(old, new)


def _pair(old: str, new: str) -> Iterator[Row]:
    if old == new:
        yield from _marked(" ", old)
        return
    yield from _marked("-", old)
    yield from _marked("+", new)


def _marked(mark: str, text: str) -> Iterator[Row]:
    while text:
        line, feed, text = text.partition("\n")
        yield Row(mark, line + feed)


def _label(side: str, name: str) -> str:
    """Name a file as git does: in quotes if it has characters that end a line or a name.

    Behind a name with a space stands a tab, at which `patch` knows that the name ends.
    """
    if any(each in '"\\' or each < " " or each == "\x7f" for each in name):
        return f'"{side}{"".join(map(_quoted, name))}"'
    return f"{side}{name}\t" if " " in name else f"{side}{name}"


def _quoted(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    return f"\\{ord(character):03o}" if character < " " or character == "\x7f" else character


def _lines(hunk: Sequence[Row], before: int, after: int) -> Iterator[str]:
    """Give a hunk with its head."""
    yield f"@@ -{_range(before, _count(hunk, ' -'))} +{_range(after, _count(hunk, ' +'))} @@\n"
    for mark, text in hunk:
        yield mark + text if text.endswith("\n") else f"{mark}{text}\n\\ No newline at end of file\n"


def _count(rows: Sequence[Row], marks: str) -> int:
    return sum(mark in marks for mark, _ in rows)


def _range(start: int, count: int) -> str:
    return f"{start}" if count == 1 else f"{start - (not count)},{count}"
