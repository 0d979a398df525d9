"""`cleaner mine`: proposes rules for what recurs on each site of a corpus."""

import re
from collections.abc import Iterator
from pathlib import Path

import click

from cleaner.cli.options import counted, jobs, note, paths, quiet, with_settings
from cleaner.cli.progress import Progress
from cleaner.cli.verb import Verb
from cleaner.corpus.configuration import Configuration
from cleaner.corpus.discovery import found_files
from cleaner.errors import ConfigError, InputError
from cleaner.formats.jsonl import NAME_THE_FIELD
from cleaner.mining.arrow import read_counts
from cleaner.mining.documents import Corpus
from cleaner.mining.judging import MIN_DOCUMENTS
from cleaner.mining.mined_file import MinedFile, State, all_dropped, merged, read_mined, write_mined
from cleaner.mining.mining import MEMORY_MB, Mined, newest_date
from cleaner.mining.mining import mine as mine_corpus
from cleaner.mining.writing import file_names, mined_file

STATE_FOLDER = ".mining"
"""Where a run keeps what it has done, below the folder of outputs, until it is done."""


@click.command(
    cls=Verb,
    exits={0: "done", 2: "the call was wrong, or a file could not be read"},
    examples=[
        ("cleaner mine crawl/ -o rules/sites/", "each folder of texts is a site"),
        (
            "cleaner mine --site-field url pages.jsonl -o rules/sites/",
            "the site of each record is that of its url",
        ),
        ("cleaner mine --update crawl/ -o rules/sites/", "again, and keep the decisions of the review"),
    ],
)
@paths
@click.option(
    "-o",
    "--output",
    type=click.Path(),
    metavar="FOLDER",
    required=True,
    help="Write one rule file for each site into this folder.",
)
@click.option(
    "--min-documents",
    type=click.IntRange(min=2),
    default=MIN_DOCUMENTS,
    show_default=True,
    metavar="N",
    help="Propose a line only if it is in this many distinct documents of a site.",
)
@click.option("--update", is_flag=True, help="Keep the decisions in the files that are already there.")
@click.option(
    "--date", metavar="DATE", help="The date of the corpus. [default: that of its newest file, in UTC]"
)
@click.option(
    "--memory",
    type=click.IntRange(min=64),
    default=MEMORY_MB,
    show_default=True,
    metavar="MB",
    help="Memory for the corpus, of all processes together. With less, the corpus is read more often.",
)
@click.option(
    "--counts",
    type=click.Path(),
    metavar="PATH",
    help="Take what the first pass counts from this Parquet file or folder, where another engine wrote it.",
)
@jobs
@quiet
@with_settings
def mine(
    *,
    paths: tuple[str, ...],
    output: str,
    min_documents: int,
    update: bool,
    date: str | None,
    memory: int,
    counts: str | None,
    jobs: int | None,
    quiet: bool,
    configuration: Configuration,
) -> int:
    """Propose rules for lines that recur on the documents of one site, a rule file for each site.

    Comments give the evidence for each rule: in how many documents it is, where, and beside which lines. Lines that
    the rules in use remove are left out. Read the files with `cleaner review` before you use them. A run that was
    stopped continues where it stopped.
    """
    if not paths:
        raise ConfigError("mine", "no corpus is named", "name files or folders")
    if date is not None and not re.fullmatch(r"\d{4}-\d\d-\d\d", date):
        raise ConfigError("--date", f"'{date}' is not a date", "write it as 2021-03-31")
    corpus = Corpus(tuple(found_files(paths, configuration)), configuration)
    corpus.cleaner()  # rules that cannot be used stop the run before a byte is read
    folder = Path(output)
    if folder.exists() and not folder.is_dir():
        raise ConfigError("--output", f"{output} is not a folder", "name a folder")
    folder.mkdir(parents=True, exist_ok=True)
    counted_elsewhere = None if counts is None else read_counts(Path(counts), min_documents)
    with Progress(corpus.found, quiet=quiet, is_output_shown=False) as progress:
        mined = mine_corpus(
            corpus,
            processes=jobs or 1,
            memory_mb=memory,
            least=min_documents,
            state_folder=folder / STATE_FOLDER,
            watch=progress.watch,
            counted=counted_elsewhere,
        )
    if not mined.documents:
        mined.state.clear()
        raise InputError(paths[0], "no text is in the corpus", NAME_THE_FIELD)
    date = date or newest_date(corpus)
    rules = sites = 0
    for path, file in _files(mined, folder, date, is_update=update):
        write_mined(path, file)
        sites += 1
        rules += sum(entry.state is State.PROPOSED for entry in file.entries)
    mined.state.clear()
    if not quiet:
        note(
            f"{counted(rules, 'rule')} proposed for {counted(sites, 'site')}, from {counted(mined.documents, 'document')}"
        )
    return 0


def _files(mined: Mined, folder: Path, date: str, *, is_update: bool) -> Iterator[tuple[Path, MinedFile]]:
    """Yield what is to be written, and where. Raises `ConfigError`, before all, for a file that would be overwritten."""
    paths = [folder / name for name in file_names(mined.names)]
    is_there = [path.exists() or all_dropped(path).exists() for path in paths]
    if any(is_there) and not is_update:
        path = paths[is_there.index(True)]
        raise ConfigError("--output", f"{path} already exists", "add --update, or name another folder")
    for path, site, is_known in zip(paths, mined.sites, is_there, strict=True):
        file = mined_file(site, date, mined.elsewhere)
        if is_known:
            file = merged(read_mined(path), file)
        if file.entries:
            yield path, file
