"""The expressions: what the fast matcher scans for, worked out from rules.

This takes a second or two, once for each set of rules: what it gives is kept (`cleaner.compiled`).
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain

from cleaner.matching.byte_regex import SPACE, beginning_regex, byte_literal, byte_regex, byte_set, line_regex
from cleaner.matching.fast import (
    BLANK,
    ODD,
    REWRITE,
    UNSCANNED,
    FastMatcher,
    Tables,
)
from cleaner.matching.literals import folded_literal, reduced_literal
from cleaner.matching.reference import Match, Matcher
from cleaner.matching.required import required_words
from cleaner.matching.scanner import Expression, compiled
from cleaner.matching.spellings import ignoring_case, odd_characters
from cleaner.ruleset.parse_tree import ENDLESS, parse
from cleaner.ruleset.rule import Rule
from cleaner.ruleset.wording import Wording
from cleaner.text.repair import LINE_ENDS, triggers

MAX_REGEX_BYTES = 1600
"""Bytes of a byte regex beyond which less of its pattern is looked for. In 12 MB of whole pages 9,400 matches of the 92
shipped patterns are found, of which some 3,000 are lines that match; with single words of them it were 57,000, and to
compile all took a second less."""

MAX_ALL_BYTES = 100_000
"""Bytes of all byte regexes together, which take a second or two to compile; of further patterns words are looked for."""

FEW_CHARS = 16
"""Characters of each branch that are looked for at the beginning of a line where more would be too long."""


def fast_matcher(rules: Iterable[Rule], steps: Sequence[str]) -> FastMatcher:
    """Return the fast matcher for rules, and for the repair steps that are taken besides."""
    ordered = list(rules)
    reference = Matcher(ordered)
    wordings = [wording for wording, _ in reference.wordings]
    line_steps = [step for step in steps if step != LINE_ENDS]
    unscanned = [number for number, wording in enumerate(wordings) if _sources(wording) is None]
    odd = [Expression(byte_set(odd_characters()), ODD)] if reference.phrases or wordings else []
    any_line = [Expression(rb"^.+$", UNSCANNED)] if unscanned else []
    databases = [
        compiled([*_of_steps(line_steps, len(wordings)), *_of_all_lines(ordered)], are_literal=False),
        compiled([*_of_wordings(wordings), *odd, *any_line], are_literal=False),
        compiled(_for_reduced_lines(wordings), are_literal=True),
        compiled(_for_folded_lines(wordings), are_literal=True),
    ]
    return FastMatcher(ordered, _tables(reference, ordered, line_steps, unscanned), databases)


def _tables(reference: Matcher, rules: Sequence[Rule], steps: list[str], unscanned: list[int]) -> Tables:
    numbers = {rule: number for number, rule in enumerate(rules)}
    phrases = {phrase: tuple(_numbered(matches, numbers)) for phrase, matches in reference.phrases.items()}
    distinct = {matches: place for place, matches in enumerate(dict.fromkeys(phrases.values()))}
    return Tables(
        steps=steps,
        max_chars=reference.max_chars,
        phrases="\n".join(phrases),
        places=[distinct[matches] for matches in phrases.values()],
        phrase_matches=[list(matches) for matches in distinct],
        wordings=_numbered((match for _, match in reference.wordings), numbers),
        shapes=_numbered((match for _, match in reference.shapes), numbers),
        unscanned=unscanned,
    )


def _numbered(matches: Iterable[Match], numbers: Mapping[Rule, int]) -> list[tuple[int, str]]:
    return [(numbers[rule], role) for rule, role in matches]


def _sources(wording: Wording, most: int = MAX_REGEX_BYTES) -> list[bytes] | None:
    """Return what one scan finds the lines of a wording by, in so many bytes if it may be words; None if no scan can."""
    if wording.slotted:
        literals = [reduced_literal(phrase) for phrase in wording.slotted]
        return None if b"" in literals else [literal for literal in literals if literal]
    try:
        return _sources_of_pattern(wording.pattern, most)
    except ValueError:
        return None


def _sources_of_pattern(pattern: str, most: int) -> list[bytes]:
    """Return the byte regex of lines that match a pattern, or begin like it; of words that each has, if that is too long.

    Raises `ValueError` for what can never match within a line.
    """
    tree = parse(pattern)
    words = required_words(tree)
    if not words:
        return [line_regex(tree)]
    for chars in (ENDLESS, FEW_CHARS):
        regex, begin = beginning_regex(tree, chars)
        if len(regex) <= most and required_words(begin):
            return [regex]
    return [byte_literal(word) for word in words]


def _of_wordings(wordings: Sequence[Wording]) -> Iterator[Expression]:
    room = MAX_ALL_BYTES
    for number, wording in enumerate(wordings):
        sources = _sources(wording, min(room, MAX_REGEX_BYTES)) if wording.pattern else None
        for source in sources or ():
            room = max(0, room - len(source))
            yield Expression(source, number)


def _of_steps(steps: Sequence[str], begin: int) -> Iterator[Expression]:
    """Yield expressions for what repair steps may change; their numbers begin behind those of wordings."""
    for number, step in enumerate(steps, begin):
        if step == "nfc":
            yield from (Expression(source, number) for source in _not_composed())
        for pattern, is_verbose in triggers(step):
            yield Expression(byte_regex(pattern, is_verbose=is_verbose, keeps_edges=True), number)


def _of_all_lines(rules: Sequence[Rule]) -> Iterator[Expression]:
    """Yield expressions for lines that are candidates however long they are."""
    for rule in rules:
        if rule.searched:
            yield Expression(byte_regex(rule.searched, ignoring_case, keeps_edges=True), REWRITE)
    yield from (Expression(source, BLANK) for source in _BLANK)


def _for_reduced_lines(wordings: Sequence[Wording]) -> Iterator[Expression]:
    """Yield the literals that lines of ASCII are scanned for."""
    for number, wording in enumerate(wordings):
        if wording.slotted:
            yield from (Expression(source, number) for source in _sources(wording) or ())


def _for_folded_lines(wordings: Sequence[Wording]) -> Iterator[Expression]:
    """Yield the literals that other lines are scanned for."""
    for number, wording in enumerate(wordings):
        for literal in map(folded_literal, wording.slotted):
            if literal:
                yield Expression(literal, number)


_WIDE_SPACE = rb"(?:\xc2[\x85\xa0]|\xe1\x9a\x80|\xe2\x80[\x80-\x8a\xaf]|\xe2\x81\x9f|\xe3\x80\x80)"
_PLAIN_SPACE = rb"[ \t\x0b\x0c\x1c-\x1f]"

_BLANK = [  # a line that is blank, and not seen to be by its bytes
    rb"^" + SPACE + _WIDE_SPACE + SPACE + rb"$",
    rb"^" + _PLAIN_SPACE + rb"+$",
]


@cache
def _not_composed() -> list[bytes]:
    """Return expressions for what the canonical composition of Unicode may change."""
    marks: list[str] = []
    composing = set(map(chr, chain(range(0x1161, 0x1176), range(0x11A8, 0x11C3))))
    for character in map(chr, chain(range(0x80, 0xD800), range(0xE000, 0x1F000), range(0x2F800, 0x2FA20))):
        if unicodedata.combining(character):
            marks.append(character)
        if not unicodedata.is_normalized("NFC", character):
            composing.add(character)
        elif " " in (parts := unicodedata.decomposition(character)) and "<" not in parts:
            composing.add(chr(int(parts.split()[1], 16)))
    return [byte_set(composing), byte_set(marks) + byte_set(marks)]
