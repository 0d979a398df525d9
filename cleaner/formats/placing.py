"""Placing: edits undone in a text that was edited since, where its context still is, as `patch` does.

The log keeps what the cleaned text had around each edit. It is looked for where it was, moved by as much as the edit
above had moved; then anywhere: first whole, then half of it on both sides, then one side of it. What stood at the start
or the end of the document is there still. What is found nowhere, or in two places alike, is rejected: the text there
stays as the person who edited it left it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cleaner.formats.log import CONTEXT_CHARS, checksum
from cleaner.formats.log_entries import Context, Entry, RecordHead
from cleaner.formats.records import RecordFormat
from cleaner.formats.restore import MismatchError, original_record
from cleaner.text.edits import Edit

MIN_LETTERS = 8
"""Letters and digits that part of a context must have to say where an edit was."""

LINE_ENDS = "\n\r\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}"


@dataclass(frozen=True, slots=True)
class Place:
    """Neighbouring edits, between which nothing is left, and what the cleaned text had around them."""

    edits: Sequence[Edit]
    context: Context
    at: int
    """The code point of the cleaned text at which they are undone."""

    @property
    def old(self) -> str:
        """What the original has there."""
        return "".join(edit.old for edit in self.edits)

    @property
    def key(self) -> str:
        """What the cleaned text has there and around it."""
        return self.context.above + self.new + self.context.below

    @property
    def new(self) -> str:
        """What the cleaned text has there."""
        return "".join(edit.new for edit in self.edits)


@dataclass(frozen=True, slots=True)
class Rejected:
    """An edit that could not be undone."""

    edit: Edit
    record: int | None = None


def places_of(entries: Iterable[Entry]) -> Iterator[Place]:
    """Group the edits of a plain document by where they are."""
    context, edits = Context("", ""), list[Edit]()
    at = done = 0
    for entry in entries:
        if isinstance(entry, Edit):
            edits.append(entry)
        elif isinstance(entry, Context):
            if edits:
                at += edits[0].start - done
                yield Place(edits, context, at)
                at, done = at + sum(len(edit.new) for edit in edits), edits[-1].end
            context, edits = entry, []
    if edits:
        yield Place(edits, context, at + edits[0].start - done)


def undone(text: str, places: Iterable[Place]) -> tuple[str, list[Rejected]]:
    """Return a text in which edits are undone as far as they can be placed, and those that could not be."""
    known = list(places)
    counts = Counter(place.key for place in known)
    pieces: list[str] = []
    rejected: list[Rejected] = []
    done = moved = 0
    for place in known:
        at = _found(text, place, place.at + moved, is_only=counts[place.key] == 1)
        if at is None:
            at = _at_edge(text, place, is_last=place is known[-1])
        if at is None or at < done:
            rejected += map(Rejected, place.edits)
            continue
        pieces += text[done:at], place.old
        done, moved = at + len(place.new), at - place.at
    return "".join([*pieces, text[done:]]), rejected


def _found(text: str, place: Place, expected: int, *, is_only: bool) -> int | None:
    """Return where edits are to be undone; None if that cannot be told.

    `is_only` says whether no other edits have the same context.
    """
    new, above, below = place.new, place.context.above, place.context.below
    if (
        text.startswith(place.key, expected - len(above))
        and expected >= len(above)
        and _fits(text, place, expected)
    ):
        return expected
    if not is_only:
        return None
    half = CONTEXT_CHARS // 2
    for near, far in ((above, below), (above[-half:], below[:half]), (above, ""), ("", below)):
        if _letters(near + far) < MIN_LETTERS:
            continue
        found = [at for at in _all(text, near + new + far, len(near)) if _fits(text, place, at)]
        if len(found) == 1:
            return found[0]
        if found:
            return _much_nearer(found, expected) if (near, far) == (above, below) else None
    return None


def _at_edge(text: str, place: Place, *, is_last: bool) -> int | None:
    """Return where edits are to be undone that stood at the start or the end of the document; None for others."""
    if not place.at and text.startswith(place.new) and _fits(text, place, 0):
        return 0
    at = len(text) - len(place.new)
    is_end = is_last and bool(place.context.above) and not place.context.below
    return at if is_end and text.endswith(place.new) and _fits(text, place, at) else None


def _fits(text: str, place: Place, at: int) -> bool:
    """Return whether lines come back as lines, and the end of a text at its end."""
    above, below = place.context.above, place.context.below
    is_below_line = not above or above[-1] in LINE_ENDS
    if is_below_line and at and (text[at - 1] not in LINE_ENDS or text[at - 1 : at + 1] == "\r\n"):
        return False
    stays_last = not below and place.old[-1:] not in LINE_ENDS
    return not stays_last or at + len(place.new) == len(text)


def _much_nearer(found: Iterable[int], expected: int) -> int | None:
    """Return the place that is nearest to where it is expected; None if another is not much farther."""
    nearest, second, *_ = sorted(found, key=lambda at: abs(at - expected))
    return nearest if abs(nearest - expected) * _MUCH < abs(second - expected) else None


def _all(text: str, wanted: str, offset: int) -> list[int]:
    """Return all places of a text, as that of a code point in it."""
    found: list[int] = []
    at = text.find(wanted)
    while at >= 0 and len(found) < _MAX_PLACES:
        found.append(at + offset)
        at = text.find(wanted, at + 1)
    return found


_MUCH = 3
_MAX_PLACES = 1000  # a text that is there so often says nothing


def _letters(text: str) -> int:
    return len(_LETTER.findall(text))


_LETTER = re.compile(r"[^\W_]")


def undone_records(
    lines: Sequence[bytes], changed: Iterable[tuple[RecordHead, list[Edit]]], records: RecordFormat
) -> tuple[list[bytes], list[Rejected]]:
    """Return records of which those that are as they were written are led back; the edits of the others are rejected."""
    known: dict[int, list[int]] = {}
    for at, line in enumerate(lines):
        known.setdefault(checksum(line), []).append(at)
    restored = list(lines)
    rejected: list[Rejected] = []
    moved = 0
    for head, edits in changed:
        expected = head.number - 1 + moved
        found = known.get(-1 if head.checksum is None else head.checksum, [])
        if expected not in found and len(found) != 1:
            rejected += (Rejected(edit, head.number) for edit in edits)
            continue
        place = expected if expected in found else found[0]
        try:
            restored[place] = original_record(lines[place], head, edits, records)
        except MismatchError:
            rejected += (Rejected(edit, head.number) for edit in edits)
            continue
        known[checksum(lines[place])].remove(place)
        moved = place - (head.number - 1)
    return restored, rejected
