"""`cleaner check`: lists what would change, and fails if anything would."""

import sys
from collections.abc import Iterable, Iterator

import click

from cleaner.blocks import Work, Worker
from cleaner.cli.diffs import write_diff
from cleaner.cli.options import each_document, note, opened, paths, quiet, report_error, with_settings
from cleaner.cli.reports import REPORTS
from cleaner.config import Settings
from cleaner.document import Cleaner
from cleaner.errors import ConfigError, InputError
from cleaner.findings import Finding, find


@click.command()
@paths
@click.option("--diff", is_flag=True, help="Print a unified diff, for git apply or patch -p1.")
@click.option(
    "--output-format",
    type=click.Choice(list(REPORTS)),
    help="How to list what would change. [default: text]",
)
@quiet
@with_settings
def check(
    *,
    paths: tuple[str, ...],
    diff: bool,
    output_format: str | None,
    quiet: bool,
    settings: Settings,
) -> int:
    r"""List what would be removed or repaired; exit 1 if anything.

    \b
    text     a line an edit: FILE:LINE:COLUMN: RULE-ID MESSAGE
             or for records: FILE:RECORD:LINE: RULE-ID MESSAGE
    full     the same, with the lines around it and the reason
    json     a JSON object an edit
    github   annotations for a workflow of GitHub Actions
    sarif    a SARIF 2.1.0 log, for code scanning
    summary  how many edits each rule and each file has
    """
    if diff and output_format:
        raise ConfigError("check", "--diff and --output-format do not go together", "leave one of them out")
    names = list(dict.fromkeys(each_document(paths)))
    if diff:
        return _diff(names, settings, quiet=quiet)
    search = _Search(settings)
    found = search.found(names)
    for piece in REPORTS[output_format or "text"](found, search.cleaner):
        sys.stdout.buffer.write(piece.encode("utf-8", "surrogateescape"))
    sys.stdout.buffer.flush()
    if not quiet:
        search.tell()
    return 2 if search.failed else int(search.edits > 0)


class _Search:
    """Looks through documents, and counts on the way."""

    def __init__(self, settings: Settings) -> None:
        self.cleaner: Cleaner = settings.cleaner()
        self.edits = self.documents = self.failed = 0
        self._settings = settings

    def found(self, names: Iterable[str]) -> Iterator[Finding | InputError]:
        """Yield what is new, and what could not be looked at; the latter is told on standard error, too."""
        for name in names:
            for finding in self._in_document(name):
                if isinstance(finding, InputError):
                    self.failed += 1
                    report_error(finding)
                yield finding

    def _in_document(self, name: str) -> Iterator[Finding | InputError]:
        edits = 0
        try:
            with opened(name) as source:
                for finding in find(name, source, self.cleaner, self._settings):
                    edits += isinstance(finding, Finding)
                    yield finding
        except InputError as error:
            yield error
        finally:
            self.edits += edits
            self.documents += edits > 0

    def tell(self) -> None:
        """Say what was found."""
        if self.edits:
            note(f"{self.edits} edits in {self.documents} documents")


def _diff(names: Iterable[str], settings: Settings, *, quiet: bool) -> int:
    worker = Worker(Work(settings))
    found = documents = failed = 0
    for name in names:
        try:
            with opened(name) as source:
                edits, errors = write_diff(name, source, worker, settings)
        except InputError as error:
            failed += 1
            report_error(error)
            continue
        failed += errors
        found += edits
        documents += edits > 0
    sys.stdout.buffer.flush()
    if found and not quiet:
        note(f"{found} edits in {documents} documents")
    return 2 if failed else int(found > 0)
