"""Parquet: one column of a table is cleaned, and the table written again around it.

The column is read as JSON lines, an object a row, so that rows are records like others. Schema, metadata, row groups
and the compression of each column stay; the bytes of the file do not, since pages are written anew.
"""

import importlib
import importlib.util
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, BinaryIO, NamedTuple, cast

import orjson

from cleaner.errors import InputError
from cleaner.formats.jsonl import MAX_FIELDS_REPORTED

ROWS_READ = 1 << 10
"""Rows that are read at a time."""

MAX_CHUNK_BYTES = 1 << 30
"""Bytes of text in one piece of a column; Arrow counts them in 31 bits."""


class Rows(NamedTuple):
    """Neighbouring rows as they are to be written."""

    first: int
    """The number of the first, from 1."""
    size: int
    """How many they are."""
    line: bytes | None
    """The one row as a JSON line, if its text changed; None for rows that stay as they are."""


class Table:
    """A Parquet file. Raises `InputError` for one that cannot be read, or has no such column of text."""

    def __init__(self, stream: BinaryIO, name: str, fields: Sequence[str]) -> None:
        """Open a stream that can be read anywhere; the first of `fields` is the column of the text."""
        if not importlib.util.find_spec("pyarrow"):
            what = "is Parquet, which needs a package that is missing"
            raise InputError(name, what, "pip install 'unchrome[parquet]'")
        self._stream, self._name, self._fields = stream, name, tuple(fields)
        self._pa = importlib.import_module("pyarrow")
        self._parquet = importlib.import_module("pyarrow.parquet")
        self._file = self._tried(lambda: self._parquet.ParquetFile(stream))
        self._check()

    def close(self) -> None:
        """Close the file."""
        self._stream.close()

    def lines(self) -> BinaryIO:
        """Return the columns as JSON lines."""
        return cast(BinaryIO, _Lines(self._batches()))

    def write(self, sink: BinaryIO, rows: Iterable[Rows]) -> None:
        """Write the table with the texts of rows replaced; all rows have to come, in order."""
        changed: dict[int, bytes] = {}
        metadata = self._file.metadata
        group = done = begin = 0
        with self._parquet.ParquetWriter(sink, self._file.schema_arrow, **self._options) as writer:
            for some in rows:
                done += some.size
                if some.line is not None:
                    changed[some.first - 1] = _text(some.line, self._fields[0])
                while group < metadata.num_row_groups:
                    size = metadata.row_group(group).num_rows
                    if begin + size > done:
                        break
                    wanted = {row - begin: changed.pop(row) for row in sorted(changed) if row < begin + size}
                    table = self._tried(lambda at=group: self._file.read_row_group(at, use_threads=False))
                    writer.write_table(self._replaced(table, wanted), row_group_size=max(size, 1))
                    group, begin = group + 1, begin + size

    def _check(self) -> None:
        schema = self._file.schema_arrow
        for field in self._fields:
            if field not in schema.names:
                seen = ", ".join(schema.names[:MAX_FIELDS_REPORTED]) or "none"
                what = f"has no column '{field}' (columns: {seen})"
                raise InputError(self._name, what, "name the column of the text with --text-field")
        kind = schema.field(self._fields[0]).type
        if str(getattr(kind, "value_type", kind)) not in _TEXTS or self._pa.types.is_list(kind):
            what = f"has no text in column '{self._fields[0]}', but {kind}"
            raise InputError(self._name, what, "name the column of the text with --text-field")

    def _batches(self) -> Iterator[bytes]:
        """Yield neighbouring rows as JSON lines."""
        batches = self._file.iter_batches(ROWS_READ, columns=list(self._fields), use_threads=False)
        while (batch := self._tried(lambda: next(batches, None))) is not None:
            columns = [self._values(batch.column(field)) for field in self._fields]
            for row in zip(*columns, strict=True):
                yield _line(self._fields, row)

    def _values(self, column: Any) -> list[Any]:
        """Return a column as Python has it; bytes for text, since nobody checked that it is UTF-8."""
        if self._pa.types.is_dictionary(column.type):
            column = column.cast(column.type.value_type)
        if str(column.type) in _TEXTS:
            column = column.cast(self._pa.large_binary())
        values: list[Any] = column.to_pylist()
        return values

    def _replaced(self, table: Any, texts: Mapping[int, bytes]) -> Any:
        """Return a table in which some rows have another text."""
        if not texts:
            return table
        at = table.schema.get_field_index(self._fields[0])
        kind = table.schema.field(at).type
        values = self._values(table.column(at))
        for row, text in texts.items():
            values[row] = text
        column = self._pa.chunked_array([self._column(some, kind) for some in _chunks(values)], kind)
        return table.set_column(at, table.schema.field(at), column)

    def _column(self, values: Sequence[bytes | None], kind: Any) -> Any:
        """Return bytes as a column of some type, unchecked where it is text, as it was read."""
        if self._pa.types.is_dictionary(kind):
            return self._column(values, kind.value_type).dictionary_encode().cast(kind)
        return self._pa.array(values, self._pa.large_binary()).view(self._pa.large_string()).cast(kind)

    @cached_property
    def _options(self) -> dict[str, Any]:
        """What the writer is told, so that the file is written as it was."""
        metadata = self._file.metadata
        known = metadata.metadata or {}
        options: dict[str, Any] = {
            "version": metadata.format_version,
            "store_schema": b"ARROW:schema" in known,
        }
        if not metadata.num_row_groups:
            return options
        group = metadata.row_group(0)
        columns = [group.column(at) for at in range(group.num_columns)]
        names = [column.path_in_schema for column in columns]
        with_dictionary = [
            column.path_in_schema for column in columns if any("DICT" in word for word in column.encodings)
        ]
        return {
            **options,
            "compression": {
                column.path_in_schema: _CODECS.get(column.compression, column.compression.lower())
                for column in columns
            },
            "use_dictionary": with_dictionary or False,
            "write_statistics": [column.path_in_schema for column in columns if column.is_stats_set] or False,
            "write_page_index": any(column.has_offset_index for column in columns),
            "use_compliant_nested_type": not any(".list.item" in name for name in names),
            "use_deprecated_int96_timestamps": any(column.physical_type == "INT96" for column in columns),
        }

    def _tried(self, read: Any) -> Any:
        try:
            return read()
        except (self._pa.ArrowException, OSError, ValueError) as error:
            reason = " ".join(str(error).split()).rstrip(".")
            what = f"is damaged Parquet, or not Parquet: {reason[:1].lower()}{reason[1:_MAX_REASON]}"
            raise InputError(self._name, what, "get it again") from error


