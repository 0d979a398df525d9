"""`cleaner check`: lists what would change, and fails if anything would."""

import sys
from collections.abc import Iterator

import click

from cleaner.cli.options import each_document, note, opened, paths, quiet, report_error, with_settings
from cleaner.config import Settings
from cleaner.diff import unified
from cleaner.document import Cleaner
from cleaner.edits import Edit
from cleaner.errors import InputError
from cleaner.formats.text import Digest, read_text
from cleaner.lines import Line, body_and_end
from cleaner.log import as_record, to_json

SHOWN = 60
"""Characters of a removed line that a message quotes."""


@click.command()
@paths
@click.option("--diff", is_flag=True, help="Print a unified diff.")
@click.option(
    "--output-format",
    type=click.Choice(["text", "json"]),
    default="text",
    help="How to list what would change.",
)
@quiet
@with_settings
def check(*, paths: tuple[str, ...], diff: bool, output_format: str, quiet: bool, settings: Settings) -> int:
    """List what would be removed or repaired; exit 1 if anything.

    One line an edit: FILE:LINE:COLUMN: RULE-ID MESSAGE.
    """
    cleaner = settings.cleaner()
    found = documents = failed = 0
    for path in each_document(paths):
        try:
            edits = 0
            for text, count in _findings(
                path, cleaner, settings.encoding, diff=diff, as_json=output_format == "json"
            ):
                sys.stdout.buffer.write(text)
                edits += count
        except InputError as error:
            failed += 1
            report_error(error)
            continue
        found += edits
        documents += bool(edits)
    sys.stdout.buffer.flush()
    if found and not quiet:
        note(f"{found} edits in {documents} documents")
    return 2 if failed else int(found > 0)


def message(edit: Edit) -> str:
    """Say in a few words what an edit does."""
    if not edit.removes_line:
        return f"changes {edit.old!r} to {edit.new!r}"
    text = body_and_end(edit.old)[0].strip()
    what = f"removes {text[:SHOWN]!r}{'…' if len(text) > SHOWN else ''}" if text else "removes a blank line"
    return f"{what}, led by line {edit.anchor}" if edit.anchor else what


def _findings(
    path: str, cleaner: Cleaner, encoding: str, *, diff: bool, as_json: bool
) -> Iterator[tuple[bytes, int]]:
    """Yield what to print, and how many edits it stands for."""
    with opened(path) as source:
        events = cleaner.events(read_text(source, encoding, Digest(), path))
        if diff:
            every: list[Line | Edit] = list(events)
            count = sum(isinstance(event, Edit) for event in every)
            yield b"".join(line.encode("utf-8", "surrogateescape") for line in unified(every, path)), count
            return
        for event in events:
            if isinstance(event, Edit):
                yield _as_json(path, event) if as_json else _as_text(path, event), 1


def _as_json(path: str, edit: Edit) -> bytes:
    return to_json({"path": path, "message": message(edit), **as_record(edit)})


def _as_text(path: str, edit: Edit) -> bytes:
    text = f"{path}:{edit.line}:{edit.column}: {edit.rule} {message(edit)}\n"
    return text.encode("utf-8", "surrogateescape")
