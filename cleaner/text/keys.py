"""Keys: bytes that lines which fold alike have in common, worked out for many lines at once."""

from collections import Counter

from cleaner.native import native
from cleaner.text.folding import EDGES, fold

LIKENESS = 12
"""Bytes of a likeness (see `likeness`): 12 letters of English, 4 ideographs."""


def reduced(data: bytes) -> bytes:
    """Leave out of UTF-8 what folding makes alike: case of ASCII letters, spaces, and the marks around words.

    Lines of ASCII and curly marks that fold alike are then the same bytes. Letters of other scripts lose bytes.

    >>> reduced("“Don’t — Stop…”".encode()) == reduced(b"'don't' - stop")
    True
    """
    return data.translate(_LOWER, _REDUNDANT)


def alike(texts: list[str]) -> list[tuple[int, bool]]:
    """Give the places of the lines that have the likeness of another, and whether one that has it is above.

    >>> alike(["News", "Harbour", "", "news", ""])
    [(0, False), (3, True)]
    """
    return native.alike(texts, _REDUNDANT, LIKENESS) if native else alike_by_table(texts)


def alike_by_table(texts: list[str]) -> list[tuple[int, bool]]:
    """Return what `alike` does, without native code."""
    keys = list(map(likeness_by_table, texts))
    counts = Counter(keys)
    first = {key: at for at, key in reversed(list(enumerate(keys)))}
    return [(at, first[key] < at) for at, key in enumerate(keys) if key and counts[key] > 1]


def likeness(text: str) -> bytes:
    """Give what all lines share that fold alike: how their folding begins, reduced.

    >>> likeness("“Don’t” "), likeness(" 'don't'"), likeness("  ")
    (b'dont', b'dont', b'')
    """
    return native.likeness(text, _REDUNDANT, LIKENESS) if native else likeness_by_table(text)


def likeness_by_table(text: str) -> bytes:
    """Return what `likeness` does, without native code."""
    key = reduced(fold(text[: 2 * LIKENESS]).encode("utf-8", "surrogatepass"))
    if len(key) < LIKENESS and len(text) > 2 * LIKENESS:
        key = reduced(fold(text).encode("utf-8", "surrogatepass"))
    return key[:LIKENESS]


_LOWER = bytes.maketrans(bytes(range(65, 91)), bytes(range(97, 123)))
_MARKS = "‘’“”–—…"  # in nearly every text
_REDUNDANT = bytes(
    {*b" \t\v\f\r\x1c\x1d\x1e\x1f'\"`", *_MARKS.encode(), *filter(lambda code: code < 0x80, map(ord, EDGES))}
)
