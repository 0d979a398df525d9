"""Help: every verb tells what it does, its options, its exit codes and examples that can be typed."""

import os
import re
import shlex
import subprocess
import sys

import pytest

from cleaner.cli import VERBS, load_verb


def help_of(*words, columns="80"):
    command = [sys.executable, "-m", "cleaner", *words, "--help"]
    variables = {**os.environ, "COLUMNS": columns}
    return subprocess.run(command, env=variables, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("verb", VERBS)
def test_the_help_of_a_verb_has_the_parts_of_a_manual_page(verb):
    shown = help_of(verb)
    titles = re.findall(r"^(\w[\w ]*):", shown, re.MULTILINE)
    assert titles[0] == "Usage"
    assert titles[1] == "Options"
    assert titles[-2:] == ["Exit codes", "Examples"]
    assert max(map(len, shown.splitlines())) <= 80
    assert "\\b" not in shown  # click's mark, written in a raw docstring


@pytest.mark.parametrize("verb", VERBS)
def test_every_option_says_what_it_does(verb):
    for parameter in load_verb(verb).params:
        assert parameter.param_type_name == "argument" or parameter.help, parameter.name


@pytest.mark.parametrize("verb", VERBS)
def test_the_options_of_examples_exist(verb):
    """The commands of the examples are parsed, as far as they are cleaner's."""
    for command, purpose in load_verb(verb).examples:
        assert purpose
        for part in re.split(r"[|<>]", command):
            words = shlex.split(part)
            if words[0] != "cleaner":
                continue
            named = words[1] if len(words) > 1 and words[1] in VERBS else "clean"
            arguments = words[2:] if words[1:] and words[1] in VERBS else words[1:]
            load_verb(named).make_context(named, arguments).close()


def test_the_help_of_the_command_lists_every_verb():
    listed = re.search(r"^Verbs:\n((?:  .*\n)+)", help_of(), re.MULTILINE).group(1)
    assert re.findall(r"^  ([\w-]+)", listed, re.MULTILINE) == list(VERBS)


def test_help_is_as_wide_as_the_terminal_says():
    assert max(map(len, help_of("clean", columns="60").splitlines())) <= 60


@pytest.mark.parametrize("option", ["--encoding", "--max-removed", "--no-repair", "--include", "--gitignore"])
def test_a_verb_that_reads_no_text_has_no_options_for_texts(option):
    assert option in help_of("clean")
    assert option not in help_of("rules")
    done = subprocess.run(
        [sys.executable, "-m", "cleaner", "rules", option, "1"], capture_output=True, check=False
    )
    assert done.returncode == 2
    assert f"No such option '{option}'".encode() in done.stderr


def test_explain_reads_one_file_so_it_has_no_options_for_folders():
    assert "--include" not in help_of("explain")
    assert "--encoding" in help_of("explain")
