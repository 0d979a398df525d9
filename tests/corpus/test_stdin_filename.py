"""Standard input taken as a file: its settings, its format, its exclusion, and its name in what is said of it."""

import json

import pytest
from command import cleaner

PAGE = b"The harbour opens on Monday.\nShare this article\nThe wall will hold.\n"
CLEAN = b"The harbour opens on Monday.\nThe wall will hold.\n"

SETTINGS = """
exclude = ["drafts/"]

[[per-path]]
paths = ["forum/"]
ignore = ["*/share"]
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "cleaner.toml").write_text(SETTINGS)
    return tmp_path


def call(folder, verb, name, *options, stdin=PAGE):
    return cleaner(verb, "--stdin-filename", name, *options, stdin=stdin, cwd=folder)


@pytest.mark.parametrize("name", ["corpus/forum/page.txt", "corpus/forum/new/page.txt"])
def test_the_settings_of_the_file_hold(folder, name):
    assert call(folder, "clean", name).stdout == PAGE
    assert call(folder, "check", name).returncode == 0
    assert b"is switched off" in call(folder, "explain", name).stdout


@pytest.mark.parametrize("name", ["corpus/page.txt", "elsewhere/forum/page.txt"])
def test_settings_of_other_files_do_not(folder, name):
    assert call(folder, "clean", name).stdout == CLEAN
    assert call(folder, "check", name).returncode == 1


def test_the_name_tells_the_format(folder):
    record = json.dumps({"text": PAGE.decode()}).encode()
    done = call(folder, "clean", "corpus/page.ndjson", stdin=record)
    assert (json.loads(done.stdout), done.stderr) == ({"text": CLEAN.decode()}, b"")


def test_an_excluded_file_is_cleaned_as_one_that_is_named(folder):
    assert call(folder, "clean", "corpus/drafts/page.txt").stdout == CLEAN


@pytest.mark.parametrize("stdin", [PAGE, b"\x89PNG\0", PAGE.decode().encode("utf-16"), b""])
def test_an_excluded_file_goes_through_where_exclusion_is_forced(folder, stdin):
    name = "corpus/drafts/page.txt"
    done = call(folder, "clean", name, "--force-exclude", "--log", "log", stdin=stdin)
    assert (done.returncode, done.stdout, done.stderr) == (0, stdin, b"")
    assert cleaner("restore", "log", stdin=stdin, cwd=folder).stdout == stdin
    assert call(folder, "check", name, "--force-exclude", stdin=stdin) == (0, b"", b"")


def test_findings_and_the_log_name_the_file(folder):
    name = "corpus/page.txt"
    found = call(folder, "check", name)
    assert found.stdout == b"corpus/page.txt:2:1: en/share/share-heading removes 'Share this article'\n"
    sarif = json.loads(call(folder, "check", name, "--output-format", "sarif").stdout)
    place = sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": name}
    assert b"+++ b/corpus/page.txt\n" in call(folder, "check", name, "--diff").stdout
    assert call(folder, "clean", name, "--log", "log").returncode == 0
    assert json.loads((folder / "log").read_bytes().splitlines()[0])["document"] == name
    refused = call(folder, "clean", name, stdin=b"%PDF-1.7\n")
    assert (refused.returncode, refused.stderr[:27]) == (2, b"cleaner: corpus/page.txt: i")


def test_a_baseline_knows_the_file_by_its_name(folder):
    (folder / "corpus" / "page.txt").write_bytes(PAGE)
    assert call(folder, "check", "corpus/page.txt", "--write-baseline", "known.json").returncode == 0
    assert cleaner("check", "--baseline", "known.json", "corpus/page.txt", cwd=folder).returncode == 0
    assert call(folder, "check", "corpus/page.txt", "--baseline", "known.json").returncode == 0
    assert call(folder, "check", "corpus/other.txt", "--baseline", "known.json").returncode == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--stdin-filename", ""], "'' is not a file name; name a file; it need not exist"),
        (["--stdin-filename", "corpus"], "'corpus' is not a file name"),
        (["--stdin-filename", "x/"], "'x/' is not a file name"),
        (["--stdin-filename", "page.txt", "corpus"], "standard input is not read; leave it out"),
    ],
)
def test_what_is_no_file_or_not_read_is_refused(folder, arguments, message):
    done = cleaner("clean", *arguments, stdin=PAGE, cwd=folder)
    assert (done.returncode, done.stdout) == (2, b"")
    assert f"cleaner: --stdin-filename: {message}" in done.stderr.decode()
