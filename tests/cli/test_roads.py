"""One result: filter, library, check, fix, records, workers and pieces of any size make the same edits."""

import io
import json
import random
import subprocess
from functools import cache, partial
from pathlib import Path

import pytest
from command import BLOG, COMMAND, HERE, PATIENCE, SAMPLE, cleaner, inside
from hypothesis import example, given, settings
from hypothesis import strategies as st
from random_documents import CHROME, DAMAGED, PROSE, chrome, documents

from cleaner import Cleaner
from cleaner.corpus.plain import clean_text
from cleaner.corpus.settings import Settings
from cleaner.deciding.parts import MAX_DOCUMENT_BYTES, parts
from cleaner.formats import records
from cleaner.formats.log import as_record
from cleaner.formats.text import BLOCK_BYTES
from cleaner.text.lines import MAX_LINE_BYTES


@cache
def library(level):
    return Cleaner(level=level)


def expected(text, level="normal"):
    """Return what the library makes of a text, and the edits as the log writes them."""
    cleaning = library(level).clean(text)
    return cleaning.text, [as_record(edit) for edit in cleaning.edits]


def encoded(text):
    return text.encode("utf-8", "surrogateescape")


def logged(path):
    """Return the edits of an edit log by document, and for records by document and number."""
    documents, place = {}, None
    for line in path.read_bytes().splitlines():
        entry = json.loads(line)
        if "document" in entry:
            place = Path(entry["document"]).name
            documents.setdefault(place, [])
        elif "record" in entry:
            place = (place if isinstance(place, str) else place[0]), entry["record"]
        elif "rule" in entry:
            documents.setdefault(place, []).append(entry)
    return documents


def checked(done):
    """Return the edits of the findings of a check, by document and record."""
    documents = {}
    for finding in map(json.loads, done.stdout.splitlines()):
        name = Path(finding["path"]).name
        place = (name, finding["record"]) if "record" in finding else name
        documents.setdefault(place, []).extend(finding["edits"])
    return documents


def in_order(edits):
    return sorted(edits, key=lambda edit: (edit["start"], edit["end"]))


def roads(text, folder, *, run):
    """Lead a text along every road that reads plain text; yield the name of each, the outcome and the edits."""
    data, page, log = encoded(text), folder / "page.txt", folder / "edits.jsonl"
    done = run("--log", log, stdin=data)
    yield "filter", done.stdout, logged(log)["-"]
    page.write_bytes(data)
    run(page, "-o", folder / "clean.txt", "--log", log)
    yield "file", (folder / "clean.txt").read_bytes(), logged(log)["page.txt"]
    found = checked(run("check", "--output-format", "json", page)).get("page.txt", [])
    yield "check", None, in_order(found)
    assert run("fix", page).returncode == int(bool(found))
    yield "fix", page.read_bytes(), None


def roads_of_records(text, folder, *, run):
    """Lead a text along every road that reads records, between two others."""
    page, log = folder / "pages.jsonl", folder / "edits.jsonl"
    other = SAMPLE.read_text("utf-8")
    page.write_text(
        "".join(json.dumps({"text": each, "n": 1}) + "\n" for each in (other, text, other)), "utf-8"
    )
    run(page, "-o", folder / "clean.jsonl", "--log", log)
    yield "records", text_of_second(folder / "clean.jsonl"), logged(log).get(("pages.jsonl", 2), [])
    found = checked(run("check", "--output-format", "json", page))
    assert ("pages.jsonl", 3) in found
    yield "check of records", None, in_order(found.get(("pages.jsonl", 2), []))
    run("fix", page)
    yield "fix of records", text_of_second(page), None


def text_of_second(path):
    return json.loads(path.read_bytes().splitlines()[1])["text"].encode("utf-8", "surrogateescape")


def along_all_roads(text, folder, *, run=inside):
    cleaned, edits = expected(text)
    outcomes = [*roads(text, folder, run=run), *roads_of_records(text, folder, run=run)]
    for name, data, some in outcomes:
        assert data is None or data == encoded(cleaned), name
        assert some is None or some == edits, name
    return edits


GOLDEN = sorted((HERE / "golden").glob("*/in.txt"))


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.parent.name)
def test_every_road_makes_the_same_edits(path, tmp_path):
    assert along_all_roads(path.read_bytes().decode("utf-8", "surrogateescape"), tmp_path)


pages = documents(damaged=True, some=chrome)


