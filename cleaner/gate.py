"""The gate: one scan over many lines that picks those which may change or answer to a rule.

It equals the reference matcher in what it answers, and differs in what it asks. Hyperscan looks for supersets
of all patterns at once (`cleaner.superset`); short phrases are looked up by the hash of the folded line; what
remains, a few lines in a hundred, is judged by the reference's own wordings.
"""

import contextlib
import functools
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain, pairwise
from typing import Any, NamedTuple

import hyperscan

from cleaner.cache import entry_key, load_entry, store_entry
from cleaner.kinds import Rule
from cleaner.kinds.rewrite import Rewrite
from cleaner.lines import EDGES, Batch, fold, fold_label, reduced
from cleaner.matching import LONGEST_SHAPED, MEMO_LINES, Answer, Matcher, Picked
from cleaner.repair import LINE_ENDS, tables, triggers
from cleaner.shape import Shape
from cleaner.superset import (
    ENOUGH,
    WIDE_SPACE,
    characters,
    factors,
    folding_to,
    ignoring_case,
    odd_characters,
    pairs,
    plainly_cased,
    superset,
)
from cleaner.wording import LONGEST_MATCH, Slotted, Wording

SHORT = 40
"""Characters of the longest folded phrase that is looked up by hash; a longer one is scanned for."""

FOLDABLE = 60
"""Characters of the longest line, without what `fold_label` takes off its ends, that is folded to be looked up.
Folding takes away one space of two in a row, which is at most 19 in a phrase of `SHORT`; where there are longer
rows every line is folded, and lines with other vanishing characters are picked as odd."""


class Expressions(NamedTuple):
    """What one of the databases looks for: expressions over bytes, and by id what each is for."""

    patterns: list[bytes]
    ids: list[int]
    flags: list[int]
    known: set[tuple[bytes, int]]

    def add(self, patterns: Iterable[bytes], id_: int, flags: int = 0) -> None:
        """Take expressions in."""
        for pattern in patterns:
            if (pattern, id_) in self.known:
                continue
            self.known.add((pattern, id_))
            self.patterns.append(pattern)
            self.ids.append(id_)
            self.flags.append(hyperscan.HS_FLAG_MULTILINE | hyperscan.HS_FLAG_CASELESS | flags)


class Plan(NamedTuple):
    """What all the databases look for."""

    coarse: Expressions
    """Scanned for in everything: cheap supersets of the fine ones."""
    wide: Expressions
    """Scanned for in lines that are more than ASCII and curly marks: those with a letter that no others have."""
    short: Expressions
    """Scanned for in short lines only: the fine ones of wordings that fit no other and have no cheap superset."""
    fine: Expressions
    """Scanned for in the lines that the others find: ids count wordings, then steps, then `_ODD` and so on."""
    unscanned: list[int]
    """Wordings without an expression, with which every line that is looked at is compared."""


class Verdict(NamedTuple):
    """What the fine scan finds out about a line."""

    is_worth_a_look: bool
    steps: tuple[str, ...] | None
    """The repair steps that may change it; None if any may, or a rewrite."""


