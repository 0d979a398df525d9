"""`cleaner check` as a linter: its reports, diffs that others apply, and the baseline."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from importlib.metadata import metadata
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

import pytest
from command import BLOG, CLEAN, PATIENCE, RULE, SAMPLE, cleaner, on_terminal
from jsonschema import Draft4Validator

from cleaner.text.lines import body_and_end, raw_lines
from cleaner.text.repair import ALL_STEPS, REASONS

HERE = Path(__file__).parent
SCHEMA = Draft4Validator(json.loads((HERE / "schema" / "sarif-2.1.0-rtm.5.json").read_text("utf-8")))
PAGE = SAMPLE.read_text("utf-8")
PLAIN = "The old wall will hold another winter, the engineers said on Monday.\n"
DAMAGED = "The cafÃ© &amp; the pier\n" + PLAIN


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.fixture
def corpus(tmp_path):
    """Write a folder with chrome in a page, in one of two records, and a text that was damaged."""
    write(tmp_path / "news" / "page.txt", PAGE)
    write(tmp_path / "records.jsonl", json.dumps({"text": PLAIN}) + "\n" + json.dumps({"text": PAGE}) + "\n")
    write(tmp_path / "damaged.txt", DAMAGED)
    write(tmp_path / "fine.txt", PLAIN)
    return tmp_path


CORPUS = ["news/page.txt", "records.jsonl", "damaged.txt", "fine.txt"]


def rows(corpus, *arguments):
    """Check a corpus; give the lines it lists, parsed by nothing but their documented form."""
    done = cleaner("check", *arguments, cwd=corpus)
    return [
        re.fullmatch(r"(.+?):(\d+):(\d+): (\S+) (.*)", row).groups()
        for row in done.stdout.decode().splitlines()
    ]


def sarif(*arguments, cwd, env=None):
    done = cleaner("check", "--output-format", "sarif", *arguments, cwd=cwd, env=env)
    log = json.loads(done.stdout)
    SCHEMA.validate(log)
    return done, log["runs"][0]


def edits_of(corpus, *arguments):
    """Check a corpus; give the edits of all findings, each with the place of its document."""
    done = cleaner("check", "--output-format", "json", *arguments, cwd=corpus)
    return [
        {"path": found["path"], "record": found.get("record"), **edit}
        for found in map(json.loads, done.stdout.splitlines())
        for edit in found["edits"]
    ]


def test_text_has_a_line_a_finding_in_the_order_of_the_arguments(corpus):
    found = rows(corpus, *CORPUS)
    assert [path for path, _ in Counter(row[0] for row in found).items()] == CORPUS[:3]
    assert found[0] == ("news/page.txt", "1", "1", "en/metadata/article-id", "removes 'News ID: 314510'")
    assert {row[1] for row in found if row[0] == "records.jsonl"} == {"2"}
    assert ("damaged.txt", "1", "5", "repair/mojibake", "changes 'cafÃ©' to 'café'") in found
    backwards = rows(corpus, *reversed(CORPUS))
    assert sorted(backwards) == sorted(found)
    assert backwards[0][0] == "damaged.txt"


def test_a_message_stays_on_one_line_and_short(tmp_path):
    write(tmp_path / "page.txt", "A\x1b[31m caf" + "Ã©" * 200 + " with\x07 a bell\n" + PLAIN)
    (row,) = {tuple(row) for row in rows(tmp_path, "page.txt") if row[3] == "repair/mojibake"}
    assert len(row[4]) < 200
    assert row[4].isprintable()


def test_full_shows_the_lines_around_an_edit_and_the_reason(corpus):
    shown = cleaner("check", "--output-format", "full", *CORPUS, cwd=corpus).stdout.decode()
    first = rows(corpus, *CORPUS)
    assert [line for line in shown.splitlines() if re.match(r"\S+:\d+:\d+: ", line)] == [
        f"{path}:{line}:{column}: {rule} {message}" for path, line, column, rule, message in first
    ]
    assert (
        "news/page.txt:2:1: en/metadata/published removes 'Published: 0237 GMT July 05, 2021'\n"
        "    1 - News ID: 314510\n"
        "    2 - Published: 0237 GMT July 05, 2021\n"
        "    3   Port Calder votes to raise its sea wall by two metres\n"
        "  why: A template prints when the article went out" in shown
    )
    assert f"    1 ~ The cafÃ© &amp; the pier\n    2   {PLAIN}  why: {REASONS['mojibake']}\n" in shown


def test_full_lets_no_control_character_through(tmp_path):
    write(tmp_path / "page.txt", PLAIN + "\x1b]0;title\x07\nNews ID: 314510\n" + PLAIN)
    shown = cleaner("check", "--output-format", "full", tmp_path / "page.txt").stdout
    assert b"article-id" in shown
    assert b"\x1b" not in shown


def test_every_repair_step_has_a_reason():
    assert list(REASONS) == list(ALL_STEPS)


def test_json_lists_the_same_findings(corpus):
    done = cleaner("check", "--output-format", "json", *CORPUS, cwd=corpus)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(each["path"], each["rule"], each["message"]) for each in found] == [
        (path, rule, message) for path, _, _, rule, message in rows(corpus, *CORPUS)
    ]
    assert {each.get("record") for each in found} == {None, 2}


def test_of_records_the_edits_are_those_of_the_log_of_a_cleaning(tmp_path):
    lines = [json.dumps({"text": text}) for text in (PAGE, PLAIN, DAMAGED, "", PAGE[:400])]
    write(tmp_path / "records.jsonl", "\n".join([*lines, "{broken", "", *lines]))
    done = cleaner("check", "--output-format", "json", "records.jsonl", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith(b"cleaner: records.jsonl:6: ")
    found = edits_of(tmp_path, "records.jsonl")
    cleaner("--log", "edits.jsonl", "records.jsonl", cwd=tmp_path)
    logged, record = [], None
    for entry in map(json.loads, (tmp_path / "edits.jsonl").read_text("utf-8").splitlines()):
        record = entry.get("record", record)
        if "rule" in entry:
            logged.append({"record": record, **entry})
    assert [{key: value for key, value in each.items() if key != "path"} for each in found] == logged
    assert {each["record"] for each in found} == {1, 3, 5, 8, 10, 12}


def test_a_record_over_the_cap_has_no_edits(tmp_path):
    lines = [json.dumps({"text": text}) for text in (PAGE, "Security Key:\nCaptcha refresh\n", PAGE)]
    write(tmp_path / "records.jsonl", "\n".join(lines))
    assert {row[1] for row in rows(tmp_path, "--max-removed", "0.5", "records.jsonl")} == {"1", "3"}


def parse_annotation(line):
    """Read a workflow command as GitHub's runner does: the last things first."""
    command, properties, message = re.fullmatch(r"::(\w+) (.*?)::(.*)", line).groups()
    values = dict(each.split("=", 1) for each in properties.split(","))
    for code, character in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        values = {key: value.replace(code, character) for key, value in values.items()}
        message = message.replace(code, character) if code not in ("%3A", "%2C") else message
    return command, values, message


