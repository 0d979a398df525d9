"""Folding: the form under which two spellings of a line are the same."""

import unicodedata

from cleaner.native import native

EDGES = " \t-_=*+~^|/\\<>[](){}.,:;…·•◦‣▪▫■□◆◇●○★☆►▶▷▸▹▼▾▲△←→↑↓⇒➔➜➤»«›‹※【】〔〕「」✓✔✕✖×❯❮"
"""What `fold_label` takes off."""

ODDLY_CASED = {"\N{KELVIN SIGN}": "k", "\N{LATIN SMALL LETTER LONG S}": "s", "İ": "i"}
"""The characters above 127 that match an ASCII letter when case is ignored."""


def plainly_cased(text: str) -> str:
    """Replace them by the letters they match."""
    return text.translate(_PLAINLY)


def fold(text: str) -> str:
    """Give the form in which two spellings of a line compare equal.

    Case, quotes, dashes, digits of other scripts, full-width and presentation forms, invisible characters
    and spacing are folded, with the few letters that web sites write either way (ё/е, Arabic and Persian
    ya and kaf, Turkish dotted and dotless i, Romanian cedilla and comma, Greek accents). Letters that
    make another word are not: no accent of French or Vietnamese is lost.

    >>> fold("“Follow\N{NO-BREAK SPACE}Us” – ＴＯＤＡＹ")
    "'follow us' - today"
    """
    return native.fold(text) if native else folded_by_table(text)


def fold_label(text: str) -> str:
    """Fold a line and take off what sites hang on both ends of a label: bullets, arrows, brackets, colons.

    Quotation marks, question marks and exclamation marks stay: they are marks of speech.

    >>> fold_label("» Related Articles:")
    'related articles'
    """
    return native.fold_label(text) if native else label_by_table(text)


def folded_by_table(text: str) -> str:
    """Return what `fold` does, without native code."""
    return " ".join(text.translate(FOLDED).split())


def label_by_table(text: str) -> str:
    """Return what `fold_label` does, without native code."""
    folded = folded_by_table(text)
    return folded if text[:1] == "«" and text[-1:] == "»" else folded.strip(EDGES)


def folded_offsets(text: str) -> list[int]:
    """Say, for each character of `fold_label(text)`, which code point of the text it came from."""
    folded = [(each, index) for index, one in enumerate(text) for each in one.translate(FOLDED)]
    kept: list[tuple[str, int]] = []
    for each, index in folded:
        if not each.isspace():
            kept.append((each, index))
        elif kept and kept[-1][0] != " ":
            kept.append((" ", index))
    label = fold_label(text)
    begin = "".join(each for each, _ in kept).find(label)
    return [index for _, index in kept[begin : begin + len(label)]]


_PLAINLY = str.maketrans(ODDLY_CASED)

_QUOTES = "‘’‚‛′`´“”„‟″〝〞＂＇"
_DASHES = "‐‑‒–—―−﹘﹣－"
_INVISIBLE = (
    "\N{SOFT HYPHEN}\N{ZERO WIDTH SPACE}\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
    "\N{WORD JOINER}\N{ZERO WIDTH NO-BREAK SPACE}\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}"
    "\N{ARABIC LETTER MARK}\N{ARABIC TATWEEL}\N{VARIATION SELECTOR-15}\N{VARIATION SELECTOR-16}"
)
_LETTERS = {
    "İ": "i",
    "I": "i",
    "ı": "i",
    "ё": "е",
    "Ё": "е",
    "ş": "ș",
    "Ş": "ș",
    "ţ": "ț",
    "Ţ": "ț",
    "ي": "ی",
    "ى": "ی",
    "ك": "ک",
    "ς": "σ",
}


class _Folding(dict[int, str]):
    """`str.translate` asks it for each code point; it works each out once."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = fold_character(chr(code))
        return folded


def fold_character(character: str) -> str:
    """Fold one character, to any number of them."""
    if character in _LETTERS:
        return _LETTERS[character]
    if character in _INVISIBLE:
        return ""
    if character in _QUOTES:
        return "'"
    if character in _DASHES:
        return "-"
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if "\N{GREEK TONOS}" <= character <= "\N{GREEK SMALL LETTER OMEGA WITH TONOS}" or "ἀ" <= character <= "῾":
        character = unicodedata.normalize("NFD", character)[0]
    plain = unicodedata.normalize("NFKC", character).casefold()
    return "".join(_LETTERS.get(each, each) for each in plain) if plain != character else plain


FOLDED = _Folding({ord('"'): "'"})
"""What `fold` makes of each character, by its code point."""
