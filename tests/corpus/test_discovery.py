"""Discovery: which files of a folder are cleaned, each once, and where they go in a folder of outputs."""

import gzip
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cleaner.corpus.configuration import Configuration
from cleaner.corpus.discovery import found_files
from cleaner.corpus.globs import problem_of_glob, verdict
from cleaner.errors import InputError

PAGE = "The harbour opens on Monday.\n"

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(*names):
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(PAGE)


def paths(*named, **told):
    return [file.path.replace("\\", "/") for file in found_files(named, Configuration(told))]


def places(*named):
    return [file.below for file in found_files(named, Configuration())]


# which files


def test_a_folder_is_gone_through_in_order():
    write("b.txt", "a/z.md", "a/b/c.txt", "a.txt", "data.bin")
    assert paths(".") == ["a.txt", "b.txt", "a/z.md", "a/b/c.txt"]


def test_compressed_files_are_found_by_the_name_they_would_have_unpacked():
    write("a.txt.gz", "b.jsonl.zst", "c.md.xz", "d.txt.bz2", "e.tar.gz", "f.bin.gz")
    assert paths(".") == ["a.txt.gz", "b.jsonl.zst", "c.md.xz", "d.txt.bz2"]
    assert paths(".", include=("*.txt", "!a.txt.gz")) == ["d.txt.bz2"]
    assert paths(".", include=("*.gz",)) == ["a.txt.gz", "e.tar.gz", "f.bin.gz"]


def test_a_compressed_file_is_not_taken_for_a_binary_one():
    Path("a.txt.gz").write_bytes(gzip.compress(PAGE.encode() * 100))
    Path("b.txt").write_bytes(b"\x7fELF\x02\x01\x01\0\0\0")
    Path("c.txt").write_bytes(PAGE.encode("utf-16"))
    assert paths(".") == ["a.txt.gz", "c.txt"]


def test_globs_of_include_may_name_folders():
    write("docs/a.md", "docs/deep/b.md", "other/c.md")
    assert paths(".", include=("docs/",)) == ["docs/a.md", "docs/deep/b.md"]
    assert paths(".", include=("docs/*.md",)) == ["docs/a.md"]


def test_a_folder_that_is_named_like_a_text_does_not_include_what_is_in_it():
    write("page.txt/picture.bin", "page.txt/a.md")
    assert paths(".") == ["page.txt/a.md"]


@pytest.mark.parametrize(
    "name", [".venv", ".cache", "node_modules", "__pycache__", "a/site-packages", "venv"]
)
def test_hidden_and_vendor_folders_are_left_alone_unless_named(name):
    write("page.txt", f"{name}/deep/page.txt")
    assert paths(".") == ["page.txt"]
    assert paths(name) == [f"{name}/deep/page.txt"]


def test_a_hidden_file_and_a_folder_with_a_dot_amid_are_content():
    write(".page.txt", "v1.2/page.txt")
    assert paths(".") == [".page.txt", "v1.2/page.txt"]


def test_excluded_folders_are_not_entered():
    write("drafts/a.txt", "b.txt")
    if hasattr(os, "getuid"):
        Path("drafts").chmod(0)
    try:
        assert paths(".", exclude=("drafts/",)) == ["b.txt"]
    finally:
        Path("drafts").chmod(0o755)


def test_a_folder_without_any_such_file_is_an_error():
    write("a/data.bin")
    with pytest.raises(
        InputError, match="no file in this folder is included; name its files, or see --include"
    ):
        paths("a")


# each once


def test_a_file_that_is_named_twice_is_seen_once():
    write("a.txt", "b/c.txt")
    assert paths("a.txt", "./a.txt", "b", "b/c.txt", "b/../a.txt", ".") == ["a.txt", "b/c.txt"]


@posix
def test_a_link_and_its_file_are_one_under_the_name_of_the_file():
    write("z.txt")
    Path("a.txt").symlink_to("z.txt")
    assert paths(".") == ["z.txt"]
    assert paths("a.txt", "z.txt") == ["z.txt"]
    assert paths("a.txt") == ["a.txt"]


@posix
def test_a_link_to_a_file_that_is_not_reached_otherwise_is_followed_inside_the_folder_only(tmp_path_factory):
    other = tmp_path_factory.mktemp("other") / "page.txt"
    other.write_text(PAGE)
    write("corpus/.store/0001")
    Path("corpus/inside.txt").symlink_to(".store/0001")
    Path("corpus/outside.txt").symlink_to(other)
    Path("beside").mkdir()
    Path("beside/page.txt").write_text(PAGE)
    Path("corpus/up.txt").symlink_to("../beside/page.txt")
    Path("corpus/folder").symlink_to("../beside")
    assert paths("corpus") == ["corpus/inside.txt"]
    assert paths("corpus/outside.txt") == ["corpus/outside.txt"]


@posix
def test_loops_pipes_and_dangling_links_are_passed_by():
    write("a.txt")
    Path("loop.txt").symlink_to("loop.txt")
    Path("dangling.txt").symlink_to("nowhere.txt")
    Path("up").symlink_to("..")
    os.mkfifo("pipe.txt")
    assert paths(".", exclude=("drafts/",)) == ["a.txt"]


@posix
def test_a_name_that_is_not_utf_8_is_found_whatever_globs_there_are():
    name = os.fsdecode(b"caf\xe9.txt")
    write(name)
    Path(".gitignore").write_bytes(b"*.bin\n\xe8.txt\n")
    assert paths(".", exclude=("*.md",)) == [name]
    Path(".gitignore").unlink()