@pytest.mark.no_cover
@settings(max_examples=60)
@given(pages)
@example("\N{ZERO WIDTH NO-BREAK SPACE}")
@example("News ID: 314510")
@example("a\r\nShare this\rb\N{LINE SEPARATOR}c\n\n\n\nd")
@example("caf\udcc3\N{SOFT HYPHEN}\udca9\nShare this\n")
@example("The wall holds.&#10;Share this\n")
def test_every_road_makes_the_same_edits_of_any_document(tmp_path_factory, text):
    data = encoded(text)
    text = data.decode("utf-8", "surrogateescape")  # as a file would give it
    along_all_roads(text, tmp_path_factory.mktemp("roads"))


class Trickle(io.RawIOBase):
    """A stream that gives so many bytes at a time."""

    def __init__(self, data, size):
        self._data, self._size, self._at = data, size, 0

    def read(self, size=-1):
        size = self._size if size < 0 else min(size, self._size)
        self._at += size
        return self._data[self._at - size : self._at]

    read1 = read


def in_pieces(data, size, encoding="utf-8"):
    """Clean bytes that come in pieces; return what comes out and the edits."""
    pieces = list(clean_text(Trickle(data, size), Settings(encoding=encoding), name="page.txt"))
    assert b"".join(piece.before for piece in pieces) == data
    edits = [as_record(edit) for piece in pieces for edit in piece.edits]
    return b"".join(piece.after for piece in pieces), edits


@pytest.mark.no_cover
@settings(max_examples=60)
@given(pages, st.integers(1, 9))
def test_pieces_of_any_size_make_the_same_edits(text, size):
    data = encoded(text)
    cleaned, edits = expected(data.decode("utf-8", "surrogateescape"))
    assert in_pieces(data, size) == (encoded(cleaned), edits)


