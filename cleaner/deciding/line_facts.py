"""Line facts: what is known of one line by its bytes alone, repaired and matched before anything is decided."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cleaner.deciding.precedence import deciding_alone
from cleaner.matching.reference import Candidate, Match, Matcher
from cleaner.ruleset.rule import Rule
from cleaner.ruleset.sites import is_one_of
from cleaner.text.edits import Edit, merge
from cleaner.text.lines import MAX_LINE_BYTES
from cleaner.text.repair import STEPS, difference, is_read_alike, repair

MAX_PASSES = 4
"""Times that repair and rewrites are asked about a line, which is left alone if it changes each time.

Of 64 MB of real pages and other texts no line was changed more than once, so that none was asked about more than twice.
"""

MEMO_LINES = 1 << 16
"""Distinct lines whose facts are kept; chrome repeats, so nearly all of its lines are asked for again."""

MAX_MEMO_BYTES = 1200
"""Bytes of the longest line whose facts are kept."""

LINES_AT_ONCE = 1 << 12
"""Lines that are matched, or decoded, at once; several copies of them are held meanwhile."""


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

    acting: tuple[Match, ...] = ()
    """The matches of rules that may remove the line."""
    alone: Rule | None = None
    """The rule by which the line goes whatever is around it."""
    depends_on_site: bool = False
    """Whether one of the rules is for some sites only."""

    @staticmethod
    def of(text: str, body: bytes, repairs: tuple[Edit, ...], matches: tuple[Match, ...]) -> "LineFacts":
        """Return the facts with what follows from the matches."""
        acting = tuple([match for match in matches if match.rule.acts])
        depends_on_site = any(match.rule.sites for match in matches)
        return LineFacts(text, body, repairs, matches, acting, deciding_alone(acting), depends_on_site)

    def of_site(self, site: str) -> "LineFacts | None":
        """Return what is known of it on a site, where rules for other sites say nothing; None for a plain line."""
        if not self.depends_on_site:
            return self
        matches = tuple(
            match
            for match in self.matches
            if not match.rule.sites or (site and is_one_of(site, match.rule.sites))
        )
        return LineFacts.of(self.text, self.body, self.repairs, matches) if matches or self.repairs else None


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
        for at, candidate in self._candidates(bodies):
            body = bodies[at]
            key = body, errors
            if key in memo:
                facts = memo[key]
            elif len(body) > MAX_LINE_BYTES:
                continue
            else:
                facts = self._facts(body, errors, candidate)
                if len(body) <= MAX_MEMO_BYTES:
                    memo[key] = facts
            if facts is not None:
                yield at, facts

    def _candidates(self, bodies: Sequence[bytes]) -> Iterator[tuple[int, Candidate]]:
        for begin in range(0, len(bodies), LINES_AT_ONCE):
            for candidate in self._matcher.candidates(bodies[begin : begin + LINES_AT_ONCE]):
                yield begin + candidate.at, candidate

    def _facts(self, body: bytes, errors: str, candidate: Candidate) -> LineFacts | None:
        """Return the facts of a line; None for a plain line."""
        raw = body.decode("utf-8", errors)
        mended, edits, candidate = self._mend(raw, candidate, errors)
        out = mended.encode("utf-8", errors) if edits else body
        if len(out) > MAX_LINE_BYTES:  # a second cleaning would not look at it
            out, mended, edits, candidate = body, raw, (), Candidate(candidate.at)
        text = mended.strip()
        matches = self._matcher.match(text, candidate.found) if text else ()
        if not edits and not matches and (text or not body):
            return None
        return LineFacts.of(text, out, edits, matches)

    def _mend(self, body: str, candidate: Candidate, errors: str) -> tuple[str, tuple[Edit, ...], Candidate]:
        """Repair and rewrite until nothing changes; return also what is found on the line that is left."""
        done = body
        edits: Sequence[Edit] = ()
        for _ in range(MAX_PASSES):
            if candidate.steps is not None and not candidate.steps:
                return done, tuple(edits), candidate
            new, found = repair(done, self._steps, candidate.steps)
            if found:
                candidate = self._candidate(new, errors)
            may_rewrite = candidate.steps is None or (found and candidate.found is None)
            for rule in self._rewriting if may_rewrite else ():
                rewritten = rule.rewrite(new)
                if rewritten != new and (is_read_alike(rewritten) or not is_read_alike(new)):
                    found = merge(found, list(difference(new, rewritten, rule.id)), done)
                    new = rewritten
                    candidate = self._candidate(new, errors)
            if new == done:
                return done, tuple(edits), candidate
            edits = merge(edits, found, body)
            done = new
        return body, (), Candidate(candidate.at)

    def _candidate(self, text: str, errors: str) -> Candidate:
        """Return one line as a candidate; without any steps if it is none."""
        if "\n" in text:  # a rewrite may put it there where a line was not read alike before
            return Candidate(0)
        return next(iter(self._matcher.candidates([text.encode("utf-8", errors)])), Candidate(0, (), ()))


Facts = Mapping[int, LineFacts]
"""The facts of the lines of a document that are not plain, by their place."""
