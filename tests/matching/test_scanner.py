"""The scanner: what it finds, in any thread, and what it does with databases it cannot use."""

import hashlib
import threading

import pytest

pytest.importorskip("hyperscan")

from cleaner import Cleaner
from cleaner.matching.scanner import Expression, Scanner, compiled

DATABASE = compiled([Expression(b"^share", 1), Expression(rb"x\d$", 2)], are_literal=False)
PLATFORM = slice(12, 20)  # bytes of a serialized database that say for which processors it is
PAGE = "The harbour wall will hold for years.\nNews ID: 314510\n"


def for_another_machine(database):
    altered = bytearray(database)
    altered[PLATFORM] = b"\xff" * 8
    return bytes(altered)


def test_line_edges_and_case_are_those_of_lines():
    scanner = Scanner(DATABASE)
    assert sorted(scanner.hits(b"no share\nShare x7\nx8 no")) == [(14, 1), (17, 2)]
    assert scanner.ids(b"nothing") == scanner.ids(b"") == set()


def test_nothing_to_look_for_finds_nothing():
    assert Scanner(compiled([], are_literal=True)).hits(b"\n" * 8) == []


@pytest.mark.parametrize("dumped", [b"", b"x" * 200, DATABASE[:40], for_another_machine(DATABASE)])
def test_a_database_that_cannot_be_used_is_a_value_error(dumped):
    with pytest.raises(ValueError, match="not a database for this machine"):
        Scanner(dumped)


@pytest.mark.no_cover
def test_a_cache_from_another_machine_is_no_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("CLEANER_CACHE", str(tmp_path / "cache"))
    wanted = Cleaner(select=["en/metadata"]).clean(PAGE).edits
    assert wanted
    altered = 0
    for path in (tmp_path / "cache").iterdir():
        data = path.read_bytes()[32:]
        parts = data.split(DATABASE[:8])  # where each database begins
        parts[1:] = [part[:4] + b"\xff" * 8 + part[12:] for part in parts[1:]]
        altered += len(parts) - 1
        data = DATABASE[:8].join(parts)
        path.write_bytes(hashlib.sha256(data).digest() + data)
    assert altered == 4  # databases
    assert Cleaner(select=["en/metadata"]).clean(PAGE).edits == wanted


def test_many_threads_share_a_scanner():
    scanner = Scanner(DATABASE)
    data = b"share\nx1\n" * 3000
    counts = []
    threads = [
        threading.Thread(target=lambda: counts.extend(len(scanner.hits(data)) for _ in range(30)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == [6000] * 120
