"""The site of a document, the rules that are for it, and the settings that hold for it."""

import json

import pytest
from command import inside

from cleaner.corpus.sites import site_of, site_of_path

SITES = {
    "/news/page.html": None,
    "": None,
    "reader@example.org": None,
    "example.org/~reader@home": "example.org",
    "mailto:reader@example.org": None,
    "urn:isbn:9780140449136": None,
    "file:///home/reader/page.html": None,
    "not a host.example": None,
    "http://[broken": None,
    "http://": None,
    "chapter": None,
    "https://example.org/news": "example.org",
    "HTTPS://WWW.Example.ORG/News": "example.org",
    "http://reader:word@example.org:8080/?a=b#c": "example.org",
    "//example.org/news": "example.org",
    "example.org": "example.org",
    "www.example.org": "example.org",
    "example.org:443/news": "example.org",
    "example.org.": "example.org",
    "  https://example.org \n": "example.org",
    "https://blog.example.org": "blog.example.org",
    "https://www2.example.org": "www2.example.org",
    "https://bücher.example/": "bücher.example",
    "https://xn--bcher-kva.example/": "xn--bcher-kva.example",
    "http://localhost:8000/page": "localhost",
    "http://192.0.2.7/page": "192.0.2.7",
    "http://[2001:db8::7]:80/": "2001:db8::7",
}


@pytest.mark.parametrize(("url", "site"), SITES.items(), ids=SITES)
def test_the_site_of_a_url_is_its_host(url, site):
    assert site_of(url) == site


PATHS = {
    "page.txt": None,
    "example.org": None,
    "corpus/pages.d/page.txt": None,
    "corpus/v1.2/page.txt": None,
    "example.org/page.txt": "example.org",
    "corpus/www.example.org/news/2021/page.txt": "example.org",
    "old.example/example.org/page.txt": "example.org",
    "corpus\\bücher.example\\page.txt": "bücher.example",
}


@pytest.mark.parametrize(("path", "site"), PATHS.items(), ids=PATHS)
def test_the_site_of_a_file_is_a_folder_with_the_name_of_a_host(path, site):
    assert site_of_path(path) == site


RULES = """about = "Lines that the harbour's newspaper prints"
sites = ["tide.example"]

[line.boat]
why = "The shop of the newspaper."
phrases = ["Buy our boat"]
level = "normal"
examples = '''
- Buy our boat
  Buy our boat, he said.
'''
"""
TEXT = "The wall will hold for another winter, said the harbour master on Monday.\nBuy our boat\nShare this\n"
STAYS = TEXT.replace("Share this\n", "")
GOES = STAYS.replace("Buy our boat\n", "")
RECORDS = {
    "https://tide.example/news": GOES,
    "https://www.tide.example:8080/": GOES,
    "blog.tide.example": GOES,
    "https://high-tide.example/news": STAYS,
    "https://tide.example.org/": STAYS,
    "": STAYS,
    None: STAYS,
}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "rules" / "sites").mkdir(parents=True)
    (tmp_path / "rules" / "sites" / "tide.toml").write_text(RULES, "utf-8")
    records = [{"meta": {"url": url}, "text": TEXT} for url in RECORDS]
    (tmp_path / "pages.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    for name in ("tide.example", "other.example"):
        (tmp_path / "corpus" / name / "news").mkdir(parents=True)
        (tmp_path / "corpus" / name / "news" / "page.txt").write_text(TEXT, "utf-8")
    return tmp_path


def cleaned(folder, *options):
    done = inside("pages.jsonl", "--rules", "rules", "--site-field", "meta.url", *options, cwd=folder)
    assert (done.returncode, done.stderr) == (0, b"")
    return [json.loads(line)["text"] for line in done.stdout.splitlines()]


def test_rules_of_a_site_clean_the_records_of_that_site_only(folder):
    assert cleaned(folder) == list(RECORDS.values())
    assert cleaned(folder, "-j", "2") == list(RECORDS.values())


def test_without_a_site_rules_of_sites_say_nothing(folder):
    done = inside("pages.jsonl", "--rules", "rules", cwd=folder)
    assert {json.loads(line)["text"] for line in done.stdout.splitlines()} == {STAYS}


def test_the_site_of_a_file_is_in_its_path(folder):
    inside("corpus", "--rules", "rules", "-o", "out/", cwd=folder)
    assert (folder / "out/tide.example/news/page.txt").read_text("utf-8") == GOES
    assert (folder / "out/other.example/news/page.txt").read_text("utf-8") == STAYS


def test_a_rule_is_switched_off_for_one_site(folder):
    (folder / "cleaner.toml").write_text(
        '[[per-site]]\nsites = ["tide.example"]\nignore = ["*/share"]\n', "utf-8"
    )
    shared = [text.replace("Buy our boat\n", "") if text == GOES else text for text in RECORDS.values()]
    expected = [TEXT.replace("Buy our boat\n", "") if text == GOES else text for text in shared]
    assert cleaned(folder) == expected
    assert cleaned(folder, "--ignore", "sites/tide")[0] == TEXT


WRONG = {
    'sites = "tide.example"': b"'sites' must be a list of hosts",
    'sites = ["https://tide.example"]': b"'https://tide.example' is not a host",
    'sites = ["www.tide.example"]': b"is not a host; write it in small letters, without scheme, www",
    "sites = []": b"'sites' is empty",
}


@pytest.mark.parametrize(("line", "message"), WRONG.items(), ids=WRONG)
@pytest.mark.parametrize("name", ["rules/sites/tide.toml", "cleaner.toml"])
def test_a_site_that_is_not_a_host_is_refused(name, line, message, folder):
    rules = RULES.replace('sites = ["tide.example"]', line)
    table = f'[[per-site]]\n{line}\nlevel = "gentle"\n'
    (folder / name).write_text(table if name == "cleaner.toml" else rules, "utf-8")
    done = inside("pages.jsonl", "--rules", "rules", cwd=folder)
    assert done.returncode == 2
    assert message in done.stderr


def test_a_rule_that_needs_no_match_is_for_all_sites(folder):
    rewrite = (
        RULES
        + """
[rewrite.name]
why = "The name of the newspaper."
pattern = ' \\| the tide$'
with = ''
examples = '''
- Flood barrier | The Tide
+ Flood barrier
  Flood barrier
'''
"""
    )
    (folder / "rules/sites/tide.toml").write_text(rewrite, "utf-8")
    done = inside("pages.jsonl", "--rules", "rules", cwd=folder)
    assert b"cannot do for some sites only; move it to a file without 'sites'" in done.stderr
