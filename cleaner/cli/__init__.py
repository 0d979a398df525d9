"""The command: one verb a module, and `clean` when no verb is named. The only place that prints."""

import importlib
import os
import signal
import sys
import warnings
from typing import Any, NoReturn

import click

from cleaner.errors import CleanerError
from cleaner.version import __version__

VERBS = ("clean", "check", "fix", "explain", "restore", "test", "rules")

CLOSED_PIPE = 128 + 13
"""The exit code of a program that a closed pipe ended, as shells count it."""

INTERRUPTED = 128 + signal.SIGINT


class Verbs(click.Group):
    """Loads a verb when it is called; anything that is no verb is an argument of `clean`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """See click."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """See click."""
        if cmd_name not in VERBS:
            return None
        command: click.Command = getattr(importlib.import_module(f"cleaner.cli.{cmd_name}"), cmd_name)
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """See click."""
        if not args or args[0] not in (*VERBS, "--help", "-h", "--version"):
            args = ["clean", *args]
        return super().parse_args(ctx, args)


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def verbs() -> None:
    """Strip what a web site printed around an article from text that was already extracted.

    Without a verb, cleaner cleans: `cleaner < page.txt > clean.txt`. To clean a file that is named like a
    verb, write `cleaner ./check` or `cleaner clean check`.

    Exit codes: 0 done, 1 check, fix or test found something, 2 an error in what was given.
    """


def main() -> NoReturn:
    """Run the command and exit with its code."""
    warnings.formatwarning = _as_note
    try:
        code = _run(sys.argv[1:])
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        code = 2
    except CleanerError as error:
        click.echo(f"cleaner: {error}", err=True)
        code = 2
    except BrokenPipeError:
        code = CLOSED_PIPE
    except (KeyboardInterrupt, click.Abort):
        code = INTERRUPTED
    except OSError as error:
        where = error.filename or "standard output"
        click.echo(f"cleaner: {where}: {(error.strerror or str(error)).lower()}", err=True)
        code = 2
    if code in (2, CLOSED_PIPE):  # what is left in the buffer cannot be written either
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def _as_note(message: Warning | str, *_: Any, **__: Any) -> str:
    return f"cleaner: {message}\n"


def _run(arguments: list[str]) -> int:
    if "_CLEANER_COMPLETE" in os.environ:
        verbs.main(prog_name="cleaner")
    try:
        with verbs.make_context("cleaner", arguments) as context:
            result: Any = verbs.invoke(context)
    except click.exceptions.Exit as done:
        return done.exit_code
    return int(result or 0)
