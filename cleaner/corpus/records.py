"""Records: neighbouring records of a file, cleaned together."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from cleaner.corpus.cleaned import Cleaned
from cleaner.corpus.settings import Settings
from cleaner.corpus.sites import site_of, site_of_path
from cleaner.deciding.cleaning import Cleaning
from cleaner.deciding.document import Part
from cleaner.errors import InputError
from cleaner.formats.records import Block, Fields, RecordError
from cleaner.text.lines import count_text_lines

REMEDY = "it was passed through unchanged"
"""What is said of every record that cannot be read; what the user can do about it comes behind."""


def clean_records(block: Block, settings: Settings, *, name: str, is_whole: bool = False) -> list[Cleaned]:
    """Clean neighbouring records of a file with a name.

    Neighbours that stay as they are come as one piece, unless the texts are wanted as a whole (`is_whole`) or the
    format keeps records apart.
    """
    return list(_Records(block, settings, name).cleaned(is_whole=is_whole))


class _Records:
    """Neighbouring records."""

    def __init__(self, block: Block, settings: Settings, name: str) -> None:
        self._block, self._settings, self._name = block, settings, name
        format_ = settings.records_of(name)
        assert format_ is not None  # noqa: S101 — whoever cut the block knew it
        self._format = format_
        self._site_of_path = site_of_path(name)

    def cleaned(self, *, is_whole: bool) -> Iterator[Cleaned]:
        """Yield what becomes of them."""
        block, keeps_apart = self._block, is_whole or self._format.is_apart
        if not block.ends:  # amid a record that is too long
            yield Cleaned(block.data, block.data, documents=0)
            return
        read = [self._fields(record) for record in block.records]
        cleanings = self._cleanings(read)
        plain: list[tuple[bytes, Fields]] = []
        number, offset = block.first - 1, block.offset
        for number, (record, fields) in enumerate(zip(block.records, read, strict=True), block.first):
            if isinstance(fields, RecordError):
                yield from self._plain(plain, number)
                yield self._failed(record, number, offset, fields)
                plain = []
            else:
                cleaning = next(cleanings) if fields.text else None
                if cleaning is None or not (cleaning.edits or cleaning.over_cap or is_whole):
                    if plain and (keeps_apart or self._site(fields) != self._site(plain[-1][1])):
                        yield from self._plain(plain, number)
                        plain = []
                    plain.append((record, fields))
                else:
                    yield from self._plain(plain, number)
                    yield self._changed(record, number, offset, cleaning)
                    plain = []
            offset += len(record)
        yield from self._plain(plain, number + 1)

    def _fields(self, record: bytes) -> Fields | RecordError:
        if self._block.problem:
            return RecordError(self._block.problem)
        if len(record) > self._settings.max_record:
            return RecordError(f"is longer than --max-record, {self._settings.max_record / 1e6:g} MB")
        try:
            return self._format.fields_of(record)
        except RecordError as error:
            return error

    def _cleanings(self, read: Sequence[Fields | RecordError]) -> Iterator[Cleaning]:
        """Yield what becomes of the texts, each under the settings of its site."""
        errors = self._format.errors
        parts = (
            Part(fields.text.encode("utf-8", errors), errors, site=self._site(fields))
            for fields in read
            if isinstance(fields, Fields) and fields.text
        )
        for settings, group in groupby(parts, lambda part: self._settings.of_site(part.site)):
            yield from settings.cleaner().clean_documents(group)

    def _site(self, fields: Fields) -> str:
        return (site_of(fields.url) if fields.url else self._site_of_path) or ""

    def _plain(self, plain: Sequence[tuple[bytes, Fields]], stop: int) -> Iterator[Cleaned]:
        """Yield neighbours of one site that stay as they are, as one piece."""
        if plain:
            data = b"".join(record for record, _ in plain)
            texts = [fields.text for _, fields in plain if fields.text is not None]
            yield Cleaned(
                data,
                data,
                record=stop - len(plain),
                records=len(plain),
                documents=len(texts),
                lines=sum(map(count_text_lines, texts)),
                chars=sum(map(len, texts)),
                site=self._site(plain[0][1]),
            )

    def _changed(self, record: bytes, number: int, offset: int, cleaning: Cleaning) -> Cleaned:
        """Put the new text into a record, and leave every other byte as it is."""
        after, literal = record, None
        if cleaning.edits:
            try:
                after, literal = self._format.rewritten(record, cleaning.raw, cleaning.text)
            except RecordError as error:
                return self._failed(record, number, offset, error)
        return Cleaned(
            record,
            after,
            cleaning.edits,
            cleaning,
            number,
            records=1,
            lines=count_text_lines(cleaning.raw),
            chars=len(cleaning.raw),
            over_cap=cleaning.over_cap,
            literal=literal,
            site=cleaning.part.site,
        )

    def _failed(self, record: bytes, number: int, offset: int, error: RecordError) -> Cleaned:
        place = "" if self._format.is_by_line else f", at byte {offset}"
        remedy = "; ".join(filter(None, (REMEDY, error.remedy)))
        problem = InputError(f"{self._name}:{number}{place}", str(error), remedy)
        return Cleaned(record, record, record=number, records=1, error=problem)
