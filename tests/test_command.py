"""The command, through real subprocesses: streams, exit codes, files, and what goes wrong."""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from command import BLOG, CLEAN, HERE, PATIENCE, RULE, SAMPLE, cleaner, is_writing_to, wait_until


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "page.txt"
    shutil.copyfile(SAMPLE, path)
    return path


@pytest.fixture
def copy(tmp_path):
    """Make a file with the same text as the page."""
    path = tmp_path / "copy.txt"
    shutil.copyfile(SAMPLE, path)
    return path


def test_standard_input_is_cleaned_to_standard_output():
    done = cleaner(stdin=SAMPLE.read_bytes())
    assert (done.returncode, done.stdout, done.stderr) == (0, CLEAN.read_bytes(), b"")


@pytest.mark.parametrize("arguments", [["clean"], ["-"], ["clean", "-"], ["--level", "normal"]])
def test_the_bare_call_is_clean(arguments):
    assert cleaner(*arguments, stdin=SAMPLE.read_bytes()).stdout == CLEAN.read_bytes()


def test_files_come_out_one_behind_the_other(page, copy):
    assert cleaner(page, copy).stdout == CLEAN.read_bytes() * 2


def test_a_file_that_is_named_twice_comes_out_once(page):
    assert cleaner(page, page).stdout == CLEAN.read_bytes()


def test_empty_input_gives_empty_output():
    assert cleaner().stdout == b""


def test_a_file_named_like_a_verb_is_reached_by_its_path(tmp_path):
    shutil.copyfile(SAMPLE, tmp_path / "check")
    assert cleaner("./check", cwd=tmp_path).stdout == CLEAN.read_bytes()
    assert cleaner("clean", "check", cwd=tmp_path).stdout == CLEAN.read_bytes()


def test_a_file_is_written_with_output(page, tmp_path):
    done = cleaner(page, "-o", tmp_path / "clean.txt")
    assert (done.returncode, done.stdout) == (0, b"")
    assert (tmp_path / "clean.txt").read_bytes() == CLEAN.read_bytes()


def test_several_files_are_written_to_a_folder(page, tmp_path):
    other = tmp_path / "other.txt"
    other.write_bytes(b"The wall will hold.\n")
    assert cleaner(page, other, "-o", f"{tmp_path}/clean/").returncode == 0
    assert (tmp_path / "clean" / "page.txt").read_bytes() == CLEAN.read_bytes()
    assert (tmp_path / "clean" / "other.txt").read_bytes() == b"The wall will hold.\n"


def test_a_missing_file_is_reported_and_the_others_are_cleaned(page, tmp_path):
    done = cleaner(tmp_path / "none.txt", page)
    assert (done.returncode, done.stdout) == (2, CLEAN.read_bytes())
    assert (
        done.stderr.decode() == f"cleaner: {tmp_path}/none.txt: no such file or directory; check the name\n"
    )


def test_a_folder_without_text_is_reported(tmp_path):
    done = cleaner(tmp_path)
    assert done.returncode == 2
    assert b"no file in this folder is included" in done.stderr


def test_a_folder_given_as_one_file_is_reported(tmp_path):
    done = cleaner("explain", tmp_path)
    assert done.returncode == 2
    assert b"is a folder; name a file" in done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_an_unreadable_file_is_reported(page):
    page.chmod(0)
    done = cleaner(page)
    assert done.returncode == 2
    assert b"permission denied" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["--level", "gental"],
        ["--nonsense"],
        ["--max-removed", "2"],
        ["--encoding", "klingon"],
        ["--select", "en/none"],
    ],
)
def test_a_mistake_on_the_command_line_exits_with_2(arguments):
    done = cleaner(*arguments, stdin=b"text\n")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr


