"""The shape of a line: what it looks like whatever is around it, as whole-number facts from one look at its text.

Nothing here knows a word of any language but the words of labels, which are a list of their own. Facts depend on the
text alone, so those of short lines are kept for each distinct line.
"""

from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from cleaner.data import rules_folder
from cleaner.native import native
from cleaner.text.characters import CLOSING, COMMAS, KINDS, LEADING, NOT_AT_LABELS_END
from cleaner.text.patterns import Pattern
from cleaner.text.shape import WORD, ends_sentence, has_columns, has_wide, is_link, prose_by_patterns, words

MEMO_LINES = 1 << 13
"""Distinct lines whose facts are kept; chrome repeats, and so do its facts."""

MAX_MEMO_CHARS = 120
"""Characters of the longest line whose facts are kept: longer ones hardly repeat."""

MAX_LOOKED_CHARS = 320
"""Characters that are looked at but for its words: what follows in a longer line changes no fact that matters."""

MAX_USED_CHARS = 1200
"""Characters whose words count as used by the document."""

MAX_LABEL_CHARS = 80
"""Characters of the longest line that may be a label."""

MAX_MENU_CHARS = 40
"""Characters of the longest line that may be a label of a menu."""

MAX_MENU_WORDS = 3
"""Words of the longest label of a menu."""

_IDEOGRAPH = Pattern(KINDS["ideograph"])
_UNPARTED = Pattern(KINDS["unparted"])
_WORD = Pattern(WORD)
_TIME = Pattern(
    r"(?<![\d:.])(?:[01]?\d|2[0-3])[:.h][0-5]\d(?![\d.])|\d\s?[ap]\.?m\b|[时時]\d|\d[时時]", ignores_case=True
)
_YEAR = Pattern(r"(?<!\d)(?:19[5-9]|20[0-4])\d(?!\d)")
_DAY = Pattern(r"(?<![\d.])\d{1,2}[./-]\d{1,2}(?:[./-]\d{2,4})?(?![\d.])|\d月|\d日|\d년|\d월")
_CODE = Pattern(rf"{KINDS['code_mark']}|::|->|\w\(\)|\w_\w|(?:^|\s)--?\w")
_SEPARATOR = Pattern(rf"{KINDS['separator']}|\s/\s")
_LABEL_WORD = Pattern(rf"{KINDS['letter']}+")
_CONTENT_WORD = Pattern(rf"{KINDS['letter']}{{4,}}")
_COPYRIGHT = Pattern(rf"{KINDS['copyright']}|\(c\)\s*\d", ignores_case=True)
_NOT_SAID = Pattern(r"[\W_]+")


class LineShape(NamedTuple):
    """The facts of one line; shares are per cent, what is yes or no is 1 or 0."""

    text: str
    is_prose: bool
    """It reads as sentences by itself."""
    words: int
    chars: int
    """An ideograph or kana counts twice."""
    sentence: int
    """How it ends: 1 like a sentence, 0 not."""
    comma_end: int
    digits: int
    """Share of its characters."""
    capitals: int
    """Share of its words that begin with a capital."""
    small: int
    """It begins with a small letter."""
    link: int
    time: int
    day: int
    """It holds a year, or day and month in figures."""
    copyright: int
    separators: int
    code: int
    columns: int
    labels: int
    """Share of its words that labels consist of (`label-words.txt`)."""
    cased: int
    """It begins with a letter of a script that has capitals."""
    is_menu: int
    """It is a label of a menu."""
    uses: frozenset[str]
    """Its longer words, folded; pairs of ideographs."""
    said: str
    """Its letters and digits, folded: two lines that are alike say the same."""
    first_word: str


def line_shape(text: str) -> LineShape:
    """Return the facts of a stripped line; those of native code have the same attributes.

    >>> shape = line_shape("Harbour town plans flood barrier")
    >>> shape.words, shape.sentence, shape.capitals, shape.is_prose
    (5, 0, 20, False)
    """
    return _remembered(text) if len(text) <= MAX_MEMO_CHARS else _shape(text)


