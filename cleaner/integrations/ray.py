"""Ray Data: the texts of a dataset on a cluster."""

from typing import Any

from cleaner.api import Cleaner
from cleaner.integrations.batches import BatchCleaner


def clean(
    dataset: Any, column: str = "text", *, edits: str | None = None, count: str | None = None, **options: Any
) -> Any:
    """Return a `ray.data.Dataset` in which the texts of a column are clean; nothing runs until it is consumed.

    `options` are those of `cleaner.Cleaner`; see `BatchCleaner` for `edits` and `count`. Raises `ConfigError`.
    """
    batch_cleaner = BatchCleaner(Cleaner(**options), column, edits, count)
    return dataset.map_batches(batch_cleaner.__call__, batch_format="pyarrow", zero_copy_batch=True)
