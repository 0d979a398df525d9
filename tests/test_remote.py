"""Remote files: read from a server on this machine, and from the memory that fsspec offers as a system."""

import contextlib
import functools
import gzip
import http.server
import io
import json
import threading

import fsspec
import pytest
from command import inside
from corpora import AFTER, CLEANED, PAGE, TEXTS, as_lines, as_parquet, as_wet


@contextlib.contextmanager
def served(folder):
    """Serve a folder by HTTP."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=folder)
    ) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def stored(request):
    """Files in memory, under a name of their own."""
    top = f"memory://{request.node.name}"
    files = {
        "a.txt": PAGE.encode(),
        "records/pages.jsonl.gz": gzip.compress(as_lines(TEXTS)),
        "records/pages.parquet": as_parquet(TEXTS),
        "records/pages.warc.wet": as_wet(TEXTS),
        "picture.png": b"\x89PNG",
    }
    for name, data in files.items():
        with fsspec.open(f"{top}/{name}", "wb") as sink:
            sink.write(data)
    return top


def test_a_remote_file_is_cleaned(tmp_path):
    (tmp_path / "pages.jsonl.gz").write_bytes(gzip.compress(as_lines(TEXTS)))
    (tmp_path / "pages.parquet").write_bytes(as_parquet(TEXTS))
    with served(tmp_path) as server:
        done = inside(f"{server}/pages.jsonl.gz?download=true")
        table = inside(f"{server}/pages.parquet", "-o", f"{tmp_path}/out/")
        missing = inside(f"{server}/missing.jsonl")
    assert [json.loads(line)["text"] for line in done.stdout.splitlines()] == AFTER
    assert (done.returncode, table.returncode, missing.returncode) == (0, 0, 2)
    assert (tmp_path / "out" / "pages.parquet").exists()
    assert missing.stderr.startswith(f"cleaner: {server}/missing.jsonl: cannot be read: ".encode())


def test_a_remote_folder_is_mirrored(stored, tmp_path):
    done = inside(stored, "-o", f"{tmp_path}/out/")
    assert (done.returncode, done.stderr) == (0, b"")
    out = tmp_path / "out"
    found = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    names = {"a.txt", "records/pages.jsonl.gz", "records/pages.parquet", "records/pages.warc.wet"}
    assert found == {*names, ".cleaner-manifest"}
    assert (out / "a.txt").read_text("utf-8") == CLEANED
    with gzip.open(io.BytesIO((out / "records/pages.jsonl.gz").read_bytes())) as lines:
        assert [json.loads(line)["text"] for line in lines] == AFTER


REFUSED = {
    "fix": (["fix", "memory://x/a.txt"], "fix: remote files cannot be changed in place"),
    "an output": (["-o", "memory://x/out/"], "--output: memory://x/out/ is remote"),
    "no such scheme": (["odd://x/a.txt"], "odd://x/a.txt: cannot be read: Protocol not known: odd"),
}


@pytest.mark.parametrize(("arguments", "message"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_done_with_remote_files_is_said(arguments, message):
    done = inside(*arguments, stdin=PAGE.encode())
    assert done.returncode == 2
    assert done.stderr.decode().startswith(f"cleaner: {message}")
