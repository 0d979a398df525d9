r"""Literals: bytes of which one is in every line that may match, so that a scan for thousands of them finds it.

A line of a phrase with slots begins with the phrase's first words, or ends with its last, or has words between
two slots. They are looked for in lines that were made alike first: those of ASCII by `cleaner.text.keys.reduced`,
others, stripped of what may stand at the ends of a label, by `cleaner.text.keys.merged`.
"""

from collections.abc import Sequence
from itertools import product

from cleaner.matching.spellings import folding_to, vanishes
from cleaner.ruleset.slots import SlottedPhrase
from cleaner.text.keys import merged, reduced

MAX_LITERAL_BYTES = 16
"""Bytes of a literal for lines of ASCII beyond which it gets no rarer."""

MAX_LITERAL_CHARS = 8
"""Characters of a literal for other lines beyond which it gets no rarer."""

TELLING_BYTES = 6
"""Bytes of a word that is rare enough at either end of a line, or anywhere in it."""

MAX_SPELLINGS = 32
"""Literals for one word; a longer one is cut."""


def reduced_literal(phrase: SlottedPhrase) -> bytes | None:
    r"""Return the literal of a phrase for lines of ASCII, reduced; None if it cannot be such a line.

    >>> from cleaner.ruleset.slots import slotted
    >>> reduced_literal(slotted("News ID: {n}")), reduced_literal(slotted("{n} thoughts on {text}"))
    (b'\nnewsid', b'thoughtson')
    """
    parts = [reduced(text.encode()) for text in phrase.parts]
    if not all(map(bytes.isascii, parts)):
        return None
    head, tail = parts[0], parts[-1]
    begin = b"\n" + head[:MAX_LITERAL_BYTES] if head else b""
    end = tail[-MAX_LITERAL_BYTES:] + b"\n" if tail else b""
    return max(begin, end, *(part[:MAX_LITERAL_BYTES] for part in parts), key=len)


def merged_literals(phrase: SlottedPhrase) -> list[bytes]:
    r"""Return the literals of which one is in any line of a phrase, stripped and merged.

    >>> from cleaner.ruleset.slots import slotted
    >>> merged_literals(slotted("By {name}"))
    [b'\nby']
    """
    return _literals(phrase.parts)


def literals_of_line(text: str) -> list[bytes]:
    """Return the same for a phrase without slots, folded."""
    return _literals([text])


def _literals(parts: Sequence[str]) -> list[bytes]:
    heads, tails = _words(parts[0])[:1], _words(parts[-1])[-1:]
    longest = max((word for part in parts for word in _words(part)), key=_size, default="")
    choices = [*heads, *tails, longest]
    word = next((word for word in choices if _size(word) >= TELLING_BYTES), choices[0])
    if word in heads:
        return [b"\n" + spelling for spelling in _spelled(word)]
    if word in tails:
        return [spelling[::-1] + b"\n" for spelling in _spelled(word[::-1], is_reversed=True)]
    return _spelled(word)


def _size(word: str) -> int:
    return len(word.encode("utf-8", "surrogatepass"))


def _words(text: str) -> list[str]:
    """Split folded text at what may vanish."""
    return "".join(" " if vanishes(character) else character for character in text).split()


def _spelled(word: str, *, is_reversed: bool = False) -> list[bytes]:
    """Return the bytes of a word's beginning in all spellings that count as it.

    If `is_reversed`, the bytes of each character are reversed like the word.
    """
    order = -1 if is_reversed else 1
    letters: list[set[bytes]] = []
    count = 1
    for character in word[:MAX_LITERAL_CHARS]:
        spellings = {merged(spelling.encode())[::order] for spelling in folding_to(character)}
        count *= len(spellings)
        if count > MAX_SPELLINGS:
            break
        letters.append(spellings)
    return sorted(map(b"".join, product(*letters)))
