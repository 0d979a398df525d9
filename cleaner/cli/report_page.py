"""The page about a run: statistics, laid out so that ten thousand documents are judged in five minutes.

The page is one file that loads nothing. Whatever comes from documents is escaped, and only the script whose hash the
page names may run. Its size is bounded, whatever the size of the run.
"""

import base64
import difflib
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from typing import Any

from cleaner.corpus.samples import Data
from cleaner.corpus.statistics import COUNTS, SHARES, Statistics
from cleaner.errors import ConfigError
from cleaner.version import __version__

MAX_RULES = 200
MAX_LINES = 500
MAX_FILES = 100
MAX_ROWS = 40
"""Rows of the tables of topics and languages: all that are shipped."""

PARTS = [
    ("shares", "Shares"), ("rules", "Rules"), ("lines", "Lines"), ("blocks", "Blocks"), ("share", "Documents"),
    ("capped", "Left alone"), ("failed", "Failed"), ("topic", "Topics"), ("file", "Files"),
]  # fmt: skip


def page_of(statistics: Statistics, whys: Mapping[str, str], title: str, sources: str) -> bytes:
    """Return the page, as HTML. `whys` are the reasons of rules, by id. Raises `ConfigError` without jinja2."""
    try:
        from jinja2 import Environment, StrictUndefined  # noqa: PLC0415 — not everybody has it
    except ImportError as error:
        raise ConfigError("report", "jinja2 is not installed", "pip install 'unchrome[report]'") from error
    folder = resources.files("cleaner.cli")
    script = folder.joinpath("report.js").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    from markupsafe import Markup  # noqa: PLC0415 — as above

    template = environment.from_string(folder.joinpath("report.html").read_text("utf-8"))
    page = _page(_shown(statistics.as_data()), whys, _shown(title), _shown(sources))
    html: str = template.render(page=page, script=Markup(script), script_hash=digest)  # noqa: S704 — our own
    return html.encode("utf-8", "backslashreplace")


def _page(data: Data, whys: Mapping[str, str], title: str, sources: str) -> Data:
    rules = sorted(data["by_rule"].items(), key=_most_edits)
    samples = data["samples"]
    most = rules[0][1]["edits"] if rules else 0
    told = [
        {
            **_volume(name, counts, most),
            "why": whys.get(name, ""),
            "samples": [
                {"where": each["where"], "lines": list(_changes(each["before"], each["after"]))}
                for each in samples.get(name, ())
            ],
        }
        for name, counts in rules[:MAX_RULES]
    ]
    blocks = [
        {**block, "lines": [{**line, "said": _said(line)} for line in block["lines"]]}
        for block in data["blocks"]
    ]
    return {
        "title": title,
        "about": _settings(data["settings"]),
        "sources": sources,
        "version": __version__,
        "parts": PARTS,
        "tiles": list(_tiles(data)),
        "unchanged": _counted(data["by_removed_share"][0], "document"),
        "steps": _steps(data["by_removed_share"][1:]),
        "groups": [_group(data, "topic", "What it was about"), _group(data, "language", "Language of the words")],
        "rules": told,
        "rules_about": _counted(len(rules), "rule") + " acted"
        + (f"; the {MAX_RULES} that made most edits are listed." if len(rules) > MAX_RULES else "."),
        "lines": [{**line, "count": f"{line['count']:,}"} for line in data["removed_most"]["lines"][:MAX_LINES]],
        "lines_about": _lines_about(data["removed_most"]),
        "blocks": blocks,
        "blocks_about": f"{_counted(len(blocks), 'block')}, chosen by chance from all that were removed although no rule "
        "knows each of their lines. Below a line is what decided: a rule that knows its words, or points.",
        "groups_above": 5,
        "lists": [
            _documents(data, "share", "Documents that lost the largest share"),
            _documents(data, "removed_characters", "Documents that lost most characters"),
            _places(data, "capped", "Left alone", "Too much would have gone, so nothing went (--max-removed)."),
            _places(data, "failed", "Failed", "These went through unchanged."),
            *_files(data),
        ],
    }  # fmt: skip


def _tiles(data: Data) -> Iterator[Data]:
    yield _tile(data["documents"], "documents")
    changed = f"documents changed ({_percent(data['changed'], data['documents'])})"
    yield _tile(data["changed"], changed)
    lines = f" ({_percent(data['removed_lines'], data['lines'])})" if data["lines"] else ""
    yield _tile(data["removed_lines"], f"lines removed{lines}")
    chars = f" ({_percent(data['removed_characters'], data['characters'])})" if data["lines"] else ""
    yield _tile(data["removed_characters"], f"characters removed{chars}")
    yield _tile(data["capped"], "left as they are, because too much would be removed")
    yield {**_tile(data["failed"], "failed"), "is_bad": data["failed"] > 0}


def _tile(value: int, label: str) -> Data:
    return {"value": f"{value:,}", "label": label, "is_bad": False}


