"""Excerpts: what is kept of single changes, for a person who judges a run."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import Protocol

from cleaner.corpus.cleaned import Cleaned
from cleaner.corpus.samples import Data
from cleaner.corpus.settings import Settings
from cleaner.corpus.statistics import Statistics
from cleaner.deciding.document import ESCAPED, EXACT, Part
from cleaner.deciding.weighing import Weighed
from cleaner.formats.log import adjacent
from cleaner.formats.text import UTF_8
from cleaner.text.edits import Edit, apply
from cleaner.text.lines import body_and_end

MAX_EXCERPT_CHARS = 200
"""Code points of a line that are kept: two lines of a page."""

MAX_BLOCK_LINES = 30
"""Lines of a block that are kept; a menu that is longer has shown what it is by then."""


class Surroundings(Protocol):
    """What is known of the text around edits."""

    def change(self, edit: Edit) -> Data:
        """Return the text around an edit, `before` and `after`."""

    def points(self, edit: Edit) -> str:
        """Return what evidence says of the line that an edit removes; empty if that is not known."""


def add_excerpts(statistics: Statistics, where: str, edits: Sequence[Edit], around: Surroundings) -> None:
    """Count the lines that edits remove, and keep some edits and blocks as examples."""
    for edit in edits:
        if not edit.old.strip():
            continue
        if edit.removes_line:
            statistics.frequent.add(edit.rule, cut(body_and_end(edit.old)[0].strip()))
        place = f"{where}:{edit.line}"
        statistics.of_rule(edit.rule).add(edit.old, place, partial(around.change, edit))
    for block in _blocks(edits):
        name = "".join(edit.old for edit in block)
        place = f"{where}:{block[0].line}"
        statistics.blocks.add(name, place, partial(_block, block, around))


class TextAround:
    """The text around edits, where it is at hand."""

    def __init__(self, piece: Cleaned, settings: Settings, name: str) -> None:
        """`name` is that of the file, which says how its records are read."""
        self._piece, self._settings, self._name = piece, settings, name

    def change(self, edit: Edit) -> Data:
        """See `Surroundings`: up to a line above and a line below."""
        above = self._piece.chars_above
        text, edit = self._text, edit.shifted(-above)
        line = text.rfind("\n", 0, edit.start) + 1
        begin = max(text.rfind("\n", 0, max(0, line - 1)) + 1, edit.start - MAX_EXCERPT_CHARS)
        end = edit.end if edit.removes_line else text.find("\n", edit.end) + 1 or len(text)
        stop = min(text.find("\n", end) + 1 or len(text), edit.end + MAX_EXCERPT_CHARS)
        others = (other.shifted(-above) for other in self._piece.edits)
        inside = [other.shifted(-begin) for other in others if begin <= other.start and other.end <= stop]
        return {"before": cut(text[begin:stop], 4), "after": cut(apply(text[begin:stop], inside), 4)}

    def points(self, edit: Edit) -> str:
        """See `Surroundings`."""
        weighed = self._weighed.get(edit.line - self._piece.lines_above)
        return weighed.summary() if weighed else ""

    @cached_property
    def _part(self) -> Part:
        """The text; made again where it was cleaned in another process."""
        piece, encoding = self._piece, self._settings.encoding
        if piece.cleaning is not None:
            return piece.cleaning.part
        if piece.record is None and encoding == UTF_8:
            return Part(piece.before, ESCAPED, site=piece.site)
        if piece.record is None:
            return Part(piece.before.decode(encoding).encode("utf-8", EXACT), EXACT, site=piece.site)
        records = self._settings.records_of(self._name)
        text = records.fields_of(piece.before).text if records else None
        errors = records.errors if records else EXACT
        return Part((text or "").encode("utf-8", errors), errors, site=piece.site)

    @cached_property
    def _text(self) -> str:
        return self._part.data.decode("utf-8", self._part.errors)

    @cached_property
    def _weighed(self) -> Mapping[int, Weighed]:
        return self._settings.of_site(self._piece.site).cleaner().engine.weighed(self._part)


def cut(text: str, times: int = 1) -> str:
    """Return a text, or so many code points of it and an ellipsis."""
    size = MAX_EXCERPT_CHARS * times
    return text if len(text) <= size else text[: size - 1] + "…"


def _blocks(edits: Sequence[Edit]) -> Iterator[list[Edit]]:
    """Yield the removed blocks that evidence had a part in."""
    for place in adjacent(edit for edit in edits if edit.removes_line):
        if any("/evidence/" in edit.rule for edit in place):
            yield place


def _block(block: Sequence[Edit], around: Surroundings) -> Data:
    lines = []
    for edit in block[:MAX_BLOCK_LINES]:
        points = around.points(edit) if "/evidence/" in edit.rule else ""
        text = cut(body_and_end(edit.old)[0].strip())
        lines.append({"line": edit.line, "text": text, "rule": edit.rule, "points": points})
    return {"lines": lines, "more": max(0, len(block) - MAX_BLOCK_LINES)}
