"""The site: built from the same pages without a warning, none of them missing, and nothing asked of the network."""

import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

pytest.importorskip("sphinx")
pytest.importorskip("myst_parser")
pytest.importorskip("furo")

ROOT = Path(__file__).parent.parent
OTHERS = [Path("README.md"), Path("CHANGELOG.md"), Path("CONTRIBUTING.md"), Path(".github/SECURITY.md")]
PAGES = [*OTHERS, *sorted(path.relative_to(ROOT) for path in (ROOT / "docs").rglob("*.md"))]
FETCHING = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}
"""Elements for which a browser fetches something when it shows a page."""


class Fetched(HTMLParser):
    """Collects what a browser fetches for a page, and where the page leads."""

    def __init__(self):
        super().__init__()
        self.fetched, self.links = [], []

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag in FETCHING and FETCHING[tag] in attributes:
            self.fetched.append(attributes[FETCHING[tag]])
        if tag == "a":
            self.links.append(attributes.get("href", ""))


def read(path):
    page = Fetched()
    page.feed(path.read_text("utf-8"))
    return page


def built(root, folder):
    """Build the site as CI does."""
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-c", ".ci/site", ".", folder]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Return the folder of the built site."""
    folder = tmp_path_factory.mktemp("site")
    done = built(ROOT, folder)
    assert (done.returncode, done.stderr) == (0, "")
    return folder


@pytest.fixture
def copy(tmp_path):
    """Return a copy of what the site is built from."""
    for path in PAGES:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, tmp_path / path)
    shutil.copy(ROOT / "docs" / "rule.schema.json", tmp_path / "docs")
    shutil.copytree(ROOT / ".ci" / "site", tmp_path / ".ci" / "site")
    return tmp_path


def test_every_page_is_built_and_in_the_navigation(site):
    links = read(site / "README.html").links
    for path in PAGES:
        page = path.with_suffix(".html").as_posix()
        assert (site / page).exists()
        assert page in links or page == "README.html"


def test_the_navigation_has_the_parts_of_the_index(site):
    parts = re.findall(r"^## (.*)", (ROOT / "docs" / "index.md").read_text("utf-8"), re.MULTILINE)
    shown = re.findall(r'class="caption-text">([^<]*)<', (site / "README.html").read_text("utf-8"))
    assert parts[:4] == ["Learn", "Do", "Look up", "Understand"]
    assert shown == [*parts, "All pages"]


def test_a_reader_who_opens_the_folder_comes_to_the_first_page(site):
    assert "README.html" in read(site / "index.html").links


def test_no_page_fetches_anything_from_the_network(site):
    pages = [read(path) for path in site.rglob("*.html")]
    fetched = [address for page in pages for address in page.fetched]
    assert len(fetched) > len(PAGES)
    assert [address for address in fetched if re.match(r"(?:\w+:)?//", address)] == []
    styles = [path.read_text("utf-8") for path in site.rglob("*.css")]
    assert styles
    assert [
        found for text in styles for found in re.findall(r"(?:@import|url\()\s*['\"]?(?:\w+:)?//\S*", text)
    ] == []


def test_an_option_in_prose_keeps_its_hyphens(site):
    dashed = re.compile(r"(?<!\w)[–—]\w+")
    for path in PAGES:
        shown = re.sub(r"<[^>]*>", "", (site / path.with_suffix(".html")).read_text("utf-8"))
        assert set(dashed.findall(shown)) <= set(dashed.findall((ROOT / path).read_text("utf-8")))


@pytest.mark.parametrize(
    ("page", "text", "fault"),
    [
        ("docs/speed.md", "[gone](gone.md)", "gone"),
        ("docs/speed.md", "[gone](packs.md#gone)", "gone"),
        ("docs/new.md", "# A page to which nothing leads", "isn't included in any toctree"),
    ],
    ids=["a link to no page", "a link to no part", "a page that is not in the index"],
)
def test_a_fault_stops_the_build(copy, page, text, fault):
    with (copy / page).open("a", encoding="utf-8") as file:
        file.write(f"\n{text}\n")
    done = built(copy, copy / "site")
    assert done.returncode == 1
    assert Path(page).name in done.stderr
    assert fault in done.stderr
