"""Remote files: read from a server on this machine, and from the memory that fsspec offers as a system."""

import contextlib
import functools
import gzip
import http.server
import io
import json
import lzma
import threading
import uuid

import fsspec
import pytest
from command import cleaner, inside
from corpora import AFTER, CLEANED, PACKERS, PAGE, TEXTS, as_lines, as_parquet, as_wet

STORED = {
    "a.txt": PAGE.encode(),
    "a.txt.xz": lzma.compress(PAGE.encode()),
    "records/pages.jsonl.gz": gzip.compress(as_lines(TEXTS)),
    "records/pages.jsonl.zst": PACKERS[".zst"][0](as_lines(TEXTS)),
    "records/pages.parquet": as_parquet(TEXTS),
    "records/pages.warc.wet": as_wet(TEXTS),
    "picture.png": b"\x89PNG",
}


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
    for name, data in STORED.items():
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
    assert found == {*STORED, ".cleaner-manifest"} - {"picture.png"}
    assert (out / "a.txt").read_text("utf-8") == CLEANED
    with gzip.open(io.BytesIO((out / "records/pages.jsonl.gz").read_bytes())) as lines:
        assert [json.loads(line)["text"] for line in lines] == AFTER


@pytest.fixture
def bucket(monkeypatch):
    """A bucket in an object store on this machine, which s3fs is told of by the usual variables."""
    pytest.importorskip("s3fs")
    store = pytest.importorskip("moto.server").ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    store.start()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{store.get_host_and_port()[1]}")
    for variable in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(variable, "testing")
    client, name = (
        pytest.importorskip("boto3").client("s3", region_name="us-east-1"),
        f"corpus-{uuid.uuid4()}",
    )
    client.create_bucket(Bucket=name)
    for path, data in STORED.items():
        client.put_object(Bucket=name, Key=f"news/{path}", Body=data)
    yield f"s3://{name}"
    store.stop()


def test_an_object_store_is_mirrored(bucket, tmp_path):
    for name, data in STORED.items():
        path = tmp_path / "here" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    expected = cleaner(tmp_path / "here", "-o", f"{tmp_path}/expected/")
    done = cleaner(f"{bucket}/news", "-o", f"{tmp_path}/out/", "-j", 2)
    assert (done.returncode, done.stderr) == (expected.returncode, expected.stderr) == (0, b"")
    assert outputs(tmp_path / "out") == outputs(tmp_path / "expected")
    again = cleaner(f"{bucket}/news", "-o", f"{tmp_path}/out/", "--resume")
    assert again.stderr == f"0 of {len(STORED) - 1} files were complete\n".encode()
    assert outputs(tmp_path / "out") == outputs(tmp_path / "expected")


def test_what_an_object_store_does_not_have_is_said(bucket):
    one = cleaner(f"{bucket}/news/a.txt.xz")
    assert (one.stdout.decode(), one.returncode) == (CLEANED, 0)
    for address in f"{bucket}/news/b.txt", "s3://no-such-bucket/a.txt":
        missing = cleaner(address)
        assert missing.returncode == 2
        assert missing.stderr.startswith(f"cleaner: {address}: cannot be read: ".encode())


def outputs(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != ".cleaner-manifest"
    }


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
