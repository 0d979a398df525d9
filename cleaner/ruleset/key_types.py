"""The types of keys in rule files: how each is checked, read, written, and described in the schema and the docs."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from types import UnionType
from typing import Any, get_args

from cleaner.ruleset.guards import GUARDS
from cleaner.ruleset.problem import Problem, must_be, shown, unknown
from cleaner.ruleset.wording import Wording
from cleaner.ruleset.wording_problems import problems_of_pattern, problems_of_patterns, problems_of_phrases
from cleaner.text.shape import SHAPE_KEYS, Shape

MAX_NUMBER = 10_000
"""The largest number a rule file may hold; shipped rules need 400."""


def _same(value: Any) -> Any:
    return value


@dataclass(frozen=True, slots=True)
class KeyType:
    """What the value of a key must be."""

    words: str
    """What it is, for the docs and for messages."""
    schema: Mapping[str, Any]
    """What it is, as JSON Schema."""
    problems: Callable[[str, Any], Iterator[Problem]]
    """Yields what is wrong with a TOML value, given the name of its key."""
    made: Callable[[Any], Any] = _same
    """Returns what a rule holds, from a TOML value without problems."""
    written: Callable[[Any], Any] = _same
    """Returns the TOML value again, from what a rule holds."""
    hint: str = ""
    """What to do where the key is missing; empty if what the key means says it."""
    is_words: bool = False
    """Whether it holds words of one language, which the file of a language says and a topic leaves open."""


def type_of(annotation: Any, holds: str = "", least: int = 0) -> KeyType:
    """Return the type of a key from the annotation of its field, and what the text holds if there are several."""
    if isinstance(annotation, UnionType):
        annotation = next(wanted for wanted in get_args(annotation) if wanted is not type(None))
    if annotation is int:
        return whole_number(least)
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return one_of(annotation)
    return _TYPES[holds or annotation]


def whole_number(least: int, most: int = MAX_NUMBER) -> KeyType:
    """Return the type of numbers in a range."""

    def problems(name: str, value: Any) -> Iterator[Problem]:
        if type(value) is not int:
            yield must_be(name, "a whole number", value)
        elif not least <= value <= most:
            yield must_be(name, f"at least {least}" if value < least else f"at most {most}", value)

    schema = {"type": "integer", "minimum": least, "maximum": most}
    return KeyType(f"whole number from {least} to {most}", schema, problems)


def one_of(words: type[StrEnum]) -> KeyType:
    """Return the type of a word that is one of several."""

    def problems(name: str, value: Any) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield must_be(name, f"one of {', '.join(words)}", value)
        elif value not in list(words):
            yield unknown(name, value, words)

    return KeyType(
        " ".join(f"`{word}`" for word in words), {"enum": [*map(str, words)]}, problems, words, str
    )


def _plain(wanted: type, words: str, schema: Mapping[str, Any]) -> KeyType:
    def problems(name: str, value: Any) -> Iterator[Problem]:
        if not isinstance(value, wanted):
            yield must_be(name, words, value)

    return KeyType(words, schema, problems)


def _problems_of_sentence(name: str, value: Any) -> Iterator[Problem]:
    if not isinstance(value, str):
        yield must_be(name, "a sentence", value)
    elif not value.strip():
        yield Problem(f"has no '{name}'", _SAY_IT)


def _problems_of_wording(name: str, value: Any) -> Iterator[Problem]:
    if isinstance(value, list):
        yield from problems_of_phrases(name, value)
    elif isinstance(value, str):
        yield from problems_of_pattern(name, value)
    else:
        yield must_be(name, "a regular expression or a list of phrases", value)


def _problems_of_guards(name: str, value: Any) -> Iterator[Problem]:
    if not isinstance(value, list):
        yield must_be(name, "a list of guards", value)
        return
    for guard in value:
        if not isinstance(guard, str) or guard not in GUARDS:
            yield unknown("guard", guard if isinstance(guard, str) else shown(guard), GUARDS)
    if len({*map(str, value)}) < len(value):
        yield Problem(f"'{name}' names a guard twice", "name each once")


def _problems_of_names(name: str, value: Any) -> Iterator[Problem]:
    if not isinstance(value, list) or not all(isinstance(rule, str) for rule in value):
        yield must_be(name, "a list of names", value)


def _problems_of_shape(name: str, value: Any) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield must_be(name, "a table such as { max_words = 4 }", value)
        return
    if not value:
        yield Problem(f"'{name}' is empty", f"it takes {', '.join(SHAPE_TYPES)}")
    for key, setting in value.items():
        if key in SHAPE_TYPES:
            yield from SHAPE_TYPES[key].problems(f"{name}.{key}", setting)
        else:
            yield unknown("key", key, SHAPE_TYPES, f" in '{name}'")


_SAY_IT = "say it in one sentence"

_TEXT = {"type": "string"}
_TEXTS = {"type": "array", "items": _TEXT}
_SOME_TEXTS = {**_TEXTS, "minItems": 1}

TEXT_OR_TEXTS = {"anyOf": [_TEXT, _SOME_TEXTS]}
SENTENCE = KeyType("text", _TEXT, _problems_of_sentence, str.strip, hint=_SAY_IT)
NAMES = KeyType("list of names", _TEXTS, _problems_of_names, tuple, list)
BOOL = _plain(bool, "true or false", {"type": "boolean"})

SHAPE_TYPES: Mapping[str, KeyType] = {
    name: whole_number(0) if int in get_args(annotation) else BOOL for name, annotation in SHAPE_KEYS.items()
}
"""The types of what a shape may ask for."""

_SHAPE_SCHEMA = {
    "type": "object",
    "properties": {name: kind.schema for name, kind in SHAPE_TYPES.items()},
    "additionalProperties": False,
    "minProperties": 1,
}
_TYPES: Mapping[Any, KeyType] = {
    bool: BOOL,
    Wording: KeyType(
        "pattern, or list of phrases",
        TEXT_OR_TEXTS,
        _problems_of_wording,
        lambda value: Wording(value) if isinstance(value, str) else Wording(phrases=tuple(value)),
        lambda wording: wording.pattern or list(wording.phrases),
        is_words=True,
    ),
    Shape: KeyType(
        "shape",
        _SHAPE_SCHEMA,
        _problems_of_shape,
        lambda table: Shape(**table),
        lambda shape: {key: value for key, value in asdict(shape).items() if value is not None},
    ),
    "text": SENTENCE,
    "replacement": replace(_plain(str, "text", _TEXT), is_words=True),
    "pattern": KeyType("pattern", _TEXT, problems_of_pattern, is_words=True),
    "patterns": KeyType("list of patterns", _TEXTS, problems_of_patterns, tuple, list),
    "phrases": KeyType("list of phrases", _SOME_TEXTS, problems_of_phrases, tuple, list, is_words=True),
    "guards": KeyType(
        "list of guards",
        {"type": "array", "items": {"enum": list(GUARDS)}, "uniqueItems": True},
        _problems_of_guards,
        tuple,
        list,
    ),
}