@posix
def test_names_that_are_not_utf_8_can_be_ignored():
    write(os.fsdecode(b"caf\xe9.txt"), "a.txt")
    Path(".gitignore").write_bytes(b"caf\xe9.txt\n")
    assert paths(".") == ["a.txt"]


@posix
def test_folders_may_be_very_deep(folder):
    """Deeper than Python recurses."""
    depth = 1500
    for _ in range(depth):
        os.mkdir("d")  # noqa: PTH102 — names that long have no path
        os.chdir("d")
    Path("page.txt").write_text(PAGE)
    os.chdir(folder)
    deep = "d/" * depth + "page.txt"
    assert paths(".") == [deep]
    assert paths(deep) == [deep]
    subprocess.run(["rm", "-rf", "d"], check=True)


@posix
def test_a_folder_that_cannot_be_read_is_reported_and_the_others_are_cleaned():
    write("corpus/a.txt", "corpus/locked/b.txt", "corpus/z/c.txt")
    Path("corpus/locked").chmod(0)
    try:
        if os.access("corpus/locked", os.R_OK):
            pytest.skip("root may read all")
        found = list(found_files(["corpus"], Configuration()))
        assert [(file.path, bool(file.error)) for file in found] == [
            ("corpus/a.txt", False), ("corpus/locked", True), ("corpus/z/c.txt", False)
        ]  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-m", "cleaner", "check", "--no-shipped", "corpus"],
            capture_output=True,
            check=False,
        )
        assert done.returncode == 2
        assert b"corpus/locked: cannot be looked through: permission denied; check its" in done.stderr
    finally:
        Path("corpus/locked").chmod(0o755)


# what git ignores


def git_ignores(*names):
    command = ["git", "check-ignore", "-z", "--stdin"]
    done = subprocess.run(command, input="\0".join(names), capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return set(done.stdout.split("\0")) - {""}


@pytest.mark.parametrize(
    "lines",
    [
        b"[[:alpha:]]*.txt",
        b"[[:digit:][:upper:]]*.txt",
        b"[![:alnum:]]*.txt",
        b"[[:punct:]]*.txt",
        b"!",
        b"[y-a].txt",  # of which git takes the first character
        b"\\",
        b"a\\",
        b"[[:nonsense:]].txt",
        b"\xff\xfe*.txt",
        b"[abc",
        b"\xef\xbb\xbfa.txt",
        b"1.txt\r\nA.txt\r",
        b"!\n\\\n[z-a]\na.txt",
        b"\\[x].txt",
        b"[]]*.txt",
    ],
)
def test_a_gitignore_is_understood_as_git_does(lines):
    subprocess.run(["git", "init", "-q", "."], check=True)
    names = ["a.txt", "A.txt", "1.txt", "-.txt", "[x].txt", "]x.txt", "z.txt"]
    write(*names)
    Path(".gitignore").write_bytes(lines)
    assert {*names} - {*paths(".")} == git_ignores(*names)


@pytest.mark.parametrize("glob", ["!", "[z-a]", "\\", "a\\", "[[:nonsense:]]"])
def test_such_a_glob_is_a_problem_in_a_configuration(glob):
    assert problem_of_glob(glob) == "is not a valid glob"


def test_globs_may_say_nothing():
    assert verdict(("*.txt", "!a.txt"), "b.txt") is True
    assert verdict(("*.txt", "!a.txt"), "a.txt") is False
    assert verdict(("*.txt",), "a.md") is None
    assert verdict(("drafts/",), "drafts") is None
    assert verdict(("drafts/",), "drafts/") is True


# where they go


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        (["forum/page.txt"], ["page.txt"]),
        (["forum"], ["page.txt", "deep/page.txt"]),
        (["."], ["forum/page.txt", "forum/deep/page.txt", "news/page.txt"]),
        (["forum/page.txt", "news/page.txt"], ["forum/page.txt", "news/page.txt"]),
        (["forum/page.txt", "forum/deep/page.txt"], ["page.txt", "deep/page.txt"]),
        (["forum", "news"], ["forum/page.txt", "forum/deep/page.txt", "news/page.txt"]),
        (["news", "forum/deep"], ["news/page.txt", "forum/deep/page.txt"]),
        (["forum/../news/page.txt"], ["page.txt"]),
        (["../{name}/news/page.txt", "forum/page.txt"], ["news/page.txt", "forum/page.txt"]),
        (["{absolute}/news/page.txt", "forum/page.txt"], ["news/page.txt", "forum/page.txt"]),
    ],
    ids=str,
)
def test_paths_are_mirrored_from_the_folder_that_all_are_in(named, expected, folder):
    write("forum/page.txt", "forum/deep/page.txt", "news/page.txt")
    assert places(*(name.format(name=folder.name, absolute=folder) for name in named)) == expected


@pytest.mark.parametrize(
    "named", [["../x.txt"], ["../x.txt", "y.txt"], ["..", "y.txt"], ["../sub", "../x.txt"]]
)
def test_nothing_goes_outside_the_folder_of_outputs(named, folder, monkeypatch):
    write("x.txt", "sub/y.txt")
    monkeypatch.chdir(folder / "sub")
    for place in places(*named):
        assert not Path(place).is_absolute()
        assert ".." not in Path(place).parts
    assert len({*places(*named)}) == len(places(*named))


def test_two_files_of_one_name_do_not_become_one():
    write("forum/page.txt", "news/page.txt")
    command = [
        sys.executable,
        "-m",
        "cleaner",
        "--no-shipped",
        "forum/page.txt",
        "news/page.txt",
        "-o",
        "out/",
    ]
    subprocess.run(command, check=True)
    assert sorted(path.as_posix() for path in Path("out").rglob("*.txt")) == [
        "out/forum/page.txt",
        "out/news/page.txt",
    ]
