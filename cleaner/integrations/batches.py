"""Arrow record batches: the one function that every engine is given."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pyarrow as pa

from cleaner.api import Cleaner
from cleaner.deciding.cleaning import Cleaning
from cleaner.errors import ConfigError
from cleaner.ruleset.digest import rules_digest
from cleaner.version import __version__

EDITS = pa.list_(
    pa.struct(
        [
            ("start", pa.int64()),
            ("end", pa.int64()),
            ("old", pa.string()),
            ("new", pa.string()),
            ("rule", pa.string()),
            ("line", pa.int64()),
        ]
    )
)
"""The type of a column of edits; spans are code points of the text as it came in."""

COUNT = pa.int64()
"""The type of a column of counts."""


@dataclass(frozen=True, slots=True)
class BatchCleaner:
    """Cleans one column of record batches and tables. Immutable, hashable; it can be sent to other machines.

    `column` has the texts; it keeps its type, and nulls stay. If they are named, `edits` is a column that gets
    the edits of each text, and `count` one that gets how many there are. All other columns stay as they are.

    What is pickled says which rules and which version it is of. So caches that go by that notice when rules change,
    and where they are others it is refused with a `ConfigError`.
    """

    cleaner: Cleaner
    column: str = "text"
    edits: str | None = None
    count: str | None = None

    def __call__(self, batch: Any) -> Any:
        """Return a `pyarrow.RecordBatch` or `pyarrow.Table` with clean texts. Raises `ConfigError`."""
        schema = self.schema(batch.schema)
        at = schema.get_field_index(self.column)
        texts = batch.column(at).to_pylist()
        cleanings = list(cleaned(self.cleaner, texts))
        if any(cleaning is not None and cleaning.edits for cleaning in cleanings):
            new = [None if cleaning is None else cleaning.text for cleaning in cleanings]
            batch = batch.set_column(at, schema.field(at), pa.array(new, schema.field(at).type))
        if self.edits is not None:
            rows = [[] if cleaning is None else edits_as_data(cleaning) for cleaning in cleanings]
            batch = batch.append_column(schema.field(self.edits), pa.array(rows, EDITS))
        if self.count is not None:
            counts = [0 if cleaning is None else len(cleaning.edits) for cleaning in cleanings]
            batch = batch.append_column(schema.field(self.count), pa.array(counts, COUNT))
        return batch

    def each(self, batches: Iterable[Any]) -> Iterator[Any]:
        """Yield record batches with clean texts."""
        return map(self, batches)

    def schema(self, schema: Any) -> Any:
        """Return the schema that comes out for one that goes in. Raises `ConfigError`."""
        places = schema.get_all_field_indices(self.column)
        if len(places) != 1:
            what = f"there are {len(places)} columns" if places else "there is no column"
            names = ", ".join(schema.names)
            raise ConfigError("column", f"{what} '{self.column}'", f"name one of {names}")
        kind = schema.field(places[0]).type
        if kind not in _TEXTS:
            raise ConfigError("column", f"'{self.column}' must be text, got {kind}", "cast it first")
        for option, name, added in (("edits", self.edits, EDITS), ("count", self.count, COUNT)):
            if name is not None and name in schema.names:
                raise ConfigError(option, f"there is a column '{name}' already", "choose another name")
            schema = schema if name is None else schema.append(pa.field(name, added))
        return schema

    def __reduce__(self) -> tuple[Any, ...]:
        arguments = self.cleaner.__reduce__()[1][0]
        named = tuple((name, str(value) if name == "level" else value) for name, value in arguments.items())
        return _restored, (named, self.column, self.edits, self.count, _identity(named))


def clean_batches(
    batches: Iterable[Any],
    *,
    column: str = "text",
    edits: str | None = None,
    count: str | None = None,
    **options: Any,
) -> Iterator[Any]:
    r"""Yield record batches in which the texts of a column are clean; `options` are those of `Cleaner`.

    See `BatchCleaner` for the columns that can be added. Raises `ConfigError`.

    >>> batch = pa.record_batch({"text": ["News ID: 7\nThe wall will hold.\n", None]})
    >>> [batch.to_pylist() for batch in clean_batches([batch], count="edits")]
    [[{'text': 'The wall will hold.\n', 'edits': 1}, {'text': None, 'edits': 0}]]
    """
    return BatchCleaner(Cleaner(**options), column, edits, count).each(batches)


def cleaned(cleaner: Cleaner, texts: Iterable[str | None]) -> Iterator[Cleaning | None]:
    """Yield what becomes of texts; None for one that is missing."""
    known = list(texts)
    cleanings = cleaner.clean_each(text for text in known if text is not None)
    for text in known:
        yield None if text is None else next(cleanings)


def edits_as_data(cleaning: Cleaning) -> list[dict[str, Any]]:
    """Return the edits of a text as rows of a column of edits."""
    names = [field.name for field in EDITS.value_type]
    return [{name: getattr(edit, name) for name in names} for edit in cleaning.edits]


_TEXTS = {pa.string(), pa.large_string(), pa.string_view()}


def _identity(arguments: tuple[tuple[str, Any], ...]) -> str:
    """Return what tells rules and version from others."""
    named = dict(arguments)
    return f"{__version__} {rules_digest(named['rules'], shipped=named['shipped'])}"


def _restored(
    arguments: tuple[tuple[str, Any], ...], column: str, edits: str | None, count: str | None, identity: str
) -> BatchCleaner:
    here = _identity(arguments)
    if here != identity:
        what = f"the version and rules here are {here}, and were {identity} where the work was handed out"
        raise ConfigError("cleaner", what, "install the same version and rules on every machine")
    return BatchCleaner(_shared_cleaner(arguments), column, edits, count)


@lru_cache(maxsize=8)
def _shared_cleaner(arguments: tuple[tuple[str, Any], ...]) -> Cleaner:
    """Return the cleaner for some arguments: engines unpickle it for every task, and to make one takes a while."""
    return Cleaner(**dict(arguments))