def test_github_annotates_files_lines_and_columns(corpus):
    done = cleaner("check", "--output-format", "github", *CORPUS, cwd=corpus)
    found = [parse_annotation(line) for line in done.stdout.decode().splitlines()]
    for (command, values, message), row in zip(found, rows(corpus, *CORPUS), strict=True):
        path, line, column, rule, text = row
        assert (command, values["file"], values["title"]) == ("warning", path, rule)
        if path == "records.jsonl":
            assert values["line"] == values["endLine"] == line
            assert message.startswith(f"line {column} of its text: {text}\n")
        else:
            assert int(values["line"]) <= int(line) <= int(values["endLine"])
            assert message.startswith(f"{text}\n")


def test_github_escapes_what_would_end_a_command(tmp_path):
    name = "50%, and: more.txt"
    write(tmp_path / name, "News ID: 314510\nCafÃ© 50%0A &amp;\n" + PLAIN)
    lines = cleaner("check", "--output-format", "github", name, cwd=tmp_path).stdout.decode().splitlines()
    assert "file=50%25%2C and%3A more.txt," in lines[0]
    assert {parse_annotation(line)[1]["file"] for line in lines} == {name}


def test_github_tells_of_what_could_not_be_looked_at(tmp_path):
    done = cleaner("check", "--output-format", "github", "missing.txt", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == b"::error title=cleaner::missing.txt: no such file or directory; check the name\n"


def test_sarif_is_valid_and_has_the_same_findings(corpus):
    done, run = sarif(*CORPUS, cwd=corpus)
    rules = run["tool"]["driver"]["rules"]
    assert done.returncode == 1
    for result, row in zip(run["results"], rows(corpus, *CORPUS), strict=True):
        path, line, column, rule, message = row
        place = result["locations"][0]["physicalLocation"]
        assert (result["ruleId"], rules[result["ruleIndex"]]["id"]) == (rule, rule)
        assert result["level"] == rules[result["ruleIndex"]]["defaultConfiguration"]["level"]
        assert place["artifactLocation"]["uri"] == path
        if path == "records.jsonl":
            assert place["region"] == {"startLine": int(line)}
            assert result["message"]["text"] == f"line {column} of its text: {message}"
        else:
            assert place["region"]["startLine"] <= int(line) <= place["region"]["endLine"]
            assert result["message"]["text"] == message
    assert run["invocations"][0] == {"executionSuccessful": True, "toolExecutionNotifications": []}


def test_sarif_says_as_the_log_does_with_what_it_was_made(corpus):
    _, run = sarif("--level", "strong", "--ignore", "en/share", *CORPUS, cwd=corpus)
    few = ("--level", "strong", "--ignore", "en/share", "--log", "edits.jsonl", *CORPUS[:1])
    cleaner(*few, cwd=corpus)
    head = json.loads((corpus / "edits.jsonl").read_text("utf-8").splitlines()[0])
    assert run["properties"]["settings"] == head["settings"]


def test_sarif_of_nothing_is_valid(corpus):
    done, run = sarif("fine.txt", cwd=corpus)
    assert (done.returncode, run["results"], run["tool"]["driver"]["rules"]) == (0, [], [])


def test_sarif_regions_are_the_text_that_changes(tmp_path):
    text = "News ID: 314510\r\n海港 𝔘 cafÃ©\r\nold\rPage Generated in 0/0544 sec\u2028" + PLAIN
    write(tmp_path / "page.txt", text)
    _, run = sarif("page.txt", cwd=tmp_path)
    ends = "|".join(run["newlineSequences"])
    lines = re.split(f"(?:{ends})", text)
    assert lines == [body_and_end(each)[0] for each in raw_lines(text)] + [""]
    assert run["columnKind"] == "unicodeCodePoints"
    covered = {}
    for result in run["results"]:
        region = result["locations"][0]["physicalLocation"]["region"]
        assert region["startLine"] == region["endLine"]
        covered[result["ruleId"]] = lines[region["startLine"] - 1][
            region["startColumn"] - 1 : region["endColumn"] - 1
        ]
    assert covered["en/metadata/article-id"] == "News ID: 314510"
    assert covered["repair/mojibake"] == "cafÃ©"
    assert covered["common/generated/page-generated"] == "Page Generated in 0/0544 sec"
    assert covered["repair/line-ends"] == ""


def test_sarif_says_of_each_rule_why_it_is_and_how_to_keep_its_lines(corpus):
    _, run = sarif(*CORPUS, cwd=corpus)
    rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    assert len(rules) == len(run["tool"]["driver"]["rules"])
    box = rules["en/page/captcha-box"]
    assert "captcha widget" in box["shortDescription"]["text"]
    assert "- Captcha refresh" in box["help"]["text"]
    assert "--ignore en/page/captcha-box" in box["help"]["text"]
    assert rules["repair/mojibake"]["shortDescription"]["text"] == REASONS["mojibake"]
    assert rules["repair/mojibake"]["defaultConfiguration"]["level"] == "note"


def test_sarif_has_the_addresses_that_the_installed_package_names(corpus, tmp_path):
    _, run = sarif(*CORPUS, cwd=corpus)
    driver = run["tool"]["driver"]
    named = {line.partition(", ")[0] for line in metadata("unchrome").get_all("Project-URL") or []}
    has_address = bool(named & {"Homepage", "Documentation"})
    assert ("informationUri" in driver) == has_address
    assert {"helpUri" in rule for rule in driver["rules"]} == {has_address}

    installed = tmp_path / "packages" / "unchrome-1.dist-info"
    installed.mkdir(parents=True)
    (installed / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: unchrome\nVersion: 1\nProject-URL: Homepage, https://example.org/\n"
        "Project-URL: Documentation, https://example.org/docs/\n"
    )
    _, run = sarif(*CORPUS, cwd=corpus, env={"PYTHONPATH": str(installed.parent)})
    driver = run["tool"]["driver"]
    assert driver["informationUri"] == "https://example.org/"
    assert {rule["helpUri"] for rule in driver["rules"]} == {"https://example.org/docs/"}


def test_what_sarif_says_keeps_a_line_keeps_it(tmp_path):
    write(tmp_path / "own.toml", RULE)
    write(tmp_path / "page.txt", "Buy our boat\n" + DAMAGED + "Flood barrier | The Daily Tide\n")
    arguments = ["--rules", "own.toml", "--no-shipped", "page.txt"]
    _, run = sarif(*arguments, cwd=tmp_path)
    rules = {rule["id"]: rule["help"]["text"] for rule in run["tool"]["driver"]["rules"]}
    assert rules.keys() == {"own/advert", "own/site", "repair/mojibake", "repair/entities"}
    for rule, help_ in rules.items():
        (setting,) = re.findall(r"cleaner\.toml: (repair = \{.*?\}|ignore = \[.*?\])", help_)
        write(tmp_path / "cleaner.toml", setting + "\n")
        assert {row[3] for row in rows(tmp_path, *arguments)} == rules.keys() - {rule}


def test_sarif_knows_rules_that_touched_the_same_place(tmp_path):
    write(tmp_path / "own.toml", RULE)
    write(
        tmp_path / "page.txt",
        "caf&Atilde;&copy; | The Daily Tide\nFlood&nbsp; &nbsp;barrier\u00a0\u00a0| The Daily Tide\n",
    )
    arguments = ["--rules", "own.toml", "--no-shipped", "page.txt"]
    _, run = sarif(*arguments, cwd=tmp_path)
    compound = [rule for rule in run["tool"]["driver"]["rules"] if "+" in rule["id"]]
    assert compound
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == {
        row[3] for row in rows(tmp_path, *arguments)
    }
    for rule in compound:
        for part in rule["id"].split("+"):
            assert part in rule["help"]["text"] or part.removeprefix("repair/") in rule["help"]["text"]


def test_sarif_names_files_by_references_that_lead_back(tmp_path):
    names = ["with space.txt", "50%.txt", "a:b.txt", "ünï/海港 #1?.txt", "tab\tand\\back.txt", "plain.txt"]
    for name in names:
        write(tmp_path / name, PAGE)
    _, run = sarif(*names, cwd=tmp_path)
    uris = list(
        dict.fromkeys(
            each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for each in run["results"]
        )
    )
    assert all(uri.isascii() and not urlsplit(uri).scheme for uri in uris)
    assert [unquote_to_bytes(urlsplit(uri).path).decode() for uri in uris] == names


def test_sarif_names_files_below_the_working_folder_relatively_and_others_fully(corpus):
    _, run = sarif(corpus / "news" / "page.txt", cwd=corpus)
    assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "news/page.txt"
    _, run = sarif("../damaged.txt", cwd=corpus / "news")
    uri = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == (corpus / "damaged.txt").as_uri()


@pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="needs names that are no UTF-8")
def test_a_file_whose_name_is_no_utf8_is_in_every_report(tmp_path):
    name = os.fsdecode(b"caf\xe9.txt")
    write(tmp_path / name, PAGE)
    for form in ("text", "full", "json", "github", "summary"):
        assert cleaner("check", "--output-format", form, name, cwd=tmp_path).returncode == 1
    _, run = sarif(name, cwd=tmp_path)
    uri = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert unquote_to_bytes(uri) == b"caf\xe9.txt"


