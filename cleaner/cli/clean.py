"""`cleaner clean`: files or standard input to standard output, a file or a folder."""

import contextlib
import sys
from pathlib import Path
from typing import BinaryIO

import click

from cleaner.cli.options import (
    STDIN,
    each_document,
    note,
    opened,
    output,
    paths,
    quiet,
    report_error,
    with_settings,
)
from cleaner.cli.progress import Progress
from cleaner.config import Settings
from cleaner.errors import ConfigError, InputError
from cleaner.files import replacing
from cleaner.log import LogWriter, to_json
from cleaner.pipeline import Report, Tally, clean_document


@click.command()
@paths
@output
@click.option("--log", metavar="FILE", help="Write every edit to this file, as JSON lines.")
@click.option("--capture", metavar="FILE", help="Write what rules captured to this file, as JSON lines.")
@click.option("--stats", is_flag=True, help="Print what was removed, by rule, on standard error.")
@quiet
@with_settings
def clean(
    *,
    paths: tuple[str, ...],
    output: str | None,
    log: str | None,
    capture: str | None,
    stats: bool,
    quiet: bool,
    settings: Settings,
) -> int:
    """Clean files, or standard input, to standard output.

    Several files come out one behind the other, or with -o FOLDER/ each under its own name.
    """
    cleaner = settings.cleaner()
    tally = Tally()
    with contextlib.ExitStack() as stack:
        log_writer = LogWriter(stack.enter_context(replacing(Path(log)))) if log else None
        fields = stack.enter_context(replacing(Path(capture))) if capture else None
        progress = stack.enter_context(Progress(quiet=quiet))
        folder = _folder(output, paths)
        shared = stack.enter_context(replacing(Path(output))) if output and not folder else None
        for path in each_document(paths):
            try:
                with opened(path) as source, _sink(path, folder, shared) as sink:
                    report = clean_document(
                        cleaner,
                        progress.watch(source),
                        sink,
                        name=path,
                        encoding=settings.encoding,
                        log=log_writer,
                    )
            except InputError as error:
                tally.failed += 1
                report_error(error)
                continue
            tally.add(report)
            if fields is not None:
                fields.write(to_json({"document": path, "fields": report.fields}))
            if not quiet:
                _warn(report)
    if stats:
        _print(tally)
    return 2 if tally.failed else 0


def _folder(output: str | None, paths: tuple[str, ...]) -> Path | None:
    """Give the folder that files are written to, each under its own name; None if there is none."""
    if output is None or not (output.endswith(("/", "\\")) or Path(output).is_dir()):
        return None
    names = [Path(path).name for path in paths]
    if not names or STDIN in names:
        raise ConfigError("--output", "standard input has no name in a folder", "name a file")
    if len(set(names)) < len(names):
        raise ConfigError("--output", "two files have the same name", "clean them into different folders")
    Path(output).mkdir(parents=True, exist_ok=True)
    return Path(output)


@contextlib.contextmanager
def _sink(path: str, folder: Path | None, shared: BinaryIO | None):  # type: ignore[no-untyped-def]  # noqa: ANN202
    if folder is not None:
        with replacing(folder / Path(path).name) as stream:
            yield stream
        return
    yield shared or sys.stdout.buffer
    if shared is None:
        sys.stdout.buffer.flush()


def _warn(report: Report) -> None:
    if report.over_cap is not None:
        share = f"{report.over_cap:.0%} of its prose would go"
        note(f"cleaner: {report.name}: {share}, more than --max-removed; passed through unchanged")
    if report.passed_through:
        note(
            f"cleaner: {report.name}: {report.passed_through} lines in stretches too long to decide; "
            "they were repaired only"
        )


def _print(tally: Tally) -> None:
    note(
        f"documents  {tally.documents} ({tally.changed} changed, {tally.over_cap} over the cap, {tally.failed} failed)"
    )
    note(f"lines      {tally.lines + tally.removed} ({tally.removed} removed)")
    for rule, count in sorted(tally.rules.items(), key=lambda each: (-each[1], each[0])):
        note(f"{count:9}  {rule}")
