"""What a wheel has of the rules: taken up without a cache, believed only while it fits, and the same as what it is of."""

import gc
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from command import SAMPLE

import cleaner
from cleaner.compiled import worked_out
from cleaner.corpus.settings import Settings
from cleaner.corpus.workers import Job, Needs, Workers, do_elsewhere
from cleaner.data import rules_folder

PACKAGE = Path(cleaner.__file__).parent

PREPARE = """
import sys, pathlib, cleaner.preparing
list(cleaner.preparing.prepare(pathlib.Path(sys.argv[1])))
"""
CLEAN = """
import sys, cleaner
text = sys.stdin.buffer.read().decode()
for level in ("gentle", "normal", "strong"):
    print([str(edit) for edit in cleaner.Cleaner(level=level).clean(text).edits])
print("cleaner.matching.expressions" in sys.modules)
print("cleaner.ruleset.reader" in sys.modules)
"""
TEXT = SAMPLE.read_text("utf-8") + "Share this article\nThe tide will turn\n"

TIDE = """
[line.tide]
why = "The site prints this below every article."
phrases = ["The tide will turn"]
examples = ['''
  The tide will turn before the evening.
- The tide will turn
''']
"""


def install(folder):
    """Put the package into a folder as a wheel installs it, with the rules of one language."""
    pytest.importorskip("hyperscan")
    left_out = shutil.ignore_patterns("__pycache__", "rules", "*.prepared")
    shutil.copytree(PACKAGE, folder / "cleaner", ignore=left_out)
    others = [path.name for path in rules_folder().glob("??.toml") if path.name != "en.toml"]
    shutil.copytree(rules_folder(), folder / "cleaner" / "rules", ignore=shutil.ignore_patterns(*others))
    return folder


@pytest.fixture
def installed(tmp_path):
    return install(tmp_path)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """Return a folder in which all is prepared, and the bytes of that."""
    folder = install(tmp_path_factory.mktemp("installed"))
    prepare(folder)
    return folder, (folder / "cleaner" / "engine.prepared").read_bytes()


def run(folder, code, *arguments, text=""):
    """Run code with the package in a folder and without a cache; return its lines."""
    command = [sys.executable, "-c", code, *arguments]
    env = {"PYTHONPATH": str(folder), "CLEANER_CACHE": "", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        command, input=text.encode(), stdout=subprocess.PIPE, check=True, cwd=folder, env=env
    )
    return done.stdout.decode().splitlines()


def prepare(folder):
    run(folder, PREPARE, str(folder / "cleaner"))
    assert (folder / "cleaner" / "engine.prepared").exists()


def test_what_is_prepared_cleans_the_same_at_every_level_without_compiling_or_reading_rules(installed):
    *before, has_compiled, has_read = run(installed, CLEAN, text=TEXT)
    assert (has_compiled, has_read) == ("True", "True")
    prepare(installed)
    *after, has_compiled, has_read = run(installed, CLEAN, text=TEXT)
    assert after == before
    assert "Share this article" in "".join(after)
    assert (has_compiled, has_read) == ("False", "False")


def test_a_rule_that_is_edited_in_an_installed_package_takes_effect(prepared, tmp_path):
    folder, data = prepared
    edited = shutil.copytree(folder, tmp_path / "installed")
    (edited / "cleaner" / "engine.prepared").write_bytes(data)
    assert "sites/bbc/tide" not in "".join(run(edited, CLEAN, text=TEXT))
    rules = edited / "cleaner" / "rules" / "sites" / "bbc.toml"
    rules.write_text(rules.read_text("utf-8") + TIDE, "utf-8")
    assert "sites/bbc/tide" in "".join(run(edited, CLEAN, text=TEXT))


@pytest.mark.parametrize("size", [-9, 40, 0], ids=["database cut", "head cut", "empty"])
def test_what_does_not_fit_is_compiled_anew(prepared, size):
    folder, data = prepared
    (folder / "cleaner" / "engine.prepared").write_bytes(data[:size])
    *edits, has_compiled, _ = run(folder, CLEAN, text=TEXT)
    assert "Share this article" in "".join(edits)
    assert has_compiled == "True"


def test_a_worker_collects_garbage_as_often_as_its_parent():
    before = gc.get_threshold()
    gc.set_threshold(12_345, 11, 12)
    try:
        pool = Workers(1)._pool  # noqa: SLF001 — to ask the worker
        found = pool.submit(gc.get_threshold).result()
        pool.shutdown()
    finally:
        gc.set_threshold(*before)
    assert found == (12_345, 11, 12)


def test_a_worker_does_not_compile_what_its_parent_has_compiled(tmp_path, monkeypatch):
    pytest.importorskip("hyperscan")
    monkeypatch.setenv("CLEANER_CACHE", "")
    rules = tmp_path / "tide.toml"
    rules.write_text(f'about = "What the site of the daily tide prints"\n{TIDE}')
    settings = Settings(rules=(str(rules),), shipped=False)
    settings.cleaner()
    assert worked_out()
    job = Job("page.txt", b"The wall holds.\nThe tide will turn\n", settings, Needs())
    pool = Workers(1)._pool  # noqa: SLF001 — to ask the worker which modules it has imported
    try:
        (cleaned,) = pool.submit(do_elsewhere, job).result()
        modules = pool.submit(eval, "{*__import__('sys').modules}").result()
    finally:
        pool.shutdown()
    assert cleaned.after == b"The wall holds.\n"
    assert "cleaner.matching.fast" in modules
    assert "cleaner.matching.expressions" not in modules
