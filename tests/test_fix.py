"""`fix`: files changed in place, each whole or not at all, whoever else is at work."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from command import PATIENCE, cleaner, wait_until

PAGE = "The harbour opens on Monday.\nShare this article\nThe wall will hold.\n"
FIXED = "The harbour opens on Monday.\nThe wall will hold.\n"


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "page.txt"
    path.write_bytes(PAGE.encode())
    return path


def test_it_says_what_it_changed_and_fails_until_there_is_nothing_left(page):
    (page.parent / "other.txt").write_text("The wall will hold.\n")
    done = cleaner("fix", page.name, "other.txt", cwd=page.parent)
    assert done.returncode == 1
    assert done.stderr.decode().splitlines() == ["fixed page.txt (1 edit)", "1 of 2 files changed"]
    assert page.read_text() == FIXED
    again = cleaner("fix", page.name, "other.txt", cwd=page.parent)
    assert (again.returncode, again.stderr) == (0, b"")


@pytest.mark.parametrize(
    ("text", "encoding", "options"),
    [
        (PAGE.replace("\n", "\r\n"), "utf-8", ()),
        (PAGE, "utf-8-sig", ()),
        (PAGE.removesuffix("\n"), "utf-8", ()),
        (PAGE.replace("wall", "Wällé"), "cp1252", ("--encoding", "cp1252")),
        (PAGE, "utf-16", ("--encoding", "utf-16")),
    ],
    ids=["crlf", "byte order mark", "no final newline", "cp1252", "utf-16"],
)
def test_the_rest_of_a_file_stays_as_it_was(page, text, encoding, options):
    page.write_bytes(text.encode(encoding))
    done = cleaner("fix", *options, page)
    wanted = text.replace("Share this article\r\n", "").replace("Share this article\n", "")
    assert done.returncode == 1
    assert page.read_bytes() == wanted.encode(encoding)


def test_bytes_that_are_no_text_in_the_encoding_stay(page):
    page.write_bytes(PAGE.encode() + b"caf\xe9 \xff\n")
    assert cleaner("fix", page).returncode == 1
    assert page.read_bytes() == FIXED.encode() + b"caf\xe9 \xff\n"


@pytest.mark.skipif(os.name == "nt", reason="modes of POSIX")
def test_mode_and_owner_stay(page):
    if os.getuid() == 0:  # who alone may give a file away
        os.chown(page, 1234, 1234)
    page.chmod(0o640)
    before = page.stat()
    assert cleaner("fix", page).returncode == 1
    after = page.stat()
    assert stat.S_IMODE(after.st_mode) == 0o640
    assert (after.st_uid, after.st_gid) == (before.st_uid, before.st_gid)


def test_a_file_without_chrome_is_not_written(page):
    page.write_text("The wall will hold.\n")
    os.utime(page, (1, 1))
    assert cleaner("fix", page).returncode == 0
    assert page.stat().st_mtime == 1


def test_a_link_stays_a_link(page):
    link = page.parent / "link.txt"
    try:
        link.symlink_to(page.name)
    except OSError:
        pytest.skip("no links here")
    assert cleaner("fix", link).returncode == 1
    assert link.is_symlink()
    assert page.read_text() == FIXED


def test_a_binary_file_is_refused_and_the_others_go_on(page):
    picture = page.parent / "picture.txt"
    picture.write_bytes(b"\x89PNG\0" + PAGE.encode())
    done = cleaner("fix", picture, page)
    assert done.returncode == 2
    assert b"picture.txt: is an image, which is not text; leave it out" in done.stderr
    assert picture.read_bytes() == b"\x89PNG\0" + PAGE.encode()
    assert page.read_text() == FIXED


def test_a_backup_is_kept_and_never_written_over(page):
    assert cleaner("fix", "--backup", ".orig", page).returncode == 1
    backup = page.parent / "page.txt.orig"
    assert backup.read_text() == PAGE
    page.write_text("Something else.\n" + PAGE)
    done = cleaner("fix", "--backup", ".orig", page)
    assert done.returncode == 2
    assert b"page.txt.orig: an older backup exists" in done.stderr
    assert page.read_text() == "Something else.\n" + PAGE
    assert backup.read_text() == PAGE
    assert sorted(each.name for each in page.parent.iterdir()) == ["page.txt", "page.txt.orig"]


def test_a_suffix_that_is_a_path_is_refused(page):
    done = cleaner("fix", "--backup", "../x", page)
    assert (done.returncode, page.read_text()) == (2, PAGE)


def test_a_tree_is_fixed_without_what_git_ignores(page):
    subprocess.run(["git", "init", "-q", str(page.parent)], check=True)
    (page.parent / ".gitignore").write_text("ignored.txt\n")
    (page.parent / "ignored.txt").write_text(PAGE)
    assert cleaner("fix", ".", cwd=page.parent).returncode == 1
    assert page.read_text() == FIXED
    assert (page.parent / "ignored.txt").read_text() == PAGE


@pytest.mark.skipif(sys.platform != "linux", reason="what a process has open is seen in /proc")
def test_a_file_that_something_else_changes_meanwhile_is_left_alone(page):
    page.write_text(PAGE * 20_000)
    command = [sys.executable, "-m", "cleaner", "fix", str(page)]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as running:
        opened = Path(f"/proc/{running.pid}/fd")
        wait_until(
            lambda: running.poll() is not None or any(page == each.resolve() for each in opened.iterdir())
        )
        page.write_text("Written meanwhile.\n")
        _, errors = running.communicate(timeout=PATIENCE)
    assert running.returncode == 2
    assert b"page.txt: was changed by something else meanwhile; run it again" in errors
    assert page.read_text() == "Written meanwhile.\n"
    assert list(page.parent.iterdir()) == [page]


def test_two_at_once_lose_nothing(tmp_path):
    files = [tmp_path / f"{number}.txt" for number in range(60)]
    for file in files:
        file.write_text(PAGE * 5)
    command = [sys.executable, "-m", "cleaner", "fix", "-q", *map(str, files)]
    running = [
        subprocess.Popen(command, stderr=subprocess.PIPE),
        subprocess.Popen([*command[:5], *command[:4:-1]], stderr=subprocess.PIPE),
    ]
    for each in running:
        _, errors = each.communicate(timeout=PATIENCE)
        assert b"Traceback" not in errors
        assert each.returncode in (0, 1, 2)
    assert sorted(tmp_path.iterdir()) == sorted(files)
    assert {file.read_text() for file in files} == {FIXED * 5}
