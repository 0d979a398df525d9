"""Configuration: which settings hold for which file, and all that is wrong with a file, in plain words."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from command import ADVERT

from cleaner import Cleaner, Drop
from cleaner.corpus.configuration import Configuration
from cleaner.errors import ConfigError

RULES = f"""{ADVERT}
[line.share]
why = "A test."
phrases = ["Share this"]
level = "strong"
examples = '''
- Share this
  Share this, he said.
'''
"""
PAGE = "The harbour opens on Monday.\nBuy our boat\nShare this\nOur own line\n"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "boats.toml").write_text(RULES)
    return tmp_path


def configured(text, name="cleaner.toml"):
    data = text if isinstance(text, bytes) else text.encode()
    Path(name).write_bytes(data)


def settings(path="page.txt", **told):
    return Configuration(told).of(path)


def left(path="page.txt", **told):
    """Return the lines that are left of the page, under the rules of this test."""
    chosen = settings(path, **{"rules": ("boats.toml",), "shipped": False, **told})
    return chosen.cleaner().clean(PAGE).text.splitlines()


def problem(text, name="cleaner.toml"):
    """Return the message about a configuration, without the name of its folder."""
    configured(text, name)
    with pytest.raises(ConfigError) as raised:
        left()
    return re.sub(rf"{re.escape(str(Path.cwd()))}[/\\\\]", "", str(raised.value))


# which settings hold


def test_every_key_is_read():
    configured(
        """
        level = "strong"
        select = ["boats/*"]
        ignore = ["boats/share"]
        rules = ["own.toml"]
        shipped = false
        repair = { spaces = false }
        max-removed = 0.5
        encoding = "latin-1"
        format = "jsonl"
        text-field = "body"
        include = ["*.html"]
        exclude = ["drafts/"]
        force-exclude = true
        gitignore = false
        """
    )
    chosen = settings()
    assert (chosen.level, chosen.select, chosen.ignore) == ("strong", ("boats/*",), ("boats/share",))
    assert [Path(path).name for path in chosen.rules] == ["own.toml"]
    assert Path(chosen.rules[0]).is_absolute()
    assert not chosen.shipped
    assert "spaces" not in chosen.repair
    assert "mojibake" in chosen.repair
    assert (chosen.max_removed, chosen.encoding, chosen.format) == (0.5, "iso8859-1", "jsonl")
    assert (chosen.text_field, chosen.include, chosen.exclude) == ("body", ("*.html",), ("drafts/",))
    assert (chosen.force_exclude, chosen.gitignore) == (True, False)


@pytest.mark.parametrize(
    ("value", "expected"), [("true", 6), ("false", 0), ("{}", 6), ("{ nfc = false }", 5)]
)
def test_repair_is_a_switch_or_a_table_of_steps(value, expected):
    configured(f"repair = {value}")
    assert len(settings().repair) == expected


def test_the_nearest_file_upwards_holds_and_the_command_line_wins():
    configured('level = "strong"\nmax-removed = 0.5')
    Path("news/deep").mkdir(parents=True)
    configured('level = "gentle"', "news/cleaner.toml")
    assert settings("page.txt").level == settings("-").level == "strong"
    assert (settings("news/deep/page.txt").level, settings("news/deep/page.txt").max_removed) == (
        "gentle",
        1.0,
    )
    assert settings("news/page.txt", level="normal").level == "normal"


def test_it_is_known_where_each_setting_comes_from():
    configured('level = "strong"\nmax-removed = 0.5\n[[per-path]]\npaths = ["notes/"]\nmax-removed = 0.25')
    origins = settings("notes/page.txt", format="text").origins
    assert Path(origins["level"]).name == "cleaner.toml"
    assert origins["max_removed"].endswith("cleaner.toml: [[per-path]] notes/")
    assert origins["format"] == "command line"
    assert "select" not in origins


def test_parts_hold_for_their_paths_and_the_last_one_wins():
    configured(
        """
        [[per-path]]
        paths = ["notes/"]
        level = "gentle"
        [[per-path]]
        paths = ["notes/deep/*.txt", "!notes/deep/b.txt"]
        level = "strong"
        """
    )
    names = ("a.txt", "notes/a.txt", "notes/deep/a.txt", "notes/deep/b.txt", "-")
    assert [settings(name).level for name in names] == ["normal", "gentle", "strong", "gentle", "normal"]


@pytest.mark.parametrize("name", ["cleaner.toml", "pyproject.toml"])
def test_a_byte_order_mark_is_taken(name):
    head = b"[tool.cleaner]\n" if name == "pyproject.toml" else b""
    configured(b"\xef\xbb\xbf" + head + b'level = "strong"\r\n', name)
    assert settings().level == "strong"


@pytest.mark.parametrize(
    "text", ['[project]\nname = "x"', "tool = 5", "[[tool]]", "[tool]", "[tool.other]\ncleaner = 5", ""]
)
def test_a_project_without_a_table_of_settings_is_passed_by(text):
    configured('level = "strong"')
    Path("news").mkdir()
    configured(text, "news/pyproject.toml")
    assert settings("news/page.txt").level == "strong"


def test_an_empty_table_of_settings_ends_the_search():
    configured('level = "strong"')
    Path("news").mkdir()
    configured("[tool.cleaner]", "news/pyproject.toml")
    assert settings("news/page.txt").level == "normal"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_names_that_are_not_utf_8_and_links_to_themselves_have_settings():
    configured('[[per-path]]\npaths = ["*.txt"]\nlevel = "strong"')
    Path("loop.txt").symlink_to("loop.txt")
    assert settings(os.fsdecode(b"caf\xe9.txt")).level == settings("loop.txt").level == "strong"


# kept and dropped on purpose


@pytest.mark.parametrize(
    ("table", "lines"),
    [
        ('[[keep]]\nreason = "Ours."\ntext = " buy OUR boat "', [0, 1, 3]),
        ('[[keep]]\nreason = "Ours."\npattern = "buy our \\\\w+"', [0, 1, 3]),
        ('[[keep]]\nreason = "Ours."\nrule = "boats"', [0, 1, 2, 3]),
        ('[[keep]]\nreason = "Ours."\nrule = "boats/share"\ntext = "Buy our boat"', [0, 3]),
        ('[[keep]]\nreason = "Ours."\ntext = "Buy our boat"\npaths = ["notes/"]', [0, 3]),
        ('[[drop]]\nreason = "Ours."\ntext = " our OWN line "', [0]),
        ('[[drop]]\nreason = "Ours."\npattern = "our own .{1,9}"', [0]),
        ('[[drop]]\nreason = "Ours."\ntext = "our own"', [0, 3]),
        ('[[drop]]\nreason = "Ours."\ntext = "Our own line"\npaths = ["notes/"]', [0, 3]),
        ('[[drop]]\nreason = "Ours."\ntext = "Our own line"\n[[keep]]\nreason = "No."\ntext = "Our own line"', [0, 3]),
        ('ignore = ["drop/our-own-line-2a9d018e"]\n[[drop]]\nreason = "Ours."\ntext = "Our own line"', [0, 3]),
        ('ignore = ["boats"]\n[[drop]]\nreason = "Ours."\ntext = "Our own line"', [0, 1, 2]),
        ('select = ["boats/advert"]\n[[drop]]\nreason = "Ours."\ntext = "Our own line"', [0, 2]),
    ],
)  # fmt: skip
def test_lines_are_kept_and_dropped_on_purpose(table, lines):
    configured(table)
    level = "strong" if "boats/advert" not in table else "normal"
    assert left(level=level) == [PAGE.splitlines()[number] for number in lines]


@pytest.mark.parametrize("level", ["gentle", "normal", "strong"])
def test_a_line_is_dropped_at_every_level_by_a_rule_that_says_why(level):
    configured('[[drop]]\nreason = "Another."\ntext = "x"\n[[drop]]\nreason = "Ours."\ntext = "Our own line"')
    cleaner = settings(level=level, shipped=False).cleaner()
    (edit,) = cleaner.clean(PAGE).edits
    assert edit.rule == "drop/our-own-line-2a9d018e"
    assert {rule.id: rule.why for pack in cleaner.packs for rule in pack.rules}[edit.rule] == "Ours."


def test_a_dropped_line_has_an_id_of_its_own_that_other_lines_do_not_change():
    ours, other = Drop("Ours.", text="Our own line"), Drop("Theirs.", text="广告")
    assert ours.id == Drop("Ours, still.", text=" our OWN line ").id
    assert (
        len({ours.id, other.id, Drop("No.", text="Our own line!").id, Drop("No.", pattern=ours.text).id}) == 4
    )
    made = Cleaner(shipped=False, drop=[other, ours, ours])
    assert [edit.rule for edit in made.clean(PAGE).edits] == [ours.id]


def test_dropped_patterns_that_differ_in_case_only_are_two():
    dropped = [Drop("Ours.", pattern=pattern) for pattern in (r"page \d", r"page \D")]
    assert (
        Cleaner(drop=dropped).clean("page 7\npage x\nThe wall will hold.\n").text == "The wall will hold.\n"
    )
    assert len({drop.id for drop in dropped}) == 2


def test_two_files_that_drop_lines_each_give_their_own_reason():
    for folder, line in (("sea", "Our own line"), ("land", "Buy our boat")):
        Path(folder).mkdir()
        Path(folder, "cleaner.toml").write_text(
            f'shipped = false\n[[drop]]\nreason = "From {folder}."\ntext = "{line}"\n', "utf-8"
        )
        Path(folder, "page.txt").write_text(PAGE, "utf-8")
    command = [sys.executable, "-m", "cleaner", "check", "--output-format", "sarif", "sea", "land"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    (run,) = json.loads(done.stdout)["runs"]
    reasons = {rule["id"]: rule["shortDescription"]["text"] for rule in run["tool"]["driver"]["rules"]}
    assert [reasons[result["ruleId"]] for result in run["results"]] == ["From sea.", "From land."]


def test_text_is_taken_as_it_stands():
    """Neither slots nor patterns."""
    configured('[[drop]]\nreason = "Ours."\ntext = "{n} (.*)"')
    cleaner = settings(shipped=False).cleaner()
    assert cleaner.clean("1 x\n{n} (.*)\n{N} (.*)\n").text == "1 x\n"


def test_a_long_line_can_be_dropped():
    line = "Boats for sale " * 40
    configured(f'[[drop]]\nreason = "Ours."\ntext = "{line}"')
    assert settings(shipped=False).cleaner().clean(f"The wall holds.\n{line}\n").text == "The wall holds.\n"


def test_reports_know_why_a_line_was_dropped():
    configured('[[drop]]\nreason = "Our own line."\ntext = "our own line"')
    Path("page.txt").write_text(PAGE)
    for form in ("full", "github", "sarif"):
        command = [
            sys.executable,
            "-m",
            "cleaner",
            "check",
            "--no-shipped",
            "--output-format",
            form,
            "page.txt",
        ]
        done = subprocess.run(command, capture_output=True, check=False)
        assert done.returncode == 1, done.stderr
        assert b"Our own line." in done.stdout


# what is wrong


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('levle = "strong"', "cleaner.toml:1: unknown key 'levle'; did you mean 'level'?"),
        ('level = "stong"', "cleaner.toml:1: unknown level 'stong'; did you mean 'strong'?"),
        ("level = 5", "cleaner.toml:1: 'level' must be a text, got 5"),
        ('format = "jsonline"', "cleaner.toml:1: unknown format 'jsonline'; did you mean 'jsonl'?"),
        ("\ngitignore = 1", "cleaner.toml:2: 'gitignore' must be true or false, got 1"),
        ("max-removed = 2", "cleaner.toml:1: 'max-removed' must be a share from 0 to 1, got 2"),
        ("max-removed = nan", "cleaner.toml:1: 'max-removed' must be a share from 0 to 1, got nan"),
        ("max-removed = true", "cleaner.toml:1: 'max-removed' must be a share from 0 to 1, got true"),
        ('select = "en/page"', "cleaner.toml:1: 'select' must be a list of texts that are not blank, got 'en/page'"),
        ("rules = [5]", "cleaner.toml:1: 'rules' must be a list of texts that are not blank, got a list"),
        ("repair = { spacs = true }", "cleaner.toml:1: unknown repair step 'spacs'; did you mean 'spaces'?"),
        ("repair = { spaces = 1 }", "cleaner.toml:1: 'repair.spaces' must be true or false, got 1"),
        ("repair = 1", "cleaner.toml:1: 'repair' must be true, false or a table such as { spaces = false }, got 1"),
        ('encoding = "rot13"', "cleaner.toml:1: unknown encoding 'rot13'; for example utf-8, cp1252, gb18030, utf-16"),
        ("encoding = 5", "cleaner.toml:1: 'encoding' must be a text that is not blank, got 5"),
        ('text-field = " "', "cleaner.toml:1: 'text-field' must be a text that is not blank, got ' '"),
        ('exclude = ["[z-a]"]', "cleaner.toml:1: 'exclude': '[z-a]' is not a valid glob; write it as in .gitignore"),
        ('[[keeep]]\nreason = "x"', "cleaner.toml:1: unknown key 'keeep'; did you mean 'keep'?"),
        ('keep = "x"', "cleaner.toml:1: 'keep' must be tables, got 'x'; write [[keep]]"),
        ('[drop]\ntext = "x"', "cleaner.toml:1: 'drop' must be tables, got a table; write [[drop]]"),
        ("[[keep]]", "cleaner.toml:1: [[keep]]: has no 'reason'; say why the line is to stay"),
        ('[[keep]]\nreason = "x"', "cleaner.toml:1: [[keep]]: would switch every rule off; name a rule, a text or a pattern"),
        ('[[keep]]\nreason = "x"\nrule = "*"', "cleaner.toml:1: [[keep]]: would switch every rule off; name a rule, a text or a pattern"),
        ('[[keep]]\nreason = "x"\ntext = "  "', "cleaner.toml:1: [[keep]]: 'text' must be a text that is not blank, got '  '"),
        ('[[keep]]\nreason = "x"\ntext = "a\\nb"', "cleaner.toml:1: [[keep]]: the text 'a\\nb' is not one line with something in it"),
        ('[[keep]]\nreason = "x"\npatern = "x"', "cleaner.toml:1: [[keep]]: unknown key 'patern'; did you mean 'pattern'?"),
        ('[[keep]]\nreason = "x"\nrule = "advert"\ntext = "x"', "cleaner.toml: [[keep]]: no rule is named 'advert'; did you mean 'boats/advert'?"),
        ('[[drop]]\nreason = "x"', "cleaner.toml:1: [[drop]]: needs either a text or a pattern"),
        ('[[drop]]\nreason = "x"\ntext = "x"\n[[drop]]\ntext = "x"', "cleaner.toml:4: [[drop]]: has no 'reason'; say why the line is removed"),
        ('[[drop]]\nreason = "x"\nrule = "x"\ntext = "x"', "cleaner.toml:1: [[drop]]: unknown key 'rule'; it is one of reason, text, pattern, paths"),
        ('[[per-path]]\nlevel = "gentle"', "cleaner.toml:1: [[per-path]]: has no 'paths'; name the files that it is for"),
        ("[[per-path]]\npaths = []", "cleaner.toml:1: [[per-path]]: has no 'paths'; name the files that it is for"),
        ('[[per-path]]\npaths = ["!"]', "cleaner.toml:1: [[per-path]]: 'paths': '!' is not a valid glob; write it as in .gitignore"),
        ('ignore = ["boats/advrt"]', "cleaner.toml: ignore: no rule is named 'boats/advrt'; did you mean 'boats/advert'?"),
        ('ignore = ["boat"]', "cleaner.toml: ignore: no rule is named 'boat'; did you mean 'boats'?"),
        ('ignore = ["boatz/*"]', "cleaner.toml: ignore: no rule is named 'boatz/*'; did you mean 'boats'?"),
        ('ignore = ["quarry"]', "cleaner.toml: ignore: no rule is named 'quarry'; `cleaner rules` lists all"),
        ('[[per-path]]\npaths = ["*.txt"]\nselect = ["boats/shar"]', "cleaner.toml: [[per-path]] *.txt: select: no rule is named 'boats/shar'; did you mean 'boats/share'?"),
        ('select = ["boats/share"]\nignore = ["boats"]', "cleaner.toml: select: every rule that it names is left out again; see 'ignore'"),
        ("level = ", "cleaner.toml: invalid value; correct the file, or name another with --config"),
        (b"level = '\xff'", "cleaner.toml:1: is not UTF-8; correct the file, or name another with --config"),
        ("x = " + "[" * 5000, "cleaner.toml: is nested too deeply; correct the file, or name another with --config"),
        ("x = " + "1" * 5000, "cleaner.toml: has a number with thousands of digits; correct the file, or name another with --config"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_where_it_is_and_what_to_do(text, message):
    assert problem(text) == message


def test_an_evil_pattern_is_refused():
    assert "cleaner.toml:1: [[keep]]: the pattern '(a+)+' of 'pattern' repeats something" in problem(
        '[[keep]]\nreason = "x"\npattern = "(a+)+"'
    )


@pytest.mark.parametrize(("text", "value"), [("cleaner = 5", "5"), ('cleaner = "ab"', "'ab'"), ("cleaner = [1]", "a list"), ("cleaner = []", "a list"), ("cleaner = false", "false")])  # fmt: skip
def test_a_table_of_settings_that_is_no_table_is_refused(text, value):
    message = f"pyproject.toml: 'tool.cleaner' must be a table, got {value}"
    assert problem(f"[tool]\n{text}", "pyproject.toml") == message


def test_all_that_is_wrong_is_told_at_once():
    lines = problem('levle = 1\nlevel = "x"\n[[drop]]\n[[keep]]\nreason = "y"\nrules = 1').splitlines()
    assert [line.partition(" ")[0] for line in lines] == [
        "cleaner.toml:1:", "cleaner.toml:2:", "cleaner.toml:3:", "cleaner.toml:4:"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--config", "nofile"], "nofile: no such file or directory; correct the file, or name another"),
        (["--config", ""], "--config: '' is not a file name; name a configuration file"),
        (
            ["--ignore", "boats/advrt"],
            "--ignore: no rule is named 'boats/advrt'; did you mean 'boats/advert'?",
        ),
        (["--select", "share"], "--select: no rule is named 'share'; did you mean 'boats/share'?"),
        (["--select", ""], "--select: '' is empty; leave the option out, or correct it"),
        (["--exclude", "[z-a]"], "--exclude: '[z-a]' is not a valid glob; leave the option out"),
        (["--encoding", "utf-9"], "--encoding: unknown encoding 'utf-9'; for example utf-8"),
        (["--levle", "strong"], "'--level'"),
    ],
)
def test_a_mistyped_option_stops_the_run(arguments, message):
    Path("page.txt").write_text(PAGE)
    command = [
        sys.executable,
        "-m",
        "cleaner",
        "page.txt",
        "--no-shipped",
        "--rules",
        "boats.toml",
        *arguments,
    ]
    done = subprocess.run(command, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (2, b"")
    assert message in done.stderr.decode()
