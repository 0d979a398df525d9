"""Intake: each line of a document repaired, rewritten, and asked which rules it answers to, before it waits."""

from collections.abc import Iterable, Sequence
from hashlib import blake2b

from cleaner.edits import Edit, merge
from cleaner.kinds import Rule
from cleaner.kinds.line import Line as LineRule
from cleaner.kinds.repeat import MEMORY, Repeat, size
from cleaner.kinds.rewrite import Rewrite
from cleaner.lines import Line, body_and_end, fold
from cleaner.matching import Answer, Matcher
from cleaner.repair import LINE_ENDS, RULE, STEPS, difference, repair
from cleaner.stretch import Held

BLANK_LINES = 1000
"""Blank lines in a row at most; those beyond count as surviving lines, and none of the row is squeezed."""

PASSES = 8
"""Times that repair and rewrites may change a line again; a line that does not come to rest is left alone."""


class Intake:
    """Takes in the lines of one document, in order.

    Knows of the document what `repeat` needs: the keys of the lines that wait and of those that survived.
    """

    def __init__(self, rules: Iterable[Rule], matcher: Matcher, steps: Sequence[str]) -> None:
        rules = list(rules)
        self.memory: dict[bytes, int] = {}
        """Key of a surviving line → how many surviving lines stood above its latest copy."""
        self._matcher = matcher
        self._steps = [step for step in STEPS if step in steps]
        self._mends_line_ends = LINE_ENDS in steps
        self._rewrites = [rule for rule in rules if isinstance(rule, Rewrite)]
        self._repeats = [rule for rule in rules if isinstance(rule, Repeat)]
        self._shortest = min((rule.min_chars for rule in self._repeats), default=0)
        self._end = ""  # the line ending of the first line, which every other is mended to
        self._blanks = 0  # blank lines in a row
        self._waiting: dict[bytes, int] = {}  # how many of the lines that wait have a key

    def hold(self, line: Line) -> Held:
        """Repair a line, and ask which rules it answers to."""
        if not line.whole:
            self._blanks = 0
            return Held(line, "", is_filler=True)
        body, end = body_and_end(line.raw)
        mended, edits = self._mend(body)
        self._end = self._end or ("\r\n" if end == "\r\n" else "\n")
        if self._mends_line_ends and end not in ("", self._end):
            at = len(body)
            rule = RULE + LINE_ENDS
            edits = [*edits, Edit(start=at, end=at + len(end), old=end, new=self._end, rule=rule)]
            end = self._end
        text = mended.strip()
        line = line._replace(text=mended + end)
        if not text:
            self._blanks += 1
            too_many = self._blanks > BLANK_LINES
            return Held(line, "", edits, is_blank=not too_many, is_filler=too_many)
        self._blanks = 0
        held = Held(line, text, edits, self._matcher.match(text))
        if self._repeats and size(text) >= self._shortest and not is_free(held.answers):
            held.key = blake2b(fold(text).encode("utf-8", "surrogatepass"), digest_size=16).digest()
            said = held.key in self._waiting or held.key in self.memory
            self._waiting[held.key] = self._waiting.get(held.key, 0) + 1
            suspecting = [rule for rule in self._repeats if rule.suspects(text, said=said)]
            held.answers = (*held.answers, *(Answer(rule, "repeat") for rule in suspecting))
        return held

    def forget(self, held: Held) -> None:
        """Take note that a line waits no longer."""
        if held.key is not None:
            self._waiting[held.key] -= 1
            if not self._waiting[held.key]:
                del self._waiting[held.key]

    def remember(self, held: Held, above: int) -> None:
        """Take note that a line survived, with so many surviving lines above it."""
        if held.key is not None:
            self.memory.pop(held.key, None)
            self.memory[held.key] = above
            if len(self.memory) > MEMORY:
                del self.memory[next(iter(self.memory))]

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


def is_free(answers: Sequence[Answer]) -> bool:
    """Whether a line is claimed whatever stands around it, and leads to no other line."""
    return bool(answers) and all(isinstance(rule, LineRule) and rule.is_free for rule, _ in answers)
