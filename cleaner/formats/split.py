"""Split text: documents in a row in one file, with a form feed, a NUL or a line of its own between two."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from cleaner.deciding.document import ESCAPED
from cleaner.formats.records import Cut, Fields, Rewritten

SEPARATORS = {"form-feed": b"\f", "nul": b"\0"}
"""Characters that separate documents, by their names; any other word is a line that does."""

MAX_SPACES = 100
"""Spaces behind a separating line that are looked over."""


@dataclass(frozen=True)
class SplitText:
    """Texts with something between two of them, which belongs to the one above."""

    separator: str
    """A name in `SEPARATORS`, or a line."""
    errors: ClassVar[str] = ESCAPED
    is_by_line: ClassVar[bool] = False
    is_apart: ClassVar[bool] = False

    def cut(self) -> Cut:
        """See `RecordFormat.cut`."""
        return _SeparatorCut(self._pattern, len(self.separator.encode()) + MAX_SPACES)

    def fields_of(self, record: bytes) -> Fields:
        """See `RecordFormat.fields_of`; between two separators with nothing between them there is no document."""
        return Fields(self._parts(record)[0].decode("utf-8", ESCAPED) or None)

    def rewritten(self, record: bytes, old: str, new: str) -> Rewritten:  # noqa: ARG002 — it is in the record
        """See `RecordFormat.rewritten`."""
        return Rewritten(new.encode("utf-8", ESCAPED) + self._parts(record)[1], None)

    def original(self, record: bytes, text: str, literal: bytes | None) -> bytes:  # noqa: ARG002
        """See `RecordFormat.original`."""
        return text.encode("utf-8", ESCAPED) + self._parts(record)[1]

    def _parts(self, record: bytes) -> tuple[bytes, bytes]:
        """Return the text of a record, and what separates it from the next."""
        match = self._last.search(record)
        at = match.start() if match else len(record)
        return record[:at], record[at:]

    @cached_property
    def _pattern(self) -> re.Pattern[bytes]:
        if self.separator in SEPARATORS:
            return re.compile(re.escape(SEPARATORS[self.separator]))
        return re.compile(_line(self.separator) + rb"\n", re.MULTILINE)

    @cached_property
    def _last(self) -> re.Pattern[bytes]:
        if self.separator in SEPARATORS:
            return re.compile(re.escape(SEPARATORS[self.separator]) + rb"\Z")
        return re.compile(_line(self.separator) + rb"\n?\Z", re.MULTILINE)


class _SeparatorCut:
    def __init__(self, pattern: re.Pattern[bytes], max_bytes: int) -> None:
        self._pattern, self._max_bytes = pattern, max_bytes
        self._line = b""
        """What a line began with that did not end yet."""

    def ends(self, data: bytes) -> Sequence[int]:
        """See `Cut.ends`."""
        known = len(self._line)
        seen = self._line + data
        self._line = seen[seen.rfind(b"\n") + 1 :][: self._max_bytes]
        return [match.end() - known for match in self._pattern.finditer(seen) if match.end() > known]

    def problem(self) -> str:
        """See `Cut.problem`."""
        return ""


def _line(separator: str) -> bytes:
    return rb"^" + re.escape(separator.encode()) + rb"[ \t]{0,%d}\r?" % MAX_SPACES
