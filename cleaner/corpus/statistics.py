"""Statistics: what a run came to, in bounded memory, so that runs can be added up.

A file of statistics is one JSON object; docs/statistics.md describes every field. Whatever the number of processes
and the order of runs that are added up, the counts are the same.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from cleaner.corpus.frequent import Frequent
from cleaner.corpus.samples import Data, Highest, Samples
from cleaner.errors import InputError
from cleaner.text.edits import Edit
from cleaner.version import __version__

STATISTICS_VERSION = 1

COUNTS = (
    "documents", "changed", "capped", "failed", "lines", "removed_lines", "characters", "removed_characters", "edits"
)  # fmt: skip
"""What is counted of a run, of a file and of a site."""

RULE_COUNTS = ("edits", "documents", "lines", "characters")
"""What is counted of a rule, a topic and a language: its edits, and the documents, lines and characters it took."""

GROUPS: Mapping[str, tuple[str, ...]] = {
    "rule": RULE_COUNTS, "topic": RULE_COUNTS, "language": RULE_COUNTS, "file": COUNTS, "site": COUNTS
}  # fmt: skip
"""What counts are kept by, with their names."""

SHARES = 20
"""Steps of the removed share of a document: five percent each, above those that lose nothing."""

MAX_SITES = 10_000
"""Sites that are counted apart; those with the fewest documents become one, whose name is empty."""

SAMPLES_OF_RULE = 3
BLOCKS_SHOWN = 60
DOCUMENTS_SHOWN = 100
"""So much can be read in five minutes, and a file of statistics stays small."""

RANKS = ("share", "removed_characters")
"""By what documents are those that lost most."""

NO_LANGUAGE = "any"


class Statistics:
    """What a run came to: counts, and a few examples of everything that was counted."""

    def __init__(self, settings: Iterable[Data] = ()) -> None:
        self.settings = list(settings)
        """What decided the result, as the edit log says it; several if runs were added up that differ."""
        self.counts: Counter[str] = Counter()
        self.groups: Mapping[str, dict[str, Counter[str]]] = {name: {} for name in GROUPS}
        self.shares = [0] * (SHARES + 1)
        """Documents by the share of their characters that went: none, up to 5 %, up to 10 %, …"""
        self.frequent = Frequent()
        self.samples: dict[str, Samples] = {}
        """Changes before and after, by rule."""
        self.blocks = Samples(BLOCKS_SHOWN)
        self.documents: Mapping[str, Highest] = {
            name: Highest(DOCUMENTS_SHOWN) for name in (*RANKS, "capped", "failed")
        }

    def count(self, path: str, site: str, counts: Mapping[str, int]) -> None:
        """Count something of a file, and of a site if that is known."""
        self.counts.update(counts)
        self.group("file", path).update(counts)
        if site:
            self.group("site", site).update(counts)

    def group(self, name: str, value: str) -> "Counter[str]":
        """Return the counts by something, for one value of it."""
        group = self.groups[name]
        if value not in group and name == "site" and len(group) >= 2 * MAX_SITES:
            self._join_small_sites()
        return group.setdefault(value, Counter())

    def count_document(self, where: str, path: str, site: str, counts: Mapping[str, int]) -> None:
        """Count a document, once it has ended."""
        self.count(path, site, counts)
        removed, characters = max(0, counts["removed_characters"]), counts["characters"] or 1
        self.shares[min(SHARES, -(-removed * SHARES // characters))] += 1
        if removed:
            data: Data = {name: counts[name] for name in COUNTS if name in _SIZES}
            data["share"] = round(removed / characters, 4)
            for rank in RANKS:
                self.documents[rank].add(data[rank], where, data)

    def count_rules(self, edits: Iterable[Edit], seen: set[tuple[str, str]]) -> None:
        """Count edits by rule, topic and language; `seen` are those that the document has counted for, and grows."""
        for edit in edits:
            counts = {
                "edits": 1,
                "lines": int(edit.removes_line),
                "characters": len(edit.old) - len(edit.new),
            }
            topic, language = topic_and_language(edit.rule)
            for group in (("rule", edit.rule), ("topic", topic), ("language", language)):
                counter = self.group(*group)
                counter.update(counts)
                counter["documents"] += group not in seen
                seen.add(group)

    def merge(self, other: "Statistics") -> None:
        """Add what another run came to."""
        self.settings += [settings for settings in other.settings if settings not in self.settings]
        self.counts.update(other.counts)
        for name, group in other.groups.items():
            for value, counts in group.items():
                self.group(name, value).update(counts)
        self.shares = [own + more for own, more in zip(self.shares, other.shares, strict=True)]
        self.frequent.merge(other.frequent)
        for rule, samples in other.samples.items():
            self.of_rule(rule).merge(samples.as_data())
        self.blocks.merge(other.blocks.as_data())
        for name, highest in self.documents.items():
            highest.merge(other.documents[name].as_data(), name)

    def of_rule(self, rule: str) -> Samples:
        """Return the samples of a rule."""
        return self.samples.setdefault(rule, Samples(SAMPLES_OF_RULE))

    def as_data(self) -> Data:
        """Return what a file of statistics says."""
        return {
            "cleaner": __version__,
            "statistics": STATISTICS_VERSION,
            "settings": sorted(self.settings, key=json.dumps),
            **{name: self.counts[name] for name in COUNTS},
            **{f"by_{name}": self._by(name) for name in GROUPS},
            "by_removed_share": self.shares,
            "removed_most": self.frequent.as_data(),
            "samples": {rule: samples.as_data() for rule, samples in sorted(self.samples.items())},
            "blocks": self.blocks.as_data(),
            "documents_by": {name: highest.as_data() for name, highest in self.documents.items()},
        }

    def to_json(self) -> bytes:
        """Return the file of statistics."""
        data = self.as_data()
        try:
            return json.dumps(data, ensure_ascii=False, indent=1).encode() + b"\n"
        except UnicodeEncodeError:  # bytes of a file's name that are not UTF-8 can be escaped only
            return json.dumps(data, indent=1).encode() + b"\n"

    def _by(self, name: str) -> dict[str, dict[str, int]]:
        group = sorted(self.groups[name].items())
        return {value: {count: counts[count] for count in GROUPS[name]} for value, counts in group}

    def _join_small_sites(self) -> None:
        sites = self.groups["site"]
        rest = sites.pop("", Counter())
        for site, counts in sorted(sites.items(), key=_most_documents)[MAX_SITES:]:
            rest.update(counts)
            del sites[site]
        sites[""] = rest


def statistics_from(data: bytes, name: str) -> Statistics:
    """Return what a file of statistics says. Raises `InputError` for any other file."""
    try:
        told = json.loads(data)
    except ValueError:
        told = None
    if not isinstance(told, dict) or told.get("statistics") != STATISTICS_VERSION:
        raise InputError(name, "is not a file of statistics", "name one that --stats FILE wrote")
    try:
        return _statistics_of(told)
    except (KeyError, TypeError, AttributeError, ValueError, IndexError) as error:
        raise InputError(name, "is a damaged file of statistics", "run cleaner again") from error


def topic_and_language(rule: str) -> tuple[str, str]:
    """Return what a rule is about, and the language of its words.

    >>> topic_and_language("en/metadata/article-id"), topic_and_language("sites/bbc/share")
    (('metadata', 'en'), ('sites/bbc', 'any'))
    >>> topic_and_language("repair/spaces+repair/line-ends"), topic_and_language("boats/advert")
    (('repair', 'any'), ('boats', 'any'))
    """
    folder, *rest = rule.split("+", maxsplit=1)[0].rpartition("/")[0].split("/")
    if not rest:
        return folder, NO_LANGUAGE
    if len(folder) == _LANGUAGE_CODE_CHARS:
        return "/".join(rest), folder
    return "/".join(rest if folder == "common" else (folder, *rest)), NO_LANGUAGE


_LANGUAGE_CODE_CHARS = 2  # of ISO 639-1, after which the files of languages are named
_SIZES = ("lines", "removed_lines", "characters", "removed_characters")


def _statistics_of(told: Mapping[str, Any]) -> Statistics:
    statistics = Statistics(told["settings"])
    statistics.counts.update({name: told[name] for name in COUNTS})
    for name, members in GROUPS.items():
        for value, counts in told[f"by_{name}"].items():
            statistics.group(name, value).update({count: counts[count] for count in members})
    if len(told["by_removed_share"]) != SHARES + 1:
        raise ValueError("by_removed_share")
    statistics.shares = [int(count) for count in told["by_removed_share"]]
    statistics.frequent = Frequent.from_data(told["removed_most"])
    for rule, samples in told["samples"].items():
        statistics.of_rule(rule).merge(samples)
    statistics.blocks.merge(told["blocks"])
    for name, highest in statistics.documents.items():
        highest.merge(told["documents_by"][name], name)
    return statistics


def _most_documents(item: "tuple[str, Counter[str]]") -> tuple[int, str]:
    return -item[1]["documents"], item[0]
