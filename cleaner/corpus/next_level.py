"""The next level: what it would remove besides, of as much text as is cleaned in a few seconds."""

import io
from collections.abc import Iterator
from dataclasses import replace

from cleaner.corpus.cleaned import Cleaned
from cleaner.corpus.plain import clean_text_bytes
from cleaner.corpus.records import clean_records
from cleaner.corpus.road import CleanedFile
from cleaner.corpus.settings import Settings
from cleaner.formats.records import read_blocks
from cleaner.ruleset.rule import Level

MAX_BYTES = 1 << 24
"""Bytes that are cleaned a second time: the beginning of a large corpus speaks for the rest."""


class NextLevel:
    """Cleans what comes along the road at the next level, too, and counts."""

    def __init__(self) -> None:
        self.removed: dict[Level, int] = {}
        """By level, the lines that the next one would remove besides."""
        self.is_sample = False
        """Whether there was more than could be looked at."""
        self._bytes = 0

    def watched(self, file: CleanedFile) -> CleanedFile:
        """Return a file whose pieces are looked at as they are consumed."""
        settings = file.source.settings if file.source else None
        stronger = next_level(settings) if settings else None
        if settings is None or stronger is None:
            return file
        return file._replace(pieces=self._pieces(file, Level(settings.level), stronger))

    def _pieces(self, file: CleanedFile, level: Level, settings: Settings) -> Iterator[Cleaned]:
        for piece in file.pieces:
            yield piece
            if self._bytes > MAX_BYTES:
                self.is_sample = True
                continue
            self._bytes += len(piece.before)
            if piece.error is None:
                more = _removed(piece, settings, file.path) - sum(edit.removes_line for edit in piece.edits)
                self.removed[level] = self.removed.get(level, 0) + more


def following(level: Level) -> Level | None:
    """Return the level that removes more than another; None for the last."""
    return next((other for other in Level if not level.includes(other)), None)


def next_level(settings: Settings) -> Settings | None:
    """Return the settings at the next level; None where that changes nothing."""
    level = following(Level(settings.level))
    return replace(settings, level=level) if level and not settings.select else None


def _removed(piece: Cleaned, settings: Settings, name: str) -> int:
    """Return how many lines of a piece go under some settings."""
    cleaner = settings.cleaner()
    if piece.cleaning is not None and piece.record is None:
        cleanings = cleaner.clean_parts([piece.cleaning.part])
        return sum(edit.removes_line for cleaning in cleanings for edit in cleaning.edits)
    records = settings.records_of(name)
    if records is None:  # a whole document, cleaned by another process
        pieces = clean_text_bytes(piece.before, settings, name=name)
    else:
        blocks = read_blocks(io.BytesIO(piece.before), records, settings.max_record)
        pieces = [cleaned for block in blocks for cleaned in clean_records(block, settings, name=name)]
    return sum(edit.removes_line for cleaned in pieces for edit in cleaned.edits)
