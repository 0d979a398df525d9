"""Fills in what the documentation says of the code: options, exit codes, packs, kinds and keys.

A part stands between `<!-- begin NAME -->` and `<!-- end -->`. `python docs/generate.py` writes all of them anew, the
JSON Schema of rule files, and what the commands in console blocks print; with `--check` it changes nothing, runs no
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
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import UnionType
from typing import Any, get_args

import click
import console

from cleaner import shape
from cleaner.cli import VERBS, load_verb
from cleaner.cli import verbs as command
from cleaner.cli.verb import Verb
from cleaner.kinds import KINDS, Level, Rule, Zone, keys
from cleaner.kinds.base import HEAD_LINES, TAIL_LINES
from cleaner.packs import Pack, load_packs
from cleaner.schema import schema
from cleaner.shape import SHAPE_KEYS, Shape
from cleaner.wording import Wording

REPOSITORY = Path(__file__).parent.parent
PAGES = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").rglob("*.md"))]
SCHEMA = REPOSITORY / "docs" / "rule.schema.json"
PART = re.compile(r"(<!-- begin ([\w -]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def main(arguments: Sequence[str]) -> int:
    """Write what is out of date, or with --check name it."""
    writes = "--check" not in arguments
    stale = 0
    for path, filled in generated():
        text = console.BLOCK.sub(printed_now, filled) if writes else filled
        if path.read_text("utf-8") == text:
            continue
        stale += 1
        if writes:
            path.write_text(text, "utf-8", newline="\n")
        print(f"{path.relative_to(REPOSITORY)}: {'written' if writes else 'is out of date'}")
    return int(stale > 0 and not writes)


def printed_now(block: re.Match[str]) -> str:
    """Run a console block."""
    with tempfile.TemporaryDirectory() as folder:
        return console.run(block.group(), Path(folder))


def generated() -> Iterator[tuple[Path, str]]:
    """Yield each page as it should be, and the schema."""
    parts = dict(all_parts())
    for path in PAGES:
        text = path.read_text("utf-8")
        yield path, PART.sub(lambda part: f"{part.group(1)}{parts[part.group(2)]}\n{part.group(3)}", text)
    yield SCHEMA, json.dumps(schema(), indent=2) + "\n"


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
    yield "kinds", kinds()
    yield "keys", every_key()
    yield "shape", shape_keys()
    yield "zones", zones()


def verbs() -> str:
    """Tell what each verb does."""
    rows = [(f"[`{name}`](docs/verbs/{name}.md)", short(load_verb(name))) for name in VERBS]
    return table(("verb", "does"), rows)


def short(verb: click.Command) -> str:
    """Give the first sentence of a verb's help."""
    return verb.get_short_help_str(1000).rstrip(".")


def usage(verb: click.Command) -> str:
    """Give a verb's help above its options."""
    with click.Context(verb, info_name=f"cleaner {verb.name}") as context:
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
            (f"`{key}`", type_of(declared), default_of(declared), declared.metadata["about"])
            for key, declared in keys(kind).items()
        ]
        rows.append(("`examples`", "text, or list of texts", "needed", "Tiny documents in diff notation."))
        described = "\n\n".join(filter(None, (f"### `{name}`", first, rest)))
        parts.append(f"{described}\n\n{table(('key', 'type', 'default', 'means'), rows)}")
    return "\n\n".join(parts)


def type_of(declared: Any) -> str:
    """Say in words what a key's value is."""
    wanted = declared.type
    if isinstance(wanted, UnionType):
        wanted = next(each for each in get_args(wanted) if each is not type(None))
    if wanted is int:
        return f"whole number from {declared.metadata['least']}"
    if isinstance(wanted, type) and issubclass(wanted, Level | Zone):
        return " ".join(f"`{each}`" for each in wanted)
    if wanted == tuple[str, ...]:
        return f"list of {declared.metadata['holds']}"
    return _TYPES.get(wanted) or declared.metadata["holds"]


_TYPES: Mapping[Any, str] = {
    bool: "true or false",
    Wording: "pattern, or list of phrases",
    Shape: "shape",
}


def default_of(declared: Any) -> str:
    """Say what holds without a key."""
    default = declared.default
    if default is Rule.__dataclass_fields__["id"].default:
        return "needed"
    if default is None or default in ((), ""):
        return "none"
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


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
            wanted = get_args(SHAPE_KEYS[name])[0]
            kind = "true or false" if wanted is bool else "whole number"
            rows.append((f"`{name}`", kind, " ".join(ast.literal_eval(text.value).split())))
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
