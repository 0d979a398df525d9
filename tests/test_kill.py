"""Runs that are killed: every file is whole, as it was or as it becomes, and nothing is left beside it."""

import gzip
import os
import random
import shutil
import subprocess
import sys
import time

import pytest
from command import COMMAND, PATIENCE, SAMPLE, cleaner, wait_until

from cleaner.formats.files import replacing

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what a process has open is seen in /proc")

NAMED = [sys.executable, "-c", "import os; del os.O_TMPFILE; from cleaner.cli import main; main()"]
"""The command as on a system that has no files without a name."""

FILES = 40


@pytest.fixture
def kills(request):
    """Return at how many moments a run is killed."""
    return request.config.getoption("kills")


def tree(folder):
    """Make a folder with many files that need a change: small ones, compressed ones, and large ones."""
    for number in range(FILES):
        file = folder / f"{number % 3}" / f"{number:03}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        page = (SAMPLE.read_bytes() + b"%d\n" % number) * (20 if number % 10 == 5 else 1)
        file.write_bytes(page)
        if number % 10 == 7:
            file.with_suffix(".txt.gz").write_bytes(gzip.compress(page, mtime=0))
    return folder


def contents(folder):
    """Return what files of a folder hold, but for the manifest of a folder of outputs, which has times in it."""
    files = (each for each in folder.rglob("*") if each.is_file() and each.name != ".cleaner-manifest")
    return {str(each.relative_to(folder)): each.read_bytes() for each in files}


def killed(command, folder, wait):
    """Start a command, and kill it some time after it replaced a file of a folder for the first time."""
    files = sorted(folder.rglob("*.txt"))
    before = [file.stat().st_ino for file in files]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        wait_until(lambda: [file.stat().st_ino for file in files] != before or process.poll() is not None)
        time.sleep(wait)
        process.kill()
        process.wait(PATIENCE)


@pytest.mark.parametrize("command", [COMMAND, NAMED], ids=["without a name", "with a name"])
@pytest.mark.parametrize("verb", ["fix", "-o"])
def test_a_run_that_is_killed_leaves_whole_files_only(verb, command, kills, tmp_path):
    source = tree(tmp_path / "source")
    old = contents(source)
    shutil.copytree(source, tmp_path / "work")
    begun = time.monotonic()
    new = contents_after(verb, command, tmp_path)
    seconds = time.monotonic() - begun
    assert all(new[name] != old[name] for name in old)
    chance = random.Random(verb)
    for _ in range(kills):
        shutil.rmtree(tmp_path / "work")
        shutil.copytree(source, tmp_path / "work")
        killed(call(verb, command, tmp_path), tmp_path / "work", chance.uniform(0, seconds / 4))
        after = contents(tmp_path / "work")
        assert all(after[name] in (old[name], new[name]) for name in old)
        if command is COMMAND:
            assert after.keys() == old.keys()
        assert contents_after(verb, COMMAND, tmp_path) == new


def call(verb, command, folder):
    """Return a call that changes the files of a folder: in place, or since it writes to them."""
    work = folder / "work"
    return [*command, "fix", "-q", work] if verb == "fix" else [*command, folder / "source", "-o", f"{work}/"]


def contents_after(verb, command, folder):
    """Return the contents of a folder after a run that nothing disturbs."""
    subprocess.run(call(verb, command, folder), check=False, timeout=PATIENCE, stderr=subprocess.DEVNULL)
    return contents(folder / "work")


def test_only_what_a_dead_process_left_is_removed(tmp_path):
    import fcntl

    page = tmp_path / "page.txt"
    shutil.copyfile(SAMPLE, page)
    left = tmp_path / ".page.txt.0123456789ab.cleaner-partial"
    living = tmp_path / ".other.txt.0123456789ab.cleaner-partial"
    others = [tmp_path / ".page.txt.cleaner-partial", tmp_path / "notes.0123456789ab.cleaner-partial", living]
    for file in (left, *others):
        file.write_bytes(b"The wall will")
    (tmp_path / ".folder.0123456789ab.cleaner-partial").mkdir()
    (tmp_path / ".link.0123456789ab.cleaner-partial").symlink_to(page)
    with living.open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert cleaner("fix", page).returncode == 1
    assert not left.exists()
    assert all(file.read_bytes() == b"The wall will" for file in others)
    assert len(list(tmp_path.iterdir())) == len(others) + 3


@pytest.mark.parametrize("has_name", [False, True])
def test_a_file_that_is_not_finished_is_gone(has_name, monkeypatch, tmp_path):
    if has_name:
        monkeypatch.delattr(os, "O_TMPFILE")
    page = tmp_path / "page.txt"
    page.write_bytes(b"The wall will hold.\n")

    def write():
        with replacing(page) as sink:
            sink.write(b"Half of it")
            sink.flush()
            assert len(list(tmp_path.iterdir())) == 1 + has_name
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write()
    assert contents(tmp_path) == {"page.txt": b"The wall will hold.\n"}
    with replacing(page) as sink:
        sink.write(b"The wall holds.\n")
    assert contents(tmp_path) == {"page.txt": b"The wall holds.\n"}
