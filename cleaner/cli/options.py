"""What the verbs share: options, settings, names of documents, and reading them."""

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial, wraps
from typing import Any

import click

from cleaner.cli.refusals import refuse_stdin_filename
from cleaner.cli.verb import GROUPS
from cleaner.corpus.configuration import Configuration
from cleaner.corpus.globs import problem_of_glob
from cleaner.corpus.places import as_seen
from cleaner.corpus.settings import (
    FORMATS,
    Settings,
    as_written,
    known_encoding,
    known_size,
    known_split,
    setting_names,
)
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
stdin_filename = click.option(
    "--stdin-filename",
    type=click.Path(),
    metavar="NAME",
    help="Treat standard input as this file: use its settings and format, and name it in reports.",
)
quiet = click.option("-q", "--quiet", is_flag=True, help="On standard error, print errors only.")


LEVEL_FIGURES = {Level.GENTLE: (0.02, 10), Level.NORMAL: (0.22, 27), Level.STRONG: (0.66, 44)}
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


OF_THE_INPUT = GROUPS["What the input is"] | {"repair", "max_removed"}
"""The options that say something of texts, for verbs that read none."""


def with_settings(verb: Callable[..., Any], *, without: Collection[str] = ()) -> Callable[..., Any]:
    """Give a verb the options that choose rules and files, but for some, and pass it the configuration they make."""

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
        help="Use only these rules: an id, a pack or a glob.",
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
        help="Add these rule files or folders.",
    )
    @click.option("--shipped/--no-shipped", default=None, help="Use the packs that come with cleaner.")
    @click.option("--repair/--no-repair", default=None, help="Repair text before rules see it.")
    @click.option(
        "--max-removed",
        type=click.FloatRange(0, 1),
        metavar="SHARE",
        help="Skip documents that would lose more than this share (0 to 1) of their prose and of lines that no rule "
        "knows by their words.",
    )
    @click.option("--encoding", metavar="NAME", help="The encoding of the text. [default: utf-8]")
    @click.option(
        "--format",
        type=click.Choice(FORMATS),
        help="The format of the input. [default: what its name says, or text]",
    )
    @click.option(
        "--split",
        metavar="LINE",
        help="Cut a file of text into documents at each line LINE, or at form-feed or nul characters.",
    )
    @click.option(
        "--max-record",
        metavar="SIZE",
        help="Pass longer records through unchanged, as in 500kB or 1GB. [default: 64MB]",
    )
    @click.option("--text-field", metavar="NAME", help="The field of a record with its text. [default: text]")
    @click.option(
        "--site-field",
        metavar="NAME",
        help="The field of a record with its URL, which decides for which site it is cleaned.",
    )
    @click.option(
        "--include",
        metavar="GLOB",
        multiple=True,
        help="In folders, clean only the files that match. Write globs as in .gitignore.",
    )
    @click.option("--exclude", metavar="GLOB", multiple=True, help="In folders, skip the files that match.")
    @click.option(
        "--force-exclude/--no-force-exclude", default=None, help="Skip excluded files even if you name them."
    )
    @click.option(
        "--gitignore/--no-gitignore",
        default=None,
        help="In folders, skip files that git ignores. [default: yes]",
    )
    @click.option("--config", type=click.Path(), metavar="FILE", help="Use this configuration file.")
    @click.option(
        "--show-config",
        is_flag=True,
        help="Print the settings of each file and where they come from, then stop.",
    )
    @wraps(verb)
    def with_options(*, config: str | None, show_config: bool, **values: Any) -> Any:
        named = values.get("paths") or (values.get("path") or STDIN,)
        stdin_filename = values.pop("stdin_filename", None)
        if stdin_filename is not None:
            refuse_stdin_filename(stdin_filename, named)
        changes: dict[str, Any] = {}
        for name, made in _MADE.items():
            if (value := values.pop(name, None)) not in (None, ()):
                changes[name] = made(value)
        configuration = Configuration(changes, config, stdin_filename)
        if show_config:
            for path in named:
                _show(path, configuration)
            return 0
        return verb(configuration=configuration, **values)

    parameters: list[click.Parameter] = vars(with_options)["__click_params__"]
    parameters[:] = [parameter for parameter in parameters if parameter.name not in without]
    return with_options


def _as_given(value: Any) -> Any:
    return value


def _steps(repair: bool) -> tuple[str, ...]:
    return Settings().repair if repair else ()


def _given(name: str, values: Iterable[str]) -> tuple[str, ...]:
    """Return what an option was given, each time it was. Raises `ConfigError`."""
    for value in values:
        what = "is empty" if not value.strip() else problem_of_glob(value) if name in _GLOBS else ""
        if what:
            raise ConfigError(f"--{name}", f"'{value}' {what}", "leave the option out, or correct it")
    return tuple(values)


_GLOBS = ("include", "exclude")

_MADE: Mapping[str, Callable[[Any], Any]] = {
    **dict.fromkeys(
        (
            "level",
            "max_removed",
            "shipped",
            "format",
            "text_field",
            "site_field",
            "force_exclude",
            "gitignore",
        ),
        _as_given,
    ),
    **{name: partial(_given, name) for name in ("select", "ignore", "rules", "include", "exclude")},
    "repair": _steps,
    "encoding": known_encoding,
    "split": known_split,
    "max_record": known_size,
}
"""What becomes of the options, by the settings that they are."""


def _show(path: str, configuration: Configuration) -> None:
    """Print the settings of a file, with where each value comes from."""
    settings = configuration.of(path)
    click.echo(f"# {configuration.name_of(path)}")
    for name in setting_names():
        value = getattr(settings, name)
        shown = [*map(str, value)] if isinstance(value, tuple) else value
        shown = str(shown) if isinstance(shown, str) else shown  # a level, too
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
