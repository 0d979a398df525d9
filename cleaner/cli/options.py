"""What the verbs share: options, settings, names of documents, and reading them."""

import os
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from pathlib import Path
from typing import Any

import click

from cleaner.corpus.configuration import Configuration
from cleaner.corpus.discovery import Found
from cleaner.corpus.globs import problem_of_glob
from cleaner.corpus.places import as_seen
from cleaner.corpus.settings import FORMATS, Settings, as_written, known_encoding, setting_names
from cleaner.corpus.source import STDIN
from cleaner.errors import ConfigError
from cleaner.ruleset.rule import Level

paths = click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path())
output = click.option(
    "-o", "--output", type=click.Path(), metavar="PATH", help="Write to this file or folder."
)
jobs = click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Number of worker processes. [default: 1; for large files of records, one a core]",
)
quiet = click.option("-q", "--quiet", is_flag=True, help="Print errors only.")


LEVEL_FIGURES = {Level.GENTLE: (0.00, 5), Level.NORMAL: (0.23, 27), Level.STRONG: (0.76, 43)}
"""Percent of the content lines that are lost, and of the chrome lines that are removed, by level: the rows
`residue` of docs/quality.md, measured on sites that the points were not fitted on."""

_TRADE = (
    "On unseen sites "
    + ", ".join(
        f"{level} removes {removed} % of the chrome and loses {lost:.2f} % of the content"
        for level, (lost, removed) in LEVEL_FIGURES.items()
    )
    + "."
)


def with_settings(verb: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb the options that choose rules and files, and pass it the configuration they make."""

    @click.option(
        "--level",
        type=click.Choice([level.value for level in Level]),
        help=f"How sure a rule must be. {_TRADE} [default: normal]",
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
        help="Leave a document alone if it would lose more than this share of its prose, and of lines that no rule "
        "knows by their words.",
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
                changes[name] = _given(name, value)
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


def _given(name: str, values: Iterable[str]) -> tuple[str, ...]:
    """Return what an option was given, each time it was. Raises `ConfigError`."""
    for value in values:
        what = "is empty" if not value.strip() else problem_of_glob(value) if name in _GLOBS else ""
        if what:
            raise ConfigError(f"--{name}", f"'{value}' {what}", "leave the option out, or correct it")
    return tuple(values)


_GLOBS = ("include", "exclude")


def _show(path: str, configuration: Configuration) -> None:
    """Print the settings of a file, with where each value comes from."""
    settings = configuration.of(path)
    click.echo(f"# {path}")
    for name in setting_names():
        value = getattr(settings, name)
        shown = [*map(str, value)] if isinstance(value, tuple) else value
        origin = as_seen(settings.origins.get(name, "default"))
        click.echo(f"{as_written(name):13} = {shown!r}  # {origin}")


def _choices(context: click.Context, parameter: click.Parameter, incomplete: str) -> Any:
    from cleaner.cli import complete  # noqa: PLC0415 — for the Tab key only

    return complete.choices(context, parameter, incomplete)


def note(message: str) -> None:
    """Say something on standard error."""
    click.echo(message, err=True)


def counted(count: int, noun: str) -> str:
    """Return a number with its noun.

    >>> counted(1, "edit"), counted(2, "edit")
    ('1 edit', '2 edits')
    """
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def refuse_same_file(found: Iterable[Found], outputs: Mapping[str, str | None]) -> None:
    """Raise `ConfigError` if a file that is to be written is an input, or another output, or has no name."""
    names: dict[str, str] = {}
    for option, path in outputs.items():
        if path is None:
            continue
        if not path or path == STDIN:
            raise ConfigError(option, f"'{path}' is not a file name", "name a file")
        is_device = Path(path).exists() and not (Path(path).is_file() or Path(path).is_dir())
        real = os.path.realpath(path)
        if real in names and not is_device:
            raise ConfigError(option, f"{path} is also {names[real]}", "name two different files")
        names[real] = option
    inputs = {os.path.realpath(file.path) for file in found if file.path != STDIN}
    for real, option in names.items():
        if real in inputs and option != "--output":
            raise ConfigError(
                option, f"{outputs[option]} is an input, and would be overwritten", "name another file"
            )
