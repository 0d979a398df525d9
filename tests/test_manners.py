"""Manners: the command behaves the same under every locale, terminal and platform, whatever files are called."""

import errno
import json
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from command import CLEAN, COMMAND, SAMPLE, cleaner, on_terminal

from cleaner.cli import expanded, is_closed_pipe

PAGE = "News ID: 314510\nДамба выдержит ещё одну зиму — “schön”, sagte der Hafenmeister am Montag.\n".encode()
ODD = os.fsdecode(b"b\xc3\xb6 \xff.txt")
"""A name of which some bytes are UTF-8 and one is not."""


def there_is(locale):
    """Whether the machine has a locale."""
    code = f"import locale; locale.setlocale(locale.LC_ALL, {locale!r})"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0


PLAIN = {"LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"}
PLACES = {
    "C": {"LC_ALL": "C"},
    "C-as-it-says": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "ascii": {"PYTHONIOENCODING": "ascii"},
    "turkish": {"LC_ALL": "tr_TR.UTF-8", "PYTHONUTF8": "0"},
    "german-latin-1": {"LC_ALL": "de_DE.ISO-8859-1", "PYTHONUTF8": "0"},
}


@pytest.fixture(params=PLACES)
def place(request):
    """Variables that make Python believe in another locale."""
    locale = PLACES[request.param].get("LC_ALL", "C")
    if not there_is(locale):
        pytest.skip(f"needs the locale {locale}")
    return PLACES[request.param]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with pages whose names and text are beyond ASCII, and rules in Greek."""
    tmp_path = tmp_path_factory.mktemp("pages")
    for name in ("page.txt", "größe.txt", ODD):
        (tmp_path / name).write_bytes(PAGE)
    (tmp_path / "own.toml").write_text(
        "about = 'Ό,τι τυπώνουν οι σελίδες'\n\n[line.boat]\nwhy = 'Διαφήμιση.'\nphrases = ['Αγοράστε το σκάφος μας']\n"
        "examples = '''\n- Αγοράστε το σκάφος μας\n- Αγόρασε\n  «Αγοράστε το σκάφος μας», είπε.\n'''\n",
        "utf-8",
    )
    return tmp_path


@pytest.mark.parametrize(
    "arguments",
    [
        ["page.txt", "größe.txt", ODD],
        ["check", "page.txt", "größe.txt", ODD],
        ["check", "--output-format", "json", "page.txt", "größe.txt", ODD],
        ["check", "--diff", "größe.txt", ODD],
        ["explain", "größe.txt"],
        ["explain", "--color", "always", "page.txt"],
        ["rules", "--no-shipped", "--rules", "own.toml"],
        ["rules", "--rules", "own.toml", "own/boat"],
        ["test", "own.toml"],
        ["rules", "--schema"],
        ["--help"],
        ["--stats", "--log", "/dev/stdout", "größe.txt", ODD],
        ["--capture", "/dev/stdout", "größe.txt", ODD],
    ],
    ids=" ".join,
)
def test_output_is_the_same_under_every_locale(arguments, place, folder):
    there, here = cleaner(*arguments, cwd=folder, env=place), plainly(tuple(arguments), folder)
    assert there.stdout == here.stdout
    assert there.returncode == here.returncode
    assert b"Traceback" not in there.stderr
    assert here.stdout


@cache
def plainly(arguments, folder):
    return cleaner(*arguments, cwd=folder, env=PLAIN)


def test_errors_name_files_by_their_bytes_under_every_locale(place, tmp_path):
    done = cleaner(os.fsencode(tmp_path / ODD), env=place)
    assert done.returncode == 2
    assert b"/b\xc3\xb6 \xff.txt: no such file" in done.stderr


def test_a_name_that_is_no_utf_8_is_kept_in_a_folder(folder):
    assert cleaner(ODD, "page.txt", "-o", "clean/", cwd=folder).returncode == 0
    assert {path.name for path in (folder / "clean").iterdir()} == {ODD, "page.txt", ".cleaner-manifest"}


def test_a_name_that_is_no_utf_8_comes_back_from_json(folder):
    line = cleaner("check", "--output-format", "json", ODD, cwd=folder).stdout.splitlines()[0]
    assert os.fsencode(json.loads(line)["path"]) == os.fsencode(ODD)


def test_fix_changes_a_file_whose_name_is_no_utf_8(tmp_path):
    (tmp_path / ODD).write_bytes(PAGE)
    done = cleaner("fix", ODD, cwd=tmp_path)
    assert (done.returncode, (tmp_path / ODD).read_bytes()) == (1, PAGE.partition(b"\n")[2])
    assert done.stderr.startswith(b"fixed b\xc3\xb6 \xff.txt")


@pytest.mark.parametrize("name", ["check", "--help", "-x", "--", "-", "page.txt", "*", "a b", "new\nline"])
def test_behind_two_dashes_every_name_is_a_file(name, tmp_path):
    (tmp_path / name).write_bytes(SAMPLE.read_bytes())
    asked = "./-" if name == "-" else name
    assert cleaner("--", asked, cwd=tmp_path).stdout == CLEAN.read_bytes()
    assert cleaner("check", "--", asked, cwd=tmp_path).returncode == 1
    assert cleaner("explain", "--", asked, cwd=tmp_path).returncode == 0
    assert cleaner("fix", "--", asked, cwd=tmp_path).returncode == 1
    assert (tmp_path / name).read_bytes() == CLEAN.read_bytes()


@pytest.mark.parametrize("verb", ["clean", "check", "explain"])
def test_a_dash_is_standard_input(verb):
    named, bare = (cleaner(verb, *arguments, stdin=SAMPLE.read_bytes()) for arguments in (["-"], []))
    assert named == bare or (named.stdout, named.returncode) == (bare.stdout, bare.returncode)
    assert named.stdout


def test_a_first_option_that_reads_like_a_verb_is_an_option(tmp_path):
    (tmp_path / "tide.toml").write_text(
        """about = "A tide table"

