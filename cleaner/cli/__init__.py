"""The command: one verb a module, and the only room that prints."""

import contextlib
import errno
import gc
import glob
import importlib
import os
import signal
import sys
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NoReturn

import click

from cleaner.cli import streams
from cleaner.cli.ending import TerminatedError, heed_signals
from cleaner.cli.verb import Verb
from cleaner.errors import CleanerError, ConfigError, closest
from cleaner.version import __version__

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

DEBUG = "CLEANER_DEBUG"

VERBS = (
    "clean", "check", "fix", "explain", "restore", "report", "mine", "review", "diff-rules", "test", "rules"
)  # fmt: skip

CLOSED_PIPE = 128 + 13
"""The exit code of a program that a closed pipe ended, as shells count it."""

FAILED = 2

INTERRUPTED = 128 + signal.SIGINT

TERMINATED = 128 + signal.SIGTERM

NEW_OBJECTS = 50_000
"""New objects after which Python looks for cycles: rules are many objects, and hardly any cycle ever comes about
here, so that to look as often as by default, after 700, takes a twentieth of the time."""


FILES = [
    (
        "cleaner.toml",
        "settings, under the names of options; the nearest one in the folder or above it is used",
    ),
    ("pyproject.toml", "the same, under [tool.cleaner]"),
]

ENVIRONMENT = [
    ("CLEANER_CACHE", "the folder for compiled rules; if empty, they are not kept"),
    (DEBUG, "if set, internal errors show a traceback"),
    ("NO_COLOR", "if set, disables automatic colour"),
    ("COLUMNS", "the width of the output of explain and help"),
]


def load_verb(name: str) -> Verb:
    """Load a verb."""
    module = name.replace("-", "_")
    command: Verb = getattr(importlib.import_module(f"cleaner.cli.{module}"), module)
    return command


class Verbs(click.Group):
    """Loads a verb when it is called; anything that is no verb is an argument of `clean`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """See click."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """See click."""
        return load_verb(cmd_name) if cmd_name in VERBS else None

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """See click."""
        is_completing = ctx.resilient_parsing and not args
        if not is_completing and (not args or args[0] not in (*VERBS, "--help", "-h", "--version")):
            if not ctx.resilient_parsing:
                _refuse_mistyped(args)
            args = ["clean", *args]
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        """Offer files and options, as for the bare call, and the verbs."""
        from click.shell_completion import CompletionItem  # noqa: PLC0415 — for the Tab key only

        clean = click.Context(load_verb("clean"), parent=ctx, resilient_parsing=True)
        bare = clean.command.shell_complete(clean, incomplete)
        # files first: bash forgets what was offered before it is asked for them
        names = [name for name in VERBS if name.startswith(incomplete)]
        named = [CompletionItem(name, help=load_verb(name).get_short_help_str(200)) for name in names]
        offered = [CompletionItem(incomplete, type="file"), *bare, *named]
        return list({item.value if item.type == "plain" else item.type: item for item in offered}.values())

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """See click; a first sentence is shown whole."""
        with formatter.section("Verbs"):
            formatter.write_dl([(name, load_verb(name).get_short_help_str(200)) for name in VERBS])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """See click."""
        with formatter.section("Files"):
            formatter.write_dl(FILES)
        with formatter.section("Environment"):
            formatter.write_dl(ENVIRONMENT)


def _print_version(context: click.Context, _: click.Parameter, asked: bool) -> None:
    """Print which program this is, and which rules it has: the edit log names both in the same words."""
    if not asked or context.resilient_parsing:
        return
    from cleaner.ruleset.digest import rules_digest  # noqa: PLC0415 — for this option only

    click.echo(f"cleaner {__version__}, rules {rules_digest()}")
    context.exit()


@click.group(
    cls=Verbs, subcommand_metavar="[VERB] [FILE]...", context_settings={"help_option_names": ["-h", "--help"]}
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Show the version and the digest of the shipped rules, and exit.",
)
def verbs() -> None:
    """Strip what a web site printed around an article from text that was already extracted.

    Without a verb, cleaner cleans: `cleaner < page.txt > clean.txt`, and takes the options of `clean`. Each verb
    tells more: `cleaner check --help`. To clean a file that is named like a verb, write `cleaner -- check`.

    Exit codes: 0 done, 1 check, fix or test found something, 2 an error in what was given.
    """


def main() -> NoReturn:
    """Run the command and exit with its code."""
    gc.set_threshold(NEW_OBJECTS)
    warnings.formatwarning = _as_note
    streams.prepare()
    heed_signals()
    _leave(run(expanded(sys.argv[1:]) if os.name == "nt" else sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run the command and return its exit code; whatever goes wrong is reported on standard error."""
    try:
        code = _invoked(arguments)
        sys.stdout.flush()
    except click.ClickException as error:
        with contextlib.suppress(OSError):
            (_with_one_guess(error) if isinstance(error, click.NoSuchOption) else error).show()
    except CleanerError as error:
        _report(f"cleaner: {error}")
    except BrokenPipeError:
        return CLOSED_PIPE
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except TerminatedError:
        return TERMINATED
    except OSError as error:
        if is_closed_pipe(error):
            return CLOSED_PIPE
        where = error.filename or "standard output"
        _report(f"cleaner: {where}: {(error.strerror or str(error)).lower()}")
    except Exception as error:  # noqa: BLE001 — nobody is to see a traceback who did not ask for one
        _report_unforeseen(error)
    else:
        return code
    return FAILED


