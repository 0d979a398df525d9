"""Spark: the texts of a data frame on a cluster."""

from typing import Any

import pyarrow as pa

from cleaner.api import Cleaner
from cleaner.integrations.batches import EDITS, BatchCleaner


def clean(
    frame: Any, column: str = "text", *, edits: str | None = None, count: str | None = None, **options: Any
) -> Any:
    """Return a `pyspark.sql.DataFrame` in which the texts of a column are clean; nothing runs until it is consumed.

    `options` are those of `cleaner.Cleaner`; see `BatchCleaner` for `edits` and `count`. Raises `ConfigError`.
    """
    from pyspark.sql.types import ArrayType, LongType, StringType, StructType  # noqa: PLC0415 — Spark is large

    schema = StructType([*frame.schema])
    if edits is not None:
        row = StructType()
        for field in EDITS.value_type:
            row.add(field.name, StringType() if field.type == pa.string() else LongType())
        schema.add(edits, ArrayType(row))
    if count is not None:
        schema.add(count, LongType())
    batch_cleaner = BatchCleaner(Cleaner(**options), column, edits, count)
    return frame.mapInArrow(batch_cleaner.each, schema)
