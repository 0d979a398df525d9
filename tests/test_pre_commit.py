"""The pre-commit hooks: the real pre-commit runs them in a real repository.

The hooks are taken from the published file; only their way to the command is another, since an environment of their
own would have to be installed from the network first.
"""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent
MANIFEST = REPOSITORY / ".pre-commit-hooks.yaml"
GUIDE = REPOSITORY / "docs" / "pre-commit.md"
SAMPLE = (REPOSITORY / "tests" / "golden" / "news" / "in.txt").read_bytes()
CLEAN = (REPOSITORY / "tests" / "golden" / "news" / "out.txt").read_bytes()
RECORD = b'{"n": 1.50, "text": "The wall will hold.\\nSecurity Key:\\nCaptcha refresh"}\n'
RECORD_CLEAN = b'{"n": 1.50, "text": "The wall will hold.\\n"}\n'

pytestmark = pytest.mark.skipif(
    not importlib.util.find_spec("pre_commit") or not shutil.which("git"), reason="needs pre-commit and git"
)


def published(identity):
    import yaml

    (hook,) = [each for each in yaml.safe_load(MANIFEST.read_text("utf-8")) if each["id"] == identity]
    return hook


def test_pre_commit_accepts_the_configuration_of_the_guide(tmp_path):
    import yaml

    (block,) = re.findall(r"```yaml\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    path = tmp_path / ".pre-commit-config.yaml"
    path.write_text(block, "utf-8")
    command = [sys.executable, "-m", "pre_commit", "validate-config", path]
    done = subprocess.run(command, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (0, b"")
    (repo,) = yaml.safe_load(block)["repos"]
    assert all(published(hook["id"]) for hook in repo["hooks"])


@pytest.fixture
def repository(tmp_path):
    """A repository with text, records, and files that are neither."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    git(folder, "init", "-q")
    for name, data in {
        "page.txt": SAMPLE,
        "raw/page.txt": SAMPLE,
        "notes.md": SAMPLE,
        "LICENSE": SAMPLE,
        "fine.txt": CLEAN,
        "pages.jsonl": RECORD,
    }.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def git(folder, *arguments):
    return subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=True).stdout


def configure(folder, identity, **changes):
    """Write the configuration of a user who names the hook, with changes of their own."""
    import yaml

    entry = published(identity)["entry"].removeprefix("cleaner ")
    hook = {
        **published(identity),
        "language": "system",
        "entry": f"{sys.executable} -m cleaner {entry}",
        **changes,
    }
    settings = {"repos": [{"repo": "local", "hooks": [hook]}]}
    (folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump(settings), "utf-8")
    git(folder, "add", "-A")


def run(folder, *arguments, **variables):
    command = [sys.executable, "-m", "pre_commit", "run", *(arguments or ["--all-files"])]
    home = {"PRE_COMMIT_HOME": str(folder.parent / "pre-commit"), "PRE_COMMIT_COLOR": "never"}
    return subprocess.run(
        command, cwd=folder, env={**os.environ, **home, **variables}, capture_output=True, check=False
    )


def test_pre_commit_accepts_the_published_file():
    command = [sys.executable, "-m", "pre_commit", "validate-manifest", MANIFEST]
    done = subprocess.run(command, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (0, b"")


def test_the_first_run_fixes_and_fails_and_the_second_passes(repository):
    configure(repository, "cleaner-fix")
    first = run(repository)
    assert first.returncode == 1
    assert b"fixed page.txt" in first.stdout
    assert (repository / "page.txt").read_bytes() == CLEAN
    assert (repository / "pages.jsonl").read_bytes() == RECORD_CLEAN
    git(repository, "add", "-A")
    second = run(repository)
    assert second.returncode == 0, second.stdout


def test_files_that_are_no_text_or_no_corpus_stay(repository):
    scan = b"News ID: 1\n" + bytes(range(256)) * 4
    (repository / "scan.txt").write_bytes(scan)
    configure(repository, "cleaner-fix")
    assert b"scan.txt: is binary, not text" in run(repository).stdout
    assert (repository / "scan.txt").read_bytes() == scan
    for name in ("notes.md", "LICENSE"):
        assert (repository / name).read_bytes() == SAMPLE


def test_excludes_hold(repository):
    configure(repository, "cleaner-fix", exclude="^raw/")
    assert run(repository).returncode == 1
    assert (repository / "raw" / "page.txt").read_bytes() == SAMPLE
    assert (repository / "page.txt").read_bytes() == CLEAN


def test_a_repository_says_which_files_are_its_corpus(repository):
    configure(repository, "cleaner-fix", files=r"\.md$")
    assert run(repository).returncode == 1
    assert (repository / "notes.md").read_bytes() == CLEAN
    assert (repository / "page.txt").read_bytes() == SAMPLE


def test_arguments_reach_the_command(repository):
    configure(repository, "cleaner-fix", args=["--ignore", "en/*", "--ignore", "common/*"])
    run(repository, "--files", "page.txt")
    assert (repository / "page.txt").read_bytes().startswith(b"News ID: 314510\n")


def test_check_fails_and_changes_nothing(repository):
    configure(repository, "cleaner-check")
    done = run(repository)
    assert done.returncode == 1
    assert b"page.txt:1:1: en/metadata/article-id removes 'News ID: 314510'" in done.stdout
    assert (repository / "page.txt").read_bytes() == SAMPLE


@pytest.fixture
def many(repository):
    """Names of more files than pre-commit gives to one of several processes."""
    names = [f"many/{number}.txt" for number in range(200)]
    (repository / "many").mkdir()
    for name in names:
        (repository / name).write_bytes(SAMPLE)
    return names


def test_rules_are_compiled_once_since_one_process_runs_at_a_time(repository, many):
    """Each process leaves its number; several would all begin with an empty cache."""
    counted = f"sh -c 'echo $$ >> ../processes; exec {sys.executable} -m cleaner fix \"$@\"' --"
    configure(repository, "cleaner-fix", files="^many/", entry=counted)
    assert run(repository).stdout.count(b"fixed many/") == len(many)
    assert len((repository.parent / "processes").read_text().split()) == 1


def test_processes_side_by_side_do_not_fight(repository, many):
    """As a repository may ask for; with a cold cache all of them begin to compile."""
    configure(repository, "cleaner-fix", files="^many/", require_serial=False)
    cache = repository.parent / "cache"
    first = run(repository, CLEANER_CACHE=str(cache))
    assert first.returncode == 1
    assert first.stdout.count(b"fixed many/") == len(many)
    assert {(repository / name).read_bytes() for name in many} == {CLEAN}
    compiled = {each.name: each.stat().st_ino for each in cache.iterdir()}
    assert compiled
    git(repository, "add", "-A")
    assert run(repository, CLEANER_CACHE=str(cache)).returncode == 0
    assert {each.name: each.stat().st_ino for each in cache.iterdir()} == compiled
