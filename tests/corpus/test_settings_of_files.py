"""Configuration: from where it comes, for which files it holds, and what is kept on purpose."""

import subprocess

import pytest
from command import cleaner

PAGE = "The harbour opens on Monday.\nShare this article\nSecurity Key:\nCaptcha refresh\n"
ENDS = "The harbour opens on Monday.\n"


@pytest.fixture
def tree(tmp_path):
    """Make a folder of pages and a configuration file to write into."""
    for name in ("one.txt", "drafts/two.txt", "notes/three.md", "notes/deep/four.txt", "data.bin"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PAGE)
    return tmp_path


def configured(tree, text, name="cleaner.toml"):
    (tree / name).write_text(text)


def checked(tree, *arguments):
    """Give the files in which something is found."""
    done = cleaner("check", *arguments, cwd=tree)
    return sorted({line.partition(":")[0].replace("\\", "/") for line in done.stdout.decode().splitlines()})


def left(tree, *arguments):
    return cleaner("clean", *arguments, cwd=tree).stdout.decode()


def test_a_folder_stands_for_the_text_files_in_it(tree):
    assert checked(tree, ".") == ["drafts/two.txt", "notes/deep/four.txt", "notes/three.md", "one.txt"]


def test_include_says_which_files_are_looked_for(tree):
    configured(tree, 'include = ["*.md"]')
    assert checked(tree, ".") == ["notes/three.md"]
    assert checked(tree, ".", "--include", "*.bin") == ["data.bin"]


def test_exclude_leaves_files_of_folders_out_and_named_ones_only_if_told(tree):
    configured(tree, 'exclude = ["drafts/", "deep"]')
    assert checked(tree, ".") == ["notes/three.md", "one.txt"]
    assert checked(tree, "drafts/two.txt") == ["drafts/two.txt"]
    assert checked(tree, "--force-exclude", "drafts/two.txt", "one.txt") == ["one.txt"]
    configured(tree, 'exclude = ["drafts/"]\nforce-exclude = true')
    assert checked(tree, "drafts/two.txt", "one.txt") == ["one.txt"]
    assert checked(tree, "--no-force-exclude", "drafts/two.txt") == ["drafts/two.txt"]


def test_exclude_is_relative_to_the_file_that_says_it(tree):
    configured(tree / "notes", 'exclude = ["/three.md"]')
    (tree / "three.md").write_text(PAGE)
    assert checked(tree, ".") == ["drafts/two.txt", "notes/deep/four.txt", "one.txt", "three.md"]


def test_what_git_ignores_is_left_out_of_folders(tree):
    subprocess.run(["git", "init", "-q", str(tree)], check=True)
    (tree / ".gitignore").write_text("drafts/\n*.md\n")
    (tree / "notes" / ".gitignore").write_text("!three.md\n")
    (tree / ".git" / "info" / "exclude").write_text("one.txt\n")
    assert checked(tree, ".") == ["notes/deep/four.txt", "notes/three.md"]
    assert checked(tree, "notes", "one.txt") == ["notes/deep/four.txt", "notes/three.md", "one.txt"]
    ignored = subprocess.run(
        ["git", "-C", str(tree), "check-ignore", "-q", "notes/three.md"], check=False, capture_output=True
    )
    assert ignored.returncode == 1  # git sees it the same way
    assert len(checked(tree, ".", "--no-gitignore")) == 4


def test_a_folder_without_such_files_is_an_error(tree):
    (tree / "empty").mkdir()
    done = cleaner("check", "empty", cwd=tree)
    assert done.returncode == 2
    assert b"empty: no file in this folder is included" in done.stderr


def test_binary_files_of_folders_are_skipped(tree):
    (tree / "picture.txt").write_bytes(b"\x89PNG\0\0\n" + PAGE.encode())
    assert "picture.txt" not in checked(tree, ".")


def test_the_nearest_file_upwards_from_each_document_holds(tree):
    configured(tree, 'ignore = ["en/page"]')
    configured(tree / "notes", 'ignore = ["en/share"]')
    assert left(tree, "one.txt") == ENDS + "Security Key:\nCaptcha refresh\n"
    assert left(tree, "notes/deep/four.txt") == ENDS + "Share this article\n"
    assert left(tree, "one.txt", "notes/deep/four.txt") == ENDS + "Security Key:\nCaptcha refresh\n" + (
        ENDS + "Share this article\n"
    )


def test_pyproject_holds_the_same_and_is_passed_by_without_a_table(tree):
    configured(tree, '[tool.cleaner]\nignore = ["en/share"]\n', "pyproject.toml")
    configured(tree / "notes", '[project]\nname = "notes"\n', "pyproject.toml")
    assert left(tree, "notes/three.md") == ENDS + "Share this article\n"


