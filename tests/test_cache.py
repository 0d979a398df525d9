"""The compiled rules in the cache: believed only where nothing is amiss, and never needed."""

import pytest

from cleaner import Cleaner
from cleaner.cache import MAX_ENTRIES, load_entry, store_entry

RULES = """
about = "What the site of the daily tide prints"

[line.tide]
why = "The site prints this below every article."
phrases = ["Read the Daily Tide", "Tide number {number:n}"]
examples = ['''
  The council meets again on Thursday.
- Read the Daily Tide
''']
"""


@pytest.fixture
def rules_that_act(tmp_path):
    """Return what cleans a page anew, with a cleaner of its own, and says which rules acted."""
    file = tmp_path / "tide.toml"
    file.write_text(RULES)

    def act():
        cleaner = Cleaner(rules=[file], shipped=False)
        edits = cleaner.clean("The wall holds.\nTide number 7\nRead the daily tide\n").edits
        return [(edit.rule, dict(edit.fields)) for edit in edits]

    return act


WANTED = [("tide/tide", {"number": "7"}), ("tide/tide", {})]


@pytest.mark.parametrize("damage", ["cut", "empty", "other", "writable"])
def test_a_damaged_cache_is_no_cache(tmp_path, monkeypatch, rules_that_act, damage):
    pytest.importorskip("hyperscan")
    monkeypatch.setenv("CLEANER_CACHE", str(tmp_path / "cache"))
    assert rules_that_act() == WANTED
    entries = sorted((tmp_path / "cache").iterdir())
    assert entries
    for entry in entries:
        data = entry.read_bytes()
        assert load_entry(entry.name) is not None
        if damage == "writable":
            entry.chmod(0o666)
        else:
            entry.write_bytes(
                {"cut": data[: len(data) // 2], "empty": b"", "other": data[:32] + b"x" * 99}[damage]
            )
        assert load_entry(entry.name) is None
    assert rules_that_act() == WANTED


def test_a_cache_that_cannot_be_written_does_not_matter(tmp_path, monkeypatch, rules_that_act):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("CLEANER_CACHE", str(tmp_path / "file"))
    assert rules_that_act() == WANTED
    assert (tmp_path / "file").read_text() == "in the way"


def test_an_entry_comes_back_and_the_oldest_go(tmp_path, monkeypatch):
    monkeypatch.setenv("CLEANER_CACHE", str(tmp_path))
    keys = [f"{number:064x}" for number in range(MAX_ENTRIES + 3)]
    for key in keys:
        store_entry(key, key.encode())
    kept = [key for key in keys if load_entry(key) is not None]
    assert len(kept) == MAX_ENTRIES
    assert all(load_entry(key) == key.encode() for key in kept)


def test_no_cache_folder_is_no_cache(monkeypatch):
    monkeypatch.setenv("CLEANER_CACHE", "")
    store_entry("0" * 64, b"data")
    assert load_entry("0" * 64) is None
