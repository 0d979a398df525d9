"""Manual pages, written from what the command says of itself: cleaner(1), and one page for each verb.

They are in the language of man(7), which groff and mandoc read. All that is not ASCII is written by number, so that
no locale matters.
"""

import inspect
import re
import textwrap
from collections.abc import Iterator, Sequence

import click

from cleaner.cli import ENVIRONMENT, FILES, VERBS, load_verb
from cleaner.cli import verbs as command
from cleaner.cli.verb import Verb
from cleaner.version import __version__

AS_TYPED = {"\\": r"\e", "-": r"\-", "'": r"\(aq", "`": r"\(ga", "^": r"\(ha", "~": r"\(ti"}
"""What formatters print otherwise than it is written, and how to have it printed as it is."""

LINE_CHARS = 78
"""The length of a line in the source: mandoc complains of more than 80 with what guards it."""

FLAG_OR_VALUE = re.compile(r"(?P<flag>(?<![\w-])--?[a-zA-Z][\w-]*)|(?P<value>[^\s,/|\[\]]+)")


def pages() -> Iterator[tuple[str, str]]:
    """Yield the name of each manual page, and the page."""
    yield "cleaner.1", page("cleaner", short(command), [*of_command()])
    for name in VERBS:
        yield (
            f"cleaner-{name}.1",
            page(f"cleaner-{name}", short(load_verb(name)), [*of_verb(load_verb(name))]),
        )


def page(name: str, about: str, sections: Sequence[tuple[str, str]]) -> str:
    """Put a page together; it has no date, since it changes with the version only."""
    head = f'.TH {typed(name.upper())} 1 "" "cleaner {__version__}" "User Commands"'
    parts = [("NAME", prose_lines(name) + " \\-\n" + prose(about)), *sections]
    return "\n".join(
        ['.\\" Written by docs/generate.py.', head, *(f".SH {title}\n{text}" for title, text in parts), ""]
    )


def of_command() -> Iterator[tuple[str, str]]:
    """Yield the sections of cleaner(1)."""
    with click.Context(command, info_name="cleaner", **command.context_settings) as context:
        yield "SYNOPSIS", synopsis("cleaner", command.collect_usage_pieces(context))
        yield "DESCRIPTION", description(command)
        yield "VERBS", listed((bold(name), prose(short(load_verb(name)))) for name in VERBS)
        yield "OPTIONS", options(command.get_params(context), context)
    for title, rows in (("FILES", FILES), ("ENVIRONMENT", ENVIRONMENT)):
        yield title, listed((bold(name), prose(about)) for name, about in rows)
    yield "SEE ALSO", see_also(f"cleaner-{name}" for name in VERBS)


def of_verb(verb: Verb) -> Iterator[tuple[str, str]]:
    """Yield the sections of the page of a verb."""
    with click.Context(verb, info_name=f"cleaner {verb.name}", **command.context_settings) as context:
        yield "SYNOPSIS", synopsis(f"cleaner {verb.name}", verb.collect_usage_pieces(context))
        yield "DESCRIPTION", description(verb)
        groups = verb.groups(context).items()
        yield "OPTIONS", "\n".join(f".SS {title}\n{options(group, context)}" for title, group in groups)
    yield "EXIT STATUS", listed((bold(str(code)), prose(meaning)) for code, meaning in verb.exits.items())
    yield "EXAMPLES", listed((bold(example), prose(purpose)) for example, purpose in verb.examples)
    said = " ".join([verb.help or "", *(f"{example} {purpose}" for example, purpose in verb.examples)])
    named = set(re.findall(r"\bcleaner ([a-z-]+)", said)) - {verb.name}
    yield "SEE ALSO", see_also(["cleaner", *(f"cleaner-{name}" for name in VERBS if name in named)])


def short(verb: click.Command) -> str:
    """Return the first sentence of a command's help."""
    return verb.get_short_help_str(1000).rstrip(".")


def synopsis(name: str, pieces: Sequence[str]) -> str:
    """Show how a command is called."""
    return " ".join([bold(name), *(flags(piece) for piece in pieces)])


def description(verb: click.Command) -> str:
    """Return the help of a command above its options; what click keeps line by line stays so."""
    paragraphs = inspect.cleandoc(verb.help or "").split("\n\n")
    return "\n.PP\n".join(
        f".nf\n{prose_lines(text.removeprefix(KEPT))}\n.fi" if text.startswith(KEPT) else prose(text)
        for text in paragraphs
    )


KEPT = "\b\n"
"""Before a paragraph, click's mark for lines that are not to be joined."""


def options(parameters: Sequence[click.Parameter], context: click.Context) -> str:
    """List options."""
    records = [record for each in parameters if (record := each.get_help_record(context))]
    return listed((flags(names), prose(about)) for names, about in records)


def see_also(names: Iterator[str] | Sequence[str]) -> str:
    """Name other pages."""
    return ",\n".join(f"{bold(name)}(1)" for name in names)


def listed(rows: Iterator[tuple[str, str]]) -> str:
    """Lay out terms, each with what it means below it."""
    return "\n".join(f".TP\n{term}\n{text}" for term, text in rows)


def bold(text: str) -> str:
    """Return what is typed as it stands."""
    return f"\\fB{typed(text)}\\fR"


def flags(text: str) -> str:
    """Return a term of options, with flags in bold type and what they take in italics."""
    parts, end = [], 0
    for found in FLAG_OR_VALUE.finditer(text):
        font = "B" if found["flag"] else "I"
        parts += [typed(text[end : found.start()]), f"\\f{font}{typed(found.group())}\\fR"]
        end = found.end()
    return "".join([*parts, typed(text[end:])])


def prose(text: str) -> str:
    """Return text that is filled, with what stands in backticks as it is typed."""
    parts = re.split(r"`([^`]*)`", " ".join(text.split()))
    filled = "".join(bold(part) if number % 2 else typed(part) for number, part in enumerate(parts))
    lines = textwrap.wrap(filled, LINE_CHARS, break_long_words=False, break_on_hyphens=False)
    return "\n".join(map(guarded, lines))


def prose_lines(text: str) -> str:
    """Return text of which each line stays a line."""
    return "\n".join(guarded(typed(line)) for line in text.splitlines())


def typed(text: str) -> str:
    """Return text of which every character is printed as it is."""
    return "".join(AS_TYPED.get(each, each if each.isascii() else f"\\[u{ord(each):04X}]") for each in text)


def guarded(line: str) -> str:
    """Return a line that is not taken for a request."""
    return f"\\&{line}" if line.startswith((".", "'")) else line
