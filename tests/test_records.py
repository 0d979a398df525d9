"""Files of records: what changes in a line and what may not, bad records, workers, and the way back."""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from command import CLEAN, KILLS, PATIENCE, SAMPLE, cleaner, wait_until
from hypothesis import given
from hypothesis import strategies as st
from random_documents import documents

from cleaner.formats.jsonl import JsonLines, place_of_text
from cleaner.formats.records import read_blocks

PAGE = SAMPLE.read_text("utf-8")
CLEANED = CLEAN.read_text("utf-8")
PLAIN = "The old wall will hold another winter, the engineers said on Monday.\n"


def spelled(text):
    return json.dumps(text, ensure_ascii=False)


LINES = {
    "usual": ('{"id": 1, "text": %s, "score": 0.10}', PAGE, CLEANED),
    "unchanged": ('{ "score" :1.50e+3,"text":%s}', PLAIN, PLAIN),
    "numbers keep their spelling": (
        '{"n": [1E400, 1.0, 12345678901234567890123], "text": %s}',
        PAGE,
        CLEANED,
    ),
    "a field of the name further in": ('{"meta": {"text": "Security Key:"}, "text": %s}', PAGE, CLEANED),
    "the last of two": ('{"text": "Security Key:", "text": %s}', PAGE, CLEANED),
    "what no strict parser takes": ('{"x": NaN, "text": %s, "y": -Infinity}', PAGE, CLEANED),
    "odd escapes elsewhere": ('{"u": "a\\/b\\u00e9\\ud83d", "text": %s}', PAGE, CLEANED),
    "other scripts": ('{"über": "海港", "text": %s }', PAGE, CLEANED),
    "no text": ('{"text": null, "was": %s}', PAGE, PAGE),
    "an empty text": ('{"text": "", "was": %s}', PAGE, PAGE),
}


@pytest.mark.parametrize(("template", "before", "after"), LINES.values(), ids=LINES)
@pytest.mark.parametrize("end", ["\n", "\r\n", ""], ids=["lf", "crlf", "none"])
def test_only_the_text_of_a_record_changes(template, before, after, end):
    done = cleaner("--format", "jsonl", stdin=(template.replace("%s", spelled(before)) + end).encode())
    assert done.stdout.decode() == template.replace("%s", spelled(after)) + end
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_text_written_in_ascii_stays_in_ascii():
    done = cleaner("--format", "jsonl", stdin=json.dumps({"text": "Été\n\n" + PAGE, "é": "x"}).encode())
    assert done.stdout.isascii()
    assert json.loads(done.stdout) == {"text": "Été\n\n" + CLEANED, "é": "x"}


def test_the_text_may_be_in_another_field(tmp_path):
    path = tmp_path / "pages.ndjson"
    path.write_text(json.dumps({"text": 7, "body": PAGE}) + "\n", "utf-8")
    assert json.loads(cleaner(path, "--text-field", "body").stdout) == {"text": 7, "body": CLEANED}


@pytest.mark.parametrize("verb", [[], ["check"]], ids=["clean", "check"])
def test_records_without_the_field_name_theirs_and_the_option_is_hinted_at_once(verb, tmp_path):
    for name in ("a.jsonl", "b.jsonl"):
        (tmp_path / name).write_text('{"body": "One.", "id": 1}\n{"body": "Two.", "id": 2}\n', "utf-8")
    done = cleaner(*verb, "--text-field", "nope", tmp_path / "a.jsonl", tmp_path / "b.jsonl")
    said = done.stderr.decode().splitlines()
    assert done.returncode == 2
    assert len(said) == 4
    assert all(
        "has no field 'nope' (fields: body, id); it was passed through unchanged" in line for line in said
    )
    assert ["--text-field" in line for line in said] == [True, False, False, False]


BAD = {
    "cut off": b'{"text": "Security Key:',
    "no object": b'["Security Key:"]',
    "no field": b'{"body": "Security Key:"}',
    "no text": b'{"text": ["Security Key:"]}',
    "no UTF-8": b'{"text": "Security Key:\xff"}',
    "no JSON": b"Security Key:",
    "deep": b'{"x": ' + b"[" * 100_000 + b"]" * 100_000 + b', "text": "Security Key:"}',
}


