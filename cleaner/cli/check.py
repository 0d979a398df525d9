"""`cleaner check`: lists what would change, and fails if anything would."""

import contextlib
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click

from cleaner.cli.diffs import write_diff
from cleaner.cli.options import counted, jobs, note, paths, quiet, stdin_filename, with_settings
from cleaner.cli.progress import Progress
from cleaner.cli.reports import REPORTS
from cleaner.cli.verb import Verb
from cleaner.corpus.baseline import Baseline, Mark, read_baseline, write_baseline
from cleaner.corpus.configuration import Configuration
from cleaner.corpus.discovery import Found, found_files
from cleaner.corpus.findings import Finding, find
from cleaner.corpus.ledger import Ledger
from cleaner.corpus.road import CleanedFile, Road
from cleaner.corpus.rule_book import RuleBook
from cleaner.corpus.source import STDIN
from cleaner.corpus.workers import Needs
from cleaner.errors import ConfigError, InputError


@click.command(
    cls=Verb,
    exits={
        0: "nothing would change",
        1: "something would",
        2: "the call was wrong, or a document or record could not be read",
    },
    examples=[
        ("cleaner check corpus/*.txt", "what would be removed, and where"),
        ("cleaner check --diff page.txt | less", "the same as a unified diff"),
        ("cleaner check --output-format json pages.jsonl", "one finding a line, for programs"),
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
    help="List only findings that are not in this baseline. (fix ignores it.)",
)
@click.option(
    "--write-baseline",
    "adopted",
    metavar="FILE",
    help="Write the findings to this baseline, and list nothing.",
)
@jobs
@quiet
@stdin_filename
@with_settings
def check(
    *,
    paths: tuple[str, ...],
    diff: bool,
    output_format: str | None,
    baseline: str | None,
    adopted: str | None,
    jobs: int | None,
    quiet: bool,
    configuration: Configuration,
) -> int:
    """List what would be removed or repaired, and change nothing; exit 1 if anything would.

    \b
    text     one line a finding: FILE:LINE:COLUMN: RULE-ID MESSAGE
             or for records: FILE:RECORD:LINE: RULE-ID MESSAGE
    full     the same, with the lines around it and the reason
    json     one JSON object a finding
    github   annotations for a workflow of GitHub Actions
    sarif    a SARIF 2.1.0 log, for code scanning
    summary  how many edits each rule and each file has

    A baseline lists the findings that a corpus has now, so that only new ones fail. Run check once with
    --write-baseline, and keep that file. From then on, run it with --baseline.
    """  # noqa: D301 — click knows a table by a backspace
    options = {
        "--diff": diff,
        "--output-format": output_format,
        "--baseline": baseline,
        "--write-baseline": adopted,
    }
    _refuse_contradictions([name for name, value in options.items() if value])
    found = [*dict.fromkeys(found_files(paths or (STDIN,), configuration))]
    ledger = Ledger(note, is_quiet=quiet)
    with contextlib.ExitStack() as stack:
        progress = stack.enter_context(Progress(found, quiet=quiet, is_output_shown=not adopted))
        needs = Needs(lines=True)
        road = Road(configuration, ledger, processes=jobs or 1, watch=progress.watch, needs=needs)
        stack.enter_context(road)
        if diff:
            return _diff(road, found, ledger, quiet=quiet)
        known = read_baseline(Path(baseline)) if baseline else Baseline(Path(), {})
        search = _Search(known, ledger, configuration)
        findings = search.findings(road.files(found))
        if adopted:
            return _adopt(
                Path(adopted), [configuration.name_of(file.path) for file in found], findings, quiet=quiet
            )
        for text in REPORTS[output_format or "text"](findings, search.rules):
            sys.stdout.buffer.write(text.encode("utf-8", "surrogateescape"))
        sys.stdout.buffer.flush()
    if not quiet:
        search.tell(baseline)
    return 2 if ledger.tally.failed else int(search.edits > 0)


class _Search:
    """Looks through files for what a baseline does not know, and counts on the way."""

    def __init__(self, baseline: Baseline, ledger: Ledger, configuration: Configuration) -> None:
        self.rules = RuleBook(configuration.of(STDIN))
        self.edits = self.documents = 0
        self.known = 0
        """Edits that the baseline knows."""
        self.gone = 0
        """Edits that it knows of documents that have them no more."""
        self._baseline, self._ledger, self._configuration = baseline, ledger, configuration

    def findings(self, files: Iterable[CleanedFile]) -> Iterator[Finding | InputError]:
        """Yield what is new, and what could not be read; the ledger reports the latter, too."""
        for file in files:
            try:
                yield from self._of(file)
            except InputError as error:
                self._ledger.fail(error)
                yield error

    def _of(self, file: CleanedFile) -> Iterator[Finding | InputError]:
        known, edits = self._baseline.of(file.path), 0
        self.rules.add(self._configuration.of(file.path).cleaner())
        for finding in find(file.path, file.pieces):
            if isinstance(finding, Finding):
                mark = Mark(finding.rule, finding.fingerprint) if known else None
                if mark is not None and known[mark] > 0:
                    known[mark] -= 1
                    self.known += 1
                    continue
                edits += 1
                self.edits += 1
                self.documents += edits == 1
            yield finding
        self.gone += known.total()

    def tell(self, baseline: str | None) -> None:
        """Say what was found."""
        found = f"{counted(self.edits, 'finding')} in {counted(self.documents, 'document')}"
        if baseline is None:
            if self.edits:
                note(found)
            return
        new = found.replace(" ", " new ", 1) if self.edits else "no new findings"
        note(f"{new}; {self.known} in the baseline")
        if self.gone:
            remedy = f"write it again with --write-baseline {baseline}"
            note(f"{counted(self.gone, 'finding')} of the baseline no longer found; {remedy}")


def _refuse_contradictions(given: Sequence[str]) -> None:
    """Raise `ConfigError` for options that cannot be used together."""
    if len(given) > 1 and set(given) != {"--output-format", "--baseline"}:
        what = f"{given[0]} and {given[1]} cannot be used together"
        raise ConfigError("check", what, "leave one of them out")


def _diff(road: Road, found: Sequence[Found], ledger: Ledger, *, quiet: bool) -> int:
    documents = 0
    for file in road.files(found):
        before = ledger.tally.edits
        try:
            write_diff(file)
        except InputError as error:
            ledger.fail(error)
        documents += ledger.tally.edits > before
    if documents and not quiet:
        note(f"{counted(ledger.tally.edits, 'edit')} in {counted(documents, 'document')}")
    return 2 if ledger.tally.failed else int(documents > 0)


def _adopt(path: Path, names: Iterable[str], found: Iterable[Finding | InputError], *, quiet: bool) -> int:
    """Write a baseline of what was found, unless something could not be read."""
    marks: dict[str, Counter[Mark]] = {name: Counter() for name in names}
    failed = 0
    for finding in found:
        if isinstance(finding, InputError):
            failed += 1
        else:
            marks[finding.path][Mark(finding.rule, finding.fingerprint)] += 1
    if failed:
        note(f"cleaner: {path}: was not written, because not all documents could be read")
        return 2
    write_baseline(path, marks)
    if not quiet:
        edits = sum(known.total() for known in marks.values())
        documents = counted(sum(map(bool, marks.values())), "document")
        note(f"wrote {path}: {counted(edits, 'finding')} in {documents}")
    return 0
