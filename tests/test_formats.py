"""Formats of records: what changes in a file and what may not, and that programs we did not write read what comes out."""

import gzip
import io
import random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from command import inside
from corpora import (
    AFTER,
    CLEANED,
    FORMATS,
    OPTIONS,
    PACKERS,
    PAGE,
    PLAIN,
    TEXTS,
    as_array,
    as_lines,
    as_parquet,
    as_split,
    as_wet,
    wet_records,
    written,
)
from fastwarc.warc import ArchiveIterator, WarcRecordType
from hypothesis import given, settings
from hypothesis import strategies as st
from random_documents import documents
from warcio.archiveiterator import ArchiveIterator as WarcioIterator

from cleaner import Cleaner
from cleaner.formats.json_array import JsonArray
from cleaner.formats.jsonl import JsonLines
from cleaner.formats.records import read_blocks
from cleaner.formats.split import SplitText
from cleaner.formats.wet import Wet


@pytest.mark.parametrize("packing", PACKERS, ids=lambda packing: packing[1:] or "plain")
@pytest.mark.parametrize("name", FORMATS)
def test_the_text_of_each_record_is_cleaned(name, packing, tmp_path):
    path = written(tmp_path, name, packing=packing, parts=1 if not packing else 3)
    done = inside(path, *OPTIONS.get(name, []), "-o", f"{tmp_path}/out/")
    assert (done.returncode, done.stderr) == (0, b"")
    out = PACKERS[packing][1]((tmp_path / "out" / path.name).read_bytes())
    assert FORMATS[name][2](out) == AFTER
    again = inside(tmp_path / "out" / path.name, *OPTIONS.get(name, []), "-o", f"{tmp_path}/again/")
    assert again.returncode == 0
    assert (tmp_path / "again" / path.name).read_bytes() == (tmp_path / "out" / path.name).read_bytes()


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_without_chrome_stays_as_it_is(name, tmp_path):
    path = written(tmp_path, name, [PLAIN, "", TEXTS[2]])
    before = path.read_bytes()
    assert inside("check", path, *OPTIONS.get(name, [])).returncode == 0
    assert inside("fix", path, *OPTIONS.get(name, [])).returncode == 0
    assert path.read_bytes() == before
    out = inside(path, *OPTIONS.get(name, [])).stdout
    assert out == before or name == "parquet"
    assert FORMATS[name][2](out) == [PLAIN, "", TEXTS[2]]


@pytest.mark.parametrize("name", FORMATS)
def test_check_and_fix_know_each_format(name, tmp_path):
    path = written(tmp_path, name)
    found = inside("check", path, *OPTIONS.get(name, []), "--output-format", "summary")
    assert found.returncode == 1
    assert b"en/metadata/article-id" in found.stdout
    assert inside("check", "--diff", path, *OPTIONS.get(name, [])).stdout.count(b"\n-") > 1
    assert inside("fix", path, *OPTIONS.get(name, [])).returncode == 1
    assert FORMATS[name][2](path.read_bytes()) == AFTER
    assert inside("fix", path, *OPTIONS.get(name, [])).returncode == 0


@pytest.mark.parametrize("name", FORMATS)
def test_the_log_leads_back(name, tmp_path):
    path, log, out, back = written(tmp_path, name), tmp_path / "log", tmp_path / "out", tmp_path / "back"
    inside(path, *OPTIONS.get(name, []), "--log", log, "-o", out)
    done = inside("restore", log, out, "-o", back)
    assert (done.returncode, done.stderr) == (0, b"")
    assert FORMATS[name][2](back.read_bytes()) == TEXTS
    assert back.read_bytes() == path.read_bytes() or name == "parquet"


@pytest.mark.parametrize("name", FORMATS)
def test_workers_give_the_same_bytes(name, tmp_path):
    texts = [
        f"Boat {number} came in on Monday, with {number} crates of cod.\n" + TEXTS[number % 4]
        for number in range(200)
    ]
    path = written(tmp_path, name, texts)
    for jobs in (1, 2):
        done = inside(path, *OPTIONS.get(name, []), "-j", jobs, "-o", tmp_path / f"out{jobs}")
        assert (done.returncode, done.stderr) == (0, b"")
    assert (tmp_path / "out1").read_bytes() == (tmp_path / "out2").read_bytes()
    found = FORMATS[name][2]((tmp_path / "out1").read_bytes())
    assert found == [cleaning.text for cleaning in Cleaner().clean_each(texts)]
    assert found != texts


class Pieces:
    """A stream that comes in pieces of any size."""

    def __init__(self, data, seed):
        self._data, self._random = data, random.Random(seed)

    def read(self, _):
        size = self._random.choice([1, 2, 3, 30, 300])
        piece, self._data = self._data[:size], self._data[size:]
        return piece


CUTS = {
    "jsonl": (JsonLines(), as_lines),
    "json": (JsonArray(), as_array),
    "form feed": (SplitText("form-feed"), as_split),
    "nul": (SplitText("nul"), lambda texts: "\0".join(texts).encode()),
    "line": (SplitText("%%"), lambda texts: "\n%% \r\n".join(texts).encode()),
    "wet": (Wet(), as_wet),
}


