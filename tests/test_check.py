"""`cleaner check` as a linter: diffs that others apply."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from test_command import CLEAN, SAMPLE, cleaner

HERE = Path(__file__).parent
PAGE = SAMPLE.read_text("utf-8")
PLAIN = "The old wall will hold another winter, the engineers said on Monday.\n"
DAMAGED = "The cafÃ© &amp; the pier\n" + PLAIN


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.fixture
def corpus(tmp_path):
    """Write a folder with chrome in a page, in one of two records, and a text that was damaged."""
    write(tmp_path / "news" / "page.txt", PAGE)
    write(tmp_path / "records.jsonl", json.dumps({"text": PLAIN}) + "\n" + json.dumps({"text": PAGE}) + "\n")
    write(tmp_path / "damaged.txt", DAMAGED)
    write(tmp_path / "fine.txt", PLAIN)
    return tmp_path


CORPUS = ["news/page.txt", "records.jsonl", "damaged.txt", "fine.txt"]


# Diffs


def git_apply(folder, patch):
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    subprocess.run(["git", "apply", "-"], input=patch, cwd=folder, check=True, capture_output=True)


def gnu_patch(folder, patch):
    subprocess.run(["patch", "-p1", "-s"], input=patch, cwd=folder, check=True)


TOOLS = {"git": git_apply, "patch": gnu_patch}

DOCUMENTS = {
    "page.txt": PAGE.encode(),
    "crlf.txt": b"\xef\xbb\xbfNews ID: 1\r\n" + PLAIN.encode().replace(b"\n", b"\r\n") * 3 + b"Captcha refresh\r\n",
    "open.txt": PLAIN.encode() + b"Page Generated in 0/0544 sec",
    "opened.txt": b"Page Generated in 0/0544 sec\n" + PLAIN.encode().rstrip(),
    "mixed.txt": b"News ID: 1\r\n" + PLAIN.encode() + b"old\rends\nhere\xe2\x80\xa8and \x0c there\n",
    "bytes.txt": b"News ID: 1\n\xff\xfe caf\xc3\x83\xc2\xa9 \xc3\n" + PLAIN.encode(),
    "two words.txt": DAMAGED.encode(),
    "sub/folder of/ünï 海港.txt": PAGE.encode(),
    'quo"te\\d.txt': PAGE.encode(),
    "tab\there.txt": PAGE.encode(),
    "far.txt": b"".join(b"%d %s" % (n, PLAIN.encode()) for n in range(40)) + PAGE.encode() + PLAIN.encode() * 9,
    "records.jsonl": b"".join(
        json.dumps({"n": n, "text": PLAIN if n % 9 else PAGE}).encode() + b"\n" for n in range(30)
    ),
    "last.jsonl": b'{broken\n{"text": "\\ud83d", "x": 1.0}\r\n' + json.dumps({"text": PAGE}).encode(),
}  # fmt: skip


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("verb", ["check", "fix"])
def test_git_and_patch_apply_a_diff_of_many_files(tool, verb, tmp_path):
    if not shutil.which(tool):
        pytest.skip(f"needs {tool}")
    for folder in ("before", "after"):
        for name, data in DOCUMENTS.items():
            write(tmp_path / folder / name, data)
    done = cleaner(verb, "--diff", *DOCUMENTS, cwd=tmp_path / "before")
    assert done.returncode == 2  # of the broken record
    TOOLS[tool](tmp_path / "before", done.stdout)
    cleaner("fix", *DOCUMENTS, cwd=tmp_path / "after")
    for name, data in DOCUMENTS.items():
        cleaned = (tmp_path / "after" / name).read_bytes()
        assert cleaned != data
        assert (tmp_path / "before" / name).read_bytes() == cleaned, name


@pytest.mark.parametrize("tool", TOOLS)
def test_a_document_of_nothing_but_chrome_is_emptied(tool, tmp_path):
    if not shutil.which(tool):
        pytest.skip(f"needs {tool}")
    path = write(tmp_path / "page.txt", "News ID: 314510\n")
    TOOLS[tool](tmp_path, cleaner("check", "--diff", "page.txt", cwd=tmp_path).stdout)
    assert not path.exists() or path.read_bytes() == b""


@pytest.mark.parametrize("tool", TOOLS)
def test_a_diff_names_files_from_where_it_was_made(tool, corpus):
    if not shutil.which(tool):
        pytest.skip(f"needs {tool}")
    git_apply(corpus, cleaner("check", "--diff", "damaged.txt", cwd=corpus).stdout)
    news = corpus / "news"
    TOOLS[tool](news, cleaner("check", "--diff", news / "page.txt", cwd=news).stdout)
    assert (news / "page.txt").read_bytes() == CLEAN.read_bytes()


@pytest.mark.parametrize("encoding", ["cp1252", "shift_jis", "gb18030"])
def test_a_diff_is_in_the_encoding_of_the_file(encoding, tmp_path):
    text = "News ID: 314510\n§ 3 of the harbour rules, ×2 and more besides.\nText\n"
    path = write(tmp_path / "page.txt", text.encode(encoding))
    done = cleaner("check", "--encoding", encoding, "--diff", "page.txt", cwd=tmp_path)
    git_apply(tmp_path, done.stdout)
    assert path.read_bytes() == text.partition("\n")[2].encode(encoding)


def test_a_diff_in_an_encoding_with_other_line_ends_is_for_reading(tmp_path):
    write(tmp_path / "page.txt", ("News ID: 314510\n" + PLAIN).encode("utf-16"))
    done = cleaner("check", "--encoding", "utf-16", "--diff", "page.txt", cwd=tmp_path)
    assert f"-News ID: 314510\n {PLAIN}" in done.stdout.decode()


def test_a_document_that_does_not_fit_its_encoding_has_no_diff(tmp_path):
    spelled_otherwise = b"\x87\x90"  # is written back as 81 E0
    write(tmp_path / "page.txt", b"News ID: 314510\n" + PLAIN.encode() * 9000 + spelled_otherwise)
    done = cleaner("check", "--encoding", "cp932", "--diff", "page.txt", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
