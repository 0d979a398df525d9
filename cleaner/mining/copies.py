"""Copies: documents that say nearly the same, such as one article crawled twice; together they count as one."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from zlib import crc32

FEATURES = 12
"""Sentences that stand for a document: those with the smallest hashes."""

MIN_SENTENCE_CHARS = 24
"""Characters of the shortest sentence that tells documents apart."""

ALIKE = 0.5
"""The share of the sentences of two documents that both have, from which one is a copy of the other."""

ALIKE_AS_WHOLE = 0.9
"""The same, where all sentences are counted: chrome is alike on distinct documents, too."""

TELLING = 2
"""Sentences of their own from which these alone say whether one document is a copy of another."""


Features = tuple[tuple[int, ...], tuple[int, ...]]
"""The hashes that stand for a document: of its sentences that are in few documents, and of all its sentences."""


def features_of(lines: Sequence[str], rare: Sequence[bool]) -> Features:
    """Return what tells a document from others of its site; `rare` says of each line whether few have it."""
    own: set[int] = set()
    all_: set[int] = set()
    for line, is_rare in zip(lines, rare, strict=True):
        if len(line) < MIN_SENTENCE_CHARS:
            continue
        hashes = {crc32(part.encode("utf-8", "surrogatepass")) for part in _sentences(line)}
        all_ |= hashes
        if is_rare:
            own |= hashes
    if not all_:
        all_ = {crc32("\n".join(lines).encode("utf-8", "surrogatepass"))}
    return _smallest(own), _smallest(all_)


def distinct(documents: Iterable[Features]) -> list[int]:
    """Return, for each document, the number of the first one that it is a copy of; its own if there is none."""
    groups: list[int] = []
    seen: list[Features] = []
    hashes: set[int] = set()  # of the sentences of their own; where none is met again, there are no copies
    has_untold = False
    for at, document in enumerate(documents):
        own = document[0]
        is_told = len(own) >= TELLING
        if is_told and not has_untold and hashes.isdisjoint(own):
            first = at
        else:
            first = next((number for number, other in enumerate(seen) if _are_copies(document, other)), at)
        groups.append(groups[first] if first < at else at)
        seen.append(document)
        hashes.update(own)
        has_untold = has_untold or not is_told
    return groups


def _sentences(line: str) -> Iterable[str]:
    if len(line) < 2 * MIN_SENTENCE_CHARS:
        return (line,)
    parts = line.replace("。", ". ").replace("? ", ". ").replace("! ", ". ").split(". ")
    return [part for part in parts if len(part) >= MIN_SENTENCE_CHARS] or (line,)


def _smallest(hashes: set[int]) -> tuple[int, ...]:
    return tuple(sorted(hashes)[:FEATURES])


@lru_cache(1 << 14)  # the documents of a site are compared for each of its templates
def _are_copies(one: Features, other: Features) -> bool:
    if min(len(one[0]), len(other[0])) >= TELLING:
        return _likeness(one[0], other[0]) >= ALIKE
    return _likeness(one[1], other[1]) >= ALIKE_AS_WHOLE


def _likeness(one: Sequence[int], other: Sequence[int]) -> float:
    """Return the share of the smallest hashes of both that both have; 0 where either has none."""
    if not one or not other:
        return 0.0
    a, b = set(one), set(other)
    if a.isdisjoint(b):
        return 0.0
    union = sorted(a | b)[: min(FEATURES, len(a | b))]
    return len(a & b & set(union)) / len(union)
