"""pandas: the texts of a data frame."""

from typing import Any

import pyarrow as pa

from cleaner.api import Cleaner
from cleaner.integrations.batches import BatchCleaner


def clean(
    frame: Any, column: str = "text", *, edits: str | None = None, count: str | None = None, **options: Any
) -> Any:
    """Return a `pandas.DataFrame` in which the texts of a column are clean, and all else is as it was.

    `options` are those of `cleaner.Cleaner`; see `BatchCleaner` for `edits` and `count`. Raises `ConfigError`.
    """
    texts = frame[column]
    table = pa.table({column: pa.array(texts, from_pandas=True)})
    made = BatchCleaner(Cleaner(**options), column, edits, count)(table).to_pydict()
    clean_texts = [old if new is None else new for old, new in zip(texts, made[column], strict=True)]
    return frame.assign(**made | {column: type(texts)(clean_texts, index=texts.index, dtype=texts.dtype)})
