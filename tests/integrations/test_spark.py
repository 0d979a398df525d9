"""Spark: the same texts as the command's, from Python workers of a local session."""

import shutil

import pytest
from command import inside
from corpus_of_engines import cleaned_by_command, corpus, pasted, texts_in, write_parquet
from crawl import mixed_sites

pytest.importorskip("pyspark")
if not shutil.which("java"):
    pytest.skip("Spark needs Java", allow_module_level=True)
import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import SparkSession

pytestmark = pytest.mark.filterwarnings("ignore")  # those of the engine


@pytest.fixture
def session(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    made = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.warehouse.dir", str(tmp_path / "warehouse"))
        .config("spark.driver.memory", "1g")
        .config("spark.sql.shuffle.partitions", "2")
        .getOrCreate()
    )
    yield made
    made.stop()


@pytest.mark.usefixtures("session")
def test_the_page_gives_what_the_command_gives(tmp_path):
    texts = corpus()
    write_parquet(texts, tmp_path)
    pasted("spark.md")
    assert texts_in(tmp_path / "clean") == cleaned_by_command(texts, tmp_path)
    rows = pq.read_table(tmp_path / "clean").to_pylist()
    assert [row["count"] for row in rows] == [len(row["edits"]) for row in rows]
    assert sum(row["count"] for row in rows) > len(texts)


@pytest.mark.usefixtures("session")
def test_mining_after_counting_gives_what_the_command_gives(tmp_path):
    found = mixed_sites()
    table = pa.table({"url": [url for url, _ in found], "text": [text for _, text in found]})
    pq.write_table(table, tmp_path / "pages.parquet", row_group_size=6)
    pasted("mining.md", folder=".", files=tmp_path)

    def mined(name, *options):
        done = inside(
            "mine", "--site-field", "url", *options, tmp_path / "pages.parquet", "-o", tmp_path / name
        )
        assert done.returncode == 0, done.stderr
        return {path.name: path.read_bytes() for path in (tmp_path / name).glob("*.toml")}

    wanted = mined("by-command")
    assert len(wanted) == 3
    assert mined("by-counts", "--counts", tmp_path / "counts.parquet") == wanted
