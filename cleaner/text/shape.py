"""Shape: what a line looks like without its words, in any script.

Words are counted as a reader would: by spaces where a script has them; an ideograph or kana counts as
half a word, a letter of Thai, Lao, Khmer or Burmese as a fifth.
"""

from dataclasses import dataclass, fields
from functools import lru_cache

from cleaner.native import native
from cleaner.text.characters import KINDS
from cleaner.text.patterns import Pattern

PROSE_WORDS = 12
"""Words from which a line that ends like a sentence is prose.

From the probe in the project's evaluation data, where 12 words or 20 ideographs told prose best.
"""
FLOWING_WORDS = 18
"""Words from which a line is prose however it ends: text wrapped at 80 columns ends lines anywhere."""
SPOKEN_WORDS = 6
"""Words from which a line that begins with a small letter, or holds two sentences, is prose."""

LONGEST_SHAPED = 300
"""Characters of the longest line that has a shape: a longer one is prose, or in no site's lists."""

_HALF = Pattern(KINDS["half"])
_FIFTH = Pattern(KINDS["fifth"])
_WIDE = Pattern(KINDS["wide"])
WORD = rf"{KINDS['common']}(?:{KINDS['inner']}*{KINDS['common']})?"
_SPACED = Pattern(WORD)
_LETTER = Pattern(r"\p{L}")
_NUMBER = Pattern(r"\p{N}")
_SENTENCE_END = Pattern(rf"(?:{KINDS['ends_sentence']}|\.\.\.){KINDS['closes']}*$")
SENTENCE_WITHIN = Pattern(
    rf"{KINDS['before_end']}{KINDS['ends_within']}{KINDS['closes_within']}* +{KINDS['opens']}*{KINDS['begins']}|{KINDS['stops']}."
)
_SMALL = Pattern(rf"{KINDS['opens']}*{KINDS['small']}")
_CAPITAL = Pattern(r"\P{L}*(?:\p{Lu}|\p{Lt}|\p{Lo})")
_LINK = Pattern(r"(?i)(?:(?:https?://|www\.)\S+|\S+@\S+\.\w+|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,6}(?:/\S*)?)")
_DATE_NUMBER = r"\d{1,4}(?:st|nd|rd|th|er|º|ª|年|月|日|時|时|分|년|월|일|시|분|г|\.)?"
_DATE = Pattern(
    rf"(?=\D*\d)(?:{_DATE_NUMBER}|[\p{{L}}\p{{M}}]{{1,12}}\.?)(?:[\s,./:|·•–-]{{0,3}}(?:{_DATE_NUMBER}|[\p{{L}}\p{{M}}]{{1,12}}\.?)){{1,9}}"
)
_BULLET = Pattern(r"(?:[•·*‣▪■□●○◆►▶»›+–—-]|\d{1,3}[.)、]|\[\d{1,3}\])\s*\S")
_COLUMNS = Pattern(r"\t|\|.*\||\S {3,}\S")
_YEAR = Pattern(r"(?<!\d)(?:1[3-9]|2[0-5])\d\d(?!\d)|\d{1,2}[./:-]\d{1,2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a line must look like; whatever is left out does not matter.

    In a rule file: `shape = { max_words = 4, sentence = false }`.
    """

    min_words: int | None = None
    """The fewest words."""
    max_words: int | None = None
    """The most words."""
    max_chars: int | None = None
    """The most characters."""
    sentence: bool | None = None
    """Whether it ends like a sentence: full stop, question or exclamation mark, in any script."""
    letters: bool | None = None
    """Whether there is a letter in it."""
    digits: bool | None = None
    """Whether there is a digit in it."""
    capital: bool | None = None
    """Whether its first letter is a capital; in a script without capitals every line passes."""
    link: bool | None = None
    """Whether it is nothing but a web or e-mail address."""
    date: bool | None = None
    """Whether it is nothing but a date or a time."""
    bullet: bool | None = None
    """Whether it begins with a bullet or with the number of an item."""
    columns: bool | None = None
    """Whether it is divided like the row of a table: by tabs, bars or wide gaps."""

    @property
    def longest(self) -> int:
        """The characters of the longest line that can have it."""
        return LONGEST_SHAPED if self.max_chars is None else min(LONGEST_SHAPED, self.max_chars)

    def fits(self, text: str) -> bool:
        """Whether a stripped line has this shape."""
        if len(text) > self.longest:
            return False
        if self.max_words is not None and words(text) > self.max_words:
            return False
        if self.min_words is not None and words(text) < self.min_words:
            return False
        return all(
            wanted is None or wanted == looks(text)
            for wanted, looks in (
                (self.sentence, ends_sentence),
                (self.letters, has_letters),
                (self.digits, has_digits),
                (self.capital, has_capital),
                (self.link, is_link),
                (self.date, is_date),
                (self.bullet, has_bullet),
                (self.columns, has_columns),
            )
        )


SHAPE_KEYS = {each.name: each.type for each in fields(Shape)}


@lru_cache(4096)
def words(text: str) -> float:
    """Count words.

    >>> words("Harbour town's flood-barrier"), words("海港城市"), words("— * —")
    (3, 2.0, 0)
    """
    if not has_wide(text):
        return len(_SPACED.findall(text))
    halves, fifths = len(_HALF.findall(text)), len(_FIFTH.findall(text))
    if halves or fifths:
        text = _FIFTH.sub(" ", _HALF.sub(" ", text))
    return len(_SPACED.findall(text)) + halves / 2 + fifths / 5


def is_prose(text: str) -> bool:
    """Whether a stripped line reads as sentences; what stops a rule that spreads.

    >>> is_prose("The old wall will not last another winter, engineers told the council on Monday.")
    True
    >>> is_prose("Harbour town plans major flood barrier")
    False
    """
    return native.is_prose(text) if native else prose_by_patterns(text)


@lru_cache(4096)
def prose_by_patterns(text: str) -> bool:
    """Return the same without native code: the definition of what prose is."""
    plain = _plain_words(text[:_BEGINNING])
    if plain >= FLOWING_WORDS or (plain >= PROSE_WORDS and ends_sentence(text)):
        return True
    count = words(text)
    if count >= FLOWING_WORDS:
        return True
    if count < SPOKEN_WORDS:
        return False
    if count >= PROSE_WORDS and (ends_sentence(text) or _FIFTH.search(text)):
        return True
    return bool(_SMALL.match(text) or SENTENCE_WITHIN.search(text))


_BEGINNING = 240  # characters in which prose has words enough


def _plain_words(text: str) -> int:
    """Count some of the words of a text, soon; its last one may be cut off."""
    return 0 if has_wide(text) else sum(map(str.isalpha, text.split()[:-1]))


def has_wide(text: str) -> bool:
    """Whether there may be a letter of a script that does not part words."""
    return not text.isascii() and _WIDE.search(text) is not None


def ends_sentence(text: str) -> bool:
    """Whether a line ends like a sentence, quotation marks and brackets aside."""
    return _SENTENCE_END.search(text[-12:]) is not None


def has_letters(text: str) -> bool:
    """Whether there is a letter in the line."""
    return _LETTER.search(text) is not None


def has_digits(text: str) -> bool:
    """Whether there is a digit in the line."""
    return _NUMBER.search(text) is not None


def has_capital(text: str) -> bool:
    """Whether the first letter is a capital, or has no case."""
    return _CAPITAL.match(text) is not None


def is_link(text: str) -> bool:
    """Whether the line is nothing but a web or e-mail address."""
    return len(text) < 500 and _LINK.fullmatch(text) is not None


def is_date(text: str) -> bool:
    """Whether the line is nothing but a date or a time.

    >>> is_date("15 September 2023 - 13:23"), is_date("Apollo 13")
    (True, False)
    """
    return len(text) <= 48 and _DATE.fullmatch(text) is not None and _YEAR.search(text) is not None


def has_bullet(text: str) -> bool:
    """Whether the line begins with a bullet or with the number of an item.

    >>> has_bullet("* Compass"), has_bullet("3. Compass"), has_bullet("3 compasses")
    (True, True, False)
    """
    return _BULLET.match(text) is not None


def has_columns(text: str) -> bool:
    """Whether the line is divided like the row of a table."""
    return _COLUMNS.search(text) is not None
