"""Line facts: what is known of one line by its bytes alone, repaired and matched before anything is decided."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cleaner.matching.reference import Match, Matcher
from cleaner.ruleset.rule import Rule
from cleaner.text.edits import Edit, merge
from cleaner.text.lines import MAX_LINE_BYTES
from cleaner.text.repair import STEPS, difference, is_changed, is_read_alike, repair

MAX_PASSES = 8
"""Times that repair and rewrites may change a line again; a line that does not come to rest is left alone."""

MEMO_LINES = 1 << 16
"""Distinct lines whose facts are kept; chrome repeats, so nearly all of its lines are asked for again."""

MAX_MEMO_BYTES = 1200
"""Bytes of the longest line whose facts are kept."""


@dataclass(frozen=True, slots=True)
class LineFacts:
    """What is known of a line that is not plain: it is repaired, or it matches, or it only looks empty."""

    text: str
    """Repaired and stripped."""
    body: bytes
    """As it goes out, without its ending."""
    repairs: tuple[Edit, ...] = ()
    """What repair and rewrites change; their offsets count from the start of the line."""
    matches: tuple[Match, ...] = ()
    """Those of rules that only know the line among them."""

    @property
    def acting(self) -> tuple[Match, ...]:
        """The matches of rules that may remove the line."""
        return tuple(match for match in self.matches if match.rule.acts)


class LineReader:
    """Repairs lines and asks which rules match them; holds no state of any document."""

    def __init__(self, rules: Sequence[Rule], matcher: Matcher, steps: Sequence[str]) -> None:
        self._matcher = matcher
        self._steps = tuple(step for step in STEPS if step in steps)
        self._rewriting = [rule for rule in rules if rule.searched]
        self._memo: dict[tuple[bytes, str], LineFacts | None] = {}

    def read(self, bodies: Sequence[bytes], errors: str) -> Iterator[tuple[int, LineFacts]]:
        """Yield, in order, the lines that are not plain, by their place, with their facts.

        `errors` says how bytes that are not UTF-8 are decoded, as for `bytes.decode`.
        """
        memo = self._memo
        if len(memo) > MEMO_LINES:
            self._memo = memo = {}
        for at, steps in self._matcher.candidates(bodies):
            body = bodies[at]
            key = body, errors
            if key in memo:
                facts = memo[key]
            elif len(body) > MAX_LINE_BYTES:
                continue
            else:
                facts = self._facts(body, errors, steps)
                if len(body) <= MAX_MEMO_BYTES:
                    memo[key] = facts
            if facts is not None:
                yield at, facts

    def _facts(self, body: bytes, errors: str, steps: Sequence[str] | None) -> LineFacts | None:
        """Return the facts of a line; None for a plain line.

        `steps` are the repair steps that may change it; None if any may, or a rewrite.
        """
        raw = body.decode("utf-8", errors)
        may_change = steps is None or is_changed(raw, steps)
        mended, edits = self._mend(raw) if may_change else (raw, ())
        out = mended.encode("utf-8", errors) if edits else body
        if len(out) > MAX_LINE_BYTES:  # a second cleaning would not look at it
            out, mended, edits = body, raw, ()
        text = mended.strip()
        matches = self._matcher.match(text) if text else ()
        if not edits and not matches and (text or not body):
            return None
        return LineFacts(text, out, edits, matches)

    def _mend(self, body: str) -> tuple[str, tuple[Edit, ...]]:
        """Repair and rewrite until nothing changes."""
        done = body
        edits: Sequence[Edit] = ()
        for _ in range(MAX_PASSES):
            new, found = repair(done, self._steps)
            for rule in self._rewriting:
                rewritten = rule.rewrite(new)
                if rewritten != new and (is_read_alike(rewritten) or not is_read_alike(new)):
                    found = merge(found, list(difference(new, rewritten, rule.id)), done)
                    new = rewritten
            if new == done:
                return done, tuple(edits)
            edits = merge(edits, found, body)
            done = new
        return body, ()


Facts = Mapping[int, LineFacts]
"""The facts of the lines of a document that are not plain, by their place."""
