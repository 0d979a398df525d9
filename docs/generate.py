"""Fills in what the documentation says of the code: options, exit codes, packs, kinds and keys.

A part stands between `<!-- begin NAME -->` and `<!-- end -->`. `python docs/generate.py` writes all of them anew, the
JSON Schema of rule files, the manual pages, and what the commands in console blocks print; with `--check` it changes nothing, runs no
block, and exits with 1 if a part is out of date.
"""

import ast
import inspect
import json
import re
import sys
import tempfile
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import console
import cost
import manual
from manual import short

from cleaner.cli import VERBS, load_verb
from cleaner.cli import verbs as command
from cleaner.cli.verb import Verb
from cleaner.ruleset.example import EXAMPLES
from cleaner.ruleset.guards import GUARDS
from cleaner.ruleset.key_types import SHAPE_TYPES
from cleaner.ruleset.keys import Key, keys
from cleaner.ruleset.kinds import KINDS
from cleaner.ruleset.kinds.line import LineRule
from cleaner.ruleset.packs import Pack, load_packs, load_topics
from cleaner.ruleset.rule import Level, Rule
from cleaner.ruleset.schema import schema
from cleaner.ruleset.view import HEAD_LINES, TAIL_LINES, Zone
from cleaner.text import shape

REPOSITORY = Path(__file__).parent.parent
PAGES = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").rglob("*.md"))]
SCHEMA = REPOSITORY / "docs" / "rule.schema.json"
MANUAL = REPOSITORY / "docs" / "man"
PART = re.compile(r"(<!-- begin ([\w -]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def main(arguments: Sequence[str]) -> int:
    """Write what is out of date, or with --check name it."""
    writes = "--check" not in arguments
    stale = 0
    for path, filled in generated():
        text = console.BLOCK.sub(printed_now, filled) if writes else filled
        if path.exists() and path.read_text("utf-8") == text:
            continue
        stale += 1
        if writes:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8", newline="\n")
        print(f"{path.relative_to(REPOSITORY)}: {'written' if writes else 'is out of date'}")
    return int(stale > 0 and not writes)


def printed_now(block: re.Match[str]) -> str:
    """Run a console block."""
    with tempfile.TemporaryDirectory() as folder:
        return console.run(block.group(), Path(folder))


def generated() -> Iterator[tuple[Path, str]]:
    """Yield each page as it should be, the schema, and the manual pages."""
    parts = dict(all_parts())
    for path in PAGES:
        text = path.read_text("utf-8")
        yield path, PART.sub(lambda part: f"{part.group(1)}{parts[part.group(2)]}\n{part.group(3)}", text)
    yield SCHEMA, json.dumps(schema(), indent=2) + "\n"
    for name, text in manual.pages():
        yield MANUAL / name, text


def all_parts() -> Iterator[tuple[str, str]]:
    """Yield what there is to fill in, by name."""
    for name in VERBS:
        yield f"usage {name}", usage(load_verb(name))
        yield f"options {name}", options(load_verb(name))
        yield f"exit codes {name}", exit_codes(load_verb(name))
    packs = load_packs()
    yield "verbs", verbs()
    yield "topics", topics(packs)
    yield "packs", every_pack(packs)
    yield "labels", labels(packs)
    yield "guards", guards()
    yield "kinds", kinds()
    yield "keys", every_key()
    yield "shape", shape_keys()
    yield "zones", zones()
    yield "cost estimate", cost.estimate()
    yield "cost clusters", table(("cores", "takes", "reads"), cost.clusters())
    yield "cost stages", table(("stage", "one core", "time, cleaning being 100 %"), cost.stages())


def verbs() -> str:
    """Tell what each verb does."""
    rows = [(f"[`{name}`](docs/verbs/{name}.md)", short(load_verb(name))) for name in VERBS]
    return table(("verb", "does"), rows)


def usage(verb: click.Command) -> str:
    """Give a verb's help above its options."""
    with click.Context(verb, info_name=f"cleaner {verb.name}", **command.context_settings) as context:
        line = " ".join(verb.collect_usage_pieces(context))
    paragraphs = inspect.cleandoc(verb.help or "").split("\n\n")
    described = [as_written(each) if each.startswith("\b") else each for each in paragraphs]
    return "\n\n".join([f"    cleaner {verb.name} {line}", *described])


def as_written(paragraph: str) -> str:
    """Keep the lines of a paragraph apart, as click does behind its mark for that."""
    return textwrap.indent(paragraph.removeprefix("\b\n"), "    ")


def options(verb: Verb) -> str:
    """List the options of a verb, in groups."""
    parts = []
    with click.Context(verb, info_name=verb.name, **command.context_settings) as context:
        for title, group in verb.groups(context).items():
            records = [option.get_help_record(context) for option in group]
            rows = [(f"`{record[0]}`", record[1]) for record in records if record]
            parts.append(f"**{title}**\n\n{table(('option', 'means'), rows)}")
    return "\n\n".join(parts)


def exit_codes(verb: Verb) -> str:
    """List the exit codes of a verb."""
    return table(("code", "means"), [(str(code), meaning) for code, meaning in verb.exits.items()])


def topics(packs: Sequence[Pack]) -> str:
    """Tell what the packs remove, topic by topic; what is in one language only comes in a row a folder."""
    topics: dict[str, list[Pack]] = {}
    for pack in packs:
        folder, topic = pack.name.split("/")
        if folder not in NO_LANGUAGES:
            topics.setdefault(topic, []).append(pack)
    wide = {name: members for name, members in topics.items() if len(languages(members)) > 1}
    rows = [
        (f"`*/{name}`", about(members), str(len(languages(members))), str(rules_in(members)))
        for name, members in sorted(wide.items(), key=lambda topic: (-len(topic[1]), topic[0]))
    ]
    folders: dict[str, list[Pack]] = {}
    for pack in packs:
        folder, topic = pack.name.split("/")
        if topic not in wide or folder in NO_LANGUAGES:
            folders.setdefault(folder, []).append(pack)
    for folder, members in sorted(folders.items()):
        names = ", ".join(pack.name.split("/")[1] for pack in members)
        language = "any" if folder in NO_LANGUAGES else folder
        rows.append((f"`{folder}/*`", names, language, str(rules_in(members))))
    return table(("packs", "remove", "languages", "rules"), rows)


NO_LANGUAGES = ("common", "sites")
"""The folders of packs that are of no language."""


def languages(packs: Sequence[Pack]) -> set[str]:
    """Give the languages of packs."""
    return {pack.name.split("/")[0] for pack in packs} - {*NO_LANGUAGES}


def about(packs: Sequence[Pack]) -> str:
    """Say what packs of one topic are about; English names it best."""
    return next(pack.about for pack in [*(each for each in packs if each.name.startswith("en/")), *packs])


def rules_in(packs: Sequence[Pack]) -> int:
    """Count the rules of packs."""
    return sum(len(pack.rules) for pack in packs)


def every_pack(packs: Sequence[Pack]) -> str:
    """List all packs, with the number of rules by level."""
    rows = []
    for pack in packs:
        levels = Counter(rule.level for rule in pack.rules)
        rows.append((f"`{pack.name}`", pack.about, *(str(levels[level] or "") for level in Level)))
    return table(("pack", "about", *Level), rows)


def labels(packs: Sequence[Pack]) -> str:
    """Count the phrases that each language has for each label every language must have; a gap is a dot."""
    phrases = {
        rule.id: len(rule.phrases) for pack in packs for rule in pack.rules if isinstance(rule, LineRule)
    }
    tongues = sorted(languages(packs) - {*NO_LANGUAGES})
    rows = []
    for topic in load_topics().values():
        for name in (name for name, rule in topic.rules.items() if rule.is_label):
            ids = [[f"{tongue}/{topic.name}/{name}{more}" for more in ("", BY_WORDING)] for tongue in tongues]
            counts = [sum(phrases.get(rule_id, 0) for rule_id in pair) for pair in ids]
            rows.append((f"`{topic.name}/{name}`", *(str(count or "·") for count in counts)))
    return table(("label", *tongues), rows)


BY_WORDING = "-by-wording"
"""Ends the name of a rule whose phrases earn their level by wording, beside one that was measured."""


def guards() -> str:
    """Tell which lines each guard protects."""
    return table(("guard", "protects a line that"), [(f"`{name}`", about_guard(name)) for name in GUARDS])


def about_guard(name: str) -> str:
    """Return what a guard says of the lines it protects, to go on from 'a line that'."""
    return GUARDS[name].about[:1].lower() + GUARDS[name].about[1:].removesuffix(".")


def kinds() -> str:
    """Tell in a row for each kind what it claims."""
    return table(("kind", "claims"), [(f"`{name}`", said(kind)[0]) for name, kind in KINDS.items()])


def said(kind: type[Rule]) -> tuple[str, str]:
    """Part a kind's docstring into its first sentence and the rest."""
    first, _, rest = inspect.cleandoc(kind.__doc__ or "").partition("\n\n")
    return " ".join(first.split()), rest


def every_key() -> str:
    """Describe each kind: what it claims, and its keys in the order in which rule files write them."""
    parts = []
    for name, kind in KINDS.items():
        first, rest = said(kind)
        rows = [
            (f"`{key.name}`", key.type.words, default_of(key), key.about)
            for key in (*keys(kind).values(), EXAMPLES)
        ]
        described = "\n\n".join(filter(None, (f"### `{name}`", first, rest)))
        parts.append(f"{described}\n\n{table(('key', 'type', 'default', 'means'), rows)}")
    return "\n\n".join(parts)


def default_of(key: Key) -> str:
    """Say what holds without a key."""
    if key.is_needed:
        return "needed"
    if key.default is None or key.default in ((), ""):
        return "none"
    return f"`{str(key.default).lower() if isinstance(key.default, bool) else key.default}`"


def shape_keys() -> str:
    """List the keys of a shape, with what the code says of each."""
    (found,) = [
        node
        for node in ast.parse(inspect.getsource(shape)).body
        if isinstance(node, ast.ClassDef) and node.name == "Shape"
    ]
    rows = []
    for field, text in zip(found.body, found.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(text, ast.Expr):
            name = ast.unparse(field.target)
            rows.append(
                (f"`{name}`", SHAPE_TYPES[name].words, " ".join(ast.literal_eval(text.value).split()))
            )
    return table(("key", "type", "means"), rows)


def zones() -> str:
    """Say how far each zone reaches."""
    return table(
        ("zone", "is"),
        [
            (f"`{Zone.HEAD}`", f"the first {HEAD_LINES} surviving lines"),
            (f"`{Zone.TAIL}`", f"the last {TAIL_LINES} surviving lines"),
            (f"`{Zone.ANYWHERE}`", "the whole document"),
        ],
    )


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Lay out a table."""
    lines = [head, ["---"] * len(head), *([_cell(each) for each in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _cell(text: str) -> str:
    text = " ".join(text.split()).replace("|", "\\|")
    return re.sub(r"`[^`]*`|<", lambda part: "&lt;" if part.group() == "<" else part.group(), text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
