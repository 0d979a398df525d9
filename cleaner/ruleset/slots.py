"""Slots: what may vary in a phrase, and the pattern that a phrase with slots becomes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

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

    @cached_property
    def pattern(self) -> Pattern:
        """The pattern that a folded line must match as a whole, with a group for each slot that has a name."""
        return _pattern(_source(self.folded, self._groups(named=True)))

    @property
    def captures(self) -> bool:
        """Whether any slot has a name."""
        return any(name for name, _ in self.slots)

    def fits(self, folded: str) -> bool:
        """Return whether a folded line matches. Raises `TimeoutError`.

        Phrases that differ only in their heads and in names share a pattern, since to compile one takes milliseconds.
        """
        if not (folded.startswith(self.head) and folded.endswith(self.tail)):
            return False
        return self._below_head.fullmatch(folded[len(self.head) :], timeout=TIMEOUT) is not None

    @cached_property
    def _below_head(self) -> Pattern:
        return _pattern(_source(self.folded.removeprefix(self.head), self._groups(named=False)))

    def _groups(self, *, named: bool) -> list[str]:
        groups = enumerate(self.slots)
        return [
            f"(?P<{name}__{at}>{SLOTS[kind]})" if name and named else f"(?:{SLOTS[kind]})"
            for at, (name, kind) in groups
        ]


def _source(folded: str, groups: Sequence[str]) -> str:
    """Return the source of a pattern; a space beside a colon, a number, a date or a time may be missing, or be there."""
    import regex  # noqa: PLC0415 — see `cleaner.text.patterns`

    source: str = _COLON.sub(" ?: ?", regex.escape(folded, special_only=True, literal_spaces=True))
    source = _FUSED.sub(r" ?\1 ?", source)
    for place, group in enumerate(groups):
        source = source.replace(chr(_PLACE + place), group)
    return source


@lru_cache(8192)
def _pattern(source: str) -> Pattern:
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

    >>> slotted("Story Code: {id:n}").pattern.fullmatch("story code :276647")["id__0"]
    '276647'
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
