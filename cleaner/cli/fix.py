"""`cleaner fix`: cleans files in place, each replaced whole or not at all."""

import contextlib
import os
import shutil
import stat
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, cast

import click

from cleaner.cli.diffs import write_diff
from cleaner.cli.options import counted, jobs, note, paths, quiet, with_settings
from cleaner.cli.progress import Progress
from cleaner.cli.refusals import refuse_same_file
from cleaner.cli.verb import Verb
from cleaner.corpus.configuration import Configuration
from cleaner.corpus.discovery import found_files
from cleaner.corpus.ledger import Ledger
from cleaner.corpus.provenance import provenance
from cleaner.corpus.road import CleanedFile, Road
from cleaner.corpus.source import STDIN
from cleaner.corpus.workers import Needs
from cleaner.corpus.written import write_cleaned
from cleaner.errors import ConfigError, InputError
from cleaner.formats.files import replacing
from cleaner.formats.journal import Journal, journal
from cleaner.formats.log import LogWriter
from cleaner.formats.remote import is_remote
from cleaner.formats.text import MAX_MEMORY_BYTES


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
        (
            "cleaner fix corpus --log edits.jsonl",
            "writes a log; cleaner restore edits.jsonl corpus -o back/ undoes the run",
        ),
    ],
)
@paths
@click.option("--diff", is_flag=True, help="Print a unified diff and write nothing.")
@click.option(
    "--backup",
    metavar="SUFFIX",
    help="Keep each original file, with this suffix added to its name, as in .orig.",
)
@click.option(
    "--log",
    type=click.Path(),
    metavar="FILE",
    help="Write every edit to this new file, for cleaner restore.",
)
@jobs
@quiet
@with_settings
def fix(
    *,
    paths: tuple[str, ...],
    diff: bool,
    backup: str | None,
    log: str | None,
    jobs: int | None,
    quiet: bool,
    configuration: Configuration,
) -> int:
    """Clean files in place, and those in folders; exit 1 if any changed.

    Each file is replaced whole or not at all, and keeps its mode and owner. A file is left alone if it needs no
    change, or if something else changes it during the run. A file that is not text is refused. Standard error names
    the files that changed. With --log, a file is replaced only after its edits are in the log on the disk. So cleaner
    restore can give back every replaced file, even after an interrupted run.
    """
    _refuse_call(paths, diff=diff, backup=backup, log=log)
    found = list(found_files(paths, configuration))
    refuse_same_file(found, {"--log": log})
    changed = 0
    with contextlib.ExitStack() as stack:
        kept = stack.enter_context(journal(Path(log), "--log")) if log else None
        writer = LogWriter(kept, provenance(configuration.of(STDIN))) if kept else None
        if writer is not None:
            stack.callback(writer.close)
        ledger = Ledger(note, log=writer, is_quiet=quiet)
        progress = stack.enter_context(Progress(found, quiet=quiet, is_output_shown=diff))
        needs = Needs(lines=diff)
        road = Road(configuration, ledger, processes=jobs or 1, watch=progress.watch, needs=needs)
        stack.enter_context(road)
        for file in road.files(found):
            before = ledger.tally.edits
            try:
                write_diff(file) if diff else _fix(file, backup, kept)
            except InputError as error:
                ledger.fail(error)
                continue
            edits = ledger.tally.edits - before
            changed += edits > 0
            if edits and not quiet:
                note(f"{'would fix' if diff else 'fixed'} {file.path} ({counted(edits, 'edit')})")
    if changed and not quiet:
        what = "would change" if diff else "changed"
        note(f"{changed} of {counted(len(found), 'file')} {what}")
    return 2 if ledger.tally.failed else int(changed > 0)


def _refuse_call(paths: Sequence[str], *, diff: bool, backup: str | None, log: str | None) -> None:
    """Raise `ConfigError` for what cannot be fixed, and for options that cannot be used together."""
    if not paths:
        raise ConfigError("fix", "no file is named", "name files or folders; . is this folder")
    if STDIN in paths:
        raise ConfigError("fix", "standard input cannot be changed in place", "use cleaner clean")
    if any(map(is_remote, paths)):
        raise ConfigError("fix", "remote files cannot be changed in place", "use cleaner clean -o FOLDER/")
    if backup is not None and (not backup or "/" in backup or os.sep in backup):
        raise ConfigError("--backup", f"'{backup}' is not a suffix", "for example .orig")
    if diff and log is not None:
        raise ConfigError("--log", "--diff changes nothing that could be logged", "leave out one of them")


def _fix(file: CleanedFile, backup: str | None, log: Journal | None) -> None:
    """Clean a file in place, once the log of it is on the disk."""
    path = Path(file.path)
    with contextlib.ExitStack() as stack:
        cleaned = cast(
            BinaryIO, stack.enter_context(tempfile.SpooledTemporaryFile(max_size=MAX_MEMORY_BYTES))
        )
        source = file.source
        compression = source.compression if source else None
        if not write_cleaned(file, cleaned, compression, file.path):
            return
        if log is not None:
            log.commit()
        cleaned.seek(0)
        known = source.status if source else None
        if known is not None and not stat.S_ISREG(known.st_mode):
            raise InputError(file.path, "is not a regular file", "use cleaner clean")
        kept = Path(file.path + backup) if backup else None
        target = stack.enter_context(replacing(path, known=known, backup=kept))
        shutil.copyfileobj(cleaned, target)
