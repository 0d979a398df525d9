"""`cleaner mine`: what recurs on a site is proposed, what an author wrote is not, whatever the order and the workers."""

import json
import random

import pytest
from command import inside
from crawl import article, daily, page, write_records

from cleaner.ruleset.packs import load_packs


def mined(folder, documents, *options):
    """Mine a corpus of records and return the phrases of its rules by rule id."""
    folder.mkdir(exist_ok=True)
    write_records(folder / "pages.jsonl", documents)
    done = inside("mine", folder / "pages.jsonl", "--site-field", "url", "-o", folder / "out", *options)
    assert done.returncode == 0, done.stderr.decode()
    return rules_in(folder / "out")


def cleaned(site, text, rules):
    """Return what the rules of a folder leave of a document of a site."""
    record = json.dumps({"url": f"https://{site}/1", "text": text}).encode()
    done = inside("--format", "jsonl", "--site-field", "url", "--no-shipped", "--rules", rules, stdin=record)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)["text"]


def rules_in(folder):
    if not list(folder.glob("*.toml")):
        return {}
    rules = (rule for pack in load_packs([folder]) for rule in pack.rules)
    return {
        rule.id: (
            *getattr(rule, "phrases", ()),
            *(phrase for test in rule.tests().values() for phrase in test.phrases),
        )
        for rule in rules
    }


def phrases(rules):
    return {phrase for some in rules.values() for phrase in some}


def test_what_the_site_prints_is_proposed_and_nothing_else(tmp_path):
    assert phrases(mined(tmp_path, daily())) == {
        "The Tidewater Daily",
        "Issue no. {:n} of the paper",
        "Read the letters of our neighbours",
        "Tidewater Daily, Quay Street",
        "Ask for the paper boy",
        "Press run: {:n} copies",
    }


def test_articles_without_a_template_give_no_rule(tmp_path):
    chance = random.Random(2)
    documents = [("plain.example.org", "\n".join(article(chance, number))) for number in range(20)]
    assert mined(tmp_path, documents) == {}


def test_an_article_crawled_often_is_one_document(tmp_path):
    chance = random.Random(3)
    texts = [page(chance, number) for number in range(8)]
    subheads = "\nHow it began\nIt began in spring, when nobody in the town had thought of a new bell or of its price at all.\n"
    copies = [texts[0] + subheads + f"Printed at {hour}:15\n" for hour in range(10, 15)]
    found = phrases(mined(tmp_path, [("town.example.org", text) for text in [*texts, *copies]]))
    assert "How it began" not in found


def test_a_headline_that_other_pages_list_stays(tmp_path):
    chance = random.Random(4)
    top = "Bell of the mill found in the ferry"
    listed = [page(chance, number, below=["From our archive", top]) for number in range(8)]
    own = top + "\n" + page(chance, 99).partition("\n")[2]
    folder = tmp_path / "crawl"
    mined(folder, [("bells.example.org", text) for text in [*listed, own]])
    assert cleaned("bells.example.org", own, folder / "out") == own.replace("\nFrom our archive", "")


def test_what_shipped_rules_remove_is_left_out(tmp_path):
    chance = random.Random(5)
    texts = [page(chance, number, below=["Captcha refresh", "Ring the quay bell"]) for number in range(6)]
    assert phrases(mined(tmp_path, [("bell.example.org", text) for text in texts])) == {"Ring the quay bell"}


def test_lines_of_a_site_are_no_rules_for_another(tmp_path):
    chance = random.Random(6)
    documents = [
        (f"site-{number}.example.org", page(chance, number, below=["Ring the quay bell"]))
        for number in range(9)
    ]
    assert mined(tmp_path, documents) == {}


def test_order_and_workers_change_nothing(tmp_path):
    documents = daily() + daily(site="weekly.example.org", seed=7)
    one, other = tmp_path / "one", tmp_path / "other"
    mined(one, documents, "--date", "2021-03-31")
    mined(other, documents[::-1], "-j", "2", "--date", "2021-03-31")
    first = {path.name: path.read_bytes() for path in (one / "out").iterdir()}
    assert len(first) == 2
    assert first == {path.name: path.read_bytes() for path in (other / "out").iterdir()}


def test_a_mined_file_passes_its_own_examples_and_cleans(tmp_path):
    mined(tmp_path, daily())
    done = inside("test", tmp_path / "out")
    assert done.returncode == 0, done.stdout.decode()
    _, text = daily(count=13)[12]
    kept = [
        line
        for line in text.splitlines()
        if "Tidewater" not in line and "paper" not in line and "Press run" not in line
    ]
    without = [line for line in kept if not line.startswith("Read the letters")]
    assert cleaned("daily.example.org", text, tmp_path / "out").splitlines() == without
    assert cleaned("other.example.org", text, tmp_path / "out") == text


def test_folders_are_sites(tmp_path):
    for number, (_, text) in enumerate(daily()):
        path = tmp_path / "crawl" / "daily" / f"{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    assert inside("mine", tmp_path / "crawl", "-o", tmp_path / "out").returncode == 0
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["daily.toml"]


def test_the_file_says_what_it_was_mined_from(tmp_path):
    documents = daily()
    mined(tmp_path, documents, "--date", "2021-03-31")
    header = (tmp_path / "out" / "daily.example.org.toml").read_text("utf-8").partition("\n")[0]
    size = sum(len(text.encode()) for _, text in documents)
    assert header.startswith(
        f"# Mined from 12 documents of daily.example.org ({size:,} bytes, the newest of 2021-03-31, digest "
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-o", "out"], "no corpus is named"),
        (["-", "-o", "out"], "cannot be read twice"),
        (["pages.txt", "-o", "pages.txt"], "is not a folder"),
        (["pages.txt", "-o", "out", "--date", "May"], "is not a date"),
        (["pages.jsonl", "-o", "out", "--text-field", "body"], "no text is in the corpus; name the field"),
    ],
)
def test_a_wrong_call_says_what_to_do(tmp_path, arguments, said):
    (tmp_path / "pages.txt").write_text("The wall will hold.\n", "utf-8")
    (tmp_path / "pages.jsonl").write_text('{"text": "The wall will hold."}\n', "utf-8")
    done = inside("mine", *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr.decode()


def test_a_file_that_is_there_is_not_overwritten(tmp_path):
    mined(tmp_path, daily())
    before = (tmp_path / "out" / "daily.example.org.toml").read_bytes()
    done = inside("mine", tmp_path / "pages.jsonl", "--site-field", "url", "-o", tmp_path / "out")
    assert done.returncode == 2
    assert "--update" in done.stderr.decode()
    assert (tmp_path / "out" / "daily.example.org.toml").read_bytes() == before


def test_bytes_that_are_not_utf_8_stand_beside_what_is_proposed(tmp_path):
    chance = random.Random(12)
    folder = tmp_path / "town.example.org"
    folder.mkdir()
    for number in range(6):
        text = page(chance, number, below=["Ring the quay bell", f"Bell {chance.random()} "]).encode()
        (folder / f"{number}.txt").write_bytes(b"B\xffll of the old ferry master\n" + text + b"\xfe\n")
    done = inside("mine", folder, "-o", tmp_path / "out")
    assert done.returncode == 0, done.stderr.decode()
    assert "Ring the quay bell" in phrases(rules_in(tmp_path / "out"))
