"""The engine: lines of a document in, one stream of surviving lines and edits out, in document order.

A document may be endless. Lines wait until enough *quiet* lines, which answer to no rule, stand below them:
more than any rule may look, and prose among them. Across such a barrier no rule has influence, so a stretch
between two barriers can be decided for good, with the same result as if the whole document had been read.
A stretch that grows past `WINDOW_LINES` or `WINDOW_BYTES` without a barrier is no article: it is passed
through, repaired but otherwise unchanged, and counted. Since it comes out as it went in, a second cleaning
finds it as long as before: the limits do not cost idempotence.

Lines stay bytes, many in a batch, and only those that the matcher picks are looked at one by one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from cleaner.edits import Edit
from cleaner.intake import Intake, Said
from cleaner.kinds import Rule
from cleaner.kinds.base import HEAD_LINES, TAIL_LINES
from cleaner.kinds.repeat import MEMORY
from cleaner.kinds.squeeze import Squeeze
from cleaner.lines import BOM, GATHERED, Batch, Line, Passage, batches, is_plain
from cleaner.matching import Matcher
from cleaner.repair import ALL_STEPS
from cleaner.stretch import Held, Place, Waiting, decide
from cleaner.wording import Wording

WINDOW_LINES = 50_000
"""Lines of a stretch at most: some 20 MB of Python objects."""

WINDOW_BYTES = 1 << 23
"""Bytes of a stretch at most."""

BLANK_LINES = 1000
"""Blank lines in a row at most; those beyond count as surviving lines, and none of the row is squeezed."""

ESCAPED = "surrogateescape"
"""How bytes that are no UTF-8 are decoded: each becomes a lone surrogate, and comes back as it was."""


class Engine:
    """Cleans documents with one set of rules; holds no state of any document.

    `steps` are the names of the repair steps to take (`cleaner.repair.ALL_STEPS`). `matcher` answers for
    the rules; by default the reference matcher. The window bounds what waits.
    """

    def __init__(
        self,
        rules: Iterable[Rule],
        *,
        steps: Sequence[str] = ALL_STEPS,
        matcher: Matcher | None = None,
        window_lines: int = WINDOW_LINES,
        window_bytes: int = WINDOW_BYTES,
    ) -> None:
        ordered = sorted(rules, key=_id)
        self.window_lines, self.window_bytes = window_lines, window_bytes
        self.spreading = [rule for rule in ordered if rule.spreads]
        self.squeeze = min(
            (rule for rule in ordered if isinstance(rule, Squeeze)), key=_at_most, default=None
        )
        self.reach = max((rule.reach for rule in ordered), default=1)
        self.barrier = max(2 * self.reach, HEAD_LINES, TAIL_LINES) + 1
        self.matcher = matcher or Matcher(ordered)
        self.intake = Intake(ordered, self.matcher, steps)

    def run(self, chunks: Iterable[bytes], errors: str = ESCAPED) -> "Run":
        """Clean one document that arrives in pieces of any size: iterate over what this returns.

        `errors` says how its bytes are to be decoded, as for `bytes.decode`.
        """
        return Run(self, batches(chunks), errors)

    def runs(self, documents: Iterable[bytes], errors: str = ESCAPED) -> Iterator["Run | None"]:
        """Clean documents held in memory, many at once: for each what `run` gives, None if it stays as it is."""
        group: list[bytes] = []
        size = 0
        for document in documents:
            group.append(document)
            size += len(document)
            if size >= GATHERED:
                yield from self._group(group, errors)
                group, size = [], 0
        yield from self._group(group, errors)

    def _group(self, documents: Sequence[bytes], errors: str) -> Iterator["Run | None"]:
        found = self.intake.hold_each([each for each in documents if is_plain(each)], errors)
        for document in documents:
            held = next(found) if is_plain(document) else None
            if held is None:
                yield self.run([document], errors) if document else None
            else:
                yield Run(self, batches([document]), errors, held) if held else None


class Run:
    """The cleaning of one document; iterate once, over its surviving lines or passages, and its edits."""

    def __init__(
        self,
        engine: Engine,
        input_: Iterable[Batch],
        errors: str,
        known: Mapping[int, Held] | None = None,
    ) -> None:
        self.passed_through = 0
        """Lines in stretches that were passed through because they outgrew the window."""
        self._engine = engine
        self._intake = engine.intake
        self._input = input_
        self._waiting = Waiting(errors)
        self._end = b""  # the line ending of the first line, which every other is mended to
        self._same_end: bytes | None = None  # the ending of all lines that wait, if it is the same
        self._blanks = 0  # blank lines in a row, at the end of what waits
        self._blank_rows: list[int] = []  # blank lines that wait and stand below another
        self._said = Said()
        self._known = known  # what there is to know of all lines, by number, if it was found out before
        self._recalled = 0  # lines of which it has been recalled
        self._memory: dict[bytes, int] = {}
        # What waits: lines given out already, a stretch from its first line on, the quiet lines at its end.
        self._given = 0
        self._stretch = 0
        self._quiet = 0
        self._quiet_lost = 0  # quiet lines of the row that were passed through
        self._prose_lost = False  # whether prose was among them
        self._scanned = 0  # lines whose answers are taken into account
        self._open = False  # whether a barrier stands above the quiet lines
        self._outgrown = False
        self._out: list[Passage | Edit] = []
        self._at = 0  # code points given out
        self._survived = 0  # surviving lines given out; past the head counted only if lines are remembered
        self._touched = False  # whether a line has been removed

    def __iter__(self) -> Iterator[Line | Edit]:
        for event in self.passages():
            if isinstance(event, Passage):
                yield from event.lines()
            else:
                yield event

    def passages(self) -> Iterator[Passage | Edit]:
        """Yield what stays in passages as long as they come, and the edits between."""
        for batch in self._input:
            if not self._end:
                self._begin(batch)
            self._take(batch)
            if self._known is None:  # else the document is short, and decided as a whole
                self._settle()
                self._let_go()
                yield from self._out
                self._out.clear()
        self._close()
        yield from self._out

    @property
    def chars(self) -> int:
        """Count the code points of the input that were given out."""
        return self._at

    def _begin(self, batch: Batch) -> None:
        """Learn how lines end, and set a byte order mark apart."""
        self._end = b"\r\n" if batch.end == b"\r\n" else b"\n"
        mark = BOM.encode()
        if batch.bodies[0].startswith(mark):
            batch.bodies[0] = batch.bodies[0][len(mark) :]
            self._out.append(Passage(1, 0, mark, mark, self._waiting.errors))
            self._at = 1
            if not batch.bodies[0] and not batch.end:
                batch.bodies.clear()

    def _take(self, batch: Batch) -> None:
        """Let lines wait, and look at those that the matcher picks."""
        waiting = self._waiting
        bodies, end = batch.bodies, batch.end
        base = len(waiting.bodies)
        waiting.bodies += bodies
        waiting.ends += [end] * len(bodies)
        if end != self._same_end:
            self._same_end = end if not base else None
        if not batch.whole:
            if not end:
                waiting.pieces.append(base)
            waiting.held[base] = Held("", bodies[0], end, is_filler=True)
            self._blanks = 0
            return
        mended_end = self._end if end and self._intake.mends_ends else end
        held = self._hold(batch, mended_end)
        waiting.held.update((base + at, each) for at, each in held.items())
        if bodies:
            self._find_blank_rows(batch, base)

    def _hold(self, batch: Batch, mended_end: bytes) -> Mapping[int, Held]:
        """Find out what there is to know of lines, or recall it."""
        intake, errors = self._engine.intake, self._waiting.errors
        if self._known is not None:
            skipped, self._recalled = self._recalled, self._recalled + len(batch.bodies)
            return {at - skipped: held for at, held in self._known.items() if skipped <= at < self._recalled}
        held = intake.hold(batch, mended_end, errors)
        if intake.repeats and (intake.repeats_anywhere or not self._survived):
            intake.find_repeats(batch.bodies, held, self._said, errors, is_whole=False)
        return held

    def _find_blank_rows(self, batch: Batch, base: int) -> None:
        """Find the blank lines that stand below another; beyond `BLANK_LINES` in a row they are fillers."""
        waiting = self._waiting
        may_have_rows = not batch.bodies[0] or b"\0\0" in bytes(map(bool, batch.bodies))
        if not may_have_rows and not any(
            held.is_blank for index, held in waiting.held.items() if index >= base
        ):
            self._blanks = int(not waiting.bodies[-1])
            return
        for index in range(base, len(waiting.bodies)):
            if not waiting.is_blank(index):
                self._blanks = 0
                continue
            self._blanks += 1
            if self._blanks > BLANK_LINES:
                waiting.held[index] = Held("", waiting.bodies[index], waiting.ends[index], is_filler=True)
            elif self._blanks > 1:
                self._blank_rows.append(index)

    def _settle(self) -> None:
        """Decide what can be decided: above a barrier, or when the stretch outgrew the window."""
        waiting = self._waiting
        stop = len(waiting.bodies)
        for loud in self._loud(self._scanned, stop):
            self._meet(loud)
            if self._open:
                self._give_out(self._cut(loud))
                self._open = False
                self._stretch = loud
            self._quiet = loud + 1
            self._quiet_lost, self._prose_lost = 0, False
        self._scanned = stop
        self._meet(stop)
        if self._open:
            self._give_out(self._cut(stop))
        elif self._outgrown or self._outgrows(stop):
            self._outgrown = True
            self._pass_through(self._cut(stop))

    def _loud(self, begin: int, stop: int) -> list[int]:
        """List the lines of a range that answer to rules."""
        return sorted(
            index for index, held in self._waiting.held.items() if held.answers and begin <= index < stop
        )

    def _meet(self, stop: int) -> None:
        """Decide the stretch if the quiet lines above a line make a barrier."""
        if self._open:
            return
        barrier = self._barrier(stop)
        if barrier is None:
            return
        if self._outgrown or self._outgrows(barrier):
            self._outgrown = False
            self._pass_through(self._cut(barrier))
        else:
            self._decide(barrier, is_last=False)
        self._open = True

    def _barrier(self, stop: int) -> int | None:
        """Find where the quiet lines above a line complete a barrier."""
        waiting, need = self._waiting, self._engine.barrier - self._quiet_lost
        if stop - self._quiet < need:
            return None
        rows = waiting.surviving(self._quiet, min(stop, self._quiet + 2 * need))
        if len(rows) < need or not any(map(waiting.reads_as_prose, rows[:need])):
            rows = waiting.surviving(self._quiet, stop)
        if len(rows) < need or not rows:
            return None
        if self._prose_lost:
            return rows[max(need, 1) - 1] + 1
        for at, index in enumerate(rows):
            if waiting.reads_as_prose(index):
                return rows[max(at, need - 1)] + 1
        return None

    def _outgrows(self, stop: int) -> bool:
        """Whether the stretch is too long when it goes on to a line."""
        engine = self._engine
        if stop - self._stretch > engine.window_lines:
            return True
        return sum(map(len, self._waiting.bodies[self._stretch : stop])) > engine.window_bytes

    def _cut(self, stop: int) -> int:
        """Find the line up to which those above another are out of its rules' reach."""
        reach = self._engine.reach
        for begin in (max(self._given, stop - 2 * reach - 4), self._given):
            rows = self._waiting.surviving(begin, stop)
            if len(rows) > reach:
                return rows[-reach - 1] + 1
        return self._given

    def _decide(self, stop: int, *, is_last: bool) -> None:
        """Decide the lines that wait; if that takes too long, pass them through."""
        waiting = self._waiting
        place = Place(self._survived, is_last, self._memory, MEMORY)
        if not decide(waiting, self._given, stop, place=place, spreading=self._engine.spreading):
            self._pass_through(stop if is_last else self._cut(stop))

    def _close(self) -> None:
        """Decide the last stretch, and give out what is left."""
        stop = len(self._waiting.bodies)
        if self._outgrown:
            self._pass_through(stop)
        else:
            if not self._open:
                self._decide(stop, is_last=True)
            self._give_out(stop)

    def _let_go(self) -> None:
        """Forget the lines that were given out."""
        count = self._given
        self._waiting.drop(count)
        self._blank_rows = [index - count for index in self._blank_rows if index >= count]
        self._stretch = max(0, self._stretch - count)
        self._quiet = max(0, self._quiet - count)
        self._scanned -= count
        self._given = 0

    def _pass_through(self, cut: int) -> None:
        """Give out lines as they came, but for repairs and what was decided before."""
        waiting = self._waiting
        self.passed_through += max(0, cut - self._given)
        if cut > self._quiet:
            rows = waiting.surviving(self._quiet, cut)
            self._quiet_lost += len(rows)
            self._prose_lost = self._prose_lost or any(map(waiting.reads_as_prose, rows))
            self._quiet = cut
        self._give_out(cut, squeezes=False)

    def _give_out(self, cut: int, *, squeezes: bool = True) -> None:
        """Give out decided lines: edits one by one, and what lies between as passages."""
        waiting = self._waiting
        start = done = self._given
        for index in self._events(cut):
            if index < done:
                continue
            if waiting.survives(index):
                self._mended(index)
                continue
            begin = index
            while begin > done and not waiting.survives(begin - 1):
                begin -= 1
            stop = index + 1
            while stop < cut and not waiting.survives(stop):
                stop += 1
            done = stop
            at_an_edge = stop == cut or (begin == start and not self._survived)
            is_filled = stop < cut and not waiting.text(stop)
            self._gap(begin, stop, at_an_edge=at_an_edge, squeezes=squeezes and not is_filled)
        self._passage(cut)
        self._count(start, cut)

    def _count(self, start: int, cut: int) -> None:
        """Count the surviving lines that were given out, as far as rules ask, and remember them."""
        if self._intake.remembers:
            for index in self._waiting.surviving(start, cut):
                self._remember(self._intake.key(self._waiting.text(index)))
                self._survived += 1
        elif self._survived < HEAD_LINES:
            self._survived += len(self._waiting.surviving(start, cut))

    def _remember(self, key: bytes | None) -> None:
        if key is not None:
            self._memory.pop(key, None)
            self._memory[key] = self._survived
            if len(self._memory) > MEMORY:
                del self._memory[next(iter(self._memory))]

    def _events(self, cut: int) -> list[int]:
        """List the lines to give out at which there is more to say than that they stay."""
        waiting = self._waiting
        events = {index for index in waiting.claims if self._given <= index < cut}
        events.update(
            index for index, held in waiting.held.items() if held.repairs and self._given <= index < cut
        )
        if self._touched or events:
            events.update(index for index in self._blank_rows if self._given <= index < cut)
        return sorted(events)

    def _passage(self, stop: int) -> None:
        """Give out lines that stay as they are, up to one."""
        begin = self._given
        if begin >= stop:
            return
        waiting = self._waiting
        end = self._same_end
        if end is None:
            lines = zip(waiting.bodies[begin:stop], waiting.ends[begin:stop], strict=True)
            raw = b"".join([part for line in lines for part in line])
        else:
            raw = end.join(waiting.bodies[begin:stop]) + end
        self._out.append(Passage(waiting.number(begin), self._at, raw, raw, waiting.errors))
        self._at += _chars(raw, waiting.errors)
        self._given = stop

    def _mended(self, index: int) -> None:
        """Give out a line that repairs or rewrites changed."""
        self._passage(index)
        waiting = self._waiting
        held = waiting.held[index]
        raw = waiting.bodies[index] + waiting.ends[index]
        number = waiting.number(index)
        for edit in held.repairs:
            start, end = self._at + edit.start, self._at + edit.end
            self._out.append(edit._replace(start=start, end=end, line=number, column=edit.start + 1))
        self._out.append(Passage(number, self._at, raw, held.body + held.end, waiting.errors))
        self._at += _chars(raw, waiting.errors)
        self._given = index + 1

    def _gap(self, begin: int, stop: int, *, at_an_edge: bool, squeezes: bool) -> None:
        """Give out blank and claimed lines that stand between two surviving ones, or at the document's edge."""
        waiting, squeeze = self._waiting, self._engine.squeeze
        gap = range(begin, stop)
        chrome = any(index in waiting.claims for index in gap)
        room = len(gap)
        if squeeze is not None and (chrome or self._touched) and squeezes:
            room = 0 if at_an_edge and chrome else squeeze.at_most
        for index in gap:
            claim = waiting.claims.get(index)
            if claim is not None:
                self._touched = True
                self._remove(index, *claim)
            elif room:
                room -= 1
                if index in waiting.held and waiting.held[index].repairs:
                    self._mended(index)
            elif squeeze is not None:
                self._remove(index, squeeze, None)

    def _remove(self, index: int, rule: Rule, anchor: int | None) -> None:
        """Give a line up."""
        if self._given < index:
            self._passage(index)
        waiting = self._waiting
        old = (waiting.bodies[index] + waiting.ends[index]).decode("utf-8", waiting.errors)
        held = waiting.held.get(index)
        fields = _captured(rule, held) if held is not None else _NOTHING
        start = self._at
        self._at = end = start + len(old)
        self._given = index + 1
        number = waiting.number(index)
        edit = Edit(start, end, old, "", rule.id, number, 1, anchor, fields, removes_line=True)
        self._out.append(edit)


_NOTHING: Mapping[str, str] = MappingProxyType({})


def _captured(rule: Rule, held: Held) -> Mapping[str, str]:
    """Give what the wordings of a rule capture of a line."""
    fields: dict[str, str] = {}
    for answer in held.answers:
        test = rule.tests().get(answer.role) if answer.rule is rule else None
        if isinstance(test, Wording) and test.captures:
            fields |= test.captured(held.text)
    return fields or _NOTHING


def _chars(raw: bytes, errors: str) -> int:
    """Count code points."""
    return len(raw) if raw.isascii() else len(raw.decode("utf-8", errors))


def _id(rule: Rule) -> str:
    return rule.id


def _at_most(rule: Squeeze) -> tuple[int, str]:
    return rule.at_most, rule.id