class GatedMatcher(Matcher):
    """The fast matcher, for rules and the repair steps that are taken besides."""

    def __init__(self, rules: Iterable[Rule], steps: Sequence[str]) -> None:
        rules = list(rules)
        super().__init__(rules)
        self._steps = [step for step in steps if step != LINE_ENDS]
        self._rewrites = [rule for rule in rules if isinstance(rule, Rewrite)]
        self._count = len(self._wordings)
        self._base = self._count + len(self._steps)
        self._literals = {reduced(phrase.encode()) for phrase in self._phrases if phrase.isascii()}
        self._cap = max((_cap(shape) for shape, _ in self._shapes), default=0)
        self._row = min((getattr(answer.rule, "min_lines", 1) for _, answer in self._shapes), default=1)
        databases, unscanned = self._prepared()
        self._coarse, self._wide, self._short, self._fine = databases
        self._unscanned = frozenset(unscanned)
        self._verdicts: dict[bytes, Verdict] = {}

    def pick(self, batch: Batch) -> Iterator[Picked]:
        """See `Matcher.pick`."""
        bodies = batch.bodies
        data = batch.data if batch.end in (b"\n", b"\r\n") else b"\n".join(bodies)
        verdicts = self._verdicts
        if len(verdicts) > MEMO_LINES:
            verdicts.clear()
        hits = _scanned(self._coarse, data)
        has_rows = b"\t" in data or any(id_ == self._base + _ROWS for _, id_ in hits)
        keys = reduced(data).split(b"\n")
        wide = [] if data.isascii() else [index for index, key in enumerate(keys) if not key.isascii()]
        wide = [index for index in wide if len(bodies[index].strip()) <= 4 * LONGEST_MATCH]
        certain = {*self._phrased(keys, bodies, wide, LONGEST_MATCH if has_rows else FOLDABLE)}
        certain.update(_lines(data, [hit for hit in hits if hit[1] == self._base + _LONG]))
        if self._shapes:
            certain.update(self._rows(bodies))
        found = certain.union(_lines(data, hits))
        if wide:
            joined = b"\n".join([bodies[index] for index in wide])
            hits = _scanned(self._wide, joined)
            found.update(wide[line] for line in _lines(joined, hits))
            hits = [hit for hit in hits if hit[1] == self._base + _LONG]
            certain.update(wide[line] for line in _lines(joined, hits))
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
        if self._base + _REWRITE in ids:
            return Verdict(is_worth_a_look=True, steps=None)
        steps = tuple(step for number, step in enumerate(self._steps, self._count) if number in ids)
        return Verdict(is_worth_a_look=bool(ids or self._unscanned), steps=steps)

    def _prepared(self) -> "tuple[list[hyperscan.Database], list[int]]":
        """Give the databases and the wordings without expression: from the cache, or worked out."""
        wordings = [(each.pattern, each.phrases, each.longest) for each, _ in self._wordings]
        longer = sorted(phrase for phrase in self._phrases if len(phrase) > SHORT)
        what = repr((wordings, longer, [rule.pattern for rule in self._rewrites], self._steps))
        key = entry_key("gate", what, _VERSION, *tables())
        known = load_entry(key)
        if known is not None:
            with contextlib.suppress(ValueError, hyperscan.error):
                begin = 8 + int.from_bytes(known[:8], "big")
                sizes, unscanned = json.loads(bytes(known[8:begin]))
                stops = list(accumulate(sizes, initial=begin))
                return [_loaded(bytes(known[at:stop])) for at, stop in pairwise(stops)], unscanned
        from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 — needed once for each set of rules

        plan = self.plan()
        with ThreadPoolExecutor() as pool:
            databases = list(pool.map(compiled, plan[:4]))
        dumped = [hyperscan.dumpb(database) for database in databases]
        head = json.dumps([[len(each) for each in dumped], plan.unscanned]).encode()
        store_entry(key, b"".join([len(head).to_bytes(8, "big"), head, *dumped]))
        return databases, plan.unscanned

    def plan(self) -> Plan:
        """Translate the wordings of the rules and the triggers of the repair steps."""
        coarse, wide, short, fine = (Expressions([], [], [], set()) for _ in range(4))
        unscanned: list[int] = []
        for number, (wording, _) in enumerate(self._wordings):
            try:
                precise = list(_of_wording(wording))
            except (re.error, OverflowError):
                unscanned.append(number)
                coarse.add([rb"^.+$"], 0)
                continue
            cheap = factors(wording.pattern, ignoring_case) if wording.pattern else None
            fine.add(cheap if cheap and sum(map(len, precise)) > _DEAR else precise, number)
            if wording.slotted:
                for phrase, expression in zip(wording.slotted, precise, strict=True):
                    (wide if _is_wide(_telling(phrase)) else coarse).add([expression], 0)
            elif cheap is None and wording.widest <= FOLDABLE:
                short.add(precise, 0)
            else:
                coarse.add(cheap or precise, 0)
        for number, step in enumerate(self._steps, self._count):
            precise = _of_step(step)
            fine.add(precise, number)
            coarse.add(_coarse_of_step(step) or precise, 0)
        rewrites = [superset(rule.pattern, ignoring_case, keeps_edges=True) for rule in self._rewrites]
        for target in (coarse, fine):
            target.add(_odd() if self._phrases or self._wordings else [], self._base + _ODD)
            target.add(rewrites, self._base + _REWRITE)
            target.add(_BLANK, self._base + _BLANKS)
        longer = [phrase for phrase in self._phrases if len(phrase) > SHORT]
        coarse.add([rb"[!-~\x80-\xff]   "], self._base + _ROWS, hyperscan.HS_FLAG_SINGLEMATCH)
        for word in map(_longest_word, longer):
            (wide if _is_wide(word) else coarse).add([_literal(word)], self._base + _LONG)
        return Plan(coarse, wide, short, fine, unscanned)

    def _judge(self, text: str) -> Iterable[Answer]:
        hits = self._ids(plainly_cased(text))
        candidates = self._unscanned | {id_ for id_ in hits if id_ < self._count}
        if self._base + _ODD in self._ids(text):
            candidates |= {id_ for id_ in self._ids(fold(text)) if id_ < self._count}
        return self._verify(text, [self._wordings[each] for each in sorted(candidates)])

    def _ids(self, text: str) -> set[int]:
        return {id_ for _, id_ in _scanned(self._fine, text.encode("utf-8", "surrogatepass"))}

    def _phrased(
        self, keys: Sequence[bytes], bodies: Sequence[bytes], wide: Sequence[int], longest: int
    ) -> Iterator[int]:
        """Yield the short lines whose folded text may be a phrase, or that may match one of the short patterns."""
        if not self._literals.isdisjoint(keys):
            yield from (index for index, key in enumerate(keys[: len(bodies)]) if key in self._literals)
        short = [
            index
            for index, body in enumerate(bodies)
            if len(body) <= FOLDABLE or (len(keys[index]) <= FOLDABLE and len(body.strip()) <= FOLDABLE)
        ]
        if wide:
            joined = b"\n".join([bodies[index] for index in wide])
            texts = zip(wide, joined.decode("utf-8", "surrogateescape").split("\n"), strict=True)
            few = [(index, text) for index, text in texts if len(text.strip(EDGES)) <= longest]
            yield from (index for index, text in few if fold_label(text) in self._phrases)
            short += [index for index, _ in few if len(bodies[index]) > FOLDABLE]
        joined = b"\n".join([bodies[index] for index in short])
        yield from (short[line] for line in _lines(joined, _scanned(self._short, joined)))

    def _rows(self, bodies: Sequence[bytes]) -> Iterator[int]:
        """Yield the lines of rows that are long enough, and short-lined enough, for a rule that asks for shape."""
        row: list[int] = []
        is_edge = True  # a row at the edge of a batch may go on beyond it
        for index, body in enumerate(bodies):
            if len(body) <= self._cap:
                row.append(index)
                continue
            if is_edge or len(row) >= self._row:
                yield from row
            row, is_edge = [], False
        yield from row


