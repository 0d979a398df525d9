"""Records: a file of JSON lines, cleaned many records at a time."""

from collections.abc import Iterator, Sequence

from cleaner.api import Cleaner
from cleaner.corpus.cleaned import Cleaned
from cleaner.deciding.cleaning import Cleaning
from cleaner.errors import InputError
from cleaner.formats.jsonl import RecordError, literal, place_of_text, text_of

_REMEDY = "it was passed through unchanged"


def clean_records(
    data: bytes, first: int, cleaner: Cleaner, *, field: str, name: str, is_whole: bool = False
) -> list[Cleaned]:
    """Clean neighbouring records, whose texts are in a field; `first` is the number of the first.

    Neighbours that stay as they are come as one piece, unless the texts are wanted as a whole (`is_whole`).
    """
    return list(_Block(data, first, field, name).cleaned(cleaner, is_whole=is_whole))


class _Block:
    """Neighbouring records."""

    def __init__(self, data: bytes, first: int, field: str, name: str) -> None:
        self._lines = data.splitlines(keepends=True) if b"\r" not in data else _feed_lines(data)
        self._first, self._field, self._name = first, field, name

    def cleaned(self, cleaner: Cleaner, *, is_whole: bool) -> Iterator[Cleaned]:
        """Yield what becomes of them."""
        texts = [self._text(line) for line in self._lines]
        cleanings = cleaner.clean_each(text for text in texts if isinstance(text, str))
        plain: list[bytes] = []
        documents = lines = 0
        number = self._first - 1
        for number, (line, text) in enumerate(zip(self._lines, texts, strict=True), self._first):
            cleaning = next(cleanings) if isinstance(text, str) else None
            is_plain = cleaning is None or not (cleaning.edits or cleaning.over_cap or is_whole)
            if is_plain and not isinstance(text, RecordError):
                plain.append(line)
                documents += bool(line) and not line.isspace()
                lines += _count_lines(text or "")
                continue
            yield from self._plain(plain, number, documents, lines)
            plain, documents, lines = [], 0, 0
            yield (
                self._failed(line, number, text)
                if isinstance(text, RecordError)
                else self._changed(line, number, cleaning)
            )
        yield from self._plain(plain, number + 1, documents, lines)

    def _text(self, line: bytes) -> str | RecordError | None:
        try:
            return text_of(line, self._field) or None
        except RecordError as error:
            return error

    def _plain(self, plain: Sequence[bytes], stop: int, documents: int, lines: int) -> Iterator[Cleaned]:
        if plain:
            data = b"".join(plain)
            yield Cleaned(data, data, record=stop - len(plain), documents=documents, lines=lines)

    def _changed(self, line: bytes, number: int, cleaning: Cleaning | None) -> Cleaned:
        """Put the new text into a record, and leave every other byte as it is."""
        assert cleaning is not None  # noqa: S101 — for the type checker
        lines = _count_lines(cleaning.raw)
        if not cleaning.edits:
            return Cleaned(
                line, line, cleaning=cleaning, record=number, lines=lines, over_cap=cleaning.over_cap
            )
        try:
            begin, end = place_of_text(line, self._field)
        except RecordError as error:
            return self._failed(line, number, error)
        old = line[begin:end]
        new = literal(cleaning.text, is_ascii=old.isascii())
        is_usual = literal(cleaning.raw, is_ascii=new.isascii()) == old
        return Cleaned(
            line,
            line[:begin] + new + line[end:],
            cleaning.edits,
            cleaning,
            number,
            lines=lines,
            literal=None if is_usual else old,
        )

    def _failed(self, line: bytes, number: int, error: RecordError) -> Cleaned:
        problem = InputError(f"{self._name}:{number}", str(error), _REMEDY)
        return Cleaned(line, line, record=number, error=problem)


def _feed_lines(data: bytes) -> list[bytes]:
    """Cut records at line feeds only: a lone carriage return is white space of JSON."""
    lines = [line + b"\n" for line in data.split(b"\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def _count_lines(text: str) -> int:
    return text.count("\n") + bool(text and not text.endswith("\n"))
