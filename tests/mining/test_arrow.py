"""The first pass as one aggregation on another engine."""

import random

import pytest
from command import inside
from crawl import mixed_sites, page

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


def pages(folder):
    """Write a crawl of some sites, in an order that mixes them, as Parquet."""
    from pyarrow import parquet

    found = [*mixed_sites(), (None, "A page of no site\n")]
    table = pyarrow.table({"url": [url for url, _ in found], "text": [text for _, text in found]})
    parquet.write_table(table, folder / "pages.parquet")
    return table


def mined(folder, name, *options):
    """Return the rule files that the command writes, by name."""
    done = inside("mine", "--site-field", "url", *options, folder / "pages.parquet", "-o", folder / name)
    assert done.returncode == 0, done.stderr
    return {path.name: path.read_bytes() for path in (folder / name).glob("*.toml")}


@pytest.mark.no_cover
def test_sums_of_cells_give_the_same_rule_files(tmp_path):
    from pyarrow import parquet

    from cleaner.mining.arrow import cell_counts

    table = pages(tmp_path)
    batches = [cell_counts(batch, site="url", text="text") for batch in table.to_batches(max_chunksize=7)]
    summed = (
        pyarrow.Table.from_batches(batches[::-1]).group_by(["site", "cell"]).aggregate([("documents", "sum")])
    )
    parquet.write_table(summed.rename_columns(["site", "cell", "documents"]), tmp_path / "counts.parquet")
    wanted = mined(tmp_path, "by-command")
    assert sorted(wanted) == [f"daily-{seed}.example.org.toml" for seed in range(3)]
    assert mined(tmp_path, "by-counts", "--counts", tmp_path / "counts.parquet") == wanted


def test_another_table_is_no_table_of_counts(tmp_path):
    pages(tmp_path)
    done = inside(
        "mine", "--counts", tmp_path / "pages.parquet", tmp_path / "pages.parquet", "-o", tmp_path / "rules"
    )
    assert done.returncode == 2
    assert b"is not a table of counts" in done.stderr
