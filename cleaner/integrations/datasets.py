"""Hugging Face datasets: the texts of a dataset, whole or streamed."""

from typing import Any

from cleaner.api import Cleaner
from cleaner.integrations.batches import BatchCleaner


def clean(
    dataset: Any,
    column: str = "text",
    *,
    edits: str | None = None,
    count: str | None = None,
    num_proc: int | None = None,
    **options: Any,
) -> Any:
    """Return a `datasets.Dataset`, `DatasetDict` or their streamed kind in which the texts of a column are clean.

    The result is cached by a fingerprint that changes with rules, settings and version. `num_proc` is the number of
    processes; `options` are those of `cleaner.Cleaner`; see `BatchCleaner` for `edits` and `count`. Raises `ConfigError`.
    """
    batch_cleaner = BatchCleaner(Cleaner(**options), column, edits, count)
    processes = {} if num_proc is None else {"num_proc": num_proc}
    return dataset.with_format("arrow").map(batch_cleaner, batched=True, **processes).with_format(None)
