"""The documentation: what it says is so, every command in it runs, and what the code knows is filled in from it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from cleaner.cli import VERBS, load_verb
from cleaner.deciding.examples import judge
from cleaner.ruleset.kinds import KINDS
from cleaner.ruleset.packs import load_packs
from cleaner.ruleset.rule import Level
from cleaner.ruleset.slots import SLOTS
from cleaner.ruleset.view import Zone
from cleaner.ruleset.wording import Wording
from cleaner.text.repair import ALL_STEPS
from cleaner.version import __version__

DOCS = Path(__file__).parent.parent / "docs"
sys.path.insert(0, str(DOCS))
import console  # noqa: E402 — the programs of the documentation lie beside it
import generate  # noqa: E402

PAGES = {path.relative_to(DOCS.parent).as_posix(): path.read_text("utf-8") for path in generate.PAGES}
README = PAGES["README.md"]
RULES = PAGES["docs/rules.md"]
REFERENCE = PAGES["docs/reference.md"]
PROSE = b"The wall will hold for another winter, said the harbour master to the council on Monday.\n"
BLOCKS = [(name, block) for name, text in PAGES.items() for block in console.BLOCK.findall(text)]
GENERATED = dict(generate.generated())


def test_there_are_pages_and_blocks():
    assert len(PAGES) > len(VERBS)
    assert len(BLOCKS) > len(VERBS)


@pytest.mark.parametrize("path", GENERATED, ids=lambda path: path.name)
def test_what_the_code_knows_is_filled_in(path):
    """If this fails: python docs/generate.py."""
    assert path.read_text("utf-8") == GENERATED[path]


def test_a_part_that_is_out_of_date_is_named(tmp_path):
    """The command that the last test names, asked of a copy in which an option has lost its meaning."""
    copy = tmp_path / "docs"
    (copy / "man").mkdir(parents=True)
    for path in (*DOCS.glob("*.py"), *DOCS.glob("*.json"), *DOCS.glob("man/*")):
        (copy / path.relative_to(DOCS)).write_bytes(path.read_bytes())
    (tmp_path / "README.md").write_text("# No part\n", "utf-8")
    (copy / "fix.md").write_text(PAGES["docs/verbs/fix.md"].replace("print errors only", "be quiet"), "utf-8")
    command = [sys.executable, str(copy / "generate.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "docs/fix.md: is out of date\n")


@pytest.mark.parametrize(("name", "block"), BLOCKS, ids=[name for name, _ in BLOCKS])
def test_a_console_block_prints_what_it_says(name, block, tmp_path):
    """If this fails and what is printed is right: python docs/generate.py."""
    assert console.run(block, tmp_path) == block, name


@pytest.mark.parametrize("name", PAGES)
def test_every_shell_block_is_one_that_runs(name):
    """Shells have blocks of their own in the page on completion only, whose lines its tests type."""
    languages = set(re.findall(r"^ *```(\w+)$", PAGES[name], re.MULTILINE))
    shells = {"bash", "zsh", "fish"} if name == "docs/completion.md" else set()
    assert languages <= {"console", "toml", "python", "yaml"} | shells


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_to_files(name):
    for link in re.findall(r"\]\((?!https?:)([^)#]+)[^)]*\)", PAGES[name]):
        assert ((DOCS.parent / name).parent / link).exists(), link


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_to_headings(name):
    for link, heading in re.findall(r"\]\((?!https?:)([^)#]*)#([^)]+)\)", PAGES[name]):
        target = ((DOCS.parent / name).parent / link).resolve() if link else DOCS.parent / name
        titles = re.findall(r"^#+ (.*)$", target.read_text("utf-8"), re.MULTILINE)
        assert heading in map(anchor_of, titles), f"{link}#{heading}"


def anchor_of(title):
    """Return what GitHub and the generators of sites call a heading."""
    return re.sub(r"[^\w -]", "", title.lower()).strip().replace(" ", "-")


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_a_page_with_its_options_and_exit_codes(verb):
    page = PAGES[f"docs/verbs/{verb}.md"]
    for part in ("usage", "options", "exit codes"):
        assert f"<!-- begin {part} {verb} -->" in page
    for option in load_verb(verb).params:
        if option.param_type_name == "option":
            assert option.opts[-1] in page


def test_every_repair_step_is_described():
    assert set(re.findall(r"^\| `([\w-]+)` \|", PAGES["docs/repair.md"], re.MULTILINE)) == set(ALL_STEPS)


def rule_of_the_guide():
    """Give the rule that the guide shows, as a file."""
    (block,) = re.findall(r" {3}```toml\n(.*?)```", RULES, re.DOTALL)
    return re.sub(r"^ {3}", "", block, flags=re.MULTILINE)


def test_the_rule_of_the_guide_passes(tmp_path):
    path = tmp_path / "boats.toml"
    path.write_text(rule_of_the_guide(), "utf-8")
    verdicts = [verdict for pack in load_packs([path]) for verdict in judge(pack)]
    assert verdicts
    assert [verdict.outcome for verdict in verdicts] == ["ok"] * len(verdicts)
    done = subprocess.run([sys.executable, "-m", "cleaner", "test", path], capture_output=True, check=False)
    assert done.returncode == 0


def test_the_configuration_that_is_shown_is_taken(tmp_path):
    (block,) = re.findall(r"```toml\n(.*?)```", PAGES["docs/configuration.md"], re.DOTALL)
    (tmp_path / "cleaner.toml").write_text(block, "utf-8")
    (tmp_path / "my-rules").mkdir()
    (tmp_path / "my-rules" / "boats.toml").write_text(rule_of_the_guide(), "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "cleaner"],
        input=PROSE + b"Buy our boat\n",
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, PROSE, b"")


def test_the_library_behaves_as_the_readme_shows():
    (block,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    text = (DOCS.parent / "tests" / "golden" / "news" / "in.txt").read_text("utf-8")
    names = {"text": text}
    exec(block, names)
    assert names["cleaning"].text == (DOCS.parent / "tests" / "golden" / "news" / "out.txt").read_text(
        "utf-8"
    )
    shown = set(re.findall(r"^cleaning\.(\w+)", block, re.MULTILINE))
    assert shown >= {"text", "edits", "fields"}
    assert all(hasattr(names["cleaning"], name) for name in shown)
    assert names["cleaning"].fields["id"] == ("314510",)


def test_every_slot_is_described_and_takes_its_examples():
    rows = re.findall(r"^\| `\{(\w+)\}` \| .* \| (.*) \|$", REFERENCE, re.MULTILINE)
    assert {slot for slot, _ in rows} == set(SLOTS)
    for slot, examples in rows:
        for example in re.findall(r"`([^`]*)`", examples):
            assert Wording(phrases=(f"Boats for sale: {{{slot}}}",)).matches(f"Boats for sale: {example}"), (
                example
            )


def test_the_reference_names_all_kinds_levels_and_zones():
    assert re.findall(r"^### `(\w+)`", REFERENCE, re.MULTILINE) == list(KINDS)
    for each in (*Level, *Zone):
        assert f"| `{each}` |" in REFERENCE


def test_every_captured_field_is_listed():
    named = set(re.findall(r"^\| `(\w+)` \|", RULES.partition("## Captured facts")[2], re.MULTILINE))
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


def test_the_published_schema_is_the_one_of_the_command():
    done = subprocess.run(
        [sys.executable, "-m", "cleaner", "rules", "--schema"], capture_output=True, check=True
    )
    assert (DOCS / "rule.schema.json").read_bytes() == done.stdout


def test_the_documentation_names_every_language_there_are_rules_for():
    languages = {path.stem for path in (DOCS.parent / "rules").glob("??.toml")}
    named = re.search(r"Languages: ((?:`\w+` ?)+)", RULES.replace("\n", " ")).group(1)
    assert languages == set(re.findall(r"`(\w+)`", named))
    assert f"gives the words: {len(languages)} languages" in README


def test_ci_runs_the_second_command_of_the_readme_word_for_word():
    commands = re.findall(r"^    (python3 -m venv .*)$", README, re.MULTILINE)
    assert len(commands) == 2
    lines = (DOCS.parent / ".ci" / "run").read_text("utf-8").splitlines()
    assert commands[1] in map(str.strip, lines)


def test_the_hook_is_of_this_version():
    assert f"rev: v{__version__} " in PAGES["docs/pre-commit.md"]


def test_the_workflow_that_is_shown_runs(tmp_path):
    """Its command, with a baseline that lacks one line of the text."""
    (command,) = re.findall(r"- run: (cleaner check .*)", PAGES["docs/checking.md"])
    block = (
        "$ mkdir texts; cp tests/golden/news/in.txt texts/page.txt\n"
        "$ cleaner check -q --write-baseline cleaner-baseline.json texts/\n"
        "$ printf '\\nCaptcha refresh\\n' >> texts/page.txt\n"
        f"$ {command}; echo exit code $?\n"
        f"$ {command} || test $? -eq 1; echo exit code $?\n"
        '$ grep -o \'"ruleId": "[^"]*"\' cleaner.sarif\n'
    )
    printed = console.run(block, tmp_path)
    assert re.findall(r"^exit code \d$", printed, re.MULTILINE) == ["exit code 1", "exit code 0"]
    assert printed.endswith('\n"ruleId": "en/page/captcha"\n')


def test_the_readme_has_the_measured_figures_of_each_level():
    """If this fails: write the figures of docs/quality.md into the README."""
    shown = re.findall(
        r"^\| `(\w+)`.*? \| (\S+) % \| (\S+) % \| (\S+) % \| (\S+) % \|$", README, re.MULTILINE
    )
    assert [level for level, *_ in shown] == [*Level]
    for level, kept, hurt, removed, other_genres in shown:
        measured = PAGES["docs/quality.md"].partition(f"### {level}\n")[2]
        residue, one_line = (
            re.search(rf"^\| {row} \| \d+ \| (.*) \|$", measured, re.MULTILINE).group(1).split(" | ")
            for row in ("residue", "one line")
        )
        assert kept == residue[0]
        assert hurt == f"{float(residue[1]):.1f}"
        assert removed == f"{float(residue[2]):.0f}"
        assert other_genres == f"{float(one_line[0]):.1f}"