@pytest.mark.parametrize("line", BAD.values(), ids=BAD)
def test_a_bad_record_goes_through_unchanged_and_is_told(line, tmp_path):
    good = json.dumps({"text": PAGE}).encode()
    path = tmp_path / "pages.jsonl"
    path.write_bytes(b"\n".join([good, line, good]) + b"\n")
    done = cleaner(path, "--stats")
    first, second, third = done.stdout.splitlines()
    assert (first, second) == (third, line)
    assert json.loads(first) == {"text": CLEANED}
    assert done.returncode == 2
    assert f"{path}:2: ".encode() in done.stderr
    assert b"documents  3 (2 changed, 0 left alone by --max-removed, 1 failed)" in done.stderr


def test_many_bad_records_are_told_of_shortly():
    done = cleaner("--format", "jsonl", stdin=b"no json\n" * 500)
    assert done.stdout == b"no json\n" * 500
    assert len(done.stderr.splitlines()) == 11


def test_strict_stops_at_the_first_bad_record(tmp_path):
    path, out = tmp_path / "pages.jsonl", tmp_path / "out.jsonl"
    path.write_bytes(json.dumps({"text": PAGE}).encode() + b"\nno json\n")
    done = cleaner(path, "--strict", "-o", out)
    assert (done.returncode, out.exists()) == (2, False)
    assert f"{path}:2: is not valid JSON".encode() in done.stderr


def test_a_record_too_long_to_take_in_goes_through(tmp_path):
    path = tmp_path / "pages.jsonl"
    long = b'{"text": "' + b"Security Key:\\n" * 100_000 + b'"}'
    good = json.dumps({"text": PAGE}).encode()
    path.write_bytes(b"\n".join([good, long, good]))
    done = cleaner(path, "--max-record", "1MB")
    first, second, third = done.stdout.splitlines()
    assert (first, second == long) == (third, True)
    assert json.loads(first) == {"text": CLEANED}
    assert f"{path}:2: is longer than --max-record, 1 MB".encode() in done.stderr


def corpus(path, count=3000):
    """Write records, every third with chrome, some bad."""
    with path.open("w", encoding="utf-8") as sink:
        for number in range(count):
            text = PAGE if number % 3 == 0 else f"{number} {PLAIN}" * (number % 40)
            sink.write("{broken\n" if number % 1000 == 7 else json.dumps({"n": number, "text": text}) + "\n")
    return path


def test_workers_give_the_same_bytes_in_the_same_order(tmp_path):
    path = corpus(tmp_path / "pages.jsonl")
    outcomes = []
    for jobs in (1, 2, 3):
        files = [tmp_path / f"{name}{jobs}" for name in ("out", "log", "capture")]
        done = cleaner(path, "-j", jobs, "-o", files[0], "--log", files[1], "--capture", files[2], "--stats")
        outcomes.append((done.returncode, done.stderr, *(file.read_bytes() for file in files)))
    assert outcomes[0] == outcomes[1] == outcomes[2]
    assert outcomes[0][0] == 2
    records = [json.loads(line) for line in outcomes[0][2].splitlines() if line != b"{broken"]
    assert records[0] == {"n": 0, "text": CLEANED}
    assert [record["n"] for record in records] == [n for n in range(3000) if n % 1000 != 7]


def test_workers_clean_plain_documents_too(tmp_path):
    paths = [tmp_path / f"{number}.txt" for number in range(40)]
    for number, path in enumerate(paths):
        path.write_text(PAGE if number % 2 else PLAIN, "utf-8")
    one, two = (cleaner(*paths, tmp_path / "missing.txt", SAMPLE, "-j", jobs) for jobs in (1, 2))
    assert one.stdout == (PLAIN + CLEANED).encode() * 20 + CLEANED.encode()
    assert (one.stdout, one.stderr, one.returncode) == (two.stdout, two.stderr, two.returncode)
    assert one.returncode == 2


@pytest.mark.skipif(not Path("/proc").exists(), reason="finds the workers in /proc")
def test_a_worker_that_dies_is_an_error_with_its_place():
    command = [sys.executable, "-m", "cleaner", "-", "--format", "jsonl", "-j", "2"]
    line = json.dumps({"text": PLAIN * 50}).encode() + b"\n"
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdin.write(line * 400)
        process.stdin.flush()
        wait_until(lambda: workers_of(process.pid))
        time.sleep(1)  # until it cleans
        os.kill(workers_of(process.pid)[0], signal.SIGKILL)
        _, errors = process.communicate(line * 4000, timeout=PATIENCE)
    assert process.returncode == 2
    assert b"a worker died while this was cleaned" in errors
    assert errors.startswith(b"cleaner: -:")


