"""The plan: what the fast matcher scans for, worked out from rules.

This takes a second or two, once for each set of rules: what it gives is kept (`cleaner.ready`).
"""

import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

import hyperscan

from cleaner.gate import BLANKS, FOLDABLE, LONG, ODD, REWRITE, ROWS, SHORT, GatedMatcher, Parts
from cleaner.kinds import Rule
from cleaner.kinds.rewrite import Rewrite
from cleaner.landmarks import (
    edge_characters,
    landmarks_of,
    landmarks_of_word,
    plain_landmarks,
    wide_landmarks,
)
from cleaner.matching import Answer, Matcher
from cleaner.repair import LINE_ENDS, triggers
from cleaner.superset import WIDE_SPACE, characters, factors, ignoring_case, odd_characters, pairs, superset


def gated(rules: Iterable[Rule], steps: Sequence[str]) -> GatedMatcher:
    """Make the fast matcher for rules, and for the repair steps that are taken besides."""
    ordered = list(rules)
    plan = Plan(ordered, steps)
    return GatedMatcher(ordered, plan.parts, plan.databases())


class Expressions(NamedTuple):
    """What one of the databases looks for: expressions over bytes, and by id what each is for."""

    patterns: list[bytes]
    ids: list[int]
    known: set[tuple[bytes, int]]
    are_literal: bool
    """Whether they are plain bytes, which costs next to nothing to compile."""

    def add(self, patterns: Iterable[bytes], id_: int) -> None:
        """Take expressions in."""
        for pattern in patterns:
            if (pattern, id_) not in self.known:
                self.known.add((pattern, id_))
                self.patterns.append(pattern)
                self.ids.append(id_)


class Plan:
    """What all the databases look for."""

    def __init__(self, rules: Sequence[Rule], steps: Sequence[str]) -> None:
        self.coarse = Expressions([], [], set(), are_literal=False)
        """Scanned for in everything: cheap supersets of the fine ones."""
        self.short = Expressions([], [], set(), are_literal=False)
        """Scanned for in short lines only: fine ones that fit no other line and have no cheap superset."""
        self.fine = Expressions([], [], set(), are_literal=False)
        """Scanned for in the lines that the others find: ids count wordings, then steps, then `ODD` and so on."""
        self.plain = Expressions([], [], set(), are_literal=True)
        """Scanned for in reduced lines of ASCII: the landmarks of phrases with slots."""
        self.wide = Expressions([], [], set(), are_literal=True)
        """Scanned for in other lines, stripped and merged: the same by wording, and those of long phrases."""
        reference = Matcher(rules)
        self._wordings = reference.wordings
        self._phrases = list(reference.phrases)
        numbers = {rule: number for number, rule in enumerate(rules)}
        said: dict[tuple[tuple[int, str], ...], int] = {}
        places = [
            said.setdefault(tuple(_numbered(answers, numbers)), len(said))
            for answers in reference.phrases.values()
        ]
        self.parts = Parts(
            steps=[step for step in steps if step != LINE_ENDS],
            longest=reference.longest,
            phrases="\n".join(reference.phrases),
            places=places,
            said=[list(each) for each in said],
            wordings=_numbered((answer for _, answer in reference.wordings), numbers),
            shapes=_numbered((answer for _, answer in reference.shapes), numbers),
            unscanned=list(self._add_wordings()),
            edges=edge_characters(),
        )
        self._add_others([rule for rule in rules if isinstance(rule, Rewrite)])

    def databases(self) -> list[bytes]:
        """Compile and serialize them: coarse, short, fine, plain and wide."""
        from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 — takes long to import

        with ThreadPoolExecutor() as pool:
            return list(pool.map(compiled, (self.coarse, self.short, self.fine, self.plain, self.wide)))

    def _add_wordings(self) -> Iterator[int]:
        """Take in what to scan for; yield the wordings for which there is nothing."""
        for number, (wording, _) in enumerate(self._wordings):
            if wording.slotted:
                found = [each for phrase in wording.slotted for each in plain_landmarks(phrase)]
                self.plain.add(filter(None, found), 0)
                self.wide.add(filter(None, chain.from_iterable(map(wide_landmarks, wording.slotted))), number)
                if b"" in found:
                    yield number
                continue
            try:
                precise = rb"^" + _SPACE + superset(wording.pattern, ignoring_case) + _SPACE + rb"$"
            except (re.error, OverflowError):
                yield number
                continue
            words = factors(wording.pattern) or []
            plain = [superset(re.escape(word), ignoring_case) for word in words if word.isascii()]
            for word in words:
                if not word.isascii():
                    self.wide.add(landmarks_of_word(word), number)
            if not words:
                self.fine.add([precise], number)
                (self.short if wording.widest <= FOLDABLE else self.coarse).add([precise], 0)
                continue
            self.fine.add(plain if len(precise) > _DEAR else [precise], number)
            self.coarse.add(plain, 0)

    def _add_others(self, rewrites: Sequence[Rewrite]) -> None:
        count = len(self.parts.wordings)
        for number, step in enumerate(self.parts.steps, count):
            precise = _of_step(step)
            self.fine.add(precise, number)
            self.coarse.add(_coarse_of_step(step) or precise, 0)
        base = count + len(self.parts.steps)
        searched = [superset(rule.pattern, ignoring_case, keeps_edges=True) for rule in rewrites]
        for target in (self.coarse, self.fine):
            target.add(_odd() if self._phrases or self._wordings else [], base + ODD)
            target.add(searched, base + REWRITE)
            target.add(_BLANK, base + BLANKS)
        self.coarse.add([rb"[!-~\x80-\xff]   "], base + ROWS)
        self.coarse.add([rb"^.+$"] if self.parts.unscanned else [], base)
        for phrase in self._phrases:
            if len(phrase) > SHORT:
                self.wide.add(landmarks_of(phrase), base + LONG)


def _numbered(answers: Iterable[Answer], numbers: Mapping[Rule, int]) -> list[tuple[int, str]]:
    return [(numbers[answer.rule], answer.role) for answer in answers]


def compiled(expressions: Expressions) -> bytes:
    """Compile expressions into a database, and serialize it."""
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    patterns, ids, _, are_literal = expressions
    if not patterns:
        patterns, ids = [b"\n" * 9], [0]  # never found, but there has to be one
    flags = 0 if are_literal else hyperscan.HS_FLAG_MULTILINE | hyperscan.HS_FLAG_CASELESS
    database.compile(expressions=patterns, ids=ids, elements=len(patterns), flags=flags, literal=are_literal)
    return bytes(hyperscan.dumpb(database))


_DEAR = 300  # bytes of an expression beyond which it takes long to compile, for little
_SPACE = rb"[\t\x0b-\x0d\x1c-\x20\x80-\xff]*"  # holds all that `str.strip` takes off


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
