"""The report: one page about a run, looked at in a real browser."""

import json
import re
from html.parser import HTMLParser

import pytest
from browser import BROWSER, DRIVER, ENTER, ESCAPE, browsing, contrast
from command import ADVERT, BLOG, SAMPLE, inside

from cleaner.cli.report_page import page_of
from cleaner.corpus.statistics import Statistics
from cleaner.text.edits import Edit

pytest.importorskip("jinja2")

PROSE = "The harbour master closed the gates at noon, and the tide went out without a sound.\n"
HOSTILE = '<script>document.title = "taken"</script><img src="https://example.org/x.png" onerror="document.title=1">'


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Make statistics, a log and a page of a run in which one document would like to take over the page."""
    folder = tmp_path_factory.mktemp("report")
    (folder / "rules.toml").write_text(ADVERT.replace("Buy our boat", "Buy our boat {text}"), "utf-8")
    records = [{"text": f"{PROSE}News ID: {number}\n"} for number in range(40)] + [{"text": PROSE}] * 20
    records += [{"text": f"{PROSE}Buy our boat {HOSTILE} \u202e\x1b[31m\n"}, {"text": 7}]
    lines = "".join(json.dumps(record) + "\n" for record in records)
    (folder / "<b>pages.jsonl").write_text(lines, "utf-8")
    options = ["--rules", "rules.toml", "-o", "out/", "--stats", "run.json", "--log", "run.jsonl", "-q"]
    assert inside("clean", "<b>pages.jsonl", BLOG, SAMPLE, *options, cwd=folder).returncode == 2
    for source in ("run.json", "run.jsonl"):
        assert inside("report", source, "-o", f"{source}.html", cwd=folder).returncode == 0
    return folder


def page(folder, name="run.json"):
    return (folder / f"{name}.html").read_text("utf-8")


class Reader(HTMLParser):
    """Collects what a page loads, and its text."""

    def __init__(self):
        super().__init__()
        self.addresses, self.scripts, self.text = [], 0, []

    def handle_starttag(self, tag, attrs):
        self.scripts += tag == "script"
        self.addresses += [value for name, value in attrs if name in ("src", "href", "srcset", "action")]

    def handle_data(self, data):
        self.text.append(data)


@pytest.mark.parametrize("source", ["run.json", "run.jsonl"])
def test_the_page_loads_nothing_and_runs_its_own_script_only(folder, source):
    reader = Reader()
    reader.feed(page(folder, source))
    assert reader.scripts == 1
    assert all(address.startswith("#") for address in reader.addresses)
    assert "\u202e" not in page(folder, source)
    assert "\x1b" not in page(folder, source)
    assert any(HOSTILE[:20] in text for text in reader.text)


@pytest.mark.parametrize("source", ["run.json", "run.jsonl"])
def test_the_page_tells_of_documents_rules_lines_and_blocks(folder, source):
    reader = Reader()
    reader.feed(page(folder, source))
    text = " ".join(" ".join(reader.text).split())
    for said in ("64 documents", "en/metadata/article-id", "News ID: 3", "Lines removed most",
                 "common/evidence/block", "Ten kinds of rope", "<b>pages.jsonl:61"):  # fmt: skip
        assert said in text
    assert "points: " in text or source == "run.jsonl"  # which a log does not have


def test_a_log_counts_what_statistics_count(folder):
    for source in ("run.json", "run.jsonl"):
        assert inside("report", source, "-o", f"{source}.sum.json", cwd=folder).returncode == 0
    run, log = (json.loads((folder / f"{name}.sum.json").read_bytes()) for name in ("run.json", "run.jsonl"))
    same = ("documents", "changed", "removed_lines", "removed_characters", "edits", "by_removed_share")
    assert {name: run[name] for name in same} == {name: log[name] for name in same}
    for group in ("by_rule", "by_topic", "by_language", "removed_most"):
        assert run[group] == log[group]
    assert [each["where"] for each in run["documents_by"]["share"]] == [
        each["where"] for each in log["documents_by"]["share"]
    ]


def test_a_page_of_a_huge_run_is_small():
    statistics = Statistics()
    for number in range(3000):
        name, text = f"en/topic/rule-{number}", f"line {number} " * 100
        statistics.frequent.add(name, text)
        statistics.of_rule(name).add(text, "page.txt:1", lambda text=text: {"before": text, "after": ""})
        statistics.count_rules([Edit(0, 5, "chars", "", name)], set())
        counts = {"characters": 100, "removed_characters": number % 100, "documents": 1}
        statistics.count_document(f"page-{number}.txt", f"page-{number}.txt", "", statistics_counts(counts))
    assert len(page_of(statistics, {}, "huge", "run.json")) < 2_000_000


def statistics_counts(counts):
    return {**dict.fromkeys(("lines", "removed_lines", "changed", "edits"), 1), **counts}


def test_an_empty_run_has_a_page():
    assert b"No rule acted." in page_of(Statistics(), {}, "nothing", "run.json")


def test_wrong_calls_are_told(tmp_path):
    (tmp_path / "page.txt").write_text(PROSE, "utf-8")
    (tmp_path / "cut.jsonl").write_text('{"cleaner": "0.1.0", "log": 1, "document": "a"}\n', "utf-8")
    for arguments, said in {
        ("page.txt",): b"page.txt: is not a file of statistics; name one that --stats FILE wrote",
        ("missing.json",): b"missing.json: no such file or directory; check the name",
        ("cut.jsonl",): b"cut.jsonl:1: 'encoding' is missing",
        ("page.txt", "-o", "page.txt"): b"--output: page.txt is also read; name another file",
    }.items():
        done = inside("report", *arguments, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (2, b"")
        assert said in done.stderr


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    if not (BROWSER and DRIVER):
        pytest.skip("there is no Chromium")
    with browsing(tmp_path_factory.mktemp("browser")) as browser:
        yield browser


def test_the_search_finds_rows_by_keyboard(browser, folder):
    browser.open(folder / "run.json.html")
    shown = 'return [...document.querySelectorAll("[data-row]")].filter(row => row.checkVisibility()).length'
    everything = browser.run(shown)
    browser.type("/rope kinds")
    hits = browser.run('return document.getElementById("hits").textContent')
    assert re.fullmatch(r"\d+ hits?", hits)
    assert 0 < browser.run(shown) < everything
    assert browser.run('return document.getElementById("blocks").checkVisibility()')
    assert not browser.run('return document.getElementById("failed").checkVisibility()')
    browser.type(ESCAPE)
    assert browser.run(shown) == everything


def test_a_rule_opens_by_keyboard(browser, folder):
    browser.open(folder / "run.json.html")
    browser.run('document.querySelector("summary").focus()')
    browser.type(ENTER)
    assert browser.run('return document.querySelector("details").open')
    assert browser.run('return document.querySelector("details .lines").checkVisibility()')


def test_text_of_documents_cannot_act(browser, folder):
    browser.open(folder / "run.json.html")
    assert browser.run("return document.title") == "cleaner report: run.json"
    assert browser.run("return document.images.length") == 0
    assert browser.run('return document.body.textContent.includes("onerror=")')
    assert browser.messages() == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_text_can_be_read_in_light_and_dark(browser, folder, dark):
    browser.open(folder / "run.json.html", dark=dark)
    colors = """return [".tiles b", ".about", "td", ".lines .gone bdi", "nav a", ".where"].map(name => {
      let part = document.querySelector(name), ground = part;
      while (getComputedStyle(ground).backgroundColor === "rgba(0, 0, 0, 0)") ground = ground.parentElement;
      return [name, getComputedStyle(part).color, getComputedStyle(ground).backgroundColor];
    })"""
    for name, text, ground in browser.run(colors):
        assert contrast(text, ground) >= 4.5, name
    grounds = browser.run("return getComputedStyle(document.body).backgroundColor")
    assert (contrast(grounds, "rgb(0, 0, 0)") < 3) == dark


@pytest.mark.parametrize("width", [360, 768, 1200])
def test_the_page_fits_every_width(browser, folder, width):
    browser.open(folder / "run.json.html", width=width)
    assert browser.run("return document.documentElement.scrollWidth") <= width
    assert browser.screenshot().startswith(b"\x89PNG")
