"""`cleaner rules`: what rules there are, and what one says."""

import json
from collections.abc import Iterator
from typing import Any

import click
import regex

from cleaner.cli.options import with_settings
from cleaner.cli.verb import Verb
from cleaner.config import Configuration
from cleaner.errors import ConfigError
from cleaner.kinds import Rule
from cleaner.packs import Pack
from cleaner.schema import schema as rule_schema
from cleaner.tree import STDIN


def _rules(context: click.Context, parameter: click.Parameter, incomplete: str) -> Any:
    from cleaner.cli import complete  # noqa: PLC0415 — for the Tab key only

    return complete.rules(context, parameter, incomplete)


@click.command(
    cls=Verb,
    exits={0: "done", 2: "the call was wrong, or there is no such rule"},
    examples=[
        ("cleaner rules", "all packs and rules; a dash marks what the level or the choice leaves out"),
        ("cleaner rules en/page/captcha-box", "one rule as its file writes it"),
        ("cleaner rules --schema > rule.schema.json", "for completion and checking in an editor"),
    ],
)
@click.argument("ids", nargs=-1, metavar="[ID]...", shell_complete=_rules)
@click.option("--schema", is_flag=True, help="Print the JSON Schema of rule files.")
@with_settings
def rules(*, ids: tuple[str, ...], schema: bool, configuration: Configuration) -> int:
    """List packs and rules, or show the rules named by id."""
    if schema:
        click.echo(json.dumps(rule_schema(), indent=2))
        return 0
    cleaner = configuration.of(STDIN).cleaner()
    known = {rule.id: (pack, rule) for pack in cleaner.packs for rule in pack.rules}
    for rule_id in ids:
        if rule_id not in known:
            raise ConfigError("rules", f"no rule is named '{rule_id}'", "`cleaner rules` lists all")
        click.echo(_source(*known[rule_id]), nl=False)
    if not ids:
        used = {rule.id for rule in cleaner.rules}
        for pack in cleaner.packs:
            click.echo("\n".join(_listed(pack, used)))
    return 0


def _listed(pack: Pack, used: set[str]) -> Iterator[str]:
    yield f"{pack.name}: {pack.about}"
    for rule in pack.rules:
        state = " " if rule.id in used else "-"
        yield f"  {state} {rule.id:44} {rule.kind:9} {rule.level:6} {rule.why}"


def _source(pack: Pack, rule: Rule) -> str:
    """Give the rule as its file writes it."""
    name = rule.id.rpartition("/")[2]
    text = pack.path.read_text("utf-8")
    match = regex.search(rf"^\[{rule.kind}\.{name}\](?:.|\n)*?(?=^\[\w+\.|\Z)", text, regex.M)
    return f"# {pack.path}\n{match.group().rstrip()}\n" if match else ""
