"""The scanner: one compiled database of Hyperscan, for any number of threads."""

import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import cycle
from typing import Any, NamedTuple

import hyperscan


class Expression(NamedTuple):
    """What is looked for in bytes, and the number under which it is reported."""

    source: bytes
    id: int


_STEP = 1 << 21
"""More than any number of an expression. Literals with the same number get ids that differ by multiples of this, since
Hyperscan compiles literals with the same id in quadratic time: 3,000 in 4.0 s, and in 0.05 s with an id each."""

_MOST_STEPS = 1 << 11
"""Literals with the same number that get ids of their own: Hyperscan's ids have 32 bits."""

Hit = tuple[int, int]
"""A match: the offset at which it ends, and the number of what matches."""


def compiled(expressions: Iterable[Expression], *, are_literal: bool) -> bytes:
    """Return a database for expressions, serialized.

    Literals are plain bytes, which cost little to compile; byte regexes ignore the case of ASCII letters,
    and their `^` and `$` stand at the ends of each line.
    """
    known = list(dict.fromkeys(expressions)) or [_NEVER_FOUND]
    if are_literal:
        counts = defaultdict[int, Iterator[int]](lambda: cycle(range(_MOST_STEPS)))
        known = [Expression(source, id_ + _STEP * next(counts[id_])) for source, id_ in known]
    flags = 0 if are_literal else hyperscan.HS_FLAG_MULTILINE | hyperscan.HS_FLAG_CASELESS
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=[expression.source for expression in known],
        ids=[expression.id for expression in known],
        elements=len(known),
        flags=flags,
        literal=are_literal,
    )
    return bytes(hyperscan.dumpb(database))


_NEVER_FOUND = Expression(b"\n" * 9, 0)  # there has to be one


class Scanner:
    """Scans bytes for all expressions of a database at once."""

    def __init__(self, dumped: bytes) -> None:
        """Take up a serialized database. Raises `ValueError` if this machine cannot use it."""
        try:
            self._database = hyperscan.loadb(dumped, mode=hyperscan.HS_MODE_BLOCK)
        except hyperscan.error as error:
            raise ValueError(f"not a database for this machine: {error}") from error
        self._local = threading.local()

    def hits(self, data: bytes) -> list[Hit]:
        """Return what matches, in no certain order."""
        hits: list[Hit] = []
        if data:
            self._database.scan(data, match_event_handler=_note, context=hits, scratch=self._scratch())
        return hits

    def ids(self, data: bytes) -> set[int]:
        """Return the numbers of what matches."""
        return {id_ for _, id_ in self.hits(data)}

    def _scratch(self) -> "hyperscan.Scratch":
        """Return the memory for one scan at a time: each thread has its own."""
        scratch = getattr(self._local, "scratch", None)
        if scratch is None:
            scratch = self._local.scratch = hyperscan.Scratch(self._database)
        return scratch


def _note(id_: int, begin: int, end: int, flags: int, hits: Any) -> None:  # noqa: ARG001 — Hyperscan's signature
    hits.append((end, id_ % _STEP))
