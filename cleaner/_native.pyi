# The module in C++ (`native/`).

from array import array
from collections.abc import Callable, Sequence
from typing import Self

from cleaner.deciding.evidence import Tree
from cleaner.deciding.menus import Words
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

def line_shape(text: str) -> LineShape: ...
def is_prose(text: str) -> bool: ...
def is_menu_line(text: str) -> bool: ...
def fold(text: str) -> str: ...
def fold_label(text: str) -> str: ...
def document_facts(
    lines: list[LineShape],
    blank: list[bool],
    words: list[Words],
    prose: list[bool],
    rows: list[tuple[int, int]],
) -> dict[int, tuple[int, ...]]: ...
def count_lines(
    text: str,
    cells: array[int] | memoryview[int],
    seed: int,
    template_of: Callable[[str], str],
    label_of: Callable[[str], str | None],
    /,
) -> bool: ...
def look_up_lines(
    text: str,
    cells: array[int] | memoryview[int],
    seed: int,
    least: int,
    few: int,
    known: dict[str, str],
    template_of: Callable[[str], str],
    label_of: Callable[[str], str | None],
    /,
) -> tuple[list[str], list[str | None], list[int], dict[str, list[int]], list[str]] | None: ...
def features(text: str, counts: list[int], few: int, /) -> tuple[tuple[int, ...], tuple[int, ...]] | None: ...
