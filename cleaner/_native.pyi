# The module in C++ (`native/`).

from collections.abc import Callable, Sequence
from typing import Self

from cleaner.deciding.evidence import Threshold, Tree
from cleaner.deciding.menus import Words
from cleaner.mining.sightings import Cells, Sighting
from cleaner.text.line_shape import LineShape

SURROUNDINGS: tuple[str, ...]

class Points:
    def __new__(cls, base: int, trees: tuple[Tree, ...]) -> Self: ...
    def __call__(self, facts: Sequence[int]) -> int: ...
    def of(
        self,
        lines: list[LineShape],
        blank: list[bool],
        words: list[Words],
        prose: list[bool],
        rows: list[tuple[int, int]],
    ) -> dict[int, int]: ...
    def gone(
        self,
        lines: list[LineShape],
        blank: list[bool],
        words: list[Words],
        threshold: Threshold,
        is_gentle: bool,
        is_strong: bool,
        /,
    ) -> list[tuple[int, bool]]: ...

class Tallies:
    def __new__(
        cls, seed: int, least: int, template_of: Callable[[str], str], sighting: type[Sighting], /
    ) -> Self: ...
    def add(self, data: bytes, cells: Cells, few: int, number: int, too_many: int, /) -> None: ...
    def seen(self) -> list[tuple[str, int, int, int, tuple[Sighting, ...]]]: ...
    def recurring(self) -> tuple[bytes, bytes]: ...

def line_shape(text: str) -> LineShape: ...
def is_prose(text: str) -> bool: ...
def is_menu_line(text: str) -> bool: ...
def fold(text: str) -> str: ...
def fold_label(text: str) -> str: ...
def likeness(text: str, redundant: bytes, size: int, /) -> bytes: ...
def alike(texts: list[str], redundant: bytes, size: int, /) -> list[tuple[int, bool]]: ...
def document_facts(
    lines: list[LineShape],
    blank: list[bool],
    words: list[Words],
    prose: list[bool],
    rows: list[tuple[int, int]],
) -> dict[int, tuple[int, ...]]: ...
def count_lines(text: str, cells: Cells, seed: int, template_of: Callable[[str], str], /) -> bool: ...
