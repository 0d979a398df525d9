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


CHROME = (
    "Advertisement", "Share this article", "Read more", "Related articles", "Subscribe to our newsletter", "Leave a comment",
    "Copyright © 2024 The Harbour News. All rights reserved.", "Skip to main content", "Print this page",
    "Published: 0237 GMT July 05, 2021",
)  # fmt: skip


@pytest.mark.no_cover
@pytest.mark.parametrize("path", UNTOUCHED, ids=lambda path: path.stem)
def test_one_line_of_chrome_costs_a_document_that_line_only(path):
    """Each of ten lines is put in, at every second place: of each place it is that of five lines."""
    lines = path.read_bytes().splitlines(keepends=True)
    for number, chrome in enumerate(CHROME):
        places = range(number % 2, len(lines) + 1, 2)
        end = b"" if not lines or lines[-1].endswith(b"\n") else b"\n"
        texts = [
            b"".join([*lines[:at], end if at == len(lines) else b"", f"{chrome}\n".encode(), *lines[at:]])
            for at in places
        ]
        for at, cleaning in zip(
            places, CLEANER.clean_parts([Part(text, ESCAPED) for text in texts]), strict=True
        ):
            lost = [
                edit
                for edit in cleaning.edits
                if edit.removes_line and edit.old.strip() and edit.line != at + 1
            ]
            assert [(chrome, at, edit.rule, edit.old) for edit in lost] == []
