"""Documents of a corpus, each with its site: by the URL of the record, or by the folder in which the file lies."""

import contextlib
import os
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple

from cleaner.api import Cleaner
from cleaner.corpus.configuration import Configuration
from cleaner.corpus.discovery import Found
from cleaner.corpus.settings import unpacked_name
from cleaner.corpus.sites import site_of, site_of_path
from cleaner.corpus.source import STDIN, Source, opened
from cleaner.deciding.document import ESCAPED, EXACT
from cleaner.deciding.parts import parts
from cleaner.errors import ConfigError
from cleaner.formats.records import Block, RecordError, RecordFormat, read_blocks
from cleaner.formats.text import UTF_8, decoded
from cleaner.formats.text import read_blocks as read_text


class SiteText(NamedTuple):
    """A text, and the site it comes from."""

    site: str
    text: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """Files, and how to read documents from them; read from the start as often as it is asked for documents."""

    found: tuple[Found, ...]
    configuration: Configuration

    def __post_init__(self) -> None:
        if any(file.path == STDIN for file in self.found):
            raise ConfigError("mine", "standard input cannot be read twice", "name files or folders")

    def cleaner(self) -> Cleaner:
        """Return the rules in use: those of the first file."""
        return self.configuration.of(self.found[0].path).cleaner()

    def blocks(
        self,
        watch: Callable[[BinaryIO], BinaryIO] | None = None,
        remainder: int = 0,
        divisor: int = 1,
        *,
        is_wanted: Callable[[str], bool] = lambda _: True,
    ) -> Generator[tuple[int, list[SiteText]]]:
        """Yield neighbouring documents of the sites that are wanted: some records, or a text, each block with its number.

        Of the blocks, those are read whose number leaves a remainder when it is divided by a divisor. Raises `InputError`.
        """
        number = -1
        for file in self.found:
            settings = self.configuration.of(file.path)
            place = site_by_place(file.path, is_records=settings.records_of(file.path) is not None)
            if settings.format is None and settings.format_of(file.path) == "text":
                number += 1
                if number % divisor != remainder or not is_wanted(place):
                    continue
                with opened(file.path, settings, watch) as source:
                    yield number, list(_plain(source, place))
                continue
            with opened(file.path, settings, watch) as source:
                records = source.settings.records_of(file.path)
                if records is None:
                    number += 1
                    if number % divisor == remainder and is_wanted(place):
                        yield number, list(_plain(source, place))
                    continue
                with contextlib.closing(source.table) if source.table else contextlib.nullcontext():
                    for block in read_blocks(source.stream, records, source.settings.max_record):
                        number += 1
                        if number % divisor == remainder:
                            texts = _records(block, records, place)
                            yield number, [document for document in texts if is_wanted(document.site)]


def site_by_place(path: str, *, is_records: bool) -> str:
    """Return the site of a file by where it lies.

    That is the innermost folder with the name of a site; or else its folder, or for records its own name.
    """
    host = site_of_path(path)
    if host is not None:
        return host
    if is_records:
        return Path(unpacked_name(path)).stem
    return Path(os.path.abspath(path)).parent.name or "site"  # noqa: PTH100 — as discovery does


def _records(block: Block, records: RecordFormat, place: str) -> Iterator[SiteText]:
    """Yield the texts of records; those that cannot be read are left out, as `clean` passes them through."""
    if block.problem or not block.ends:
        return
    for record in block.records:
        try:
            fields = records.fields_of(record)
        except RecordError:
            continue
        if fields.text:
            yield SiteText((site_of(fields.url) if fields.url else None) or place, fields.text)


def _plain(source: Source, place: str) -> Iterator[SiteText]:
    """Yield a text; one that is too long to be held in memory comes in parts."""
    encoding = source.settings.encoding
    blocks = read_text(source.stream) if encoding == UTF_8 else decoded(source.stream, encoding)
    errors = ESCAPED if encoding == UTF_8 else EXACT
    for part in parts(blocks, errors):
        yield SiteText(place, part.data.decode("utf-8", errors))
