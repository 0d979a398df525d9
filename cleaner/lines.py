r"""Text as lines, and the folding under which two spellings of a line are the same.

A line ends after `\r\n`, `\n`, `\r`, U+2028 or U+2029, and nowhere else: form feeds, vertical tabs and
U+0085 (which is more often a mangled ellipsis) stay inside their line.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

LONGEST = 1 << 17
"""Code points of a line held in memory at once; a longer one is passed through in pieces, unchanged."""

BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"

_END = re.compile("\r\n|[\n\r\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}]")


class Line(NamedTuple):
    """One line of a document: where it stands, how it came in, and how it goes out."""

    number: int
    """From 1. The pieces of an over-long line share its number."""
    start: int
    """Code points before it in the decoded input."""
    raw: str
    """As it came in, with its line ending."""
    text: str
    """As it goes out, with its line ending."""
    whole: bool = True
    """False for a piece of a line longer than `LONGEST`."""


def split(chunks: Iterable[str]) -> Iterator[Line]:
    r"""Cut text that arrives in pieces of any size into lines.

    >>> [line.raw for line in split(["one\r", "\ntwo\n\nth", "ree"])]
    ['one\r\n', 'two\n', '\n', 'three']
    """
    number, start = 1, 0
    whole = True  # false inside an over-long line
    for raw, ended in _pieces(chunks):
        open_end = not ended and len(raw) == LONGEST
        yield Line(number, start, raw, raw, whole and not open_end)
        start += len(raw)
        whole = not open_end
        number += ended


def body_and_end(raw: str) -> tuple[str, str]:
    r"""Part a line from its line ending.

    >>> body_and_end("one\r\n")
    ('one', '\r\n')
    """
    if raw.endswith("\r\n"):
        return raw[:-2], "\r\n"
    if raw and raw[-1] in "\n\r\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}":
        return raw[:-1], raw[-1]
    return raw, ""


def fold(text: str) -> str:
    """Give the form in which two spellings of a line compare equal.

    Case, quotes, dashes, digits of other scripts, full-width and presentation forms, invisible characters
    and spacing are folded, with the few letters that web sites write either way (ё/е, Arabic and Persian
    ya and kaf, Turkish dotted and dotless i, Romanian cedilla and comma, Greek accents). Letters that
    make another word are not: no accent of French or Vietnamese is lost.

    >>> fold("“Follow\N{NO-BREAK SPACE}Us” – ＴＯＤＡＹ")
    "'follow us' - today"
    """
    return " ".join(text.translate(_FOLDED).split())


def fold_label(text: str) -> str:
    """Fold a line and take off what sites hang on both ends of a label: bullets, arrows, brackets, colons.

    Quotation marks, question marks and exclamation marks stay: they are marks of speech.

    >>> fold_label("» Related Articles:")
    'related articles'
    """
    if text[:1] == "«" and text[-1:] == "»":
        return fold(text)
    return fold(text).strip(_EDGES)


def folded_offsets(text: str) -> list[int]:
    """Say, for each character of `fold_label(text)`, which code point of the text it came from."""
    folded = [(each, index) for index, one in enumerate(text) for each in one.translate(_FOLDED)]
    kept: list[tuple[str, int]] = []
    for each, index in folded:
        if not each.isspace():
            kept.append((each, index))
        elif kept and kept[-1][0] != " ":
            kept.append((" ", index))
    label = fold_label(text)
    begin = "".join(each for each, _ in kept).find(label)
    return [index for _, index in kept[begin : begin + len(label)]]


_EDGES = " \t-_=*+~^|/\\<>[](){}.,:;…·•◦‣▪▫■□◆◇●○★☆►▶▷▸▹▼▾▲△←→↑↓⇒➔➜➤»«›‹※【】〔〕「」✓✔✕✖×❯❮"

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
        folded = self[code] = _fold_character(chr(code))
        return folded


def _fold_character(character: str) -> str:
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


_FOLDED = _Folding({ord('"'): "'"})


def _pieces(chunks: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Yield lines with whether a line ending closes them; what is longer than `LONGEST` comes in pieces."""
    rest: list[str] = []  # parts of a line whose end has not come yet
    size = 0
    carriage = ""  # a "\r" at the end of a chunk may be half of "\r\n"
    for arrived in chunks:
        chunk = carriage + arrived
        carriage = "\r" if chunk.endswith("\r") else ""
        chunk = chunk.removesuffix(carriage) if carriage else chunk
        begin = 0
        for match in _END.finditer(chunk):
            body = "".join([*rest, chunk[begin : match.start()]])
            rest, size = [], 0
            yield from _cut(body, match.group())
            begin = match.end()
        if begin < len(chunk):
            rest.append(chunk[begin:])
            size += len(chunk) - begin
            if size > LONGEST:
                body = "".join(rest)
                while len(body) > LONGEST:
                    yield body[:LONGEST], False
                    body = body[LONGEST:]
                rest, size = [body], len(body)
    body = "".join(rest)
    if carriage:
        yield from _cut(body, carriage)
    elif body:
        yield from _cut(body, "")


def _cut(body: str, end: str) -> Iterator[tuple[str, bool]]:
    while len(body) > LONGEST:
        yield body[:LONGEST], False
        body = body[LONGEST:]
    if body or end:
        yield body + end, bool(end)