def test_a_bad_rule_file_stops_the_run_before_a_byte_is_read(page):
    bad = HERE / "invalid" / "unknown-key.toml"
    before = page.read_bytes()
    reader, writer = os.pipe()
    os.write(writer, b"text\n")
    process = subprocess.run(
        [sys.executable, "-m", "cleaner", "--rules", bad], stdin=reader, capture_output=True, check=False
    )
    assert (process.returncode, process.stdout) == (2, b"")
    assert b"unknown key 'patern'; did you mean 'pattern'?" in process.stderr
    assert os.read(reader, 10) == b"text\n"
    os.close(reader)
    os.close(writer)
    assert cleaner("fix", "--rules", bad, page).returncode == 2
    assert page.read_bytes() == before


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n\n",
        b"no newline",
        b"News ID: 314510",
        b"\xef\xbb\xbfNews ID: 314510\r\nText\r\n",
        b"\xff\x00 broken\xc3\r\nNews ID: 1\r\xe2\x80\xa8x\n\x00\n",
        b"mixed\r\nends\nhere\rand\r\r\nthere\n",
        "cafÃ© &amp; Âbar\u00a0\u00a0x\n".encode(),
        b"Page generated in 0.1 sec\n" * 50,
        SAMPLE.read_bytes(),
    ],
    ids=[
        "empty",
        "blank",
        "no-newline",
        "all-gone",
        "bom-crlf",
        "broken",
        "mixed-ends",
        "repaired",
        "only-chrome",
        "sample",
    ],
)
def test_cleaned_text_and_log_give_the_input_back(data, tmp_path):
    log = tmp_path / "edits.jsonl"
    cleaned = cleaner("--log", log, stdin=data)
    assert cleaned.returncode == 0, cleaned.stderr
    restored = cleaner("restore", log, stdin=cleaned.stdout)
    assert (restored.returncode, restored.stdout) == (0, data), restored.stderr


def test_several_documents_are_restored_from_one_log(page, copy, tmp_path):
    log = tmp_path / "edits.jsonl"
    cleaned = cleaner(page, copy, "--log", log)
    assert cleaner("restore", log, stdin=cleaned.stdout).stdout == SAMPLE.read_bytes() * 2


def test_restoring_changed_text_is_refused(page, tmp_path):
    log = tmp_path / "edits.jsonl"
    cleaned = cleaner(page, "--log", log).stdout
    for changed in (cleaned[:-1], cleaned + b"x", cleaned.replace(b"wall", b"hall", 1)):
        done = cleaner("restore", log, "-o", tmp_path / "back.txt", stdin=changed)
        assert done.returncode == 2
        assert b"give the text that the same run wrote" in done.stderr
        assert not (tmp_path / "back.txt").exists()


@pytest.mark.parametrize(
    "lines", [b"", b"not json\n", b'{"rule": 1}\n', b'{"log": 99, "encoding": "utf-8"}\n', b"[]\n"]
)
def test_a_broken_log_is_refused(lines, tmp_path):
    log = tmp_path / "edits.jsonl"
    log.write_bytes(lines)
    done = cleaner("restore", log, stdin=b"text\n")
    assert done.returncode == 2
    assert str(log).encode() in done.stderr


def test_the_log_names_rule_span_texts_and_anchor(tmp_path):
    log = tmp_path / "edits.jsonl"
    cleaner(BLOG, "--log", log)
    head, *rows, foot = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    edits = [row for row in rows if "rule" in row]  # the others tell what stands around them
    text = BLOG.read_bytes().decode()
    assert head["document"] == str(BLOG)
    assert foot["edits"] == len(edits)
    assert all(text[edit["start"] : edit["end"]] == edit["old"] for edit in edits)
    assert {"byline": "Jane Miller", "published": "March 3, 2021"} in [edit.get("fields") for edit in edits]
    assert any(edit.get("anchor") for edit in edits)


def test_captured_fields_are_written(page, tmp_path):
    cleaner(page, "--capture", tmp_path / "fields.jsonl")
    fields = json.loads((tmp_path / "fields.jsonl").read_text("utf-8"))["fields"]
    assert fields == {"id": ["314510"], "published": ["0237 GMT July 05, 2021"]}


def test_check_lists_what_would_go_and_exits_with_1(page):
    done = cleaner("check", page)
    assert done.returncode == 1
    assert (
        done.stdout.decode().splitlines()[0]
        == f"{page}:1:1: en/metadata/article-id removes 'News ID: 314510'"
    )
    assert page.read_bytes() == SAMPLE.read_bytes()


def test_check_of_clean_text_says_nothing():
    done = cleaner("check", stdin=CLEAN.read_bytes())
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_check_writes_json(page):
    done = cleaner("check", "--output-format", "json", page)
    assert json.loads(done.stdout.splitlines()[0])["rule"] == "en/metadata/article-id"


