"""Keys: bytes that lines which fold alike have in common, worked out for many lines at once."""

from collections.abc import Sequence

from cleaner.text.folding import EDGES, fold

LIKENESS = 12
"""Bytes of a likeness (see `likenesses`): 12 letters of English, 4 ideographs."""


def reduced(data: bytes) -> bytes:
    """Leave out of UTF-8 what folding makes alike: case of ASCII letters, spaces, and the marks around words.

    Lines of ASCII and curly marks that fold alike are then the same bytes. Letters of other scripts lose bytes.

    >>> reduced("“Don’t — Stop…”".encode()) == reduced(b"'don't' - stop")
    True
    """
    return data.translate(_LOWER, _REDUNDANT)


def likenesses(bodies: Sequence[bytes], errors: str) -> list[bytes]:
    """Give for each line what all lines share that fold alike: how their folding begins, reduced.

    >>> likenesses(["“Don’t” ".encode(), b" 'don't'", b"  "], "strict")
    [b'dont', b'dont', b'']
    """
    data = b"\n".join(bodies)
    keys = reduced(data).split(b"\n")
    if data.isascii():
        return [key[:LIKENESS] for key in keys]
    has_circled = b"\xe2\x93" in data  # letters that would be left out whole
    return [
        key[:LIKENESS] if key.isascii() and not has_circled else likeness(body.decode("utf-8", errors))
        for key, body in zip(keys, bodies, strict=True)
    ]


def likeness(text: str) -> bytes:
    """Give the likeness of one line (see `likenesses`)."""
    key = reduced(fold(text[: 2 * LIKENESS]).encode("utf-8", "surrogatepass"))
    if len(key) < LIKENESS and len(text) > 2 * LIKENESS:
        key = reduced(fold(text).encode("utf-8", "surrogatepass"))
    return key[:LIKENESS]


_LOWER = bytes.maketrans(bytes(range(65, 91)), bytes(range(97, 123)))
_MARKS = "‘’“”–—…"  # in nearly every text
_REDUNDANT = bytes(
    {*b" \t\v\f\r\x1c\x1d\x1e\x1f'\"`", *_MARKS.encode(), *filter(lambda code: code < 0x80, map(ord, EDGES))}
)
