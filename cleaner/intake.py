"""Intake: a line repaired, rewritten, and asked which rules it answers to, before it waits."""

from collections.abc import Iterable, Sequence

from cleaner.edits import Edit, merge
from cleaner.kinds import Rule, Zone
from cleaner.kinds.repeat import Repeat, size
from cleaner.kinds.rewrite import Rewrite
from cleaner.lines import fold
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

    def look(
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

    def suspects(self, text: str, said: "Said") -> tuple[Answer, ...]:
        """Say which rules may claim a line as a repeat; `said` is what was said above, and learns the line."""
        if len(text) > self._longest or size(text) < self._shortest:
            return ()
        folded = fold(text)
        again = said.add(folded)
        return tuple(Answer(rule, "repeat") for rule in self.repeats if rule.suspects(text, said=again))

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
    """What was said lately, by hash: a superset of what any repeat may refer to, in bounded memory."""

    def __init__(self) -> None:
        self._now: set[int] = set()
        self._before: set[int] = set()

    def add(self, folded: str) -> bool:
        """Take a line in; say whether it was there."""
        key = hash(folded)
        known = key in self._now or key in self._before
        self._now.add(key)
        if len(self._now) > LATELY:
            self._now, self._before = set(), self._now
        return known


LATELY = 1 << 16
"""Lines in which `Said` looks back at least: more than a repeat remembers and a window holds."""

LONGEST = 100_000
"""Characters of the longest line that a repeat with `prose` compares."""