def test_sarif_names_the_anchor_of_a_line_that_another_led_to(tmp_path):
    shutil.copyfile(BLOG, tmp_path / "page.txt")
    _, run = sarif("page.txt", cwd=tmp_path)
    led = [each for each in run["results"] if "relatedLocations" in each]
    assert led
    for each in led:
        line = each["relatedLocations"][0]["physicalLocation"]["region"]["startLine"]
        assert each["message"]["text"].endswith(f"because of line {line}")


def test_sarif_says_what_could_not_be_looked_at(tmp_path):
    write(tmp_path / "records.jsonl", "{broken\n" * 150 + json.dumps({"text": PAGE}) + "\n")
    done, run = sarif("records.jsonl", "missing.txt", cwd=tmp_path)
    assert done.returncode == 2
    assert run["results"]
    invocation = run["invocations"][0]
    assert invocation["executionSuccessful"] is False
    assert "records.jsonl:1: " in invocation["toolExecutionNotifications"][0]["message"]["text"]
    assert invocation["toolExecutionNotifications"][-1]["message"]["text"] == "51 more could not be read"


def test_a_summary_counts_by_rule_and_by_file(corpus):
    shown = cleaner("check", "--output-format", "summary", *CORPUS, cwd=corpus).stdout.decode()
    by_rule, by_file = (
        {
            name: (int(edits), int(documents))
            for edits, documents, name in re.findall(r"^ +(\d+) +(\d+)  (.+)$", table, re.MULTILINE)
        }
        for table in shown.split("\n\n")
    )
    found = edits_of(corpus, *CORPUS)
    assert {name: edits for name, (edits, _) in by_rule.items()} == Counter(edit["rule"] for edit in found)
    assert {name: edits for name, (edits, _) in by_file.items()} == Counter(edit["path"] for edit in found)
    assert by_rule["en/metadata/article-id"] == (2, 2)
    counts = [edits for edits, _ in by_rule.values()]
    assert counts == sorted(counts, reverse=True)


