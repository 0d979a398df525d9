"""The site of the documentation: sphinx-build -W --keep-going -c .ci/site . FOLDER.

Its pages are those of the repository, under the same names, so that a link that works on a forge works on the site.
docs/index.md says what the navigation shows, in which order. A page asks nothing of the network.
"""

import itertools
import posixpath
import re
from pathlib import Path

from sphinx.application import Sphinx

REPOSITORY = Path(__file__).parents[2]
INDEX = "docs/index"
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)\.md[)#]")

project = "cleaner"
author = "the contributors of cleaner"
extensions = ["myst_parser"]
include_patterns = ["*.md", "docs/*.md", "docs/**/*.md", ".github/SECURITY.md"]
exclude_patterns = [".git", ".venv", "build"]  # large folders that need not be looked through
root_doc = "README"
myst_heading_anchors = 4
highlight_language = "none"  # where a block does not name it
smartquotes = False  # of two hyphens before an option they make a dash
nitpicky = True
html_theme = "furo"
html_title = "cleaner"
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
html_static_path = ["static"]
html_css_files = ["site.css"]
html_additional_pages = {"index": "index.html"}  # leads to the first page
templates_path = ["templates"]


def setup(app: Sphinx) -> None:
    """See Sphinx."""
    app.connect("source-read", add_navigation)


def add_navigation(_: Sphinx, name: str, source: list[str]) -> None:
    """Write the navigation below the first page, where it is not shown."""
    if name == root_doc:
        source[0] += navigation((REPOSITORY / f"{INDEX}.md").read_text("utf-8"))


def navigation(index: str) -> str:
    """Make a list of contents of each part of the index; a page is in the last part that links to it."""
    parts = re.split(r"^## ", index, flags=re.MULTILINE)[1:]
    titles = [part.partition("\n")[0] for part in parts]
    linked = [[posixpath.normpath(f"docs/{target}") for target in LINK.findall(part)] for part in parts]
    last = {page: title for title, pages in zip(titles, linked, strict=True) for page in pages}
    lists: dict[str, list[str]] = {title: [] for title in titles}
    for page in dict.fromkeys(itertools.chain(*linked)):
        if page != root_doc:
            lists[last[page]].append(page)
    lists["All pages"] = [INDEX]
    return "".join(contents(title, pages) for title, pages in lists.items())


def contents(title: str, pages: list[str]) -> str:
    """Return a list of contents."""
    entries = "\n".join(f"/{page}" for page in pages)
    return f"\n\n```{{toctree}}\n:hidden:\n:caption: {title}\n\n{entries}\n```\n"
