"""The pages on exit codes, environment and the library: what they list is there, and nothing is missing."""

import ast
import doctest
import inspect
import re
from pathlib import Path

import pytest

import cleaner
from cleaner.cli import ENVIRONMENT, VERBS, load_verb
from cleaner.deciding.cleaning import Cleaning
from cleaner.ruleset.rule import Level
from cleaner.text.edits import Offsets

ROOT = Path(__file__).parent.parent
API = (ROOT / "docs" / "api.md").read_text("utf-8")
OF_THE_PROCESS = (ROOT / "docs" / "environment.md").read_text("utf-8")

INTERNAL = {"clean_documents", "clean_parts", "engine", "known_rules", "part", "capped", "moved"}
"""Members that the command and the integrations use; the page promises nothing about them."""

READ_BY_LIBRARIES = {"EDITOR", "VISUAL", "XDG_CACHE_HOME", "AWS_ENDPOINT_URL"}


def section(title):
    (text,) = re.findall(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", API, re.MULTILINE | re.DOTALL)
    return text


def first_cells(text):
    cells = re.findall(r"^\| (`[^|]*) \|", text, re.MULTILINE)
    return [name.partition("(")[0] for cell in cells for name in re.findall(r"`([^`]+)`", cell)]


def members(kind):
    return {name for name in dir(kind) if not name.startswith("_")}


def test_the_page_lists_the_exit_codes_of_every_verb():
    rows = re.findall(r"^\| `(\d+)` \| .* \| (.*) \|$", OF_THE_PROCESS, re.MULTILINE)
    listed = {
        int(code): VERBS if verbs == "all" else re.findall(r"`([\w-]+)`", verbs) for code, verbs in rows
    }
    codes = {code for verb in VERBS for code in load_verb(verb).exits}
    assert {code: list(verbs) for code, verbs in listed.items()} == {
        code: [verb for verb in VERBS if code in load_verb(verb).exits] for code in codes
    }


def test_the_page_lists_the_variables_that_the_code_reads():
    code = "".join(
        path.read_text("utf-8") for path in (*ROOT.glob("cleaner/**/*.py"), *ROOT.glob("native/*.py"))
    )
    names = set(re.findall(r'environ(?:\.get\(|\[)"(\w+)"', code)) | set(
        re.findall(r'"(\w+)" in os\.environ', code)
    )
    for constant in re.findall(r"environ\.get\(([A-Z]+)\)", code):
        names |= set(re.findall(rf'^{constant} = "(\w+)"', code, re.MULTILINE))
    listed = re.findall(
        r"^\| `(\w+)` \|", OF_THE_PROCESS.partition("## Environment variables")[2], re.MULTILINE
    )
    assert set(listed) == names | {name for name, _ in ENVIRONMENT}
    assert all(f"`{name}`" in OF_THE_PROCESS for name in READ_BY_LIBRARIES)


def test_the_examples_of_the_library_run():
    result = doctest.testfile(str(ROOT / "docs" / "api.md"), module_relative=False)
    assert (result.failed, result.attempted > 20) == (0, True)


def test_the_page_has_every_public_name():
    assert [name for name in cleaner.__all__ if f"`{name}" not in API] == []


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("`Cleaner`", members(cleaner.Cleaner) | set(inspect.signature(cleaner.Cleaner).parameters)),
        ("`Cleaning`", members(Cleaning)),
        ("`Edit`", set(cleaner.Edit._fields)),
        ("`Offsets`", members(Offsets)),
        ("`Keep` and `Drop`", {*cleaner.Keep._fields, *cleaner.Drop._fields}),
    ],
)
def test_the_page_has_every_member_and_argument(title, names):
    assert set(first_cells(section(title))) == names - INTERNAL


def test_the_page_has_the_defaults_of_a_cleaner():
    defaults = {
        name: parameter.default for name, parameter in inspect.signature(cleaner.Cleaner).parameters.items()
    }
    shown = dict(re.findall(r"^\| `(\w+)` \| `([^`]*)` \|", section("`Cleaner`"), re.MULTILINE))
    assert {name: ast.literal_eval(value) for name, value in shown.items()} == {
        name: value for name, value in defaults.items() if name != "repair"
    }


def signature(call):
    """Return the arguments of a function or class that the page names, as the page writes them."""
    module, name = call.rsplit(".", 1)
    code = (ROOT / f"{module.replace('.', '/')}.py").read_text("utf-8")
    (found,) = [each for each in ast.parse(code).body if getattr(each, "name", None) == name]
    if isinstance(found, ast.ClassDef):
        made = [each for each in found.body if getattr(each, "name", None) == "__init__"]
        if not made:
            named = [each for each in found.body if isinstance(each, ast.AnnAssign)]
            return ", ".join(
                f"{each.target.id}={ast.unparse(each.value)}" if each.value else each.target.id
                for each in named
            )
        found = made[0]
    for argument in ast.walk(found.args):
        if isinstance(argument, ast.arg):
            argument.annotation = None
    return ast.unparse(found.args).removeprefix("self, ")


CALLS = re.findall(r"^\| `(cleaner\.[\w.]+)\((.*?)\)` \|", API, re.MULTILINE)


@pytest.mark.parametrize(("call", "arguments"), CALLS, ids=[call for call, _ in CALLS])
def test_the_page_has_the_arguments_of_an_integration(call, arguments):
    assert signature(call) == arguments


def test_the_page_has_every_integration():
    modules = {path.stem for path in (ROOT / "cleaner" / "integrations").glob("*.py")} - {"__init__"}
    assert {call.split(".")[2] for call, _ in CALLS if ".integrations." in call} == modules


CHROME = (ROOT / "docs" / "content-and-chrome.md").read_text("utf-8")
TRIED = re.findall(r"^\| `(.+)` \| (?:`(\w+)`|none) \|$", CHROME, re.MULTILINE)
PARAGRAPHS = (
    "After nine years of argument the town will rebuild the wall its grandparents built by hand, it said.",
    "The first stones were laid in 1742, and the wall has been mended forty times since then by three families.",
    "The work will take two years if the winter is mild, said the harbour master to the council on Monday.",
)


def article(line, place):
    rows = ["Port Calder votes to raise its sea wall", *PARAGRAPHS]
    rows.insert(place, line)
    return "\n\n".join(rows) + "\n"


def test_the_levels_of_the_lines_that_were_tried():
    assert {level for _, level in TRIED} == {*Level, ""}
    cleaners = {level: cleaner.Cleaner(level=level) for level in Level}
    for line, lowest in TRIED:
        for place in (1, 2, 4):
            removing = [
                level
                for level, each in cleaners.items()
                if line not in each.clean(article(line, place)).text.splitlines()
            ]
            expected = list(Level)[list(Level).index(lowest) :] if lowest else []
            assert removing == expected, (line, place)
