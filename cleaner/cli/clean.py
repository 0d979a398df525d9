"""`cleaner clean`: files or standard input to standard output, a file or a folder."""

import contextlib
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Self

import click

from cleaner.cli.options import counted, jobs, note, output, paths, quiet, refuse_same_file, with_settings
from cleaner.cli.progress import Progress
from cleaner.cli.verb import Verb
from cleaner.corpus.configuration import Configuration
from cleaner.corpus.discovery import Found, found_files
from cleaner.corpus.ledger import Ledger, Tally
from cleaner.corpus.next_level import MAX_BYTES, NextLevel, following
from cleaner.corpus.provenance import provenance
from cleaner.corpus.road import CleanedFile, Road
from cleaner.corpus.source import STDIN
from cleaner.errors import ConfigError, InputError, OutputError
from cleaner.formats.compression import compressing
from cleaner.formats.files import replacing
from cleaner.formats.log import LogWriter
from cleaner.formats.recognition import COMPRESSIONS


@click.command(
    cls=Verb,
    exits={
        0: "done",
        2: "the call was wrong, or a document or record went through unchanged because it failed",
    },
    examples=[
        ("cleaner < page.txt > clean.txt", "as a filter; without a verb, cleaner cleans"),
        ("zcat page.gz | cleaner | head", "amid a pipe"),
        ("cleaner *.txt -o clean/", "each file under its own name in a folder"),
        ("cleaner --log edits.jsonl pages.jsonl > clean.jsonl", "records, with the way back kept"),
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
    is_flag=True,
    help="Print what was removed, by rule, and what the next level would remove, on standard error.",
)
@jobs
@click.option("--strict", is_flag=True, help="Stop at the first document or record that cannot be cleaned.")
@quiet
@with_settings
def clean(
    *,
    paths: tuple[str, ...],
    output: str | None,
    log: str | None,
    capture: str | None,
    stats: bool,
    jobs: int | None,
    strict: bool,
    quiet: bool,
    configuration: Configuration,
) -> int:
    """Clean files, or standard input, to standard output.

    Each PATH is a file of plain text, or of records when its name ends in .jsonl or .ndjson, or a folder of them;
    - is standard input. Several files are concatenated, or with -o FOLDER/ each is written under its own name.
    A document or record that cannot be cleaned goes through unchanged, and the exit code is 2.
    """
    found = list(found_files(paths or (STDIN,), configuration))
    refuse_same_file(found, {"--output": output, "--log": log, "--capture": capture})
    target = _Target(output, found)
    for option, path in {"--log": log, "--capture": capture}.items():
        if path is not None and target.has(path, found):
            raise ConfigError(option, f"{path} is also a cleaned file in {output}", "name another file")
    with contextlib.ExitStack() as stack:
        log_sink = stack.enter_context(replacing(Path(log))) if log else None
        captures = stack.enter_context(replacing(Path(capture))) if capture else None
        writer = LogWriter(log_sink, provenance(configuration.of(STDIN))) if log_sink else None
        if writer is not None:
            stack.callback(writer.close)
        ledger = Ledger(note, log=writer, captures=captures, is_strict=strict, is_quiet=quiet)
        progress = stack.enter_context(Progress(found, quiet=quiet, is_output_shown=output is None))
        processes = jobs or _processes(found, configuration)
        road = stack.enter_context(Road(configuration, ledger, processes=processes, watch=progress.watch))
        stack.enter_context(target)
        ahead = NextLevel()
        for file in road.files(found):
            try:
                target.write(ahead.watched(file) if stats else file)
            except InputError as error:
                target.refuse(error)
                ledger.fail(error)
    if stats:
        _print(ledger.tally, ahead)
    return 2 if ledger.tally.failed else 0


class _Target:
    """Where cleaned text goes: standard output, one file, or a folder with a file for each."""

    def __init__(self, output: str | None, found: Sequence[Found]) -> None:
        self._folder = _folder(output, found)
        self._file = None if output is None or self._folder is not None else Path(output)
        self._stack = contextlib.ExitStack()
        self._shared: BinaryIO | None = None
        self._is_written = False  # whether bytes of the file at hand went to a shared sink

    def __enter__(self) -> Self:
        if self._file is not None:
            stream = self._stack.enter_context(replacing(self._file))
            compression = COMPRESSIONS.get(self._file.suffix.lower())
            self._shared = self._stack.enter_context(compressing(stream, compression, str(self._file)))
        return self

    def __exit__(self, *raised: object) -> None:
        self._stack.__exit__(*raised)  # type: ignore[arg-type]

    def has(self, path: str, found: Sequence[Found]) -> bool:
        """Return whether a file is one of those that are written to a folder."""
        folder, real = self._folder, os.path.realpath(path)
        return folder is not None and any(os.path.realpath(folder / file.below) == real for file in found)

    def write(self, file: CleanedFile) -> None:
        """Write what became of a file."""
        self._is_written = False
        with self._sink(file) as sink:
            for piece in file.pieces:
                sink.write(piece.after)
                self._is_written = self._is_written or bool(piece.after)

    def refuse(self, error: InputError) -> None:
        """Raise `OutputError` if part of a file that fails was written to a file that others share."""
        if self._is_written and self._file is not None:
            raise OutputError(str(self._file), f"was left as it was, because of {error}")

    @contextlib.contextmanager
    def _sink(self, file: CleanedFile) -> Iterator[BinaryIO]:
        if self._folder is not None:
            target = self._folder / file.below
            target.parent.mkdir(parents=True, exist_ok=True)
            compression = file.source.compression if file.source else None
            with replacing(target) as stream, compressing(stream, compression, str(target)) as sink:
                yield sink
            return
        yield self._shared or sys.stdout.buffer
        if self._shared is None:
            sys.stdout.buffer.flush()


MANY_RECORDS_BYTES = 1 << 25
"""Bytes of records from which on all cores are used unless told otherwise: some seconds of work."""


def _processes(found: Sequence[Found], configuration: Configuration) -> int:
    """Choose: one process for a pipe, all cores for large files of records."""
    sizes = (
        Path(file.path).stat().st_size
        for file in found
        if file.path != STDIN
        and Path(file.path).is_file()
        and configuration.of(file.path).format_of(file.path) == "jsonl"
    )
    return (os.cpu_count() or 1) if sum(sizes) >= MANY_RECORDS_BYTES else 1


def _folder(output: str | None, found: Sequence[Found]) -> Path | None:
    """Return the folder that files are written to, each under its own name; None if there is none."""
    if output is None:
        return None
    is_folder = output.endswith(("/", "\\")) or Path(output).is_dir()
    if not is_folder:
        if len(found) > 1:
            what = f"{len(found)} files cannot become one"
            raise ConfigError("--output", what, f"write {output}/ for a folder")
        return None
    seen: dict[str, str] = {}
    for file in found:
        if file.path == STDIN:
            raise ConfigError("--output", "standard input has no name in a folder", "name a file")
        if file.below in seen:
            what = f"{seen[file.below]} and {file.path} would both become {Path(output) / file.below}"
            raise ConfigError("--output", what, "clean them into different folders")
        seen[file.below] = file.path
    try:
        Path(output).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(
            "--output", f"{output}: {(error.strerror or str(error)).lower()}", "name another"
        ) from error
    return Path(output)


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
