"""A unified diff of a cleaning, built from its events: exact, and in time linear in the document."""

from collections.abc import Iterable, Iterator

from cleaner.edits import Edit
from cleaner.lines import Line

CONTEXT = 3
"""Lines shown around a change, as diff and git do."""


def unified(events: Iterable[Line | Edit], name: str) -> Iterator[str]:
    """Yield the lines of a unified diff from a document to its cleaned form; nothing if they are equal."""
    rows = list(_rows(events))
    changed = [index for index, (mark, _) in enumerate(rows) if mark != " "]
    if not changed:
        return
    yield f"--- {name}\n"
    yield f"+++ {name}\n"
    before = after = 1  # line numbers at `done`
    done = 0
    for begin, stop in _hunks(changed, len(rows)):
        before += _count(rows[done:begin], " -")
        after += _count(rows[done:begin], " +")
        hunk = rows[begin:stop]
        yield f"@@ -{_range(before, _count(hunk, ' -'))} +{_range(after, _count(hunk, ' +'))} @@\n"
        for mark, text in hunk:
            yield mark + text if text.endswith("\n") else f"{mark}{text}\n\\ No newline at end of file\n"
        before += _count(hunk, " -")
        after += _count(hunk, " +")
        done = stop


def _rows(events: Iterable[Line | Edit]) -> Iterator[tuple[str, str]]:
    """Give each line of both sides with its mark; a line of a diff ends at a line feed."""
    old = new = ""
    for event in events:
        if isinstance(event, Edit):
            if not event.removes_line:
                continue
            old += event.old
        else:
            old += event.raw
            new += event.text
        if old.endswith("\n") and (new.endswith("\n") or not new):
            yield from _pair(old, new)
            old = new = ""
    yield from _pair(old, new)


def _pair(old: str, new: str) -> Iterator[tuple[str, str]]:
    if old == new:
        yield from _marked(" ", old)
        return
    yield from _marked("-", old)
    yield from _marked("+", new)


def _marked(mark: str, text: str) -> Iterator[tuple[str, str]]:
    while text:
        line, feed, text = text.partition("\n")
        yield mark, line + feed


def _hunks(changed: list[int], total: int) -> Iterator[tuple[int, int]]:
    begin = max(0, changed[0] - CONTEXT)
    stop = changed[0]
    for index in changed:
        if index > stop + 2 * CONTEXT:
            yield begin, stop + CONTEXT + 1
            begin = index - CONTEXT
        stop = index
    yield begin, min(total, stop + CONTEXT + 1)


def _count(rows: list[tuple[str, str]], marks: str) -> int:
    return sum(mark in marks for mark, _ in rows)


def _range(start: int, count: int) -> str:
    return f"{start}" if count == 1 else f"{start - (not count)},{count}"
