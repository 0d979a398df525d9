"""Wording: what the words of a line must be, as one pattern or as a list of phrases.

A pattern is a regular expression that must match the whole stripped line, ignoring case. A phrase is a
literal line, compared folded (see `cleaner.lines.fold_label`), with slots for what varies: `{n}`,
`{date}`, `{time}`, `{name}`, `{url}`, `{text}`. A slot captures under its own name, `{id:n}` under another,
`{:n}` not at all.
"""

import re
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from cleaner.lines import fold_label, folded_offsets
from cleaner.pattern import Pattern

LONGEST_MATCH = 300
"""Characters of the longest line that wording is compared with; labels are shorter, paragraphs longer."""

TIMEOUT = 2.0
"""Seconds one comparison may take, after which the line does not match: the last belt behind `lint`."""

_WORD = r"[\w'.&/+-]+"
_STAMP = r"\d{1,4}[.:h]\d{2}(?:[.:]\d{2})?"
_NUMBERED = r"\d{1,4}[^\s|]{0,20}"  # a token of a date that begins with a digit: 05, 2021年7月5日, 14:30
_NAMED = r"(?:[^\W\d][\w'.]{0,12},? ){0,3}"  # a weekday, a month, the word for o'clock
_HALF = r"(?: ?[ap]\.? ?m\b\.?)?"
_ZONE = r"(?: ?\(?(?:gmt|utc|[ecmpbi][sd]t|cest|cet|msk|jst|eest|eet|et|pt|ct|uhr|г|года|hrs?)\b\.?(?: ?[+-]\d{1,2}:?\d{0,2})?\)?)?"
SLOTS: Mapping[str, str] = {
    "n": r"\d{1,3}(?:[ .,'٬]\d{3}){1,4}[km]?|\d+(?:[.,]\d+)?[km]?",
    "date": rf"{_NAMED}{_NUMBERED}(?:[ ,|·-]{{1,3}}{_NAMED}{_NUMBERED}){{0,4}}{_HALF}{_ZONE}",
    "time": rf"(?:{_STAMP}|\d{{4}}){_HALF}{_ZONE}",
    "name": rf"{_WORD}(?: {_WORD}){{0,5}}",
    "url": r"(?:https?://|www\.)\S+|[\w-]+(?:\.[\w-]+)+(?:/\S*)?",
    "text": r"[^\n]{1,120}",
}
"""What may stand in each slot of a phrase, written for folded text."""

_PLACE = 0xE000  # private-use characters hold the slots' places while a phrase is folded
_LOOSE = "\uf8ff"  # stands before a slot that may be fused with the words beside it
_VARIES = Pattern(r"[:\ue000-\uf8ff]")  # a slot, or a colon, which may have a space before it
_COLON = Pattern(r"(?<!\?) ?: ?")
_SLOT = Pattern(r"\{([a-z_]*)(?::([a-z]+))?\}")


@dataclass(frozen=True)
class Wording:
    """One pattern, or phrases; equal when what was written is equal."""

    pattern: str = ""
    phrases: tuple[str, ...] = ()
    longest: int = field(default=LONGEST_MATCH, compare=False)

    def matches(self, text: str, folded: str | None = None) -> bool:
        """Whether a stripped line has this wording: the definition that every matcher must agree with.

        `folded` is `fold_label(text)`, for a caller that has it.
        """
        return self._match(text, folded) is not None

    def captured(self, text: str) -> dict[str, str]:
        """Give what named groups and slots take from a line that matches, as the line writes it."""
        match = self._match(text) if self.captures else None
        if match is None:
            return {}
        if self.pattern:
            return {name: value.strip() for name, value in match.groupdict().items() if value}
        places = folded_offsets(text)
        spans = {name.partition("__")[0]: match.span(name) for name in match.groupdict()}
        return {
            name: text[places[start] : places[end - 1] + 1].strip() for name, (start, end) in spans.items()
        }

    @cached_property
    def literals(self) -> frozenset[str]:
        """The phrases without slots, folded."""
        return frozenset(fold_label(phrase) for phrase in self.phrases if not _SLOT.search(phrase))

    @cached_property
    def slotted(self) -> tuple["Slotted", ...]:
        """The phrases with slots."""
        return tuple(slotted(each) for each in self.phrases if _SLOT.search(each))

    @cached_property
    def captures(self) -> bool:
        """Whether there is a named group or slot."""
        if self.pattern:
            return "(?P<" in self.pattern
        return any("(?P<" in phrase.source for phrase in self.slotted)

    @cached_property
    def compiled(self) -> Pattern:
        """The pattern, to be compiled."""
        return Pattern(self.pattern, ignores_case=True)

    @cached_property
    def widest(self) -> int:
        """The characters of the longest line that can match: most lines are longer."""
        return min(self.longest, measure(self.pattern).widest) if self.pattern else self.longest

    def _match(self, text: str, folded: str | None = None) -> Any:
        if len(text) > self.widest:
            return None
        try:
            return self._search(text, folded)
        except TimeoutError:
            return None

    def _search(self, text: str, folded: str | None) -> Any:
        if self.pattern:
            begin = text[:_OPENING]
            if begin.isascii() and not begin.lower().startswith(measure(self.pattern).openings):
                return None  # most patterns are never compiled
            return self.compiled.fullmatch(text, timeout=TIMEOUT)
        folded = fold_label(text) if folded is None else folded
        if folded in self.literals:
            return _ANYTHING.fullmatch(folded)
        for phrase in self.slotted:
            if folded.startswith(phrase.head) and folded.endswith(phrase.tail):
                match = phrase.pattern.fullmatch(folded, timeout=TIMEOUT)
                if match is not None:
                    return match
        return None


