"""`cleaner fix`: cleans files in place, each replaced whole or not at all."""

import io
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import BinaryIO, cast

import click

from cleaner.blocks import Block, Work, Worker, blocks_of
from cleaner.cli.diffs import write_diff
from cleaner.cli.options import note, paths, quiet, report_error, with_settings
from cleaner.cli.verb import Verb
from cleaner.config import Configuration, Settings
from cleaner.errors import ConfigError, InputError
from cleaner.files import reading, replacing
from cleaner.pipeline import IN_MEMORY, clean_document
from cleaner.tree import PROBE, STDIN, found_files, is_binary


@click.command(
    cls=Verb,
    exits={
        0: "no file needed a change",
        1: "some did; they are changed",
        2: "the call was wrong, or a file could not be cleaned",
    },
    examples=[
        ("cleaner fix --diff page.txt", "look first: shows what would change, and writes nothing"),
        ("cleaner fix corpus/*.txt", "cleans them, and says which changed"),
    ],
)
@paths
@click.option("--diff", is_flag=True, help="Print a unified diff and write nothing.")
@click.option(
    "--backup", metavar="SUFFIX", help="Keep each original under its name and this suffix, as in .orig."
)
@quiet
@with_settings
def fix(
    *, paths: tuple[str, ...], diff: bool, backup: str | None, quiet: bool, configuration: Configuration
) -> int:
    """Clean files in place, and those in folders; exit 1 if any changed.

    Each file is replaced whole or not at all, keeps its mode and owner, and is left alone if something else
    changes it meanwhile; one that needs no change is not touched. A file with NUL bytes is no text and is
    refused. Which files changed is said on standard error.
    """
    if STDIN in paths:
        raise ConfigError("fix", "standard input cannot be changed in place", "use cleaner clean")
    if backup is not None and (not backup or "/" in backup or os.sep in backup):
        raise ConfigError("--backup", f"'{backup}' is no suffix", "for example .orig")
    seen = changed = failed = 0
    for path, _ in found_files(paths, configuration):
        seen += 1
        settings = configuration.of(path)
        worker = Worker(Work(settings))
        try:
            edits, errors = (
                _show(path, worker, settings) if diff else _fix(path, worker, settings, backup=backup)
            )
        except InputError as error:
            failed += 1
            report_error(error)
            continue
        failed += errors
        changed += edits > 0
        if edits and not quiet:
            note(f"{'would fix' if diff else 'fixed'} {path} ({edits} edits)")
    if changed and not quiet:
        note(f"{changed} of {seen} files {'would change' if diff else 'changed'}")
    return 2 if failed else int(changed > 0)


def _fix(path: str, worker: Worker, settings: Settings, *, backup: str | None) -> tuple[int, int]:
    """Clean a file in place; give the number of edits and of records that could not be cleaned."""
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as cleaned:
        sink = cast(BinaryIO, cleaned)
        with reading(Path(path)) as source:
            known = os.fstat(source.fileno())
            _refuse_binary(source, path, settings.encoding)
            clean = _clean_document if settings.format_of(path) == "text" else _clean_records
            edits, errors = clean(path, source, sink, worker, settings)
        if edits:  # only now, since Windows replaces no file that is open
            cleaned.seek(0)
            kept = Path(path + backup) if backup else None
            with replacing(Path(path), known=known, backup=kept) as target:
                shutil.copyfileobj(sink, target)
        return edits, errors


def _clean_document(
    path: str, source: BinaryIO, sink: BinaryIO, worker: Worker, settings: Settings
) -> tuple[int, int]:
    report = clean_document(worker.cleaner, source, sink, name=path, encoding=settings.encoding)
    return sum(report.rules.values()), 0


def _clean_records(
    path: str,
    source: BinaryIO,
    sink: BinaryIO,
    worker: Worker,
    settings: Settings,  # noqa: ARG001 — the worker has them
) -> tuple[int, int]:
    edits = errors = 0
    for block in blocks_of(path, source):
        cleaned = worker(block) if isinstance(block, Block) else block
        sink.write(cleaned.data)
        edits += cleaned.tally.rules.total()
        errors += len(cleaned.errors)
        for error in cleaned.errors:
            report_error(error)
    return edits, errors


def _show(path: str, worker: Worker, settings: Settings) -> tuple[int, int]:
    with reading(Path(path)) as source:
        _refuse_binary(source, path, settings.encoding)
        found = write_diff(path, source, worker, settings)
    sys.stdout.buffer.flush()
    return found


def _refuse_binary(source: BinaryIO, path: str, encoding: str) -> None:
    start = source.read(PROBE)
    source.seek(0, io.SEEK_SET)
    if is_binary(start, encoding):
        raise InputError(path, "has NUL bytes, so it is no text", "leave it out")
