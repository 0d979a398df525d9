"""Completion: the documented line is typed into the real shell, and then the Tab key is pressed."""

import contextlib
import os
import re
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from command import PATIENCE

from cleaner.cli import VERBS, load_verb

DOCUMENTED = (Path(__file__).parent.parent / "docs" / "completion.md").read_text("utf-8")
LINES = dict(re.findall(r"```(bash|zsh|fish)\n(.*)\n```", DOCUMENTED))
TO_THE_BEGINNING = "\x01"
ABOUT = {name: load_verb(name).get_short_help_str(200) for name in VERBS}
ESCAPE = re.compile(r"\x1b\[\d*\w")


def test_a_line_is_documented_for_each_shell():
    assert LINES.keys() == {"bash", "zsh", "fish"}


@pytest.fixture(params=["bash", "fish", "zsh"])
def shell(request, tmp_path):
    """The name of a shell in whose home the documented line was run, and its variables."""
    name = request.param
    if not shutil.which(name):
        pytest.skip(f"needs {name}")
    command = tmp_path / "bin" / "cleaner"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m cleaner "$@"\n', "utf-8")
    command.chmod(0o755)
    (tmp_path / ".config" / "fish" / "completions").mkdir(parents=True)
    (tmp_path / ".zshrc").write_text("autoload -Uz compinit && compinit -u\n", "utf-8")
    for file in ("page one.txt", "pages.jsonl", "quarry.txt"):
        (tmp_path / file).write_text("The wall will hold.\n", "utf-8")
    variables = {
        **os.environ,
        "HOME": str(tmp_path),
        "PATH": f"{command.parent}:{os.environ['PATH']}",
        "TERM": "xterm",
        "HISTFILE": "",
        "XDG_CONFIG_HOME": str(tmp_path / ".config"),
        "XDG_DATA_HOME": str(tmp_path / ".data"),
    }
    variables.setdefault("CLEANER_CACHE", str(tmp_path / "cache"))
    done = subprocess.run(
        [name, "-c", LINES[name]], env=variables, cwd=tmp_path, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    return name, variables, tmp_path


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("cleaner expl", "cleaner explain"),
        ("cleaner qua", "cleaner quarry.txt"),
        ("cleaner check qua", "cleaner check quarry.txt"),
        ("cleaner restore qua", "cleaner restore quarry.txt"),
        ("cleaner --log qua", "cleaner --log quarry.txt"),
        ("cleaner --text-f", "cleaner --text-field"),
        ("cleaner quarry.txt --max-rem", "cleaner quarry.txt --max-removed"),
        ("cleaner check --level gen", "cleaner check --level gentle"),
        ("cleaner fix --ignore en/news", "cleaner fix --ignore en/newsletter"),
        ("cleaner --select en/page/captcha-n", "cleaner --select en/page/captcha-notice"),
        ("cleaner rules en/page/captcha-n", "cleaner rules en/page/captcha-notice"),
    ],
)
def test_the_tab_key_completes(shell, typed, completed):
    assert pressed_tab(shell, typed) == completed


@pytest.mark.parametrize("shell", ["zsh"], indirect=True)
def test_a_bare_tab_in_zsh_lists_every_verb_with_what_it_does_and_the_files(shell):
    with in_terminal(shell) as terminal:
        terminal.stdin.write(b"cleaner \t")
        listed = read_until(terminal, rb"(?s).*quarry\.txt").group().decode()
    lines = ESCAPE.sub("", listed).splitlines()
    rows = dict(re.findall(r"^([\w-]+) +-- (.*)", "\n".join(lines), re.MULTILINE))
    assert list(rows.items()) == list(ABOUT.items())
    assert {"pages.jsonl", "quarry.txt"} <= set(lines[-1].split())


@pytest.mark.parametrize("shell", ["fish"], indirect=True)
def test_fish_shows_the_whole_description_of_a_verb_with_its_commas(shell):
    assert sum("," in about for about in ABOUT.values()) > 5
    assert offered_by_fish(shell, "cleaner ").items() >= ABOUT.items()


@pytest.mark.parametrize("shell", ["fish"], indirect=True)
def test_fish_offers_files_beside_verbs(shell):
    assert offered_by_fish(shell, "cleaner ").keys() >= {"page one.txt", "pages.jsonl", "quarry.txt"}


def offered_by_fish(shell, typed):
    """Return what fish offers for a line, and the description beside each."""
    name, variables, home = shell
    done = subprocess.run(
        [name, "-c", f"complete -C '{typed}'"], env=variables, cwd=home, capture_output=True, check=True
    )
    return dict(line.partition("\t")[::2] for line in done.stdout.decode().splitlines())


def pressed_tab(shell, typed):
    """Type, press Tab, put `echo` and a mark before the line, and read what the shell then prints."""
    with in_terminal(shell) as terminal:
        terminal.stdin.write(f"{typed}\t{TO_THE_BEGINNING}echo ma''rk: \r".encode())
        return read_until(terminal, rb"mark: ([^\r\n]*)\r").group(1).decode().strip()


@contextlib.contextmanager
def in_terminal(shell):
    """Start a shell in a terminal, wide enough for any description, and wait until it asks for a command."""
    name, variables, home = shell
    wide = """stty rows 50 cols 200; exec "$0" -i"""  # before the shell looks how wide it is
    command = [sys.executable, "-c", "import pty, sys; pty.spawn(sys.argv[1:])", "sh", "-c", wide, name]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=variables, cwd=home, bufsize=0
    ) as terminal:
        try:
            terminal.stdin.write(b"echo rea''dy\r")
            read_until(terminal, rb"[\n\rm]ready\r")
            yield terminal
        finally:
            terminal.kill()


def read_until(terminal, pattern):
    seen = b""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and terminal.poll() is None:
        if select.select([terminal.stdout], [], [], 1)[0]:
            seen += os.read(terminal.stdout.fileno(), 4096)
            if found := re.search(pattern, seen):
                return found
    raise AssertionError(seen)
