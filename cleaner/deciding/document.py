"""A document as its lines, with the facts of those that are not plain."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate, pairwise
from operator import add
from typing import Generic, NamedTuple, TypeVar
from weakref import proxy

from cleaner.deciding.line_facts import LINES_AT_ONCE, Facts
from cleaner.text.folding import fold
from cleaner.text.line_shape import LineShape, line_shape
from cleaner.text.lines import BOM, MAX_LINE_BYTES, Lines, count_lines, split_lines

ESCAPED = "surrogateescape"
"""How bytes that are not UTF-8 are decoded: each becomes a lone surrogate, and comes back as it was."""

EXACT = "surrogatepass"
"""How text that is held as code points becomes bytes and comes back, lone surrogates and all."""

PIECE_BYTES = 1 << 20
"""Bytes of a long text that are decoded at once."""


class Part(NamedTuple):
    """A text to be cleaned as one document, or a part of a text too long to be held in memory."""

    data: bytes
    """Its UTF-8."""
    errors: str = ESCAPED
    begins: bool = True
    """Whether the text begins with it; otherwise it has no head."""
    ends: bool = True
    """Whether the text ends with it; otherwise it has no tail."""
    line_end: bytes = b""
    """The line ending of the text's first line; empty for that of this part."""
    is_kept: bool = False
    """Whether it is part of one over-long line, and stays as it is."""
    site: str = ""
    """The site it comes from; empty if that is not known."""

    @property
    def mark(self) -> bytes:
        """The byte order mark that the text begins with, if there is one."""
        mark = BOM.encode()
        return mark if self.begins and self.data.startswith(mark) else b""

    def pieces(self) -> Iterator[str]:
        """Yield its text, decoded, in pieces cut below line feeds; a character of a long text may take up four times its bytes."""
        begin = 0
        while begin < len(self.data):
            stop = begin + PIECE_BYTES
            if stop < len(self.data):
                stop = (
                    self.data.rfind(b"\n", begin, stop) + 1
                    or self.data.find(b"\n", stop) + 1
                    or len(self.data)
                )
            yield self.data[begin:stop].decode("utf-8", self.errors)
            begin = stop

    def count_chars(self) -> int:
        """Return how many code points it has."""
        return len(self.data) if self.data.isascii() else sum(map(len, self.pieces()))

    def lines(self) -> Lines:
        """Return its lines, without the mark."""
        return split_lines(self.data[len(self.mark) :])

    def count_lines(self) -> tuple[int, int]:
        """Return how many lines it has, and how many of them have an ending."""
        return count_lines(self.data[len(self.mark) :])


class Document:
    """The lines of one part; what is worked out from them is worked out once."""

    def __init__(self, part: Part, lines: Lines, facts: Facts) -> None:
        self.part = part
        self.bodies, self.ends = lines
        self.facts = facts
        self.is_prose = _Remembered(self, Document._is_prose)
        """Whether a line, by its place, reads as sentences."""
        self.folded = _Remembered(self, Document._folded)
        """The lines folded, by their place."""

    def raw(self, at: int) -> str:
        """Return a line as it came in, with its ending."""
        return (self.bodies[at] + self.ends[at]).decode("utf-8", self.part.errors)

    @cached_property
    def starts(self) -> Sequence[int]:
        """The code points above each line, and above the end of the text."""
        chars = {end: len(end.decode()) for end in set(self.ends)}
        lengths = map(add, self._read[1], map(chars.__getitem__, self.ends))
        return list(accumulate(lengths, initial=len(self.part.mark.decode())))

    @cached_property
    def texts(self) -> list[str]:
        """The lines repaired and stripped; a blank line is empty."""
        return self._read[0]

    @cached_property
    def _read(self) -> tuple[list[str], list[int]]:
        """The lines repaired and stripped, and the code points of each as it came in."""
        return self._read_above(len(self.bodies))

    def first_texts(self, stop: int) -> list[str]:
        """Return the texts of the lines above one, without decoding the others."""
        if stop == len(self.bodies) or "_read" in vars(self):
            return self.texts[:stop]
        return self._read_above(stop)[0]

    def _read_above(self, stop: int) -> tuple[list[str], list[int]]:
        texts: list[str] = []
        lengths: list[int] = []
        for begin in range(0, stop, LINES_AT_ONCE):
            bodies = self.bodies[begin : min(stop, begin + LINES_AT_ONCE)]
            raw = b"\n".join(bodies).decode("utf-8", self.part.errors).split("\n")
            texts += map(str.strip, raw)
            lengths += map(len, raw)
        for at, facts in self.facts.items():
            if at < stop:
                texts[at] = facts.text
        return texts, lengths

    @cached_property
    def line_end(self) -> bytes:
        """The ending that the repair `line-ends` gives to every line: that of the first."""
        first = self.part.line_end or (self.ends[0] if self.ends else b"")
        return b"\r\n" if first == b"\r\n" else b"\n"

    @cached_property
    def is_blank(self) -> Sequence[bool]:
        """Whether nothing is on a line, by its place."""
        blank = [not body or body.isspace() for body in self.bodies]
        for at, facts in self.facts.items():
            blank[at] = not facts.text
        return blank

    def blanks_above(self, places: Sequence[int]) -> list[bool]:
        """Return, for each of some places in order, whether a blank line is between it and the one before.

        The edge of the document counts as blank.
        """
        if not places:
            return []
        above = self._blanks_above
        return [True, *(above[last] < above[place] for last, place in pairwise(places))]

    @cached_property
    def _blanks_above(self) -> Sequence[int]:
        """The number of blank lines above each line."""
        return list(accumulate(self.is_blank, initial=0))

    def not_blank(self) -> list[int]:
        """Return the places of the lines that are not blank."""
        return [at for at, is_blank in enumerate(self.is_blank) if not is_blank]

    def shapes_of(self, places: Sequence[int]) -> list[LineShape]:
        """Return what the lines at some places look like."""
        shapes, texts = self._shapes, self.texts
        found: list[LineShape] = []
        for place in places:
            shape = shapes[place]
            if shape is None:
                shape = shapes[place] = line_shape(texts[place])
            found.append(shape)
        return found

    def forget_shapes(self) -> None:
        """Let go of what lines look like: once a long document is decided, that is much of what it takes up."""
        vars(self).pop("_shapes", None)

    @cached_property
    def _shapes(self) -> list[LineShape | None]:
        """What the lines look like, by their place, as far as anybody asked."""
        return [None] * len(self.texts)

    def _is_prose(self, at: int) -> bool:
        return len(self.bodies[at]) > MAX_LINE_BYTES or self.shapes_of([at])[0].is_prose

    def _folded(self, at: int) -> str:
        return fold(self.texts[at])


_Value = TypeVar("_Value")


class _Remembered(dict[int, _Value], Generic[_Value]):
    """Values of a document that are worked out when they are first asked for."""

    def __init__(self, document: Document, work_out: Callable[[Document, int], _Value]) -> None:
        super().__init__()
        self._document = proxy(
            document
        )  # without a circle, all is gone with the document, and not some time later
        self._work_out = work_out

    def __missing__(self, at: int) -> _Value:
        value = self[at] = self._work_out(self._document, at)
        return value
