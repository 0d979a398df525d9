"""The cache: what it keeps and forgets, and what it leaves alone."""

import os
import time

import pytest

from cleaner import cache


@pytest.fixture
def folder(tmp_path, monkeypatch):
    path = tmp_path / "cache"
    monkeypatch.setenv("CLEANER_CACHE", str(path))
    return path


def store(count):
    keys = [cache.entry_key(str(number)) for number in range(count)]
    for number, key in enumerate(keys):
        cache.store_entry(key, b"entry %d" % number)
    return keys


def test_an_entry_comes_back(folder):
    (key,) = store(1)
    assert bytes(cache.load_entry(key)) == b"entry 0"
    assert [path.name for path in folder.iterdir()] == [key]


def test_files_of_others_in_its_folder_stay(folder):
    """The folder may be any: `CLEANER_CACHE=.` is natural."""
    folder.mkdir(mode=0o700)
    others = [f"page{number}.txt" for number in range(cache.MAX_ENTRIES + 20)]
    others += ["a" * 63, "A" * 64, "g" * 64, "a" * 64 + ".txt", ".newest"]
    for name in others:
        (folder / name).write_text("content")
        os.utime(folder / name, (1, 1))
    (folder / ("d" * 64)).mkdir()
    store(cache.MAX_ENTRIES + 5)
    assert {*others, "d" * 64} <= {path.name for path in folder.iterdir()}


def test_the_entries_used_last_are_kept(folder):
    keys = store(cache.MAX_ENTRIES)
    for number, key in enumerate(keys):
        os.utime(folder / key, (1000 + number, 1000 + number))
    assert cache.load_entry(keys[0])  # is used, so it is young again
    cache.store_entry("f" * 64, b"one more")
    names = {path.name for path in folder.iterdir()}
    assert len(names) == cache.MAX_ENTRIES
    assert keys[0] in names
    assert keys[1] not in names
    assert {*keys[2:], "f" * 64} <= names


def test_many_small_entries_do_not_drive_out_a_large_one(folder, monkeypatch):
    """As rules of somebody's own would the shipped ones, which take seconds to compile."""
    monkeypatch.setattr(cache, "MAX_BYTES", 4_000)
    cache.store_entry("f" * 64, bytes(1_000))
    os.utime(folder / ("f" * 64), (1000, 1000))
    keys = store(60)
    assert {path.name for path in folder.iterdir()} == {*keys, "f" * 64}
    store(100)  # with which all are larger than may be kept
    assert "f" * 64 not in {path.name for path in folder.iterdir()}


def test_what_a_dead_process_left_is_deleted_and_what_is_being_written_is_not(folder):
    folder.mkdir(mode=0o700)
    stale, fresh = folder / ".new-stale", folder / ".new-fresh"
    stale.write_bytes(b"half")
    fresh.write_bytes(b"half")
    long_ago = time.time() - 2 * cache.STALE_SECONDS
    os.utime(stale, (long_ago, long_ago))
    store(1)
    assert not stale.exists()
    assert fresh.exists()


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:0],
        lambda data: data[:10],
        lambda data: data[:-1],
        lambda data: data + b"x",
        lambda data: bytes([data[0] ^ 1]) + data[1:],
        lambda data: data[:-1] + bytes([data[-1] ^ 1]),
    ],
    ids=["empty", "head cut", "end cut", "longer", "wrong hash", "wrong data"],
)
def test_damage_counts_as_no_entry(damage, folder):
    (key,) = store(1)
    (folder / key).write_bytes(damage((folder / key).read_bytes()))
    assert cache.load_entry(key) is None
    store(1)
    assert bytes(cache.load_entry(key)) == b"entry 0"


def test_a_folder_in_the_place_of_an_entry_is_no_entry(folder):
    (folder / ("a" * 64)).mkdir(parents=True)
    assert cache.load_entry("a" * 64) is None
    cache.store_entry("a" * 64, b"data")
    assert not list(folder.glob(".new-*"))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_an_entry_that_others_could_have_written_is_not_believed(folder):
    (key,) = store(1)
    (folder / key).chmod(0o666)
    assert cache.load_entry(key) is None


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_a_folder_that_others_may_write_to_is_not_used_and_that_is_said(folder):
    folder.mkdir()
    folder.chmod(0o777)
    with pytest.warns(RuntimeWarning, match="others may write to this folder"):
        store(1)
    assert not list(folder.iterdir())


def test_without_a_folder_there_is_no_cache(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CLEANER_CACHE", "")
    (key,) = store(1)
    assert cache.load_entry(key) is None
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no XDG_CACHE_HOME")
def test_it_is_in_the_users_cache_folder(monkeypatch, tmp_path):
    monkeypatch.delenv("CLEANER_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    (key,) = store(1)
    assert (tmp_path / "cleaner" / key).is_file()
