"""The structure: floors without a circle, printing at the top only, small modules, docstrings that run."""

import ast
import doctest
import importlib
import pkgutil
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import cleaner

ROOT = Path(cleaner.__file__).parent
FLOORS = [
    {"data", "errors", "version", "native"},
    {"cache", "prepared"},
    {"text"},
    {"ruleset"},
    {"matching"},
    {"deciding"},
    {"compiled"},
    {"api", "preparing"},
    {"__init__"},
    {"formats"},
    {"corpus"},
    {"integrations"},
    {"mining"},
    {"cli"},
    {"__main__"},
]
FLOOR = {name: number for number, names in enumerate(FLOORS) for name in names}
ROOMS = ["text", "ruleset", "matching", "deciding", "formats", "corpus", "integrations", "mining", "cli"]
MAX_MODULE_LINES = 250
MAX_MUTABLE_ATTRIBUTES = 11

FILES = sorted(ROOT.rglob("*.py"))
BELOW_CLI = [path for path in FILES if path.parent.name != "cli" and path.name != "__main__.py"]
MODULES = sorted(
    name for _, name, _ in pkgutil.walk_packages(cleaner.__path__, "cleaner.") if name != "cleaner.__main__"
)


def relative(path):
    return path.relative_to(ROOT).as_posix()


def tree(path):
    return ast.parse(path.read_text("utf-8"))


def room(path):
    parts = path.relative_to(ROOT).parts
    return parts[0] if len(parts) > 1 else path.stem


def module(path):
    names = ["cleaner", *path.relative_to(ROOT).with_suffix("").parts]
    return ".".join(names[:-1] if names[-1] == "__init__" else names)


def imports(nodes):
    """Yield the modules of this package that some code imports when it runs."""
    for node in nodes:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "cleaner")
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "cleaner":
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield full if full in {module(path) for path in FILES} else node.module
        yield from imports(ast.iter_child_nodes(node))


def prints(code):
    """Yield what code names that prints or exits."""
    for node in ast.walk(code):
        if (
            isinstance(node, ast.Name)
            and isinstance(node.ctx, ast.Load)
            and node.id
            in {
                "print",
                "exit",
                "quit",
                "SystemExit",
                "click",
                "input",
            }
        ):
            yield node.id
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            name = f"{node.value.id}.{node.attr}"
            if name in {
                "sys.stdout",
                "sys.stderr",
                "sys.exit",
                "os._exit",
                "sys.__stdout__",
                "sys.__stderr__",
            }:
                yield name
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name == "click")
        if isinstance(node, ast.ImportFrom) and node.module in {"sys", "click"}:
            yield from (
                alias.name for alias in node.names if alias.name in {"stdout", "stderr", "exit", "echo"}
            )


def mutable_attributes(code):
    """Return the attributes of an object that change: set outside `__init__`, or empty when made."""
    found = set()
    for function in ast.walk(code):
        if not isinstance(function, ast.FunctionDef):
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Assign):
                targets = node.targets
            elif isinstance(node, ast.AugAssign | ast.AnnAssign):
                targets = [node.target]
            else:
                continue
            names = {
                name.attr
                for target in targets
                for name in ast.walk(target)
                if isinstance(name, ast.Attribute)
                and isinstance(name.value, ast.Name)
                and name.value.id == "self"
            }
            value = ast.unparse(node.value) if node.value is not None else ""
            is_empty = value in {"[]", "{}", "set()", "dict()", "list()", "0", "None", "False", "True", "''"}
            if (
                function.name != "__init__"
                or is_empty
                or value.startswith(("defaultdict(", "deque(", "Counter("))
            ):
                found |= names
    return found


def test_there_are_modules_and_each_has_a_floor():
    assert len(FILES) > 30
    assert {room(path) for path in FILES} == set(FLOOR)


@pytest.mark.parametrize("path", FILES, ids=relative)
def test_a_module_imports_from_lower_floors_only(path):
    for name in imports([tree(path)]):
        if name == "cleaner._native":  # in C++, below all floors
            continue
        other = name.split(".")[1] if "." in name else "__init__"
        assert other == room(path) or FLOOR[other] < FLOOR[room(path)], f"{relative(path)} imports {name}"


@pytest.mark.parametrize("name", ROOMS)
def test_no_modules_of_a_room_import_each_other_in_a_circle(name):
    files = [path for path in FILES if room(path) == name]
    assert len(files) > 1
    graph = {
        module(path): {
            other
            for other in imports([tree(path)])
            if other.startswith(f"cleaner.{name}") and other != module(path)
        }
        for path in files
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


@pytest.mark.parametrize("path", BELOW_CLI, ids=relative)
def test_nothing_below_the_command_prints_or_exits(path):
    allowed = ["os._exit"] if relative(path) == "corpus/workers.py" else []  # a worker ends with its parent
    assert list(prints(tree(path))) == allowed


@pytest.mark.parametrize(
    "code",
    ["print(1)", "import sys\nsys.stdout.write('x')", "sys.stderr.flush()", "sys.exit(2)", "from sys import exit",
     "import click", "from click import echo", "raise SystemExit"],
)  # fmt: skip
def test_printing_and_exiting_are_found(code):
    assert list(prints(ast.parse(code)))


@pytest.mark.parametrize("path", FILES, ids=relative)
def test_a_module_is_small(path):
    assert len(path.read_text("utf-8").splitlines()) <= MAX_MODULE_LINES


@pytest.mark.parametrize("path", BELOW_CLI, ids=relative)
def test_no_class_has_a_dozen_attributes_that_change(path):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ClassDef):
            assert len(mutable_attributes(node)) <= MAX_MUTABLE_ATTRIBUTES, node.name


def test_attributes_that_change_are_found():
    code = "class A:\n def __init__(self, a):\n  self.a = a\n  self.b = []\n def f(self):\n  self.c += 1\n  self.d: int = 2"
    assert mutable_attributes(ast.parse(code)) == {"b", "c", "d"}


@pytest.mark.parametrize("name", ROOMS)
def test_a_room_says_in_one_sentence_what_it_is_for(name):
    said = ast.get_docstring(tree(ROOT / name / "__init__.py"))
    assert said
    assert said.endswith(".")
    assert "\n" not in said
    assert ". " not in said


@pytest.mark.parametrize("path", FILES, ids=relative)
def test_a_module_says_what_it_holds(path):
    said = ast.get_docstring(tree(path))
    assert said
    assert said.split("\n\n")[0].rstrip().endswith((".", ":"))


@pytest.mark.parametrize("name", MODULES)
def test_docstrings_run(name):
    if name.startswith("cleaner.matching.") or name == "cleaner.compiled":
        pytest.importorskip("hyperscan")
    if name.startswith("cleaner.integrations."):
        pytest.importorskip("datatrove" if name.endswith("datatrove") else "pyarrow")
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_the_package_docstring_runs():
    result = doctest.testmod(cleaner)
    assert (result.failed, result.attempted > 3) == (0, True)


def test_ftfy_is_imported_only_for_text_that_may_need_it():
    code = "import sys; import cleaner; cleaner.clean('Plain text.\\n'); print('ftfy' in sys.modules); cleaner.clean('caf&eacute;'); print('ftfy' in sys.modules)"
    subprocess.run(
        [sys.executable, "-c", "import cleaner; cleaner.clean('')"], check=True
    )  # compiles the rules
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\nTrue\n"


def test_the_package_is_typed():
    assert (ROOT / "py.typed").exists()
