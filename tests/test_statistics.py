"""Statistics of a run: what `--stats FILE` writes, adds up, and refuses."""

import json

import pytest
from command import ADVERT, BLOG, SAMPLE, cleaner, inside

from cleaner.corpus import frequent
from cleaner.corpus.frequent import Frequent
from cleaner.corpus.samples import Highest, Samples
from cleaner.corpus.statistics import statistics_from
from cleaner.errors import InputError

PROSE = "The harbour master closed the gates at noon, and the tide went out without a sound.\n"
PAGE = f"{PROSE}News ID: 314510\n{PROSE}Captcha refresh\n"


@pytest.fixture
def corpus(tmp_path):
    """Make texts and records, some of which have chrome, and one that cannot be read."""
    (tmp_path / "plain.txt").write_text(PROSE, "utf-8")
    (tmp_path / "page.txt").write_text(PAGE, "utf-8")
    records = [{"text": PAGE}, {"text": PROSE}, {"text": "“Café”, she wrote.\nNews ID: 7\n"}, {"text": 5}]
    lines = [json.dumps(record) + "\n" for record in records] + ["{broken\n"]
    (tmp_path / "pages.jsonl").write_text("".join(lines), "utf-8")
    return tmp_path


def statistics_of(folder, *arguments, name="run.json"):
    done = inside("clean", *arguments, "-o", "out/", "-q", "--stats", name, cwd=folder)
    return done.returncode, json.loads((folder / name).read_bytes())


def test_counts_are_those_of_input_and_output(corpus):
    code, told = statistics_of(corpus, "plain.txt", "page.txt", "pages.jsonl")
    assert code == 2
    texts = [PROSE, PAGE, PAGE, PROSE, "“Café”, she wrote.\nNews ID: 7\n"]
    out = corpus / "out"
    records = [json.loads(line) for line in (out / "pages.jsonl").read_text("utf-8").splitlines()[:3]]
    left = [(out / "plain.txt").read_text("utf-8"), (out / "page.txt").read_text("utf-8")]
    left += [record["text"] for record in records]
    assert {name: told[name] for name in ("documents", "changed", "capped", "failed")} == {
        "documents": 7, "changed": 3, "capped": 0, "failed": 2
    }  # fmt: skip
    assert told["characters"] == sum(map(len, texts))
    assert told["characters"] - told["removed_characters"] == sum(map(len, left))
    assert told["lines"] == sum(text.count("\n") for text in texts)
    assert told["lines"] - told["removed_lines"] == sum(text.count("\n") for text in left)


def test_groups_add_up_to_the_whole(corpus):
    _, told = statistics_of(corpus, "plain.txt", "page.txt", "pages.jsonl")
    for group in ("rule", "topic", "language"):
        counts = told[f"by_{group}"].values()
        assert sum(each["edits"] for each in counts) == told["edits"] == 5
        assert sum(each["lines"] for each in counts) == told["removed_lines"]
    for name in ("documents", "lines", "characters", "removed_characters", "edits", "failed"):
        assert sum(each[name] for each in told["by_file"].values()) == told[name]
    assert told["by_rule"]["en/metadata/article-id"]["documents"] == 3
    assert told["by_topic"]["metadata"]["edits"] == 3
    assert told["by_language"]["en"]["documents"] == 3
    assert sum(told["by_removed_share"]) == told["documents"]