def _steps(counts: Sequence[int]) -> list[Data]:
    most = max(counts) or 1
    width = 100 // SHARES
    return [
        {
            "label": f"{at * width} to {(at + 1) * width} %",
            "count": _counted(count, "document"),
            "shown": f"{count:,}" if count else "",
            "height": round(86 * count / most, 2) if count else 0,
        }
        for at, count in enumerate(counts)
    ]


def _group(data: Data, name: str, title: str) -> Data:
    rows = sorted(data[f"by_{name}"].items(), key=_most_edits)[:MAX_ROWS]
    most = rows[0][1]["edits"] if rows else 0
    about = {
        "topic": "Edits by the topic of their rule.",
        "language": "Edits by the language of their rule; any is for rules without words of a language.",
    }
    shown = [_volume(value, counts, most) for value, counts in rows]
    return {"id": name, "title": title, "about": about[name], "column": name, "rows": shown}


def _volume(name: str, counts: Mapping[str, int], most: int) -> Data:
    width = round(100 * counts["edits"] / (most or 1), 2)
    return {
        "name": name,
        "edits": f"{counts['edits']:,}",
        "documents": f"{counts['documents']:,}",
        "width": width,
    }


def _changes(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Yield the lines of a sample with the mark of a diff."""
    old, new = before.splitlines(), after.splitlines()
    for tag, begin, end, start, stop in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from ((" ", line) for line in old[begin:end])
        else:
            yield from (("−", line) for line in old[begin:end])
            yield from (("+", line) for line in new[start:stop])


def _said(line: Data) -> str:
    return f"{line['rule']}: {line['points']}" if line["points"] else str(line["rule"])


def _lines_about(frequent: Data) -> str:
    shown = min(MAX_LINES, len(frequent["lines"]))
    told = f"The {shown} that were removed most often." if frequent["left_out"] else f"All {shown}."
    if frequent["lines"][MAX_LINES:]:
        told = f"The {shown} that were removed most often."
    uncertain = frequent["uncertain"]
    return f"{told} A count may be too low by {uncertain:,}." if uncertain else told


def _documents(data: Data, rank: str, title: str) -> Data:
    rows = [
        [each["where"], f"{each['share']:.1%}", f"{each['removed_characters']:,}", f"{each['characters']:,}"]
        for each in data["documents_by"][rank]
    ]
    columns = ["document", "share", "characters removed", "of"]
    return {"id": rank, "title": title, "about": "Look at these first.", "columns": columns, "rows": rows}


def _places(data: Data, name: str, title: str, about: str) -> Data:
    found = data["documents_by"][name]
    if name == "failed":
        columns, rows = ["what was wrong"], [[each["error"]] for each in found]
    else:
        columns = ["document", "would lose"]
        rows = [[each["where"], f"{each['share']:.0%}"] for each in found]
    more = f" The first {len(found)} by name." if data[name] > len(found) else ""
    return {"id": name, "title": title, "about": about + more, "columns": columns, "rows": rows}


def _files(data: Data) -> Iterator[Data]:
    for name, title in (("file", "Files"), ("site", "Sites")):
        found = sorted(data[f"by_{name}"].items(), key=_most_removed)
        if not found and name == "site":
            continue
        shown = [
            [value, *(f"{counts[count]:,}" for count in _FILE_COUNTS)] for value, counts in found[:MAX_FILES]
        ]
        about = f"The {MAX_FILES} of {len(found):,} that lost most characters." if found[MAX_FILES:] else ""
        columns = [name, *(count.replace("_", " ") for count in _FILE_COUNTS)]
        yield {"id": name, "title": title, "about": about, "columns": columns, "rows": shown}


def _settings(settings: Sequence[Data]) -> str:
    told = [
        f"level {each['level']}, rules {each['rules']}"
        + "".join(f", {name} {', '.join(each[name])}" for name in ("select", "ignore") if each[name])
        + (f", at most {each['max_removed']:.0%} removed" if each["max_removed"] < 1 else "")
        for each in settings
    ]
    return "; ".join(told)


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _percent(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "0 %"


def _most_edits(item: tuple[str, Mapping[str, int]]) -> tuple[int, str]:
    return -item[1]["edits"], item[0]


def _most_removed(item: tuple[str, Mapping[str, int]]) -> tuple[int, str]:
    return -item[1]["removed_characters"], item[0]


def _shown(value: Any) -> Any:
    """Return a value in which characters that would act on the page, or are nothing to see, are replaced."""
    if isinstance(value, str):
        return _ACTING.sub("\N{REPLACEMENT CHARACTER}", value)
    if isinstance(value, dict):
        return {_shown(key): _shown(member) for key, member in value.items()}
    return [_shown(member) for member in value] if isinstance(value, list) else value


_FILE_COUNTS = [name for name in COUNTS if name != "lines"]
_ACTING = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
