"""Findings: what a cleaning would change, a finding a block of lines, while nothing is changed."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from cleaner.corpus.cleaned import Cleaned
from cleaner.deciding.cleaning import Line
from cleaner.errors import InputError
from cleaner.text.edits import Edit
from cleaner.text.lines import BOM, body_and_end

MAX_QUOTED_CHARS = 60
"""Characters of a line that a message quotes."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Neighbouring lines that one rule would remove, with the blank lines next to them; or one edit inside a line."""

    path: str
    record: int | None
    """The number of the record in whose text it is."""
    edits: tuple[Edit, ...]
    lines: tuple[Line, ...]
    """The lines that change; the new text of one is empty if it goes."""
    above: Line | None = None
    below: Line | None = None

    @property
    def first(self) -> Edit:
        """The edit that the finding is named by: the first that removes more than a blank line."""
        return next((edit for edit in self.edits if not is_blank_removal(edit)), self.edits[0])

    @property
    def rule(self) -> str:
        """The id of the rule."""
        return self.first.rule

    @property
    def last_line(self) -> int:
        """The number of the last line."""
        return self.lines[-1].number

    @property
    def end_column(self) -> int:
        """The column behind the last character that changes, from 1; a line ending does not count."""
        edit = self.edits[-1]
        return edit.column + len(body_and_end(edit.old)[0])

    @property
    def message(self) -> str:
        """What the edits do, in a few words on one line."""
        edit = self.first
        if not edit.removes_line:
            return f"changes {_quoted(edit.old)} to {_quoted(edit.new)}"
        texts = self._removed_texts()
        blank = len(self.edits) - len(texts)
        if not texts:
            return "removes a blank line" if blank == 1 else f"removes {blank} blank lines"
        what = f"removes {_quoted(texts[0])}"
        if len(texts) > 1:
            what += f" and {_counted(len(texts) - 1, 'more line')}"
        if blank:
            what += f", with {_counted(blank, 'blank line')}"
        return f"{what}, because of line {edit.anchor}" if edit.anchor else what

    @property
    def fingerprint(self) -> str:
        """What tells it from other findings of its file and rule by its text alone, as 16 hexadecimal digits.

        Lines above and below, blank lines, its number and its line endings do not matter, so that it lasts while
        a file is worked on. What is there twice has the same fingerprint twice.
        """
        edit = self.first
        text = "\n".join(self._removed_texts()) if edit.removes_line else f"{edit.old}\0{edit.new}"
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def _removed_texts(self) -> list[str]:
        return [body_and_end(edit.old)[0].strip() for edit in self.edits if not is_blank_removal(edit)]


def is_blank_removal(edit: Edit) -> bool:
    """Return whether an edit removes a blank line."""
    return edit.removes_line and not edit.old.strip()


def find(path: str, pieces: Iterable[Cleaned]) -> "Iterator[Finding | InputError]":
    """Yield what a cleaning would change in a document or a file of records, and what is wrong with records."""
    for piece in pieces:
        if piece.error is not None:
            yield piece.error
        if piece.is_changed:
            yield from _findings(path, piece)


def _findings(path: str, piece: Cleaned) -> Iterator[Finding]:
    """Yield the findings of one text: neighbouring lines of one rule are one."""
    open_: list[Finding] = []  # those of the line before: the next line may belong to them
    above: Line | None = None
    for line in piece.text_lines():
        if line.raw == BOM:
            continue
        if open_ and _belongs(line, open_[-1]):
            last = open_.pop()
            open_.append(replace(last, edits=last.edits + line.edits, lines=(*last.lines, line)))
        else:
            yield from (replace(finding, below=line) for finding in open_)
            open_ = [Finding(path, piece.record, (edit,), (line,), above) for edit in line.edits]
        above = line
    yield from open_


def _belongs(line: Line, finding: Finding) -> bool:
    """Return whether a line goes with the lines of a finding: by the same rule, or since one side is blank."""
    if not line.edits or not line.edits[0].removes_line or not finding.first.removes_line:
        return False
    edit = line.edits[0]
    return is_blank_removal(edit) or is_blank_removal(finding.first) or edit.rule == finding.rule


def _quoted(text: str) -> str:
    return f"{text[:MAX_QUOTED_CHARS]!r}{'…' if len(text) > MAX_QUOTED_CHARS else ''}"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