@pytest.mark.skipif(not shutil.which("patch"), reason="needs patch")
@pytest.mark.parametrize(
    "data", [SAMPLE.read_bytes(), b"a\r\nNews ID: 1\nb", b"News ID: 1", b"caf\xc3\x83\xc2\xa9\nb\n"]
)
@pytest.mark.parametrize("verb", ["check", "fix"])
def test_the_diff_leads_to_the_cleaned_file(verb, data, tmp_path):
    path = tmp_path / "page.txt"
    path.write_bytes(data)
    done = cleaner(verb, "--diff", "page.txt", cwd=tmp_path)
    assert done.returncode == 1
    assert path.read_bytes() == data
    subprocess.run(["patch", "--binary", "-s", "page.txt"], input=done.stdout, cwd=tmp_path, check=True)
    left = path.read_bytes() if path.exists() else b""
    assert left == cleaner(stdin=data).stdout


def test_fix_changes_files_and_says_which(page, tmp_path):
    fine = tmp_path / "fine.txt"
    fine.write_bytes(CLEAN.read_bytes())
    page.chmod(0o640)
    done = cleaner("fix", page, fine)
    assert done.returncode == 1
    assert page.read_bytes() == CLEAN.read_bytes()
    assert page.stat().st_mode & 0o777 == 0o640
    assert done.stderr.decode().startswith(f"fixed {page} (")
    assert done.stderr.count(b"fixed") == 1
    assert cleaner("fix", page, fine).returncode == 0


def test_fix_follows_a_link_to_the_file(page, tmp_path):
    link = tmp_path / "link.txt"
    link.symlink_to(page)
    assert cleaner("fix", link).returncode == 1
    assert link.is_symlink()
    assert page.read_bytes() == CLEAN.read_bytes()


def test_fix_leaves_a_read_only_file(page):
    page.chmod(0o444)
    done = cleaner("fix", page)
    assert done.returncode == 2
    assert b"is read-only; chmod u+w" in done.stderr
    assert page.read_bytes() == SAMPLE.read_bytes()


def test_fix_leaves_a_binary_file(tmp_path):
    path = tmp_path / "page.bin"
    data = b"News ID: 1\n" + bytes(range(256)) * 4
    path.write_bytes(data)
    done = cleaner("fix", path)
    assert done.returncode == 2
    assert b"is binary, not text; leave it out, or name its encoding with --encoding" in done.stderr
    assert path.read_bytes() == data


def test_fix_on_a_full_disk_leaves_the_file_whole(tmp_path):
    path = tmp_path / "page.txt"
    data = (
        SAMPLE.read_bytes()
        + b"The wall will hold for another winter, said the harbour master on Monday.\n" * 2000
    )
    path.write_bytes(data)
    command = f"import resource,signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)); from cleaner.cli import main; import sys; sys.argv = ['cleaner', 'fix', {str(path)!r}]; main()"
    done = subprocess.run([sys.executable, "-c", command], capture_output=True, check=False)
    assert resource.RLIMIT_FSIZE is not None
    assert done.returncode == 2
    assert b"file too large" in done.stderr
    assert path.read_bytes() == data
    assert [each.name for each in tmp_path.iterdir()] == ["page.txt"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("verb", ["clean", "check", "explain"])
def test_a_full_standard_output_is_an_error(verb, page):
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "cleaner", verb, page], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 2
    assert done.stderr.startswith(b"cleaner: standard output: no space left on device")
    assert b"Traceback" not in done.stderr


