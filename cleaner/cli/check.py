"""`cleaner check`: lists what would change, and fails if anything would."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click

from cleaner.baseline import Baseline, Mark, read_baseline, write_baseline
from cleaner.blocks import Work, Worker
from cleaner.cli.diffs import write_diff
from cleaner.cli.options import note, opened, paths, quiet, report_error, with_settings
from cleaner.cli.reports import REPORTS
from cleaner.cli.verb import Verb
from cleaner.config import Configuration
from cleaner.errors import ConfigError, InputError
from cleaner.findings import Finding, RuleBook, find
from cleaner.tree import STDIN, found_files


@click.command(
    cls=Verb,
    exits={
        0: "nothing would change",
        1: "something would",
        2: "the call was wrong, or a document or record could not be looked at",
    },
    examples=[
        ("cleaner check corpus/*.txt", "what would go, and where"),
        ("cleaner check --diff page.txt | less", "the same as a unified diff"),
        ("cleaner check --output-format json pages.jsonl", "an edit a line, for programs"),
    ],
)
@paths
@click.option("--diff", is_flag=True, help="Print a unified diff, for git apply or patch -p1.")
@click.option(
    "--output-format",
    type=click.Choice(list(REPORTS)),
    help="How to list what would change. [default: text]",
)
@click.option(
    "--baseline",
    metavar="FILE",
    help="Find only what is not in this baseline. (fix does not look at it.)",
)
@click.option(
    "--write-baseline",
    "adopted",
    metavar="FILE",
    help="Write what is found to this baseline, and list nothing.",
)
@quiet
@with_settings
def check(
    *,
    paths: tuple[str, ...],
    diff: bool,
    output_format: str | None,
    baseline: str | None,
    adopted: str | None,
    quiet: bool,
    configuration: Configuration,
) -> int:
    """List what would be removed or repaired, and change nothing; exit 1 if anything would.

    \b
    text     a line an edit: FILE:LINE:COLUMN: RULE-ID MESSAGE
             or for records: FILE:RECORD:LINE: RULE-ID MESSAGE
    full     the same, with the lines around it and the reason
    json     a JSON object an edit
    github   annotations for a workflow of GitHub Actions
    sarif    a SARIF 2.1.0 log, for code scanning
    summary  how many edits each rule and each file has

    A baseline lists what a corpus holds already, so that only what is new fails: call check once with
    --write-baseline, keep that file, and from then on call it with --baseline.
    """  # noqa: D301 — click knows a table by a backspace
    options = {
        "--diff": diff,
        "--output-format": output_format,
        "--baseline": baseline,
        "--write-baseline": adopted,
    }
    _refuse_contradictions([name for name, value in options.items() if value])
    names = list(dict.fromkeys(each.path for each in found_files(paths or (STDIN,), configuration)))
    if diff:
        return _diff(names, configuration, quiet=quiet)
    search = _Search(configuration, read_baseline(Path(baseline)) if baseline else Baseline(Path(), {}))
    found = search.found(names)
    if adopted:
        return _adopt(Path(adopted), names, found, quiet=quiet)
    for piece in REPORTS[output_format or "text"](found, search.rules):
        sys.stdout.buffer.write(piece.encode("utf-8", "surrogateescape"))
    sys.stdout.buffer.flush()
    if not quiet:
        search.tell(baseline)
    return 2 if search.failed else int(search.edits > 0)


class _Search:
    """Looks through documents for what a baseline does not know, and counts on the way."""

    def __init__(self, configuration: Configuration, baseline: Baseline) -> None:
        self.rules = RuleBook()
        self.edits = self.documents = self.failed = 0
        self.known = 0
        """Edits that the baseline knows."""
        self.gone = 0
        """Edits that it knows of documents that have them no more."""
        self._configuration, self._baseline = configuration, baseline

    def found(self, names: Iterable[str]) -> Iterator[Finding | InputError]:
        """Yield what is new, and what could not be looked at; the latter is told on standard error, too."""
        for name in names:
            for finding in self._in_document(name):
                if isinstance(finding, InputError):
                    self.failed += 1
                    report_error(finding)
                yield finding

    def _in_document(self, name: str) -> Iterator[Finding | InputError]:
        known, edits = self._baseline.of(name), 0
        settings = self._configuration.of(name)
        cleaner = settings.cleaner()
        self.rules.add(cleaner)
        try:
            with opened(name) as source:
                for finding in find(name, source, cleaner, settings):
                    if isinstance(finding, Finding):
                        mark = Mark(finding.edit.rule, finding.fingerprint) if known else None
                        if mark is not None and known[mark] > 0:
                            known[mark] -= 1
                            self.known += 1
                            continue
                        edits += 1
                    yield finding
            self.gone += known.total()
        except InputError as error:
            yield error
        finally:
            self.edits += edits
            self.documents += edits > 0

    def tell(self, baseline: str | None) -> None:
        """Say what was found."""
        if baseline is None:
            if self.edits:
                note(f"{self.edits} edits in {self.documents} documents")
            return
        new = f"{self.edits} new edits in {self.documents} documents" if self.edits else "no new edits"
        note(f"{new}; {self.known} in the baseline")
        if self.gone:
            note(
                f"{self.gone} edits of the baseline are gone; write it anew with --write-baseline {baseline}"
            )


def _refuse_contradictions(given: Sequence[str]) -> None:
    """Raise `ConfigError` for options that do not go together: each but a report on what is new stands alone."""
    if len(given) > 1 and set(given) != {"--output-format", "--baseline"}:
        what = f"{given[0]} and {given[1]} do not go together"
        raise ConfigError("check", what, "leave one of them out")


def _diff(names: Iterable[str], configuration: Configuration, *, quiet: bool) -> int:
    found = documents = failed = 0
    for name in names:
        settings = configuration.of(name)
        worker = Worker(Work(settings))
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


def _adopt(path: Path, names: Iterable[str], found: Iterable[Finding | InputError], *, quiet: bool) -> int:
    """Write a baseline of what was found, unless something could not be looked at."""
    marks: dict[str, Counter[Mark]] = {name: Counter() for name in names}
    failed = 0
    for finding in found:
        if isinstance(finding, InputError):
            failed += 1
        else:
            marks[finding.path][Mark(finding.edit.rule, finding.fingerprint)] += 1
    if failed:
        note(f"cleaner: {path}: was not written, because not all documents could be looked at")
        return 2
    write_baseline(path, marks)
    if not quiet:
        edits = sum(each.total() for each in marks.values())
        note(f"wrote {path}: {edits} edits in {sum(map(bool, marks.values()))} documents")
    return 0
