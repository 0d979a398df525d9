"""Measures what the stages around cleaning cost, for the estimate of docs/integrations/cost.md.

    python benchmarks/cost_stages.py pages.jsonl

Prints megabytes of records a second of CPU time: unpacking, parsing, cleaning, packing. Write them into docs/cost.py.
"""

import gzip
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import zstandard

from cleaner import Cleaner

MAX_BYTES = 1 << 23
"""Bytes that are measured: some seconds of cleaning."""


def main(path: str) -> None:
    """Print a line for each stage."""
    with Path(path).open("rb") as stream:
        lines = stream.read(MAX_BYTES).splitlines(keepends=True)[:-1]
    data = b"".join(lines)
    packed_gzip, packed_zstd = gzip.compress(data, 6), zstandard.ZstdCompressor(3).compress(data)
    records = [orjson.loads(line) for line in lines]
    texts = [record["text"] for record in records]
    cleaner = Cleaner()
    list(cleaner.clean_each(texts[:50]))
    stages: dict[str, Callable[[], Any]] = {
        "unpack gzip": lambda: gzip.decompress(packed_gzip),
        "unpack zstd": lambda: zstandard.ZstdDecompressor().decompress(packed_zstd),
        "parse records": lambda: [orjson.loads(line) for line in lines],
        "clean, normal": lambda: list(cleaner.clean_each(texts)),
        "write records": lambda: [orjson.dumps(record) for record in records],
        "pack zstd": lambda: zstandard.ZstdCompressor(3).compress(data),
        "pack gzip": lambda: gzip.compress(data, 6),
    }
    for name, stage in stages.items():
        begin = time.process_time()
        stage()
        print(f"{name:14} {len(data) / 1e6 / (time.process_time() - begin):8.1f} MB/s")


if __name__ == "__main__":
    main(sys.argv[1])
