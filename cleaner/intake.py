"""Intake: a line repaired, rewritten, and asked which rules it answers to, before it waits."""

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from cleaner.edits import Edit, merge
from cleaner.kinds import Rule, Zone
from cleaner.kinds.base import HEAD_LINES
from cleaner.kinds.repeat import Repeat, size
from cleaner.kinds.rewrite import Rewrite
from cleaner.lines import Batch, likeness, likenesses
from cleaner.matching import Answer, Matcher
from cleaner.repair import LINE_ENDS, RULE, STEPS, difference, is_changed, repair
from cleaner.stretch import Held, key_of
from cleaner.wording import LONGEST_MATCH

PASSES = 8
"""Times that repair and rewrites may change a line again; a line that does not come to rest is left alone."""


class Intake:
    """Takes in lines for one set of rules and repair steps; holds no state of any document."""

    def __init__(self, rules: Iterable[Rule], matcher: Matcher, steps: Sequence[str]) -> None:
        rules = list(rules)
        self.mends_ends = LINE_ENDS in steps
        self.repeats = [rule for rule in rules if isinstance(rule, Repeat)]
        self.repeats_anywhere = any(rule.zone is not Zone.HEAD for rule in self.repeats)
        self.remembers = any(rule.within is None for rule in self.repeats)
        self._matcher = matcher
        self._steps = [step for step in STEPS if step in steps]
        self._rewrites = [rule for rule in rules if isinstance(rule, Rewrite)]
        self._shortest = min((rule.min_chars for rule in self.repeats), default=0)
        self._longest = max((LONGEST if rule.prose else LONGEST_MATCH for rule in self.repeats), default=0)

    def hold(self, batch: Batch, mended_end: bytes, errors: str) -> dict[int, Held]:
        """Find out what there is to know of whole lines; plain lines, which are most, are left out.

        `errors` says how they are decoded. Repeats are found apart, by `find_repeats`.
        """
        bodies, end = batch.bodies, batch.end
        picked = self._matcher.pick(batch) if end == mended_end else ((at, None) for at in range(len(bodies)))
        looked = ((at, self._look(bodies[at], end, mended_end, errors, steps)) for at, steps in picked)
        return {at: held for at, held in looked if held is not None}

    def hold_each(self, documents: Sequence[bytes], errors: str) -> Iterator[dict[int, Held]]:
        """Find out what there is to know of each of several plain documents (`cleaner.lines.is_plain`)."""
        data = b"\n".join([each.removesuffix(b"\n") for each in documents])
        bodies = data.split(b"\n")
        picked = deque(self._matcher.pick(Batch(data, bodies, b"\n")))
        begin = 0
        for document in documents:
            stop = begin + document.count(b"\n") + (not document.endswith(b"\n"))
            held: dict[int, Held] = {}
            while picked and picked[0][0] < stop:
                at, steps = picked.popleft()
                end = b"\n" if at < stop - 1 or document.endswith(b"\n") else b""
                each = self._look(bodies[at], end, end, errors, steps)
                if each is not None:
                    held[at - begin] = each
            if self.repeats and self._may_repeat(bodies[begin:stop], held, errors):
                self.find_repeats(bodies[begin:stop], held, Said(), errors, is_whole=True)
            yield held
            begin = stop

    def _may_repeat(self, bodies: Sequence[bytes], held: Mapping[int, Held], errors: str) -> bool:
        """Whether a document may have repeats: if nothing else goes, repeats in the head begin in the head."""
        if self.repeats_anywhere or any(each.answers for each in held.values()):
            return True
        rows = [at for at, body in enumerate(bodies) if body and not body.isspace()]
        if len(rows) <= HEAD_LINES:
            return True
        head = rows[HEAD_LINES]
        found = {at: each for at, each in held.items() if at < head}
        self.find_repeats(bodies[:head], found, Said(), errors, is_whole=True)
        return any(each.answers for each in found.values())

    def find_repeats(
        self, bodies: Sequence[bytes], held: dict[int, Held], said: "Said", errors: str, *, is_whole: bool
    ) -> None:
        """Hold, of neighbouring lines, those that rules may claim as repeats.

        `said` is what was said above, and learns them. `is_whole` if they are all the lines of a document.
        """
        keys = likenesses(bodies, errors)
        for at, each in held.items():
            if each.repairs:
                keys[at] = likeness(each.text)
        for at, is_said in said.suspects(keys, is_whole=is_whole):
            known = held.get(at)
            text = bodies[at].decode("utf-8", errors).strip() if known is None else known.text
            answers = tuple(
                Answer(rule, "repeat") for rule in self.repeats if rule.suspects(text, said=is_said)
            )
            if answers and known is None:
                held[at] = Held(text, bodies[at], b"", (), answers)
            elif answers and known is not None:
                held[at] = replace(known, answers=known.answers + answers)

    def _look(
        self, body: bytes, end: bytes, mended_end: bytes, errors: str, steps: Sequence[str] | None
    ) -> Held | None:
        """Repair a line, and ask which rules it answers to; None for a plain line.

        `steps` are the repair steps that may change it; None if any may, or a rewrite.
        """
        raw = body.decode("utf-8", errors)
        may_change = steps is None or is_changed(raw, steps)
        mended, edits = self._mend(raw) if may_change else (raw, [])
        if end != mended_end:
            at = len(raw)
            old = end.decode()
            new = mended_end.decode()
            rule = RULE + LINE_ENDS
            edits = [*edits, Edit(start=at, end=at + len(old), old=old, new=new, rule=rule)]
        text = mended.strip()
        answers = self._matcher.match(text) if text else ()
        if not edits and not answers and (text or not body):
            return None
        out = body if mended == raw else mended.encode("utf-8", errors)
        return Held(text, out, mended_end, edits, answers, is_blank=not text)

    def key(self, text: str) -> bytes | None:
        """Give what a repeat remembers of a line that survived; None for one that it need not remember."""
        return key_of(text) if self._shortest <= size(text) and len(text) <= self._longest else None

    def _mend(self, body: str) -> tuple[str, Sequence[Edit]]:
        """Repair and rewrite until nothing changes."""
        done: str = body
        edits: Sequence[Edit] = ()
        for _ in range(PASSES):
            new, found = repair(done, self._steps)
            for rule in self._rewrites:
                rewritten = rule.rewrite(new)
                if rewritten != new:
                    found = merge(found, list(difference(new, rewritten, rule.id)), done)
                    new = rewritten
            if new == done:
                return done, edits
            edits = merge(edits, found, body)
            done = new
        return body, ()


class Said:
    """What was said lately, by likeness: a superset of what any repeat may refer to, in bounded memory."""

    def __init__(self) -> None:
        self._now: set[bytes] = set()
        self._before: set[bytes] = set()

    def suspects(self, keys: Sequence[bytes], *, is_whole: bool) -> Iterator[tuple[int, bool]]:
        """Yield which lines a repeat must be asked about, with whether the like was said above them.

        If these are all the lines of a document, only those that have their like among them.
        """
        alike = Counter(keys) if is_whole else {}
        for at, key in enumerate(keys):
            if key and (not is_whole or alike[key] > 1):
                yield at, key in self._now or key in self._before
                self._now.add(key)
        if len(self._now) > LATELY:
            self._now, self._before = set(), self._now


LATELY = 1 << 16
"""Lines in which `Said` looks back at least: more than a repeat remembers and a window holds."""

LONGEST = 100_000
"""Characters of the longest line that a repeat with `prose` compares."""
