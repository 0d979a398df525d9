"""`cleaner diff-rules`: what other rules would make of a corpus."""

import contextlib
import sys
from collections import defaultdict
from collections.abc import Sequence

import click

from cleaner.cli.options import counted, jobs, note, quiet, with_settings
from cleaner.cli.progress import Progress
from cleaner.cli.verb import Verb
from cleaner.corpus.configuration import Configuration
from cleaner.corpus.discovery import found_files
from cleaner.corpus.ledger import Ledger
from cleaner.corpus.road import Road
from cleaner.corpus.workers import Needs
from cleaner.mining.rule_diff import Change, ChangedLine, changed_lines
from cleaner.ruleset.rule_files import rule_files

SHOWN_CHARS = 100
"""Characters of a line that are shown."""


@click.command(
    cls=Verb,
    name="diff-rules",
    exits={
        0: "both give the same result",
        1: "they do not",
        2: "the call was wrong, or a document or record could not be read",
    },
    examples=[
        ("cleaner diff-rules old.toml new.toml corpus/", "what the change of a rule file changes"),
        ("cleaner diff-rules rules/ ../new/rules/ pages.jsonl", "what an upgrade of all packs changes"),
    ],
)
@click.argument("old", type=click.Path(), metavar="OLD")
@click.argument("new", type=click.Path(), metavar="NEW")
@click.argument("paths", nargs=-1, required=True, type=click.Path(), metavar="CORPUS...")
@click.option(
    "--samples",
    type=click.IntRange(min=0),
    default=5,
    show_default=True,
    metavar="N",
    help="Lines to show of each rule.",
)
@jobs
@quiet
@with_settings
def diff_rules(
    *,
    old: str,
    new: str,
    paths: tuple[str, ...],
    samples: int,
    jobs: int | None,
    quiet: bool,
    configuration: Configuration,
) -> int:
    """List the lines of a corpus that only the NEW rules or only the OLD rules remove; exit 1 if there are any.

    OLD and NEW are rule files or folders. Each is used together with the shipped packs, or instead of them if it is a
    copy of them. Lines are grouped by rule; the rule with the most lines comes first.
    """
    found = [*dict.fromkeys(found_files(paths, configuration))]
    ledger = Ledger(note, is_quiet=quiet)
    with contextlib.ExitStack() as stack:
        progress = stack.enter_context(Progress([*found, *found], quiet=quiet, is_output_shown=True))
        needs = Needs(lines=True, all_records=True)
        before, after = (
            stack.enter_context(
                Road(
                    _with_rules(configuration, rules),
                    book,
                    processes=jobs or 1,
                    watch=progress.watch,
                    needs=needs,
                )
            )
            for rules, book in ((old, Ledger(lambda _: None)), (new, ledger))
        )
        groups: dict[tuple[Change, str], list[ChangedLine]] = defaultdict(list)
        counts: dict[tuple[Change, str], list[int]] = {}
        documents: set[int] = set()
        for line in changed_lines(before.files(found), after.files(found)):
            group = line.change, line.rule
            count = counts.setdefault(group, [0, 0, 0])
            count[0] += 1
            count[1] += line.document != count[2]
            count[2] = line.document
            documents.add(line.document)
            if len(groups[group]) < samples:
                groups[group].append(line)
    for group in sorted(
        counts, key=lambda group: (list(Change).index(group[0]), -counts[group][0], group[1])
    ):
        change, rule = group
        lines, of, _ = counts[group]
        _write(f"{change} by {rule}: {counted(lines, 'line')} in {counted(of, 'document')}", groups[group])
    sys.stdout.buffer.flush()
    if not quiet:
        note(_summary(counts, len(documents), ledger.tally.documents))
    return 2 if ledger.tally.failed else int(bool(counts))


def _with_rules(configuration: Configuration, rules: str) -> Configuration:
    """Return the configuration with a rule file or folder; instead of the shipped packs if it is a copy of them."""
    is_copy = any(file.name.startswith("topics/") for file in rule_files([rules]))
    return configuration.with_settings(rules=(rules,), **({"shipped": False} if is_copy else {}))


def _write(head: str, lines: Sequence[ChangedLine]) -> None:
    rows = [head]
    for line in lines:
        place = ":".join(str(part) for part in (line.path, line.record, line.number) if part is not None)
        text = line.text if len(line.text) <= SHOWN_CHARS else line.text[:SHOWN_CHARS] + "…"
        rows.append(f"  {place}: {text}")
    sys.stdout.buffer.write(("\n".join(rows) + "\n").encode("utf-8", "surrogateescape"))


def _summary(counts: dict[tuple[Change, str], list[int]], changed: int, documents: int) -> str:
    if not counts:
        return f"nothing changes in {counted(documents, 'document')}"
    by_change = {
        change: sum(count[0] for (one, _), count in counts.items() if one is change) for change in Change
    }
    parts = [f"{counted(lines, 'line')} {change}" for change, lines in by_change.items() if lines]
    return f"{', '.join(parts)}, in {changed} of {counted(documents, 'document')}"