def test_a_closed_pipe_ends_quietly(tmp_path):
    big = tmp_path / "big.txt"
    big.write_bytes(
        b"".join(
            b"The wall will hold for winter number %d, said the master of the harbour.\n" % n
            for n in range(40_000)
        )
    )
    with big.open("rb") as source:
        process = subprocess.Popen(
            [sys.executable, "-m", "cleaner"], stdin=source, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        process.stdout.readline()
        process.stdout.close()
        errors = process.stderr.read()
        process.stderr.close()
    assert (process.wait(PATIENCE), errors) == (141, b"")


def test_ctrl_c_leaves_no_half_written_file(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "cleaner", "-", "-o", folder / "clean.txt", "--log", folder / "edits.jsonl"],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    process.stdin.write(b"The wall will hold.\n" * 100_000)
    process.stdin.flush()
    wait_until(lambda: is_writing_to(folder, process.pid))
    process.send_signal(signal.SIGINT)
    assert process.wait(PATIENCE) == 130
    process.stdin.close()
    assert b"Traceback" not in process.stderr.read()
    process.stderr.close()
    assert list(folder.iterdir()) == []


def test_the_cap_passes_a_document_through_and_reports_it(tmp_path):
    (tmp_path / "own.toml").write_text(
        RULE.replace('phrases = ["Buy our boat"]', "pattern = 'the wall .*'\nlongest = 999")
        .replace("Buy our boat", "The wall holds")
        .replace("  The wall holds, he said.", "  A wall"),
        "utf-8",
    )
    text = (
        b"The wall will hold for another winter, said the harbour master to the council on Monday.\n" * 3
        + b"A last word\n"
    )
    log = tmp_path / "edits.jsonl"
    free = cleaner("--rules", tmp_path / "own.toml", stdin=text)
    assert free.stdout == b"A last word\n"
    done = cleaner(
        "--rules", tmp_path / "own.toml", "--max-removed", "0.5", "--log", log, "--stats", stdin=text
    )
    assert (done.returncode, done.stdout) == (0, text)
    assert b"100% of its content would be removed" in done.stderr
    assert b"1 left alone by --max-removed" in done.stderr
    assert cleaner("restore", log, stdin=done.stdout).stdout == text
    for verb in ("check", "explain"):
        shown = cleaner(verb, "--rules", tmp_path / "own.toml", "--max-removed", "0.5", stdin=text)
        assert (shown.returncode, b"own/advert removes" in shown.stdout, b"1 - The wall" in shown.stdout) == (
            0,
            False,
            False,
        )


def test_own_rules_work_beside_the_shipped_ones(tmp_path):
    (tmp_path / "own.toml").write_text(RULE, "utf-8")
    text = b"News ID: 314510\nFlood barrier | The Daily Tide\nBuy our boat\nText\n"
    assert cleaner("--rules", tmp_path / "own.toml", stdin=text).stdout == b"Flood barrier\nText\n"
    assert (
        cleaner("--rules", tmp_path / "own.toml", "--no-shipped", stdin=text).stdout
        == b"News ID: 314510\nFlood barrier\nText\n"
    )


def test_rules_are_selected_and_ignored_by_id_pack_and_glob():
    text = b"News ID: 314510\nAdvertisement\n"
    assert cleaner("--ignore", "en/advertising", stdin=text).stdout == b"Advertisement\n"
    assert cleaner("--ignore", "en/metadata/article-id", stdin=text).stdout == b"News ID: 314510\n"
    assert cleaner("--select", "*/advertising/*", stdin=text).stdout == b"News ID: 314510\n"


def test_repair_is_switched_off_whole_or_by_step(tmp_path):
    """With few rules, since they are compiled together with the steps."""
    (tmp_path / "own.toml").write_text(RULE, "utf-8")
    own = "--no-shipped", "--rules", tmp_path / "own.toml"
    text = "cafÃ© &amp; bar\n".encode()
    assert cleaner(*own, stdin=text).stdout.decode() == "café & bar\n"
    assert cleaner(*own, "--no-repair", stdin=text).stdout == text
    (tmp_path / "cleaner.toml").write_text("repair = { entities = false }\n", "utf-8")
    assert cleaner(*own, stdin=text, cwd=tmp_path).stdout.decode() == "café &amp; bar\n"


def test_configuration_is_found_upwards_and_the_command_line_wins(tmp_path):
    (tmp_path / "pyproject.toml").write_text(
        '[tool.cleaner]\nignore = ["en/advertising"]\nrepair = false\n', "utf-8"
    )
    folder = tmp_path / "deep" / "down"
    folder.mkdir(parents=True)
    text = "Advertisement\ncafÃ©\n".encode()
    assert cleaner(stdin=text, cwd=folder).stdout == text
    assert cleaner("--repair", stdin=text, cwd=folder).stdout.decode() == "Advertisement\ncafé\n"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('levle = "strong"', "unknown key 'levle'; did you mean 'level'?"),
        ('level = "strongg"', "unknown level 'strongg'; did you mean 'strong'?"),
        ("repair = { spaced = true }", "unknown repair step 'spaced'; did you mean 'spaces'?"),
        ("repair = 3", "'repair' must be true, false or a table such as { spaces = false }, got 3"),
        ("max-removed = 7", "'max-removed' must be a share from 0 to 1, got 7"),
        ('select = "en"', "'select' must be a list of texts that are not blank, got 'en'"),
        ('encoding = "klingon"', "unknown encoding 'klingon'"),
        ("level = ", "invalid value"),
    ],
)
def test_a_mistake_in_the_configuration_is_named(content, message, tmp_path):
    (tmp_path / "cleaner.toml").write_text(content + "\n", "utf-8")
    done = cleaner(stdin=b"text\n", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert message in done.stderr.decode().lower()


@pytest.mark.parametrize("encoding", ["cp1252", "gb18030", "utf-16", "latin-1", "shift_jis"])
def test_other_encodings_are_read_and_written(encoding, tmp_path):
    text = "News ID: 314510\nThe wall will hold.\n".encode(encoding)
    log = tmp_path / "edits.jsonl"
    done = cleaner("--encoding", encoding, "--log", log, stdin=text)
    assert done.stdout.decode(encoding) == "The wall will hold.\n"
    assert cleaner("restore", log, stdin=done.stdout).stdout == text


def test_text_that_is_not_in_its_encoding_passes_through_and_is_an_error():
    text = "News ID: 1\nÄrger\n".encode("utf-16-be")
    done = cleaner("--encoding", "utf-16", stdin=text)
    assert (done.returncode, done.stdout) == (2, text)
    assert b"utf-16" in done.stderr


def test_explain_names_rules_anchors_and_near_misses(page):
    prose = b"The wall will hold for another winter, said the harbour master to the council.\n"
    page.write_bytes(page.read_bytes() + b"\n" + prose * 30 + b"News ID: 99\n")
    shown = cleaner("explain", page).stdout.decode()
    assert "    1 - News ID: 314510" in shown
    assert "← en/metadata/article-id; keeps id=314510" in shown
    assert "nearly en/metadata/article-id: acts in the head only" in shown
    assert "because of line" in cleaner("explain", BLOG).stdout.decode()


def test_explain_strikes_through_in_colour_only_when_asked():
    assert b"\x1b[9m" in cleaner("explain", "--color", "always", SAMPLE).stdout
    assert b"\x1b" not in cleaner("explain", SAMPLE).stdout


def test_rules_lists_shows_and_prints_the_schema():
    assert b"common/generated " in cleaner("rules").stdout
    assert b"common/generated/page-generated" in cleaner("rules", "common/generated").stdout
    assert b"  kind      line: " in cleaner("rules", "common/generated/page-generated").stdout
    assert json.loads(cleaner("rules", "--schema").stdout)["title"] == "cleaner rule file"
    assert cleaner("rules", "en/page/none").returncode == 2


def test_test_judges_rule_files(tmp_path):
    own = tmp_path / "own.toml"
    own.write_text(RULE, "utf-8")
    assert cleaner("test", own).returncode == 0
    own.write_text(RULE.replace("  Buy our boat, he said.", "  Buy our boat!"), "utf-8")
    assert cleaner("test", own).returncode == 0
    own.write_text(RULE.replace("  Buy our boat, he said.", "  BUY OUR BOAT"), "utf-8")
    done = cleaner("test", own)
    assert done.returncode == 1
    assert b"noisy" in done.stdout
    own.write_text(RULE.replace("- Buy our boat", "- Buy my boat"), "utf-8")
    assert b"missing" in cleaner("test", own).stdout


def test_stats_count_by_rule(page):
    errors = cleaner(page, "--stats").stderr.decode()
    assert "documents  1 (1 changed" in errors
    assert "en/page/captcha-box" in errors


def test_the_help_is_printed():
    for verb in ("clean", "check", "fix", "explain", "restore", "test", "rules"):
        done = cleaner(verb, "--help")
        assert done.returncode == 0
        assert done.stdout.startswith(b"Usage: cleaner ")


@pytest.mark.parametrize("locale", ["C", "tr_TR.UTF-8"])
def test_the_locale_does_not_matter(locale):
    environment = {"LC_ALL": locale, "LANG": locale, "PYTHONUTF8": "0"}
    assert cleaner(stdin=SAMPLE.read_bytes(), env=environment).stdout == CLEAN.read_bytes()


def test_without_hyperscan_the_reference_serves_with_one_warning(page, copy, tmp_path):
    (tmp_path / "hyperscan.py").write_text("raise ImportError\n", "utf-8")
    done = cleaner(page, copy, env={"PYTHONPATH": str(tmp_path), "PYTHONWARNINGS": ""})
    assert (done.returncode, done.stdout) == (0, CLEAN.read_bytes() * 2)
    assert done.stderr.startswith(b"cleaner: hyperscan cannot be imported")
    assert done.stderr.count(b"\n") == 1
