"""Whole documents: goldens by folder, and documents that must come back byte for byte."""

import json
from pathlib import Path

import pytest

from cleaner import Cleaner, Edit, Line
from cleaner.log import as_record

HERE = Path(__file__).parent
GOLDEN = sorted(path.parent for path in (HERE / "golden").glob("*/in.txt"))
UNTOUCHED = sorted((HERE / "untouched").glob("*.txt"))
CLEANER = Cleaner()


def read(path):
    return path.read_bytes().decode("utf-8", "surrogateescape")


def test_there_are_documents():
    assert len(GOLDEN) >= 3
    assert len(UNTOUCHED) >= 30
    assert len({path.name[:2] for path in UNTOUCHED}) >= 10


@pytest.mark.parametrize("folder", GOLDEN, ids=lambda folder: folder.name)
def test_a_golden_document_comes_out_as_written(folder):
    events = list(CLEANER.stream([read(folder / "in.txt")]))
    edits = [as_record(event) for event in events if isinstance(event, Edit)]
    wanted = [json.loads(line) for line in (folder / "edits.jsonl").read_text("utf-8").splitlines()]
    assert "".join(event.text for event in events if isinstance(event, Line)) == read(folder / "out.txt")
    assert edits == wanted


@pytest.mark.parametrize("path", UNTOUCHED, ids=lambda path: path.stem)
def test_what_an_author_wrote_comes_back_byte_for_byte(path):
    result = CLEANER.clean(read(path))
    assert [(edit.rule, edit.old) for edit in result.edits] == []
    assert result.text == read(path)
