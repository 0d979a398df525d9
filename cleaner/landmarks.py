r"""Landmarks: bytes by which a line that may be a phrase with slots is found, by a scan for thousands of literals.

A line of such a phrase begins with the phrase's first words, or ends with its last, or has words between two
slots. The literals are looked for in lines that were made alike first: those of ASCII by `cleaner.lines.reduced`,
others, stripped of what may stand at the ends of a label, by `cleaner.lines.merged`. They find every line that matches, and a few that do not.
"""

from functools import cache
from itertools import product

from cleaner.lines import EDGES, fold_character, merged, reduced
from cleaner.superset import Variants, every_character, folding_to, ignoring_case
from cleaner.wording import Slotted

ENOUGH = 16
"""Bytes of a literal for lines of ASCII beyond which it gets no rarer; for others half as many characters."""

_EDGES = EDGES + "'`"
_TELLING = 6  # bytes of a word that is rare enough at either end of a line, or anywhere in it
_SPELLINGS = 32  # literals for one word at most: a longer one is cut


def plain_landmarks(phrase: Slotted) -> list[bytes]:
    r"""Give the literal by which a phrase is found in lines of ASCII, reduced; none if it cannot be such a line.

    >>> from cleaner.wording import slotted
    >>> plain_landmarks(slotted("News ID: {n}")), plain_landmarks(slotted("{n} thoughts on {text}"))
    ([b'\nnewsid'], [b'thoughtson'])
    """
    head, tail, *parts = (reduced(each.encode()) for each in (phrase.head, phrase.tail, *phrase.parts))
    if not all(map(bytes.isascii, parts)):
        return []
    begin = b"\n" + head[:ENOUGH] if head else b""
    end = tail[-ENOUGH:] + b"\n" if tail else b""
    return [max(begin, end, *(part[:ENOUGH] for part in parts), key=len)]


def wide_landmarks(phrase: Slotted) -> list[bytes]:
    r"""Give the literals of which one is in any line of a phrase, stripped and merged.

    >>> from cleaner.wording import slotted
    >>> wide_landmarks(slotted("By {name}"))
    [b'\nby']
    """
    heads, tails = _words(phrase.head), _words(phrase.tail)
    longest = max((word for part in phrase.parts for word in _words(part)), key=_size, default="")
    telling = [word for word in (*heads[:1], *tails[-1:], longest) if _size(word) >= _TELLING]
    word = next(iter(telling or [*heads[:1], *tails[-1:], longest]))
    if heads and word == heads[0]:
        return [b"\n" + each for each in _spelled(word)]
    if tails and word == tails[-1]:
        return [each + b"\n" for each in _spelled(word[::-1], is_reversed=True)]
    return _spelled(word)


def landmarks_of(phrase: str) -> list[bytes]:
    """Give the same for a phrase without slots, folded."""
    return wide_landmarks(Slotted(phrase, phrase, (phrase,), ""))


def landmarks_of_word(word: str) -> list[bytes]:
    """Give the same for a word that a pattern must have, in any case."""
    return _spelled(word.strip(edge_characters()), ignoring_case)


@cache
def edge_characters() -> str:
    """Give what the folding of a line may have lost at its ends: spaces, marks, and what is not seen."""
    found = filter(_vanishes, [*map(chr, range(0x80)), *every_character()])
    return "".join(found).replace("\n", "")


def _size(word: str) -> int:
    return len(word.encode("utf-8", "surrogatepass"))


@cache
def _vanishes(character: str) -> bool:
    return not fold_character(character).strip(_EDGES).strip()


def _words(text: str) -> list[str]:
    """Part folded text at what may vanish."""
    return "".join(" " if _vanishes(each) else each for each in text).split()


def _spelled(word: str, variants: Variants = folding_to, *, is_reversed: bool = False) -> list[bytes]:
    """Give the bytes of a word's beginning in all spellings that count as it; if reversed, of its end."""
    spellings: list[tuple[bytes, ...]] = []
    count = 1
    for character in word[: ENOUGH // 2]:
        found = tuple({merged(each.encode()) for each in variants(character)})
        count *= len(found)
        if count > _SPELLINGS:
            break
        spellings.append(found)
    return sorted(b"".join(each[::-1] if is_reversed else each) for each in product(*spellings))
