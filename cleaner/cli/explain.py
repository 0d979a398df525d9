"""`cleaner explain`: a document annotated, for a person to read."""

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import click

from cleaner.cli.annotated import Page
from cleaner.cli.colors import is_colored
from cleaner.cli.options import counted, note, stdin_filename, with_settings
from cleaner.cli.verb import Verb
from cleaner.corpus.cleaned import Cleaned
from cleaner.corpus.configuration import Configuration
from cleaner.corpus.discovery import Found
from cleaner.corpus.ledger import Ledger
from cleaner.corpus.road import CleanedFile, Road
from cleaner.corpus.source import STDIN
from cleaner.corpus.workers import Needs
from cleaner.deciding.cleaning import Line
from cleaner.errors import ConfigError, InputError
from cleaner.ruleset.draft import draft
from cleaner.text.lines import BOM, body_and_end


@click.command(
    cls=Verb,
    exits={0: "done", 2: "the call was wrong, or the document could not be read"},
    examples=[
        ("cleaner explain page.txt", "every line, and what each rule did with it"),
        ("cleaner explain --color always page.txt | less -R", "in colours, page by page"),
        ("cleaner explain --level strong page.txt", "what a higher level would remove"),
        ("cleaner explain --record 17 pages.jsonl", "the text of one record"),
        ("cleaner explain --rule 12 page.txt > my-rules/page.toml", "a rule for line 12, to start from"),
    ],
)
@click.argument("path", default=STDIN, type=click.Path(), metavar="[FILE]")
@click.option("--record", type=click.IntRange(min=1), metavar="N", help="Explain the text of this record.")
@click.option(
    "--rule",
    "line",
    type=click.IntRange(min=1),
    metavar="LINE",
    help="Print a rule file that removes this line, and nothing else.",
)
@click.option(
    "--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Whether to colour."
)
@stdin_filename
@partial(with_settings, without={"include", "gitignore"})
def explain(
    *, path: str, record: int | None, line: int | None, color: str, configuration: Configuration
) -> int:
    """Show a document: lines that would be removed, the rule of each, and lines that a rule nearly removes.

    FILE is one document of plain text, a file of records with --record, or standard input. Lines marked - are removed,
    lines marked ~ are changed. The arrow names the rule, the line because of which this one is removed, or why a rule
    almost matched.
    """
    colored = color == "always" or (color == "auto" and is_colored())
    ledger = Ledger(note, is_strict=True)
    with Road(configuration, ledger, needs=Needs(lines=True, all_records=True)) as road:
        for file in road.files([Found(path, path)]):
            pieces = _pieces(file, record)
            if line is not None:
                rows = [row for piece in pieces for row in piece.text_lines() if row.raw != BOM]
                _write(_draft(line, rows, configuration.name_of(path)))
                continue
            page = Page(configuration.of(path).cleaner(), colored=colored)
            for piece in pieces:
                page.weigh(piece)
                for row in piece.text_lines():
                    _write(page.line(row))
            for text in page.summary():
                _write(text)
    sys.stdout.buffer.flush()
    return 0


def _pieces(file: CleanedFile, record: int | None) -> list[Cleaned]:
    """Return the pieces of the text, or of one record. Raises `InputError` if it is not there."""
    pieces = (
        list(file.pieces) if record is None else [piece for piece in file.pieces if piece.record == record]
    )
    if any(piece.record for piece in pieces) and record is None:
        raise InputError(file.path, "is a file of records", "name one: --record 1")
    if record is not None and not any(piece.cleaning for piece in pieces):
        raise InputError(
            file.path, f"record {record} does not exist, or has no text", "name another with --record"
        )
    return pieces


def _draft(number: int, lines: Sequence[Line], path: str) -> str:
    """Return a rule file for a line."""
    if number > len(lines):
        raise ConfigError(
            "--rule", f"there is no line {number}", f"the text has {counted(len(lines), 'line')}"
        )
    removing = [edit.rule for edit in lines[number - 1].edits if edit.removes_line]
    if removing:
        note(f"cleaner: {path}:{number}: is removed already, by {removing[0]}")
    name = "this text" if path == STDIN else Path(path).name
    return draft(number, [body_and_end(line.text or line.raw)[0] for line in lines], name).rstrip("\n")


def _write(text: str) -> None:
    sys.stdout.buffer.write((text + "\n").encode("utf-8", "surrogateescape"))
