"""The texts on which speed is measured: real pages of an evaluation folder, and corpora that `corpus.py` makes up."""

import json
import random
import sys
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from corpus import documents
from evidence_data import score_of

REAL = ("residue", "full")
"""What extractors leave of real pages, and whole real pages."""

MADE = ("prose", "english", "multilingual", "mojibake")


class Size(NamedTuple):
    """How much text there is."""

    bytes: int
    lines: int
    records: int


class Texts:
    """Texts by kind, so many megabytes of each, and files of them in a folder."""

    def __init__(self, folder: Path, shared: Path | None, megabytes: float) -> None:
        """`shared` is the folder in which the evaluation folder is; without it there are no real pages."""
        self._folder, self._shared, self._megabytes = folder, shared, megabytes

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds there are, real text first."""
        return (*(REAL if self._shared else ()), *MADE)

    @property
    def real(self) -> str:
        """The kind that peers are measured on: real pages, or what comes nearest."""
        return REAL[0] if self._shared else "multilingual"

    @cache  # noqa: B019 — lives as long as the run
    def of(self, kind: str) -> Sequence[str]:
        """Return texts of a kind, each once, in a certain order."""
        texts = self._pages(kind) if kind in REAL else documents(kind, self._megabytes)
        return list(up_to(texts, self._megabytes))

    def size(self, kind: str) -> Size:
        """Return how much text of a kind there is."""
        texts = self.of(kind)
        return Size(sum(map(_bytes, texts)), sum(text.count("\n") + 1 for text in texts), len(texts))

    def lines(self, kind: str) -> Path:
        """Return a file with the texts of a kind as plain lines."""
        return self._written(f"{kind}.txt", (text + "\n" for text in self.of(kind)))

    def records(self, kind: str, *, orders: int = 1, megabytes: float | None = None) -> Path:
        """Return a file of records: the texts of a kind, repeated in so many orders; or the first megabytes of them."""
        texts = list(up_to(self.of(kind), megabytes or self._megabytes))
        ordered = [*texts]
        for order in range(1, orders):
            again = [*texts]
            random.Random(order).shuffle(again)
            ordered += again
        rows = (
            json.dumps({"id": f"{kind}-{number}", "score": number / 7, "text": text}, ensure_ascii=False)
            for number, text in enumerate(ordered)
        )
        name = f"{kind}-{orders}-{megabytes or self._megabytes:g}.jsonl"
        return self._written(name, (row + "\n" for row in rows))

    def document(self, kind: str, size: int) -> Path:
        """Return a file with one document of so many bytes at most: texts of a kind, over and over."""
        pieces: list[str] = []
        left = size
        while left > 0:
            for text in self.of(kind):
                pieces.append(text + "\n\n")
                left -= _bytes(pieces[-1])
                if left <= 0:
                    break
        return self._written(f"{kind}-{size}.txt", pieces[:-1])

    def _pages(self, kind: str) -> Iterable[str]:
        assert self._shared is not None
        paths = sorted(map(str, (self._shared / "eval" / "dev").glob("*.jsonl.zst")))
        if not paths:
            sys.exit(f"{self._shared / 'eval'}: no pages in dev/*.jsonl.zst")
        texts = sorted(
            {page["text"] for page in score_of(self._shared).load(paths) if page["variant"] == kind}
        )
        random.Random(kind).shuffle(texts)
        return texts

    def _written(self, name: str, pieces: Iterable[str]) -> Path:
        path = self._folder / name
        if not path.exists():
            with path.open("w", encoding="utf-8", errors="surrogatepass", newline="") as sink:
                sink.writelines(pieces)
        return path


def up_to(texts: Iterable[str], megabytes: float) -> Iterable[str]:
    """Yield texts until they have so many megabytes."""
    left = megabytes * 1e6
    for text in texts:
        if left <= 0:
            return
        yield text
        left -= _bytes(text)


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))
