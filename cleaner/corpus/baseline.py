"""The baseline: what a corpus held when the check was adopted, so that only what is new is found.

A JSON file for a repository, with an entry a line, sorted, so that two versions of it compare well:

    {"cleaner-baseline": 1, "entries": [
    {"file": "news/calder.txt", "rule": "en/page/captcha-box", "text": "6d0c1a0e5f8b2c37", "count": 1},
    …
    ]}

A file is named as it is seen from the baseline's folder. `text` is the fingerprint of what the rule would
remove or repair (`cleaner.corpus.findings.Finding.fingerprint`), and `count` how often that stands in the file. So
an entry lasts while lines move up and down, and says nothing about where they stand.
"""

import json
import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from cleaner.errors import ConfigError
from cleaner.formats.files import replacing, seen_from
from cleaner.formats.log import to_json

BASELINE_VERSION = 1

SHOWN = 100
"""Characters of an entry that an error quotes."""

_VERSION = "cleaner-baseline"


class Mark(NamedTuple):
    """What is the same for equal findings of one file: the rule id and the fingerprint."""

    rule: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Baseline:
    """How often each mark is known of each file; files are named as they are seen from a folder."""

    folder: Path
    entries: Mapping[str, Mapping[Mark, int]]

    def of(self, path: str) -> Counter[Mark]:
        """Give what is known of a document."""
        return Counter(self.entries.get(seen_from(path, self.folder), {}))


def read_baseline(path: Path) -> Baseline:
    """Read a baseline. Raises `ConfigError` for a file that is none, or that a newer version wrote."""
    try:
        data = json.loads(path.read_bytes())
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ConfigError(str(path), reason, f"write it with --write-baseline {path}") from error
    except (ValueError, RecursionError) as error:
        raise ConfigError(str(path), f"is not a baseline: {error}", _REMEDY) from error
    if not isinstance(data, dict) or data.keys() != {_VERSION, "entries"}:
        raise ConfigError(str(path), "is not a baseline", _REMEDY)
    if data[_VERSION] != BASELINE_VERSION:
        what = f"is a baseline of version {data[_VERSION]}, and this is known: {BASELINE_VERSION}"
        raise ConfigError(str(path), what, "use the cleaner that wrote it, or write it again")
    entries: dict[str, Counter[Mark]] = {}
    for number, entry in enumerate(_listed(path, data["entries"]), 1):
        if not _is_entry(entry):
            raise ConfigError(str(path), f"entry {number} is {json.dumps(entry)[:SHOWN]}", _REMEDY)
        known = entries.setdefault(entry["file"], Counter())
        known[Mark(entry["rule"], entry["text"])] += entry["count"]
    return Baseline(path.parent, entries)


def write_baseline(path: Path, found: Mapping[str, Mapping[Mark, int]]) -> None:
    """Write a baseline of documents, each with its path and how often each mark was found in it.

    What an older baseline there knows of other files stays, as long as they exist. Raises `ConfigError` if
    what is there is none, `InputError` if it cannot be written.
    """
    folder = path.parent
    entries = dict(read_baseline(path).entries) if path.exists() else {}
    entries = {name: known for name, known in entries.items() if os.path.lexists(folder / name)}
    entries |= {seen_from(name, folder): marks for name, marks in found.items()}
    rows = [
        {"file": name, "rule": mark.rule, "text": mark.fingerprint, "count": count}
        for name, marks in sorted(entries.items())
        for mark, count in sorted(marks.items())
    ]
    with replacing(path) as sink:
        sink.write(b'{"%s": %d, "entries": [' % (_VERSION.encode(), BASELINE_VERSION))
        for number, row in enumerate(rows):
            sink.write((b",\n" if number else b"\n") + to_json(row).rstrip(b"\n"))
        sink.write(b"\n]}\n")


_REMEDY = "correct it, or delete it and write it again with --write-baseline"

_ENTRY: Mapping[str, type] = {"file": str, "rule": str, "text": str, "count": int}


def _listed(path: Path, entries: Any) -> list[Any]:
    if not isinstance(entries, list):
        raise ConfigError(str(path), "'entries' must be a list", _REMEDY)
    return entries


def _is_entry(entry: Any) -> bool:
    return (
        isinstance(entry, dict)
        and entry.keys() == _ENTRY.keys()
        and all(type(entry[key]) is kind for key, kind in _ENTRY.items())
        and entry["count"] > 0
    )
