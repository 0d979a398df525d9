"""`cleaner review`: a walk on a terminal, of which each decision is in the file at once; and what `--update` makes of it."""

import os
import pty
import select
import subprocess
import time

import pytest
from command import COMMAND, PATIENCE, cleaner, inside
from crawl import daily, write_records

from cleaner.mining.mined_file import State, read_mined
from cleaner.ruleset.packs import load_packs


class Walk:
    """A walk on a terminal of its own."""

    def __init__(self, *arguments, cwd, editor="true"):
        self._leader, follower = pty.openpty()
        variables = {**os.environ, "TERM": "xterm", "EDITOR": editor, "VISUAL": editor}
        self._process = subprocess.Popen(
            [*COMMAND, "review", *map(str, arguments)],
            stdin=follower,
            stdout=follower,
            stderr=follower,
            cwd=cwd,
            env=variables,
            start_new_session=True,
        )
        os.close(follower)

    def until(self, words):
        """Read what is shown until some words are in it."""
        shown = b""
        deadline = time.monotonic() + PATIENCE
        while words.encode() not in shown:
            assert time.monotonic() < deadline, shown.decode()
            if select.select([self._leader], [], [], 0.2)[0]:
                shown += os.read(self._leader, 1 << 16)
        return shown.decode()

    def press(self, key):
        os.write(self._leader, key.encode())

    def end(self):
        """Wait for the end and return the exit code."""
        deadline = time.monotonic() + PATIENCE
        while self._process.poll() is None and time.monotonic() < deadline:
            if select.select([self._leader], [], [], 0.2)[0]:
                try:
                    os.read(self._leader, 1 << 16)
                except OSError:
                    break
        code = self._process.wait(PATIENCE)
        os.close(self._leader)
        return code


@pytest.fixture
def mined(tmp_path):
    """A corpus and the file mined from it, with three rules."""
    write_records(tmp_path / "pages.jsonl", daily())
    done = inside("mine", "pages.jsonl", "--site-field", "url", "-o", "sites", cwd=tmp_path)
    assert done.returncode == 0
    return tmp_path / "sites" / "daily.example.org.toml"


def states(path):
    return {entry.name: entry.state for entry in read_mined(path).entries}


def test_each_decision_is_in_the_file_before_the_next_rule_is_shown(mined):
    walk = Walk(mined, "pages.jsonl", "--site-field", "url", cwd=mined.parent.parent)
    assert "removes 6 lines in 6 documents of the corpus" in walk.until("[q] quit")
    assert set(states(mined).values()) == {State.PROPOSED}
    walk.press("d")
    walk.until("[q] quit")
    assert states(mined)["read-the-letters-of"] is State.DROPPED
    walk.press("k")
    walk.until("[q] quit")
    assert states(mined)["the-tidewater-daily"] is State.KEPT
    walk.press("q")
    assert walk.end() == 0
    assert {rule.id for pack in load_packs([mined]) for rule in pack.rules} == {
        "daily.example.org/the-tidewater-daily",
        "daily.example.org/tidewater-daily-quay-street",
    }


def test_a_rule_is_edited_and_checked(mined):
    before = mined.read_bytes()
    broken = Walk(mined, cwd=mined.parent, editor="sed -i s/level/levels/")
    broken.until("[q] quit")
    broken.press("e")
    broken.until("levels")
    broken.press("q")
    assert broken.end() == 0
    assert mined.read_bytes() == before
    walk = Walk(mined, cwd=mined.parent, editor="sed -i s/normal/strong/")
    walk.until("[q] quit")
    walk.press("e")
    walk.until("2 of 3")
    walk.press("q")
    assert walk.end() == 0
    assert states(mined)["read-the-letters-of"] is State.EDITED
    assert read_mined(mined).entries[0].toml.count('level = "strong"') == 1


def test_one_can_go_back(mined):
    walk = Walk(mined, cwd=mined.parent)
    walk.until("1 of 3")
    walk.press("d")
    walk.until("2 of 3")
    walk.press("b")
    walk.until("(dropped)")
    walk.press("k")
    walk.until("2 of 3")
    walk.press("q")
    assert walk.end() == 0
    assert states(mined)["read-the-letters-of"] is State.KEPT


def test_a_file_without_rules_is_no_rule_file_any_more(mined):
    walk = Walk(mined.parent, cwd=mined.parent)
    for _ in range(3):
        walk.until("[q] quit")
        walk.press("d")
    assert walk.end() == 0
    assert [path.name for path in mined.parent.iterdir()] == ["daily.example.org.toml.dropped"]
    done = inside(
        "mine", "pages.jsonl", "--site-field", "url", "-o", "sites", "--update", cwd=mined.parent.parent
    )
    assert done.returncode == 0
    assert [path.name for path in mined.parent.iterdir()] == ["daily.example.org.toml.dropped"]


def test_without_a_terminal_it_refuses(mined):
    done = cleaner("review", mined)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"needs a terminal" in done.stderr


def test_a_file_that_mine_did_not_write_is_refused(tmp_path):
    (tmp_path / "own.toml").write_text('about = "A test"\n', "utf-8")
    walk = Walk("own.toml", cwd=tmp_path)
    walk.until("is not a file that mine wrote")
    assert walk.end() == 2


def test_mining_again_keeps_what_was_decided(mined):
    folder = mined.parent.parent
    walk = Walk(mined, cwd=folder)
    for key in "dk":
        walk.until("[q] quit")
        walk.press(key)
    walk.until("3 of 3")
    walk.press("q")
    assert walk.end() == 0
    more = [(site, text + "Ring the quay bell\n") for site, text in daily(count=16, seed=9)]
    write_records(folder / "pages.jsonl", more)
    done = inside("mine", "pages.jsonl", "--site-field", "url", "-o", "sites", "--update", cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    assert states(mined)["read-the-letters-of"] is State.DROPPED
    assert states(mined)["the-tidewater-daily"] is State.KEPT
    assert "Ring the quay bell" in mined.read_text("utf-8")
    assert inside("test", mined).returncode == 0
