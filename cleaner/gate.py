"""The gate: one scan over many lines that picks those which may change or answer to a rule.

It equals the reference matcher in what it answers, and differs in what it asks. Hyperscan looks for supersets
of all patterns, and for landmarks of phrases with slots, at once (`cleaner.plan`); other phrases are looked up by
the hash of the line without case and marks. What remains, a few lines in a hundred, is judged by the reference's
own wordings.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import hyperscan

from cleaner.kinds import Rule
from cleaner.lines import Batch, fold_label, least_chars, merged, plainly_cased, reduced, rows
from cleaner.matching import MEMO_LINES, Answer, Matcher, Picked
from cleaner.wording import LONGEST_MATCH

SHORT = 40
"""Characters of the longest folded phrase that is looked up by hash where a line is more than ASCII."""

FOLDABLE = 60
"""Characters of the longest such line, without the marks at its ends, that is folded to be looked up.
Folding takes away one space of two in a row, which is at most 19 in a phrase of `SHORT`; where there are longer
rows every line is folded, and lines with other vanishing characters are picked as odd."""

ODD, REWRITE, BLANKS, LONG, ROWS = range(5)
"""Ids of what is scanned for besides wordings and repair steps; they count on from theirs."""


class Parts(NamedTuple):
    """What a fast matcher is put together from besides its databases: data that JSON can hold; rules are numbers."""

    steps: list[str]
    """The repair steps that change single lines."""
    longest: int
    """Characters of the longest line that may answer to a rule."""
    phrases: str
    """Folded phrases without slots, one in a line."""
    places: list[int]
    """Where in `said` the rules of each of them are."""
    said: list[list[tuple[int, str]]]
    """Rules that know a phrase, and in which role."""
    wordings: list[tuple[int, str]]
    """Rules with patterns or phrases with slots, and in which role they have them."""
    shapes: list[tuple[int, str]]
    """Rules with shapes, and in which role."""
    unscanned: list[int]
    """Wordings without an expression, with which every line that is looked at is compared."""
    edges: str
    """What is stripped from lines that are merged."""


class Verdict(NamedTuple):
    """What the fine scan finds out about a line."""

    is_worth_a_look: bool
    steps: tuple[str, ...] | None
    """The repair steps that may change it; None if any may, or a rewrite."""


class GatedMatcher(Matcher):
    """The fast matcher, put together from what a plan has worked out, perhaps long ago.

    `databases` are Hyperscan's, serialized: coarse, short, fine, plain and wide (see `cleaner.plan.Plan`).
    """

    def __init__(self, rules: Sequence[Rule], parts: Parts, databases: Sequence[bytes]) -> None:
        super().__init__(())
        self._rules = rules
        self.parts = parts
        self.databases = databases
        self._count = len(parts.wordings)
        self._base = self._count + len(parts.steps)
        self._places = dict(zip(parts.phrases.split("\n"), parts.places, strict=False))
        self._literals = {each for each in reduced(parts.phrases.encode()).split(b"\n") if each.isascii()} - {
            b""
        }
        self._unscanned = frozenset(parts.unscanned)
        self.longest = parts.longest
        self.shapes = [(answer.rule.tests()[answer.role], answer) for answer in self._answers(parts.shapes)]
        self._row_sizes = _widest(
            {(shape.longest, getattr(rule, "min_lines", 1)) for shape, (rule, _) in self.shapes}
        )
        self._coarse, self._short, self._fine, self._plain, self._wide = map(_loaded, databases)
        self._verdicts: dict[bytes, Verdict] = {}

    def pick(self, batch: Batch) -> Iterator[Picked]:
        """See `Matcher.pick`."""
        bodies = batch.bodies
        data = batch.data if batch.end in (b"\n", b"\r\n") else b"\n".join(bodies)
        verdicts = self._verdicts
        if len(verdicts) > MEMO_LINES:
            verdicts.clear()
        hits = _scanned(self._coarse, data)
        has_rows = b"\t" in data or any(id_ == self._base + ROWS for _, id_ in hits)
        keys = reduced(data).split(b"\n")
        chars = least_chars(data)[: len(bodies)]
        wide = [] if data.isascii() else [index for index, key in enumerate(keys) if not key.isascii()]
        wide = [index for index in wide if len(bodies[index].strip()) <= 4 * self.longest]
        certain = {*self._phrased(keys, bodies, wide, LONGEST_MATCH if has_rows else FOLDABLE)}
        certain.update(self._in_short(bodies, chars))
        certain.update(self._in_rows(bodies, chars))
        found = certain.union(_lines(data, hits))
        for index in sorted(found):
            body = bodies[index]
            verdict = verdicts.get(body)
            if verdict is None:
                verdict = self._verdict(body)
                if len(body) <= _MEMORABLE:
                    verdicts[body] = verdict
            if verdict.is_worth_a_look or index in certain:
                yield index, verdict.steps

    def _verdict(self, body: bytes) -> "Verdict":
        """Look at a line more closely than the coarse scan did."""
        ids = {id_ for _, id_ in _scanned(self._fine, body)}
        if self._base + REWRITE in ids:
            return Verdict(is_worth_a_look=True, steps=None)
        steps = tuple(step for number, step in enumerate(self.parts.steps, self._count) if number in ids)
        return Verdict(is_worth_a_look=bool(ids or self._unscanned), steps=steps)

    def _judge(self, text: str) -> Iterable[Answer]:
        folded, parts = fold_label(text), self.parts
        cased = plainly_cased(text)
        ids = self._ids(cased) | {id_ for _, id_ in _scanned(self._wide, _merged([folded, cased]))}
        candidates = self._unscanned | {id_ for id_ in ids if id_ < self._count}
        said = parts.said[self._places[folded]] if folded in self._places else ()
        having = self._answers(parts.wordings[each] for each in sorted(candidates))
        wordings = [(answer.rule.tests()[answer.role], answer) for answer in having]
        return self._verify(text, folded, self._answers(said), wordings)

    def _answers(self, known: Iterable[tuple[int, str]]) -> list[Answer]:
        return [Answer(self._rules[number], role) for number, role in known]

    def _ids(self, text: str) -> set[int]:
        return {id_ for _, id_ in _scanned(self._fine, text.encode("utf-8", "surrogatepass"))}

    def _phrased(
        self, keys: Sequence[bytes], bodies: Sequence[bytes], wide: Sequence[int], longest: int
    ) -> Iterator[int]:
        """Yield the lines whose folded text may be a phrase."""
        if not self._literals.isdisjoint(keys):
            yield from (index for index, key in enumerate(keys[: len(bodies)]) if key in self._literals)
        joined = b"\n".join([b"", *keys, b""])
        yield from (line - 1 for line in _lines(joined, _scanned(self._plain, joined)))
        if wide:
            decoded = b"\n".join([bodies[index] for index in wide]).decode("utf-8", "surrogateescape")
            texts = [text.strip(self.parts.edges) for text in decoded.split("\n")]
            few = [(index, text) for index, text in zip(wide, texts, strict=True) if len(text) <= longest]
            yield from (index for index, text in few if fold_label(text) in self._places)
            joined = _merged(texts)
            yield from (wide[line - 1] for line in _lines(joined, _scanned(self._wide, joined)))

    def _in_short(self, bodies: Sequence[bytes], chars: Sequence[int]) -> Iterator[int]:
        """Yield the short lines that may match a short pattern."""
        short = [index for index, count in enumerate(chars) if count <= FOLDABLE and bodies[index]]
        joined = b"\n".join([bodies[index] for index in short])
        yield from (short[line] for line in _lines(joined, _scanned(self._short, joined)))

    def _in_rows(self, bodies: Sequence[bytes], chars: Sequence[int]) -> Iterator[int]:
        """Yield the lines of rows that are long enough, and short-lined enough, for a rule that asks for shape."""
        said = [index for index, body in enumerate(bodies) if body] if self._row_sizes else ()
        for longest, least in self._row_sizes:
            flags = bytes([chars[index] <= longest for index in said])
            # a row at the edge of a batch may go on beyond it
            begin, end = len(flags) - len(flags.lstrip(b"\1")), len(flags.rstrip(b"\1"))
            for row in (range(begin), *rows(flags, least), range(end, len(flags))):
                yield from (said[at] for at in row)


def _widest(sizes: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Leave out sizes of rows, longest line and fewest lines, of which another takes in all rows."""
    found: list[tuple[int, int]] = []
    for longest, least in sorted(sizes, reverse=True):
        if all(least < other for _, other in found):
            found.append((longest, least))
    return found


def _loaded(dumped: bytes) -> "hyperscan.Database":
    database = hyperscan.loadb(dumped, mode=hyperscan.HS_MODE_BLOCK)
    database.scratch = hyperscan.Scratch(database)
    return database


_MEMORABLE = 4 * LONGEST_MATCH  # bytes of the longest line whose verdict is remembered


def _scanned(database: "hyperscan.Database", data: bytes) -> list[tuple[int, int]]:
    """Give end and id of each match."""
    hits: list[tuple[int, int]] = []
    if data:
        database.scan(data, match_event_handler=_note, context=hits)
    return hits


def _note(id_: int, begin: int, end: int, flags: int, hits: Any) -> None:  # noqa: ARG001
    hits.append((end, id_))


def _lines(data: bytes, hits: list[tuple[int, int]]) -> Iterator[int]:
    """Yield the lines in which matches end; one that ends with its line feed is still in the line."""
    at = line = 0
    for end, _ in sorted(hits):
        line += data.count(b"\n", at, end - 1)
        at = max(at, end - 1)
        yield line


def _merged(texts: Iterable[str]) -> bytes:
    return merged("\n".join(["", *texts, ""]).encode("utf-8", "surrogatepass"))
