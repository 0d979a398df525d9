"""Arrow record batches, and what hands them over in one process: pandas and DuckDB."""

import json
import os
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from command import ADVERT
from corpus_of_engines import cleaned_by_command, corpus, pasted, texts_in, write_parquet

import cleaner
from cleaner.errors import ConfigError
from cleaner.text.edits import Edit, apply, invert

pa = pytest.importorskip("pyarrow")
from cleaner.integrations.batches import EDITS, BatchCleaner, clean_batches  # noqa: E402


@pytest.fixture(scope="module")
def texts():
    return corpus()


@pytest.fixture(scope="module")
def expected(texts, tmp_path_factory):
    return cleaned_by_command(texts, tmp_path_factory.mktemp("command"))


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view()], ids=str)
@pytest.mark.parametrize("size", [1, 7, 1000])
def test_batches_of_any_size_and_type_of_text_give_what_the_command_gives(texts, expected, kind, size):
    table = pa.table({"n": range(len(texts)), "text": pa.array(texts, kind), "url": texts})
    batches = list(clean_batches(table.to_batches(max_chunksize=size)))
    assert all(isinstance(batch, pa.RecordBatch) for batch in batches)
    done = pa.Table.from_batches(batches)
    assert done.schema == table.schema
    assert done.column("text").to_pylist() == expected
    assert done.drop_columns("text") == table.drop_columns("text")


def test_edits_lead_back(texts):
    table = pa.table({"body": texts})
    done = BatchCleaner(cleaner.Cleaner(), "body", edits="edits", count="count")(table)
    assert done.schema.field("edits").type == EDITS
    for before, row in zip(texts, done.to_pylist(), strict=True):
        edits = [Edit(**edit) for edit in row["edits"]]
        assert row["count"] == len(edits)
        assert row["body"] is before is None or apply(row["body"], invert(edits)) == before
    assert sum(done.column("count").to_pylist()) > len(texts)


def test_settings_are_those_of_the_library(texts):
    (batch,) = clean_batches([pa.record_batch({"text": texts})], select=["en/metadata"], repair=[])
    one = cleaner.Cleaner(select=["en/metadata"], repair=[])
    assert batch.column("text").to_pylist() == [text and one.clean(text).text for text in texts]


@pytest.mark.parametrize(
    ("columns", "options", "said"),
    [
        ({"body": ["a"]}, {}, "column: there is no column 'text'; name one of body"),
        ({"text": [1]}, {}, "column: 'text' must be text, got int64; cast it first"),
        ({"text": ["a"]}, {"count": "text"}, "count: there is a column 'text' already; choose another name"),
    ],
)
def test_wrong_columns_are_refused(columns, options, said):
    with pytest.raises(ConfigError) as raised:
        list(clean_batches([pa.record_batch(columns)], **options))
    assert str(raised.value) == said


HASH = """
import hashlib, pickle, sys, cleaner
from cleaner.integrations.batches import BatchCleaner
made = BatchCleaner(cleaner.Cleaner(level="normal", repair=["nfc", "spaces"], rules=sys.argv[1:], shipped=not sys.argv[1:]))
print(hashlib.sha256(pickle.dumps(made)).hexdigest())
"""


def test_what_is_pickled_is_the_same_in_every_process_and_other_with_other_rules(tmp_path):
    def hashed(*rules, seed):
        command = [sys.executable, "-c", HASH, *map(str, rules)]
        variables = {**os.environ, "PYTHONHASHSEED": seed}
        return subprocess.run(command, capture_output=True, check=True, env=variables).stdout

    rules = tmp_path / "rules.toml"
    rules.write_text(ADVERT, "utf-8")
    shipped, own = hashed(seed="1"), hashed(rules, seed="1")
    assert hashed(seed="2") == shipped != own
    rules.write_text(ADVERT.replace("boat", "ship"), "utf-8")
    assert hashed(rules, seed="1") not in (shipped, own)


def test_work_is_refused_where_the_rules_are_others(tmp_path):
    rules = tmp_path / "rules.toml"
    rules.write_text(ADVERT, "utf-8")
    code = "import pickle, sys, cleaner\nfrom cleaner.integrations.batches import BatchCleaner\n"
    made = (
        code
        + "sys.stdout.buffer.write(pickle.dumps(BatchCleaner(cleaner.Cleaner(rules=[sys.argv[1]], shipped=False))))"
    )
    data = subprocess.run([sys.executable, "-c", made, str(rules)], capture_output=True, check=True).stdout
    assert pickle.loads(data).column == "text"
    rules.write_text(ADVERT.replace("boat", "ship"), "utf-8")
    taken = code + "pickle.loads(sys.stdin.buffer.read())"
    done = subprocess.run([sys.executable, "-c", taken], input=data, capture_output=True, check=False)
    assert b"install the same version and rules on every machine" in done.stderr


def test_threads_share_one(texts, expected):
    batch = pa.record_batch({"text": texts})
    one = BatchCleaner(cleaner.Cleaner())
    with ThreadPoolExecutor(4) as pool:
        for done in pool.map(one, [batch] * 12):
            assert done.column("text").to_pylist() == expected


def test_pandas_gives_what_the_command_gives(texts, expected):
    pandas = pytest.importorskip("pandas")
    from cleaner.integrations.pandas import clean

    index = [f"row {number}" for number in range(len(texts))]
    for dtype in (object, "str", "string[python]"):
        frame = pandas.DataFrame({"n": range(len(texts)), "body": pandas.Series(texts, dtype=dtype)})
        frame.index = index
        copy = frame.copy()
        done = clean(frame, "body", count="edits")
        assert [None if pandas.isna(text) else text for text in done["body"]] == expected
        assert (list(done.columns), list(done.index)) == (["n", "body", "edits"], index)
        assert done["body"].dtype == frame["body"].dtype
        assert [count > 0 for count in done["edits"]] == [
            before != after for before, after in zip(texts, expected, strict=True)
        ]
        pandas.testing.assert_frame_equal(frame, copy)


@pytest.mark.parametrize("threads", [1, 4])
def test_duckdb_gives_what_the_command_gives(texts, expected, threads, tmp_path):
    duckdb = pytest.importorskip("duckdb")
    from cleaner.integrations.duckdb import register

    path = tmp_path / "pages.jsonl"
    rows = [{"n": number, "text": text} for number, text in enumerate(texts * 20)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    with duckdb.connect(config={"threads": threads}) as connection:
        register(connection)
        register(connection, "clean_gently", level="gentle")
        found = connection.sql(f"SELECT n, clean(text) FROM read_json('{path}') ORDER BY n").fetchall()
        assert found == list(enumerate(expected * 20))
        gentle = connection.sql("SELECT clean_gently('The wall will hold.')").fetchall()
        assert gentle == [("The wall will hold.",)]


@pytest.mark.parametrize(("number", "engine"), [(0, "pyarrow"), (1, "pandas"), (2, "duckdb")])
def test_the_page_gives_what_the_command_gives(tmp_path, monkeypatch, number, engine):
    pytest.importorskip(engine)
    texts = corpus()
    expected = cleaned_by_command(texts, tmp_path)
    monkeypatch.chdir(tmp_path)
    write_parquet(texts, tmp_path)
    pasted("arrow.md", number)
    if engine == "pandas":  # whose block writes what changed only
        expected = [new for old, new in zip(texts, expected, strict=True) if old != new]
    assert texts_in(tmp_path / ("changed.parquet" if engine == "pandas" else "clean.parquet")) == expected
