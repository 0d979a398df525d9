# The module in C++ (`native/`).

from collections.abc import Sequence
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