def test_a_summary_counts_each_record_as_a_document(tmp_path):
    record = json.dumps({"text": "News ID: 1\nNews ID: 2\n" + PLAIN}) + "\n"
    write(tmp_path / "records.jsonl", record * 3)
    shown = cleaner("check", "--output-format", "summary", "records.jsonl", cwd=tmp_path).stdout.decode()
    assert re.search(r"^ +6 +3  en/metadata/article-id$", shown, re.MULTILINE)
    assert re.search(r"^ +6 +3  records\.jsonl$", shown, re.MULTILINE)


def test_a_summary_of_nothing_is_empty(corpus):
    done = cleaner("check", "--output-format", "summary", "fine.txt", cwd=corpus)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


# Diffs


def git_apply(folder, patch):
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    subprocess.run(["git", "apply", "-"], input=patch, cwd=folder, check=True, capture_output=True)


def gnu_patch(folder, patch):
    subprocess.run(["patch", "-p1", "-s"], input=patch, cwd=folder, check=True)


TOOLS = {"git": git_apply, "patch": gnu_patch}

DOCUMENTS = {
    "page.txt": PAGE.encode(),
    "crlf.txt": b"\xef\xbb\xbfNews ID: 1\r\n" + PLAIN.encode().replace(b"\n", b"\r\n") * 3 + b"Captcha refresh\r\n",
    "open.txt": PLAIN.encode() + b"Page Generated in 0/0544 sec",
    "opened.txt": b"Page Generated in 0/0544 sec\n" + PLAIN.encode().rstrip(),
    "mixed.txt": b"News ID: 1\r\n" + PLAIN.encode() + b"old\rends\nhere\xe2\x80\xa8and \x0c there\n",
    "bytes.txt": b"News ID: 1\n\xff\xfe caf\xc3\x83\xc2\xa9 \xc3\n" + PLAIN.encode(),
    "two words.txt": DAMAGED.encode(),
    "sub/folder of/ünï 海港.txt": PAGE.encode(),
    'quo"te\\d.txt': PAGE.encode(),
    "tab\there.txt": PAGE.encode(),
    "far.txt": b"".join(b"%d %s" % (n, PLAIN.encode()) for n in range(40)) + PAGE.encode() + PLAIN.encode() * 9,
    "records.jsonl": b"".join(
        json.dumps({"n": n, "text": PLAIN if n % 9 else PAGE}).encode() + b"\n" for n in range(30)
    ),
    "last.jsonl": b'{broken\n{"text": "\\ud83d", "x": 1.0}\r\n' + json.dumps({"text": PAGE}).encode(),
}  # fmt: skip


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("verb", ["check", "fix"])
def test_git_and_patch_apply_a_diff_of_many_files(tool, verb, tmp_path):
    if not shutil.which(tool):
        pytest.skip(f"needs {tool}")
    for folder in ("before", "after"):
        for name, data in DOCUMENTS.items():
            write(tmp_path / folder / name, data)
    done = cleaner(verb, "--diff", *DOCUMENTS, cwd=tmp_path / "before")
    assert done.returncode == 2  # of the broken record
    TOOLS[tool](tmp_path / "before", done.stdout)
    cleaner("fix", *DOCUMENTS, cwd=tmp_path / "after")
    for name, data in DOCUMENTS.items():
        cleaned = (tmp_path / "after" / name).read_bytes()
        assert cleaned != data
        assert (tmp_path / "before" / name).read_bytes() == cleaned, name


