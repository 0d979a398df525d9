"""Small corpora in every format, and what readers we did not write find in them."""

import base64
import bz2
import gzip
import hashlib
import io
import json
import lzma
import uuid
from itertools import pairwise

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard
from command import CLEAN, SAMPLE
from warcio.archiveiterator import ArchiveIterator as WarcioIterator

PAGE = SAMPLE.read_text("utf-8")
CLEANED = CLEAN.read_text("utf-8")
PLAIN = "The old wall will hold another winter, the engineers said on Monday.\n"
TEXTS = [PAGE, PLAIN, "Élan, mer et marée.\n" + PLAIN, PAGE]
AFTER = [CLEANED, *TEXTS[1:3], CLEANED]


def as_lines(texts):
    return "".join(json.dumps({"n": 1.0, "text": text}) + "\n" for text in texts).encode()


def as_array(texts):
    return json.dumps([{"id": n, "text": text} for n, text in enumerate(texts)], indent=1).encode()


def as_split(texts):
    return "\f".join(texts).encode()


def warc_record(kind, body, **fields):
    digest = base64.b32encode(hashlib.sha1(body).digest()).decode()
    header = {
        "WARC-Type": kind,
        **{name.replace("_", "-"): value for name, value in fields.items()},
        "WARC-Date": "2021-07-05T02:37:00Z",
        "WARC-Record-ID": f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, str(fields))}>",
        "WARC-Block-Digest": f"sha1:{digest}",
        "Content-Type": "text/plain",
        "Content-Length": str(len(body)),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in header.items())
    return f"WARC/1.0\r\n{lines}\r\n".encode() + body + b"\r\n\r\n"


def wet_records(texts):
    yield warc_record("warcinfo", b"software: a test\r\n", WARC_Filename="harbour.warc.wet.gz")
    for number, text in enumerate(texts):
        url = f"https://example.org/{number}"
        yield warc_record("conversion", text.encode(), WARC_Target_URI=url)


def as_wet(texts):
    return b"".join(wet_records(texts))


def as_parquet(texts, kind=None, name="text"):
    sink = io.BytesIO()
    table = pa.table({"n": range(len(texts)), name: pa.array(texts, kind or pa.string())})
    pq.write_table(table, sink, row_group_size=3)
    return sink.getvalue()


def texts_of_wet(data):
    found = []
    for record in WarcioIterator(io.BytesIO(data), check_digests="raise"):
        content = record.content_stream().read()
        if record.rec_type == "conversion":
            found.append(content.decode())
    return found


FORMATS = {
    "jsonl": (".jsonl", as_lines, lambda data: [json.loads(line)["text"] for line in data.splitlines()]),
    "json": (".json", as_array, lambda data: [record["text"] for record in json.loads(data)]),
    "split": (".txt", as_split, lambda data: data.decode().split("\f")),
    "wet": (".warc.wet", as_wet, texts_of_wet),
    "parquet": (".parquet", as_parquet, lambda data: pq.read_table(io.BytesIO(data))["text"].to_pylist()),
}
PACKERS = {
    "": (bytes, bytes),
    ".gz": (gzip.compress, gzip.decompress),
    ".bz2": (bz2.compress, bz2.decompress),
    ".xz": (lzma.compress, lzma.decompress),
    ".zst": (
        zstandard.ZstdCompressor().compress,
        lambda data: zstandard.ZstdDecompressor().stream_reader(data, read_across_frames=True).read(),
    ),
}
OPTIONS = {"split": ["--split", "form-feed"]}


def written(folder, name, texts=TEXTS, packing="", parts=1):
    suffix, made, _ = FORMATS[name]
    path = folder / f"pages{suffix}{packing}"
    data = made(texts)
    cuts = [len(data) * part // parts for part in range(parts + 1)]
    path.write_bytes(b"".join(PACKERS[packing][0](data[a:b]) for a, b in pairwise(cuts)))
    return path
