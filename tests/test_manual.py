"""The manual pages: one for the command and one for each verb, with every option, as formatters want them."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from cleaner.cli import ENVIRONMENT, FILES, VERBS, load_verb
from cleaner.version import __version__

ROOT = Path(__file__).parent.parent
MANUAL = ROOT / "docs" / "man"
PAGES = sorted(MANUAL.iterdir())
PARTS = ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS"]
NO_DATE = 'WARNING: missing date, using "": TH'
"""A date would change where nothing else does; the version says how old a page is."""


def text_of(path):
    """Return a page as a reader sees it, in one line and without the hyphens at the ends of lines."""
    if not shutil.which("mandoc"):
        pytest.skip("needs mandoc")
    done = subprocess.run(["mandoc", "-T", "utf8", "-O", "width=1000", path], capture_output=True, check=True)
    return re.sub(r".\x08", "", done.stdout.decode())


def test_there_is_a_page_for_the_command_and_for_each_verb_and_no_other():
    assert {path.name for path in PAGES} == {"cleaner.1", *(f"cleaner-{verb}.1" for verb in VERBS)}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_page_has_the_parts_of_a_manual_page(path):
    page = path.read_text("utf-8")
    titles = re.findall(r"^\.SH (.*)", page, re.MULTILINE)
    others = ["VERBS", "FILES", "ENVIRONMENT"] if path.name == "cleaner.1" else ["EXIT STATUS", "EXAMPLES"]
    assert [title for title in titles if title not in others] == [*PARTS, "SEE ALSO"]
    assert set(others) < set(titles)
    assert f'"cleaner {__version__}"' in page
    assert page.isascii()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_mandoc_finds_no_fault(path):
    if not shutil.which("mandoc"):
        pytest.skip("needs mandoc")
    done = subprocess.run(
        ["mandoc", "-T", "lint", "-W", "style", path], capture_output=True, text=True, check=False
    )
    assert [line for line in (done.stdout + done.stderr).splitlines() if NO_DATE not in line] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_groff_finds_no_fault(path):
    if not shutil.which("groff"):
        pytest.skip("needs groff")
    done = subprocess.run(
        ["groff", "-ww", "-man", "-T", "utf8", "-z", path], capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("verb", VERBS)
def test_a_reader_finds_every_option_exit_code_and_example_as_it_is_typed(verb):
    shown = text_of(MANUAL / f"cleaner-{verb}.1")
    options = [each for each in load_verb(verb).params if each.param_type_name == "option"]
    assert options
    for option in options:
        assert all(re.search(rf"(?m)^ .*(?<!\S){re.escape(flag)}\b", shown) for flag in option.opts), (
            option.opts
        )
    for code, meaning in load_verb(verb).exits.items():
        assert re.search(rf"(?m)^ +{code} +{re.escape(meaning)}$", shown)
    for example, purpose in load_verb(verb).examples:
        assert f" {example}\n" in shown
        assert f" {purpose}\n" in shown


def test_a_reader_finds_every_verb_file_and_variable():
    shown = text_of(MANUAL / "cleaner.1")
    for name in (*VERBS, *(name for name, _ in (*FILES, *ENVIRONMENT))):
        assert re.search(rf"(?m)^ +{re.escape(name)}\b", shown), name


def test_a_wheel_installs_them_where_man_looks():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert project["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"] == {
        "docs/man": "share/man/man1"
    }
