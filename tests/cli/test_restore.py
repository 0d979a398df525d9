"""`cleaner restore` as people use it: streams, single files, folders, files fixed in place, text edited since."""

import gzip
import json
import os
import signal
import subprocess
import time

import pytest
from command import BLOG, COMMAND, SAMPLE, cleaner

WINDOWS = SAMPLE.parent.parent / "windows" / "in.txt"
HASH = b"its hash differs"


def tree(folder):
    """Lay out a folder of files, some of them in folders below, one without chrome."""
    (folder / "sub" / "deep").mkdir(parents=True)
    (folder / "page.txt").write_bytes(SAMPLE.read_bytes())
    (folder / "sub" / "page.txt").write_bytes(BLOG.read_bytes())
    (folder / "sub" / "deep" / "windows.txt").write_bytes(WINDOWS.read_bytes())
    (folder / "sub" / "plain.txt").write_bytes(b"The wall will hold for another winter.\n")
    (folder / "records.jsonl").write_bytes(
        json.dumps({"text": "The wall.\nSecurity Key:\n"}).encode() + b"\n"
    )
    return folder


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def encoded(text, encoding):
    return text.decode("utf-8", "replace").replace("\ufeff", "").encode(encoding, "replace")


def test_a_character_cut_in_two_by_a_document_border_comes_back(tmp_path):
    (tmp_path / "1").write_bytes(b"News ID: 3\ncaf\xc3")
    (tmp_path / "2").write_bytes(b"\xa9 text\n")
    cleaned = cleaner("--log", "log", "1", "2", cwd=tmp_path).stdout
    back = cleaner("restore", "log", stdin=cleaned, cwd=tmp_path)
    assert (back.returncode, back.stdout) == (0, b"News ID: 3\ncaf\xc3\xa9 text\n")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig"])
def test_documents_with_a_mark_come_back(encoding, tmp_path):
    for name in "12":
        (tmp_path / name).write_bytes(encoded(SAMPLE.read_bytes(), encoding))
    cleaned = cleaner("--encoding", encoding, "--log", "log", "1", "2", cwd=tmp_path).stdout
    back = cleaner("restore", "log", stdin=cleaned, cwd=tmp_path)
    assert (back.returncode, back.stdout) == (0, encoded(SAMPLE.read_bytes(), encoding) * 2)


def test_a_document_that_failed_leaves_the_rest_of_the_log_useful(tmp_path):
    for name in ("odd", "again"):
        (tmp_path / name).write_bytes("abc".encode("utf-16")[:7])
    (tmp_path / "page").write_bytes(SAMPLE.read_bytes().decode().encode("utf-16"))
    done = cleaner("--encoding", "utf-16", "--log", "log", "odd", "page", "again", cwd=tmp_path)
    assert done.returncode == 2
    back = cleaner("restore", "log", stdin=done.stdout, cwd=tmp_path)
    odd, page = (tmp_path / "odd").read_bytes(), (tmp_path / "page").read_bytes()
    assert (back.returncode, back.stdout) == (0, odd + page + odd)


@pytest.mark.parametrize("encoding", ["iso-2022-jp", "hz"])
def test_a_stateful_encoding_that_does_not_end_in_ascii_comes_back(encoding, tmp_path):
    text = ("News ID: 314510\n" + ("最後" if encoding == "iso-2022-jp" else "海")).encode(encoding)
    for name in ("page", "other"):
        (tmp_path / name).write_bytes(text)
    cleaned = cleaner("--encoding", encoding, "--log", "log", "page", "other", cwd=tmp_path).stdout
    assert cleaned.decode(encoding) == text.decode(encoding).partition("\n")[2] * 2
    assert cleaner("restore", "log", stdin=cleaned, cwd=tmp_path).stdout == text * 2


