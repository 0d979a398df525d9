"""Progress: what is shown of long work on a terminal, and that nothing is elsewhere."""

import os
import re
import select
import subprocess
import sys

import pytest
from command import ADVERT

PAGE = b"The harbour wall will hold for another winter, said the council.\nBuy our boat\n" * 4000
IMPATIENT = (
    "import sys; from cleaner.cli import main, progress; "
    "progress.PATIENCE_SECONDS, progress.PERIOD_SECONDS = 0, 1e-9; sys.argv[0] = 'cleaner'; main()"
)

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such terminals")


@pytest.fixture
def tree(tmp_path):
    (tmp_path / "boats.toml").write_text(ADVERT)
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_bytes(PAGE)
    return tmp_path


def shown(tree, *arguments, term="xterm", stdin=subprocess.DEVNULL):
    """Return what the command shows on a terminal that is its standard error, and its standard output."""
    import pty

    leader, follower = pty.openpty()
    rules = [] if arguments[0] in ("test", "restore") else ["--no-shipped", "--rules", "boats.toml"]
    command = [sys.executable, "-c", IMPATIENT, *arguments, *rules]
    environment = {**os.environ, "TERM": term, "COLUMNS": "100"}
    with (tree / "out").open("wb") as out:
        process = subprocess.Popen(
            command, cwd=tree, stdin=stdin, stdout=out, stderr=follower, env=environment
        )
    os.close(follower)
    seen = b""
    while select.select([leader], [], [], 60)[0]:
        try:
            block = os.read(leader, 1 << 16)
        except OSError:  # the way Linux says that the other end is closed
            break
        if not block:
            break
        seen += block
    os.close(leader)
    assert process.wait() in (0, 1)
    return re.sub(r"\x1b\[[\d;?]*[a-zA-Z]", "", seen.decode()), (tree / "out").read_bytes()


@pytest.mark.parametrize(
    "arguments",
    [["clean", "."], ["clean", ".", "-o", "clean/"], ["check", "."], ["fix", "."], ["clean", ".", "-j", "2"]],
    ids=" ".join,
)
def test_files_share_rate_and_time_left_are_shown(arguments, tree):
    seen, _ = shown(tree, *arguments)
    row = re.search(r"(\d+)% file (\d) of 3, [\d.]+ MB, [\d.]+ MB/s, \d:\d\d:\d\d left", seen)
    assert row, seen
    assert 0 < int(row.group(1)) <= 100
    assert re.search(r"\d% file 3 of 3", seen)


def test_documents_are_counted_by_restore_and_packs_by_test(tree):
    shown(tree, "clean", ".", "-o", "clean/", "--log", "log")
    seen, _ = shown(tree, "restore", "log", "clean/", "-o", "back/")
    assert re.search(r"\d+% document \d of 3, \d+/s", seen)
    (tree / "rules").mkdir()
    for name in ("one.toml", "two.toml", "three.toml"):
        (tree / "rules" / name).write_text(ADVERT)
    seen, out = shown(tree, "test", "rules")
    assert re.search(r"\d+% pack \d of 3, \d+/s", seen)
    assert out == b"3 rules in 3 packs; examples: 3 ok, 0 missing, 0 noisy\n"


def test_content_is_as_it_is_without_a_terminal(tree):
    _, out = shown(tree, "clean", "a.txt")
    assert out == PAGE.replace(b"Buy our boat\n", b"")


def test_of_one_file_bytes_are_shown_and_of_a_pipe_no_share(tree):
    seen, _ = shown(tree, "clean", "a.txt")
    assert re.search(r"\d+% [\d.]+ MB, [\d.]+ MB/s, \d:\d\d:\d\d left", seen)
    with subprocess.Popen(["cat", tree / "a.txt"], stdout=subprocess.PIPE) as cat:
        seen, _ = shown(tree, "clean", stdin=cat.stdout)
    assert re.search(r"[\d.]+ MB, [\d.]+ MB/s", seen)
    assert "%" not in seen
    assert "left" not in seen


def test_messages_are_shown_beside_it(tree):
    seen, _ = shown(tree, "fix", ".")
    assert [name for name in ("a", "b", "c") if f"fixed {name}.txt (4000 edits)" in seen] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("arguments", "term"), [(["clean", ".", "-q"], "xterm"), (["clean", "."], "dumb")], ids=["quiet", "dumb"]
)
def test_nothing_is_shown_where_nobody_wants_it(arguments, term, tree):
    assert shown(tree, *arguments, term=term)[0] == ""


def test_nothing_is_shown_on_a_pipe_and_rich_is_not_even_imported(tree):
    code = IMPATIENT.replace(
        "main()", "import os; os._exit = lambda code: print('rich' in sys.modules); main()"
    )
    command = [
        sys.executable,
        "-c",
        code,
        "clean",
        ".",
        "-o",
        "clean/",
        "--no-shipped",
        "--rules",
        "boats.toml",
    ]
    done = subprocess.run(command, cwd=tree, capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"False\n", b"")
