"""The top level of the repository: a few names that a newcomer takes in at a glance."""

import shutil
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent
FOLDERS = {".ci", ".github", "benchmarks", "cleaner", "docs", "native", "rules", "tests"}
FILES = {
    ".gitignore",
    ".pre-commit-config.yaml",
    ".pre-commit-hooks.yaml",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "README.md",
    "pyproject.toml",
}


@pytest.mark.skipif(
    not shutil.which("git") or not (REPOSITORY / ".git").exists(), reason="needs git and a clone"
)
def test_the_top_level_has_a_few_names_only():
    done = subprocess.run(["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, check=True)
    paths = [Path(name) for name in done.stdout.decode().split("\0") if name]
    assert {path.name for path in paths if len(path.parts) == 1} == FILES
    assert {path.parts[0] for path in paths if len(path.parts) > 1} == FOLDERS


@pytest.mark.parametrize("folder", sorted(FOLDERS))
def test_the_guide_for_contributors_names_each_folder(folder):
    assert f"{folder}/" in (REPOSITORY / "CONTRIBUTING.md").read_text("utf-8")
