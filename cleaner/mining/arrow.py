"""Counting over Arrow batches, so that the engine which has the corpus can do the first pass as one aggregation."""

from collections import Counter
from typing import TYPE_CHECKING

from cleaner.corpus.sites import site_of
from cleaner.mining.counting import Templates, counted_templates, lines_of

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
    columns = (batch.column(name).to_pylist() for name in (site, text))
    for url, document in zip(*columns, strict=True):
        host = site_of(url) if url else None
        if host is not None and document:
            counts.update(
                (host, template) for template in set(counted_templates(lines_of(document), templates))
            )
    rows = sorted(counts.items())
    return pa.RecordBatch.from_pydict(
        {
            "site": pa.array([host for (host, _), _ in rows], pa.string()),
            "template": pa.array([template for (_, template), _ in rows], pa.string()),
            "documents": pa.array([count for _, count in rows], pa.int64()),
        }
    )
