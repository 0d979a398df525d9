"""A verb: a click command whose help reads like a manual page."""

from collections.abc import Mapping, Sequence
from typing import Any

import click

OWN = "Options"
"""The title of the options that are of one verb only, and of those that no group below names."""

GROUPS: Mapping[str, frozenset[str]] = {
    "Which rules": frozenset({"level", "select", "ignore", "rules", "shipped", "repair", "max_removed"}),
    "What the input is": frozenset(
        {
            "encoding",
            "format",
            "text_field",
            "site_field",
            "split",
            "stdin_filename",
            "max_record",
            "include",
            "exclude",
            "force_exclude",
            "gitignore",
        }
    ),
    "Configuration": frozenset({"config", "no_config", "show_config"}),
}
"""The options that several verbs share, by the title above them."""

EXITS: Mapping[int, str] = {
    130: "you pressed Ctrl-C; no file is half-written",
    141: "the program that read the output ended",
    143: "the system asked cleaner to end (SIGTERM); no file is half-written",
}
"""The exit codes of every verb."""


class Verb(click.Command):
    """Shows options in groups, and below them exit codes and examples."""

    def __init__(
        self, *arguments: Any, exits: Mapping[int, str], examples: Sequence[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.exits = {**exits, **EXITS}
        self.examples = examples
        """Commands, each with what it is for."""

    def groups(self, context: click.Context) -> dict[str, list[click.Option]]:
        """Give the options by the title above them."""
        groups: dict[str, list[click.Option]] = {title: [] for title in (OWN, *GROUPS)}
        for option in self.get_params(context):
            if not isinstance(option, click.Option):
                continue
            title = next((title for title, names in GROUPS.items() if option.name in names), OWN)
            groups[title].append(option)
        return {title: options for title, options in groups.items() if options}

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """See click."""
        for title, options in self.groups(ctx).items():
            with formatter.section(title):
                formatter.write_dl([row for option in options if (row := option.get_help_record(ctx))])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """See click."""
        with formatter.section("Exit codes"):
            formatter.write_dl([(str(code), meaning) for code, meaning in self.exits.items()])
        with formatter.section("Examples"):
            for command, purpose in self.examples:
                formatter.write(f"{'':{formatter.current_indent}}{command}\n")
                formatter.indent()
                formatter.write_text(purpose)
                formatter.dedent()
