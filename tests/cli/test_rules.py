"""`cleaner rules`: packs, globs, words and ids, as a person reads them; and `explain --rule`, which writes one."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from cleaner.deciding.examples import judge
from cleaner.errors import ConfigError
from cleaner.ruleset.draft import draft
from cleaner.ruleset.packs import load_pack
from cleaner.ruleset.rule import Level

BOATS = """about = "What the harbour prints"

[line.advert]
why = "The harbour sells its boats."
phrases = ["Buy our boat", "Boats from {n} euro"]
examples = '''
- Buy our boat
  Buy our boat, he said.
'''

[line.share]
why = "A button."
pattern = "share (this|it)"
level = "strong"
zone = "tail"
examples = '''
- Share this
  Share this, he said.
'''
"""
TIDES = """about = "What the tide prints"

[section.menu]
why = "Rows of short lines are a menu, wherever they are on a page."
heading = ["Tides of the day"]
shape = { max_words = 3, sentence = false }
level = "strong"
examples = '''
  The tide comes in, the tide goes out, and the master of the harbour writes both of them down in his book.
- Tides of the day
  Low
  High
  Low again
'''
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "own" / "sea").mkdir(parents=True)
    (tmp_path / "own" / "sea" / "boats.toml").write_text(BOATS)
    (tmp_path / "own" / "sea" / "tides.toml").write_text(TIDES)
    return tmp_path


def run(folder, verb, *arguments, columns="100", stdin=""):
    command = [sys.executable, "-m", "cleaner", verb, *arguments, "--no-shipped", "--rules", "own"]
    environment = {**os.environ, "COLUMNS": columns}
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, input=stdin, env=environment, check=False
    )
    return done.returncode, done.stdout, done.stderr


def ids(text):
    return [line[2:].split()[0] for line in text.splitlines()]


def test_without_a_name_the_packs_are_listed(folder):
    code, out, _ = run(folder, "rules")
    assert code == 0
    assert out.splitlines() == [
        "pack       rules  in use  about",
        "sea/boats      2       1  What the harbour prints",
        "sea/tides      1       0  What the tide prints",
        "3 rules in 2 packs, 1 in use",
    ]


def test_a_pack_is_a_table_in_which_a_dash_marks_what_is_not_used(folder):
    _, out, _ = run(folder, "rules", "sea/boats")
    assert out.splitlines() == [
        "  sea/boats/advert  normal  line       The harbour sells its boats.",
        "- sea/boats/share   strong  line       A button.",
    ]
    _, out, _ = run(folder, "rules", "sea/boats", "--level", "strong")
    assert "- sea" not in out


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["sea/*"], ["sea/boats/advert", "sea/boats/share", "sea/tides/menu"]),
        (["sea"], ["sea/boats/advert", "sea/boats/share", "sea/tides/menu"]),
        (["*/s*e"], ["sea/boats/share"]),
        (["button"], ["sea/boats/share"]),
        (["EURO"], ["sea/boats/advert"]),
        (["sells", "menu"], ["sea/boats/advert", "sea/tides/menu"]),
    ],
    ids=str,
)
def test_globs_folders_and_words_find_rules(names, expected, folder):
    _, out, _ = run(folder, "rules", *names)
    pages = [line for line in out.splitlines() if line.startswith("sea/")]
    assert (pages or ids(out)) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("  Buy our BOAT ", ["sea/boats/advert"]),
        ("Boats from 900 euro", ["sea/boats/advert"]),
        ("Share it", ["sea/boats/share"]),
        ("Tides of the day", ["sea/tides/menu"]),
    ],
)
def test_the_rules_that_know_a_line_are_listed_whether_in_use_or_not(line, expected, folder):
    code, out, _ = run(folder, "rules", "--line", line)
    assert (code, ids(out)) == (0, expected)


def test_a_rule_of_another_pack_that_knows_the_same_words_is_listed_too(folder):
    (folder / "own" / "lake.toml").write_text(BOATS)
    _, out, _ = run(folder, "rules", "--line", "Share this", "--ignore", "sea")
    assert ids(out) == ["lake/share", "sea/boats/share"]


@pytest.mark.parametrize("line", ["Buy our boat now", "Low", " "], ids=["longer", "shape", "blank"])
def test_a_line_that_no_rule_knows_is_said(line, folder):
    code, out, error = run(folder, "rules", "--line", line)
    assert (code, out) == (2, "")
    assert error.startswith(f"cleaner: --line: no rule knows the line '{line.strip()}'; ")


def test_names_and_a_line_are_not_asked_for_together(folder):
    code, out, error = run(folder, "rules", "--line", "Share it", "sea")
    assert (code, out) == (2, "")
    assert error == "cleaner: --line: cannot be used with names; ask for one of them\n"


def test_one_rule_is_a_page(folder):
    _, out, _ = run(folder, "rules", "sea/boats/advert")
    assert out.replace("\\", "/").splitlines() == [
        "sea/boats/advert",
        "  The harbour sells its boats.",
        "",
        "  level     normal, in use",
        "  kind      line: Single lines, known by their words.",
        "  phrases   Buy our boat",
        "            Boats from {n} euro",
        "  file      own/sea/boats.toml",
        "  examples  - Buy our boat",
        "              Buy our boat, he said.",
        "",
        'To leave it out: --ignore sea/boats/advert, or in cleaner.toml: ignore = ["sea/boats/advert"]',
    ]


def test_a_shape_is_shown_by_what_it_asks_for(folder):
    _, out, _ = run(folder, "rules", "sea/tides/menu")
    assert "  shape     max_words = 3\n            sentence = false\n" in out