@pytest.mark.parametrize("tool", TOOLS)
def test_a_document_of_nothing_but_chrome_is_emptied(tool, tmp_path):
    if not shutil.which(tool):
        pytest.skip(f"needs {tool}")
    path = write(tmp_path / "page.txt", "News ID: 314510\n")
    TOOLS[tool](tmp_path, cleaner("check", "--diff", "page.txt", cwd=tmp_path).stdout)
    assert not path.exists() or path.read_bytes() == b""


@pytest.mark.parametrize("tool", TOOLS)
def test_a_diff_names_files_from_where_it_was_made(tool, corpus):
    if not shutil.which(tool):
        pytest.skip(f"needs {tool}")
    git_apply(corpus, cleaner("check", "--diff", "damaged.txt", cwd=corpus).stdout)
    news = corpus / "news"
    TOOLS[tool](news, cleaner("check", "--diff", news / "page.txt", cwd=news).stdout)
    assert (news / "page.txt").read_bytes() == CLEAN.read_bytes()


@pytest.mark.parametrize("encoding", ["cp1252", "shift_jis", "gb18030"])
def test_a_diff_is_in_the_encoding_of_the_file(encoding, tmp_path):
    text = "News ID: 314510\n§ 3 of the harbour rules, ×2 and more besides.\nText\n"
    path = write(tmp_path / "page.txt", text.encode(encoding))
    done = cleaner("check", "--encoding", encoding, "--diff", "page.txt", cwd=tmp_path)
    git_apply(tmp_path, done.stdout)
    assert path.read_bytes() == text.partition("\n")[2].encode(encoding)


