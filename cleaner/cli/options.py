"""What the verbs share: options, settings, names of documents, and reading them."""

import contextlib
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Any, BinaryIO

import click

from cleaner.config import FORMATS, Settings, find_settings, known_encoding, read_settings
from cleaner.errors import CleanerError, InputError
from cleaner.files import reading
from cleaner.kinds import Level

STDIN = "-"

paths = click.argument("paths", nargs=-1, metavar="[FILE]...", type=click.Path())
output = click.option(
    "-o", "--output", type=click.Path(), metavar="PATH", help="Write to this file or folder."
)
quiet = click.option("-q", "--quiet", is_flag=True, help="Print errors only.")


def with_settings(verb: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb the options that choose rules, and pass it the settings they make."""

    @click.option(
        "--level",
        type=click.Choice([level.value for level in Level]),
        help="How sure a rule must be. [default: normal]",
    )
    @click.option(
        "--select",
        metavar="ID",
        multiple=True,
        shell_complete=_choices,
        help="Use these rules only: an id, a pack or a glob.",
    )
    @click.option(
        "--ignore",
        metavar="ID",
        multiple=True,
        shell_complete=_choices,
        help="Leave out these rules: an id, a pack or a glob.",
    )
    @click.option(
        "--rules",
        type=click.Path(),
        metavar="PATH",
        multiple=True,
        help="Use these rule files or folders, too.",
    )
    @click.option("--shipped/--no-shipped", default=None, help="Use the packs that come with cleaner.")
    @click.option("--repair/--no-repair", default=None, help="Repair text before rules see it.")
    @click.option(
        "--max-removed",
        type=click.FloatRange(0, 1),
        metavar="SHARE",
        help="Leave a document alone if more of its prose would go.",
    )
    @click.option("--encoding", metavar="NAME", help="The encoding of the text. [default: utf-8]")
    @click.option(
        "--format",
        type=click.Choice(FORMATS),
        help="What the input is. [default: what its name says, or text]",
    )
    @click.option(
        "--text-field", metavar="NAME", help="The field of a record that holds its text. [default: text]"
    )
    @click.option("--config", type=click.Path(), metavar="FILE", help="Use this configuration file.")
    @wraps(verb)
    def with_options(*, config: str | None, **values: Any) -> Any:
        changes: dict[str, Any] = {}
        for name in ("level", "max_removed", "shipped", "format", "text_field"):
            if (value := values.pop(name)) is not None:
                changes[name] = value
        for name in ("select", "ignore", "rules"):
            if value := values.pop(name):
                changes[name] = tuple(value)
        if (repair := values.pop("repair")) is not None:
            changes["repair"] = Settings().repair if repair else ()
        if (encoding := values.pop("encoding")) is not None:
            changes["encoding"] = known_encoding(encoding)
        return verb(settings=replace(_settings(config), **changes), **values)

    return with_options


def _choices(context: click.Context, parameter: click.Parameter, incomplete: str) -> Any:
    from cleaner.cli import complete  # noqa: PLC0415 — for the Tab key only

    return complete.choices(context, parameter, incomplete)


def _settings(config: str | None) -> Settings:
    path = Path(config) if config else find_settings(Path.cwd())
    return read_settings(path) if path else Settings()


@contextlib.contextmanager
def opened(path: str) -> Iterator[BinaryIO]:
    """Open a document: a file, or standard input for `-`."""
    if path != STDIN:
        with reading(Path(path)) as stream:
            yield stream
        return
    if sys.stdin is None:
        raise InputError("standard input", "is closed", "name a file, or redirect one to it")
    if sys.stdin.isatty():
        note("cleaner: reading from the terminal; end with Ctrl-D, or see cleaner --help")
    yield sys.stdin.buffer


def each_document(paths: tuple[str, ...]) -> Iterator[str]:
    """Give the names of the documents; standard input if none is named."""
    yield from paths or (STDIN,)


def note(message: str) -> None:
    """Say something on standard error."""
    click.echo(message, err=True)


def report_error(error: CleanerError) -> None:
    """Say what went wrong with one document; the others go on."""
    note(f"cleaner: {error}")