def test_a_narrow_terminal_breaks_texts_and_not_ids(folder):
    _, out, _ = run(folder, "rules", "sea", columns="70")
    assert out.splitlines()[2:] == [
        "- sea/tides/menu    strong  section    Rows of short lines are a menu,",
        "                                       wherever they are on a page.",
    ]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("sea/boats/advrt", "did you mean 'sea/boats/advert'?"),
        ("sae/boats", "did you mean 'sea/boats'?"),
        ("sae/*", "did you mean 'sea'?"),
        ("quarrying", "`cleaner rules` lists all"),
        ("", "`cleaner rules` lists all"),
    ],
)
def test_an_unknown_name_gets_a_guess(name, message, folder):
    code, out, err = run(folder, "rules", name)
    assert (code, out) == (2, "")
    assert err == f"cleaner: rules: no rule is named '{name}', or has that word; {message}\n"


# explain --rule

PROSE = "The harbour wall will hold for another winter, said the council on Monday."


@pytest.mark.parametrize(
    "line",
    [
        "Page generated in 0.0544 sec",
        "   Read more  ",
        'He said "no" \\ yes',
        "it's '''odd'''",
        "{n} boats",
        "***",
        "Страница создана за 5 секунд",
        "分享到：",
        "a\tb",
        "+1 314510",
        "Boats for sale " * 40,
        "- Menu -",
        "! ...",
    ],
)
@pytest.mark.parametrize("others", [[PROSE, "Short"], ["Short"], []], ids=["prose", "short", "alone"])
def test_a_rule_for_a_line_is_ready(line, others, tmp_path):
    """It removes the line, and passes its own examples."""
    lines = [*others, line, *others]
    file = tmp_path / "draft.toml"
    file.write_text(draft(len(others) + 1, lines, "page.txt"), "utf-8")
    pack = load_pack(file, "draft")
    assert [verdict.outcome for verdict in judge(pack)] == ["ok"]
    (rule,) = pack.rules
    assert rule.wording.matches(line.strip())
    assert not any(rule.wording.matches(other) for other in others)


def test_the_numbers_of_a_line_may_differ():
    text = draft(2, [PROSE, "Page 7 generated in 0.0544 sec"], "page.txt")
    assert tomllib.loads(text)["line"]["page-generated-in-sec"]["phrases"] == [
        "Page {:n} generated in {:n} sec"
    ]
    assert f"\n  {PROSE}\n" in text
    assert "Tide at {:time}, {:n} metres" in draft(2, [PROSE, "Tide at 07:15, 4.5 metres"], "page.txt")


@pytest.mark.parametrize("line", ["", "  ", "caf\udce9"])
def test_no_rule_is_made_of_what_cannot_be_one(line):
    with pytest.raises(ConfigError, match="line 1"):
        draft(1, [line], "page.txt")


def test_explain_prints_a_rule_that_test_passes(folder):
    (folder / "page.txt").write_text(f"{PROSE}\nTide at 07:15\nBuy our boat\n")
    code, out, err = run(folder, "explain", "--rule", "2", "page.txt")
    assert (code, err) == (0, "")
    (folder / "own" / "tide.toml").write_text(out)
    assert (
        subprocess.run(
            [sys.executable, "-m", "cleaner", "test", "own/tide.toml"], cwd=folder, check=False
        ).returncode
        == 0
    )
    assert run(folder, "clean", "page.txt")[1] == f"{PROSE}\n"


def test_explain_says_if_the_line_goes_already_or_is_not_there(folder):
    (folder / "page.txt").write_text(f"{PROSE}\nBuy our boat\n")
    code, out, err = run(folder, "explain", "--rule", "2", "page.txt")
    assert (code, err) == (0, "cleaner: page.txt:2: is removed already, by sea/boats/advert\n")
    assert "Buy our boat" in out
    assert run(folder, "explain", "--rule", "3", "page.txt") == (
        2, "", "cleaner: --rule: there is no line 3; the text has 2 lines\n"
    )  # fmt: skip


# --stats and --max-removed


def test_stats_say_what_the_next_level_would_remove(folder):
    page = f"{PROSE}\nBuy our boat\n{PROSE}\nShare this\n"
    (folder / "page.txt").write_text(page)
    (folder / "pages.jsonl").write_text(
        '{"text": "Share this"}\n{"text": "The tide."}\n{"text": "Buy our boat"}\n'
    )
    assert run(folder, "clean", "page.txt", "pages.jsonl", "--stats")[2].splitlines()[-1] == (
        "normal left 2 lines that strong would remove"
    )
    assert (
        "gentle left 1 line that normal would"
        in run(folder, "clean", "--stats", "--level", "gentle", stdin=page)[2]
    )
    assert "would remove" not in run(folder, "clean", "--stats", "--level", "strong", stdin=page)[2]
    assert "would remove" not in run(folder, "clean", "--stats", "--select", "sea", stdin=page)[2]
    assert "would remove" not in run(folder, "clean", stdin=page)[2]


def test_help_tells_what_each_level_loses_and_removes(folder):
    """As measured: if this fails, write the figures of docs/quality.md into `LEVEL_FIGURES`."""
    _, out, _ = run(folder, "clean", "--help")
    words = " ".join(out.split())
    quality = (Path(__file__).parents[2] / "docs" / "quality.md").read_text("utf-8")
    for level in Level:
        section = quality.partition(f"### {level}\n")[2]
        kept, _, removed = re.search(
            r"^\| residue \| \d+ \| (\S+) \| (\S+) \| (\S+) \|", section, re.MULTILINE
        ).groups()
        lost = f"{100 - float(kept):.2f}"
        assert (
            f"{level} removes {float(removed):.0f} % of the chrome and loses {lost} % of the content" in words
        )
