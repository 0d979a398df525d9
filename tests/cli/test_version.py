"""The version: which program this is and which rules it has, in the words of the edit log, and at once."""

import json
import re
import subprocess
import sys

from command import SAMPLE, cleaner

from cleaner.data import rules_folder
from cleaner.ruleset.digest import rules_digest
from cleaner.version import __version__

NO_RULE_IS_READ = """
import sys
from cleaner import cli
code = cli.run(["--version"])
print(code, *sorted(name for name in sys.modules if name in {"hyperscan", "ftfy", "cleaner.api", "cleaner.ruleset.packs"}))
"""


def test_the_version_names_the_program_and_the_digest_of_its_rules():
    done = cleaner("--version")
    assert (done.returncode, done.stderr) == (0, b"")
    assert re.fullmatch(rf"cleaner {re.escape(__version__)}, rules [0-9a-f]{{12}}\n", done.stdout.decode())


def test_the_log_names_the_same_program_and_rules(tmp_path):
    few = ("--select", "common/blank")  # which need not wait until all rules are compiled
    cleaner(*few, "--log", tmp_path / "edits.jsonl", stdin=SAMPLE.read_bytes())
    head = json.loads((tmp_path / "edits.jsonl").read_text("utf-8").splitlines()[0])
    printed = f"cleaner {head['cleaner']}, rules {head['settings']['rules']}\n"
    assert cleaner("--version").stdout.decode() == printed


def test_the_version_is_told_before_any_rule_is_read():
    done = subprocess.run([sys.executable, "-c", NO_RULE_IS_READ], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[1:] == ["0"]


def test_the_version_needs_no_cache(tmp_path):
    cache = tmp_path / "cache"
    assert cleaner("--version", env={"CLEANER_CACHE": str(cache)}).returncode == 0
    assert not cache.exists()


def test_the_digest_changes_with_any_rule_file(tmp_path):
    rules = tmp_path / "rules"
    rules.mkdir()
    for name in ("de.toml", "en.toml"):
        (rules / name).write_bytes((rules_folder() / name).read_bytes())
    digests = {rules_digest((str(rules),), shipped=False)}
    for name in ("de.toml", "en.toml"):
        with (rules / name).open("ab") as file:
            file.write(b"# a note\n")
        rules_digest.cache_clear()
        digests.add(rules_digest((str(rules),), shipped=False))
    assert len(digests) == 3


def test_the_digest_changes_with_the_points_of_evidence():
    assert rules_digest() != rules_digest(
        (str(rules_folder()),), shipped=False
    )  # the same rules, without points