def shape_by_patterns(text: str) -> LineShape:
    """Return the facts of a line without native code: the definition of what they are."""
    begin = text[:MAX_LOOKED_CHARS]
    used = text[:MAX_USED_CHARS].casefold()
    is_wide = has_wide(text)
    first = begin.lstrip(LEADING)[:1]
    small, cased = int(first.islower()), int(first.isupper() or first.islower())
    is_menu = int(menu_line_by_patterns(text))
    if prose_by_patterns(text):
        uses, sentence = _uses(used, is_wide=is_wide), int(ends_sentence(text))
        return _PROSE._replace(
            text=text,
            chars=len(text),
            sentence=sentence,
            small=small,
            cased=cased,
            is_menu=is_menu,
            uses=uses,
        )
    tokens = _WORD.findall(begin)
    end = text[-12:].rstrip(CLOSING)
    letters, digits = sum(map(str.isalpha, begin)), sum(map(str.isdigit, begin))
    said = _NOT_SAID.sub("", used[:MAX_LOOKED_CHARS])
    return LineShape(
        text=text,
        is_prose=False,
        words=int(words(begin) + 0.5),
        chars=len(text) + (len(_IDEOGRAPH.findall(begin)) if is_wide else 0),
        sentence=int(ends_sentence(text)),
        comma_end=int(end.endswith(_COMMAS)),
        digits=100 * digits // max(1, digits + letters),
        capitals=100 * sum([token[0].isupper() for token in tokens]) // max(1, len(tokens)),
        small=small,
        link=int(is_link(text)),
        time=int(digits > 0 and _TIME.search(begin) is not None),
        day=int(digits > 0 and (_YEAR.search(begin) is not None or _DAY.search(begin) is not None)),
        copyright=int(_COPYRIGHT.search(begin) is not None),
        separators=len(_SEPARATOR.findall(begin)),
        code=len(_CODE.findall(begin[:200])),
        columns=int(has_columns(begin)),
        labels=_labels(used),
        cased=cased,
        is_menu=is_menu,
        uses=_uses(used, is_wide=is_wide),
        said=said,
        first_word=tokens[0].casefold() if tokens else "",
    )


_NOTHING: Mapping[str, Any] = {
    **dict.fromkeys(LineShape._fields, 0),
    "uses": frozenset(),
    "said": "",
    "first_word": "",
}
_PROSE = LineShape(**{**_NOTHING, "is_prose": True, "words": 30})
"""What is known of every line of prose; the rest matters only of lines that may be chrome."""

_shape: Callable[[str], LineShape] = native.line_shape if native else shape_by_patterns
_remembered: Callable[[str], LineShape] = lru_cache(MEMO_LINES)(_shape)
_COMMAS = tuple(COMMAS)
_NOT_AT_LABELS_END = frozenset(NOT_AT_LABELS_END)


@cache
def label_words() -> frozenset[str]:
    """Return the words that labels consist of, folded."""
    return frozenset((rules_folder() / "label-words.txt").read_text("utf-8").split())


def is_menu_line(text: str) -> bool:
    """Return whether a stripped line is a label of a menu: a few words, all of which labels consist of.

    >>> is_menu_line("Contact us"), is_menu_line("Contact us."), is_menu_line("Harbour")
    (True, False, False)
    """
    return native.is_menu_line(text) if native else menu_line_by_patterns(text)


def menu_line_by_patterns(text: str) -> bool:
    """Return the same without native code: the definition of what such a label is."""
    if len(text) > MAX_MENU_CHARS or text[-1:] in _NOT_AT_LABELS_END:
        return False
    tokens = _LABEL_WORD.findall(text.casefold())
    return 0 < len(tokens) <= MAX_MENU_WORDS and label_words().issuperset(tokens)


def _labels(folded: str) -> int:
    """Return the share of words that labels consist of."""
    if len(folded) > MAX_LABEL_CHARS:
        return 0
    tokens = _LABEL_WORD.findall(folded)
    known = label_words()
    return 100 * sum([token in known for token in tokens]) // len(tokens) if tokens else 0


def _uses(folded: str, *, is_wide: bool) -> frozenset[str]:
    """Return the longer words; of scripts that do not part words, pairs of characters."""
    tokens = _CONTENT_WORD.findall(folded)
    if not is_wide:
        return frozenset(tokens)
    used = {token for token in tokens if not _UNPARTED.search(token)}
    for token in tokens:
        if _UNPARTED.search(token):
            used.update(map("".join, pairwise(token)))
    return frozenset(used)
