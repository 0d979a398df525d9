"""Judging: which templates are chrome by what was seen of them, where a rule for them may act, and how sure it is.

What speaks against a template keeps it out; what is left is proposed, and the evidence goes with it.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cleaner.mining.collecting import SiteTally
from cleaner.mining.sightings import EDGE, Sighting, Tally
from cleaner.mining.templates import NAME, has_slots
from cleaner.ruleset.guards import is_sentence, is_speech
from cleaner.ruleset.rule import Level
from cleaner.ruleset.view import HEAD_LINES, TAIL_LINES, Zone
from cleaner.text.line_shape import line_shape
from cleaner.text.shape import has_bullet, has_letters, is_prose

MIN_DOCUMENTS = 3
"""Distinct documents of a site in which a line must be; the guards were measured with three."""

SURE_DOCUMENTS = 8
"""Distinct documents from which a rule may be gentle."""

SURE_SHARE = 0.5
"""The share of the documents of the site from which a rule may be gentle."""

BODY_SHARE = 0.5
"""The share of the sightings amid the text from which a line is taken for a part of it, unless it is in many documents."""

USUAL_SHARE = 0.3
"""The share of the documents of the site from which a line without others of the template beside it is proposed: headings of the text, and
refrains, are in fewer."""

ALONE_SHARE = 0.25
"""The share of the sightings without others of the template beside it, from which a line must be in that many."""

MIN_NEIGHBOURS = 2
"""Different lines that must stand nearest on one side: copies of one document have the same."""

TITLE_WORDS = 4
"""Words of the shortest line that is taken for the title of another document."""

LABEL_WORDS_PERCENT = 60
"""The share of its words that are words of labels, from which a line amid the text is no heading of it."""

HEADLINE_SHARE = 0.5
"""The share of its documents of which a line is the headline, from which it is taken for the name of the site."""

NAMES = 3
"""Names behind a label from which they are taken to vary."""

_QUANTITY = re.compile(r"[\W_]*[\d½¼¾⅓⅔]+(?:[.,/]\d+)?\W*[^\W\d]+(?: [^\W\d]+){0,3}\W*")
_OPEN_END = re.compile(r".*[-–—,;]\W*")


@dataclass(frozen=True, slots=True)
class Judged:
    """A template that is chrome by all that was seen, with the evidence."""

    tally: Tally
    zone: Zone
    level: Level
    places: Mapping[str, int]
    """How many of the sightings are in which place (`Sighting.place`)."""
    neighbours: tuple[int, int]
    """How many different lines that do not recur stand nearest above and below; the edge counts."""

    @property
    def template(self) -> str:
        """The template."""
        return self.tally.template

    @property
    def sightings(self) -> tuple[Sighting, ...]:
        """One of each distinct document."""
        return self.tally.sightings

    @property
    def lines(self) -> list[str]:
        """Its lines as they were seen."""
        return [sighting.line for sighting in self.sightings]


def judged(site: SiteTally, least: int = MIN_DOCUMENTS) -> list[Judged]:
    """Return the templates of a site that are chrome, in the order of their text."""
    found = (_judge(site, tally, least) for tally in site.seen())
    return [each for each in found if each is not None]


def _judge(site: SiteTally, tally: Tally, least: int) -> Judged | None:
    """Return what a template is taken for; None if it may be content."""
    template, sightings = tally.template, tally.sightings
    line = sightings[0].line
    if not _may_be_chrome(template, line, sightings):
        return None
    places = Counter(sighting.place for sighting in sightings)
    share = tally.documents / site.documents
    above = len({sighting.outer_above for sighting in sightings})
    below = len({sighting.outer_below for sighting in sightings})
    if max(above, below) < MIN_NEIGHBOURS and not all(sighting.is_told_apart for sighting in sightings):
        return None
    zone = _zone(sightings)
    if _may_be_a_headline(tally):  # no zone would save it: in a short document the tail begins at the top
        return None
    amid = places["body"] / len(sightings)
    is_usual = share >= SURE_SHARE and len(sightings) > least
    alone = _alone(sightings)
    is_amid = alone >= BODY_SHARE and amid >= BODY_SHARE
    if (alone >= ALONE_SHARE and share < USUAL_SHARE) or (is_amid and is_sentence(line)):
        return None
    level = Level.NORMAL
    if (
        (template.endswith(NAME) and ":" not in template and "：" not in template)
        or (is_prose(line) and not is_usual)
        or (_is_like_a_title(line) and zone is not Zone.TAIL)
        or (is_amid and line_shape(line).labels < LABEL_WORDS_PERCENT)
    ):
        level = Level.STRONG
    elif is_usual and len(sightings) >= SURE_DOCUMENTS and not amid and not is_prose(line):
        level = Level.GENTLE
    return Judged(tally, zone, level, places, (above, below))


def _may_be_chrome(template: str, line: str, sightings: Sequence[Sighting]) -> bool:
    """Return whether nothing in the words of a template says that an author wrote it."""
    if any("\ud800" <= mark <= "\udfff" for mark in line) or (is_speech(line) and has_letters(line)):
        return False
    if _OPEN_END.fullmatch(line) or _is_an_item(sightings):
        return False
    if template.endswith(NAME):
        return _is_byline(template, sightings)
    if has_slots(template) and _QUANTITY.fullmatch(line):
        return all(sighting.place in ("head", "tail") for sighting in sightings)
    return True


def _is_an_item(sightings: Sequence[Sighting]) -> bool:
    """Return whether it may be an item of the author's list: amid the text, with a bullet, beside lines that vary."""
    items = [one for one in sightings if one.place == "body" and has_bullet(one.line)]
    alone = sum(one.template_above is None or one.template_below is None for one in items)
    return alone >= BODY_SHARE * len(sightings)


def _is_byline(template: str, sightings: Sequence[Sighting]) -> bool:
    """Return whether a label with a name behind it is where bylines are, and its names vary."""
    names = {sighting.line[len(template) - 1 :] for sighting in sightings}
    return (
        len(names) >= NAMES
        and all(sighting.place == "head" and sighting.copies == 1 for sighting in sightings)
        and all(sighting.lines_above for sighting in sightings)
    )


def _may_be_a_headline(tally: Tally) -> bool:
    """Return whether a line is above the text in a few documents only, as a headline is that others link to."""
    return 0 < tally.headlines < HEADLINE_SHARE * tally.documents


def _alone(sightings: Sequence[Sighting]) -> float:
    """Return the share of the sightings without a recurring line beside it, as of a heading of the text or a refrain."""
    alone = sum(one.template_above is None and one.template_below is None for one in sightings)
    return alone / len(sightings)


def _zone(sightings: Sequence[Sighting]) -> Zone:
    """Return where a rule may act: the zone in which all sightings are, whatever stays of the lines around them."""
    if all(_is_below_text(sighting) and sighting.lines_below < TAIL_LINES for sighting in sightings):
        return Zone.TAIL
    if all(sighting.place == "head" and sighting.lines_above < HEAD_LINES for sighting in sightings):
        return Zone.HEAD
    return Zone.ANYWHERE


def _is_below_text(sighting: Sighting) -> bool:
    return sighting.place == "tail" or (sighting.place == "bare" and sighting.outer_below == EDGE)


def _is_like_a_title(line: str) -> bool:
    """Return whether a line may be the headline of another document, to which a list leads."""
    shape = line_shape(line)
    return (
        not line.endswith((":", "："))
        and shape.words >= TITLE_WORDS
        and shape.labels < LABEL_WORDS_PERCENT
        and not shape.digits
    )