def test_formats_may_be_mixed(tmp_path):
    folder = tree(tmp_path / "many")
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    cleaned = cleaner(*files, "--log", tmp_path / "log").stdout
    back = cleaner("restore", tmp_path / "log", stdin=cleaned)
    assert back.stdout == b"".join(path.read_bytes() for path in files)


def test_literals_that_json_spells_in_another_way_come_back(tmp_path):
    data = rb'{"text": "a\/b \u00E9t\u00e9\nSecurity Key:\nCaptcha refresh\n", "n": 1.50}' + b"\r\n"
    cleaned = cleaner("--format", "jsonl", "--log", "log", stdin=data, cwd=tmp_path).stdout
    assert b"Security" not in cleaned
    assert cleaner("restore", "log", stdin=cleaned, cwd=tmp_path).stdout == data


@pytest.mark.parametrize("place", ["beginning", "end", "shorter", "longer"])
def test_nothing_is_printed_of_text_that_has_changed(place, tmp_path):
    cleaned = cleaner(SAMPLE, BLOG, "--log", tmp_path / "log").stdout
    spoilt = {
        "beginning": b"X" + cleaned[1:],
        "end": cleaned[:-2] + b"X\n",
        "shorter": cleaned[:-1],
        "longer": cleaned + b"X\n",
    }[place]
    for output in ((), ("-o", tmp_path / "back.txt")):
        back = cleaner("restore", tmp_path / "log", *output, stdin=spoilt)
        assert (back.returncode, back.stdout) == (2, b"")
        assert not (tmp_path / "back.txt").exists()
        assert b"Traceback" not in back.stderr


def test_a_folder_comes_back_as_it_was(tmp_path):
    folder = tree(tmp_path / "many")
    before = contents(folder)
    assert cleaner("clean", "many", "-o", "out/", "--log", "log", cwd=tmp_path).returncode == 0
    assert contents(tmp_path / "out") != before
    back = cleaner("restore", "log", "out", "-o", "back/", cwd=tmp_path)
    assert (back.returncode, back.stdout, back.stderr) == (0, b"", b"")
    assert contents(tmp_path / "back") == before


def test_of_a_folder_what_has_changed_is_named_and_the_rest_restored(tmp_path):
    folder = tree(tmp_path / "many")
    before = contents(folder)
    cleaner("clean", "many", "-o", "out/", "--log", "log", cwd=tmp_path)
    with (tmp_path / "out" / "page.txt").open("ab") as stream:
        stream.write(b"One line more.\n")
    (tmp_path / "out" / "sub" / "plain.txt").unlink()
    back = cleaner("restore", "log", "out", "-o", "back/", cwd=tmp_path)
    assert back.returncode == 2
    first, second, count = back.stderr.splitlines()
    assert b"many/page.txt" in first
    assert HASH in first
    assert b"many/sub/plain.txt: is not in " in second
    assert count == b"3 of 5 documents restored"
    del before["page.txt"], before["sub/plain.txt"]
    assert contents(tmp_path / "back") == before


def test_one_document_of_a_run_is_restored_by_its_name_or_its_text(tmp_path):
    folder = tree(tmp_path / "many")
    cleaner("clean", "many", "-o", "out/", "--log", "log", cwd=tmp_path)
    wanted = (folder / "sub" / "page.txt").read_bytes()
    for arguments in (
        ("out/sub/page.txt",),
        ("out/sub/page.txt", "--document", "many/sub/page.txt"),
        ("out", "--document", "sub/page.txt"),
    ):
        back = cleaner("restore", "log", *arguments, cwd=tmp_path)
        assert (back.returncode, back.stdout) == (0, wanted), back.stderr
    streamed = cleaner(folder, "--log", tmp_path / "log2").stdout
    back = cleaner("restore", tmp_path / "log2", "--document", "sub/page.txt", stdin=streamed)
    assert (back.returncode, back.stdout) == (0, wanted)


