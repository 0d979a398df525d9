"""Undo: which text belongs to which document of an edit log, and the way back of each.

A text is told by its hash, so that a document of a folder is found under whatever folder it was written to.
"""

import io
from itertools import accumulate
from pathlib import Path, PurePath
from typing import BinaryIO, NamedTuple

from cleaner.corpus.opened import opened_text
from cleaner.corpus.source import STDIN
from cleaner.errors import ConfigError, LogError, closest
from cleaner.formats.digest import Digest
from cleaner.formats.files import shown
from cleaner.formats.log_index import LoggedDocument, LogIndex
from cleaner.formats.parquet import Rows, Table
from cleaner.formats.placing import Rejected, places_of, undone, undone_records
from cleaner.formats.records import read_blocks
from cleaner.formats.restore import (
    WRONG_TEXT,
    CleanedText,
    MismatchError,
    Standing,
    records_of,
    standing,
    write_original,
)
from cleaner.formats.spool import spool

MAX_EDITED_BYTES = 1 << 26
"""Bytes of a text that was edited since: it is held in memory, to look for context in it."""


class Found(NamedTuple):
    """A document, with the file that has its cleaned text, and where that is below the folder that was named."""

    document: LoggedDocument
    path: Path
    below: PurePath


def document_named(log: LogIndex, name: str) -> LoggedDocument:
    """Return the document with a name, or whose path ends with it. Raises `ConfigError`."""
    wanted = shown(name)
    names = [document.head.document for document in log.documents]
    found = [document for document in log.documents if document.head.document == wanted] or [
        document
        for document in log.documents
        if _parts(document)[-len(PurePath(wanted).parts) :] == PurePath(wanted).parts
    ]
    if not found:
        remedy = closest(wanted, names) or f"it has {', '.join(names[:_MAX_NAMES])}"
        raise ConfigError("--document", f"{log.name} has no document '{name}'", remedy)
    if len(found) > 1:
        raise ConfigError(
            "--document", f"'{name}' is {len(found)} documents of {log.name}", "name its whole path"
        )
    return found[0]


def texts_of(
    log: LogIndex, text: CleanedText, wanted: LoggedDocument | None
) -> list[tuple[LoggedDocument, CleanedText]]:
    """Return the documents that a text holds: all in a row, or one that is wanted or that it is by its hash.

    Raises `LogError` if it holds none.
    """
    sizes = [document.foot.output.bytes for document in log.documents]
    starts = accumulate(sizes, initial=0)
    row = [
        (document, CleanedText(text.stream, at, size))
        for document, at, size in zip(log.documents, starts, sizes, strict=False)
    ]
    documents = [wanted] if wanted else list(log.documents)
    if len(documents) == 1 and (not log.unfinished or wanted):
        (document,) = documents
        is_row = len(row) > 1 and text.size == sum(sizes)
        if is_row and standing(text, document.foot) is Standing.OTHER:
            return [item for item in row if item[0] is document]
        return [(document, text)]
    if text.size == sum(sizes) and log.unfinished is None:
        return row
    same = _with_hash(log, text)
    if same:
        return [(same[0], text)]
    if log.unfinished is not None:
        what = (
            f"the log ends inside a document ({log.unfinished})"
            if log.unfinished
            else "the log ends inside a line"
        )
        raise LogError(
            log.name, what, "the run that wrote it did not finish; restore its documents one by one"
        )
    what = f"is not the cleaned text of its {len(documents)} documents, or of one of them"
    raise LogError(log.name, f"the text {what}", f"{WRONG_TEXT}, or name the document with --document")


def _with_hash(log: LogIndex, text: CleanedText) -> list[LoggedDocument]:
    """Return the documents whose cleaned text a text is. Raises `LogError` if their originals differ."""
    digest = Digest()
    for block in text.blocks():
        digest.add(block)
    same = [document for document in log.documents if document.foot.output.sha256 == digest.sha256]
    if len({document.foot.input for document in same}) > 1:
        names = ", ".join(document.head.document for document in same[:_MAX_NAMES])
        raise LogError(
            log.name, f"the text is that of several documents: {names}", "name one with --document"
        )
    return same


def found_in(document: LoggedDocument, folder: Path) -> Found | None:
    """Return the file in a folder that has the cleaned text of a document, or that has its name; None if none has.

    A document is looked for under its whole path, and without the folders it begins with, one after the other.
    """
    parts = _parts(document)
    named: Found | None = None
    for start in range(len(parts)):
        below = PurePath(*parts[start:])
        path = folder / below
        if not path.is_file():
            continue
        found = Found(document, path, below)
        named = named or found
        with opened_text(str(path), document.head.columns) as opened:
            if standing(opened.text, document.foot) is not Standing.OTHER:
                return found
    return named


def place_of(document: LoggedDocument) -> PurePath:
    """Return the path under which a document is written to a folder. Raises `ConfigError` if it has none."""
    parts = _parts(document)
    if not parts:
        raise ConfigError("--output", f"{document.head.document} has no name in a folder", "name a file")
    return PurePath(*parts)


def write_back(
    log: LogIndex,
    document: LoggedDocument,
    text: CleanedText,
    sink: BinaryIO,
    *,
    takes_edited: bool,
    table: Table | None = None,
) -> list[Rejected]:
    """Write the original of a document; of a text that was edited since, as far as its edits can be placed.

    `table` is the table whose column the text is. Raises `LogError` as `write_original` does, but for an edited text
    that is taken.
    """
    if table is None:
        return _write_back(log, document, text, sink, takes_edited=takes_edited)
    with spool() as lines:
        rejected = _write_back(log, document, text, lines, takes_edited=takes_edited)
        lines.seek(0)
        pairs = zip(lines, text.lines(), strict=True)
        table.write(
            sink, (Rows(row, 1, old if old != new else None) for row, (old, new) in enumerate(pairs, 1))
        )
    return rejected


def _write_back(
    log: LogIndex, document: LoggedDocument, text: CleanedText, sink: BinaryIO, *, takes_edited: bool
) -> list[Rejected]:
    if not takes_edited or standing(text, document.foot) is not Standing.OTHER:
        write_original(log, document, text, sink)
        return []
    if text.size > MAX_EDITED_BYTES:
        raise log.problem(document, "the edited text is too long to look for context in it", WRONG_TEXT)
    data = b"".join(text.blocks())
    head = document.head
    try:
        if head.records is not None:
            blocks = read_blocks(io.BytesIO(data), head.records, MAX_EDITED_BYTES)
            lines = [record for block in blocks for record in block.records]
            records, rejected = undone_records(lines, records_of(log, document), head.records)
            sink.write(b"".join(records))
        else:
            old, rejected = undone(
                data.decode(head.encoding, "surrogateescape"), places_of(log.entries(document))
            )
            sink.write(old.encode(head.encoding, "surrogateescape"))
    except (UnicodeError, MismatchError) as error:
        raise log.problem(document, f"the edited text is not {head.encoding}", WRONG_TEXT) from error
    return rejected


def _parts(document: LoggedDocument) -> tuple[str, ...]:
    """Return the parts of a document's name that lead down: never to a root or upwards."""
    parts = PurePath(document.head.document).parts
    up = max(
        (number for number, part in enumerate(parts, 1) if part == ".." or PurePath(part).anchor), default=0
    )
    return parts[up:] if parts != (STDIN,) else ()


_MAX_NAMES = 5
