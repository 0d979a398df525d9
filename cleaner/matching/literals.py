r"""Literals: bytes of which one is in every line that may match, so that a scan for thousands of them finds it.

A line of a phrase with slots begins with the phrase's first words, ends with its last, and has the words between two
slots. They are looked for in lines that were made alike first: those of ASCII by `cleaner.text.keys.reduced`, others by
`cleaner.text.folding.fold_label`.
"""

from collections.abc import Sequence

from cleaner.ruleset.slots import SlottedPhrase
from cleaner.text.keys import reduced

MAX_LITERAL_BYTES = 16
"""Bytes of a literal beyond which it gets no rarer."""


def reduced_literal(phrase: SlottedPhrase) -> bytes | None:
    r"""Return the literal of a phrase for lines of ASCII, reduced; None if it cannot be such a line.

    >>> from cleaner.ruleset.slots import slotted
    >>> reduced_literal(slotted("News ID: {n}")), reduced_literal(slotted("{n} thoughts on {text}"))
    (b'\nnewsid', b'thoughtson')
    """
    parts = [reduced(text.encode()) for text in phrase.parts]
    return _literal(parts) if all(map(bytes.isascii, parts)) else None


def folded_literal(phrase: SlottedPhrase) -> bytes:
    r"""Return the literal of a phrase for folded lines.

    >>> from cleaner.ruleset.slots import slotted
    >>> folded_literal(slotted("Par {name}"))
    b'\npar'
    """
    return _literal([text.encode("utf-8", "surrogatepass") for text in phrase.parts])


def _literal(parts: Sequence[bytes]) -> bytes:
    """Return the longest of what a line begins with, ends with, and has."""
    head, tail = parts[0], parts[-1]
    begin = b"\n" + head[:MAX_LITERAL_BYTES] if head else b""
    end = tail[-MAX_LITERAL_BYTES:] + b"\n" if tail else b""
    return max(begin, end, *(part[:MAX_LITERAL_BYTES] for part in parts), key=len)
