"""`cleaner clean`: files or standard input to standard output, a file or a folder."""

import contextlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from cleaner.cli.options import (
    counted,
    jobs,
    note,
    output,
    paths,
    quiet,
    stdin_filename,
    with_settings,
)
from cleaner.cli.progress import Progress
from cleaner.cli.refusals import refuse_same_file
from cleaner.cli.statistics import observed, refuse_other_file
from cleaner.cli.targets import Folder, OneFile, StandardOutput, Target, folder_of, without_outputs
from cleaner.cli.verb import Verb
from cleaner.corpus.configuration import Configuration
from cleaner.corpus.discovery import Found, found_files
from cleaner.corpus.dolma import Attributes
from cleaner.corpus.ledger import Ledger, Tally
from cleaner.corpus.mirror import Mirror, opened_mirror
from cleaner.corpus.next_level import MAX_BYTES, NextLevel, following
from cleaner.corpus.provenance import provenance
from cleaner.corpus.road import Road
from cleaner.corpus.source import STDIN
from cleaner.corpus.workers import Needs
from cleaner.errors import ConfigError, InputError
from cleaner.formats.files import replacing
from cleaner.formats.log import LogWriter, Sink

PRINTED = "-"
"""In the place of a file of statistics: they are printed."""


@click.command(
    cls=Verb,
    exits={
        0: "done",
        2: "the call was wrong, or a document or record could not be cleaned, and was passed through unchanged",
    },
    examples=[
        ("cleaner < page.txt > clean.txt", "as a filter; without a verb, cleaner cleans"),
        ("zcat page.gz | cleaner | head", "in the middle of a pipe"),
        ("cleaner *.txt -o clean/", "each file under its own name in a folder"),
        ("cleaner --log edits.jsonl pages.jsonl > clean.jsonl", "records, with a log for cleaner restore"),
        ("cleaner corpus/ -o clean/ -j 8 --resume", "a folder of any size, continued after an interruption"),
        ("cleaner -- -odd-name.txt", "a file whose name looks like an option or a verb"),
    ],
)
@paths
@output
@click.option(
    "--log", type=click.Path(), metavar="FILE", help="Write every edit to this file, as JSON lines."
)
@click.option(
    "--capture",
    type=click.Path(),
    metavar="FILE",
    help="Write what rules captured to this file, as JSON lines.",
)
@click.option(
    "--stats",
    type=click.Path(),
    is_flag=False,
    flag_value=PRINTED,
    metavar="[FILE]",
    help="Write what was removed, by rule, language, file and more, to this file, as JSON; without FILE, print what "
    "was removed by rule, and what the next level would remove, on standard error.",
)
@click.option(
    "--dolma",
    metavar="NAME",
    help="Instead of clean records, write the removed spans as Dolma attributes of this name.",
)
@click.option(
    "--rejects",
    type=click.Path(),
    metavar="FILE",
    help="Write documents and records that could not be cleaned to this file, as JSON lines.",
)
@click.option("--resume", is_flag=True, help="Skip files that an earlier run into the same folder completed.")
@jobs
@click.option("--strict", is_flag=True, help="Stop at the first document or record that cannot be cleaned.")
@quiet
@stdin_filename
@with_settings
def clean(
    *,
    paths: tuple[str, ...],
    output: str | None,
    log: str | None,
    capture: str | None,
    stats: str | None,
    dolma: str | None,
    rejects: str | None,
    resume: bool,
    jobs: int | None,
    strict: bool,
    quiet: bool,
    configuration: Configuration,
) -> int:
    """Clean files, or standard input, to standard output.

    Each PATH is a file, a folder of files, or - for standard input. A file is plain text or records (JSON lines, a
    JSON array, Parquet, WET); its name or its first bytes decide. Compressed files are unpacked. Several files are
    concatenated. With -o FOLDER/ each is written under its own name, compressed as it was.
    A document or record that cannot be cleaned goes through unchanged, and the exit code is 2.
    """
    is_printed, told = stats == PRINTED, None if stats == PRINTED else stats
    if told is not None:
        refuse_other_file(told)
    found = list(found_files(paths or (STDIN,), configuration))
    noted = {"log": log, "capture": capture, "rejects": rejects}
    outputs = {**{f"--{kind}": path for kind, path in noted.items()}, "--stats": told}
    refuse_same_file(found, {"--output": output, **outputs})
    folder = folder_of(output, found)
    if folder is not None:
        found = without_outputs(found, folder, paths)
        _refuse_in_folder(folder, found, outputs)
    if resume:
        _refuse_resuming(folder, {"--stats": told, "--dolma": dolma})
    with contextlib.ExitStack() as stack:
        kinds = [kind for kind, path in noted.items() if path]
        opened = opened_mirror(folder, configuration, resumes=resume, noted=kinds) if folder else None
        mirror = stack.enter_context(opened) if opened else None
        sinks = {kind: stack.enter_context(replacing(Path(path))) for kind, path in noted.items() if path}
        notes: Mapping[str, Sink] = mirror.notes if mirror else sinks
        writer = LogWriter(notes["log"], provenance(configuration.of(STDIN))) if log else None
        if writer is not None:
            stack.callback(writer.close)
        observer = stack.enter_context(observed(told, provenance(configuration.of(STDIN)))) if told else None
        ledger = Ledger(
            note,
            log=writer,
            captures=notes.get("capture"),
            observer=observer,
            rejects=notes.get("rejects"),
            is_strict=strict,
            is_quiet=quiet,
        )
        left = _left(found, mirror, ledger, quiet=quiet) if mirror is not None and resume else found
        progress = stack.enter_context(Progress(left, quiet=quiet, is_output_shown=output is None))
        processes = jobs or _processes(left, configuration)
        needs = Needs(all_records=dolma is not None)
        road = Road(configuration, ledger, processes=processes, watch=progress.watch, needs=needs)
        stack.enter_context(road)
        target = _target(output, mirror, ledger)
        ahead = NextLevel()
        attributes = Attributes(dolma) if dolma is not None else None
        for file in road.files(left):
            try:
                watched = ahead.watched(file) if is_printed else file
                target.write(attributes.of(watched) if attributes else watched)
            except InputError as error:
                ledger.fail(error)
        if mirror is not None:
            mirror.put_together(found, sinks)
    if attributes and attributes.changed and not quiet:
        note(
            f"cleaner: {counted(attributes.changed, 'span')} would get another text, which Dolma's mixer cannot do; "
            f"with --no-repair most of them stay as they are"
        )
    if is_printed:
        _print(ledger.tally, ahead)
    return 2 if ledger.tally.failed else 0