def test_sites_are_counted_where_a_field_names_them(tmp_path):
    rows = [
        {"url": f"https://www.{site}/{n}", "text": PAGE if n % 2 else PROSE}
        for n in range(4)
        for site in ("a.example.org", "b.example.org")
    ]
    rows.append({"text": PROSE})
    (tmp_path / "pages.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    _, told = statistics_of(tmp_path, "pages.jsonl", "--site-field", "url")
    assert [*told["by_site"]] == ["a.example.org", "b.example.org"]
    for counts in told["by_site"].values():
        assert (counts["documents"], counts["changed"], counts["edits"]) == (4, 2, 4)
    assert told["documents"] == 9


def test_runs_that_are_added_up_say_what_one_run_says(corpus):
    _, whole = statistics_of(corpus, "page.txt", "pages.jsonl", "plain.txt")
    for name in ("page.txt", "pages.jsonl", "plain.txt"):
        done = inside("clean", name, "-q", "-o", f"{name}.out", "--stats", f"{name}.json", cwd=corpus)
        assert done.returncode in (0, 2)
    names = [f"{name}.json" for name in ("plain.txt", "page.txt", "pages.jsonl")]
    assert inside("report", *names, "-o", "sum.json", cwd=corpus).returncode == 0
    assert json.loads((corpus / "sum.json").read_bytes()) == whole


def test_workers_write_the_same_bytes(corpus):
    inside("clean", "page.txt", "pages.jsonl", BLOG, "-q", "-o", "one/", "--stats", "1.json", cwd=corpus)
    cleaner("page.txt", "pages.jsonl", BLOG, "-q", "-o", "two/", "--stats", "2.json", "-j", "2", cwd=corpus)
    assert (corpus / "1.json").read_bytes() == (corpus / "2.json").read_bytes()


def test_capped_and_failed_documents_are_named(corpus):
    (corpus / "rules.toml").write_text(ADVERT, "utf-8")
    (corpus / "ad.txt").write_text("Buy our boat\n", "utf-8")
    options = ["--rules", "rules.toml", "--max-removed", "0.5"]
    _, told = statistics_of(corpus, "ad.txt", "pages.jsonl", "missing.txt", *options)
    assert (told["capped"], told["failed"]) == (1, 3)
    assert told["documents_by"]["capped"] == [{"share": 1.0, "where": "ad.txt"}]
    assert [each["where"] for each in told["documents_by"]["failed"]] == [
        "missing.txt", "pages.jsonl:4", "pages.jsonl:5"
    ]  # fmt: skip
    assert told["documents_by"]["share"][0]["where"] == "pages.jsonl:3"


def test_without_a_file_statistics_are_printed(corpus):
    done = inside("clean", "page.txt", "--stats", cwd=corpus)
    assert b"documents  1 (1 changed" in done.stderr
    assert inside("clean", "--stats", "--level", "gentle", stdin=PROSE.encode()).stderr.startswith(
        b"documents"
    )


def test_a_document_behind_stats_is_not_written_over(corpus):
    for path in ("page.txt", "."):
        done = inside("clean", "--stats", path, cwd=corpus, stdin=PROSE.encode())
        assert (done.returncode, done.stdout) == (2, b"")
        assert b"is not a file of statistics" in done.stderr
    assert (corpus / "page.txt").read_text("utf-8") == PAGE
    assert statistics_of(corpus, "page.txt") == statistics_of(corpus, "page.txt")  # its own file may be


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"{", b'{"statistics": 2}', b'{"statistics": 1}', b'{"statistics": 1, "settings": []}'],
)
def test_other_files_are_refused(data):
    with pytest.raises(InputError, match="file of statistics"):
        statistics_from(data, "run.json")


def test_bytes_of_names_that_are_not_utf_8_come_back(tmp_path):
    name = b"caf\xe9.txt"
    (tmp_path / "page.txt").write_text(PAGE, "utf-8")
    try:
        (tmp_path / "page.txt").rename(tmp_path / name.decode("utf-8", "surrogateescape"))
    except OSError:
        pytest.skip("this file system takes names in UTF-8 only")
    assert inside("clean", name, "-o", "out.txt", "--stats", "run.json", cwd=tmp_path).returncode == 0
    statistics = statistics_from((tmp_path / "run.json").read_bytes(), "run.json")
    assert [*statistics.groups["file"]] == ["caf\udce9.txt"]


def test_samples_do_not_depend_on_the_order():
    def met(names):
        samples = Samples(3)
        for name in names:
            samples.add(name, f"{name}.txt", dict)
        return samples.as_data()

    names = [str(number) for number in range(100)]
    assert met(names) == met(reversed(names)) == met(names * 2)
    parts = Samples(3)
    parts.merge(met(names[50:]))
    parts.merge(met(names[:50]))
    assert parts.as_data() == met(names)


def test_the_highest_are_kept_and_equal_ones_by_name():
    highest = Highest(2)
    for rank, where in ((1, "a"), (3, "c"), (3, "b"), (2, "d")):
        highest.add(rank, where, {})
    assert [each["where"] for each in highest.as_data()] == ["b", "c"]


def test_frequent_texts_are_found_in_bounded_memory(monkeypatch):
    monkeypatch.setattr(frequent, "MAX_COUNTED", 100)
    counted = Frequent()
    for number in range(5000):
        counted.add("rule", "often")
        counted.add("rule", f"once, in document {number}")
    assert len([*counted.items()]) <= 200
    told = counted.as_data()
    most = told["lines"][0]
    assert most["text"] == "often"
    assert 5000 - told["uncertain"] <= most["count"] <= 5000
    assert 0 < told["uncertain"] <= 10_000 / 100


def test_counts_of_files_that_list_the_most_only_are_added_up_within_what_is_uncertain(monkeypatch):
    monkeypatch.setattr(frequent, "MAX_TOLD", 2)

    def told(**counts):
        counted = Frequent()
        for text, count in counts.items():
            counted.add("rule", text, count)
        return Frequent.from_data(counted.as_data())

    one, two = told(a=9, b=5, c=4), told(c=8, d=7, a=6)
    alone = Frequent()
    alone.merge(one)
    assert alone.as_data() == {**one.as_data(), "uncertain": 0, "left_out": 4}
    one.merge(two)
    sums = {line["text"]: line["count"] for line in one.as_data()["lines"]}
    for text, count in sums.items():
        assert count <= {"a": 15, "b": 5, "c": 12, "d": 7}[text] <= count + one.uncertain


def test_the_next_run_replaces_the_file(tmp_path):
    for _ in range(2):
        done = inside("clean", SAMPLE, "-o", tmp_path / "out.txt", "--stats", tmp_path / "run.json")
        assert done.returncode == 0
    assert json.loads((tmp_path / "run.json").read_bytes())["documents"] == 1