def test_a_diff_in_an_encoding_with_other_line_ends_is_for_reading(tmp_path):
    write(tmp_path / "page.txt", ("News ID: 314510\n" + PLAIN).encode("utf-16"))
    done = cleaner("check", "--encoding", "utf-16", "--diff", "page.txt", cwd=tmp_path)
    assert f"-News ID: 314510\n {PLAIN}" in done.stdout.decode()


def test_a_document_that_does_not_fit_its_encoding_has_no_diff(tmp_path):
    spelled_otherwise = b"\x87\x90"  # is written back as 81 E0
    write(tmp_path / "page.txt", b"News ID: 314510\n" + PLAIN.encode() * 9000 + spelled_otherwise)
    done = cleaner("check", "--encoding", "cp932", "--diff", "page.txt", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")


# The baseline


def test_a_baseline_lets_be_what_was_there_and_finds_what_is_new(corpus):
    wrote = cleaner("check", "--write-baseline", "base.json", *CORPUS, cwd=corpus)
    known = len(rows(corpus, *CORPUS))
    assert (wrote.returncode, wrote.stdout) == (0, b"")
    assert wrote.stderr.decode() == f"wrote base.json: {known} findings in 3 documents\n"
    done = cleaner("check", "--baseline", "base.json", *CORPUS, cwd=corpus)
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr.decode() == f"no new findings; {known} in the baseline\n"
    write(corpus / "fine.txt", PLAIN + "Captcha refresh\n")
    done = cleaner("check", "--baseline", "base.json", *CORPUS, cwd=corpus)
    assert done.returncode == 1
    assert done.stdout.decode() == "fine.txt:2:1: en/page/captcha removes 'Captcha refresh'\n"
    assert done.stderr.decode() == f"1 new finding in 1 document; {known} in the baseline\n"


def test_a_baseline_holds_while_lines_move_and_line_ends_change(corpus):
    cleaner("check", "--write-baseline", "base.json", "news/page.txt", cwd=corpus)
    moved = PAGE.replace(
        "\n\nA wall older", "\n\nA new paragraph about the harbour and its wall.\n\nA wall older", 1
    )
    assert moved != PAGE
    for text in (moved, PAGE.replace("\n", "\r\n")):
        write(corpus / "news" / "page.txt", text.encode())
        done = cleaner("check", "--baseline", "base.json", "news/page.txt", cwd=corpus)
        assert (done.returncode, done.stdout) == (0, b"")


def test_one_more_of_what_a_baseline_knows_is_new(tmp_path):
    pages = [f"Advertisement\nIn year {number} the wall held, and so did the pier.\n" for number in range(3)]
    path = write(tmp_path / "page.txt", "".join(pages[:2]))
    cleaner("check", "--write-baseline", "base.json", "page.txt", cwd=tmp_path)
    write(path, "".join(pages))
    assert [row[1] for row in rows(tmp_path, "--baseline", "base.json", "page.txt")] == ["5"]


def test_what_is_gone_since_is_told_of_documents_that_were_checked(corpus):
    cleaner("check", "--write-baseline", "base.json", *CORPUS, cwd=corpus)
    gone = len(rows(corpus, "news/page.txt"))
    write(corpus / "news" / "page.txt", CLEAN.read_bytes())
    done = cleaner("check", "--baseline", "base.json", "news/page.txt", "fine.txt", cwd=corpus)
    assert done.returncode == 0
    assert done.stderr.decode() == (
        "no new findings; 0 in the baseline\n"
        f"{gone} findings of the baseline no longer found; write it again with --write-baseline base.json\n"
    )
    assert (
        b"no longer found"
        not in cleaner("check", "--baseline", "base.json", "damaged.txt", cwd=corpus).stderr
    )
    assert not cleaner("check", "-q", "--baseline", "base.json", "news/page.txt", cwd=corpus).stderr


def test_a_baseline_written_anew_forgets_what_is_gone_and_keeps_files_that_were_not_checked(corpus):
    cleaner("check", "--write-baseline", "base.json", *CORPUS, cwd=corpus)
    write(corpus / "news" / "page.txt", CLEAN.read_bytes())
    (corpus / "damaged.txt").unlink()
    cleaner("check", "--write-baseline", "base.json", "news/page.txt", cwd=corpus)
    entries = json.loads((corpus / "base.json").read_text("utf-8"))["entries"]
    assert {entry["file"] for entry in entries} == {"records.jsonl"}


def test_a_baseline_is_json_with_a_sorted_entry_a_line(corpus):
    cleaner("check", "--write-baseline", "base.json", *CORPUS, cwd=corpus)
    text = (corpus / "base.json").read_text("utf-8")
    data = json.loads(text)
    first, *lines, last = text.splitlines()
    assert (first, last) == ('{"cleaner-baseline": 1, "entries": [', "]}")
    assert [json.loads(line.rstrip(",")) for line in lines] == data["entries"]
    assert data["entries"] == sorted(data["entries"], key=lambda each: tuple(each.values()))
    cleaner("check", "--write-baseline", "again.json", *reversed(CORPUS), cwd=corpus)
    assert (corpus / "again.json").read_text("utf-8") == text


def test_a_baseline_names_files_from_its_own_folder(corpus):
    cleaner(
        "check", "--write-baseline", "ci/base.json", *CORPUS, cwd=write(corpus / "ci" / "x", "").parent.parent
    )
    entries = json.loads((corpus / "ci" / "base.json").read_text("utf-8"))["entries"]
    assert {entry["file"] for entry in entries} == {f"../{name}" for name in CORPUS[:3]}
    done = cleaner(
        "check", "--baseline", "../ci/base.json", corpus / "news" / "page.txt", cwd=corpus / "news"
    )
    assert done.returncode == 0
    done = cleaner("check", "--baseline", "../ci/base.json", "page.txt", cwd=corpus / "news")
    assert done.returncode == 0


def test_a_baseline_of_nothing_is_read_back(corpus):
    cleaner("check", "--write-baseline", "base.json", "fine.txt", cwd=corpus)
    assert cleaner("check", "--baseline", "base.json", "fine.txt", cwd=corpus).returncode == 0
    assert cleaner("check", "--baseline", "base.json", "damaged.txt", cwd=corpus).returncode == 1


def test_a_baseline_and_sarif_have_the_same_fingerprints(corpus):
    cleaner("check", "--write-baseline", "base.json", *CORPUS, cwd=corpus)
    entries = json.loads((corpus / "base.json").read_text("utf-8"))["entries"]
    _, run = sarif(*CORPUS, cwd=corpus)
    found = Counter(
        (
            each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
            each["ruleId"],
            each["partialFingerprints"]["cleaner/v1"],
        )
        for each in run["results"]
    )
    assert found == {(each["file"], each["rule"], each["text"]): each["count"] for each in entries}


@pytest.mark.parametrize("form", ["json", "github", "sarif", "summary", "full"])
def test_every_report_leaves_out_what_the_baseline_knows(form, corpus):
    cleaner("check", "--write-baseline", "base.json", *CORPUS, cwd=corpus)
    done = cleaner("check", "--baseline", "base.json", "--output-format", form, *CORPUS, cwd=corpus)
    assert done.returncode == 0
    assert b"article-id" not in done.stdout


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "no such file or directory; write it with --write-baseline base.json"),
        ("", "is not a baseline: expecting value"),
        ("News ID: 314510\n", "is not a baseline: expecting value"),
        ("\xff", "is not a baseline: 'utf-8' codec"),
        ("[]", "is not a baseline; correct it"),
        ('{"entries": []}', "is not a baseline; correct it"),
        ('{"cleaner-baseline": 2, "entries": []}', "is a baseline of version 2"),
        ('{"cleaner-baseline": 1, "entries": {}}', "'entries' must be a list"),
        ('{"cleaner-baseline": 1, "entries": [{"file": "a", "rule": "b", "text": "c"}]}', "entry 1 is"),
        (
            '{"cleaner-baseline": 1, "entries": [{"file": "a", "rule": "b", "text": "c", "count": "1"}]}',
            "entry 1 is",
        ),
        (
            '{"cleaner-baseline": 1, "entries": [\n<<<<<<< ours\n{"file": "a", "rule": "b", "text": "c", "count": 1}]}',
            "line 2 column 1",
        ),
    ],
    ids=[
        "missing",
        "empty",
        "text",
        "bytes",
        "list",
        "no-version",
        "newer",
        "no-list",
        "short",
        "type",
        "conflict",
    ],
)
def test_a_bad_baseline_is_an_error_before_anything_is_read(content, message, corpus):
    if content is not None:
        write(corpus / "base.json", content.encode("latin-1"))
    done = cleaner("check", "--baseline", "base.json", *CORPUS, cwd=corpus)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().startswith("cleaner: base.json: ")
    assert message in done.stderr.decode().lower().replace("\n", " ")
    assert done.stderr.count(b"\n") == 1


