"""What became of a piece of a source: of a document, of a part of a long one, or of records."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from cleaner.deciding.cleaning import Cleaning, Line
from cleaner.errors import InputError
from cleaner.text.edits import Edit


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Neighbouring bytes of a source, and the bytes that take their place."""

    before: bytes
    after: bytes
    edits: tuple[Edit, ...] = ()
    """The changes, with offsets and line numbers in the whole text."""
    cleaning: Cleaning | None = None
    """What became of the text; None for records that stay as they are, and where nobody asks for lines."""
    record: int | None = None
    """The number of the record, or of the first of several, from 1; None for plain text."""
    records: int = 0
    """How many records begin in it."""
    documents: int = 1
    """How many documents begin in it."""
    lines: int = 0
    """Lines of its text."""
    chars: int = 0
    """Code points of its text."""
    lines_above: int = 0
    """Lines of the text above it, for a part of a long text."""
    chars_above: int = 0
    """Code points of the text above it."""
    over_cap: float | None = None
    """The share of the content that would have gone, if it was too much and the document was left alone."""
    literal: bytes | None = None
    """The text as the record writes it, where that cannot be told from the text."""
    error: InputError | None = None
    """What was wrong with it; it went through as it was."""
    site: str = ""
    """The site it comes from, where that is known."""

    def text_lines(self) -> Iterator[Line]:
        """Yield the lines of the text, numbered as in the whole text; none for records that stay as they are."""
        if self.cleaning is None:
            return
        for line in self.cleaning.lines():
            edits = tuple(edit.moved(self.chars_above, self.lines_above) for edit in line.edits)
            yield Line(
                line.number + self.lines_above, line.start + self.chars_above, line.raw, line.text, edits
            )

    def without_lines(self) -> "Cleaned":
        """Return it without the text, which need not go from one process to another."""
        return replace(self, cleaning=None)

    @property
    def is_changed(self) -> bool:
        """Whether anything changes."""
        return bool(self.edits)
