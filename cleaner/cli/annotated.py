"""An annotated document: each line with what becomes of it, laid out for the terminal."""

import shutil
import sys
from collections.abc import Iterator, Mapping

import click

from cleaner.api import Cleaner
from cleaner.corpus.cleaned import Cleaned
from cleaner.deciding.cleaning import Line
from cleaner.deciding.weighing import Weighed
from cleaner.errors import printable
from cleaner.matching.reference import Matcher
from cleaner.ruleset.rule import Rule
from cleaner.text.edits import Edit
from cleaner.text.lines import BOM, body_and_end

TEXT_COLUMNS = 60
"""Columns that the text of a line gets, where the line is wide enough for what is said about it beside it."""

MIN_BESIDE_COLUMNS = 100
"""Columns of a terminal from which on an annotation is beside its line; in a narrower one it is below."""


class Page:
    """Lays out an annotated document, and counts which rules acted."""

    def __init__(self, cleaner: Cleaner, *, colored: bool) -> None:
        self._cleaner, self._colored = cleaner, colored
        self._rules = {rule.id: rule for pack in cleaner.packs for rule in pack.rules}
        self._evidence = {rule.id for rule in self._rules.values() if rule.weighed}
        self._used = {rule.id: rule for rule in cleaner.rules}
        self._matcher = Matcher(self._rules.values())
        self._columns = shutil.get_terminal_size().columns if sys.stdout.isatty() else 0
        self._acted: dict[str, int] = {}
        self._total = self._removed = 0
        self._weighed: Mapping[int, Weighed] = {}

    def weigh(self, piece: Cleaned) -> None:
        """Find out what evidence says of the lines of a piece, which are to come next."""
        if piece.cleaning is not None:
            weighed = self._cleaner.engine.weighed(piece.cleaning.part)
            self._weighed = {number + piece.lines_above: line for number, line in weighed.items()}

    def line(self, line: Line) -> str:
        """Return a line of the document with what becomes of it."""
        if line.raw == BOM:
            return self._row(line.number, " ", "", "byte order mark", "blue")
        self._total += 1
        for edit in line.edits:
            self._acted[edit.rule] = self._acted.get(edit.rule, 0) + 1
        if line.edits and line.edits[0].removes_line:
            self._removed += 1
            reason = _reason(line.edits[0])
            if line.edits[0].rule in self._evidence and line.number in self._weighed:
                reason += f": {self._weighed[line.number].summary()}"
            return self._row(line.number, "-", body_and_end(line.raw)[0], reason, "red")
        text = body_and_end(line.text)[0]
        if line.edits:
            changes = "; ".join(f"{edit.rule}: {edit.old!r} → {edit.new!r}" for edit in line.edits)
            return self._row(line.number, "~", text, changes, "yellow")
        stripped = text.strip()
        near = [self._nearly(rule, stripped) for rule, _ in self._matcher.match(stripped)] if stripped else []
        if not near and line.number in self._weighed:
            near = [f"evidence: {self._weighed[line.number].summary()}"]
        return self._row(line.number, " ", text, "; ".join(dict.fromkeys(filter(None, near))), "blue")

    def summary(self) -> Iterator[str]:
        """Yield a sentence for each rule that acted."""
        yield ""
        rules = "1 rule" if len(self._acted) == 1 else f"{len(self._acted)} rules"
        yield f"{self._removed} of {self._total} lines would be removed, by {rules}"
        for rule_id, count in sorted(self._acted.items(), key=lambda item: (-item[1], item[0])):
            rule = self._rules.get(rule_id)
            name = click.style(rule_id, bold=True) if self._colored else rule_id
            yield f"{count:5}  {name}{': ' + rule.why if rule else ''}"

    def _nearly(self, rule: Rule, text: str) -> str:
        """Return why a rule that the line matches did not act; nothing for shapes, which fit many lines."""
        if "shape" in rule.tests():
            return ""
        used = self._used.get(rule.id)
        if used is not None and used.protects(text):
            reason = "protects this line"
        elif used is not None:
            reason = rule.condition or "the document is left alone"
        elif self._cleaner.level.includes(rule.level):
            reason = "is switched off"
        else:
            reason = f"is of level {rule.level}"
        return f"nearly {rule.id}: {reason}"

    def _row(self, number: int, mark: str, text: str, because: str, color: str) -> str:
        gutter = f"{number:5} {mark} "
        text = printable(text.expandtabs(4))
        because = printable(because)
        is_below = bool(because) and 0 < self._columns < MIN_BESIDE_COLUMNS
        if self._columns:
            beside = 0 if is_below or not because else width(because) + 4
            text = cut(text, max(TEXT_COLUMNS if beside else 1, self._columns - len(gutter) - beside))
        padding = "" if is_below or not because else " " * (TEXT_COLUMNS - width(text))
        note = f"{' ' * len(gutter)}← {because}" if is_below else f"  ← {because}"
        if is_below:
            note = cut(note, self._columns)
        if self._colored:
            gutter = click.style(gutter, dim=True)
            text = click.style(text, fg=color, strikethrough=True) if mark == "-" else text
            note = click.style(note, fg=color)
        if not because:
            return f"{gutter}{text}".rstrip()
        return f"{gutter}{text}{padding}{chr(10) if is_below else ''}{note}".rstrip()


def width(text: str) -> int:
    """Return the columns that a text takes on a terminal."""
    if text.isascii():
        return len(text)
    import wcwidth  # noqa: PLC0415 — ftfy brings it, and it is slow to import

    return max(0, wcwidth.wcswidth(text))


def cut(text: str, columns: int) -> str:
    """Return a text cut to columns, with an ellipsis where something is missing."""
    if width(text) <= columns:
        return text
    while text and width(text) > columns - 1:
        text = text[: max(len(text) - max(1, (width(text) - columns) // 2), 0)]
    return text + "…"


def _reason(edit: Edit) -> str:
    reason = edit.rule
    if edit.anchor:
        reason += f", because of line {edit.anchor}"
    if edit.fields:
        reason += "; keeps " + ", ".join(f"{name}={value}" for name, value in edit.fields.items())
    return reason
