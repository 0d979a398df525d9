"""`cleaner fix`: cleans files in place, each replaced whole or not at all."""

import io
import shutil
import sys
import tempfile
from pathlib import Path
from typing import BinaryIO, cast

import click

from cleaner.cli.options import STDIN, note, paths, quiet, report_error, with_settings
from cleaner.config import Settings
from cleaner.diff import unified
from cleaner.document import Cleaner
from cleaner.edits import Edit
from cleaner.errors import ConfigError, InputError
from cleaner.files import reading, replacing
from cleaner.formats.text import Digest, read_text
from cleaner.pipeline import IN_MEMORY, clean_document

PROBE = 8000
"""Bytes at a file's start in which a NUL says that it is no text; git looks as far."""


@click.command()
@paths
@click.option("--diff", is_flag=True, help="Print a unified diff and write nothing.")
@quiet
@with_settings
def fix(*, paths: tuple[str, ...], diff: bool, quiet: bool, settings: Settings) -> int:
    """Clean files in place; exit 1 if any changed."""
    if STDIN in paths:
        raise ConfigError("fix", "standard input cannot be changed in place", "use cleaner clean")
    cleaner = settings.cleaner()
    changed = failed = 0
    for path in paths:
        try:
            edits = (_show if diff else _fix)(path, cleaner, settings.encoding)
        except InputError as error:
            failed += 1
            report_error(error)
            continue
        changed += edits > 0
        if edits and not quiet:
            note(f"{'would fix' if diff else 'fixed'} {path} ({edits} edits)")
    return 2 if failed else int(changed > 0)


def _fix(path: str, cleaner: Cleaner, encoding: str) -> int:
    with (
        tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as cleaned,
        reading(Path(path)) as source,
    ):
        _refuse_binary(source, path, encoding)
        sink = cast(BinaryIO, cleaned)
        report = clean_document(cleaner, source, sink, name=path, encoding=encoding)
        if not report.is_changed:
            return 0
        cleaned.seek(0)
        with replacing(Path(path)) as target:
            shutil.copyfileobj(sink, target)
        return sum(report.rules.values())


def _show(path: str, cleaner: Cleaner, encoding: str) -> int:
    with reading(Path(path)) as source:
        _refuse_binary(source, path, encoding)
        events = list(cleaner.events(read_text(source, encoding, Digest(), path)))
    lines = list(unified(events, path))
    sys.stdout.buffer.write("".join(lines).encode("utf-8", "surrogateescape"))
    sys.stdout.buffer.flush()
    return sum(isinstance(event, Edit) for event in events)


def _refuse_binary(source: BinaryIO, path: str, encoding: str) -> None:
    start = source.read(PROBE)
    source.seek(0, io.SEEK_SET)
    if b"\0" in start and not encoding.startswith(("utf-16", "utf-32")):
        raise InputError(path, "has NUL bytes, so it is no text", "leave it out")
