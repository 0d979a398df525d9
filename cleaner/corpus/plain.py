"""Plain text: a source that is one document, cleaned part by part."""

import io
from collections.abc import Iterator
from typing import BinaryIO

from cleaner.corpus.cleaned import Cleaned
from cleaner.corpus.settings import Settings
from cleaner.corpus.sites import site_of_path
from cleaner.deciding.cleaning import Cleaning
from cleaner.deciding.document import ESCAPED, EXACT
from cleaner.deciding.parts import parts
from cleaner.errors import InputError
from cleaner.formats.text import UTF_8, Encoder, can_encode, checked, decoded, read_blocks


def clean_text(source: BinaryIO, settings: Settings, *, name: str) -> Iterator[Cleaned]:
    """Clean a document; nearly every one comes in one piece, a very long one in parts.

    Memory is bounded by the part. A document that is not in its encoding goes through as it is, with an error.
    """
    encoding, site = settings.encoding, site_of_path(name)
    cleaner = settings.of_site(site).cleaner()
    if encoding == UTF_8:
        blocks, errors = read_blocks(source), ESCAPED
    else:
        copy = checked(source, encoding, name)
        if isinstance(copy, tuple):
            yield from _unchanged(*copy)
            return
        blocks, errors = decoded(copy, encoding), EXACT
    before, after = _encoders(encoding)
    chars = lines = 0
    for cleaning in cleaner.clean_parts(part._replace(site=site or "") for part in parts(blocks, errors)):
        part = cleaning.part
        if encoding == UTF_8:
            cleaned, old, new = cleaning, part.data, cleaning.data
        else:
            cleaned = _encodable(cleaning, encoding)
            old = before.encode(cleaned.raw, is_last=part.ends)
            new = after.encode(cleaned.text, is_last=part.ends)
        size = part.count_chars()
        count, _ = part.count_lines()
        yield Cleaned(
            old,
            new,
            tuple(cleaned.moved(chars, lines)),
            cleaned,
            documents=int(part.begins),
            lines=count,
            chars=size,
            lines_above=lines,
            chars_above=chars,
            over_cap=cleaned.over_cap,
            site=part.site,
        )
        if not part.ends:
            lines += cleaning.line_ends
            chars += size


def clean_text_bytes(data: bytes, settings: Settings, *, name: str) -> list[Cleaned]:
    """Clean a document that is held in memory."""
    return list(clean_text(io.BytesIO(data), settings, name=name))


def _encoders(encoding: str) -> tuple[Encoder, Encoder]:
    return Encoder(encoding), Encoder(encoding)


def _unchanged(source: BinaryIO, error: InputError) -> Iterator[Cleaned]:
    problem: InputError | None = error
    with source:
        for block in read_blocks(source):
            yield Cleaned(block, block, documents=int(problem is not None), error=problem)
            problem = None


def _encodable(cleaning: Cleaning, encoding: str) -> Cleaning:
    """Return a cleaning without the repairs whose characters an encoding does not have."""
    edits = tuple(edit for edit in cleaning.edits if not edit.new or can_encode(edit.new, encoding))
    return cleaning if edits == cleaning.edits else Cleaning(cleaning.part, edits, cleaning.over_cap)