_ANYTHING = Pattern(r"[^\n]*")


class Slotted(NamedTuple):
    """A phrase with slots, for folded lines."""

    head: str
    """What the line must begin with."""
    tail: str
    """What it must end with."""
    parts: tuple[str, ...]
    """The words it must have, in order."""
    source: str
    """The pattern, not compiled: most are never needed."""

    @property
    def pattern(self) -> Pattern:
        """The pattern, to be compiled."""
        return _pattern(self.source)


@lru_cache(8192)
def _pattern(source: str) -> Pattern:
    return Pattern(source)


def slotted(phrase: str) -> Slotted:
    r"""Turn a phrase with slots into what folded lines must match.

    The space beside a number, a date or a time may be missing: sites fuse label and value.

    >>> slotted("Story Code: {id:n}").pattern.fullmatch("story code :276647")["id__0"]
    '276647'
    """
    import regex  # noqa: PLC0415 — see `cleaner.pattern`

    slots: list[str] = []

    def hold(slot: Any) -> str:
        name, kind = slot.group(1), slot.group(2) or slot.group(1)
        slots.append(f"(?P<{name}__{len(slots)}>{SLOTS[kind]})" if name else f"(?:{SLOTS[kind]})")
        return (_LOOSE if kind in ("n", "date", "time") else "") + chr(_PLACE + len(slots) - 1)

    folded = fold_label(_SLOT.sub(hold, phrase))
    pattern: str = _COLON.sub(" ?: ?", regex.escape(folded, special_only=True, literal_spaces=True))
    pattern = regex.sub(f" ?{_LOOSE}(.) ?", r" ?\1 ?", pattern)
    for index, slot in enumerate(slots):
        pattern = pattern.replace(chr(_PLACE + index), slot)
    parts = [part.strip() for part in _VARIES.split(folded)]
    return Slotted(parts[0], parts[-1], tuple(filter(None, parts)), pattern)


def unknown_slots(phrase: str) -> list[str]:
    """Name the slots of a phrase that do not exist; a lone brace counts."""
    unknown = [
        kind for slot in _SLOT.finditer(phrase) if (kind := slot.group(2) or slot.group(1)) not in SLOTS
    ]
    return unknown + re.findall(r"[{}]", _SLOT.sub("", phrase))


def lint(pattern: str) -> str | None:
    r"""Say why a pattern may not be used, or None: it must compile, and cost time linear in the line.

    >>> lint("(a|aa)+b")
    'repeats a choice whose branches begin alike'
    >>> lint("page generated in [0-9]+ sec")
    """
    import regex  # noqa: PLC0415 — see `cleaner.pattern`

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            compiled = regex.compile(pattern, regex.IGNORECASE)
    except (regex.error, Warning) as error:
        return f"does not compile: {error}"
    if compiled.fullmatch(""):
        return "matches the empty line"
    try:
        return _fault(_parsed(pattern), inside=False)
    except re.error as error:
        return f"is outside the subset that can be checked: {error}"


def parsed(pattern: str, flags: int = re.IGNORECASE) -> Any:
    """Parse a pattern that `re` can read. Raises `re.error`."""
    parser = re._parser  # type: ignore[attr-defined]  # noqa: SLF001 — the only parse tree Python gives
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return parser.parse(pattern, flags)