class _Lines:
    """Lines that are read as a stream."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines = lines

    def read(self, size: int) -> bytes:
        """Read some lines, of at least so many bytes if there are."""
        found: list[bytes] = []
        for line in self._lines:
            found.append(line)
            size -= len(line)
            if size <= 0:
                break
        return b"".join(found)


def _chunks(values: Sequence[bytes | None]) -> Iterator[Sequence[bytes | None]]:
    """Cut values where they are more than a column of Arrow may hold."""
    begin = size = 0
    for at, value in enumerate(values):
        size += len(value or b"")
        if size > MAX_CHUNK_BYTES:
            yield values[begin:at]
            begin, size = at, len(value or b"")
    yield values[begin:]


def _line(fields: Sequence[str], values: Sequence[Any]) -> bytes:
    """Return a row as a JSON line; bytes of its text that are not UTF-8 stay, and make it a bad record."""
    row = {
        field: value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else value
        for field, value in zip(fields, values, strict=True)
    }
    try:
        return orjson.dumps(row) + b"\n"
    except TypeError:
        return json.dumps(row, ensure_ascii=False, default=str).encode("utf-8", "surrogateescape") + b"\n"


def _text(line: bytes, field: str) -> bytes:
    text: str = orjson.loads(line)[field]
    return text.encode()


_TEXTS = frozenset({"string", "large_string", "string_view", "binary", "large_binary", "binary_view"})
_CODECS = {"UNCOMPRESSED": "none", "LZ4_RAW": "lz4"}
_MAX_REASON = 200