def test_a_text_that_several_pages_became_needs_a_name(tmp_path):
    (tmp_path / "1.txt").write_bytes(b"News ID: 1\nThe wall will hold for another winter.\n")
    (tmp_path / "2.txt").write_bytes(b"News ID: 2\nThe wall will hold for another winter.\n")
    cleaner("1.txt", "2.txt", "-o", "out/", "--log", "log", cwd=tmp_path)
    back = cleaner("restore", "log", "out/2.txt", cwd=tmp_path)
    assert (back.returncode, back.stdout) == (2, b"")
    assert b"name one with --document" in back.stderr
    back = cleaner("restore", "log", "out/2.txt", "--document", "2.txt", cwd=tmp_path)
    assert back.stdout == (tmp_path / "2.txt").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("log", "out"), b"write -o FOLDER/"),
        (("log", "out", "--document", "many/pag.txt"), b"did you mean 'many/page.txt'?"),
        (("log", "out", "--document", "page.txt"), b"name its whole path"),
        (("log", "out/page.txt", "-o", "log"), b"is the log"),
        (("log", "out/page.txt", "-o", ""), b"is not a file name"),
        (("nolog", "out"), b"nolog: no such file"),
        (("log", "nothing"), b"nothing: no such file"),
        (("many", "out"), b"is a folder"),
    ],
)
def test_a_wrong_call_is_refused(arguments, message, tmp_path):
    tree(tmp_path / "many")
    cleaner("clean", "many", "-o", "out/", "--log", "log", cwd=tmp_path)
    log = (tmp_path / "log").read_bytes()
    done = cleaner("restore", *arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert message in done.stderr
    assert (tmp_path / "log").read_bytes() == log


def test_the_names_in_a_log_never_lead_out_of_the_folder(tmp_path):
    (tmp_path / "out").mkdir()
    cleaner("clean", SAMPLE, "-o", tmp_path / "out" / "page.txt", "--log", tmp_path / "log")
    lines = (tmp_path / "log").read_bytes().splitlines(keepends=True)
    head = json.loads(lines[0])
    for name in ("../../page.txt", "/page.txt", "out/../../page.txt"):
        head["document"] = name
        (tmp_path / "log").write_bytes(b"".join([json.dumps(head).encode() + b"\n", *lines[1:]]))
        (tmp_path / "back").mkdir(exist_ok=True)
        done = cleaner("restore", "log", "out", "-o", "back/", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert (tmp_path / "back" / "page.txt").read_bytes() == SAMPLE.read_bytes()
        assert not (tmp_path / "page.txt").exists()


def test_compressed_files_are_restored_in_kind(tmp_path):
    (tmp_path / "page.txt.gz").write_bytes(gzip.compress(SAMPLE.read_bytes()))
    cleaner("page.txt.gz", "-o", "out/", "--log", "log", cwd=tmp_path)
    packed = tmp_path / "out" / "page.txt.gz"
    assert gzip.decompress(packed.read_bytes()) != SAMPLE.read_bytes()
    assert cleaner("restore", "log", packed, cwd=tmp_path).stdout == SAMPLE.read_bytes()
    assert cleaner("restore", "log", stdin=packed.read_bytes(), cwd=tmp_path).stdout == SAMPLE.read_bytes()
    cleaner("restore", "log", packed, "-o", "one.txt.gz", cwd=tmp_path)
    cleaner("restore", "log", "out", "-o", "back/", cwd=tmp_path)
    for path in ("one.txt.gz", "back/page.txt.gz"):
        assert gzip.decompress((tmp_path / path).read_bytes()) == SAMPLE.read_bytes()
    (tmp_path / "log.gz").write_bytes(gzip.compress((tmp_path / "log").read_bytes()))
    assert cleaner("restore", "log.gz", packed, cwd=tmp_path).stdout == SAMPLE.read_bytes()


def test_a_file_that_broke_off_leaves_the_rest_of_the_log_useful(tmp_path):
    folder = tree(tmp_path / "many")
    packed = gzip.compress(os.urandom(60_000).hex().encode())
    (folder / "a.txt").write_bytes(packed[: len(packed) // 2])
    before = contents(folder)
    del before["a.txt"]
    assert cleaner("clean", "many", "many/a.txt", "-o", "out/", "--log", "log", cwd=tmp_path).returncode == 2
    done = cleaner("clean", folder / "a.txt", *(folder / name for name in before), "--log", tmp_path / "log")
    back = cleaner("restore", "log", stdin=done.stdout, cwd=tmp_path)
    assert back.returncode == 0
    assert back.stdout.endswith(b"".join(before.values()))


def test_files_fixed_in_place_are_given_back(tmp_path):
    folder = tree(tmp_path / "many")
    before = contents(folder)
    assert cleaner("fix", "many", "--log", "log", cwd=tmp_path).returncode == 1
    fixed = contents(folder)
    assert fixed != before
    again = cleaner("fix", "many", "--log", "log", cwd=tmp_path)
    assert again.returncode == 2
    assert b"already exists" in again.stderr
    assert cleaner("restore", "log", "many", "-o", "back/", cwd=tmp_path).returncode == 0
    assert contents(tmp_path / "back") == before
    assert contents(folder) == fixed
    assert cleaner("restore", "log", "many/page.txt", "-o", "many/page.txt", cwd=tmp_path).returncode == 0
    assert (folder / "page.txt").read_bytes() == before["page.txt"]
    assert cleaner("restore", "log", "many", "-o", "many/", cwd=tmp_path).returncode == 0
    assert contents(folder) == before


def test_a_file_is_replaced_after_its_log_is_on_the_disk_only(tmp_path):
    """Kill a run at many moments: whatever was replaced can be restored."""
    started = time.monotonic()
    for round_number in range(12):
        folder = tmp_path / f"many{round_number}"
        folder.mkdir()
        for number in range(60):
            (folder / f"{number:03}.txt").write_bytes(SAMPLE.read_bytes() + b"%d\n" % number)
        before = contents(folder)
        log = tmp_path / f"log{round_number}"
        process = subprocess.Popen([*COMMAND, "fix", "-q", folder, "--log", log], stderr=subprocess.DEVNULL)
        while not log.exists() and process.poll() is None:
            time.sleep(0.005)
        time.sleep(0.02 * round_number)
        process.send_signal(signal.SIGKILL if round_number % 2 else signal.SIGTERM)
        process.wait()
        assert not list(folder.glob(".*"))
        after = contents(folder)
        logged = log.read_bytes() if log.exists() else b""
        if b"\n" not in logged:
            assert after == before
            continue
        back = cleaner("restore", log, folder, "-o", f"{folder}/")
        assert back.returncode == 0, back.stderr
        assert contents(folder) == before
    assert time.monotonic() - started < 100


@pytest.mark.parametrize("log", ["", "-", "many/page.txt"])
def test_a_log_of_fix_that_is_no_new_file_is_refused(log, tmp_path):
    folder = tree(tmp_path / "many")
    before = contents(folder)
    assert cleaner("fix", "many", "--log", log, cwd=tmp_path).returncode == 2
    assert contents(folder) == before


def test_fix_shows_or_logs(tmp_path):
    tree(tmp_path / "many")
    assert cleaner("fix", "many", "--diff", "--log", "log", cwd=tmp_path).returncode == 2
    assert not (tmp_path / "log").exists()


def test_a_full_disk_for_the_log_leaves_the_file_alone(tmp_path):
    (tmp_path / "page.txt").write_bytes(SAMPLE.read_bytes())
    done = cleaner("fix", "page.txt", "--log", "/dev/full", cwd=tmp_path)
    assert done.returncode == 2
    assert b"/dev/full: no space left" in done.stderr
    assert (tmp_path / "page.txt").read_bytes() == SAMPLE.read_bytes()


def test_edits_find_their_place_in_text_that_was_edited_since(tmp_path):
    cleaned = cleaner(SAMPLE, "--log", tmp_path / "log").stdout
    edited = cleaned.replace(b"largest public work", b"greatest public work").replace(
        b"A wall older", b"Somebody put in a line.\n\nA wall older"
    )
    refused = cleaner("restore", tmp_path / "log", stdin=edited)
    assert (refused.returncode, refused.stdout) == (2, b"")
    assert b"--edited" in refused.stderr
    back = cleaner("restore", tmp_path / "log", "--edited", stdin=edited)
    assert (back.returncode, back.stderr) == (0, b"")
    wanted = SAMPLE.read_bytes().replace(b"largest public work", b"greatest public work")
    assert [line for line in back.stdout.splitlines() if line not in wanted.splitlines()] == [
        b"Somebody put in a line."
    ]
    assert set(wanted.splitlines()) <= set(back.stdout.splitlines())


def test_edits_without_a_place_are_rejected_by_line_and_text(tmp_path):
    cleaned = cleaner(SAMPLE, "--log", tmp_path / "log").stdout
    middle = cleaned.index(b"Eleven of the fifteen")
    edited = cleaned[:200] + b"\nAll else was written anew.\n" + cleaned[middle:]
    back = cleaner("restore", tmp_path / "log", "--edited", "-o", tmp_path / "back.txt", stdin=edited)
    restored = (tmp_path / "back.txt").read_bytes()
    assert back.returncode == 0, back.stderr
    for line in edited.splitlines():
        assert line in restored.splitlines()
    garbled = cleaner("restore", tmp_path / "log", "--edited", stdin=b"Other words.\n" * 5)
    assert garbled.returncode == 1
    assert b"in.txt:5: not undone, the text around it has changed: Port Calder votes" in garbled.stderr
    assert garbled.stdout.count(b"Other words.\n") == 5


def test_records_that_were_not_edited_get_their_edits_back(tmp_path):
    lines = [
        json.dumps({"id": n, "text": f"The wall {n}.\nSecurity Key:\nCaptcha refresh\n"}).encode() + b"\n"
        for n in range(9)
    ]
    (tmp_path / "pages.jsonl").write_bytes(b"".join(lines))
    cleaned = cleaner("pages.jsonl", "--log", "log", cwd=tmp_path).stdout.splitlines(keepends=True)
    cleaned[4] = cleaned[4].replace(b"wall", b"hall")
    del cleaned[2]
    cleaned.insert(0, b'{"id": 99, "text": "New."}\n')
    back = cleaner("restore", "log", "--edited", stdin=b"".join(cleaned), cwd=tmp_path)
    assert back.returncode == 1
    assert back.stderr.startswith(b"cleaner: pages.jsonl:3:2: not undone")
    wanted = [cleaned[0], *lines]
    wanted[5] = cleaned[4]
    del wanted[3]
    assert back.stdout == b"".join(wanted)


@pytest.mark.parametrize(
    "data", [b"", b"[" * 100_000 + b"\n", b"\x1f\x8b\x08broken", b"[]\n", b'{"log": 1}\n']
)
def test_what_is_not_a_log_is_refused(data, tmp_path):
    (tmp_path / "log").write_bytes(data)
    done = cleaner("restore", "log", stdin=b"text\n", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"cleaner: log")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("option", ["--log", "--capture"])
@pytest.mark.parametrize(
    ("arguments", "path"),
    [
        (("page.txt",), "page.txt"),
        (("page.txt", "-o", "y"), "y"),
        (("page.txt", "-o", "out/"), "out/page.txt"),
        (("page.txt",), ""),
        (("page.txt",), "-"),
    ],
)
def test_a_log_that_is_another_file_of_the_run_is_refused(option, arguments, path, tmp_path):
    (tmp_path / "page.txt").write_bytes(SAMPLE.read_bytes())
    done = cleaner(*arguments, option, path, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert option.encode() in done.stderr
    assert contents(tmp_path) == {"page.txt": SAMPLE.read_bytes()}