def test_a_file_that_is_no_baseline_is_not_written_over(corpus):
    done = cleaner("check", "--write-baseline", "news/page.txt", "damaged.txt", cwd=corpus)
    assert done.returncode == 2
    assert (corpus / "news" / "page.txt").read_text("utf-8") == PAGE


def test_a_baseline_is_not_written_when_a_document_could_not_be_looked_at(corpus):
    done = cleaner("check", "--write-baseline", "base.json", *CORPUS, "missing.txt", cwd=corpus)
    assert done.returncode == 2
    assert b"base.json: was not written" in done.stderr
    assert not (corpus / "base.json").exists()


def test_fix_does_not_look_at_the_baseline(corpus):
    cleaner("check", "--write-baseline", "base.json", *CORPUS, cwd=corpus)
    assert cleaner("fix", "news/page.txt", cwd=corpus).returncode == 1
    assert (corpus / "news" / "page.txt").read_bytes() == CLEAN.read_bytes()
    assert b"fix ignores it" in re.sub(rb"\s+", b" ", cleaner("check", "--help").stdout)


@pytest.mark.parametrize(
    "options",
    [
        ["--diff", "--output-format", "json"],
        ["--diff", "--baseline", "base.json"],
        ["--baseline", "base.json", "--write-baseline", "base.json"],
        ["--output-format", "text", "--write-baseline", "base.json"],
    ],
)
def test_options_that_do_not_go_together_are_refused(options, corpus):
    done = cleaner("check", *options, "news/page.txt", cwd=corpus)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"cannot be used together; leave one of them out" in done.stderr


