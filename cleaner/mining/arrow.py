"""Counting over Arrow batches, so that the engine which has the corpus can do the first pass as one aggregation."""

import importlib
import importlib.util
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cleaner.corpus.sites import site_of
from cleaner.errors import ConfigError, InputError
from cleaner.mining.counting import MOST, Sketch, Templates, counted_templates, lines_of

if TYPE_CHECKING:
    import pyarrow as pa


def line_counts(batch: "pa.RecordBatch", *, site: str, text: str) -> "pa.RecordBatch":
    """Return in how many documents of a batch each template of a line is, by site.

    `site` and `text` name the columns of URLs (or hosts) and of texts. The result has the columns `site`, `template`
    and `documents`; summed over all batches by the first two, it says what recurs. Documents of no site are left out.
    """
    import pyarrow as pa  # noqa: PLC0415 — an extra

    templates = Templates()
    counts: Counter[tuple[str, str]] = Counter()
    for host, document in _documents(batch, site, text):
        counts.update((host, template) for template in set(counted_templates(lines_of(document), templates)))
    rows = sorted(counts.items())
    return pa.RecordBatch.from_pydict(
        {
            "site": pa.array([host for (host, _), _ in rows], pa.string()),
            "template": pa.array([template for (_, template), _ in rows], pa.string()),
            "documents": pa.array([count for _, count in rows], pa.int64()),
        }
    )


def cell_counts(batch: "pa.RecordBatch", *, site: str, text: str) -> "pa.RecordBatch":
    """Return what the first pass counts in a batch, as rows that are summed up.

    `site` and `text` name the columns of URLs (or hosts) and of texts. A row has a `site` and its `documents`, or a
    `cell` of the sketch and what it counts as `documents`. Sum `documents` by the other two over all batches, in
    whatever order, and give the result to `cleaner mine --counts`. A batch costs some 50 ms and 64 MB whatever its
    size, so batches of some megabytes do well. Documents of no site are left out.
    """
    import pyarrow as pa  # noqa: PLC0415 — an extra

    sketch, templates = Sketch(0), Templates()
    for host, document in _documents(batch, site, text):
        sketch.add_text(host, document, templates)
    sites = [(name, documents) for name, documents, *_ in sketch.sites.rows()]
    low = bytes(memoryview(sketch.cells).cast("B"))[_LOW::2]  # no cell counts more than one byte holds
    cells = [(match.start(), low[match.start()]) for match in _COUNTED.finditer(low)]
    return pa.RecordBatch.from_pydict(
        {
            "site": pa.array([name for name, _ in sites] + [None] * len(cells), pa.string()),
            "cell": pa.array([None] * len(sites) + [cell for cell, _ in cells], pa.int64()),
            "documents": pa.array([count for _, count in [*sites, *cells]], pa.int64()),
        }
    )


def read_counts(path: Path, least: int) -> Sketch:
    """Return the sketch of the first pass from a Parquet file, or a folder of them, with the sums of `cell_counts`.

    Raises `InputError`, and `ConfigError` where pyarrow is missing.
    """
    if not importlib.util.find_spec("pyarrow"):
        raise ConfigError("--counts", "Parquet needs the package pyarrow", "pip install 'unchrome[parquet]'")
    import pyarrow as pa  # noqa: PLC0415 — an extra

    pq = importlib.import_module("pyarrow.parquet")
    sketch = Sketch(least)
    try:
        for batch in pq.read_table(path, columns=["site", "cell", "documents"]).to_batches():
            for site, cell, documents in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                if site is not None:
                    sketch.sites.add(site, 0, documents)
                else:
                    sketch.cells[cell] = min(MOST, sketch.cells[cell] + documents)
    except (OSError, pa.ArrowException, LookupError, TypeError) as error:
        raise InputError(
            str(path), f"is not a table of counts ({error})", "write it as docs/mining.md says"
        ) from None
    return sketch


def _documents(batch: "pa.RecordBatch", site: str, text: str) -> Iterator[tuple[str, str]]:
    """Yield the texts of a batch, each with its site."""
    for url, document in zip(*(batch.column(name).to_pylist() for name in (site, text)), strict=True):
        host = site_of(url) if url else None
        if host is not None and document:
            yield host, document


_COUNTED = re.compile(rb"[^\0]")
_LOW = 0 if sys.byteorder == "little" else 1
