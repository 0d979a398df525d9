"""The pages on output formats: each lists exactly the fields that real runs write."""

import gzip
import json
import re
from pathlib import Path

import pytest
from command import BLOG, inside

from cleaner.corpus.ledger import MAX_REJECTED_BYTES

DOCS = Path(__file__).parent.parent / "docs"
OUTPUTS, LOG, STATISTICS = (
    (DOCS / f"{name}.md").read_text("utf-8") for name in ("outputs", "log", "statistics")
)

ROWS = [
    {"id": "a", "url": "https://tide.example/1", "text": "News ID: 314510\nThe wall &amp; the tide.\n\nCaptcha refresh\n"},
    {"id": "b", "url": "https://tide.example/2", "text": "The wall will hold for another winter.\n"},
    {"id": "c", "url": "https://tide.example/3", "text": BLOG.read_text("utf-8")},
]  # fmt: skip
ODD_SPELLING = b'{"text": "News ID: 7\\nThe wall\\/harbour will hold."}\n'
UNREADABLE = b'{"text": 5}\n{broken\n'


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """Records, some of them unreadable, a page, a Parquet file, and what cleaning them writes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder = tmp_path_factory.mktemp("corpus")
    records = b"".join(json.dumps(row).encode() + b"\n" for row in ROWS)
    (folder / "page.txt").write_bytes(BLOG.read_bytes())
    (folder / "good.jsonl").write_bytes(records)
    long = b'{"text": "' + b"a" * (MAX_REJECTED_BYTES + 1) + b"\n"
    (folder / "bad.jsonl").write_bytes(records + ODD_SPELLING + UNREADABLE + long)
    (folder / "cut.jsonl.gz").write_bytes(gzip.compress(records * 200)[:-40])
    (folder / "split.log").write_text("News ID: 7\nThe wall will hold.\n%%\nIt was built in 1742.\n")
    (folder / "cleaner.toml").write_text('[[per-path]]\npaths = ["*.log"]\nsplit = "%%"\n')
    pq.write_table(pa.Table.from_pylist(ROWS), folder / "rows.parquet")
    named = ["--log", "log.jsonl", "--capture", "capture.jsonl", "--rejects", "rejects.jsonl"]
    done = inside("clean", ".", "-o", "out/", "--include", "*", "--site-field", "url", *named, cwd=folder)
    assert done.returncode == 2
    assert inside("good.jsonl", "--dolma", "NAME", "-o", "dolma.jsonl", cwd=folder).returncode == 0
    stats = ["--site-field", "url", "--max-removed", "0.9", "-o", "stats/", "--stats", "stats.json"]
    inside("good.jsonl", "bad.jsonl", *stats, cwd=folder)
    return folder


def section(page, title):
    """Return what a page says below a heading, to the next one of the same rank."""
    (text,) = re.findall(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    return text


def fields(text):
    """Return the names in the first column of tables, and whether each is always there."""
    cells = re.findall(r"^\| (\*?`[^|]*) \|", text, re.MULTILINE)
    named = [(name, not star) for cell in cells for star, name in re.findall(r"(\*?)`([^`]+)`", cell)]
    assert named
    assert len(dict(named)) == len(named)
    return dict(named)


def paths(data, known, above=""):
    """Yield the fields of an object as the page writes them; one that the page names is not taken apart."""
    for name, value in data.items():
        path = above + name
        if path in known:
            yield path
        elif isinstance(value, dict):
            yield from paths(value, known, f"{path}.")
        elif isinstance(value, list) and f"{path}[]" not in known and value and isinstance(value[0], dict):
            for item in value:
                yield from paths(item, known, f"{path}[].")
        else:
            yield path + "[]" * isinstance(value, list)


def check(objects, page, title):
    known = fields(section(page, title))
    assert objects
    found = [set(paths(each, known)) for each in objects]
    assert set().union(*found) == set(known)
    for each in found:
        assert {name for name, is_needed in known.items() if is_needed} <= each


def lines(data):
    return [json.loads(line) for line in data.splitlines()]


def checked(corpus, form, *more):
    return inside("check", "--output-format", form, "page.txt", "good.jsonl", *more, cwd=corpus).stdout


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("capture.jsonl", "Captured facts"),
        ("rejects.jsonl", "Rejects"),
        ("out/.cleaner-manifest", "The manifest"),
        ("dolma.jsonl", "Dolma attributes"),
    ],
)
def test_files_beside_the_cleaned_text_have_the_fields_of_the_page(corpus, name, title):
    check(lines((corpus / name).read_bytes()), OUTPUTS, title)


def test_findings_as_json_have_the_fields_of_the_page(corpus):
    check(lines(checked(corpus, "json")), OUTPUTS, "Findings as JSON")


def test_the_baseline_has_the_fields_of_the_page(corpus):
    inside("check", "--write-baseline", "baseline.json", "page.txt", cwd=corpus)
    check([json.loads((corpus / "baseline.json").read_bytes())], OUTPUTS, "The baseline")


def test_sarif_has_the_fields_of_the_page(corpus):
    """Whether the addresses are there depends on the package that is installed: tests/test_check.py."""
    sarif = json.loads(checked(corpus, "sarif", "bad.jsonl"))
    known = fields(section(OUTPUTS, "SARIF"))
    addresses = {"runs[].tool.driver.informationUri", "runs[].tool.driver.rules[].helpUri"}
    assert set(paths(sarif, known)) | addresses == set(known)


def test_annotations_have_the_properties_of_the_page(corpus):
    known = fields(section(OUTPUTS, "Annotations"))
    rows = re.findall(r"^::warning (.*?)::", checked(corpus, "github").decode(), re.MULTILINE)
    found = [dict(part.split("=", 1) for part in row.split(",")) for row in rows]
    assert set().union(*found) == set(known)
    assert all({name for name, is_needed in known.items() if is_needed} <= set(each) for each in found)


def test_the_summary_has_the_columns_of_the_page(corpus):
    heads = re.findall(r"^ +edits .*$", checked(corpus, "summary").decode(), re.MULTILINE)
    assert {name for head in heads for name in head.split()} == set(fields(section(OUTPUTS, "The summary")))


def test_every_message_of_findings_has_a_form_of_the_page(corpus):
    forms = [
        form.strip("…").replace("TEXT", "WORDS").replace("OLD", "WORDS").replace("NEW", "WORDS")
        for form in fields(section(OUTPUTS, "Findings as text"))
    ]
    patterns = [re.sub(r"\d+", r"\\d+", re.escape(form)).replace("WORDS", ".*") for form in forms]
    patterns = [pattern.replace("lines", "lines?") for pattern in patterns]
    whole, added = (
        [each for each in patterns if each.startswith(",") is is_added] for is_added in (False, True)
    )
    one = rf"(removes a blank line|{'|'.join(whole)})(…)?({'|'.join(added)})*"
    found = [each["message"] for each in lines(checked(corpus, "json"))]
    assert [message for message in found if not re.fullmatch(one, message)] == []
    for form in (r"changes '", r"and \d+ more lines?", r"with \d+ blank lines?", r"because of line \d+"):
        assert any(re.search(form, message) for message in found), form


def test_the_log_has_the_entries_and_fields_of_its_page(corpus):
    """An entry is known by a field that no other kind of entry has."""
    marks = {"log": "Head", "above": "Context", "rule": "Edit", "crc32": "Record", "output": "Foot"}
    log = lines((corpus / "log.jsonl").read_bytes())
    found = {title: set() for title in marks.values()}
    for entry in log:
        (title,) = [marks[mark] for mark in marks if mark in entry]
        found[title] |= set(entry)
    for title, names in found.items():
        assert names == set(fields(section(LOG, title))), title


def test_statistics_have_the_fields_of_their_page(corpus):
    told = json.loads((corpus / "stats.json").read_bytes())
    parts = ("Counts", "By rule, topic, language, file and site", "Examples")
    assert set(told) == {name for part in parts for name in fields(section(STATISTICS, part))}
