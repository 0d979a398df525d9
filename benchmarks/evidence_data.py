"""Labelled documents for fitting and judging evidence: real pages, and texts of other genres with chrome put in.

Chrome is put in at other places, and with other lines, than the content corpus' own `measure.py` uses.
"""

import hashlib
import importlib
import json
import random
import re
import sys
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

FOLDS = 5

WRAPPED_COLUMNS = 72

MENUS = {
    "en": [
        "Home",
        "News",
        "Sport",
        "Business",
        "Opinion",
        "Culture",
        "Travel",
        "Video",
        "Photos",
        "Shop",
        "About",
        "Login",
    ],
    "de": [
        "Startseite",
        "Nachrichten",
        "Sport",
        "Wirtschaft",
        "Meinung",
        "Kultur",
        "Reise",
        "Video",
        "Fotos",
        "Shop",
        "Kontakt",
        "Anmelden",
    ],
    "fr": [
        "Accueil",
        "Actualités",
        "Sport",
        "Économie",
        "Opinion",
        "Culture",
        "Voyage",
        "Vidéo",
        "Photos",
        "Boutique",
        "Contact",
        "Connexion",
    ],
    "es": [
        "Inicio",
        "Noticias",
        "Deportes",
        "Economía",
        "Opinión",
        "Cultura",
        "Viajes",
        "Vídeo",
        "Fotos",
        "Tienda",
        "Contacto",
        "Entrar",
    ],
    "ru": [
        "Главная",
        "Новости",
        "Спорт",
        "Экономика",
        "Мнения",
        "Культура",
        "Туризм",
        "Видео",
        "Фото",
        "Магазин",
        "Контакты",
        "Вход",
    ],
    "zh": [
        "首页",
        "新闻",
        "体育",
        "财经",
        "评论",
        "文化",
        "旅游",
        "视频",
        "图片",
        "商城",
        "联系我们",
        "登录",
    ],
}
"""Menus to put in; other languages get the English one."""


class Document(NamedTuple):
    """Lines with a label each: 1 content, 0 chrome, -1 blank or undecided."""

    id: str
    what: str
    """What it is: residue, full, or for texts of other genres what was put in."""
    source: str
    lang: str
    group: str
    """What is never parted between fitting and judging: a site or a genre."""
    lines: Sequence[str]
    labels: Sequence[int]

    @property
    def fold(self) -> int:
        """The fold it belongs to."""
        return number_of(self.group) % FOLDS


def number_of(text: str) -> int:
    """Return a number that depends on a text alone."""
    return int(hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest(), 16)


def score_of(shared: Path) -> ModuleType:
    """Return the module that scores labelled pages."""
    sys.path.insert(0, str(shared / "eval"))
    return importlib.import_module("score")


def pages(shared: Path) -> Iterator[Document]:
    """Yield the densely labelled pages."""
    for page in score_of(shared).load(sorted(map(str, (shared / "eval" / "dev").glob("*.jsonl.zst")))):
        if page["core"]:
            lines = page["text"].split("\n")
            yield Document(
                page["id"],
                page["variant"],
                page["source"],
                page["lang"],
                page["domain"],
                lines,
                page["labels"],
            )


def other_genres(shared: Path, some_pages: Sequence[Document]) -> Iterator[Document]:
    """Yield texts in which every line is content, as they are and with chrome put in."""
    sys.path.insert(0, str(shared / "content"))
    measure = importlib.import_module("measure")
    held_back = {*measure.ANCHORS.values(), *measure.NATIVE_AD.values(), *measure.NATIVE_RELATED.values()}
    phrases = _phrases(shared, held_back | {*measure.BLOCK, *measure.MENU})
    blocks = _blocks(some_pages)
    for text in measure.load("dev"):
        yield from _variants(text, phrases, blocks)


