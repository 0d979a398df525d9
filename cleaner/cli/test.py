"""`cleaner test`: rules against their own examples."""

from collections import Counter

import click

from cleaner.cli.options import counted
from cleaner.cli.progress import stepped
from cleaner.cli.verb import Verb
from cleaner.deciding.examples import Outcome, judge
from cleaner.ruleset.packs import load_packs, refuse_duplicates


@click.command(
    cls=Verb,
    exits={0: "every example is ok", 1: "some are not", 2: "the call was wrong, or a rule file is refused"},
    examples=[
        ("cleaner test", "the shipped packs"),
        ("cleaner test my-rules/", "rules of your own"),
    ],
)
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[RULES]...")
@click.option("-v", "--verbose", is_flag=True, help="List the examples that are ok, too.")
def test(*, paths: tuple[str, ...], verbose: bool) -> int:
    """Run the examples of rule files or folders, or of the shipped packs; exit 1 if one fails.

    An example is ok, missing (a line should have gone) or noisy (a line should have stayed).
    """
    packs = load_packs(paths)
    refuse_duplicates([*packs, *(load_packs() if paths else ())])
    counts: Counter[str] = Counter()
    lines: list[str] = []
    for pack in stepped(packs, "pack", is_output_shown=False):
        for verdict in judge(pack):
            counts[verdict.outcome] += 1
            if verdict.outcome is not Outcome.OK:
                advice = _ADVICE[verdict.outcome]
                lines.append(f"{verdict.outcome:8} {verdict.rule.id}: {verdict.line!r} {advice}")
            elif verbose:
                lines.append(f"{verdict.outcome:8} {verdict.rule.id}")
    for line in lines:
        click.echo(line)
    rules = sum(len(pack.rules) for pack in packs)
    summary = ", ".join(f"{counts[outcome]} {outcome}" for outcome in Outcome)
    click.echo(f"{counted(rules, 'rule')} in {counted(len(packs), 'pack')}; examples: {summary}")
    return int(counts.total() > counts[Outcome.OK])


_ADVICE = {
    Outcome.MISSING: "should have gone; does the wording match the whole line, and is it in the zone?",
    Outcome.NOISY: "should have stayed; narrow the wording, set a zone, or add an 'unless'",
}
