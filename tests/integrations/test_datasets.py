"""Hugging Face datasets: the same texts as the command's, cached by a fingerprint."""

import pytest
from corpus_of_engines import cleaned_by_command, corpus, pasted, texts_in, write_parquet

datasets = pytest.importorskip("datasets")
from cleaner.integrations.datasets import clean  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore")  # those of the engine


@pytest.fixture(scope="module")
def texts():
    return corpus()


@pytest.fixture(scope="module")
def expected(texts, tmp_path_factory):
    return cleaned_by_command(texts, tmp_path_factory.mktemp("command"))


@pytest.fixture
def made(texts, tmp_path):
    datasets.disable_progress_bars()
    datasets.Dataset.from_dict({"n": range(len(texts)), "text": texts}).to_parquet(tmp_path / "pages.parquet")
    return datasets.load_dataset(
        "parquet",
        data_files=str(tmp_path / "pages.parquet"),
        cache_dir=str(tmp_path / "cache"),
        split="train",
    )


def test_a_dataset_gives_what_the_command_gives(made, expected):
    done = clean(made, count="edits")
    assert done["text"][:] == expected
    assert done["n"][:] == made["n"][:]
    assert done.features["text"] == made.features["text"]
    assert sum(done["edits"]) > len(expected)


def test_the_page_gives_what_the_command_gives(texts, expected, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_parquet(texts, tmp_path)
    pasted("datasets.md")
    assert texts_in(tmp_path / "clean.parquet") == expected


def test_a_stream_gives_what_the_command_gives(made, expected):
    stream = clean(made.to_iterable_dataset(num_shards=2))
    assert [row["text"] for row in stream] == expected


def test_the_result_is_cached_until_settings_change(made):
    first, second = clean(made), clean(made)
    assert first.cache_files
    assert first.cache_files == second.cache_files
    assert clean(made, level="gentle").cache_files != first.cache_files
