"""The observer: watches what comes along the road, and makes statistics of it."""

from collections import Counter
from dataclasses import dataclass, field

from cleaner.corpus.cleaned import Cleaned
from cleaner.corpus.excerpts import TextAround, add_excerpts
from cleaner.corpus.settings import Settings
from cleaner.corpus.source import Source
from cleaner.corpus.statistics import Statistics
from cleaner.errors import CleanerError
from cleaner.formats.files import shown


class Observer:
    """Takes note of pieces, file by file, as the ledger does."""

    def __init__(self, statistics: Statistics) -> None:
        self.statistics = statistics
        self._path, self._settings = "", Settings()
        self._document: _Document | None = None

    def begin(self, path: str, source: Source) -> None:
        """Begin a file."""
        self._path, self._settings = shown(path), source.settings

    def add(self, piece: Cleaned) -> None:
        """Take note of a piece."""
        if piece.record is not None and not (piece.edits or piece.error or piece.over_cap):
            self._add_unchanged(piece)
            return
        if piece.documents:
            self.end()
            where = self._path if piece.record is None else f"{self._path}:{piece.record}"
            self._document = _Document(where, piece.site)
        document = self._document
        if document is None:  # the rest of a record that is too long to be taken in
            return
        document.counts.update(
            lines=piece.lines,
            characters=piece.chars,
            removed_lines=sum(edit.removes_line for edit in piece.edits),
            removed_characters=sum(len(edit.old) - len(edit.new) for edit in piece.edits),
            edits=len(piece.edits),
            failed=int(piece.error is not None),
        )
        if piece.over_cap is not None:
            document.counts["capped"] = 1
            share = round(piece.over_cap, 4)
            self.statistics.documents["capped"].add(0, document.where, {"share": share})
        if piece.error is not None:
            self.statistics.documents["failed"].add(0, document.where, {"error": str(piece.error)})
        if piece.edits:
            self.statistics.count_rules(piece.edits, document.groups)
            add_excerpts(
                self.statistics, document.where, piece.edits, TextAround(piece, self._settings, self._path)
            )
        if piece.record is not None:
            self.end()

    def end(self) -> None:
        """End the document at hand, and with it the file."""
        document, self._document = self._document, None
        if document is None:
            return
        document.counts.update(documents=1, changed=int(document.counts["edits"] > 0))
        self.statistics.count_document(document.where, self._path, document.site, document.counts)

    def fail(self, error: CleanerError) -> None:
        """Take note of a file that could not be read, or not to its end."""
        self.end()
        self.statistics.count(self._path, "", {"failed": 1})
        self.statistics.documents["failed"].add(0, shown(error.where), {"error": str(error)})

    def _add_unchanged(self, piece: Cleaned) -> None:
        counts = {"documents": piece.documents, "lines": piece.lines, "characters": piece.chars}
        self.statistics.count(self._path, piece.site, counts)
        self.statistics.shares[0] += piece.documents


@dataclass(frozen=True, slots=True)
class _Document:
    """The document at hand, which may come in several pieces."""

    where: str
    site: str
    counts: Counter[str] = field(default_factory=Counter)
    groups: set[tuple[str, str]] = field(default_factory=set)
    """The rules, topics and languages that had a part in it."""
