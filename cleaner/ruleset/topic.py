"""Topics: what the rules of every language have in common, declared once and without words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING
from typing import Any, NamedTuple

from cleaner.ruleset.example import EXAMPLES
from cleaner.ruleset.key_types import BOOL, NAMES, SENTENCE
from cleaner.ruleset.keys import Key, keys
from cleaner.ruleset.rule import Rule
from cleaner.ruleset.wording import Wording

ABOUT = Key("about", "about", "What the pack covers.", SENTENCE, MISSING)
"""The key above complete rules."""

TOPIC = Key("topic", "topic", "What the rules of this topic are about, in every language.", SENTENCE, MISSING)
"""The key above the rules of a topic, by which its file is known."""

LANGUAGE = Key("language", "language", "The name of the language, in English.", SENTENCE, MISSING)
"""The key above the words of a language, by which its file is known."""

LABEL = Key("label", "label", "Whether it is a label that every language must have.", BOOL, False)  # noqa: FBT003

WORDS_OF = Key(
    "words-of", "words_of", "Rules of the topic whose phrases are among its own, in each language.", NAMES, ()
)

OF_A_LANGUAGE = ("zone", "not", "unless", "level")
"""What the file of a language may say of a rule besides its words, where that language differs."""


class Declaration(NamedTuple):
    """A rule of a topic, without words."""

    kind: type[Rule]
    values: Mapping[str, Any]
    """By the fields of the rule."""
    is_label: bool
    words_of: tuple[str, ...]


class Topic(NamedTuple):
    """What chrome is about, and the rules for it."""

    name: str
    about: str
    rules: Mapping[str, Declaration]
    """By name; complete rules are not among them."""


def is_complete(kind: type[Rule], table: Mapping[str, Any]) -> bool:
    """Return whether a table of a topic declares a rule for all languages, and needs no words besides."""
    words = [key.name for key in keys(kind).values() if key.type.is_words]
    return not words or EXAMPLES.name in table or any(name in table for name in words)


def keys_without_words(kind: type[Rule]) -> Mapping[str, Key]:
    """Return the keys of a rule of a topic that every language gives words to."""
    known = {name: key for name, key in keys(kind).items() if not key.type.is_words}
    return {**known, LABEL.name: LABEL, WORDS_OF.name: WORDS_OF}


def keys_of_words(kind: type[Rule], *, has_others: bool = False) -> Mapping[str, Key]:
    """Return the keys of a rule in the file of a language; words are not needed if it has those of others."""
    known = {
        name: key._replace(default=None) if not key.type.is_words or has_others else key
        for name, key in keys(kind).items()
        if key.type.is_words or name in OF_A_LANGUAGE
    }
    return {**known, EXAMPLES.name: EXAMPLES}


def words_key(kind: type[Rule]) -> Key:
    """Return the key that holds the phrases of a kind."""
    named = [key for key in keys(kind).values() if key.type.is_words]
    return next((key for key in named if key.name == "phrases"), named[0])


def topics_by_name(topics: Iterable[Topic | None]) -> Mapping[str, Topic]:
    """Return topics by their names; rules of a later one of the same name are added."""
    known: dict[str, Topic] = {}
    for topic in filter(None, topics):
        before = known.get(topic.name)
        known[topic.name] = topic._replace(rules={**before.rules, **topic.rules}) if before else topic
    return known


def phrases_of(values: Mapping[str, Any]) -> Sequence[str]:
    """Return the phrases among the values of a rule."""
    found: list[str] = []
    for value in values.values():
        if isinstance(value, Wording):
            found += value.phrases
    return [*found, *values.get("phrases", ())]


def rule_with_phrases(
    kind: type[Rule], rule_id: str, values: Mapping[str, Any], others: Iterable[str]
) -> Rule:
    """Return a rule with phrases of other rules besides its own, but for those that it must not touch."""
    field = words_key(kind).field
    is_wording = field != "phrases"
    empty = Wording() if is_wording else ()
    rule = kind(id=rule_id, **{field: empty, **values})
    own = getattr(rule, field)
    added = tuple(phrase for phrase in others if "{" in phrase or not rule.protects(phrase))
    if not added:
        return rule
    joined = Wording(own.pattern, (*own.phrases, *added)) if is_wording else (*own, *added)
    return kind(id=rule_id, **{**values, field: joined})
