"""A corpus of made-up sites with planted templates, and with content that looks like them.

Each site has fixed lines, lines with slots, blocks of several lines, lines that change over time, and a byline, in one of
five languages; and of what an author writes: headlines, sub-headings, datelines, refrains, lists, and articles that were
crawled more than once with small changes.
"""

import random
from collections.abc import Iterator
from typing import NamedTuple

from corpus import WORDS

LANGUAGES = ("en", "de", "es", "ru", "pl")

MONTHS = {
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    "de": [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
    "es": [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
    "ru": [
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ],
    "pl": [
        "stycznia",
        "lutego",
        "marca",
        "kwietnia",
        "maja",
        "czerwca",
        "lipca",
        "sierpnia",
        "września",
        "października",
        "listopada",
        "grudnia",
    ],
}
FIRST = ["Jane", "Tom", "Ida", "Paul", "Ann", "Ole", "Vera", "Hugo", "Nina", "Emil"]
LAST = ["Miller", "Archer", "Berg", "Rose", "Weller", "Strand", "Novak", "Costa", "Lind", "Moreau"]
BYLINES = {"en": "By", "de": "Von", "es": "Por", "ru": "Автор:", "pl": "Autor:"}
PLACES = ["PORT CALDER", "HAVNSUND", "SAN TELMO", "WEISSENAU", "NOWA ZATOKA"]


class Page(NamedTuple):
    """A document: its lines, and which of them the site prints."""

    site: str
    lines: list[str]
    planted: list[str]
    """For each line the kind of template that it is from; empty for content."""

    @property
    def text(self) -> str:
        """The document."""
        return "\n".join(self.lines) + "\n"


def pages(sites: int, documents: int, seed: int = 1) -> Iterator[Page]:
    """Yield the documents of so many sites, each of about so many documents."""
    for number in range(sites):
        yield from _Site(random.Random(f"{seed} {number}"), f"site-{number:03}.example.org").pages(documents)


class _Site:
    """One site: its templates, and articles."""

    def __init__(self, chance: random.Random, name: str) -> None:
        self._chance, self._name = chance, name
        self._language = chance.choice(LANGUAGES)
        self._words = WORDS[self._language].split()
        self._fixed_above = [self._label(2, 4) for _ in range(chance.randint(0, 3))]
        self._fixed_below = [self._label(2, 6) for _ in range(chance.randint(2, 6))]
        self._block = [self._label(1, 4) for _ in range(chance.randint(3, 7))]
        self._amid = self._label(3, 5)
        self._slotted = [self._label(1, 3) for _ in range(3)]
        self._drifting = [self._label(3, 5) for _ in range(3)]
        self._byline = chance.random() < 0.5
        self._writers = [f"{chance.choice(FIRST)} {chance.choice(LAST)}" for _ in range(12)]
        self._refrain = self._sentence(5, 8)
        self._heading = self._label(2, 3)

    def pages(self, documents: int) -> Iterator[Page]:
        """Yield documents; every seventh is crawled again, up to four times, with a small change."""
        chance = self._chance
        for number in range(documents):
            article = self._article(number)
            copies = chance.randint(2, 5) if number % 7 == 3 else 1
            for _ in range(copies):
                if copies > 1:
                    at = chance.randrange(len(article))
                    changed = [*article]
                    changed[at] = (
                        changed[at] if chance.random() < 0.5 else f"{changed[at]} {self._sentence(4, 7)}"
                    )
                    yield self._page(number, documents, changed)
                else:
                    yield self._page(number, documents, article)

    def _page(self, number: int, documents: int, article: list[str]) -> Page:
        chance = self._chance
        parts: list[tuple[str, str]] = [(line, "fixed") for line in self._fixed_above]
        head, *body = article
        parts.append((head, ""))
        stamp = (
            f"{chance.randint(1, 28)} {chance.choice(MONTHS[self._language])} {chance.randint(2015, 2025)}"
        )
        parts.append(
            (f"{self._slotted[0]}: {stamp}, {chance.randint(0, 23):02}:{chance.randint(0, 59):02}", "slotted")
        )
        if self._byline:
            parts.append((f"{BYLINES[self._language]} {chance.choice(self._writers)}", "byline"))
        middle = chance.randint(1, len(body) - 1)
        parts += [(line, "") for line in body[:middle]]
        if chance.random() < 0.5:
            parts.append((self._amid, "amid"))
        parts += [(line, "") for line in body[middle:]]
        parts += [(line, "block") for line in self._block]
        parts.append((f"{self._slotted[1]}: {chance.randint(1, 9999)}", "slotted"))
        parts.append((f"{self._slotted[2]} ({chance.randint(1, 900)})", "slotted"))
        parts += [(line, "fixed") for line in self._fixed_below]
        parts.append((self._drifting[3 * number // documents], "drifting"))
        return Page(self._name, [line for line, _ in parts], [kind for _, kind in parts])

    def _article(self, number: int) -> list[str]:
        """Return a headline and the lines of a text."""
        chance = self._chance
        lines = [f"{self._label(4, 7)} {number}"]
        if chance.random() < 0.4:
            lines.append(
                f"{chance.choice(PLACES)}, {chance.randint(1, 28)} {chance.choice(MONTHS[self._language])} —"
            )
        for at in range(chance.randint(4, 9)):
            lines.append(" ".join(self._sentence(9, 16) for _ in range(chance.randint(1, 4))))
            if at and chance.random() < 0.15:
                lines.append(self._label(2, 5))
            if chance.random() < 0.05:
                lines += [f"- {chance.randint(1, 9)} {self._word()} {self._word()}" for _ in range(3)]
        if number % 5 == 2:
            lines += [self._refrain, self._sentence(9, 16), self._refrain]
        if number % 6 == 1:
            lines.insert(-1, self._heading)
        return lines

    def _word(self) -> str:
        return self._chance.choice(self._words)

    def _label(self, least: int, most: int) -> str:
        words = " ".join(self._word() for _ in range(self._chance.randint(least, most)))
        return words[:1].upper() + words[1:]

    def _sentence(self, least: int, most: int) -> str:
        return self._label(least, most) + "."