def test_a_named_configuration_holds_for_all_and_the_command_line_wins(tree, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    configured(other, 'ignore = ["en/share"]')
    configured(tree, 'ignore = ["en/page"]')
    assert left(tree, "one.txt", "--config", other / "cleaner.toml") == ENDS + "Share this article\n"
    assert left(tree, "one.txt", "--ignore", "en/*") == PAGE


def test_overrides_hold_for_their_paths_and_the_last_one_wins(tree):
    configured(
        tree,
        """
        [[per-path]]
        paths = ["notes/"]
        ignore = ["en/*"]

        [[per-path]]
        paths = ["notes/deep/*"]
        ignore = ["en/share"]
        """,
    )
    assert left(tree, "one.txt") == ENDS
    assert left(tree, "notes/three.md") == PAGE
    assert left(tree, "notes/deep/four.txt") == ENDS + "Share this article\n"
    assert left(tree, "-j", "2", "one.txt", "notes/three.md") == ENDS + PAGE


@pytest.mark.parametrize(
    ("table", "kept"),
    [
        ('text = "Share this article"', "Share this article\n"),
        ('text = "share THIS article "', "Share this article\n"),
        ('pattern = "share this \\\\w+"', "Share this article\n"),
        ('rule = "en/share"\ntext = "Share this article"', "Share this article\n"),
        ('rule = "en/page"\ntext = "Share this article"', ""),
        ('rule = "en/page/*"', "Security Key:\nCaptcha refresh\n"),
        ('rule = "en/page/*"\npaths = ["notes/"]', ""),
        ('rule = "en/share/*"\npaths = ["*.txt"]', "Share this article\n"),
        ('text = "Share this"', ""),
    ],
)
def test_a_line_is_kept_on_purpose(tree, table, kept):
    configured(tree, f'[[keep]]\nreason = "A test."\n{table}\n')
    out = left(tree, "one.txt")
    assert out == ENDS + kept
    (tree / "one.txt").write_text(out)
    assert left(tree, "one.txt") == out


def test_a_kept_line_leads_to_no_others(tree):
    """It is as if no rule knew it, so what only stands below it stays, too."""
    page = ENDS * 3 + "Related articles\nHarbour dues\nBy boat\n"
    (tree / "one.txt").write_text(page)
    assert left(tree, "one.txt") != page
    configured(tree, '[[keep]]\nreason = "Our heading."\ntext = "Related articles"')
    assert left(tree, "one.txt") == page


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('levle = "strong"', "unknown key 'levle'; did you mean 'level'?"),
        ('level = "stong"', "unknown level 'stong'; did you mean 'strong'?"),
        ('[[keeep]]\nreason = "x"', "unknown key 'keeep'; did you mean 'keep'?"),
        ('[[keep]]\ntext = "x"', "cleaner.toml:1: [[keep]]: has no 'reason'; say why the line is to stay"),
        ('[[keep]]\nreason = "x"', "[[keep]]: would switch every rule off; name a rule, a text or a pattern"),
        ('[[keep]]\nreason = "x"\npatern = "x"', "unknown key 'patern'; did you mean 'pattern'?"),
        ('[[keep]]\nreason = "x"\npattern = "(a+)+"', "repeats something that the same text can match in two ways; a pattern matches whole lines"),
        ('[[keep]]\nreason = "x"\nrule = "en/nothing"', "cleaner.toml: [[keep]]: no rule is named 'en/nothing'"),
        ('keep = "x"', "'keep' must be tables, got 'x'; write [[keep]]"),
        ('[[per-path]]\nlevel = "gentle"', "[[per-path]]: has no 'paths'; name the files that it is for"),
        ('[[per-path]]\npaths = ["x"]\nrules = []', "unknown key 'rules'; it is one of paths, level, select,"),
        ("gitignore = 1", "'gitignore' must be true or false, got 1"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_a_guess_before_a_byte_is_read(tree, text, message):
    configured(tree, text)
    done = cleaner("clean", "one.txt", cwd=tree)
    assert (done.returncode, done.stdout) == (2, b"")
    assert message in done.stderr.decode()


def test_every_value_is_shown_with_its_origin(tree):
    configured(
        tree, 'level = "strong"\nmax-removed = 0.5\n[[per-path]]\npaths = ["notes/"]\nmax-removed = 0.25'
    )
    done = cleaner("check", "--show-config", "--encoding", "latin-1", "notes/three.md", cwd=tree)
    lines = dict(line.split("=", 1) for line in done.stdout.decode().splitlines() if "=" in line)
    shown = {name.strip(): value.strip() for name, value in lines.items()}
    assert done.returncode == 0
    assert shown["level"] == "'strong'  # cleaner.toml"
    assert shown["max-removed"] == "0.25  # cleaner.toml: [[per-path]] notes/"
    assert shown["encoding"] == "'iso8859-1'  # command line"
    assert shown["shipped"] == "True  # default"


def test_a_folder_goes_into_a_folder_with_its_paths(tree):
    done = cleaner("clean", "notes", "one.txt", "-o", "out/", cwd=tree)
    assert done.returncode == 0
    for name in ("notes/deep/four.txt", "notes/three.md", "one.txt"):
        assert (tree / "out" / name).read_text() == ENDS


@pytest.mark.parametrize(
    "setting",
    [
        'ignore = ["*/share"]',
        '[[keep]]\nreason = "A test."\nrule = "*/share/*"',
        '[[keep]]\nreason = "A test."\ntext = "Share this article"',
    ],
)
def test_evidence_leaves_what_is_kept_or_what_an_ignored_rule_knows(tree, setting):
    """Amid lines that go; without the setting, it goes with them."""
    block = "Related articles\nHarbour dues\nShare this article\nBy boat\nSecurity Key:\nCaptcha refresh\n"
    (tree / "one.txt").write_text(ENDS + "\n" + block)
    assert "Share" not in left(tree, "one.txt")
    configured(tree, setting)
    assert "Share this article\n" in left(tree, "one.txt")


def test_explain_says_that_a_kept_line_is_protected(tree):
    configured(tree, '[[keep]]\nreason = "A test."\ntext = "Share this article"')
    shown = cleaner("explain", "one.txt", cwd=tree).stdout.decode()
    assert "nearly en/share/share-heading: protects this line" in shown
