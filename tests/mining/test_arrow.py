"""The first pass as one aggregation on another engine."""

import random

import pytest
from crawl import page

from cleaner.mining.counting import Templates, counted_templates, lines_of

pyarrow = pytest.importorskip("pyarrow")
duckdb = pytest.importorskip("duckdb")


def test_duckdb_counts_as_the_first_pass_does():
    from cleaner.mining.arrow import line_counts

    chance = random.Random(1)
    texts = [
        page(chance, number, below=["Ring the quay bell", f"Press run: {number}"]) for number in range(10)
    ]
    table = pyarrow.table(
        {"url": [f"https://www.town.example.org/{number}" for number in range(10)], "text": texts}
    )
    batches = [line_counts(batch, site="url", text="text") for batch in table.to_batches(max_chunksize=3)]
    assert len(batches) == 4
    counts = pyarrow.Table.from_batches(batches)  # noqa: F841 — DuckDB finds it by its name
    query = "SELECT template, sum(documents)::INTEGER FROM counts GROUP BY ALL HAVING sum(documents) >= 3"
    found = dict(duckdb.sql(query).fetchall())
    expected = {}
    for text in texts:
        for template in set(counted_templates(lines_of(text), Templates())):
            expected[template] = expected.get(template, 0) + 1
    assert found == {template: count for template, count in expected.items() if count >= 3}
    assert "Ring the quay bell" in found
