"""`cleaner explain`: a document annotated, for a person to read."""

import shutil
import sys
from collections.abc import Iterator

import click

from cleaner.cli.colors import is_colored
from cleaner.cli.options import opened, with_settings
from cleaner.cli.verb import Verb
from cleaner.config import Configuration
from cleaner.document import Cleaner
from cleaner.edits import Edit
from cleaner.errors import InputError
from cleaner.formats.text import Digest, read_text
from cleaner.kinds import Rule
from cleaner.lines import Line, body_and_end
from cleaner.matching import Matcher
from cleaner.packs import rules_of
from cleaner.tree import STDIN

NARROW = 60
"""Columns that the text of a line gets at least."""


@click.command(
    cls=Verb,
    exits={0: "done", 2: "the call was wrong, or the document could not be read"},
    examples=[
        ("cleaner explain page.txt", "every line, and what each rule did with it"),
        ("cleaner explain --color always page.txt | less -R", "in colours, page by page"),
        ("cleaner explain --level strong page.txt", "what would go if rules were less sure"),
    ],
)
@click.argument("path", default=STDIN, type=click.Path(), metavar="[FILE]")
@click.option(
    "--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Whether to colour."
)
@with_settings
def explain(*, path: str, color: str, configuration: Configuration) -> int:
    """Show a document with what would go struck through, the rule beside it, and what nearly went.

    FILE is one document of plain text, or standard input. Lines marked - go, lines marked ~ are changed; an
    arrow leads to the rule, to the line that led to this one, and to what a near miss lacked.
    """
    colored = color == "always" or (color == "auto" and is_colored())
    settings = configuration.of(path)
    if settings.format_of(path) != "text":
        raise InputError(
            path, "holds records, and explain shows one document", "give it the text of a record"
        )
    page = _Page(settings.cleaner(), colored=colored)
    with opened(path) as source:
        for line in page.lines(read_text(source, settings.encoding, Digest(), path)):
            data = (line + "\n").encode("utf-8", "surrogateescape")
            sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
    return 0


class _Page:
    """Lays out an annotated document."""

    def __init__(self, cleaner: Cleaner, *, colored: bool) -> None:
        self._cleaner = cleaner
        self._colored = colored
        self._rules = {rule.id: rule for rule in rules_of(cleaner.packs)}
        self._used = {rule.id for rule in cleaner.rules}
        self._matcher = Matcher(self._rules.values())
        self._width = shutil.get_terminal_size().columns if sys.stdout.isatty() else 0
        self._fired: dict[str, int] = {}
        self._total = self._removed = 0

    def lines(self, chunks: Iterator[str]) -> Iterator[str]:
        """Yield the page: the document's lines, then a sentence for each rule that fired."""
        changes: list[Edit] = []
        for event in self._cleaner.events(chunks):
            if isinstance(event, Line):
                self._total += 1
                yield self._kept(event, changes)
                changes = []
                continue
            self._fired[event.rule] = self._fired.get(event.rule, 0) + 1
            if event.removes_line:
                self._total += 1
                self._removed += 1
                yield self._gone(event)
            else:
                changes.append(event)
        yield from self._summary()

    def _gone(self, edit: Edit) -> str:
        text = body_and_end(edit.old)[0]
        because = edit.rule
        if edit.anchor:
            because += f", led by line {edit.anchor}"
        if edit.fields:
            because += "; keeps " + ", ".join(f"{name}={value}" for name, value in edit.fields.items())
        return self._row(edit.line, "-", text, because, fg="red")

    def _kept(self, line: Line, changes: list[Edit]) -> str:
        text = body_and_end(line.text)[0]
        if changes:
            because = "; ".join(f"{edit.rule}: {edit.old!r} → {edit.new!r}" for edit in changes)
            return self._row(line.number, "~", text, because, fg="yellow")
        near = [self._nearly(rule) for rule, _ in self._matcher.match(text.strip())] if text.strip() else []
        return self._row(line.number, " ", text, "; ".join(dict.fromkeys(filter(None, near))), fg="blue")

    def _nearly(self, rule: Rule) -> str:
        """Say why a rule that the line answers to did not fire; nothing for shapes, which fit many lines."""
        if "shape" in rule.tests():
            return ""
        if rule.id not in self._used:
            reason = (
                f"is of level {rule.level}"
                if not self._cleaner.level.includes(rule.level)
                else "is switched off"
            )
        else:
            reason = rule.condition or "the document is left alone"
        return f"nearly {rule.id}: {reason}"

    def _row(self, number: int, mark: str, text: str, because: str, fg: str) -> str:
        gutter = f"{number:5} {mark} "
        text = text.expandtabs(4)
        if self._width:
            room = max(NARROW, self._width - len(gutter) - (len(because) + 4 if because else 0))
            text = text if len(text) <= room else text[: room - 1] + "…"
        body = text.ljust(NARROW) if because else text
        if self._colored:
            gutter = click.style(gutter, dim=True)
            padding = body[len(text) :]
            body = (click.style(text, fg=fg, strikethrough=True) if mark == "-" else text) + padding
            because = click.style(because, fg=fg) if because else ""
        return f"{gutter}{body}  ← {because}".rstrip() if because else f"{gutter}{body}".rstrip()

    def _summary(self) -> Iterator[str]:
        yield ""
        yield f"{self._removed} of {self._total} lines would go, by {len(self._fired)} rules"
        for rule_id, count in sorted(self._fired.items(), key=lambda each: (-each[1], each[0])):
            rule = self._rules.get(rule_id)
            name = click.style(rule_id, bold=True) if self._colored else rule_id
            yield f"{count:5}  {name}{': ' + rule.why if rule else ''}"
