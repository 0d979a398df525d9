"""What the verbs share: options, settings, names of documents, and reading them."""

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import Any, BinaryIO

import click

from cleaner.config import (
    DEFAULT,
    FORMATS,
    Configuration,
    Settings,
    as_written,
    known_encoding,
    setting_names,
)
from cleaner.errors import CleanerError, InputError
from cleaner.files import reading
from cleaner.kinds import Level
from cleaner.tree import STDIN

paths = click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path())
output = click.option(
    "-o", "--output", type=click.Path(), metavar="PATH", help="Write to this file or folder."
)
quiet = click.option("-q", "--quiet", is_flag=True, help="Print errors only.")


def with_settings(verb: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb the options that choose rules and files, and pass it the configuration they make."""

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
    @click.option(
        "--include", metavar="GLOB", multiple=True, help="Look for these files in folders, as in .gitignore."
    )
    @click.option("--exclude", metavar="GLOB", multiple=True, help="Leave these files of folders out.")
    @click.option(
        "--force-exclude/--no-force-exclude", default=None, help="Leave them out even where they are named."
    )
    @click.option(
        "--gitignore/--no-gitignore",
        default=None,
        help="Leave out of folders what git ignores. [default: yes]",
    )
    @click.option("--config", type=click.Path(), metavar="FILE", help="Use this configuration file.")
    @click.option(
        "--show-config",
        is_flag=True,
        help="Print the settings of each file and where they come from; do nothing.",
    )
    @wraps(verb)
    def with_options(*, config: str | None, show_config: bool, **values: Any) -> Any:
        changes: dict[str, Any] = {}
        for name in (
            "level", "max_removed", "shipped", "format", "text_field", "force_exclude", "gitignore"
        ):  # fmt: skip
            if (value := values.pop(name)) is not None:
                changes[name] = value
        for name in ("select", "ignore", "rules", "include", "exclude"):
            if value := values.pop(name):
                changes[name] = tuple(value)
        if (repair := values.pop("repair")) is not None:
            changes["repair"] = Settings().repair if repair else ()
        if (encoding := values.pop("encoding")) is not None:
            changes["encoding"] = known_encoding(encoding)
        configuration = Configuration(changes, config)
        if show_config:
            for path in values.get("paths") or (values.get("path") or STDIN,):
                _show(path, configuration)
            return 0
        return verb(configuration=configuration, **values)

    return with_options


def _show(path: str, configuration: Configuration) -> None:
    """Print the settings of a file, with where each value comes from."""
    settings, origins = configuration.with_origins(path)
    click.echo(f"# {path}")
    for name in setting_names():
        value = getattr(settings, name)
        shown = [*map(str, value)] if isinstance(value, tuple) else value
        origin = origins.get(name, DEFAULT).removeprefix(f"{Path.cwd()}{os.sep}")
        click.echo(f"{as_written(name):13} = {shown!r}  # {origin}")


def _choices(context: click.Context, parameter: click.Parameter, incomplete: str) -> Any:
    from cleaner.cli import complete  # noqa: PLC0415 — for the Tab key only

    return complete.choices(context, parameter, incomplete)


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


def note(message: str) -> None:
    """Say something on standard error."""
    click.echo(message, err=True)


def report_error(error: CleanerError) -> None:
    """Say what went wrong with one document; the others go on."""
    note(f"cleaner: {error}")