[line.tide-at]
why = "The site prints it."
phrases = ["Tide at {:time}"]
examples = '''
- Tide at 07:15
  The wall will hold for another winter.
'''
""",
        "utf-8",
    )
    done = cleaner("--rules", "tide.toml", "-", cwd=tmp_path, stdin=b"The wall will hold.\nTide at 07:15\n")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"The wall will hold.\n", b"")


def test_a_word_much_like_a_verb_is_refused(tmp_path):
    done = cleaner("chek", "page.txt", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"chek: is neither a verb nor a file; did you mean 'check'?" in done.stderr


def test_a_dash_stands_amid_files(tmp_path):
    (tmp_path / "page.txt").write_bytes(SAMPLE.read_bytes())
    done = cleaner("page.txt", "-", stdin=b"News ID: 3\nThe wall holds.\n", cwd=tmp_path)
    assert done.stdout == CLEAN.read_bytes() + b"The wall holds.\n"


@pytest.mark.skipif(not Path("/dev/stdin").exists(), reason="needs /dev/stdin")
def test_a_pipe_can_be_named_like_a_file():
    assert cleaner("/dev/stdin", stdin=SAMPLE.read_bytes()).stdout == CLEAN.read_bytes()


MANY = 2000
FEW_DESCRIPTORS = 40


@pytest.mark.skipif(os.name == "nt", reason="needs limits of POSIX")
@pytest.mark.parametrize("verb", ["clean", "check", "fix"])
def test_thousands_of_files_need_a_few_descriptors(verb, tmp_path):
    names = [f"{number}.txt" for number in range(MANY)]
    for name in names:
        (tmp_path / name).write_bytes(b"News ID: 31\nThe wall holds.\n")
    limited = ["sh", "-c", f'ulimit -n {FEW_DESCRIPTORS}; exec "$@"', "sh", *COMMAND, verb, *names]
    done = subprocess.run(limited, cwd=tmp_path, capture_output=True, check=False)
    if verb == "clean":
        assert (done.returncode, done.stdout) == (0, b"The wall holds.\n" * MANY)
    elif verb == "check":
        assert (done.returncode, done.stdout.count(b"\n")) == (1, MANY)
        assert [line.partition(":")[0] for line in done.stdout.decode().splitlines()] == names
    else:
        assert (done.returncode, done.stderr.count(b"fixed ")) == (1, MANY)
        assert {path.read_bytes() for path in tmp_path.iterdir()} == {b"The wall holds.\n"}


@pytest.mark.skipif(os.name == "nt", reason="needs a shell of POSIX")
@pytest.mark.parametrize(
    ("closed", "arguments", "told"),
    [
        ("<&-", [], b"standard input: is closed"),
        (">&-", [SAMPLE], b"standard output: bad file descriptor"),
        (">&-", ["check", SAMPLE], b"standard output: bad file descriptor"),
        (">&-", ["rules"], b"standard output: bad file descriptor"),
        ("2>&-", ["no-such-file"], b""),
    ],
)
def test_a_closed_stream_is_an_error_without_a_traceback(closed, arguments, told, tmp_path):
    command = ["sh", "-c", f'exec "$@" {closed}', "sh", *COMMAND, *arguments]
    done = subprocess.run(command, cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    assert done.returncode == 2
    assert told in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="needs a shell of POSIX")
def test_a_closed_standard_output_does_not_get_into_a_file(tmp_path):
    command = ["sh", "-c", 'exec "$@" >&-', "sh", *COMMAND, SAMPLE, "-o", tmp_path / "clean.txt"]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    assert (tmp_path / "clean.txt").read_bytes() == CLEAN.read_bytes()


needs_terminal = pytest.mark.skipif(os.name == "nt", reason="needs a terminal of POSIX")


@needs_terminal
@pytest.mark.parametrize(
    ("variables", "colours"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)],
)
def test_a_terminal_shows_colours_unless_told_otherwise(variables, colours):
    assert (b"\x1b[9m" in on_terminal("explain", SAMPLE, env=variables)) is colours


@needs_terminal
def test_colours_that_are_asked_for_come_even_so():
    assert b"\x1b[9m" in on_terminal(
        "explain", "--color", "always", SAMPLE, env={"NO_COLOR": "1", "TERM": "dumb"}
    )


@needs_terminal
@pytest.mark.parametrize("columns", ["90", "120", "nonsense"])
def test_explain_fits_the_width_that_is_told(columns):
    lines = on_terminal("explain", SAMPLE, env={"COLUMNS": columns, "NO_COLOR": "1"}).decode().splitlines()
    document = lines[: lines.index("")] if "" in lines else lines
    assert len(document) > 5
    width = int(columns) if columns.isdigit() else 80
    assert max(len(line) for line in document if "←" not in line) <= width


def test_patterns_are_expanded_where_the_shell_does_not(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("a.txt", "b.txt"):
        Path(name).touch()
    Path("in").mkdir()
    Path("in/c.txt").touch()
    assert expanded(["--level", "strong", "*.txt", "none-*.txt"]) == [
        "--level",
        "strong",
        "a.txt",
        "b.txt",
        "none-*.txt",
    ]
    assert expanded(["**/*.txt"]) == ["a.txt", "b.txt", str(Path("in") / "c.txt")]


@pytest.mark.parametrize(
    ("system", "number", "name", "closed"),
    [
        ("nt", errno.EINVAL, None, True),
        ("nt", errno.EINVAL, "page.txt", False),
        ("nt", errno.ENOSPC, None, False),
        ("posix", errno.EINVAL, None, False),
    ],
)
def test_a_closed_pipe_is_known_by_what_windows_calls_it(system, number, name, closed):
    assert is_closed_pipe(OSError(number, "…", name), system) is closed


LIKE_WINDOWS = """
import os, sys

