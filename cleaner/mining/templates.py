r"""Templates: a line with slots in place of what varies from document to document: numbers, dates, times.

A template is a text in which a private-use character stands for each slot, so that it is compared as fast as a line.
"""

import re
from collections.abc import Iterable, Sequence

from cleaner.ruleset.slots import has_slots as is_slotted
from cleaner.ruleset.slots import slotted
from cleaner.ruleset.wording import LONGEST_MATCH
from cleaner.ruleset.wording_problems import problems_of_phrases
from cleaner.text.folding import EDGES, fold_label
from cleaner.text.shape import has_letters

DATE, TIME, NUMBER, NAME = "\uf8f0", "\uf8f1", "\uf8f2", "\uf8f3"
"""What stands for a slot."""

MAX_LINE_CHARS = 300
"""Characters of the longest line that is counted: a longer one is prose."""

MAX_TEMPLATE_CHARS = 160
"""Characters of the longest line in which numbers may vary."""

MAX_LABEL_CHARS = 60
"""Characters of the longest line that is looked at for a label with a name behind it."""

_SLOTS = {DATE: "{:date}", TIME: "{:time}", NUMBER: "{:n}", NAME: "{:name}"}
_DIGIT = re.compile(r"\d")
_WEEKDAY = r"(?:[^\W\d]{2,12}\.?, )?"
_DATES = re.compile(
    rf"{_WEEKDAY}\b\d{{1,2}}(?:st|nd|rd|th|er|\.)? (?:de |d')?[^\W\d]{{3,12}}\.?(?: de|,)? (?:1[89]|20)\d\d\b"
    rf"|{_WEEKDAY}\b[^\W\d]{{3,12}}\.? \d{{1,2}}(?:st|nd|rd|th)?,? (?:1[89]|20)\d\d\b"
    r"|\b(?:1[89]|20)\d\d([./-])\d{1,2}\1\d{1,2}\b|\b\d{1,2}([./-])\d{1,2}\2(?:\d{4}|\d\d)\b"
    r"|(?:1[89]|20)\d\d年 ?\d{1,2}月 ?\d{1,2}日"
)
_YEAR_OR_PARTS = re.compile(r"(?:1[89]|20)\d\d|\d[./-]\d")  # without which there is no date
_TIMES = re.compile(r"\b\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?: ?[AaPp]\.?[Mm]\b\.?)?(?![\d.:])")
_NUMBERS = re.compile(r"\d{1,3}(?:[.,' ]\d{3})+(?!\d)|\d+(?:[.,]\d+)?")
_WITH_COLON = re.compile(r"([^\W\d][^:：\n]{0,22}[:：] ?)\S.*")
_CAPITALS = re.compile(r"([^\W\d]{1,9}(?: [^\W\d]{1,4})? )(?:[A-ZÀ-ÞΑ-ΩА-Я][\w.'’-]*(?: |$)){2,4}")
_SLOT = re.compile(f"[{DATE}{TIME}{NUMBER}{NAME}]")


def template_of(line: str) -> str:
    r"""Return the template of a line, without the marks that sites hang on its ends.

    >>> template_of("» Updated: 3 March 2021, 10:15").translate({ord(DATE): "DATE", ord(TIME): "TIME"})
    'Updated: DATE, TIME'
    """
    line = line.strip(EDGES) or line
    if len(line) > MAX_TEMPLATE_CHARS or _DIGIT.search(line) is None:
        return line
    if _YEAR_OR_PARTS.search(line) is not None:
        line = _DATES.sub(DATE, line)
    if ":" in line or "." in line:
        line = _TIMES.sub(TIME, line)
    return _NUMBERS.sub(NUMBER, line)


def label_of(line: str) -> str | None:
    """Return the template of a line that may be a label with a name behind it: `By Jane Miller`; None for others.

    >>> label_of("Text: Jane Miller") == "Text: " + NAME, label_of("By Jane Miller") == "By " + NAME
    (True, True)
    """
    if len(line) > MAX_LABEL_CHARS:
        return None
    match = _WITH_COLON.fullmatch(line) or _CAPITALS.fullmatch(line)
    return match.group(1) + NAME if match and not _SLOT.search(match.group(1)) else None


def has_slots(template: str) -> bool:
    """Return whether anything varies in a template."""
    return _SLOT.search(template) is not None


def phrase_of(template: str, lines: Sequence[str]) -> str | None:
    """Return a phrase of a rule file that matches the lines of a template; None if there is none.

    `lines` are lines of the template, repaired and stripped. Where they are all the same, so is the phrase.
    """
    if not has_letters(fold_label(_SLOT.sub("", template))):
        return None
    lines = list(dict.fromkeys(lines))
    if len({fold_label(line) for line in lines}) == 1 and not template.endswith(NAME):
        phrase = lines[0]
    else:
        phrase = _SLOT.sub(lambda slot: _SLOTS[slot.group()], template)
        if "{" in _SLOT.sub("", template) or "}" in template:
            return None
    if list(problems_of_phrases("phrases", [phrase])):
        return None
    return phrase if _matches_all(phrase, lines) else None


def _matches_all(phrase: str, lines: Iterable[str]) -> bool:
    """Return whether a phrase matches all of some lines, as `Wording.matches` has it."""
    folded = (fold_label(line) if len(line) <= LONGEST_MATCH else None for line in lines)
    if not is_slotted(phrase):
        literal = fold_label(phrase)
        return all(line == literal for line in folded)
    fits = slotted(phrase).fits
    try:
        return all(line is not None and fits(line) for line in folded)
    except TimeoutError:
        return False
