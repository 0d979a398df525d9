"""The structure: floors without a circle, printing at the top only, docstrings that run."""

import ast
import doctest
import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import cleaner

ROOT = Path(cleaner.__file__).parent

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
