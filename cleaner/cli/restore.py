"""`cleaner restore`: cleaned text and its edit log back to the original."""

import contextlib
import os
import shutil
import sys
from collections.abc import Container, Iterator, Sequence
from functools import partial
from pathlib import Path, PurePath
from typing import BinaryIO

import click

from cleaner.cli.options import counted, note, output
from cleaner.cli.progress import stepped
from cleaner.cli.verb import Verb
from cleaner.corpus.opened import columns_of, opened_log, opened_text
from cleaner.corpus.source import STDIN
from cleaner.corpus.undo import (
    Found,
    document_named,
    found_in,
    place_of,
    texts_of,
    write_back,
)
from cleaner.errors import ConfigError, InputError, LogError, OutputError, printable
from cleaner.formats.compression import compressing
from cleaner.formats.files import replacing
from cleaner.formats.log_index import LoggedDocument, LogIndex
from cleaner.formats.parquet import Table
from cleaner.formats.placing import Rejected
from cleaner.formats.recognition import COMPRESSIONS
from cleaner.formats.restore import CleanedText
from cleaner.formats.spool import spool

MAX_SHOWN_CHARS = 80
"""Characters of an edit that a message shows."""


@click.command(
    cls=Verb,
    exits={
        0: "done: the original, byte for byte; with --edited, every edit undone",
        1: "with --edited, some edits could not be placed; all others are undone",
        2: "the call was wrong, or text and log do not belong together",
    },
    examples=[
        ("cleaner --log edits.jsonl < page.txt > clean.txt", "clean, and keep the way back"),
        ("cleaner restore edits.jsonl < clean.txt > page.txt", "undo it"),
        ("cleaner restore edits.jsonl clean/ -o back/", "every file of a folder"),
        ("cleaner restore edits.jsonl page.txt -o page.txt", "undo what cleaner fix --log did to one file"),
    ],
)
@click.argument("log", type=click.Path())
@click.argument("cleaned", default=STDIN, type=click.Path(), metavar="[PATH]")
@output
@click.option("--document", metavar="NAME", help="Restore only this document of the log.")
@click.option(
    "--edited",
    is_flag=True,
    help="Accept text that was edited since, and undo each edit that can be placed by the text around it.",
)
def restore(*, log: str, cleaned: str, output: str | None, document: str | None, edited: bool) -> int:
    """Restore the original of a cleaned text, with the LOG that --log wrote.

    PATH is the cleaned text, a folder of cleaned files, or - for standard input. If the log is of
    many files, PATH may be the text of one of them, or the text of all, concatenated. Everything is checked against
    the hashes in the log before anything is written. Without --edited, text that was edited since is refused.
    """
    if output == "":
        raise ConfigError("--output", "'' is not a file name", "name a file or a folder")
    if output is not None and os.path.realpath(output) == os.path.realpath(log):
        raise ConfigError("--output", f"{output} is the log, and would be overwritten", "name another file")
    with opened_log(log) as index:
        wanted = document_named(index, document) if document is not None else None
        if cleaned != STDIN and Path(cleaned).is_dir():
            return _restore_folder(index, Path(cleaned), _Target(output), wanted, takes_edited=edited)
        with opened_text(cleaned, columns_of(index)) as opened:
            texts = texts_of(index, opened.text, wanted)
            return _restore_texts(index, texts, _Target(output), opened.table, takes_edited=edited)


class _Target:
    """Where originals go: standard output, a file or a folder."""

    def __init__(self, output: str | None) -> None:
        self._output = output
        self.is_folder = output is not None and (output.endswith(("/", "\\")) or Path(output).is_dir())

    @contextlib.contextmanager
    def opened(self, below: PurePath | None = None, *, compression: str | None = None) -> Iterator[BinaryIO]:
        """Open it for one file; nothing is written if the block fails."""
        if self._output is None:
            with spool() as stream:
                yield stream
                stream.seek(0)
                shutil.copyfileobj(stream, sys.stdout.buffer)
                sys.stdout.buffer.flush()
            return
        path = Path(self._output)
        if self.is_folder and below is not None:
            path = path / below
            _make(path.parent)
        named = compression or COMPRESSIONS.get(path.suffix.lower())
        with replacing(path) as stored, compressing(stored, named, str(path)) as sink:
            yield sink


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            str(folder), (error.strerror or str(error)).lower(), "name another folder"
        ) from error