def large(*, count, end="\n", seed=1):
    """Make up a large document: prose, chrome and damage by turns, and a few lines that are very long."""
    draw = random.Random(seed)
    lines = []
    for number in range(count):
        kind = draw.random()
        if kind < 0.55:
            lines.append(f"{number} {draw.choice(PROSE)}")
        elif kind < 0.7:
            lines.append(draw.choice(CHROME))
        elif kind < 0.75:
            lines.append(draw.choice([line for line in DAMAGED if "\udcff" not in line]))
        elif kind < 0.9:
            lines.append("")
        else:
            lines.append(f"Harbour notice {number % 50}")
    lines[count // 2] = "x" * (MAX_LINE_BYTES - 1) + " Share this"
    return end.join(lines) + end


LARGE = {
    "a megabyte": lambda: large(count=14_000),
    "a megabyte of CRLF": lambda: large(count=14_000, end="\r\n"),
    "a megabyte of CR": lambda: large(count=14_000, end="\r"),
    "prose and chrome by turns": lambda: "".join(
        f"{line}\n" for n in range(7_000) for line in ("Share this", PROSE[n % 7])
    ),
    "short lines of chrome": lambda: "".join(f"{CHROME[n % 22]}\n" for n in range(18_000)),
}
"""Documents that no road reads in one block."""


@pytest.mark.no_cover
@pytest.mark.parametrize("name", LARGE)
def test_large_documents_have_the_same_edits_on_every_road(name, tmp_path):
    text = LARGE[name]()
    assert len(encoded(text)) > max(BLOCK_BYTES, records.BLOCK_BYTES)
    assert along_all_roads(text, tmp_path)


@pytest.mark.no_cover
@pytest.mark.parametrize("size", [4096, 1 << 16, (1 << 16) + 1, 1 << 23])
def test_large_documents_come_in_pieces_of_any_size(size):
    text = LARGE["a megabyte of CRLF"]()
    cleaned, edits = expected(text)
    assert in_pieces(encoded(text), size) == (encoded(cleaned), edits)


@pytest.mark.no_cover
@pytest.mark.parametrize("size", [1 << 20, 1 << 23])
def test_a_text_too_long_for_one_document_is_cut_at_the_same_places_by_the_library(size):
    """Lines as long as can be, of which nothing goes, lead up to the place where it is cut, amid everyday lines."""
    everyday, filling = large(count=8_000), "x" * (MAX_LINE_BYTES - 1) + "\n"
    text = everyday + filling * ((MAX_DOCUMENT_BYTES - 900_000) // len(filling)) + everyday
    above, below = parts([encoded(text)])
    assert min(above.data.count(b"\n") - 8_000, below.data.count(b"\n")) > 2_000
    cleaned, edits = expected(text)
    assert in_pieces(encoded(text), size) == (encoded(cleaned), edits)


@pytest.mark.no_cover
def test_a_line_longer_than_a_document_is_one_line_on_every_road():
    text = "x" * (MAX_DOCUMENT_BYTES + 1) + "\nThe wall will hold.\nPage Generated in 0/0544 sec\n"
    cleaned, edits = expected(text)
    assert edits[-1]["line"] == 3
    assert in_pieces(encoded(text), 1 << 20) == (encoded(cleaned), edits)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-32-be", "gb18030"])
def test_another_encoding_makes_the_same_edits(encoding):
    text = "".join(path.read_text("utf-8") for path in (SAMPLE, BLOG))
    cleaned, edits = expected(text)
    assert in_pieces(text.encode(encoding), 1000, encoding) == (cleaned.encode(encoding), edits)


@pytest.mark.parametrize("size", [1, 4096, 1 << 23])
def test_a_pipe_fed_in_pieces_gives_the_same_bytes(size, tmp_path):
    text = LARGE["a megabyte"]() if size > 1 else BLOG.read_text("utf-8")
    cleaned, edits = expected(text)
    data, log = encoded(text), tmp_path / "edits.jsonl"
    command = [*COMMAND, "-o", tmp_path / "clean.txt", "--log", log]
    with subprocess.Popen(command, stdin=subprocess.PIPE, bufsize=0) as process:
        for piece in iter(partial(io.BytesIO(data).read, size), b""):
            rest = piece
            while rest:
                rest = rest[process.stdin.write(rest) :]
        process.stdin.close()
        assert process.wait(PATIENCE) == 0
    assert (tmp_path / "clean.txt").read_bytes() == encoded(cleaned)
    assert logged(log)["-"] == edits


@pytest.mark.no_cover
def test_many_workers_make_the_same_edits_as_one(tmp_path):
    """Real processes, over files small and large and records, with clean, check and fix."""
    texts = {f"{path.parent.name}.txt": path.read_bytes() for path in GOLDEN}
    texts["large.txt"] = encoded(large(count=6_000))
    texts["lines.txt"] = encoded(LARGE["prose and chrome by turns"]())
    texts["bytes.txt"] = b"News ID: 1\n\xff\xc3 caf\xc3\x83\xc2\xa9\r\n\n\n\nShare this\n"
    texts["empty.txt"] = b""
    records = [
        SAMPLE.read_text("utf-8"),
        large(count=3_000),
        "",
        *map("{0} {0}\nShare this\n".format, range(900)),
    ]
    lines = [json.dumps({"text": text}) for text in records]
    lines[400] = "{broken"
    texts["pages.jsonl"] = "\n".join(lines).encode()
    outcomes = []
    for jobs in ("1", "2"):
        for name, data in texts.items():
            (tmp_path / name).write_bytes(data)
        names = [*texts, "missing.txt"]
        folder, log = tmp_path / f"clean{jobs}", tmp_path / f"edits{jobs}.jsonl"
        done = cleaner(*names, "-o", f"{folder}/", "--log", log, "--stats", "-j", jobs, cwd=tmp_path)
        check = cleaner("check", "--output-format", "json", "-j", jobs, *names, cwd=tmp_path)
        fix = cleaner("fix", "-j", jobs, *names, cwd=tmp_path)
        cleaned = {name: (folder / name).read_bytes() for name in texts}
        assert {name: (tmp_path / name).read_bytes() for name in texts} == cleaned
        outcomes.append((done, check, fix, cleaned, log.read_bytes()))
        assert [run.returncode for run in (done, check, fix)] == [2, 2, 2]
        found, edits = checked(check), logged(log)
        assert {place: in_order(some) for place, some in found.items()} == {
            place: some for place, some in edits.items() if some
        }
    assert outcomes[0] == outcomes[1]
    for name in ("large.txt", "bytes.txt"):
        text = texts[name].decode("utf-8", "surrogateescape")
        assert edits[name] == expected(text)[1]


@pytest.mark.parametrize("level", ["gentle", "strong"])
def test_documents_never_influence_each_other(level):
    """Each of many, cleaned together, comes out as if alone."""
    texts = [
        path.read_bytes().decode("utf-8", "surrogateescape")
        for path in [*GOLDEN, *sorted((HERE / "untouched").glob("en-*.txt"))]
    ]
    cleaner_ = Cleaner(level=level)
    together = [(cleaning.text, cleaning.edits) for cleaning in cleaner_.clean_each(texts)]
    alone = [(cleaning.text, cleaning.edits) for cleaning in map(cleaner_.clean, texts)]
    assert together == alone
