"""Folders of outputs: mirrored, resumed, locked; killed, interrupted, out of space; and bad records and files."""

import contextlib
import gzip
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pytest
from command import COMMAND, KILLS, PATIENCE, inside, wait_until
from corpora import AFTER, CLEANED, PACKERS, PAGE, PLAIN, TEXTS, as_lines, as_parquet, wet_records, written

NOT_CLEANED = {".cleaner-manifest", ".cleaner-log", ".cleaner-capture", ".cleaner-rejects"}


def contents(folder):
    """Return what files of a folder hold, the manifest and the notes aside."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in NOT_CLEANED
    }


def states(folder):
    return {
        path: (path.stat().st_mtime_ns, path.read_bytes()) for path in folder.rglob("*") if path.is_file()
    }


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "corpus"
    for number in range(8):
        (folder / f"{number % 3}").mkdir(parents=True, exist_ok=True)
        (folder / f"{number % 3}" / f"{number}.txt").write_text(PAGE if number % 2 else PLAIN, "utf-8")
    for name in ("jsonl", "wet", "parquet"):
        written(folder, name, packing=".gz" if name == "jsonl" else "")
    odd = os.fsencode(folder) + b"/line\nbreak \xff.txt"
    with contextlib.suppress(OSError):  # a system may not have such names
        Path(os.fsdecode(odd)).write_text(PAGE, "utf-8")
    return folder


def test_a_folder_is_mirrored_and_a_second_run_does_nothing(corpus, tmp_path):
    before = states(corpus)
    done = inside(corpus, "-o", f"{tmp_path}/out/", "-j", 2)
    assert done.returncode == 0
    out = contents(tmp_path / "out")
    assert sorted(out) == sorted(contents(corpus))
    assert out["1/1.txt"].decode() == CLEANED
    changed = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*.txt")}
    again = inside(corpus, "-o", f"{tmp_path}/out/", "--resume")
    assert again.stderr == f"{len(out)} of {len(out)} files were complete\n".encode()
    assert {path: path.stat().st_mtime_ns for path in changed} == changed
    assert states(corpus) == before


def test_plain_documents_that_are_long_or_compressed_are_the_same_with_workers(tmp_path):
    corpus, page = tmp_path / "corpus", PAGE.encode()
    corpus.mkdir()
    for number, (suffix, (pack, _)) in enumerate([*PACKERS.items()] * 3):
        (corpus / f"{number}.txt{suffix}").write_bytes(pack(page))
    long = "".join(f"{number} {PLAIN.strip() * 1000}\n" for number in range(130)).encode() + page
    (corpus / "5.long.txt").write_bytes(long)
    (corpus / "7.long.txt.gz").write_bytes(gzip.compress(long))
    for jobs in 1, 2:
        assert inside(corpus, "-o", f"{tmp_path}/{jobs}/", "-j", jobs).returncode == 0
    assert sorted(contents(tmp_path / "1")) == sorted(contents(corpus))
    assert contents(tmp_path / "2") == contents(tmp_path / "1")
    assert gzip.decompress(contents(tmp_path / "2")["1.txt.gz"]).decode() == CLEANED


def test_what_is_not_complete_is_done_again(corpus, tmp_path):
    out = tmp_path / "out"
    inside(corpus, "-o", f"{out}/")
    known = contents(out)
    (corpus / "1" / "1.txt").write_text(PLAIN * 2, "utf-8")
    (out / "1" / "7.txt").write_text("somebody else's", "utf-8")
    (out / "2" / "2.txt").unlink()
    done = inside(corpus, "-o", f"{out}/", "--resume")
    assert f"{len(known) - 3} of {len(known)} files were complete".encode() in done.stderr
    now = contents(out)
    assert now.pop("1/1.txt").decode() == PLAIN * 2 or now
    assert {name: known[name] for name in now} == now
    other = inside(corpus, "-o", f"{out}/", "--resume", "--level", "gentle")
    assert b"0 of " in other.stderr


@pytest.mark.skipif(os.name == "nt", reason="signals of Unix")
def test_a_run_that_is_killed_goes_on_and_ends_as_an_undisturbed_one(corpus, tmp_path):
    for number in range(30):
        (corpus / f"more-{number}.txt").write_text(f"{number} {PAGE}", "utf-8")
    before = states(corpus)
    inside(corpus, "-o", f"{tmp_path}/whole/")
    expected, out = contents(tmp_path / "whole"), tmp_path / "out"
    for _ in killed([*COMMAND, str(corpus), "-o", f"{out}/", "--resume", "-j", "2"], out, len(expected)):
        assert all(expected[name] == data for name, data in contents(out).items() if name in expected)
    last = inside(corpus, "-o", f"{out}/", "--resume", "-j", 2)
    assert last.returncode == 0
    assert contents(out) == expected
    assert states(corpus) == before


@pytest.mark.skipif(os.name == "nt", reason="signals of Unix")
def test_log_captures_and_rejects_of_a_run_that_was_killed_are_those_of_an_undisturbed_one(corpus, tmp_path):
    for number in range(30):
        (corpus / f"more-{number}.txt").write_text(f"{number} {PAGE}", "utf-8")
    (corpus / "more-5.jsonl").write_bytes((GOOD + b"\n{broken\n") * 20)
    (corpus / "more-7.jsonl.gz").write_bytes(gzip.compress(GOOD * 2000)[:-20])
    whole, out = tmp_path / "whole", tmp_path / "out"
    assert inside(corpus, "-o", f"{whole}/", *noted(whole)).returncode == 2
    expected = contents(whole)
    command = [*COMMAND, str(corpus), "-o", f"{out}/", *noted(out), "--resume", "-j", "2"]
    for _ in killed(command, out, len(expected)):
        assert not Path(noted(out)[1]).exists()
    last = inside(corpus, "-o", f"{out}/", *noted(out), "--resume", "-j", 2)
    assert last.returncode == 2
    assert contents(out) == expected
    assert all(logs(whole))
    assert logs(out) == logs(whole)


def test_files_that_were_cleaned_without_a_log_or_under_another_name_are_cleaned_again_for_it(
    corpus, tmp_path
):
    whole, out = tmp_path / "whole", tmp_path / "out"
    inside(corpus, "-o", f"{whole}/", *noted(whole))
    inside(corpus, "-o", f"{out}/")
    files = len(contents(whole))
    for complete in 0, files:
        done = inside(corpus, "-o", f"{out}/", *noted(out), "--resume")
        assert done.stderr.startswith(f"{complete} of {files} files were complete\n".encode())
        assert logs(out) == logs(whole)
    (corpus / "1" / "1.txt").write_text(PLAIN * 2, "utf-8")
    (out / ".cleaner-capture").write_bytes(b"")
    inside(corpus, "-o", f"{out}/", *noted(out), "--resume")
    inside(corpus, "-o", f"{whole}/", *noted(whole))
    assert logs(out) == logs(whole)
    renamed = inside("corpus", "-o", f"{out}/", *noted(out), "--resume", cwd=tmp_path)
    assert renamed.stderr.startswith(f"0 of {files} files were complete\n".encode())


def noted(folder):
    """Return the options that write logs beside a folder."""
    kinds = "log", "capture", "rejects"
    return [option for kind in kinds for option in (f"--{kind}", f"{folder}-{kind}.jsonl")]


def logs(folder):
    return [Path(path).read_bytes() for path in noted(folder)[1::2]]


def killed(command, out, files):
    """Kill a run that writes so many files into a folder at random moments, and yield after each time."""
    chance, count = random.Random(7), 0
    for _ in range(KILLS):
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            done = len(contents(out)) if out.exists() else 0
            wanted = min(files, done + chance.randint(1, 6))
            deadline = time.monotonic() + PATIENCE
            while process.poll() is None and time.monotonic() < deadline:
                if out.exists() and sum(1 for path in out.rglob("*") if path.is_file()) >= wanted:
                    break
                time.sleep(0.002)
            time.sleep(chance.random() / 50)
            process.kill()
            count += process.wait() == -signal.SIGKILL
        yield
    assert count >= min(KILLS, 2)


@pytest.mark.skipif(os.name == "nt", reason="signals of Unix")
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT], ids=lambda end: end.name)
def test_a_run_that_is_asked_to_end_ends_at_once_with_no_half_file(end, tmp_path):
    path = tmp_path / "corpus" / "pages.jsonl"
    path.parent.mkdir()
    line = json.dumps({"text": PAGE}).encode() + b"\n"
    path.write_bytes(line * 20_000)
    command = [*COMMAND, str(path.parent), "-o", f"{tmp_path}/out/", "-j", "2"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, start_new_session=True) as process:
        wait_until(lambda: len(group(process.pid)) > 2)
        time.sleep(1)
        process.send_signal(end)
        assert process.wait(timeout=PATIENCE) == 128 + end
        assert process.stderr.read() == b""
    wait_until(lambda: not group(process.pid))
    assert contents(tmp_path / "out") == {}


@pytest.mark.skipif(os.name == "nt", reason="signals of Unix")
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT], ids=lambda end: end.name)
def test_what_asks_to_end_amid_a_destructor_is_not_lost(end, tmp_path):
    (tmp_path / "asked.py").write_text(ASKED_AMID_A_DESTRUCTOR.replace("END", end.name), "utf-8")
    done = subprocess.run(
        [sys.executable, tmp_path / "asked.py"],
        stdin=subprocess.PIPE,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (done.returncode, done.stderr) == (128 + end, b"")


ASKED_AMID_A_DESTRUCTOR = """
import io, signal, sys
from cleaner.cli import main

