"""Mojibake: two characters are decoded where the line shows that they were one, and stay where a word may end so."""

import pytest

from cleaner.text.mojibake import MAX_CHARS, decode_mojibake

STAY = [
    "The buried surface is 1200 Å² per monomer, and the cell has a volume of 500 Å³.",
    "10 Å², (310 Å²), kJ/Å².",
    "“ATÉ AMANHÔ, DISSE A IRMÃ”.",
    "IRMÃ\N{NO-BREAK SPACE}MARIA",
    "A NOSSA IRMÃ — MARIA",
    "IRMÃ—MARIA E IRMÃ… DEPOIS",
    "NESCAFÉ® UND CAFÉ²",
    "„ȚARĂ” ȘI „CASĂ”",
    "«É» é uma palavra; “É” também.",
    "Ångström, Å, ÅÄÖ, ÉTÉ, FAÇADE",
    "café — “naïve” · 20 °C · §5 · ½ · £5 · €5 · ©",
]
DECODED = [
    ("De smaak is ongeÃ«venaard, zegt de bakker.", "De smaak is ongeëvenaard, zegt de bakker."),
    ("cafÃ©", "café"),
    ("Ã‰cole", "École"),
    ("Ã¼ber", "über"),
    ("ESPAÃ‘A", "ESPAÑA"),
    ("KÃ–LN UND MÃœNCHEN", "KÖLN UND MÜNCHEN"),
    ("metÅ³", "metų"),
    ("20 Â°C, Â£5, Â© 2021", "20 °C, £5, © 2021"),
    ("APIÂ\N{NO-BREAK SPACE}key, FICOÂ®, PMÂ²", "API\N{NO-BREAK SPACE}key, FICO®, PM²"),
    ("itâ€™s", "it’s"),
    ("she\x92s", "she’s"),
    ("вЂњItвЂ™s", "“It’s"),
    ("fÃƒÂ¼r", "für"),
    ("CIDADÃƒÂ£", "CIDADã"),
    ("Îµ Î±Î²Î³", "ε αβγ"),
    ("Ð¿Ñ€Ð¸Ð²ÐµÑ‚", "привет"),
]


@pytest.mark.parametrize("text", STAY)
def test_two_characters_that_may_end_a_word_stay(text):
    assert decode_mojibake(text) == text


@pytest.mark.parametrize(("text", "decoded"), DECODED)
def test_what_no_author_wrote_is_decoded(text, decoded):
    assert decode_mojibake(text) == decoded


def test_two_characters_are_decoded_with_others_in_the_line():
    assert decode_mojibake("AMANHÃ”") == "AMANHÃ”"
    assert decode_mojibake("AMANHÃ” cafÃ©") == "AMANHÔ café"


@pytest.mark.parametrize(("word", "decoded"), [("cafÃ© ", "café "), ("CafÃ©", "Café"), ("æœ€å¾Œ", "最後")])
def test_a_long_line_is_cut_between_sequences(word, decoded):
    assert decode_mojibake(word * MAX_CHARS) == decoded * MAX_CHARS