def _target(output: str | None, mirror: Mirror | None, ledger: Ledger) -> Target:
    if mirror is not None:
        return Folder(mirror, lambda: ledger.tally.failed)
    return StandardOutput() if output is None else OneFile(Path(output))


def _refuse_in_folder(folder: Path, found: Sequence[Found], outputs: Mapping[str, str | None]) -> None:
    """Raise `ConfigError` if another output is one of the files that are written to a folder."""
    files = {os.path.realpath(folder / file.below) for file in found}
    for option, path in outputs.items():
        if path is not None and os.path.realpath(path) in files:
            raise ConfigError(option, f"{path} is also a cleaned file in {folder}", "name another file")


def _refuse_resuming(folder: Path | None, outputs: Mapping[str, str | None]) -> None:
    """Raise `ConfigError` if there is nothing that could be resumed."""
    if folder is None:
        raise ConfigError("--resume", "needs a folder for the outputs", "write to one: -o FOLDER/")
    for option, path in outputs.items():
        if path is not None:
            what = f"{option} would lack the files that are complete"
            raise ConfigError("--resume", what, "leave out one of them")


def _left(found: Sequence[Found], mirror: Mirror, ledger: Ledger, *, quiet: bool) -> list[Found]:
    """Return the files that are not complete; failures of the others are counted again."""
    entries = {file: mirror.entry_of(file) for file in found}
    left = [file for file, entry in entries.items() if entry is None]
    ledger.tally.failed += sum(entry.failed for entry in entries.values() if entry is not None)
    if not quiet:
        note(f"{len(found) - len(left)} of {counted(len(found), 'file')} were complete")
    return left


MANY_RECORDS_BYTES = 1 << 25
"""Bytes of records from which on all cores are used unless told otherwise: some seconds of work."""


def _processes(found: Sequence[Found], configuration: Configuration) -> int:
    """Choose: one process for a pipe, all cores for large files of records."""
    sizes = (
        Path(file.path).stat().st_size
        for file in found
        if file.path != STDIN
        and Path(file.path).is_file()
        and configuration.of(file.path).records_of(file.path) is not None
    )
    return (os.cpu_count() or 1) if sum(sizes) >= MANY_RECORDS_BYTES else 1


def _print(tally: Tally, ahead: NextLevel) -> None:
    note(
        f"documents  {tally.documents} ({tally.changed} changed, {tally.over_cap} left alone by --max-removed, "
        f"{tally.failed} failed)"
    )
    note(f"lines      {tally.lines} ({tally.removed} removed)")
    for rule, count in sorted(tally.rules.items(), key=lambda item: (-item[1], item[0])):
        note(f"{count:9}  {rule}")
    for level, count in ahead.removed.items():
        sample = f" of the first {MAX_BYTES >> 20} MiB" if ahead.is_sample else ""
        note(f"{level} left {counted(count, 'line')}{sample} that {following(level)} would remove")
