"""The engine: lines of a document in, one stream of surviving lines and edits out, in document order.

A document may be endless. Lines wait until enough *quiet* lines, which answer to no rule, stand below them:
more than any rule may look, and prose among them. Across such a barrier no rule has influence, so a stretch
between two barriers can be decided for good, with the same result as if the whole document had been read.
A stretch that grows past `WINDOW_LINES` or `WINDOW_CHARS` without a barrier is no article: it is passed
through, repaired but otherwise unchanged, and counted. Since it comes out as it went in, a second cleaning
finds it as long as before: the limits do not cost idempotence.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from cleaner.edits import Edit
from cleaner.intake import Intake, is_free
from cleaner.kinds import Rule
from cleaner.kinds.base import HEAD_LINES, TAIL_LINES
from cleaner.kinds.neighbour import Neighbour
from cleaner.kinds.repeat import MEMORY
from cleaner.kinds.squeeze import Squeeze
from cleaner.lines import BOM, Line
from cleaner.matching import Matcher
from cleaner.repair import ALL_STEPS
from cleaner.shape import is_prose
from cleaner.stretch import Held, Place, decide
from cleaner.wording import Wording

WINDOW_LINES = 50_000
"""Lines of a stretch at most: some 30 MB of Python objects."""

WINDOW_CHARS = 1 << 23
"""Code points of a stretch at most."""

BATCH = 256
"""Decided lines that may wait before they are given out."""

BATCH_CHARS = 1 << 20
"""Code points of decided lines that may wait."""


class Engine:
    """Cleans documents with one set of rules; holds no state of any document.

    `steps` are the names of the repair steps to take (`cleaner.repair.ALL_STEPS`). `batch` and the window
    bound what waits; they change when lines come out, and `batch` never changes which.
    """

    def __init__(
        self,
        rules: Iterable[Rule],
        *,
        steps: Sequence[str] = ALL_STEPS,
        window_lines: int = WINDOW_LINES,
        window_chars: int = WINDOW_CHARS,
        batch: int = BATCH,
    ) -> None:
        ordered = sorted(rules, key=_id)
        self.window_lines, self.window_chars, self.batch = window_lines, window_chars, batch
        self.neighbours = [rule for rule in ordered if isinstance(rule, Neighbour)]
        self.squeeze = min(
            (rule for rule in ordered if isinstance(rule, Squeeze)), key=_at_most, default=None
        )
        self.reach = max((rule.reach for rule in ordered), default=1)
        self.barrier = max(2 * self.reach, HEAD_LINES, TAIL_LINES) + 1
        self.intake = partial(Intake, ordered, Matcher(ordered), steps)

    def run(self, lines: Iterable[Line]) -> "Run":
        """Clean one document: iterate over what this returns."""
        return Run(self, lines)


class Run:
    """The cleaning of one document; iterate over it once for its surviving lines and its edits."""

    def __init__(self, engine: Engine, lines: Iterable[Line]) -> None:
        self.passed_through = 0
        """Lines in stretches that were passed through because they outgrew the window."""
        self._engine = engine
        self._input = lines
        self._intake = engine.intake()
        self._waiting: list[Held] = []
        self._settled = False  # whether all that waits is decided: it is what was kept of a barrier
        self._fresh = 0  # lines since that barrier
        self._chars = 0  # code points since that barrier
        self._held = 0  # code points that wait
        self._quiet = 0  # quiet lines in a row
        self._since_prose = 0  # lines of those since the last that is prose
        self._outgrown = False
        self._survived = 0  # surviving lines given out
        self._touched = False  # whether a line has been removed
        self._gap: list[Held] = []  # blank and removed lines since the last surviving one

    def __iter__(self) -> Iterator[Line | Edit]:
        for line in self._input:
            if not line.start and line.raw.startswith(BOM):
                yield line._replace(raw=BOM, text=BOM, whole=False)
                line = line._replace(start=1, raw=line.raw[1:], text=line.raw[1:])  # noqa: PLW2901
            if line.raw:
                self._take(self._intake.hold(line))
                yield from self._settle()
        yield from self._close()

    def _take(self, held: Held) -> None:
        """Let a line wait, and keep count of the quiet ones."""
        self._waiting.append(held)
        self._fresh += 1
        self._chars += len(held.line.raw)
        self._held += len(held.line.raw)
        if held.is_blank:
            return
        if is_free(held.answers):
            held.claim = (held.answers[0].rule, None)
        elif held.answers:
            self._quiet = 0
            self._settled = False
            self._since_prose = self._engine.barrier
        else:
            self._quiet += 1
            self._since_prose = 0 if held.is_filler or is_prose(held.text) else self._since_prose + 1

    def _settle(self) -> Iterator[Line | Edit]:
        """Decide what can be decided: above a barrier, or when the stretch outgrew the window."""
        engine = self._engine
        if self._quiet >= engine.barrier and self._since_prose < engine.barrier:
            self._fresh = self._chars = 0
            if self._outgrown:
                self._outgrown = False
                yield from self._pass_through(self._part(engine.reach))
            elif not self._settled:
                yield from self._decide(is_last=False)
                yield from self._give_out(self._part(engine.reach))
            elif len(self._waiting) >= engine.batch or self._held > BATCH_CHARS:
                yield from self._give_out(self._part(engine.reach))
            self._settled = True
        elif self._outgrown:
            if len(self._waiting) > engine.batch:
                yield from self._pass_through(self._part(engine.reach))
        elif self._fresh > engine.window_lines or self._chars > engine.window_chars:
            self._outgrown = True

    def _close(self) -> Iterator[Line | Edit]:
        """Decide the last stretch."""
        if self._outgrown:
            yield from self._pass_through(self._part(0))
        else:
            yield from self._decide(is_last=True)
            yield from self._give_out(self._part(0))
        yield from self._bridge(None)

    def _decide(self, *, is_last: bool) -> Iterator[Line | Edit]:
        """Decide the lines that wait; if that takes too long, pass them through."""
        place = Place(self._survived, is_last, self._intake.memory, MEMORY)
        if not decide(self._waiting, place, self._engine.neighbours):
            yield from self._pass_through(self._part(0 if is_last else self._engine.reach))

    def _give_out(self, lines: Sequence[Held]) -> Iterator[Line | Edit]:
        """Give out decided lines."""
        for held in lines:
            if held.survives:
                yield from self._bridge(held)
                yield from self._give(held)
            else:
                self._gap.append(held)

    def _pass_through(self, lines: Sequence[Held]) -> Iterator[Line | Edit]:
        """Give out lines as they came, but for repairs."""
        for held in lines:
            self.passed_through += 1
            yield from self._bridge(held, squeezes=False)
            yield from self._shown(held) if held.is_blank else self._give(held)

    def _part(self, keep: int) -> Sequence[Held]:
        """Take from the waiting lines all but those from the last `keep` surviving ones on."""
        cut = len(self._waiting)
        while keep and cut:
            cut -= 1
            keep -= self._waiting[cut].survives
        parted, self._waiting = self._waiting[:cut], self._waiting[cut:]
        for held in parted:
            self._held -= len(held.line.raw)
            self._intake.forget(held)
        return parted

    def _bridge(self, below: Held | None, *, squeezes: bool = True) -> Iterator[Line | Edit]:
        """Give out the gap above a surviving line, or above the document's end: edits and blank lines."""
        gap, self._gap = self._gap, []
        chrome = any(held.claim for held in gap)
        squeeze = self._engine.squeeze
        filler = below is not None and below.is_filler and not below.text
        room = len(gap)
        if squeeze is not None and (chrome or self._touched) and squeezes and not filler:
            at_an_edge = below is None or not self._survived
            room = 0 if at_an_edge and chrome else squeeze.at_most
        for held in gap:
            if held.claim is not None:
                self._touched = True
                yield _removal(held, *held.claim)
            elif room:
                room -= 1
                yield from self._shown(held)
            elif squeeze is not None:
                yield _removal(held, squeeze, None)

    def _give(self, held: Held) -> Iterator[Line | Edit]:
        """Give out a surviving line and remember it."""
        self._intake.remember(held, self._survived)
        self._survived += 1
        yield from self._shown(held)

    def _shown(self, held: Held) -> Iterator[Line | Edit]:
        line = held.line
        for edit in held.repairs:
            start = line.start + edit.start
            end = line.start + edit.end
            yield replace(edit, start=start, end=end, line=line.number, column=edit.start + 1)
        yield line


def _removal(held: Held, rule: Rule, anchor: int | None) -> Edit:
    line = held.line
    fields: dict[str, str] = {}
    for answer in held.answers:
        test = answer[0].tests().get(answer[1]) if answer[0] is rule else None
        if isinstance(test, Wording):
            fields |= test.captured(held.text)
    return Edit(
        start=line.start,
        end=line.start + len(line.raw),
        old=line.raw,
        new="",
        rule=rule.id,
        line=line.number,
        anchor=anchor,
        fields=fields,
        removes_line=True,
    )


def _id(rule: Rule) -> str:
    return rule.id


def _at_most(rule: Squeeze) -> tuple[int, str]:
    return rule.at_most, rule.id
