"""`cleaner report`: one page about a run, for a person to judge it by."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from cleaner.cli.options import note
from cleaner.cli.report_page import page_of
from cleaner.cli.verb import Verb
from cleaner.corpus.log_statistics import statistics_of_log
from cleaner.corpus.opened import opened_text
from cleaner.corpus.statistics import Statistics, statistics_from
from cleaner.errors import ConfigError, InputError
from cleaner.formats.files import replacing, shown
from cleaner.formats.log_index import read_log
from cleaner.ruleset.packs import load_packs

MAX_STATISTICS_BYTES = 1 << 30
"""Bytes of the largest file of statistics that is read: one of some millions of files."""

LOG_BEGINNING_BYTES = 200
"""Bytes in which the head of an edit log says what it is."""


@click.command(
    cls=Verb,
    exits={0: "done", 2: "the call was wrong, or a file has neither statistics nor an edit log"},
    examples=[
        ("cleaner corpus/ -o clean/ --stats run.json", "clean, and keep the statistics"),
        ("cleaner report run.json -o report.html", "make a page of them, and open it in a browser"),
        ("cleaner report edits.jsonl -o report.html", "the same from the log that --log wrote"),
        ("cleaner report monday.json tuesday.json -o both.json", "add runs up"),
    ],
)
@click.argument("files", nargs=-1, required=True, type=click.Path(), metavar="STATS|LOG...")
@click.option(
    "-o",
    "--output",
    type=click.Path(),
    metavar="FILE",
    help="Write to this file; if its name ends in .json, statistics instead of a page. [default: standard output]",
)
@click.option("--title", metavar="TEXT", help="The title of the page. [default: the names of the files]")
def report(*, files: tuple[str, ...], output: str | None, title: str | None) -> int:
    """Make one page about a run, from the statistics that --stats FILE wrote, or from an edit log.

    The page is a single file for any browser, and loads nothing from elsewhere. It shows how much documents lost, what
    each rule did, the lines removed most, blocks with their evidence, and the documents to look at first. Several files
    are added up. A log says less than statistics: it has neither the number of lines nor the size of unchanged records.
    """
    if output is not None and os.path.realpath(output) in {os.path.realpath(file) for file in files}:
        raise ConfigError("--output", f"{output} is also read", "name another file")
    statistics = Statistics()
    for file in files:
        statistics.merge(_statistics_of(file))
    names = ", ".join(shown(Path(file).name) for file in files)
    if output is not None and output.lower().endswith(".json"):
        made = statistics.to_json()
    else:
        made = page_of(statistics, _whys(statistics), title or names, names)
    if output is None:
        sys.stdout.buffer.write(made)
        return 0
    with replacing(Path(output)) as sink:
        sink.write(made)
    note(f"wrote {output}")
    return 0


def _statistics_of(path: str) -> Statistics:
    """Return the statistics that a file has, or those of a log. Raises `InputError` and `LogError`."""
    with opened_text(path) as opened:
        stream = opened.text.stream
        start = stream.read(LOG_BEGINNING_BYTES)
        stream.seek(0)
        if b'"log":' in start.partition(b"\n")[0]:
            return statistics_of_log(read_log(stream, path))
        data = stream.read(MAX_STATISTICS_BYTES + 1)
        if len(data) > MAX_STATISTICS_BYTES:
            raise InputError(
                path, "is too large for a file of statistics", "name one that --stats FILE wrote"
            )
        return statistics_from(data, path)


def _whys(statistics: Statistics) -> Mapping[str, str]:
    """Return the reasons of the shipped rules that acted."""
    acted = statistics.groups["rule"]
    return {rule.id: rule.why for pack in load_packs() for rule in pack.rules if rule.id in acted}
