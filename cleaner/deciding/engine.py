"""The engine: one set of rules, and what becomes of documents under them.

`Engine.clean` is a pure function: what becomes of a document depends on its lines and the rules, never on other
documents, on the order of the rules, or on what was cleaned before. Documents are taken many at a time, since
that is cheaper a line.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from cleaner.deciding.cleaning import Cleaning
from cleaner.deciding.document import EXACT, Document, Part
from cleaner.deciding.evidence import Evidence
from cleaner.deciding.fixpoint import decide, first_round_facts, first_round_weighed
from cleaner.deciding.line_facts import Facts, LineFacts, LineReader
from cleaner.deciding.outcome import edits_of
from cleaner.deciding.repeats import repeats
from cleaner.deciding.weighing import Weighed, Weigher
from cleaner.matching.reference import Match, Matcher
from cleaner.ruleset.rule import Level, Rule
from cleaner.text.lines import Lines
from cleaner.text.repair import ALL_STEPS, LINE_ENDS

GROUP_BYTES = 1 << 17
"""Bytes of documents read together: below, calls cost more than lines; far above, caches are missed."""


class Engine:
    """Cleans documents with one set of rules.

    `steps` are the names of the repair steps to take (`cleaner.text.repair.ALL_STEPS`). `matcher` answers for
    the rules; by default it is the reference matcher. `level` is the threshold of evidence,
    `evidence` by default what is shipped.
    """

    def __init__(
        self,
        rules: Iterable[Rule],
        *,
        level: Level = Level.NORMAL,
        steps: Sequence[str] = ALL_STEPS,
        matcher: Matcher | None = None,
        evidence: Evidence | None = None,
    ) -> None:
        known = sorted(rules, key=_id)
        ordered = [rule for rule in known if rule.acts]
        self.matcher = matcher or Matcher(known)
        self._reader = LineReader(ordered, self.matcher, steps)
        self._mends_ends = LINE_ENDS in steps
        self._comparing = [rule for rule in ordered if rule.compares_lines]
        weigher = Weigher(ordered, level, evidence)
        self._weigher = weigher if weigher.acts else None
        squeezing = [rule for rule in ordered if rule.max_blank_lines is not None]
        self._squeeze = min(squeezing, key=_most_blank_lines, default=None)

    def clean(self, part: Part) -> Cleaning:
        """Return what becomes of one text."""
        return next(self.clean_each([part]))

    def clean_each(self, parts: Iterable[Part]) -> Iterator[Cleaning]:
        """Yield what becomes of each of several texts; they never influence each other."""
        group: list[Part] = []
        size = 0
        for part in parts:
            if group and part.errors != group[0].errors:
                yield from self._group(group)
                group, size = [], 0
            group.append(part)
            size += len(part.data)
            if size >= GROUP_BYTES:
                yield from self._group(group)
                group, size = [], 0
        if group:
            yield from self._group(group)

    def acting(self, lines: Sequence[str], site: str = "") -> list[tuple[str, tuple[Match, ...]]]:
        """Return each of some lines repaired and stripped, with the matches of the rules that may remove it on a site.

        Whether they do depends on what stands around it, but for those that decide alone.
        """
        found = dict(self._reader.read([line.encode("utf-8", EXACT) for line in lines], EXACT))
        answers = []
        for at, line in enumerate(lines):
            known = found[at].of_site(site) if at in found else None
            answers.append((known.text, known.acting) if known else (line.strip(), ()))
        return answers

    def weighed_facts(self, part: Part) -> dict[int, tuple[int, ...]]:
        """Return the facts of each line that evidence is weighed of in the first round, by its place: for fitting."""
        document = self._document(part)
        matches = self._matches(document, is_weighed=self._weigher is not None)
        return first_round_facts(document, matches, self._weigher)

    def weighed(self, part: Part) -> dict[int, Weighed]:
        """Return what evidence said in the first round of each line that was weighed, by its number."""
        document = self._document(part)
        if self._weigher is None or not self._weigher.may_act(document):
            return {}
        found = first_round_weighed(document, self._matches(document, is_weighed=True), self._weigher)
        return {place + 1: weighed for place, weighed in found.items()}

    def _group(self, parts: Sequence[Part]) -> Iterator[Cleaning]:
        split = deque(Lines([], []) if part.is_kept else part.lines() for part in parts)
        found = deque(self._reader.read([body for lines in split for body in lines.bodies], parts[0].errors))
        begin = 0
        for part in parts:
            stop = begin + len(split[0].bodies)
            yield self._next(part, split.popleft(), found, range(begin, stop))
            begin = stop

    def _next(self, part: Part, lines: Lines, found: deque[tuple[int, LineFacts]], places: range) -> Cleaning:
        """Return what becomes of the next text of a group; its lines have some places among those of all texts.

        When this returns, nothing holds the lines of a long text any more.
        """
        facts = _taken_out(found, places, part.site)
        return self._cleaning(part, lines, facts) if lines.bodies else Cleaning(part)

    def _document(self, part: Part) -> Document:
        lines = part.lines()
        found = deque(self._reader.read(lines.bodies, part.errors))
        return Document(part, lines, _taken_out(found, range(len(lines.bodies)), part.site))

    def _cleaning(self, part: Part, lines: Lines, facts: Facts) -> Cleaning:
        document = Document(part, lines, facts)
        weigher = self._weigher if self._weigher and self._weigher.may_act(document) else None
        matches = self._matches(document, is_weighed=weigher is not None)
        removed = decide(document, matches, weigher) if matches or weigher else {}
        document.forget_shapes()
        edits = edits_of(document, removed, matches, squeeze=self._squeeze, mends_ends=self._mends_ends)
        unmatched = frozenset(at + 1 for at, (rule, _) in removed.items() if rule.weighed)
        return Cleaning(part, edits, unmatched=unmatched)

    def _matches(self, document: Document, *, is_weighed: bool) -> dict[int, tuple[Match, ...]]:
        """Return the rules that may remove each line, by its place; lines that none may are left out."""
        matches = {at: acting for at, line in document.facts.items() if (acting := line.acting)}
        for at, found in repeats(
            document, self._comparing, others_may_go=is_weighed or bool(matches)
        ).items():
            matches[at] = (*matches.get(at, ()), *found)
        return matches


def _taken_out(found: deque[tuple[int, LineFacts]], places: range, site: str) -> Facts:
    """Take out what was found first, on the lines at some places; return what is known of them on a site."""
    facts: dict[int, LineFacts] = {}
    while found and found[0][0] < places.stop:
        at, line = found.popleft()
        known = line.of_site(site)
        if known is not None:
            facts[at - places.start] = known
    return facts


def _id(rule: Rule) -> str:
    return rule.id


def _most_blank_lines(rule: Rule) -> tuple[int, str]:
    return rule.max_blank_lines or 0, rule.id
