"""Slots: what may vary in a phrase, and the pattern that a phrase with slots becomes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from cleaner.text.folding import fold_label
from cleaner.text.patterns import Pattern

_WORD = r"[\w'.&/+-]+"
_STAMP = r"\d{1,4}[.:h]\d{2}(?:[.:]\d{2})?"
_MOMENT = r"\d{4}-\d\d-\d\dt[\d:.]+z?(?:[+-]\d\d:?\d\d)?"
_NUMBERED = (
    rf"(?:\d{{1,4}}+[^\s|]{{0,20}}|{_MOMENT})"  # a token that begins with a digit: 05, 2021年7月5日, 14:30
)
_NAMED = r"(?:[^\W\d][\w'.]{0,12},? ){0,3}"  # a weekday, a month, the word for o'clock
_BETWEEN = r"[ |][ ,|·-]{0,2}"  # begins with what no token has, so that a line has only one way through
_HALF = r"(?: ?[ap]\.? ?m\b\.?)?"
_ZONE = r"(?: ?\(?(?:gmt|utc|[ecmpbi][sd]t|cest|cet|msk|jst|eest|eet|et|pt|ct|uhr|г|года|hrs?)\b\.?(?: ?[+-]\d{1,2}:?\d{0,2})?\)?)?"
SLOTS: Mapping[str, str] = {
    "n": r"\d{1,3}(?:[ .,'٬]\d{3}){1,4}[km]?|\d+(?:[.,]\d+)?[km]?",
    "date": rf"{_NAMED}{_NUMBERED}(?:{_BETWEEN}{_NAMED}{_NUMBERED}){{0,4}}{_HALF}{_ZONE}",
    "time": rf"(?:{_STAMP}|\d{{4}}){_HALF}{_ZONE}",
    "name": rf"{_WORD}(?: {_WORD}){{0,5}}",
    "url": r"(?:https?://|www\.)\S+|[\w-]+(?:\.[\w-]+)+(?:/\S*)?",
    "text": r"[^\n]{1,120}",
}
"""What may stand in each slot of a phrase, written for folded text."""

TIMEOUT = 2.0
"""Seconds one comparison may take: the last belt behind `cleaner.ruleset.lint`."""

UNBOUNDED = ("name", "url", "text")
"""The slots in which any words may stand."""

_PLACE = 0xE000  # private-use characters hold the slots' places while a phrase is folded
_LOOSE = "\uf8ff"  # stands before a slot that may be fused with the words beside it
_VARIES = Pattern(r"[:\ue000-\uf8ff]")  # a slot, or a colon, which may have a space before it
_COLON = Pattern(" ?: ?")
_FUSED = Pattern(f" ?{_LOOSE}(.) ?")
_SLOT = Pattern(r"\{([a-z_]*)(?::([a-z]+))?\}")


@dataclass(frozen=True)
class SlottedPhrase:
    """A phrase with slots, for folded lines. What is compiled of it is compiled when it is first asked."""

    folded: str
    """Its words folded, with a private-use character at the place of each slot."""
    slots: tuple[tuple[str, str], ...]
    """The name, perhaps empty, and the kind of each slot."""

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The words that a line must have, in order; the first and the last are empty where it begins or ends with a slot."""
        return tuple(part.strip() for part in _VARIES.split(self.folded))

    @cached_property
    def head(self) -> str:
        """What the line must begin with."""
        return self.parts[0]

    @cached_property
    def tail(self) -> str:
        """What it must end with."""
        return self.parts[-1]

    @property
    def captures(self) -> bool:
        """Whether any slot has a name."""
        return any(name for name, _ in self.slots)

    def fits(self, folded: str) -> bool:
        """Return whether a folded line matches. Raises `TimeoutError`."""
        return self._match(folded) is not None

    def spans(self, folded: str) -> dict[str, tuple[int, int]]:
        """Return where the slots that have a name are in a folded line; nothing if it does not match. Raises `TimeoutError`."""
        match = self._match(folded)
        if match is None:
            return {}
        above = len(self.head)
        spans = {name: match.span(number) for number, (name, _) in enumerate(self.slots, 1) if name}
        return {name: (above + begin, above + end) for name, (begin, end) in spans.items()}

    def _match(self, folded: str) -> Any:
        """Return the match of what is below the head, with a group for each slot, or None. Raises `TimeoutError`."""
        if not (folded.startswith(self.head) and folded.endswith(self.tail)):
            return None
        return self._below_head.fullmatch(folded[len(self.head) :], timeout=TIMEOUT)

    @cached_property
    def _below_head(self) -> Pattern:
        """The pattern of what is below the head: most phrases share theirs with others, and to compile one takes milliseconds."""
        return _pattern(self.folded.removeprefix(self.head), tuple(kind for _, kind in self.slots))


@lru_cache(8192)
def _pattern(folded: str, kinds: Sequence[str]) -> Pattern:
    """Return the pattern of a folded phrase; a space beside a colon, a number, a date or a time may be missing, or be there."""
    import regex  # noqa: PLC0415 — see `cleaner.text.patterns`

    source: str = _COLON.sub(" ?: ?", regex.escape(folded, special_only=True, literal_spaces=True))
    source = _FUSED.sub(r" ?\1 ?", source)
    for place, kind in enumerate(kinds):
        source = source.replace(chr(_PLACE + place), f"({SLOTS[kind]})")
    return Pattern(source)


def has_slots(phrase: str) -> bool:
    """Return whether something may vary in a phrase."""
    return _SLOT.search(phrase) is not None


def slots_of(phrase: str) -> list[str]:
    """Return the kinds of the slots of a phrase, in order.

    >>> slots_of("News {id:n} of {:date}")
    ['n', 'date']
    """
    return [slot.group(2) or slot.group(1) for slot in _SLOT.finditer(phrase)]


def with_values(phrase: str, values: Sequence[str]) -> str:
    """Return a phrase with its slots filled."""
    waiting = iter(values)
    return str(_SLOT.sub(lambda _: next(waiting), phrase))


def slotted(phrase: str) -> SlottedPhrase:
    r"""Return a phrase with slots as what folded lines must match.

    The space beside a number, a date or a time may be missing: sites fuse label and value.

    >>> slotted("Story Code: {id:n}").spans("story code :276647")
    {'id': (12, 18)}
    """
    slots: list[tuple[str, str]] = []

    def hold(slot: re.Match[str]) -> str:
        kind = slot.group(2) or slot.group(1)
        slots.append((slot.group(1), kind))
        return (_LOOSE if kind in ("n", "date", "time") else "") + chr(_PLACE + len(slots) - 1)

    return SlottedPhrase(fold_label(_SLOT.sub(hold, phrase)), tuple(slots))


def unknown_slots(phrase: str) -> list[str]:
    """Return the slots of a phrase that do not exist; a lone brace counts.

    >>> unknown_slots("By {name} on {day}")
    ['day']
    """
    return [kind for kind in slots_of(phrase) if kind not in SLOTS] + re.findall(
        r"[{}]", _SLOT.sub("", phrase)
    )