def compiled(expressions: Expressions) -> "hyperscan.Database":
    """Compile expressions into a database; what that takes is what a cache saves."""
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    if not expressions.patterns:
        expressions.add([rb"^\n{9}$"], 0)  # never found, but there has to be one
    patterns, ids, flags, _ = expressions
    database.compile(expressions=patterns, ids=ids, elements=len(patterns), flags=flags)
    return database


def _loaded(dumped: bytes) -> "hyperscan.Database":
    database = hyperscan.loadb(dumped, mode=hyperscan.HS_MODE_BLOCK)
    database.scratch = hyperscan.Scratch(database)
    return database


_VERSION: str = hyperscan.__version__  # type: ignore[attr-defined]

_ODD, _REWRITE, _BLANKS, _LONG, _ROWS = range(5)  # ids behind those of wordings and steps

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
    """Yield the lines in which matches end."""
    at = line = 0
    for end, _ in sorted(hits):
        line += data.count(b"\n", at, end)
        at = end
        yield line


def _cap(shape: Shape) -> int:
    """Give the bytes of the longest line that may have a shape."""
    return 4 * min(LONGEST_SHAPED, shape.max_chars or LONGEST_SHAPED)


def _of_wording(wording: Wording) -> Iterator[bytes]:
    if wording.pattern:
        yield rb"^" + _SPACE + superset(wording.pattern, ignoring_case) + _SPACE + rb"$"
    for phrase in wording.slotted:
        # A slot may be anything: what else stands in the line is enough to hold most lines back.
        words = _telling(phrase)
        if words:
            yield _literal(words)
        else:
            parts = rb"[^\n]*".join(map(_literal, phrase.parts))
            begin, end = (_EDGE if edge else rb"[^\n]*" for edge in (phrase.head, phrase.tail))
            yield rb"^" + begin + parts + end + rb"$"