def _restore_texts(
    log: LogIndex,
    texts: Sequence[tuple[LoggedDocument, CleanedText]],
    target: _Target,
    table: Table | None,
    *,
    takes_edited: bool,
) -> int:
    """Restore the documents of one text, to one place or each to its own."""
    rejects = 0
    write = partial(write_back, log, takes_edited=takes_edited, table=table)
    if target.is_folder:
        names = [place_of(document) for document, _ in texts]
        below = [PurePath(names[0].name)] if len(names) == 1 else names
        if len(set(below)) < len(below):
            raise LogError(log.name, "two of its documents have one name", "write them to standard output")
        placed = list(zip(texts, below, strict=True))
        for (document, text), name in stepped(placed, "document", is_output_shown=False):
            with target.opened(name) as sink:
                rejects += _told(document, write(document, text, sink))
        return int(rejects > 0)
    with target.opened() as sink:
        for document, text in stepped(texts, "document", is_output_shown=False):
            rejects += _told(document, write(document, text, sink))
    return int(rejects > 0)


def _restore_folder(
    log: LogIndex, folder: Path, target: _Target, wanted: LoggedDocument | None, *, takes_edited: bool
) -> int:
    """Restore the documents that are in a folder, each to its own file; those that fail are reported."""
    if wanted is None and not target.is_folder:
        raise ConfigError(
            "--output", "a folder is restored to a folder", "write -o FOLDER/, or name one --document"
        )
    documents = [wanted] if wanted else log.documents
    restored: set[PurePath] = set()
    problems = rejects = 0
    for document in stepped(documents, "document", is_output_shown=False):
        if document.foot.is_cut:
            note(
                f"cleaner: {printable(document.head.document)}: was left as it was, since it could not be read"
            )
            continue
        try:
            found = _found(log, document, folder, restored)
            with (
                opened_text(str(found.path), document.head.columns) as opened,
                target.opened(found.below, compression=opened.compression) as sink,
            ):
                rejected = write_back(
                    log, document, opened.text, sink, takes_edited=takes_edited, table=opened.table
                )
        except (InputError, LogError) as error:
            problems += 1
            note(f"cleaner: {error}")
            continue
        restored.add(found.below)
        rejects += _told(document, rejected)
    if log.unfinished is not None and wanted is None:
        name = f"{log.unfinished}, which was left as it was" if log.unfinished else "a line"
        note(f"cleaner: {log.name}: the run that wrote it was interrupted at {name}")
    if problems:
        note(f"{len(restored)} of {counted(len(documents), 'document')} restored")
    return 2 if problems else int(rejects > 0)


def _found(log: LogIndex, document: LoggedDocument, folder: Path, restored: Container[PurePath]) -> Found:
    found = found_in(document, folder)
    if found is None:
        raise log.problem(document, f"is not in {folder}", "name the folder of the cleaned files")
    if found.below in restored:
        raise log.problem(document, "has the name of a document above", "restore it with --document")
    return found


def _told(document: LoggedDocument, rejected: Sequence[Rejected]) -> int:
    """Report the edits of a document that could not be placed, and return how many they are."""
    name = document.head.document
    for reject in rejected:
        edit, record = reject.edit, "" if reject.record is None else f":{reject.record}"
        text = printable(edit.old.strip()) or "a blank line"
        shown = text if len(text) <= MAX_SHOWN_CHARS else text[: MAX_SHOWN_CHARS - 1] + "…"
        note(
            f"cleaner: {printable(name)}{record}:{edit.line}: not undone, the text around it has changed: {shown}"
        )
    if rejected:
        note(f"{printable(name)}: {counted(len(rejected), 'edit')} rejected")
    return len(rejected)