class Slow(io.RawIOBase):
    def readable(self):
        return True
    def readinto(self, buffer):
        Page()
        buffer[:5] = b"text\\n"
        return 5

class Page:
    def __del__(self):
        if not asked:
            asked.append(True)
            signal.raise_signal(signal.END)

asked = []
sys.stdin = io.TextIOWrapper(io.BufferedReader(Slow()))
sys.argv = ["cleaner"]
main()
"""


def group(leader):
    """List the processes of a session that still run."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = status.read_text("utf-8").rpartition(")")[2].split()
            if int(fields[3]) == leader and fields[0] != "Z":
                found.append(int(status.parent.name))
    return found


@pytest.mark.skipif(os.name == "nt", reason="pipes with names")
def test_two_runs_into_one_folder_at_once_are_refused(corpus, tmp_path):
    pipe, out = tmp_path / "pipe.txt", tmp_path / "out"
    os.mkfifo(pipe)
    command = [*COMMAND, str(pipe), "-o", f"{out}/"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as first:
        wait_until(
            lambda: (out / ".cleaner-manifest").exists() and (out / ".cleaner-manifest").stat().st_size
        )
        second = inside(corpus, "-o", f"{out}/", "--resume")
        assert second.returncode == 2
        assert b"another run writes into" in second.stderr
        pipe.write_text(PLAIN, "utf-8")
        assert first.wait(timeout=PATIENCE) == 0
    assert inside(corpus, "-o", f"{out}/").returncode == 0


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="limits of Unix")
def test_a_disk_that_is_full_leaves_what_was_there(corpus, tmp_path):
    out = tmp_path / "out"
    inside(corpus, "-o", f"{out}/")
    known = contents(out)
    (corpus / "0" / "0.txt").write_text("".join(f"{n} {PLAIN}" for n in range(2000)), "utf-8")
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536)); "
        "import cleaner.cli; sys.argv = ['cleaner', *sys.argv[1:]]; cleaner.cli.main()"
    )
    command = [sys.executable, "-c", code, str(corpus / "0" / "0.txt"), "-o", f"{out}/0/"]
    done = subprocess.run(command, capture_output=True, check=False, timeout=PATIENCE)
    assert done.returncode == 2
    assert b"raise the limit on the size of files" in done.stderr
    assert contents(out) == known


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_nothing_is_written_outside_the_folder(corpus, tmp_path):
    elsewhere, out = tmp_path / "elsewhere", tmp_path / "out"
    elsewhere.mkdir()
    (elsewhere / "1.txt").write_text("mine", "utf-8")
    out.mkdir()
    (out / "1").symlink_to(elsewhere)
    done = inside(corpus, "-o", f"{out}/")
    assert done.returncode == 2
    assert b"is outside of" in done.stderr
    assert contents(elsewhere) == {"1.txt": b"mine"}


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_fix_follows_no_link_out_of_a_folder(corpus, tmp_path):
    outside = tmp_path / "outside.txt"
    outside.write_text(PAGE, "utf-8")
    (corpus / "link.txt").symlink_to(outside)
    (corpus / "folder").symlink_to(tmp_path)
    assert inside("fix", corpus).returncode == 1
    assert outside.read_text("utf-8") == PAGE
    assert (corpus / "1" / "1.txt").read_text("utf-8") == CLEANED