@pytest.mark.skipif(not Path("/proc").exists(), reason="finds the workers in /proc")
def test_a_worker_that_dies_amid_a_large_answer_is_an_error(tmp_path):
    page = f"{PLAIN * 8_000}Security Key:\n{PLAIN}"
    (tmp_path / "pages.jsonl").write_text(f"{json.dumps({'text': page})}\n" * 40, "utf-8")
    command = [sys.executable, "-m", "cleaner", "pages.jsonl", "-o", "out.jsonl", "-j", "2"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, cwd=tmp_path) as process:
        wait_until(lambda: len(workers_of(process.pid)) == 2)
        time.sleep(1)
        process.send_signal(signal.SIGSTOP)  # nobody takes answers
        workers = workers_of(process.pid)
        try:
            wait_until(lambda: all(map(sleeps, workers)))
            for worker in workers:
                os.kill(worker, signal.SIGKILL)
        finally:
            process.send_signal(signal.SIGCONT)
        _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 2
    assert errors.startswith(b"cleaner: pages.jsonl:")
    assert b"a worker died while this was cleaned" in errors
    assert not (tmp_path / "out.jsonl").exists()


def sleeps(pid):
    return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] == "S"


@pytest.mark.skipif(not Path("/proc").exists(), reason="finds the workers in /proc")
def test_a_worker_that_dies_at_any_moment_ends_the_run(tmp_path):
    chance = random.Random(11)
    page = f"{PLAIN * 3000}Security Key:\n{PLAIN}"
    (tmp_path / "pages.jsonl").write_text(f"{json.dumps({'text': page})}\n" * 400, "utf-8")
    command = [sys.executable, "-m", "cleaner", "pages.jsonl", "-o", "out.jsonl", "-j", "2"]
    for _ in range(KILLS):
        with subprocess.Popen(command, stderr=subprocess.PIPE, cwd=tmp_path) as process:
            wait_until(lambda: workers_of(process.pid))
            time.sleep(chance.random() * 3)
            os.kill(chance.choice(workers_of(process.pid)), signal.SIGKILL)
            _, errors = process.communicate(timeout=PATIENCE)
        assert process.returncode == 2
        assert b"a worker died while this was cleaned" in errors
        assert not (tmp_path / "out.jsonl").exists()