def _telling(phrase: Slotted) -> str:
    """Give the words of a phrase by which a line is known to be worth a look; nothing if they are too common."""
    word = _longest_word(" ".join(phrase.parts))
    if len(word.encode()) >= _TELLING:
        return word
    row = max(phrase.parts, key=len, default="")
    return row if len(row.encode()) > _TELLING else ""


def _is_wide(words: str) -> bool:
    """Whether a line with these words cannot but have a letter beyond ASCII."""
    return any(
        each.isalpha() and not any(map(str.isascii, folding_to(each))) for each in words if not each.isascii()
    )


def _longest_word(phrase: str) -> str:
    """Give the longest word; of scripts that do not part words, its beginning."""
    return max(phrase.split(), key=len, default="")[:ENOUGH]


_TELLING = 7  # bytes of a word that is rare enough to be looked at wherever it stands
_DEAR = 300  # bytes of an expression beyond which it takes long to compile, for little


def _literal(phrase: str) -> bytes:
    """Translate words of folded text."""
    import regex  # noqa: PLC0415 — see `cleaner.pattern`

    return superset(regex.escape(phrase, special_only=True, literal_spaces=True), folding_to)


_SPACE = rb"[\t\x0b-\x0d\x1c-\x20\x80-\xff]*"  # holds all that `str.strip` takes off
_EDGE = rb"[^\n0-9A-Za-z]*"  # holds all that `fold_label` takes off


def _coarse_of_step(step: str) -> list[bytes]:
    if step != "mojibake":
        return []
    return [each for pattern, is_verbose in triggers(step) for each in pairs(pattern, is_verbose=is_verbose)]


def _of_step(step: str) -> list[bytes]:
    """Give expressions for what a repair step may change."""
    if step != "nfc":
        return [
            superset(pattern, is_verbose=is_verbose, keeps_edges=True)
            for pattern, is_verbose in triggers(step)
        ]
    marks: list[str] = []
    composing = set(map(chr, chain(range(0x1161, 0x1176), range(0x11A8, 0x11C3))))
    for each in map(chr, chain(range(0x80, 0xD800), range(0xE000, 0x1F000), range(0x2F800, 0x2FA20))):
        if unicodedata.combining(each):
            marks.append(each)
        if not unicodedata.is_normalized("NFC", each):
            composing.add(each)
        elif " " in (parts := unicodedata.decomposition(each)) and "<" not in parts:
            composing.add(chr(int(parts.split()[1], 16)))
    return [characters(composing), characters(marks) + characters(marks)]


@functools.cache
def _odd() -> list[bytes]:
    """Give expressions for lines on which folded text and bytes are too far apart to compare."""
    joiner = rb"(?:\xe2\x80[\x8c\x8d]|\xd9\x80)"
    plain = rb"[ \t\x0b\x0c\x1c-\x1f]"
    return [
        characters(odd_characters()),
        WIDE_SPACE + rb"(?:" + WIDE_SPACE + rb"|" + plain + rb")",
        plain + WIDE_SPACE,
        rb"(?:" + joiner + rb"[^\n]*){20}",
    ]


_BLANK = [  # a line that is blank, and not seen to be by its bytes
    rb"^" + _SPACE + WIDE_SPACE + _SPACE + rb"$",
    rb"^[ \t\x0b\x0c\x1c-\x1f]+\r?$",
]