really = os.replace

def replace(source, target):
    real = os.path.realpath(target)
    if any(os.path.realpath(f"/proc/self/fd/{each}") == real for each in os.listdir("/proc/self/fd")):
        raise PermissionError(13, "Permission denied", target)
    really(source, target)

os.replace = replace
from cleaner.cli import main

sys.argv[0] = "cleaner"
main()
"""


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc")
@pytest.mark.parametrize(
    "arguments", [["fix", "page.txt"], ["page.txt", "-o", "page.txt"], ["page.txt", "-o", "./"]]
)
def test_no_file_is_replaced_while_it_is_open(arguments, tmp_path):
    """As Windows forbids it; the system's own function refuses here likewise."""
    shutil.copyfile(SAMPLE, tmp_path / "page.txt")
    done = subprocess.run(
        [sys.executable, "-c", LIKE_WINDOWS, *arguments], cwd=tmp_path, capture_output=True, check=False
    )
    assert b"permission denied" not in done.stderr
    assert (tmp_path / "page.txt").read_bytes() == CLEAN.read_bytes()


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("arguments", [["rules"], ["test", "own.toml"]], ids=" ".join)
def test_what_is_listed_ends_lines_alike_on_every_system(arguments, newline, folder):
    """Windows would write two characters for a line end of text, and one for a line end of bytes."""
    code = (
        "import io, sys; from cleaner.cli import main; "
        f"sys.stdout = io.TextIOWrapper(sys.stdout.buffer, newline={newline.decode()!r}); "
        f"sys.argv = ['cleaner', *{arguments!r}]; main()"
    )
    environment = {**os.environ}  # not the process's own, in which readline, if pytest loads it, sets columns
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
    assert done.stdout == cleaner(*arguments, cwd=folder).stdout
    assert done.stdout.count(b"\n") > 1
    assert b"\r" not in done.stdout
