"""`cleaner restore`: cleaned text and its edit log back to the original."""

import contextlib
import sys
from pathlib import Path

import click

from cleaner.cli.options import opened, output
from cleaner.cli.verb import Verb
from cleaner.files import reading, replacing
from cleaner.restore import restore as restored
from cleaner.tree import STDIN


@click.command(
    cls=Verb,
    exits={
        0: "done: the original, byte for byte",
        2: "the call was wrong, or text and log do not belong together",
    },
    examples=[
        ("cleaner --log edits.jsonl < page.txt > clean.txt", "clean, and keep the way back"),
        ("cleaner restore edits.jsonl < clean.txt > page.txt", "go it"),
    ],
)
@click.argument("log", type=click.Path())
@click.argument("cleaned", default=STDIN, type=click.Path(), metavar="[FILE]")
@output
def restore(*, log: str, cleaned: str, output: str | None) -> int:
    """Give back the original of a cleaned text, from the LOG that --log wrote.

    The cleaned text comes from FILE or standard input, and is checked against the hashes in the log.
    """
    with contextlib.ExitStack() as stack:
        records = stack.enter_context(reading(Path(log)))
        source = stack.enter_context(opened(cleaned))
        sink = stack.enter_context(replacing(Path(output))) if output else sys.stdout.buffer
        for piece in restored(records, source, log):
            sink.write(piece)
        sink.flush()
    return 0
