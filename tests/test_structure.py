"""The structure: floors without a circle, printing at the top only, docstrings that run, a README that holds."""

import ast
import doctest
import importlib
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

import cleaner

ROOT = Path(cleaner.__file__).parent
REPOSITORY = Path(__file__).parent.parent

FLOORS = [
    ["errors", "lines", "cache", "pattern", "version"],
    ["edits", "shape", "wording"],
    ["repair", "kinds"],
    ["packs", "matching", "schema", "superset"],
    ["stretch", "landmarks"],
    ["gate"],
    ["plan"],
    ["intake"],
    ["engine"],
    ["ready", "diff", "files", "formats"],
    ["document"],
    ["examples"],
    ["log", "config"],
    ["tree"],
    ["pipeline", "restore", "findings"],
    ["blocks", "baseline", "sarif"],
    ["workers"],
    ["cli", "__init__"],
    ["__main__"],
]
FLOOR = {name: number for number, names in enumerate(FLOORS) for name in names}

MODULES = sorted(
    name for _, name, _ in pkgutil.walk_packages(cleaner.__path__, "cleaner.") if name != "cleaner.__main__"
)


def imports(path):
    """Yield the parts of this package that a module imports."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("cleaner"):
            parts = node.module.split(".")
            yield parts[1] if len(parts) > 1 else "__init__"


def part(path):
    relative = path.relative_to(ROOT)
    return relative.parts[0] if len(relative.parts) > 1 else relative.stem


FILES = sorted(ROOT.rglob("*.py"))


def test_there_are_modules():
    assert len(FILES) > 20
    assert {part(path) for path in FILES} == set(FLOOR)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_imports_from_lower_floors_only(path):
    for name in imports(path):
        assert name == part(path) or FLOOR[name] < FLOOR[part(path)], f"{path} imports {name}"


@pytest.mark.parametrize("path", [path for path in FILES if part(path) != "cli"], ids=lambda path: path.stem)
def test_nothing_below_the_command_prints_or_exits(path):
    names = {node.id for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Name)}
    assert not names & {"print", "click", "exit"}


@pytest.mark.parametrize("name", MODULES)
def test_docstrings_run(name):
    if name in {"cleaner.gate", "cleaner.plan", "cleaner.ready"}:
        pytest.importorskip("hyperscan")
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_the_package_docstring_runs():
    result = doctest.testmod(cleaner)
    assert (result.failed, result.attempted > 3) == (0, True)


def test_ftfy_is_imported_only_for_text_that_may_need_it():
    code = "import sys; from cleaner import Cleaner; Cleaner().clean('Plain text.\\n'); print('ftfy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_the_public_names_are_about_a_dozen():
    assert 10 <= len(cleaner.__all__) <= 20
    assert all(hasattr(cleaner, name) for name in cleaner.__all__)
    assert (ROOT / "py.typed").exists()


README = (REPOSITORY / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```console\n(.*?)```", README, re.DOTALL)


QUIET = "ignore:hyperscan cannot be imported:RuntimeWarning"


def test_the_readme_has_blocks_to_run():
    assert len(BLOCKS) >= 4


@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_a_shell_block_of_the_readme_prints_what_it_says(block, tmp_path):
    """In a block, `$ ` begins a command and what follows is its output."""
    for name in ("tests", "rules"):
        (tmp_path / name).symlink_to(REPOSITORY / name)
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin" / "cleaner"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m cleaner "$@"\n', "utf-8")
    command.chmod(0o755)
    path = f"{tmp_path / 'bin'}:/usr/bin:/bin"
    for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        line, _, wanted = step.partition("\n")
        done = subprocess.run(
            ["sh", "-c", line],
            cwd=tmp_path,
            env={"PATH": path, "LC_ALL": "C.UTF-8", "PYTHONWARNINGS": QUIET},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.stdout + done.stderr).rstrip("\n") == wanted.rstrip("\n"), line


def test_the_readme_names_every_verb_option_and_repair_step():
    from cleaner.repair import ALL_STEPS

    for verb in ("clean", "check", "fix", "explain", "restore", "test", "rules"):
        assert f"`{verb}`" in README or f"`cleaner {verb}" in README
        options = set(re.findall(r"--[a-z][a-z-]+", help_of(verb))) - {"--help"}
        assert not {option for option in options if option not in README}, verb
    assert not {step for step in ALL_STEPS if f"`{step}`" not in README}


def help_of(verb):
    command = [sys.executable, "-m", "cleaner", verb, "--help"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_ci_runs_the_second_command_of_the_readme_word_for_word():
    commands = re.findall(r"^    (python3 -m venv .*)$", README, re.MULTILINE)
    assert len(commands) == 2
    assert commands[1] in (REPOSITORY / ".ci" / "run").read_text("utf-8").splitlines()
