"""Guards: what a line looks like that only looks like chrome, under names that rule files use in `not`."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from cleaner.text.patterns import Pattern
from cleaner.text.shape import has_bullet, words

HEADLINE_WORDS = 6
"""Words of a label and the shortest headline behind it; `See also: chapter 3` has four."""


class Guard(NamedTuple):
    """A way in which content differs from the label whose words it has."""

    about: str
    """Which lines it protects, for the reference."""
    fits: Callable[[str], bool]
    """Whether a stripped line is such a line."""


def is_speech(text: str) -> bool:
    """Return whether a line begins as speech does: with a quotation mark, or with a dash that no dash answers.

    >>> is_speech("— Share it, he said"), is_speech("— Advertisement —"), is_speech("« Previous")
    (True, False, False)
    """
    return _SPEECH.match(text) is not None and _FRAMED.fullmatch(text) is None


def is_sentence(text: str) -> bool:
    """Return whether a line ends as a sentence or a clause does; an ellipsis ends labels, too.

    >>> is_sentence("Read more, he said."), is_sentence("Read more..."), is_sentence("Read more")
    (True, False, False)
    """
    return _END.search(text) is not None


_SPEECH = Pattern(r"[–—―‒]|[-‐] |[\"“”„‟‘‚「『〝]|'\w|«.*»|».*«|‹.*›")
_FRAMED = Pattern(r"[–—―‒‐-] .*[–—―‒‐-]|[「『].*[」』]")
_END = Pattern(r"(?:[^.…][.]|[!?！？。｡؟۔।॥,;،؛、，；])[\"'”’»›)\]』」）】*_\s]*$")
_BARE_NUMBER = Pattern(r"\D*(?:\d{1,4}(?:[.]\d{1,2})?|\d[.]\d{1,2}[.]\d)\W*")
_FULL_STOP = Pattern(r"(?:[^.…][.]|[。｡۔।॥,;،؛、，；])[\"'”’»›)\]』」）】*_\s]*$")
_YEAR = Pattern(r"\D*\d{4}(?:\D{1,12}\d{4})?\W*")
_QUANTITY = Pattern(r"\D*\d{1,4} \p{L}[\p{L}\p{M}]*\W*|\D*\d+ \D*[.,!?]")
_OLD_YEAR = Pattern(r".*\b1[0-8]\d\d\b.*|.*\b19[0-8]\d\b.*")
_COLON = Pattern(r".*[:：]")

GUARDS: Mapping[str, Guard] = {
    "speech": Guard(
        "Begins with a quotation mark, or with a dash, unless a dash is at the end, too.", is_speech
    ),
    "sentence": Guard("Ends as a sentence or a clause does, in any script.", is_sentence),
    "full-stop": Guard(
        "Ends with a full stop or a comma, not with a question mark or an exclamation mark, which headlines have, too.",
        lambda text: _FULL_STOP.search(text) is not None,
    ),
    "few-words": Guard(
        "Has fewer words than a headline after its label.", lambda text: words(text) < HEADLINE_WORDS
    ),
    "list-item": Guard("Begins with a bullet or with the number of an item.", has_bullet),
    "quantity": Guard(
        "Ends with a small number and a word for what is counted: `Published 3 novels`.",
        lambda text: _QUANTITY.fullmatch(text) is not None,
    ),
    "bare-number": Guard(
        "Has one small number or year, and no other digits: `Updated 2003`.",
        lambda text: _BARE_NUMBER.fullmatch(text) is not None,
    ),
    "year": Guard(
        "Has a year or two, and no other digits: `Updated 2003`.",
        lambda text: _YEAR.fullmatch(text) is not None,
    ),
    "old-year": Guard(
        "Names a year before 1990, when nothing was published on the web.",
        lambda text: _OLD_YEAR.fullmatch(text) is not None,
    ),
    "colon": Guard(
        "Ends with a colon, so it announces the next line.", lambda text: _COLON.fullmatch(text) is not None
    ),
}
"""The guards by name. A phrase that is itself written so is not protected from its own rule."""

OF_LABELS = ("speech", "sentence")
"""The guards of a line rule with phrases that names none: labels are neither speech nor sentences."""
