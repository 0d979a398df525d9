"""Packs: how rule files are found in folders, and how the cache keeps them."""

import os
import pickle
import re
import shutil
import sys

import pytest

from cleaner import RuleError
from cleaner.ruleset.packs import load_packs, refuse_duplicates, rules_of, shipped_rules
from cleaner.ruleset.serial import rule_as_data

RULE = 'about = "A test"\n[line.advert]\nwhy = "A test."\nphrases = ["Buy our boat"]\nexamples = "- Buy our boat\\n  Boat"'


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "rules" / "site").mkdir(parents=True)
    (tmp_path / "rules" / "site" / "boats.toml").write_text(RULE)
    return tmp_path / "rules"


def test_shipped_packs_are_found_beside_the_package():
    assert shipped_rules().is_dir()
    assert {"common/repeat", "common/blank", "en/page", "en/metadata"} <= {pack.name for pack in load_packs()}


def test_a_pack_is_named_by_its_path_in_the_folder_and_by_itself_alone(folder):
    assert [pack.name for pack in load_packs([folder])] == ["site/boats"]
    assert [pack.name for pack in load_packs([folder / "site" / "boats.toml"])] == ["boats"]


def test_a_linked_file_and_a_linked_folder_are_read(folder, tmp_path):
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "linked.toml").symlink_to(folder / "site" / "boats.toml")
    (folder / "more").symlink_to(tmp_path / "more")
    assert [pack.name for pack in load_packs([folder])] == ["more/linked", "site/boats"]


def link(target):
    return lambda path: path.symlink_to(target)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (link("nowhere.toml"), "is a link to a file that does not exist; mend or remove the link"),
        (link("bad.toml"), "is a link to a file that does not exist; mend or remove the link"),
        (link("."), "is a link to a folder above it; remove the link"),
        (link(".."), "is a link to a folder above it; remove the link"),
        (os.mkfifo, "is not a regular file; rule files are read more than once"),
    ],
    ids=["dangling link", "looping link", "link to its folder", "link further up", "pipe"],
)
def test_what_cannot_be_read_as_a_rule_file_is_named(folder, make, message):
    path = folder / "site" / "bad.toml"
    make(path)
    with pytest.raises(RuleError) as caught:
        load_packs([folder])
    assert str(caught.value).endswith(f"site/bad.toml: {message}")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
@pytest.mark.parametrize("name", [b"caf\xe9.toml", b"a\nb.toml", b"\x1b[31m.toml"])
def test_a_file_whose_name_cannot_be_printed_is_refused_in_one_line_a_terminal_does_not_obey(folder, name):
    (folder / os.fsdecode(name)).write_text(RULE)
    with pytest.raises(RuleError, match="has a name that is not printable UTF-8; rename it") as caught:
        load_packs([folder])
    assert not re.search(r"[\x00-\x1f\x7f-\x9f]", str(caught.value))


@pytest.mark.parametrize(
    ("name", "message"), [("none.toml", "no such file"), ("a\0b", "null byte"), ("x" * 300, "too long")]
)
def test_a_path_that_leads_nowhere_is_an_error(tmp_path, name, message):
    with pytest.raises(RuleError, match=message):
        load_packs([f"{tmp_path}/{name}"])


def test_a_folder_without_rule_files_is_an_error(tmp_path):
    with pytest.raises(RuleError, match="no rule file in this folder"):
        load_packs([tmp_path])


def test_two_packs_of_one_name_are_an_error(folder):
    packs = load_packs([folder])
    with pytest.raises(RuleError, match="rename one"):
        refuse_duplicates([*packs, *packs])


def test_an_error_with_several_lines_can_be_sent_to_another_process(tmp_path):
    path = tmp_path / "bad.toml"
    path.write_text("[line.x]\nwhy = 3\n")
    with pytest.raises(RuleError) as caught:
        load_packs([path])
    copy = pickle.loads(pickle.dumps(caught.value))
    assert str(copy) == str(caught.value)
    assert len(str(copy).splitlines()) == 3


@pytest.mark.no_cover
def test_rules_from_the_cache_are_the_rules_of_the_files(tmp_path, monkeypatch):
    monkeypatch.setenv("CLEANER_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "rules"
    shutil.copytree(shipped_rules(), folder)
    read = list(rules_of(load_packs([folder])))
    for path in folder.rglob("*.toml"):  # which from now on nobody can read
        status = path.stat()
        path.write_bytes(b"?" * status.st_size)
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    cached = list(rules_of(load_packs([folder])))
    assert [rule_as_data(rule) for rule in cached] == [rule_as_data(rule) for rule in read]
