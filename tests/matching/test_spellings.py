"""Byte regexes: they know every spelling of a character that counts as it."""

import unicodedata

import pytest
import regex

from cleaner.matching.spellings import LAST_CASED, ignoring_case
from cleaner.text.folding import ODDLY_CASED, fold_character


@pytest.mark.no_cover
def test_case_and_folding_are_known_for_every_character():
    """No character beyond the range that byte regexes go through has a case or is folded."""
    beyond = [chr(code) for code in range(LAST_CASED, 0x110000) if not 0x2F800 <= code < 0x2FA20]
    assert all(
        fold_character(character) == character
        for character in beyond
        if unicodedata.category(character) != "Mn"
    )
    assert all(character.lower() == character.upper() == character for character in beyond)


@pytest.mark.no_cover
@pytest.mark.parametrize("letter", "abcdefghijklmnopqrstuvwxyz")
def test_an_ascii_letter_has_no_other_odd_case(letter):
    pattern = regex.compile(letter, regex.IGNORECASE)
    odd = [chr(code) for code in range(0x80, 0x20000) if pattern.fullmatch(chr(code))]
    assert set(odd) == {character for character, plain in ODDLY_CASED.items() if plain == letter}
    assert ignoring_case(letter) == (letter,)