# Manners


def test_thousands_of_files_are_checked_in_their_order(tmp_path):
    names = [f"{number:04}.txt" for number in range(3000)]
    for number, name in enumerate(names):
        (tmp_path / name).write_text(PLAIN if number % 100 else "News ID: 314510\n" + PLAIN, "utf-8")
    done = cleaner("check", *reversed(names), cwd=tmp_path)
    assert done.returncode == 1
    assert [line[:8] for line in done.stdout.decode().splitlines()] == list(reversed(names[::100]))
    assert done.stderr == b"30 findings in 30 documents\n"


def test_a_file_named_twice_is_checked_once(corpus):
    assert rows(corpus, "damaged.txt", "damaged.txt") == rows(corpus, "damaged.txt")


def test_quiet_leaves_the_list_and_the_errors(corpus):
    done = cleaner("check", "-q", "damaged.txt", "missing.txt", cwd=corpus)
    assert done.stdout == cleaner("check", "damaged.txt", cwd=corpus).stdout
    assert done.stderr == b"cleaner: missing.txt: no such file or directory; check the name\n"


@pytest.mark.parametrize("options", [["--output-format", "text"], ["--output-format", "sarif"], ["--diff"]])
def test_a_reader_that_goes_away_ends_check_quietly(options, tmp_path):
    write(tmp_path / "page.txt", f"Share this article\n{PLAIN}" * 10_000)
    process = subprocess.Popen(
        [sys.executable, "-m", "cleaner", "check", *options, tmp_path / "page.txt"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    process.stdout.readline()
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    assert (process.wait(PATIENCE), errors) == (141, b"")


FORMS = [["--output-format", "text"], ["--output-format", "full"], ["--diff"]]


@pytest.mark.parametrize("options", FORMS)
def test_colours_are_for_terminals_only(options, corpus):
    shown = on_terminal("check", "-q", *options, "damaged.txt", cwd=corpus)
    plain = cleaner("check", *options, "damaged.txt", cwd=corpus).stdout
    assert b"\x1b[" in shown
    assert b"\x1b[" not in plain
    assert re.sub(rb"\x1b\[[0-9;]*m", b"", shown).replace(b"\r\n", b"\n") == plain


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=["no-color", "dumb"])
def test_nobody_is_forced_to_see_colours(variables, corpus):
    for options in FORMS:
        assert b"\x1b[" not in on_terminal("check", "-q", *options, "damaged.txt", cwd=corpus, env=variables)


@pytest.mark.parametrize("form", ["json", "github", "sarif", "summary"])
def test_reports_for_programs_have_no_colours(form, corpus):
    assert b"\x1b[" not in on_terminal("check", "--output-format", form, "damaged.txt", cwd=corpus)