def workers_of(pid):
    """List the processes that clean for another."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it has ended by now
            fields = status.read_text("utf-8").rpartition(")")[2].split()
            command = (status.parent / "cmdline").read_bytes()
            if int(fields[1]) == pid and b"spawn_main" in command:
                found.append(int(status.parent.name))
    return found


def test_the_log_leads_back_byte_for_byte(tmp_path):
    path, log = corpus(tmp_path / "pages.jsonl", 300), tmp_path / "edits.jsonl"
    odd = '{"text": "Caf\\u00e9\\/tea é\\nSecurity Key:\\n\\ud83d", "x": 1.0}\r\n\n{"text": "Share thé\nComments"}'
    path.write_bytes(path.read_bytes() + odd.encode())
    cleaned = cleaner(path, "--log", log).stdout
    assert cleaned != path.read_bytes()
    back = cleaner("restore", log, stdin=cleaned)
    assert (back.stdout, back.stderr) == (path.read_bytes(), b"")
    spoilt = cleaner("restore", log, stdin=cleaned.replace(b"winter", b"wonder", 1))
    assert spoilt.returncode == 2
    assert b"hash differs" in spoilt.stderr


def test_several_files_of_records_are_restored_from_one_log(tmp_path):
    path, log = corpus(tmp_path / "pages.jsonl", 50), tmp_path / "edits.jsonl"
    copy = corpus(tmp_path / "copy.jsonl", 50)
    cleaned = cleaner(path, copy, "--log", log).stdout
    assert cleaner("restore", log, stdin=cleaned).stdout == path.read_bytes() + copy.read_bytes()
    assert cleaner("restore", log, stdin=cleaned[:-20]).returncode == 2
    mixed = cleaner(SAMPLE, path, "--log", log).stdout
    assert cleaner("restore", log, stdin=mixed).stdout == SAMPLE.read_bytes() + path.read_bytes()


def test_captured_fields_name_the_record(tmp_path):
    fields = tmp_path / "fields.jsonl"
    line = json.dumps({"text": PAGE}).encode() + b"\n"
    cleaner("--format", "jsonl", "--capture", fields, stdin=b"\n" + line)
    (record,) = map(json.loads, fields.read_text("utf-8").splitlines())
    assert record["document"] == "-:2"
    assert record["fields"]["id"] == ["314510"]


def test_the_removal_cap_holds_for_each_record():
    texts = [PAGE, "Security Key:\nCaptcha refresh\n"]
    data = b"".join(json.dumps({"text": text}).encode() + b"\n" for text in texts)
    done = cleaner("--format", "jsonl", "--max-removed", "0.5", stdin=data)
    assert [json.loads(line)["text"] for line in done.stdout.splitlines()] == [CLEANED, texts[1]]
    assert b"-:2: 100% of its content would be removed" in done.stderr


def test_check_fix_and_diff_know_records(tmp_path):
    path = tmp_path / "pages.jsonl"
    before = json.dumps({"text": PLAIN}) + "\n" + json.dumps({"text": PAGE, "n": 1.0})
    path.write_text(before, "utf-8")
    found = cleaner("check", path)
    assert found.returncode == 1
    assert found.stdout.splitlines()[0].startswith(f"{path}:2:1: ".encode())
    (tmp_path / "change.patch").write_bytes(cleaner("check", "--diff", "pages.jsonl", cwd=tmp_path).stdout)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run(["git", "apply", "change.patch"], cwd=tmp_path, check=True)
    patched = path.read_bytes()
    path.write_text(before, "utf-8")
    assert cleaner("fix", path).returncode == 1
    assert path.read_bytes() == patched
    assert json.loads(patched.splitlines()[1]) == {"text": CLEANED, "n": 1.0}
    assert cleaner("fix", path).returncode == 0
    assert cleaner("explain", path).returncode == 2


def test_blocks_hold_whole_records(tmp_path):
    path = corpus(tmp_path / "pages.jsonl")
    with path.open("rb") as source:
        blocks = list(read_blocks(source, JsonLines()))
    assert len(blocks) > 3
    assert b"".join(block.data for block in blocks) == path.read_bytes()
    for block in blocks:
        number = block.data.splitlines()[0].split(b",")[0]
        assert number in (b"{broken", b'{"n": %d' % (block.first - 1))


values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@given(
    st.dictionaries(st.text(max_size=4), values, max_size=4),
    documents(damaged=True),
    st.booleans(),
    st.data(),
)
def test_the_place_of_a_text_is_found_in_any_record(record, text, is_ascii, data):
    record = {**record, "text": text, **data.draw(st.dictionaries(st.text(max_size=4), values, max_size=2))}
    record["text"] = text
    line = json.dumps(record, ensure_ascii=True if "\udcff" in text else is_ascii)
    try:
        line = line.encode()
    except UnicodeEncodeError:
        line = json.dumps(record).encode()
    assert JsonLines().fields_of(line).text == text
    begin, end = place_of_text(line, "text")
    assert json.loads(line[begin:end]) == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'{"text": "a", "b": "a"}', b'{"text": "c", "b": "a"}'),
        (b'{"text": "a", "a": 1}', b'{"text": "c", "a": 1}'),
        (b'{"text": "t\\u0065xt", "b": NaN}', b'{"text": "c", "b": NaN}'),
        (b'{"text": "text", "b": 1}', b'{"text": "c", "b": 1}'),
        (b'{"text": "\\u0061", "b": {"text": "a"}}', b'{"text": "c", "b": {"text": "a"}}'),
        (b'{"text": "a\\\\", "b": "\\"a\\\\"}', b'{"text": "c", "b": "\\"a\\\\"}'),
        (b'{"text": "a", "text": "\\u0061"}', b'{"text": "a", "text": "c"}'),
    ],
)
def test_what_is_written_as_the_text_is_stays(before, after):
    old = JsonLines().fields_of(before).text
    rewritten = JsonLines().rewritten(before, old, "c")
    assert rewritten.data == after
    assert JsonLines().original(after, old, rewritten.literal) == before


@given(documents(damaged=True), documents(damaged=True), st.booleans())
def test_a_text_is_written_as_the_standard_library_writes_it(old, new, is_ascii):
    was = json.dumps(old, ensure_ascii=is_ascii or "\udcff" in old).encode()
    made = json.dumps(new, ensure_ascii=was.isascii() or "\udcff" in new).encode()
    assert JsonLines().rewritten(b'{"text": %s}' % was, old, new).data == b'{"text": %s}' % made
