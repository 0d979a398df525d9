"""The documentation: what it says of rules is so."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from cleaner import load_packs
from cleaner.examples import judge

DOCS = Path(__file__).parent.parent / "docs"
RULES = (DOCS / "rules.md").read_text("utf-8")


def test_the_rule_of_the_guide_passes(tmp_path):
    (block,) = re.findall(r"```toml\n(.*?)```", RULES, re.DOTALL)
    path = tmp_path / "boats.toml"
    path.write_text(re.sub(r"^ {3}", "", block, flags=re.MULTILINE), "utf-8")
    assert tomllib.loads(path.read_text("utf-8"))
    verdicts = [verdict for pack in load_packs([path]) for verdict in judge(pack)]
    assert [verdict.outcome for verdict in verdicts] == ["ok"] * len(verdicts)
    done = subprocess.run([sys.executable, "-m", "cleaner", "test", path], capture_output=True, check=False)
    assert done.returncode == 0


def test_every_captured_field_is_listed():
    named = set(re.findall(r"^\| `(\w+)` \| (?!removing|a precision|being)", RULES, re.MULTILINE))
    captured = set()
    for pack in load_packs():
        for rule in pack.rules:
            for test in rule.tests().values():
                captured |= {
                    name
                    for phrase in getattr(test, "phrases", ())
                    for name in re.findall(r"\{(\w+):\w+\}", phrase)
                }
                captured |= set(re.findall(r"\(\?P<(\w+)>", getattr(test, "pattern", "")))
    assert captured == named


def test_the_published_schema_is_the_one_of_the_code():
    done = subprocess.run(
        [sys.executable, "-m", "cleaner", "rules", "--schema"], capture_output=True, check=True
    )
    assert (DOCS / "rule.schema.json").read_bytes() == done.stdout


def test_the_documentation_names_every_language_there_are_rules_for():
    languages = {path.name for path in (DOCS.parent / "rules").iterdir()} - {"common", "sites"}
    named = re.search(r"Languages: ((?:`\w+` ?)+)", RULES.replace("\n", " ")).group(1)
    assert languages == set(re.findall(r"`(\w+)`", named))
    assert len(languages) >= 30
