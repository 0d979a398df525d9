"""`repeat`: a line said before in the same document."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from cleaner.ruleset.rule import PlacedRule, key, optional
from cleaner.ruleset.view import Removal, View, Zone
from cleaner.ruleset.wording import LONGEST_MATCH
from cleaner.text.folding import fold
from cleaner.text.keys import LIKENESS, likeness
from cleaner.text.patterns import Pattern
from cleaner.text.shape import ends_sentence, has_letters, is_prose, words

FOLLOWING = 12
"""Surviving lines below a repeat among which prose must stand: a headline stands above an article, a refrain
above more verse. Of 23 labelled repeats in the head, 20 have it (`benchmarks/zones.py`)."""

MEMO_LINES = 1 << 12
"""Distinct lines of which is kept what they look like: a repeat is asked for in each round that is left to decide."""

SITE_WORDS = 6
"""The most words of a site's name behind a headline; longer remainders are part of the headline."""

MAX_NAMES = 3
"""Names behind a headline: of the section, of the site, of its owner."""

_SUFFIX = Pattern(r"^(.*\S)(?: ?[|_] ?| [-–—»·] | ?: |[-–—](?=\p{Han}))([^\s|_][^|_]{0,48})$")
_TRUNCATED = Pattern(r"^(.*[^\s.…])\s*(?:\.\.\.|…)$")
_HINT = Pattern(r" [-–—»·:] |[|_]|: |[-–—]\p{Han}|(?:\.\.\.|…)$")  # what `shorter` and `beginning` look for
_SPEECH = Pattern(r"[\"“”„«»‘’'「『—–-]")


@dataclass(frozen=True, kw_only=True, eq=False)
class RepeatRule(PlacedRule):
    """A line that repeats another line of the same document.

    Lines are compared folded, in every script. The same line with a site's name after it, or cut short with an
    ellipsis, is a repeat of the full line, above or below it. These lines stay: prose, speech, and lines that end like
    a sentence, unless `prose` is set; a line without prose soon below it, because refrains and labels of tables repeat
    on purpose; and in the head, a line below more than a standfirst, because it is a heading of the text.
    """

    kind: ClassVar[str] = "repeat"
    compares_lines: ClassVar[bool] = True

    within: int | None = optional(
        None, "Surviving lines back (or for a longer form, back and forth).", least=1
    )
    min_chars: int = key("Characters of the shortest line; an ideograph or kana counts as two.", least=1)
    prose: bool = optional(False, "Whether lines that read or end as sentences are claimed, too.")  # noqa: FBT003
    copies: bool = optional(
        False,  # noqa: FBT003
        "Whether a copy right below its line is claimed above the first prose, whatever it looks like.",
    )

    def may_repeat(self, text: str, *, is_said: bool) -> bool:
        """See `Rule.may_repeat`."""
        if self.copies and is_said and has_letters(text):
            return True
        if len(text) > LONGEST_MATCH and not (is_said and self.prose):
            return False
        if not is_said and not _HINT.search(text):
            return False
        return self._looks_repeated(text)

    def _looks_repeated(self, text: str) -> bool:
        """Return whether a line may be a repeat wherever the other one is."""
        if size(text) < self.min_chars:
            return False
        return self.prose or not (_remembered if len(text) <= LONGEST_MATCH else _is_authors)(text)

    @property
    def condition(self) -> str:
        """See `Rule.condition`."""
        back = f" at most {self.within} lines back" if self.within else ""
        return ", ".join(filter(None, (super().condition, f"needs the same line{back} and prose below")))

    def removals(self, view: View) -> Iterator[Removal]:
        """Claim each surplus copy."""
        for at, _ in view.candidates(self):
            if not view.in_zone(self.zone, at) or not self._leads(view, at):
                continue
            if (self.copies and self._is_copy(view, at)) or (
                self._looks_repeated(view.text(at))
                and self._is_said(view, at)
                and self._is_above_text(view, at)
            ):
                yield Removal(self, at)

    def _leads(self, view: View, at: int) -> bool:
        return any(view.is_prose(each) for each in range(at + 1, min(len(view), at + 1 + FOLLOWING)))

    def _is_above_text(self, view: View, at: int) -> bool:
        """Return whether, in the head, no more than a standfirst stands above: below are headings of the text."""
        return self.zone is not Zone.HEAD or sum(map(view.is_prose, range(at))) <= 1

    def _is_copy(self, view: View, at: int) -> bool:
        """Return whether the line right above is the same, and no prose stands above that."""
        return (
            view.begins_document
            and at > 0
            and view.next_prose(0) >= at - 1
            and fold(view.text(at)) == fold(view.text(at - 1))
        )

    def _is_said(self, view: View, at: int) -> bool:
        if view.said_before(at, self.within):
            return True
        reach = self.within or 1
        around = [each for each in range(max(0, at - reach), min(len(view), at + reach + 1)) if each != at]
        plains = [plain for plain in shorter(view.text(at)) if is_telling(plain)]
        if any(fold(view.text(each)) in plains for each in around):
            return True
        begun = beginning(view.text(at))
        if begun is None or size(begun) < self.min_chars or not is_telling(begun):
            return False
        return any(begins(fold(view.text(each)), begun) for each in around)


def _is_authors(text: str) -> bool:
    """Return whether a line is prose, speech, or ends like a sentence, cut short or not."""
    return ends_sentence(beginning(text) or text) or is_prose(text) or _SPEECH.match(text) is not None


_remembered = lru_cache(MEMO_LINES)(_is_authors)


def size(text: str) -> int:
    """Count characters, ideographs and kana twice.

    >>> size("abc"), size("海港城市")
    (3, 8)
    """
    return len(text) + (0 if text.isascii() else len(_WIDE.findall(text)))


def shorter(text: str) -> Iterator[str]:
    """Yield a line without the names of section and site behind it, folded: without the last, the last two, the last three.

    >>> list(shorter("Harbour town plans flood barrier | News | The Daily Harbour"))
    ['harbour town plans flood barrier | news', 'harbour town plans flood barrier']
    """
    for _ in range(MAX_NAMES):
        match = _SUFFIX.match(text)
        if match is None or words(match.group(2)) > SITE_WORDS:
            return
        text = match.group(1)
        yield fold(text)


def beginning(text: str) -> str | None:
    """Give a line that was cut short without its ellipsis, folded; None where it was not."""
    match = _TRUNCATED.match(text)
    return fold(match.group(1)) if match else None


def is_telling(text: str) -> bool:
    """Whether a line is long enough that any which goes on from it is like it (`cleaner.text.lines.likeness`)."""
    return len(likeness(text)) == LIKENESS


def begins(full: str, begun: str) -> bool:
    """Whether a folded line goes on from a beginning."""
    return len(full) > len(begun) and full.startswith(begun) and not full.endswith(("...", "…"))


_WIDE = Pattern(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]")