def test_outputs_of_an_earlier_run_in_the_same_folder_are_no_inputs(corpus):
    for _ in range(2):
        assert inside(corpus, "-o", f"{corpus}/out/").returncode == 0
    assert not (corpus / "out" / "out").exists()


NOT_RESUMED = {
    "no folder": [],
    "statistics": ["-o", "out/", "--stats", "stats.json"],
    "attributes": ["-o", "out/", "--dolma", "cleaner"],
}


@pytest.mark.parametrize("options", NOT_RESUMED.values(), ids=NOT_RESUMED)
def test_what_cannot_be_resumed_is_refused(options, corpus, tmp_path):
    done = inside(corpus / "1" / "1.txt", "--resume", *options, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith(b"cleaner: --resume: ")


NAME = "; name the field of the text with --text-field"
BAD_LINES = {
    "not JSON": (b"{broken", "is not valid JSON near character 2", ""),
    "no object": (b"[1]", "is not a JSON object", ""),
    "no field": (b'{"body": "News ID: 314510", "n": 1}', "has no field 'text' (fields: body, n)", NAME),
    "no text": (b'{"text": 7}', "has no text in field 'text', but a number", ""),
    "too long": (
        b'{"text": "' + b"Security Key:\\n" * 2000 + b'"}',
        "is longer than --max-record, 0.02 MB",
        "",
    ),
}
GOOD = json.dumps({"text": PAGE}).encode()
GOOD_AFTER = json.dumps({"text": CLEANED}).encode()


@pytest.mark.parametrize(("line", "problem", "remedy"), BAD_LINES.values(), ids=BAD_LINES)
@pytest.mark.parametrize("name", ["pages.jsonl", "pages.json"])
def test_a_bad_record_goes_through_and_is_written_to_the_rejects(name, line, problem, remedy, tmp_path):
    between, ends = (b",\n", (b"[", b"]\n")) if name == "pages.json" else (b"\n", (b"", b"\n"))
    (tmp_path / name).write_bytes(ends[0] + between.join([GOOD, line, GOOD]) + ends[1])
    if line == b"{broken" and name == "pages.json":
        line, problem = line + b"}", "is not valid JSON near character 2"
        (tmp_path / name).write_bytes(ends[0] + between.join([GOOD, line, GOOD]) + ends[1])
    options = ["--max-record", "20kB", "--rejects", "rejects"]
    done = inside(name, "-o", "out", *options, cwd=tmp_path)
    assert (tmp_path / "out").read_bytes() == ends[0] + between.join([GOOD_AFTER, line, GOOD_AFTER]) + ends[1]
    assert done.returncode == 2
    place = f"{name}:2" if name == "pages.jsonl" else f"{name}:2, at byte {len(ends[0] + GOOD) + 1}"
    assert done.stderr.decode() == f"cleaner: {place}: {problem}; it was passed through unchanged{remedy}\n"
    (reject,) = map(json.loads, (tmp_path / "rejects").read_text("utf-8").splitlines())
    data = reject.pop("data").strip(" \n,").encode()
    assert reject == {"document": name, "record": 2, "problem": problem}
    assert data == line
    strict = inside(name, "-o", "other", "--strict", *options, cwd=tmp_path)
    assert (strict.returncode, (tmp_path / "other").exists()) == (2, False)


def cut(data):
    return data[: len(data) * 2 // 3]


def swapped(data):
    return data.replace(b"Content-Length: 1189", b"Content-Length: 1195", 1)


def shortened(data):
    return data.replace(b"Content-Length: 1189", b"Content-Length: 77", 1)


DAMAGED = {
    "gzip cut short": (
        "pages.jsonl.gz",
        lambda: cut(PACKERS[".gz"][0](as_lines(TEXTS * 50))),
        "is damaged gz",
    ),
    "bzip2 cut short": (
        "pages.jsonl.bz2",
        lambda: cut(PACKERS[".bz2"][0](as_lines(TEXTS * 50))),
        "is damaged bz2",
    ),
    "xz cut short": ("pages.jsonl.xz", lambda: cut(PACKERS[".xz"][0](as_lines(TEXTS * 50))), "is damaged xz"),
    "zst cut short": (
        "pages.jsonl.zst",
        lambda: cut(PACKERS[".zst"][0](as_lines(TEXTS * 50))),
        "is damaged zst",
    ),
    "not gzip": ("pages.jsonl.gz", lambda: as_lines(TEXTS), "is named .gz, but is not compressed that way"),
    "Parquet cut short": (
        "pages.parquet",
        lambda: cut(as_parquet(TEXTS)),
        "is damaged Parquet, or not Parquet",
    ),
    "not Parquet": ("pages.parquet", lambda: as_lines(TEXTS), "is damaged Parquet, or not Parquet"),
    "no column": (
        "pages.parquet",
        lambda: as_parquet(TEXTS, name="body"),
        "has no column 'text' (columns: n, body)",
    ),
    "numbers": (
        "pages.parquet",
        lambda: as_parquet([1, 2], pa.int64()),
        "has no text in column 'text', but int64",
    ),
}


@pytest.mark.parametrize(("name", "made", "problem"), DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_file_is_copied_as_it_is_and_the_others_go_on(name, made, problem, tmp_path):
    corpus, data = tmp_path / "corpus", made()
    corpus.mkdir()
    (corpus / name).write_bytes(data)
    (corpus / "z.txt").write_text(PAGE, "utf-8")
    done = inside("corpus", "-o", "out/", "--rejects", "rejects", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.decode().startswith(f"cleaner: corpus/{name}: {problem}")
    assert contents(tmp_path / "out") == {name: data, "z.txt": CLEANED.encode()}
    (reject,) = map(json.loads, (tmp_path / "rejects").read_text("utf-8").splitlines())
    assert (reject["document"], reject["problem"].startswith(problem)) == (f"corpus/{name}", True)
    again = inside("corpus", "-o", "out/", "--resume", cwd=tmp_path)
    assert again.stderr.decode().startswith("1 of 2 files were complete\n")
    assert again.returncode == 2
    assert inside("fix", "corpus", cwd=tmp_path).returncode == 2
    assert (corpus / name).read_bytes() == data


WRONG_LENGTHS = {
    "a little too long": swapped,
    "too short": shortened,
    "none": lambda data: data.replace(b"Content-Length: 1189", b"Content-Lenght: 1189", 1),
    "cut short": lambda data: data[:-500],
}


@pytest.mark.parametrize("damaged", WRONG_LENGTHS.values(), ids=WRONG_LENGTHS)
def test_a_record_of_an_archive_with_a_wrong_length_goes_through_alone(damaged, tmp_path):
    path = tmp_path / "pages.warc.wet"
    whole = list(wet_records([*TEXTS, PAGE]))
    path.write_bytes(damaged(b"".join(whole)))
    done = inside(path, "-o", tmp_path / "out")
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1
    assert b", at byte " in done.stderr
    good = list(wet_records([*AFTER, CLEANED]))
    bad = 1 if damaged is not WRONG_LENGTHS["cut short"] else 5
    passed = damaged(whole[bad])
    assert (tmp_path / "out").read_bytes() == b"".join([*good[:bad], passed, *good[bad + 1 :]])


def test_an_array_without_an_end_is_told(tmp_path):
    (tmp_path / "pages.json").write_bytes(b"[" + GOOD + b",\n" + GOOD + b"\n")
    done = inside("pages.json", "-o", "out", cwd=tmp_path)
    assert (tmp_path / "out").read_bytes() == b"[" + GOOD_AFTER + b",\n" + GOOD + b"\n"
    assert b"pages.json:2, at byte" in done.stderr
    assert b"is cut short: the JSON has no end" in done.stderr


PIECE = b" " * 1_000_000
HUGE = {
    "one record": ([b'{"text": "', *[PIECE] * 300, b'"}\n'], 2),
    "many records": ([b'{"text": "Good.", "pad": "', PIECE, b'"}\n'] * 300, 0),
}


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="asks Linux how much memory is used")
@pytest.mark.parametrize(("pieces", "code"), HUGE.values(), ids=HUGE)
def test_300_mb_in_300_kb_are_streamed(pieces, code, tmp_path):
    path, out = tmp_path / "bomb.jsonl.gz", tmp_path / "out.gz"
    with gzip.open(path, "wb", compresslevel=1) as sink:
        sink.writelines([*pieces, GOOD, b"\n"])
    program = (
        "import resource, sys; import cleaner.cli; from cleaner import Cleaner; Cleaner();"
        "used = int(open('/proc/self/statm').read().split()[0]) * resource.getpagesize();"
        "resource.setrlimit(resource.RLIMIT_AS, (used + 150_000_000,) * 2);"
        "sys.argv = ['cleaner', *sys.argv[1:]]; cleaner.cli.main()"
    )
    command = [sys.executable, "-c", program, path, "-o", out, "--max-record", "10MB", "-j", "1"]
    done = subprocess.run([*map(str, command)], capture_output=True, check=False)
    assert (done.returncode, b"is longer than --max-record, 10 MB" in done.stderr) == (code, code == 2)
    with gzip.open(out, "rb") as cleaned:
        cleaned.seek(sum(map(len, pieces)))
        assert cleaned.read() == GOOD_AFTER + b"\n"
