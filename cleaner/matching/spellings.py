"""Spellings: which characters count as one where case is ignored, and where text is folded."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from itertools import chain

from cleaner.text.folding import ODDLY_CASED, fold_character
from cleaner.text.keys import reduced
from cleaner.text.patterns import Pattern

LAST_CASED = 0x1FBFA
"""Above it stand only ideographs, of which those for compatibility are folded."""

Spellings = Callable[[str], Iterable[str]]
"""What returns the characters that count as one."""


@cache
def every_character() -> tuple[str, ...]:
    """Return the characters above 127 that case or folding changes, and others; a test goes through the rest."""
    codes = chain(
        range(0x80, 0x3400), range(0xA000, 0xAC00), range(0xE000, LAST_CASED), range(0x2F800, 0x2FA20)
    )
    return tuple(map(chr, codes))


def itself(character: str) -> tuple[str, ...]:
    """Return one character as the only one that counts as it."""
    return (character,)


@cache
def ignoring_case(character: str) -> tuple[str, ...]:
    """Return the characters that match one when case is ignored; of an ASCII letter only the small one.

    Hyperscan ignores the case of ASCII letters on its own, and `plainly_cased` brings back the three others
    that match one.

    >>> ignoring_case("ж"), ignoring_case("K")
    (('Ж', 'ж'), ('k',))
    """
    if character.isascii():
        return (character.lower(),)
    candidates = {character, *_cases()[character]}
    for other in tuple(candidates):
        candidates |= {*_cases()[other]}
    pattern = Pattern(re.escape(character), ignores_case=True)
    matching = filter(pattern.fullmatch, candidates)
    return tuple(sorted(other.lower() if other.isascii() else other for other in matching))


@cache
def odd_characters() -> frozenset[str]:
    """Return the characters above 127 that no scan finds by what they fold to, so that their lines are judged apart.

    Those are characters that `cleaner.text.keys.reduced` takes away although folding keeps something of them, and those
    that match an ASCII letter when case is ignored.
    """
    return frozenset({*filter(_is_odd, every_character()), *ODDLY_CASED})


def _is_odd(character: str) -> bool:
    left = reduced(character.encode("utf-8", "surrogatepass"))
    folded = fold_character(character).encode("utf-8", "surrogatepass")
    return left.isascii() and reduced(folded) != left


@cache
def _cases() -> Mapping[str, set[str]]:
    cases: dict[str, set[str]] = defaultdict(set)
    for character in [*map(chr, range(0x80)), *every_character()]:
        for other in (character.lower(), character.upper(), character.casefold(), character.title()):
            if other != character and len(other) == 1:
                cases[character].add(other)
                cases[other].add(character)
    for character in "iIİı":
        cases[character] |= set("iIİı")
    return cases
