"""Ray Data: the same texts as the command's, from workers of a local cluster."""

import pytest
from corpus_of_engines import cleaned_by_command, corpus, pasted, texts_in, write_parquet

ray = pytest.importorskip("ray")
pytest.importorskip("ray.data")

pytestmark = pytest.mark.filterwarnings("ignore")  # those of the engine


@pytest.fixture
def cluster(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, object_store_memory=100_000_000)
    yield
    ray.shutdown()


@pytest.mark.usefixtures("cluster")
def test_the_page_gives_what_the_command_gives(tmp_path):
    texts = corpus()
    write_parquet(texts, tmp_path)
    pasted("ray.md")
    assert texts_in(tmp_path / "clean") == cleaned_by_command(texts, tmp_path)
