"""Spellings: which characters count as one where case is ignored, and where text is folded."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from itertools import chain

from cleaner.text.folding import EDGES, ODDLY_CASED, fold_character
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
def folding_to(character: str) -> tuple[str, ...]:
    """Return the characters that are folded to one, those aside that `odd_characters` holds."""
    return tuple(other for other in _unfolded().get(character) or (character,) if not "A" <= other <= "Z")


@cache
def odd_characters() -> frozenset[str]:
    """Return the characters above 127 that fold to several, to none, to an ASCII letter or digit, or to a far letter.

    Mathematical, circled, full-width and presentation forms are rare enough to be looked at wherever they are;
    so what is looked for in place of a folded letter is its capital and little else.
    """
    joiners = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}\N{ARABIC TATWEEL}…"
    odd = {character for character in every_character() if _is_odd(character) and character not in joiners}
    return frozenset(odd.union(ODDLY_CASED))


def _is_odd(character: str) -> bool:
    folded = fold_character(character)
    if len(folded) != 1 or (folded.isascii() and folded.isalnum()):
        return True
    is_near = folded == character.lower() or len(folded.encode()) == len(character.encode()) == 2
    return folded.isalnum() and not is_near


@cache
def edge_characters() -> str:
    """Return what the folding of a line may have lost at its ends: spaces, marks, and what is not seen."""
    return "".join(filter(vanishes, [*map(chr, range(0x80)), *every_character()])).replace("\n", "")


@cache
def vanishes(character: str) -> bool:
    """Return whether folding takes a character off the ends of a line."""
    return not fold_character(character).strip(EDGES + "'`").strip()


@cache
def _unfolded() -> Mapping[str, list[str]]:
    unfolded: dict[str, list[str]] = defaultdict(list)
    for character in [*map(chr, range(0x80)), *every_character()]:
        if character not in odd_characters():
            unfolded[fold_character(character)].append(character)
    return unfolded


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
