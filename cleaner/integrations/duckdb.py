"""DuckDB: a function for SQL."""

from typing import Any

import pyarrow as pa

from cleaner.api import Cleaner
from cleaner.integrations.batches import BatchCleaner


def register(connection: Any, name: str = "clean", **options: Any) -> None:
    """Give a `duckdb` connection a function that returns a text clean; `options` are those of `cleaner.Cleaner`.

    It gets thousands of texts at a time, from as many threads as DuckDB has. NULL stays NULL. Raises `ConfigError`.
    """
    batch_cleaner = BatchCleaner(Cleaner(**options))

    def clean(texts: Any) -> Any:
        return batch_cleaner(pa.table({"text": texts})).column("text")

    connection.create_function(name, clean, ["VARCHAR"], "VARCHAR", type="arrow")