def wrapped(lines: Sequence[str], labels: Sequence[int]) -> tuple[list[str], list[int]]:
    """Wrap a text as mail and some extractors do."""
    new_lines: list[str] = []
    new_labels: list[int] = []
    for line, label in zip(lines, labels, strict=True):
        is_wide = len(re.findall(r"[\u3040-\u30ff\u3400-\u9fff]", line)) > len(line) / 3
        columns = WRAPPED_COLUMNS // 2 if is_wide else WRAPPED_COLUMNS
        rows = textwrap.wrap(line, columns, break_long_words=is_wide) if len(line) > columns else [line]
        new_lines += rows
        new_labels += [label] * len(rows)
    return new_lines, new_labels


def _phrases(shared: Path, held_back: set[str]) -> dict[str, list[str]]:
    """Return phrases of chrome by language, but for those that judge."""
    found: dict[str, set[str]] = {}
    for line in (shared / "chrome" / "catalogue.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["confidence"] in ("safe", "probable") and row.get("attested", True):
            good = {phrase for phrase in row["phrases"] if "{" not in phrase and len(phrase) < 80}
            found.setdefault(row["lang"], set()).update(good - held_back)
    return {lang: sorted(some) for lang, some in found.items()}


def _blocks(some_pages: Sequence[Document]) -> dict[tuple[int, str], list[list[str]]]:
    """Return blocks of three and more lines of chrome, by fold and language."""
    blocks: dict[tuple[int, str], list[list[str]]] = {}
    for page in some_pages:
        block: list[str] = []
        for line, label in [*zip(page.lines, page.labels, strict=True), ("", 1)]:
            if label == 1:
                if 3 <= sum(map(bool, block)) <= 60:
                    blocks.setdefault((page.fold, page.lang), []).append(block)
                block = []
            elif label == 0 or block:
                block.append(line)
    return blocks


def _variants(
    text: dict[str, Any], phrases: dict[str, list[str]], blocks: dict[tuple[int, str], list[list[str]]]
) -> Iterator[Document]:
    lines = text["text"].rstrip("\n").split("\n")
    labels = [1 if line.strip() else -1 for line in lines]
    chance = random.Random(f"fit|{text['id']}")
    lang, genre, source = text["lang"], text["genre"], text["source"]
    native = phrases.get(lang, [])
    fold = number_of(genre) % FOLDS
    pool = blocks.get((fold, lang), [])
    pool = pool if len(pool) >= 10 else blocks[fold, "en"]

    def phrase() -> str:
        return chance.choice(native if native and chance.random() < 0.6 else phrases["en"])

    def put(some: tuple[list[str], list[int]], at: int, new: Sequence[str]) -> tuple[list[str], list[int]]:
        marks = [0 if line.strip() else -1 for line in new]
        return [*some[0][:at], *new, *some[0][at:]], [*some[1][:at], *marks, *some[1][at:]]

    def made(what: str, some: tuple[list[str], list[int]]) -> Document:
        return Document(f"{text['id']}#{what}", what, source, lang, genre, *some)

    plain = (lines, labels)
    yield made("as is", plain)
    for number in range(4):
        new = [phrase()] if number < 3 else ["", phrase(), ""]
        yield made("one line", put(plain, chance.randrange(len(lines) + 1), new))
    for count in (2, 3):
        some = plain
        for _ in range(count):
            some = put(some, chance.randrange(len(some[0]) + 1), [phrase()])
        yield made("some lines", some)
    yield made("block below", put(plain, len(lines), ["", *chance.choice(pool)]))
    both = put(plain, 0, [*chance.choice(pool), ""])
    yield made("blocks around", put(both, len(both[0]), ["", *chance.choice(pool)]))
    menu = chance.sample(MENUS.get(lang, MENUS["en"]), chance.randrange(4, 10))
    yield made("menu above", put(plain, 0, [*menu, ""] if chance.random() < 0.7 else menu))
    folded = wrapped(lines, labels)
    yield made("wrapped", put(folded, chance.randrange(len(folded[0]) + 1), [phrase()]))