def _with_one_guess(error: click.NoSuchOption) -> click.NoSuchOption:
    """Return the error of an unknown option with the nearest of the options that click offers: one is --help."""
    import difflib  # noqa: PLC0415 — for mistakes only

    nearest = difflib.get_close_matches(error.option_name, error.possibilities or (), 1)
    return click.NoSuchOption(error.option_name, possibilities=nearest, ctx=error.ctx)


def _refuse_mistyped(arguments: Sequence[str]) -> None:
    """Raise `ConfigError` if the first argument is not a file, and much like a verb."""
    word = arguments[0] if arguments else ""
    looks_like_a_verb = word.replace("-", "").isalpha() and not word.startswith("-")
    guess = closest(word, VERBS) if looks_like_a_verb and not os.path.lexists(word) else ""
    if guess:
        raise ConfigError(word, "is neither a verb nor a file", guess)


def expanded(arguments: Sequence[str]) -> list[str]:
    """Replace patterns by the names of files, as shells other than those of Windows have done by then."""
    found = ((each, sorted(glob.glob(each, recursive=True))) for each in arguments)  # noqa: PTH207 — as typed
    return [name for each, names in found for name in names or [each]]


def is_closed_pipe(error: OSError, system: str = os.name) -> bool:
    """Whether the program that read the output ended: Windows calls that an invalid argument."""
    return system == "nt" and error.errno == errno.EINVAL and error.filename is None


def _leave(code: int) -> NoReturn:
    """Exit at once.

    Python would first take all rules and databases apart, which takes a tenth of the time in which a page is
    cleaned; and what is left in the buffer after an error could not be written either.
    """
    with contextlib.suppress(OSError, AttributeError):
        sys.stderr.flush()
    os._exit(code)


def _report(message: str) -> None:
    with contextlib.suppress(OSError):  # standard error may be full, too
        click.echo(message, err=True)


def _report_unforeseen(error: Exception) -> None:
    if os.environ.get(DEBUG):
        import traceback  # noqa: PLC0415 — hopefully never needed

        _report("".join(traceback.format_exception(error)).rstrip())
    what = " ".join(f"{type(error).__name__}: {error}".split()).removesuffix(": ")
    _report(f"cleaner: internal error: {what}; please report it, with what {DEBUG}=1 shows")


def _as_note(message: Warning | str, *_: Any, **__: Any) -> str:
    return f"cleaner: {message}\n"


def _invoked(arguments: list[str]) -> int:
    if "_CLEANER_COMPLETE" in os.environ:
        from cleaner.cli.shells import teach_shells  # noqa: PLC0415 — for the Tab key only

        teach_shells()
        verbs.main(prog_name="cleaner")
    try:
        with verbs.make_context("cleaner", arguments) as context:
            result: Any = verbs.invoke(context)
    except click.exceptions.Exit as done:
        return done.exit_code
    return int(result or 0)
