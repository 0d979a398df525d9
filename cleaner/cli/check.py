"""`cleaner check`: lists what would change, and fails if anything would."""

import sys
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

import click

from cleaner.blocks import Block, Work, Worker, blocks_of
from cleaner.cli.options import each_document, note, opened, paths, quiet, report_error, with_settings
from cleaner.cli.verb import Verb
from cleaner.config import Settings
from cleaner.diff import unified
from cleaner.document import Cleaner
from cleaner.edits import Edit
from cleaner.errors import InputError
from cleaner.files import shown
from cleaner.formats.jsonl import RecordError, read_texts
from cleaner.formats.text import Digest, read_text
from cleaner.lines import Line, body_and_end
from cleaner.log import as_record, to_json

SHOWN = 60
"""Characters of a removed line that a message quotes."""


@click.command(
    cls=Verb,
    exits={
        0: "nothing would change",
        1: "something would",
        2: "the call was wrong, or a document or record could not be looked at",
    },
    examples=[
        ("cleaner check corpus/*.txt", "what would go, and where"),
        ("cleaner check --diff page.txt | less", "the same as a unified diff"),
        ("cleaner check --output-format json pages.jsonl", "an edit a line, for programs"),
    ],
)
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
    """List what would be removed or repaired, and change nothing; exit 1 if anything would.

    One line an edit: FILE:LINE:COLUMN: RULE-ID MESSAGE, or for records FILE:RECORD:LINE: RULE-ID MESSAGE.
    """
    worker = Worker(Work(settings))
    found = documents = failed = 0
    for path in each_document(paths):
        reader = _findings if settings.format_of(path) == "text" else _record_findings
        try:
            edits = 0
            with opened(path) as source:
                if diff:
                    edits, errors = write_diff(path, source, worker, settings)
                    failed += errors
                    continue
                for finding in reader(path, source, worker.cleaner, settings):
                    if isinstance(finding, InputError):
                        failed += 1
                        report_error(finding)
                        continue
                    text = _as_json(finding) if output_format == "json" else _as_text(finding)
                    sys.stdout.buffer.write(text)
                    edits += 1
        except InputError as error:
            failed += 1
            report_error(error)
        finally:
            found += edits
            documents += bool(edits)
    sys.stdout.buffer.flush()
    if found and not quiet:
        note(f"{found} edits in {documents} documents")
    return 2 if failed else int(found > 0)


class Finding(NamedTuple):
    """An edit that would be made, and where."""

    path: str
    edit: Edit
    record: int | None = None
    """The number of the record in whose text it is."""


def message(edit: Edit) -> str:
    """Say in a few words what an edit does."""
    if not edit.removes_line:
        return f"changes {edit.old!r} to {edit.new!r}"
    text = body_and_end(edit.old)[0].strip()
    what = f"removes {text[:SHOWN]!r}{'…' if len(text) > SHOWN else ''}" if text else "removes a blank line"
    return f"{what}, led by line {edit.anchor}" if edit.anchor else what


def write_diff(path: str, source: BinaryIO, worker: Worker, settings: Settings) -> tuple[int, int]:
    """Print a unified diff of one document; give the number of edits and of what could not be cleaned."""
    events: list[Line | Edit] = []
    edits = failed = 0
    if settings.format_of(path) == "text":
        events += worker.cleaner.events(read_text(source, settings.encoding, Digest(), path))
        edits = sum(isinstance(event, Edit) for event in events)
    else:
        for block in blocks_of(path, source):
            cleaned = worker(block) if isinstance(block, Block) else block
            pairs = zip(_lines(block.data), _lines(cleaned.data), strict=True)
            events += (Line(0, 0, old, new) for old, new in pairs)
            edits += cleaned.tally.rules.total()
            failed += len(cleaned.errors)
            for error in cleaned.errors:
                report_error(error)
    for line in unified(events, shown(path)):
        sys.stdout.buffer.write(line.encode("utf-8", "surrogateescape"))
    return edits, failed


def _lines(records: bytes) -> Iterator[str]:
    *whole, last = records.decode("utf-8", "surrogateescape").split("\n")
    yield from (line + "\n" for line in whole)
    if last:
        yield last


def _findings(path: str, source: BinaryIO, cleaner: Cleaner, settings: Settings) -> Iterator[Finding]:
    for event in cleaner.events(read_text(source, settings.encoding, Digest(), path)):
        if isinstance(event, Edit):
            yield Finding(shown(path), event)


def _record_findings(
    path: str, source: BinaryIO, cleaner: Cleaner, settings: Settings
) -> Iterator[Finding | InputError]:
    for number, text in read_texts(source, settings.text_field):
        if isinstance(text, RecordError):
            yield InputError(f"{path}:{number}", str(text), "it was not looked at")
            continue
        for event in cleaner.events([text]):
            if isinstance(event, Edit):
                yield Finding(shown(path), event, number)


def _as_json(finding: Finding) -> bytes:
    where = {"path": finding.path} if finding.record is None else finding._asdict()
    where.pop("edit", None)
    return to_json({**where, "message": message(finding.edit), **as_record(finding.edit)})


def _as_text(finding: Finding) -> bytes:
    path, edit, record = finding
    place = f"{path}:{edit.line}:{edit.column}" if record is None else f"{path}:{record}:{edit.line}"
    return f"{place}: {edit.rule} {message(edit)}\n".encode("utf-8", "surrogateescape")
