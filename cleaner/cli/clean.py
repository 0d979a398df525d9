"""`cleaner clean`: files or standard input to standard output, a file or a folder."""

import contextlib
import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

import click

from cleaner.blocks import Block, Cleaned, Work, blocks_of
from cleaner.cli.options import note, opened, output, paths, quiet, report_error, with_settings
from cleaner.cli.progress import Progress
from cleaner.cli.verb import Verb
from cleaner.config import Configuration, Settings
from cleaner.errors import ConfigError, InputError
from cleaner.files import replacing
from cleaner.formats.text import UTF_8, Digest
from cleaner.log import LogWriter
from cleaner.pipeline import Report, Tally, clean_document
from cleaner.tree import STDIN, Found, found_files
from cleaner.workers import Workers

SMALL = 1 << 23
"""Bytes of a plain document that is handed to a worker whole; a larger one is streamed, when its turn comes."""

MANY = 1 << 25
"""Bytes of records from which on all cores are used unless told otherwise: some seconds of work."""

TOLD = 10
"""Bad records of a file that are told one by one."""


@click.command(
    cls=Verb,
    exits={
        0: "done",
        2: "the call was wrong, or a document or record went through unchanged because it failed",
    },
    examples=[
        ("cleaner < page.txt > clean.txt", "as a filter; without a verb, cleaner cleans"),
        ("zcat page.gz | cleaner | head", "amid a pipe, as the text comes in"),
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
@click.option("--stats", is_flag=True, help="Print what was removed, by rule, on standard error.")
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Use so many processes. [default: 1; for large files of records, one a core]",
)
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
    - is standard input. Several files come out one behind the other, or with -o FOLDER/ each under its own name.
    A document or record that cannot be cleaned goes through unchanged, and the exit code is 2.
    """
    found = list(found_files(paths or (STDIN,), configuration))
    with contextlib.ExitStack() as stack:
        folder = _folder(output, found)
        run = _Run(
            configuration,
            jobs=jobs,
            log=stack.enter_context(replacing(Path(log))) if log else None,
            fields=stack.enter_context(replacing(Path(capture))) if capture else None,
            folder=folder,
            shared=stack.enter_context(replacing(Path(output))) if output and not folder else None,
            progress=stack.enter_context(Progress(quiet=quiet)),
            strict=strict,
            quiet=quiet,
        )
        run.clean(found)
    if stats:
        _print(run.tally)
    return 2 if run.tally.failed else 0


class _Run:
    """Documents in, documents out: what goes where, and what is said about it."""

    def __init__(
        self,
        configuration: Configuration,
        *,
        jobs: int | None,
        log: BinaryIO | None,
        fields: BinaryIO | None,
        folder: Path | None,
        shared: BinaryIO | None,
        progress: Progress,
        strict: bool,
        quiet: bool,
    ) -> None:
        self.tally = Tally()
        self._configuration, self._jobs = configuration, jobs
        self._settings = Settings()  # of the documents at hand
        self._below: dict[str, str] = {}  # their names in the folder
        self._log = LogWriter(log) if log else None
        self._fields, self._folder, self._shared = fields, folder, shared
        self._progress, self._strict, self._quiet = progress, strict, quiet

    def clean(self, found: Iterable[Found]) -> None:
        """Clean documents in their order; neighbours with the same settings together."""
        for settings, group in groupby(found, lambda each: self._configuration.of(each.path)):
            documents = list(group)
            self._settings, self._below = settings, dict(documents)
            names = [each.path for each in documents]
            processes = self._jobs or _processes(names, settings)
            work = Work(settings, logs=self._log is not None, captures=self._fields is not None)
            with Workers(work, processes) as workers:
                self._group(names, workers, processes)

    def _group(self, names: Iterable[str], workers: Workers, processes: int) -> None:
        for form, group in groupby(names, self._settings.format_of):
            if form == "text" and processes > 1:
                self._documents(list(group), workers)
                continue
            clean = self._records if form == "jsonl" else self._stream
            for name in group:
                self._try(clean, name, workers)

    def _try(self, clean: Callable[..., None], *arguments: object) -> None:
        """Clean a document; if that fails the others go on."""
        try:
            clean(*arguments)
        except InputError as error:
            if self._strict:
                raise
            self.tally.failed += 1
            report_error(error)

    def _documents(self, names: Sequence[str], workers: Workers) -> None:
        """Clean plain documents side by side."""
        for name, cleaned in zip(names, workers.clean(map(self._block, names)), strict=True):
            if cleaned is None:
                self._try(self._stream, name, workers)
            else:
                self._try(self._write, name, cleaned)

    def _write(self, name: str, cleaned: Cleaned | InputError) -> None:
        """Write a document that came from a worker."""
        if isinstance(cleaned, InputError):
            raise cleaned
        with self._sink(name) as sink:
            self._take(cleaned, sink, told=TOLD)

    def _stream(self, name: str, workers: Workers) -> None:
        """Clean a plain document as it is read."""
        with self._sink(name) as sink, opened(name) as source:  # closed first: see `fix`
            report = clean_document(
                workers.here.cleaner,
                self._progress.watch(source),
                sink,
                name=name,
                encoding=self._settings.encoding,
                log=self._log,
            )
        self.tally.add(report)
        if self._fields is not None:
            self._fields.write(report.captured)
        self._warn([report])

    def _records(self, name: str, workers: Workers) -> None:
        """Clean a file of records."""
        with self._sink(name) as sink, opened(name) as source:
            if self._log:
                self._log.begin(name, UTF_8, field=self._settings.text_field)
            count, is_open, told, before, after = 0, False, TOLD, Digest(), Digest()
            for cleaned in workers.clean(self._hashed(blocks_of(name, self._progress.watch(source)), before)):
                self._take(cleaned, sink, told=told)
                told = max(0, told - len(cleaned.errors) - len(cleaned.reports))
                if self._log:
                    after.add(cleaned.data)
                    count += cleaned.data.count(b"\n")
                    is_open = not cleaned.data.endswith(b"\n")
            if self._log:
                self._log.end_records(count + is_open, before, after)
        if not told and not self._quiet:
            note(f"cleaner: {name}: there are more such records; --stats counts them")

    def _hashed(self, items: Iterable[Block | Cleaned], digest: Digest) -> Iterator[Block | Cleaned]:
        for item in items:
            if self._log:
                digest.add(item.data)
            yield item

    def _take(self, cleaned: Cleaned, sink: BinaryIO, *, told: int) -> None:
        """Write what became of a block, and tell some of what was wrong."""
        for error in cleaned.errors:
            if self._strict:
                raise error
        sink.write(cleaned.data)
        if self._log:
            self._log.adopt(io.BytesIO(cleaned.log))
        if self._fields is not None:
            self._fields.write(cleaned.captured)
        self.tally.merge(cleaned.tally)
        for error in cleaned.errors[:told]:
            report_error(error)
        self._warn(cleaned.reports[:told])

    @contextlib.contextmanager
    def _sink(self, name: str) -> Iterator[BinaryIO]:
        if self._folder is not None:
            target = self._folder / self._below[name]
            target.parent.mkdir(parents=True, exist_ok=True)
            with replacing(target) as stream:
                yield stream
            return
        yield self._shared or sys.stdout.buffer
        if self._shared is None:
            sys.stdout.buffer.flush()

    def _block(self, name: str) -> Block | InputError | None:
        """Read a small document; None for one that is cleaned as it is read."""
        if name == STDIN or not Path(name).is_file() or Path(name).stat().st_size > SMALL:
            return None
        try:
            with opened(name) as source:
                return Block(name, self._progress.watch(source).read(SMALL))
        except InputError as error:
            return error

    def _warn(self, reports: Iterable[Report]) -> None:
        for report in () if self._quiet else reports:
            if report.over_cap is not None:
                share = f"{report.over_cap:.0%} of its prose would go"
                note(f"cleaner: {report.name}: {share}, more than --max-removed; passed through unchanged")
            if report.passed_through:
                note(
                    f"cleaner: {report.name}: {report.passed_through} lines in stretches too long to decide; "
                    "they were repaired only"
                )


def _processes(names: Sequence[str], settings: Settings) -> int:
    """Choose: one process for a pipe, all cores for large files of records."""
    sizes = (
        Path(name).stat().st_size
        for name in names
        if settings.format_of(name) == "jsonl" and name != STDIN and Path(name).is_file()
    )
    return (os.cpu_count() or 1) if sum(sizes) >= MANY else 1


def _folder(output: str | None, found: Sequence[Found]) -> Path | None:
    """Give the folder that files are written to, each under its own name; None if there is none."""
    if output is None or not (output.endswith(("/", "\\")) or Path(output).is_dir()):
        return None
    names = [each.below for each in found]
    if not names or STDIN in names:
        raise ConfigError("--output", "standard input has no name in a folder", "name a file")
    if len(set(names)) < len(names):
        raise ConfigError("--output", "two files have the same name", "clean them into different folders")
    Path(output).mkdir(parents=True, exist_ok=True)
    return Path(output)


def _print(tally: Tally) -> None:
    note(
        f"documents  {tally.documents} ({tally.changed} changed, {tally.over_cap} over the cap, {tally.failed} failed)"
    )
    note(f"lines      {tally.lines + tally.removed} ({tally.removed} removed)")
    for rule, count in sorted(tally.rules.items(), key=lambda each: (-each[1], each[0])):
        note(f"{count:9}  {rule}")
