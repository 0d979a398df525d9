"""Mining within little memory, and going on where a run was stopped."""

import gc
import tracemalloc

import pytest
from crawl import daily, write_records

from cleaner.corpus.configuration import Configuration
from cleaner.corpus.discovery import found_files
from cleaner.mining import collecting, counting, mining
from cleaner.mining.documents import Corpus
from cleaner.mining.state import State


@pytest.fixture
def corpus(tmp_path):
    sites = [daily(count=6, site=f"daily-{number}.example.org", seed=number) for number in range(5)]
    write_records(tmp_path / "pages.jsonl", [document for site in sites for document in site])
    configuration = Configuration({"site_field": "url"})
    return Corpus(tuple(found_files([str(tmp_path / "pages.jsonl")], configuration)), configuration)


def reads(corpus, **settings):
    """Return what is mined, and how often the corpus was read."""
    opened = []
    mined = mining.mine(corpus, watch=lambda stream: opened.append(1) or stream, **settings)
    return tuple(mined.sites), len(opened), mined


@pytest.mark.no_cover
def test_with_less_memory_the_corpus_is_read_more_often_and_the_rules_are_the_same(corpus, monkeypatch):
    monkeypatch.setattr(
        counting, "LOOKED_AT_CELLS", counting.SKETCH_CELLS
    )  # so few templates are seen by looking at all
    sites, times, _ = reads(corpus)
    assert (len(sites), times) == (5, 2)
    less, more_times, _ = reads(corpus, memory_mb=1)
    assert less == sites
    assert more_times > 2


def test_a_run_goes_on_where_one_stopped(corpus, tmp_path):
    state = tmp_path / "state"
    sites, times, _ = reads(corpus, state_folder=state)
    assert times == 2
    (last,) = state.glob("*-round-*-index")
    last.unlink()  # as if it had been stopped in the second pass
    again, times, mined = reads(corpus, state_folder=state)
    assert (again, times) == (sites, 1)
    mined.state.clear()
    assert not state.exists()


def test_state_of_another_corpus_is_not_taken(corpus, tmp_path):
    state = tmp_path / "state"
    reads(corpus, state_folder=state)
    path = tmp_path / "pages.jsonl"
    path.write_text(
        path.read_text("utf-8").replace("Ask for the paper boy", "Ask for the paper girl"), "utf-8"
    )
    sites, times, _ = reads(corpus, state_folder=state)
    assert times == 2
    phrases = {phrase for site in sites for proposal in site.proposals for phrase in proposal.phrases}
    assert "Ask for the paper girl" in phrases


def test_memory_does_not_grow_with_the_sites_of_a_crawl(monkeypatch):
    monkeypatch.setattr(counting, "MEMO_LINES", 64)
    monkeypatch.setattr(collecting, "native", None)  # so that all that is kept is seen by Python
    sites = [daily(count=6, site=f"daily-{number}.example.org", seed=number) for number in range(12)]
    sketch = counting.Sketch(3, 1 << 12)
    for site, text in [document for documents in sites for document in documents]:
        sketch.add_text(site, text, counting.Templates())
    collector = collecting.Collector(sketch, 3)
    taken = []
    tracemalloc.start()
    try:
        for documents in sites:
            *_, last = [collector.add(site, text) for site, text in documents]
            assert len(list(last.seen())) > 3
            del last
            gc.collect()
            taken.append(tracemalloc.get_traced_memory()[0])
    finally:
        tracemalloc.stop()
    assert taken[-1] - taken[3] < 8 * 5_000, taken  # a site takes some 20,000 bytes while it is open


def test_cells_of_several_processes_count_no_further_than_those_of_one(tmp_path):
    sketches = [counting.Sketch(3, 1 << 4) for _ in range(2)]
    for sketch, counts in zip(sketches, ([200, 3, 0, 255], [100, 4, 0, 255]), strict=True):
        for cell, count in enumerate(counts):
            sketch.cells[cell] = count
    state = State(tmp_path, "key")
    state.keep_sketch([(bytes(sketch.cells), sketch.sites.rows()) for sketch in sketches])
    with state.sketch(3) as kept:
        assert list(kept.cells[:5]) == [255, 7, 0, 255, 0]
