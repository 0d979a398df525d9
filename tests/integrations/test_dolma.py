"""Dolma attributes: what the command writes, and what Dolma's own mixer makes of it."""

import gzip
import importlib.machinery
import importlib.util
import json
from pathlib import Path

import pytest
from command import inside
from corpus_of_engines import PROSE, corpus

ROWS = [{"id": f"page-{number}", "text": text, "source": "web"} for number, text in enumerate(corpus())]


def written(folder, rows=ROWS):
    """Write documents as Dolma keeps them."""
    path = folder / "documents" / "0.jsonl.gz"
    path.parent.mkdir()
    path.write_bytes(gzip.compress("".join(json.dumps(row) + "\n" for row in rows).encode()))
    return path


def attributes_of(folder, *options):
    done = inside(
        "clean", "documents", "-o", "attributes/cleaner/", "--dolma", "cleaner", *options, cwd=folder
    )
    path = folder / "attributes" / "cleaner" / "0.jsonl.gz"
    rows = (
        [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]
        if path.exists()
        else []
    )
    return done, rows


def test_every_document_has_a_line_and_stays_as_it_is(tmp_path):
    documents = written(tmp_path)
    before = documents.read_bytes()
    done, rows = attributes_of(tmp_path, "--no-repair")
    assert (done.returncode, done.stderr) == (0, b"")
    assert [row["id"] for row in rows] == [row["id"] for row in ROWS]
    assert documents.read_bytes() == before
    assert {name for row in rows for name in row["attributes"]} == {"cleaner__removed"}


def test_spans_are_code_points_and_touch_no_others(tmp_path):
    text = "\U0001f30a Café, she wrote, and left the harbour for good.\nNews ID: 7\nCaptcha refresh\n"
    written(tmp_path, [{"id": "a", "text": text}])
    _, rows = attributes_of(tmp_path)
    start = text.index("News ID")
    assert rows == [{"id": "a", "attributes": {"cleaner__removed": [[start, len(text), 1.0]]}}]


def test_spans_that_get_another_text_are_apart_and_told_of(tmp_path):
    written(tmp_path, [{"id": "a", "text": PROSE + "Nobody believed that it was a cafÃ©, or a bar.\n"}])
    done, rows = attributes_of(tmp_path)
    assert [*rows[0]["attributes"]] == ["cleaner__changed"]
    assert done.stderr.startswith(b"cleaner: 1 span would get another text")


@pytest.mark.parametrize("row", ['{"text": "a"}', '{"id": 5, "text": "a"}', "{broken", "[]"])
def test_a_document_without_id_ends_the_run_and_its_file_has_no_attributes(tmp_path, row):
    path = tmp_path / "documents" / "0.jsonl.gz"
    path.parent.mkdir()
    path.write_bytes(gzip.compress(f'{{"id": "a", "text": "b"}}\n{row}\n'.encode()))
    done, rows = attributes_of(tmp_path)
    assert (done.returncode, rows) == (2, [])
    assert b"--dolma: documents/0.jsonl.gz:2 has no text in field 'id'" in done.stderr


def test_plain_text_has_no_attributes(tmp_path):
    done = inside("clean", "--dolma", "cleaner", cwd=tmp_path, stdin=PROSE.encode())
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"--dolma: - has no records; give JSON lines, or --format jsonl" in done.stderr


def mixer():
    """Return Dolma's mixer, which is compiled; its package needs much that the mixer does not."""
    package = importlib.util.find_spec("dolma")
    found = [*Path(package.origin).parent.glob("dolma*.so")] if package and package.origin else []
    if not found:
        pytest.skip("dolma is not installed: pip install --no-deps dolma")
    loader = importlib.machinery.ExtensionFileLoader("dolma", str(found[0]))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("dolma", loader))
    loader.exec_module(module)
    return module


def test_the_mixer_makes_what_the_command_makes(tmp_path):
    dolma = mixer()
    rows = [row for row in ROWS if row["text"]]  # the mixer takes no null
    written(tmp_path, rows)
    attributes_of(tmp_path, "--no-repair")
    for name in ("input", "output", "mixed"):
        (tmp_path / name).mkdir()
    stream = {
        "name": "web",
        "documents": [f"{tmp_path}/documents/*.gz"],
        "attributes": ["cleaner"],
        "output": {"path": f"{tmp_path}/mixed", "max_size_in_bytes": 1 << 30},
        "span_replacement": [
            {
                "span": "$.attributes.cleaner__removed",
                "min_score": 0.5,
                "replacement": "",
                "syntax": "jsonpath",
            }
        ],
        "compression": {"input": None, "output": None},
    }
    work = {"input": f"{tmp_path}/input", "output": f"{tmp_path}/output"}
    dolma.mixer_entrypoint(
        json.dumps({"work_dir": work, "processes": 1, "shuffle": False, "streams": [stream]})
    )
    (path,) = (tmp_path / "mixed").rglob("*.gz")
    mixed = [json.loads(line)["text"] for line in gzip.decompress(path.read_bytes()).splitlines()]
    done = inside("clean", "documents/0.jsonl.gz", "--no-repair", cwd=tmp_path)
    assert mixed == [json.loads(line)["text"] for line in done.stdout.splitlines()]
    assert mixed != [row["text"] for row in rows]