@settings(max_examples=30)
@given(st.lists(documents(), min_size=1, max_size=4), st.sampled_from(sorted(CUTS)), st.integers(0))
def test_a_stream_is_cut_alike_in_pieces_of_any_size(texts, name, seed):
    records, made = CUTS[name]
    data = made([text.replace("\f", "").replace("\0", "").replace("%%", "") for text in texts])
    whole = [record for block in read_blocks(io.BytesIO(data), records) for record in block.records]
    blocks = list(read_blocks(Pieces(data, seed), records))
    assert [record for block in blocks for record in block.records] == whole
    assert b"".join(block.data for block in blocks) == data
    numbers = [block.first + at for block in blocks for at in range(len(block.ends))]
    assert numbers == list(range(1, len(whole) + 1))
    found = [records.fields_of(record).text for record in whole]
    assert (
        len([text for text in found if text is not None])
        >= len([text for text in texts if text.strip()])
        > -1
    )


@settings(max_examples=30)
@given(st.lists(documents(), min_size=1, max_size=4), st.sampled_from(sorted(CUTS)), st.integers(0))
def test_a_long_record_passes_in_pieces(texts, name, seed):
    records, made = CUTS[name]
    data = made([*texts, "x" * 3000, PLAIN])
    blocks = list(read_blocks(Pieces(data, seed), records, 1000))
    assert b"".join(block.data for block in blocks) == data
    assert max(len(block.data) for block in blocks) < 2000
    starts = [block.first for block in blocks if block.ends]
    assert starts == sorted(set(starts))
    assert any(not block.ends for block in blocks)


def test_a_parquet_file_keeps_all_but_its_text(tmp_path):
    schema = pa.schema(
        [
            pa.field("url", pa.string(), nullable=False),
            pa.field("text", pa.large_string(), metadata={"language": "en"}),
            pa.field("tags", pa.list_(pa.int32())),
            pa.field("when", pa.timestamp("us", tz="UTC")),
        ],
        metadata={"made by": "the harbour office"},
    )
    rows = [{"url": "u", "text": text, "tags": [1, 2], "when": 7} for text in [*TEXTS, None, *TEXTS]]
    path, out = tmp_path / "pages.parquet", tmp_path / "out.parquet"
    compression = {"url": "snappy", "text": "zstd", "tags.list.element": "none", "when": "gzip"}
    pq.write_table(
        pa.Table.from_pylist(rows, schema),
        path,
        compression=compression,
        row_group_size=4,
        use_dictionary=["url"],
    )
    assert inside(path, "-o", out).returncode == 0
    before, after = pq.ParquetFile(path), pq.ParquetFile(out)
    with before, after:
        assert after.schema_arrow.equals(before.schema_arrow, check_metadata=True)
        assert after.schema.equals(before.schema)
        assert after.metadata.num_row_groups == 3
        for group in range(3):
            assert after.metadata.row_group(group).num_rows == before.metadata.row_group(group).num_rows
            for column in range(4):
                old, new = (file.metadata.row_group(group).column(column) for file in (before, after))
                assert (old.compression, old.path_in_schema) == (new.compression, new.path_in_schema)
                assert set(old.encodings) == set(new.encodings)
        old, new = before.read().drop(["text"]), after.read().drop(["text"])
        assert old.equals(new)
        assert after.read()["text"].to_pylist() == [*AFTER, None, *AFTER]


KINDS = [
    pa.string(),
    pa.large_string(),
    pa.string_view(),
    pa.binary(),
    pa.dictionary(pa.int32(), pa.string()),
]


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_a_column_of_any_kind_of_text_keeps_its_kind(kind, tmp_path):
    path = tmp_path / "pages.parquet"
    texts = [text.encode() for text in TEXTS] if pa.types.is_binary(kind) else TEXTS
    path.write_bytes(as_parquet(texts, kind))
    inside("fix", path)
    column = pq.read_table(path)["text"]
    assert column.type == kind
    assert [text if isinstance(text, str) else text.decode() for text in column.to_pylist()] == AFTER


def test_rows_that_are_not_utf_8_pass(tmp_path):
    path = tmp_path / "pages.parquet"
    bad = b"News ID: 314510\n\xff"
    path.write_bytes(as_parquet([PAGE.encode(), bad, None, PLAIN.encode()], pa.binary()))
    done = inside("fix", path)
    assert done.returncode == 2
    assert b":2: is not UTF-8 near byte" in done.stderr
    assert pq.read_table(path)["text"].to_pylist() == [CLEANED.encode(), bad, None, PLAIN.encode()]


def test_an_archive_has_a_member_for_each_record_and_another_reader_goes_to_each(tmp_path):
    path = tmp_path / "pages.warc.wet.gz"
    path.write_bytes(b"".join(gzip.compress(record) for record in wet_records(TEXTS)))
    assert inside(path, "-o", f"{tmp_path}/out/").returncode == 0
    out = (tmp_path / "out" / path.name).read_bytes()
    offsets, found = [], []
    for record in ArchiveIterator(io.BytesIO(out), WarcRecordType.conversion, verify_digests=True):
        offsets.append(record.stream_pos)
        found.append(record.reader.read().decode())
        assert record.headers["WARC-Target-URI"].startswith("https://example.org/")
    assert found == AFTER
    for offset, text in zip(offsets, AFTER, strict=True):
        (first, *_) = WarcioIterator(io.BytesIO(out[offset:]))
        assert first.rec_type == "conversion"
        assert (len(text.encode()), offset) == (int(first.rec_headers["Content-Length"]), offset)
