"""The fast matcher: one scan over many lines finds the candidates, which the reference's own wordings then judge.

It equals the reference matcher in what it returns, and differs in what it asks. Hyperscan looks for byte regexes
of all patterns, and for literals of phrases with slots, at once (`cleaner.matching.expressions`); other phrases are
looked up by the hash of the line without case and marks. What remains, a few lines in a hundred, is judged.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from cleaner.matching.reference import Candidate, Match, Matcher
from cleaner.matching.scanner import Hit, Scanner
from cleaner.ruleset.rule import Rule
from cleaner.ruleset.wording import Wording
from cleaner.text.folding import fold_label, plainly_cased
from cleaner.text.keys import reduced

ODD, REWRITE, BLANK, PHRASE, UNSCANNED = range(1 << 20, (1 << 20) + 5)
"""Numbers of what is scanned for besides wordings, which count from zero, and repair steps, which follow on them."""


class Tables(NamedTuple):
    """What a fast matcher is put together from besides its databases: data that JSON can hold; rules are numbers."""

    steps: list[str]
    """The repair steps that change single lines."""
    max_chars: int
    """Characters of the longest line that may match a rule."""
    phrases: str
    """Folded phrases without slots, one in a line."""
    places: list[int]
    """Where in `phrase_matches` the rules of each of them are."""
    phrase_matches: list[list[tuple[int, str]]]
    """Rules that know a phrase, and in which role."""
    wordings: list[tuple[int, str]]
    """Rules with patterns or phrases with slots, and in which role they have them."""
    shapes: list[tuple[int, str]]
    """Rules with shapes, and in which role."""
    unscanned: list[int]
    """Wordings without an expression, with which every line that is looked at is compared."""


class FastMatcher(Matcher):
    """The fast matcher, put together from what was worked out (`cleaner.matching.expressions`), perhaps long ago.

    `databases` are Hyperscan's, serialized: the byte regexes for all lines, those for lines short enough to match, the
    literals for reduced ones of these, and for folded ones. Raises `ValueError` for databases that this machine cannot use.
    """

    def __init__(self, rules: Sequence[Rule], tables: Tables, databases: Sequence[bytes]) -> None:
        super().__init__(())
        self._rules = rules
        self.tables = tables
        self.databases = databases
        self._step_numbers = dict(enumerate(tables.steps, len(tables.wordings)))
        self._places = dict(zip(tables.phrases.split("\n"), tables.places, strict=False))
        # those beyond ASCII may be equal to other lines, which are then asked about in vain
        self._reduced_phrases = {*reduced(tables.phrases.encode()).split(b"\n")} - {b""}
        self._unscanned = frozenset(tables.unscanned)
        self._count = len(tables.wordings)
        self._wordings: dict[int, tuple[Wording, Match]] = {}
        self.max_chars = tables.max_chars
        self.shapes = [(match.rule.tests()[match.role], match) for match in self._matches(tables.shapes)]
        self._of_all, self._of_short, self._reduced, self._folded = map(Scanner, databases)

    def by_words(self, text: str, found: Collection[int] | None = None) -> list[Match]:
        """See `Matcher.by_words`."""
        found = self._found(text) if found is None else found
        numbers = self._unscanned.union(found)
        wordings = [self._wording(number) for number in sorted(numbers) if number < self._count]
        is_folded = PHRASE in found or not all(wording.pattern for wording, _ in wordings)
        folded = fold_label(text) if is_folded else None
        known = () if folded is None else self._phrase_matches(folded)
        return self._verified(text, folded, known, wordings) if known or wordings else []

    def candidates(self, bodies: Sequence[bytes]) -> Iterator[Candidate]:
        """See `Matcher.candidates`."""
        ids: dict[int, set[int]] = defaultdict(set)
        data = b"\n".join(bodies)
        for at, id_ in _lines(data, self._of_all.hits(data)):
            ids[at].add(id_)
        most = self.max_chars
        short = [at for at, body in enumerate(bodies) if body and (len(body) <= most or self._is_short(body))]
        for at, id_ in self._on_short([bodies[at] for at in short]):
            ids[short[at]].add(id_)
        for at in sorted(ids):
            found = ids[at]
            steps = None if REWRITE in found else self._steps(found)
            yield Candidate(at, steps, None if ODD in found else found)

    def _found(self, text: str) -> set[int]:
        """Return what is found on one line of any characters."""
        ids = self._of_short.ids(plainly_cased(text).encode("utf-8", "surrogatepass"))
        return ids | self._folded.ids(_joined([fold_label(text)])) | {PHRASE}

    def _phrase_matches(self, folded: str) -> Sequence[Match]:
        place = self._places.get(folded)
        return () if place is None else self._matches(self.tables.phrase_matches[place])

    def _wording(self, number: int) -> tuple[Wording, Match]:
        """Return a wording by its number; most are never asked for."""
        known = self._wordings.get(number)
        if known is None:
            [match] = self._matches([self.tables.wordings[number]])
            known = self._wordings[number] = match.rule.tests()[match.role], match
        return known

    def _steps(self, ids: set[int]) -> Sequence[str]:
        """Return the repair steps among what was found, in their order."""
        if ids.isdisjoint(self._step_numbers):
            return ()
        return [step for number, step in self._step_numbers.items() if number in ids]

    def _matches(self, known: Iterable[tuple[int, str]]) -> list[Match]:
        return [Match(self._rules[number], role) for number, role in known]

    def _is_short(self, body: bytes) -> bool:
        """Return whether a line is no longer than any that matches, as far as its bytes tell."""
        stripped = body.strip(_SPACES)
        return len(stripped) <= (self.max_chars if stripped.isascii() else 4 * self.max_chars)

    def _on_short(self, bodies: Sequence[bytes]) -> Iterator[tuple[int, int]]:
        """Yield the lines that may match, each with `PHRASE`, `ODD` or the number of a wording."""
        data = b"\n".join(bodies)
        yield from _lines(data, self._of_short.hits(data))
        keys = reduced(data).split(b"\n")
        if not self._reduced_phrases.isdisjoint(keys):
            yield from ((at, PHRASE) for at, key in enumerate(keys) if key in self._reduced_phrases)
        joined = b"\n".join([b"", *keys, b""])
        yield from ((line - 1, id_) for line, id_ in _lines(joined, self._reduced.hits(joined)))
        wide = [] if data.isascii() else [at for at, key in enumerate(keys) if not key.isascii()]
        if not wide:
            return
        folded = self._labels(b"\n".join([bodies[at] for at in wide]))
        yield from ((at, PHRASE) for at, label in zip(wide, folded, strict=True) if label in self._places)
        joined = _joined(folded)
        yield from ((wide[line - 1], id_) for line, id_ in _lines(joined, self._folded.hits(joined)))

    def _labels(self, data: bytes) -> list[str]:
        """Return lines folded; those that are longer than any that matches are empty."""
        texts = data.decode("utf-8", "surrogateescape").split("\n")
        if _LONE_SURROGATE.search(data):  # which may be one character or three
            return list(map(fold_label, texts))
        return [fold_label(text) if len(text.strip()) <= self.max_chars else "" for text in texts]


def _lines(data: bytes, hits: Iterable[Hit]) -> Iterator[tuple[int, int]]:
    """Yield the line in which each match ends, with its number; one that ends with its line feed is still in it."""
    at = line = 0
    for end, id_ in sorted(hits):
        line += data.count(b"\n", at, end - 1)
        at = max(at, end - 1)
        yield line, id_


def _joined(labels: Iterable[str]) -> bytes:
    return "\n".join(["", *labels, ""]).encode("utf-8", "surrogatepass")


_SPACES = "".join(filter(str.isspace, map(chr, range(0x3001)))).encode()
"""Bytes of all that `str.strip` takes off; with them other characters lose some, too, but none becomes longer."""

_LONE_SURROGATE = re.compile(b"\xed[\xa0-\xbf]")
