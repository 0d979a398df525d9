"""Whole documents: goldens by folder, and documents that must come back byte for byte."""

import json
from pathlib import Path

import pytest

from cleaner import Cleaner
from cleaner.deciding.document import ESCAPED, Part

HERE = Path(__file__).parent
GOLDEN = sorted(path.parent for path in (HERE / "golden").glob("*/in.txt"))
UNTOUCHED = sorted((HERE / "untouched").glob("*.txt"))
CLEANER = Cleaner()


def clean(path):
    (cleaning,) = CLEANER.clean_parts([Part(path.read_bytes(), ESCAPED)])
    return cleaning


def as_record(edit):
    """Return an edit as the edit log has it."""
    record = {name: getattr(edit, name) for name in ("line", "column", "start", "end", "rule", "old", "new")}
    record |= {} if edit.anchor is None else {"anchor": edit.anchor}
    return record | ({"fields": dict(edit.fields)} if edit.fields else {})


def test_there_are_documents():
    assert len(GOLDEN) >= 3
    assert len(UNTOUCHED) >= 30
    assert len({path.name[:2] for path in UNTOUCHED}) >= 10


@pytest.mark.parametrize("folder", GOLDEN, ids=lambda folder: folder.name)
def test_a_golden_document_comes_out_as_written(folder):
    cleaning = clean(folder / "in.txt")
    wanted = [json.loads(line) for line in (folder / "edits.jsonl").read_text("utf-8").splitlines()]
    assert cleaning.data == (folder / "out.txt").read_bytes()
    assert list(map(as_record, cleaning.edits)) == wanted


@pytest.mark.parametrize("path", UNTOUCHED, ids=lambda path: path.stem)
def test_what_an_author_wrote_comes_back_byte_for_byte(path):
    cleaning = clean(path)
    assert [(edit.rule, edit.old) for edit in cleaning.edits] == []
    assert cleaning.data == path.read_bytes()
