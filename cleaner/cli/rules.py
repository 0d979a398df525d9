"""`cleaner rules`: what rules there are, and what one says."""

import json
import os
import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import click

from cleaner.cli.options import OF_THE_INPUT, counted, with_settings
from cleaner.cli.verb import Verb
from cleaner.corpus.configuration import Configuration
from cleaner.corpus.source import STDIN
from cleaner.data import rules_folder
from cleaner.errors import ConfigError
from cleaner.matching.reference import Matcher
from cleaner.ruleset.choice import guess_rule, is_named
from cleaner.ruleset.example import BODY
from cleaner.ruleset.keys import keys
from cleaner.ruleset.packs import Pack
from cleaner.ruleset.rule import Rule
from cleaner.ruleset.schema import schema as rule_schema


def _choices(context: click.Context, parameter: click.Parameter, incomplete: str) -> Any:
    from cleaner.cli import complete  # noqa: PLC0415 — for the Tab key only

    return complete.choices(context, parameter, incomplete)


@click.command(
    cls=Verb,
    exits={0: "done", 2: "the call was wrong, or there is no such rule"},
    examples=[
        ("cleaner rules", "all packs, with the number of their rules"),
        ("cleaner rules en/share", "the rules of a pack; 'en/*' is a glob"),
        ("cleaner rules cookies", "the rules that have a word in their ids, reasons or phrases"),
        ("cleaner rules en/page/captcha-box", "one rule: what it removes, with examples"),
        ("cleaner rules --line 'Share this'", "the rules of all languages that know the words of a line"),
        ("cleaner rules --schema > rule.schema.json", "for completion and checking in an editor"),
    ],
)
@click.argument("names", nargs=-1, metavar="[NAME]...", shell_complete=_choices)
@click.option("--line", metavar="LINE", help="List the rules that know the words of this line.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of rule files.")
@partial(with_settings, without=OF_THE_INPUT)
def rules(*, names: tuple[str, ...], line: str | None, schema: bool, configuration: Configuration) -> int:
    """List packs and rules, or show one rule.

    Each NAME is a rule id, a pack, a glob or a word. A dash before a rule means that the level, or the choice
    of rules, leaves it out.
    """
    if schema:
        click.echo(json.dumps(rule_schema(), indent=2))
        return 0
    cleaner = configuration.of(STDIN).cleaner()
    used = {rule.id for rule in cleaner.rules}
    if line is not None:
        if names:
            raise ConfigError("--line", "cannot be used with names", "ask for one of them")
        _echo(_table(_knowing(line.strip(), cleaner.packs), used))
        return 0
    if not names:
        _echo(_packs(cleaner.packs, used))
        return 0
    for name in names:
        found = _found(name, cleaner.packs)
        if not found:
            ids = [rule.id for pack in cleaner.packs for rule in pack.rules]
            raise ConfigError("rules", f"no rule is named '{name}', or has that word", guess_rule(name, ids))
        _echo(_page(*found[0], used) if len(found) == 1 else _table(found, used))
    return 0


def _knowing(line: str, packs: Sequence[Pack]) -> list[tuple[Pack, Rule]]:
    """Return the rules that know a line by its words; not those of shapes, which fit many lines."""
    known = {rule.id: (pack, rule) for pack in packs for rule in pack.rules if "shape" not in rule.tests()}
    matches = Matcher(rule for _, rule in known.values()).match(line) if line else ()
    ids = sorted({rule.id for rule, _ in matches})
    if not ids:
        raise ConfigError("--line", f"no rule knows the line '{line}'", "`cleaner rules WORD` finds words")
    return [known[rule_id] for rule_id in ids]


def _found(name: str, packs: Sequence[Pack]) -> list[tuple[Pack, Rule]]:
    """Return the rules of a name, or if there are none, those that have a word."""
    known = [(pack, rule) for pack in packs for rule in pack.rules]
    named = [(pack, rule) for pack, rule in known if is_named(rule.id, name)]
    word = name.lower()
    return named or [(pack, rule) for pack, rule in known if word and word in _words_of(rule)]


def _words_of(rule: Rule) -> str:
    phrases = (phrase for test in rule.tests().values() for phrase in getattr(test, "phrases", ()))
    return "\n".join((rule.id, rule.why, *phrases)).lower()


def _packs(packs: Sequence[Pack], used: set[str]) -> Iterator[str]:
    width = max((len(pack.name) for pack in packs), default=0)
    yield f"{'pack':{width}}  rules  in use  about"
    for pack in packs:
        in_use = sum(rule.id in used for rule in pack.rules)
        yield from _row(f"{pack.name:{width}}  {len(pack.rules):5}  {in_use:6}  ", pack.about)
    total = sum(len(pack.rules) for pack in packs)
    yield f"{counted(total, 'rule')} in {counted(len(packs), 'pack')}, {len(used)} in use"


def _table(found: Sequence[tuple[Pack, Rule]], used: set[str]) -> Iterator[str]:
    """Yield a row for each rule; a dash marks those that are not used."""
    width = max(len(rule.id) for _, rule in found)
    for _, rule in found:
        mark = " " if rule.id in used else "-"
        yield from _row(f"{mark} {rule.id:{width}}  {rule.level:6}  {rule.kind:9}  ", rule.why)


def _page(pack: Pack, rule: Rule, used: set[str]) -> Iterator[str]:
    """Yield all that is to be said of one rule."""
    yield rule.id
    yield from _row("  ", rule.why)
    yield ""
    yield from _field("level", f"{rule.level}, {'in use' if rule.id in used else 'not in use'}")
    about = " ".join((type(rule).__doc__ or "").partition("\n\n")[0].split())
    yield from _field("kind", f"{rule.kind}: {about}")
    for key in keys(type(rule)).values():
        value = getattr(rule, key.field)
        if key.name not in ("why", "level") and (key.is_needed or value != key.default):
            yield from _field(key.name, *_values(key.type.written(value)))
    folder = rules_folder()
    is_shipped = pack.path.is_relative_to(folder)
    yield from _field("file", f"{pack.path.relative_to(folder)} (shipped)" if is_shipped else str(pack.path))
    lines = [
        f"{mark} {line}" if mark != BODY else BODY
        for example in pack.examples[rule.id]
        for mark, line in example.lines
    ]
    yield from _field("examples", *lines)
    yield ""
    yield f'To leave it out: --ignore {rule.id}, or in cleaner.toml: ignore = ["{rule.id}"]'


def _values(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [f"{name} = {str(wanted).lower()}" for name, wanted in value.items()]
    return list(map(str, value)) if isinstance(value, list) else [str(value)]


def _field(name: str, *values: str) -> Iterator[str]:
    for number, value in enumerate(values):
        yield from _row(f"  {'' if number else name:10}", value)


def _row(head: str, text: str) -> Iterator[str]:
    """Yield a text beside a head, broken at the width of the terminal if there is one."""
    has_width = sys.stdout.isatty() or "COLUMNS" in os.environ
    columns = shutil.get_terminal_size().columns if has_width else sys.maxsize
    width = max(columns - len(head), _MIN_COLUMNS)
    first, *others = textwrap.wrap(text, width, break_long_words=False) or [""]
    yield (head + first).rstrip()
    yield from (" " * len(head) + line for line in others)


_MIN_COLUMNS = 30


def _echo(lines: Iterator[str]) -> None:
    for line in lines:
        click.echo(line)
