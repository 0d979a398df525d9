"""Characters: what kind each is, for native code, which knows nothing of Unicode and asks a page at a time.

The kinds are those that `cleaner.text.shape` and `cleaner.text.line_shape` ask for by patterns and by methods of `str`.
"""

from collections.abc import Callable, Mapping, Sequence

from cleaner.text.folding import EDGES, FOLDED
from cleaner.text.patterns import Pattern

PAGE_CHARS = 256
"""Characters of a page."""

KINDS: Mapping[str, str] = {
    "word": r"\w",
    "common": r"[^\W_]",
    "inner": r"[\w'’.,:/@&+\-]",
    "letter": r"[\p{L}\p{M}]",
    "small": r"\p{Ll}",
    "decimal": r"\d",
    "gap": r"\s",
    "half": r"[\p{Han}\p{Hiragana}\p{Katakana}]",
    "fifth": r"[\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]",
    "wide": r"[\u0e00-\u1fff\u2e80-\U0010ffff]",  # all of those two, and others
    "ideograph": r"[\u3005\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]",
    "unparted": r"[\u0e00-\u109f\u1780-\u17ff\u2e80-\U0003ffff]",
    "ends_sentence": "[.!?…。！？｡؟۔।॥։።]",
    "closes": r"[\"'”’»›)\]』」）】*_\s]",
    "ends_within": "[.!?…؟۔।]",
    "before_end": r"[\p{Ll}\p{Lo}\d)\"”’»]",
    "closes_within": r"[\"”’»)]",
    "opens": r"[\"“‘«(]",
    "begins": r"[\p{Lu}\p{Lo}]",
    "stops": "[。！？]",
    "code_mark": r"[{}<>=$\\`;]",
    "separator": r"[|›»·•>]",
    "copyright": "[©®℗]",
}
"""Patterns of one character, by the names of the kinds."""

METHODS: Mapping[str, Callable[[str], bool]] = {
    "alphabetic": str.isalpha,
    "alphanumeric": str.isalnum,
    "digit": str.isdigit,
    "upper": str.isupper,
    "lower": str.islower,
    "space": str.isspace,
}
"""The kinds that `str` tells."""


LEADING = " \"'“”‘’«»„([{*_-–—•·#>"
"""What may stand ahead of the first letter of a line."""
CLOSING = "\"'”’»›)]』」）】*_ "
"""What may stand behind the end of a sentence."""
COMMAS = ",;，、；،"
NOT_AT_LABELS_END = ".!?…:,;。！？：，；،؟۔।"

SETS: Mapping[str, frozenset[str]] = {
    "leading": frozenset(LEADING),
    "closing": frozenset(CLOSING),
    "comma": frozenset(COMMAS),
    "not_at_labels_end": frozenset(NOT_AT_LABELS_END),
    "edge": frozenset(EDGES),
}
"""The kinds that are few characters."""


_RUNS: Mapping[str, Pattern] = {name: Pattern(f"{kind}+") for name, kind in KINDS.items()}


def page(number: int, names: tuple[str, ...]) -> tuple[list[bytes], list[str], list[str]]:
    """Return of the characters of a page whether they are of each kind, as ones and zeros, them without case, and them folded."""
    begin = number * PAGE_CHARS
    characters = [chr(code) for code in range(begin, begin + PAGE_CHARS)]
    cased = [character.casefold() for character in characters]
    folded = [FOLDED[ord(character)] for character in characters]
    return [_are_of_kind(name, characters) for name in names], cased, folded


def _are_of_kind(name: str, characters: Sequence[str]) -> bytes:
    """Return whether each of some characters is of a kind."""
    if name in METHODS:
        return bytes(map(METHODS[name], characters))
    if name in SETS:
        return bytes(map(SETS[name].__contains__, characters))
    found = bytearray(len(characters))
    for run in _RUNS[name].finditer("".join(characters)):
        begin, stop = run.span()
        found[begin:stop] = b"\1" * (stop - begin)
    return bytes(found)
