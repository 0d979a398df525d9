"""Proposals: rules for what was judged chrome, each with its words, its examples and its evidence."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from zlib import crc32

from cleaner.mining.collecting import SiteTally
from cleaner.mining.judging import Judged, judged
from cleaner.mining.runs import runs
from cleaner.mining.sightings import EDGE, Sighting
from cleaner.mining.templates import phrase_of
from cleaner.ruleset.guards import GUARDS, OF_LABELS
from cleaner.ruleset.rule import Level
from cleaner.ruleset.view import Zone
from cleaner.ruleset.wording import Wording
from cleaner.text.folding import fold_label
from cleaner.text.shape import has_letters

MAX_NAME_WORDS = 4
CONTEXTS = 5
"""Contexts that are quoted for a rule."""

MAX_EXAMPLES = 6
"""Lines that go in the example of a rule."""

Known = Callable[[Sequence[str]], Sequence[tuple[str, frozenset[Zone]]]]
"""Returns, for lines, each as repair leaves it, and the zones in which the rules in use remove it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a proposal: its phrase, and what was seen of it."""

    phrase: str
    """Empty for a line of a run that no phrase can tell: a date alone, a number."""
    template: str
    seen: str
    """The line as it was seen, repaired."""
    documents: int
    in_prose: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """A rule that mining proposes."""

    name: str
    kind: str
    """`line`, or `block` for a run with lines that no phrase can tell."""
    lines: tuple[Line, ...]
    zone: str
    level: str
    is_unguarded: bool
    """Whether a guard of labels would protect a line of it."""
    counter_example: str
    looked_at: int
    """Distinct documents that were looked at closely."""
    places: tuple[tuple[str, int], ...]
    """In how many of them it is in which place."""
    neighbours: tuple[int, int]
    """How many different lines stand nearest above and below that do not recur."""
    contexts: tuple[tuple[str, str, str], ...]
    """The line above, the line, and the line below."""

    @property
    def phrases(self) -> list[str]:
        """The phrases of its lines."""
        return [line.phrase for line in self.lines if line.phrase]

    @property
    def documents(self) -> int:
        """The most documents that one of its lines is in."""
        return max(line.documents for line in self.lines)


@dataclass(frozen=True, slots=True)
class SiteProposals:
    """What is proposed for one site, and what it was mined from."""

    site: str
    documents: int
    bytes: int
    digest: str
    """32 hexadecimal digits that depend on the texts, and not on their order."""
    proposals: tuple[Proposal, ...]


def proposals_of(site: SiteTally, known: Known, least: int) -> SiteProposals:
    """Return what is proposed for a site, in the order of the names."""
    found: dict[str, Proposal] = {}
    chrome = judged(site, least)
    words = _Words(chrome, known)
    for run in runs([each for each in chrome if each.template in words.seen]):
        for _, part in groupby(run, lambda each: (each.zone, each.level)):
            for proposal in words.proposals(list(part)):
                name = proposal.name
                if name in found:
                    name = f"{name}-{crc32(proposal.lines[0].template.encode()):08x}"
                found[name] = replace(proposal, name=name)
    ordered = tuple(found[name] for name in sorted(found))
    return SiteProposals(site.name, site.documents, site.bytes, f"{site.digest:032x}", ordered)


class _Words:
    """The phrases for what was judged chrome on a site, without what the rules in use remove."""

    def __init__(self, chrome: Sequence[Judged], known: Known) -> None:
        self.seen: dict[str, list[str]] = {}
        """The lines of each template, repaired; of those that stay."""
        self._phrases: dict[str, str] = {}
        taken: set[str] = set()
        lines = list(dict.fromkeys(line for each in chrome for line in each.lines))
        answers = dict(zip(lines, known(lines), strict=True))
        for each in chrome:
            repaired = [answers[line] for line in each.lines]
            if all(_is_removed(one, zones) for one, (_, zones) in zip(each.sightings, repaired, strict=True)):
                continue
            seen = [line for line, _ in repaired]
            phrase = phrase_of(each.template, seen)
            if phrase is not None and fold_label(phrase) not in taken:
                self._phrases[each.template] = phrase
                taken.add(fold_label(phrase))
            elif has_letters(seen[0]) and phrase is not None:
                continue  # another template has the phrase
            self.seen[each.template] = seen
        self._wording = Wording(phrases=tuple(self._phrases.values()))

    def proposals(self, run: Sequence[Judged]) -> Iterator[Proposal]:
        """Yield rules for a run: one for its lines, or one for all from the first line to the last."""
        told = [at for at, each in enumerate(run) if each.template in self._phrases]
        if not told:
            return
        run = run[told[0] : told[-1] + 1]
        if len(told) < len(run):
            yield self._proposal("block", run)
            return
        yield self._proposal("line", run)

    def _proposal(self, kind: str, run: Sequence[Judged]) -> Proposal:
        first = run[0]
        lines = tuple(
            Line(
                self._phrases.get(each.template, ""),
                each.template,
                self.seen[each.template][0],
                each.tally.documents,
                each.tally.in_prose,
            )
            for each in run
        )
        guarded = (
            not GUARDS[name].fits(line.phrase) and any(map(GUARDS[name].fits, set(self.seen[each.template])))
            for line, each in zip(lines, run, strict=True)
            for name in OF_LABELS
        )
        level = first.level
        if any(line.in_prose for line in lines):
            level = Level.STRONG
        return Proposal(
            _name(lines),
            kind,
            lines,
            str(first.zone),
            str(level),
            any(guarded),
            self._counter_example(first.sightings),
            len(first.sightings),
            tuple(sorted(first.places.items())),
            first.neighbours,
            tuple(
                (_readable(one.above), one.line, _readable(one.below)) for one in first.sightings[:CONTEXTS]
            ),
        )

    def _counter_example(self, sightings: Iterable[Sighting]) -> str:
        """Return a line of the corpus that stands beside the rule's and stays."""
        for sighting in sightings:
            for line in (sighting.outer_above, sighting.outer_below):
                if (
                    line != EDGE
                    and line.isprintable()
                    and not self._wording.matches(line)
                    and has_letters(line)
                ):
                    return line
        return ""


def _readable(line: str) -> str:
    """Return a line with a question mark in place of each byte that is not UTF-8."""
    return line.encode("utf-8", "replace").decode()


def _is_removed(sighting: Sighting, zones: frozenset[Zone]) -> bool:
    """Return whether rules that act in some zones remove a line where it was seen."""
    if Zone.ANYWHERE in zones:
        return True
    return (Zone.HEAD in zones and sighting.place == "head") or (
        Zone.TAIL in zones and sighting.place == "tail"
    )


def _name(lines: Sequence[Line]) -> str:
    """Return a name for a rule, which depends on its first line alone."""
    words = re.findall("[a-z]+", fold_label(re.sub(r"\{:\w+\}", "", lines[0].phrase)))[:MAX_NAME_WORDS]
    name = "-".join(words)
    return name if len(name) > 2 else f"line-{crc32(lines[0].template.encode()):08x}"
