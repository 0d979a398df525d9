"""The strict reader: a rule file read into rules, or all that is wrong with it.

A file has one of three forms, known by its first key: complete rules below `about`, the rules of a topic below
`topic`, the words of a language below `language`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any, NamedTuple

from cleaner.errors import RuleError
from cleaner.ruleset.example import EXAMPLES, Example
from cleaner.ruleset.keys import Key, keys
from cleaner.ruleset.kinds import KINDS
from cleaner.ruleset.phrase_lint import problems_of_rule, same_phrases
from cleaner.ruleset.problem import Problem, shown, unknown
from cleaner.ruleset.rule import Rule
from cleaner.ruleset.sites import SITES
from cleaner.ruleset.toml_file import TomlFile, read_toml
from cleaner.ruleset.topic import (
    ABOUT,
    LANGUAGE,
    TOPIC,
    Declaration,
    Topic,
    is_complete,
    keys_of_words,
    keys_without_words,
    phrases_of,
    rule_with_phrases,
)
from cleaner.ruleset.view import Zone

NAME = "[a-z0-9]+(?:-[a-z0-9]+)*"
"""A pattern for the names of rules."""

ANY_LANGUAGE = "common"
"""What stands for a language in the ids of the complete rules of a topic."""


class PackContents(NamedTuple):
    """The rules of one pack."""

    name: str
    about: str
    rules: tuple[Rule, ...]
    examples: Mapping[str, tuple[Example, ...]]
    """By rule id."""


class Contents(NamedTuple):
    """What a rule file holds: one pack; for a language, a pack for each topic; for a topic, perhaps none."""

    packs: tuple[PackContents, ...]
    topic: Topic | None = None


def read_rule_file(path: str, pack: str, topics: Mapping[str, Topic] | None = None) -> Contents:
    """Read one rule file strictly, as a pack of some name. Raises `RuleError` with all that is wrong with it.

    `topics` are those that a file of a language may give words to.
    """
    return contents_of(read_toml(path), pack, topics or {})


def is_language(file: TomlFile) -> bool:
    """Return whether a file holds the words of a language, and is to be read with topics."""
    return LANGUAGE.name in file.declared


def is_topic(file: TomlFile) -> bool:
    """Return whether a file declares the rules of a topic."""
    return TOPIC.name in file.declared


def contents_of(file: TomlFile, pack: str, topics: Mapping[str, Topic]) -> Contents:
    """Read one file as `read_rule_file` does."""
    reader = _Reader(file)
    if is_language(file):
        contents = reader.words(pack, topics)
    elif is_topic(file):
        contents = reader.topic(pack)
    else:
        contents = reader.rules(pack)
    if reader.errors:
        first, *others = reader.errors
        raise RuleError(first.where, first.what, first.remedy, others)
    return contents


class _Reader:
    """Reads what one file declares, and collects what is wrong with it."""

    def __init__(self, file: TomlFile) -> None:
        self._file = file
        self._seen: dict[str, str] = {}
        self.errors: list[RuleError] = []

    def rules(self, pack: str) -> Contents:
        """Read complete rules; what is returned is not to be used if there are errors."""
        about = self._above(ABOUT)
        sites = self._values({SITES.name: SITES}, self._file.declared).get(SITES.field, ())
        above_rules = len(self.errors)
        rules: list[Rule] = []
        examples: dict[str, tuple[Example, ...]] = {}
        for kind, name, table in self._tables((ABOUT.name, SITES.name), KINDS, "kind"):
            rule = self._complete(kind, name, table, f"{pack}/{name}", examples)
            if rule and sites and rule.acts_unmatched:
                problem = "acts whatever a line says, which it cannot do for some sites only"
                self._report([Problem(problem, "move it to a file without 'sites'")], kind, name)
            rules += [replace(rule, sites=sites)] if rule else []
        if not self._seen and len(self.errors) == above_rules:
            self._report([Problem("has no rule", "a rule begins with [kind.name]")])
        return Contents((PackContents(pack, about, tuple(rules), examples),))

    def topic(self, pack: str) -> Contents:
        """Read the rules of a topic, those without words and complete ones; the topic has the name of the file."""
        about, topic = self._above(TOPIC), pack.rpartition("/")[2]
        declared: dict[str, Declaration] = {}
        rules: list[Rule] = []
        examples: dict[str, tuple[Example, ...]] = {}
        for kind, name, table in self._tables((TOPIC.name,), KINDS, "kind"):
            if is_complete(KINDS[kind], table):
                rule = self._complete(kind, name, table, f"{ANY_LANGUAGE}/{topic}/{name}", examples)
                rules += [rule] if rule else []
                continue
            values = self._values(keys_without_words(KINDS[kind]), table, kind, name)
            is_label, words_of = values.pop("label", False), values.pop("words_of", ())
            declared[name] = Declaration(KINDS[kind], values, is_label, words_of)
        common = PackContents(f"{ANY_LANGUAGE}/{topic}", about, tuple(rules), examples)
        return Contents((common,) if rules else (), Topic(topic, about, declared))

    def words(self, language: str, topics: Mapping[str, Topic]) -> Contents:
        """Read the words that a language has for the rules of topics."""
        self._above(LANGUAGE)
        tables: dict[tuple[str, str], dict[str, Any]] = {}
        for topic, name, table in self._tables((LANGUAGE.name,), topics, "topic"):
            declaration = topics[topic].rules.get(name)
            if declaration is None:
                self._report([unknown("rule", name, topics[topic].rules)], topic, name)
                continue
            known = keys_of_words(declaration.kind, has_others=bool(declaration.words_of))
            before = len(self.errors)
            values = self._values(known, table, topic, name)
            if len(self.errors) == before:
                tables[topic, name] = values
        packs: dict[str, tuple[list[Rule], dict[str, tuple[Example, ...]]]] = {}
        for (topic, name), own in tables.items():
            rules, examples = packs.setdefault(topic, ([], {}))
            rule_id = f"{language}/{topic}/{name}"
            declaration = topics[topic].rules[name]
            values = {**declaration.values, **own}
            examples[rule_id] = values.pop("examples")
            others = [phrases_of(tables.get((topic, other), {})) for other in declaration.words_of]
            rule = rule_with_phrases(declaration.kind, rule_id, values, chain.from_iterable(others))
            self._report(list(problems_of_rule(rule)), topic, name)
            rules.append(rule)
        alike: dict[object, dict[tuple[str, str], Sequence[str]]] = {}
        for (topic, name), own in tables.items():
            declaration = topics[topic].rules[name]
            zone = own.get("zone", declaration.values.get("zone", Zone.ANYWHERE))
            alike.setdefault((declaration.kind, zone), {})[topic, name] = phrases_of(own)
        for (topic, name), problem in chain.from_iterable(map(same_phrases, alike.values())):
            self._report([problem], topic, name)
        if not self._seen and not self.errors:
            self._report([Problem("holds no words", "the words of a rule begin with [topic.rule]")])
        return Contents(
            tuple(
                PackContents(f"{language}/{topic}", topics[topic].about, tuple(rules), examples)
                for topic, (rules, examples) in packs.items()
            )
        )

    def _above(self, key: Key) -> str:
        """Read the only key above the rules."""
        values = self._values({key.name: key}, self._file.declared)
        return str(values.get(key.field, ""))

    def _complete(
        self,
        kind: str,
        name: str,
        table: Mapping[str, Any],
        rule_id: str,
        examples: dict[str, tuple[Example, ...]],
    ) -> Rule | None:
        before = len(self.errors)
        values = self._values({**keys(KINDS[kind]), "examples": EXAMPLES}, table, kind, name)
        if len(self.errors) > before:
            return None
        examples[rule_id] = values.pop("examples")
        rule = KINDS[kind](id=rule_id, **values)
        self._report(list(problems_of_rule(rule)), kind, name)
        return rule

    def _tables(
        self, above: Sequence[str], known: Mapping[str, object], what: str
    ) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        """Yield the two names of each table below a known name, and the table."""
        names: dict[str, str] = {}
        for kind, tables in self._file.declared.items():
            if kind in above:
                continue
            if kind not in known:
                self._report([unknown(what, kind, [*known, *above])], kind)
                continue
            for name, table in tables.items() if isinstance(tables, dict) else [("", tables)]:
                if not isinstance(table, dict):
                    problem = f"must be a table, got {shown(table)}"
                    self._report([Problem(problem, f"a rule begins with [{kind}.name]")], kind, name)
                elif not re.fullmatch(NAME, name):
                    remedy = "use small letters, digits and hyphens"
                    self._report([Problem("is not a valid name", remedy)], kind, name)
                else:
                    if name in names and what == "kind":
                        problem = f"has the name of [{names[name]}.{name}]"
                        self._report([Problem(problem, "rename one of them")], kind, name)
                    names[name] = kind
                    self._seen[f"{kind}.{name}"] = name
                    yield kind, name, table

    def _values(
        self, known: Mapping[str, Key], table: Mapping[str, Any], kind: str = "", name: str = ""
    ) -> dict[str, Any]:
        """Return the values of the known keys by the fields they fill, those with problems left out."""
        if kind:
            for word in table:
                if word not in known:
                    self._report([unknown("key", word, known)], kind, name, word)
        values: dict[str, Any] = {}
        for key in known.values():
            if key.name in table:
                problems = list(key.type.problems(key.name, table[key.name]))
                if not problems:
                    values[key.field] = key.type.made(table[key.name])
            else:
                problems = [key.missing()] if key.is_needed else []
            self._report(problems, kind, name, key.name)
        return values

    def _report(self, problems: Sequence[Problem], kind: str = "", name: str = "", key: str = "") -> None:
        """Add what is wrong with a key, with a rule, or with what stands above the rules."""
        if problems:
            place = self._file.place(kind, name, key)
            if name or kind in KINDS:
                place += f": [{kind}.{name}]" if name else f": [{kind}]"
            self.errors += [RuleError(place, *problem) for problem in problems]