def _parsed(pattern: str) -> Any:
    """Parse a pattern; a property of Unicode counts as any word character."""
    return parsed(re.sub(r"\\[pP]\{[^}]*\}|\\X", r"\\w", pattern))


class Measure(NamedTuple):
    """What every line that can match a pattern has in common."""

    widest: int
    """Its characters at most."""
    openings: tuple[str, ...]
    """One of these stands at its beginning, in small letters, if it begins with ASCII."""


def measure(pattern: str) -> Measure:
    """Work out, or remember, what the lines of a pattern have in common."""
    known = _MEASURES.get(pattern)
    if known is None:
        tree = _parsed(pattern)
        widest = min(int(tree.getwidth()[1]), _ENDLESS)
        known = Measure(widest, tuple(sorted({each.lower() for each in _openings(tree)})))
        remember(pattern, known)
    return known


def remember(pattern: str, known: Measure) -> None:
    """Take in what an earlier start has worked out."""
    _MEASURES[pattern] = known


_MEASURES: dict[str, Measure] = {}
_ENDLESS = 1 << 30


def _openings(tree: Iterable[Any]) -> list[str]:
    """Give the ASCII characters with which a parse tree begins, one for each choice."""
    begin = ""
    for code, argument in tree:
        if str(code) == "LITERAL" and argument < 0x80 and len(begin) < _OPENING:
            begin += chr(argument)
        elif str(code) in {"SUBPATTERN", "ATOMIC_GROUP"}:
            inside = _openings(argument[-1] if str(code) == "SUBPATTERN" else argument)
            return [(begin + each)[:_OPENING] for each in inside]
        elif str(code) == "BRANCH":
            inside = [each for branch in argument[1] for each in _openings(branch)]
            return [(begin + each)[:_OPENING] for each in inside]
        else:
            break
    return [begin]


_OPENING = 8  # characters of a line's beginning that are compared


def _fault(tree: Iterable[Any], *, inside: bool) -> str | None:
    """Look through a parse tree for what can take more than linear time; `inside` an unbounded repeat."""
    for code, argument in tree:
        name = str(code)
        found = _FORBIDDEN.get(name)
        if name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
            found = _fault_of_repeat(*argument, inside=inside)
        elif name == "BRANCH":
            found = _fault_of_choice(argument[1], inside=inside)
        elif name in {"SUBPATTERN", "ATOMIC_GROUP"}:
            found = _fault(argument[-1] if name == "SUBPATTERN" else argument, inside=inside)
        if found:
            return found
    return None


_FORBIDDEN = {
    "GROUPREF": "refers back to a group",
    "GROUPREF_EXISTS": "refers back to a group",
    "GROUPREF_IGNORE": "refers back to a group",
    "ASSERT": "looks around",
    "ASSERT_NOT": "looks around",
}


def _fault_of_repeat(least: int, most: int, body: Iterable[Any], *, inside: bool) -> str | None:
    least, most = int(least), int(most)
    if inside and most > 1 and most != least:
        return "has nested quantifiers"
    if most > _FEW and _is_loose(body):
        return "repeats something that may match in many ways"
    return _fault(body, inside=inside or most >= _MANY)


def _fault_of_choice(branches: list[Iterable[Any]], *, inside: bool) -> str | None:
    heads = [_head(branch) for branch in branches]
    if inside and (len(set(heads)) < len(heads) or None in heads):
        return "repeats a choice whose branches begin alike"
    return next((fault for branch in branches if (fault := _fault(branch, inside=inside))), None)


def _is_loose(body: Iterable[Any]) -> bool:
    """Whether a repeated part has a varying repeat, and nothing that must stand between two rounds of it."""
    varies = fixed = False
    for code, argument in body:
        if str(code) in {"MAX_REPEAT", "MIN_REPEAT"}:
            least, most, inner = argument
            varies |= int(least) > 0 and int(most) > int(least)
            fixed |= int(least) > 0 and int(most) == int(least) and not _is_loose(inner)
        elif str(code) == "SUBPATTERN":
            varies |= _is_loose(argument[-1])
            fixed |= not _is_loose(argument[-1])
        else:
            fixed |= str(code) != "AT"
    return varies and not fixed


_FEW = 4  # rounds of a repeat that cannot take long whatever is in it
_MANY = 1000  # a repeat that may go on this long is as good as unbounded


def _head(branch: Iterable[Any]) -> str | None:
    first = next(iter(branch), None)
    return None if first is None else repr(first)
