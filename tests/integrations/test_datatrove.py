"""datatrove: the same texts as the command's, and counts in datatrove's own statistics."""

import gzip
import json

import pytest
from corpus_of_engines import cleaned_by_command, corpus, pasted

pytest.importorskip("datatrove")


pytestmark = pytest.mark.filterwarnings("ignore")  # those of the engine


def test_the_page_gives_what_the_command_gives_and_counts(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    texts = [text for text in corpus() if text]  # datatrove drops documents without text
    expected = cleaned_by_command(texts, tmp_path)
    (tmp_path / "pages").mkdir()
    for part in range(2):
        rows = [{"id": str(n), "text": text} for n, text in enumerate(texts) if n % 2 == part]
        lines = "".join(json.dumps(row) + "\n" for row in rows)
        (tmp_path / "pages" / f"{part}.jsonl").write_text(lines, "utf-8")
    pasted("datatrove.md")
    rows = []
    for path in (tmp_path / "clean").glob("*.gz"):
        rows += [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]
    rows.sort(key=lambda row: int(row["id"]))
    assert [row["text"] for row in rows] == expected
    counted = json.loads((tmp_path / "logs" / "stats.json").read_text("utf-8"))
    (stats,) = [step["stats"] for step in counted if "cleaner" in step["name"]]
    edits = [row["metadata"].get("edits", []) for row in rows]
    assert total(stats["total"]) == len(texts)
    assert total(stats["changed"]) == sum(
        before != after for before, after in zip(texts, expected, strict=True)
    )
    assert total(stats["edits"]) == sum(map(len, edits))
    assert total(stats["removed_characters"]) == sum(map(len, texts)) - sum(map(len, expected))
    assert total(stats["topic/metadata"]) > 20


def total(stat):
    return stat["total"] if isinstance(stat, dict) else stat
