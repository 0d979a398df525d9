"""`repeat`: a line said before in the same document."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from cleaner.kinds.base import Claim, PlacedRule, View, key, optional
from cleaner.lines import LIKENESS, fold, likeness
from cleaner.pattern import Pattern
from cleaner.shape import ends_sentence, is_prose, words
from cleaner.wording import LONGEST_MATCH

MEMORY = 10_000
"""Surviving lines that a repeat without `within` remembers."""

FOLLOWING = 12
"""Surviving lines below a repeat among which prose must stand: a headline stands above an article, a refrain
above more verse. Of 23 labelled repeats in the head, 20 have it (`benchmarks/zones.py`)."""

SITE_WORDS = 6
"""The most words of a site's name behind a headline; longer remainders are part of the headline."""

_SUFFIX = Pattern(r"^(.*\S)(?: [-|–—»·] | ?: )(\S[^|]{0,48})$")
_TRUNCATED = Pattern(r"^(.*[^\s.…])\s*(?:\.\.\.|…)$")
_HINT = Pattern(r" [-|–—»·:] |: |(?:\.\.\.|…)$")  # what `shorter` and `beginning` look for
_SPEECH = Pattern(r"[\"“”„«»‘’'「『—–-]")


@dataclass(frozen=True, kw_only=True, eq=False)
class Repeat(PlacedRule):
    """A line said before in the same document.

    Folded in every script. The same line with a site's name behind it, or cut short with an ellipsis, is a
    repeat of the full line wherever that stands. Never claimed: prose, speech, and lines that end like a
    sentence, unless `prose` is set; and any line without prose soon below it, since refrains and table
    labels repeat with reason.
    """

    kind: ClassVar[str] = "repeat"
    remembers: ClassVar[bool] = True
    leads: ClassVar[bool] = False

    within: int | None = optional(
        None, "Surviving lines back (or for a longer form, back and forth).", least=1
    )
    min_chars: int = key("Characters of the shortest line; an ideograph or kana counts as two.", least=1)
    prose: bool = optional(False, "Whether lines that read or end as sentences are claimed, too.")  # noqa: FBT003

    def suspects(self, text: str, *, said: bool) -> bool:
        """Whether a line may be a repeat; `said` when the same was said anywhere above."""
        if len(text) > LONGEST_MATCH and not (said and self.prose):
            return False
        if not said and not _HINT.search(text):
            return False
        if size(text) < self.min_chars:
            return False
        ends = ends_sentence(beginning(text) or text)
        return self.prose or not (ends or is_prose(text) or _SPEECH.match(text))

    @property
    def reach(self) -> int:
        """See `Rule.reach`."""
        return max(self.within or 1, FOLLOWING) + 1

    @property
    def condition(self) -> str:
        """See `Rule.condition`."""
        back = f" at most {self.within} lines back" if self.within else ""
        return ", ".join(filter(None, (super().condition, f"needs the same line{back} and prose below")))

    def claims(self, view: View) -> Iterator[Claim]:
        """Claim each surplus copy."""
        for at, _ in view.candidates(self):
            if view.in_zone(self.zone, at) and self._leads(view, at) and self._is_said(view, at):
                yield Claim(self, at)

    def _leads(self, view: View, at: int) -> bool:
        return any(view.is_prose(each) for each in range(at + 1, min(len(view), at + 1 + FOLLOWING)))

    def _is_said(self, view: View, at: int) -> bool:
        if view.said_before(at, self.within):
            return True
        plain = shorter(view.text(at))
        reach = self.within or 1
        around = [each for each in range(max(0, at - reach), min(len(view), at + reach + 1)) if each != at]
        if plain is not None and is_telling(plain):
            return any(fold(view.text(each)) == plain for each in around)
        begun = beginning(view.text(at))
        if begun is None or size(begun) < self.min_chars or not is_telling(begun):
            return False
        return any(begins(fold(view.text(each)), begun) for each in around)


def size(text: str) -> int:
    """Count characters, ideographs and kana twice.

    >>> size("abc"), size("海港城市")
    (3, 8)
    """
    return len(text) + len(_WIDE.findall(text))


def shorter(text: str) -> str | None:
    """Give a line without the site's name behind it, folded; None where there is none.

    >>> shorter("Harbour town plans flood barrier - The Daily Harbour")
    'harbour town plans flood barrier'
    """
    match = _SUFFIX.match(text)
    if match is None or words(match.group(2)) > SITE_WORDS:
        return None
    return fold(match.group(1))


def beginning(text: str) -> str | None:
    """Give a line that was cut short without its ellipsis, folded; None where it was not."""
    match = _TRUNCATED.match(text)
    return fold(match.group(1)) if match else None


def is_telling(text: str) -> bool:
    """Whether a line is long enough that any which goes on from it is like it (`cleaner.lines.likeness`)."""
    return len(likeness(text)) == LIKENESS


def begins(full: str, begun: str) -> bool:
    """Whether a folded line goes on from a beginning."""
    return len(full) > len(begun) and full.startswith(begun) and not full.endswith(("...", "…"))


_WIDE = Pattern(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]")
