"""The keys of a configuration file, and what each holds."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from cleaner.corpus.globs import problem_of_glob
from cleaner.corpus.settings import FORMATS, known_encoding, known_size, known_split
from cleaner.errors import ConfigError
from cleaner.ruleset.key_types import KeyType
from cleaner.ruleset.problem import Problem, must_be, shown, unknown
from cleaner.ruleset.rule import Level
from cleaner.ruleset.sites import HOSTS
from cleaner.ruleset.wording_problems import problems_of_pattern
from cleaner.text.repair import ALL_STEPS


def _problems_of_text(name: str, value: Any) -> Iterator[Problem]:
    if not isinstance(value, str) or not value.strip():
        yield must_be(name, "a text that is not blank", value)


def _problems_of_texts(name: str, value: Any) -> Iterator[Problem]:
    if not isinstance(value, list) or not all(isinstance(text, str) and text.strip() for text in value):
        yield must_be(name, "a list of texts that are not blank", value)


def _problems_of_globs(name: str, value: Any) -> Iterator[Problem]:
    yield from (problems := list(_problems_of_texts(name, value)))
    for glob in () if problems else value:
        if problem := problem_of_glob(glob):
            yield Problem(f"'{name}': {shown(glob)} {problem}", "write it as in .gitignore")


def _problems_of_flag(name: str, value: Any) -> Iterator[Problem]:
    if not isinstance(value, bool):
        yield must_be(name, "true or false", value)


def _problems_of_share(name: str, value: Any) -> Iterator[Problem]:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        yield must_be(name, "a share from 0 to 1", value)


def _problems_of_encoding(name: str, value: Any) -> Iterator[Problem]:
    yield from _problems_of_known(known_encoding, name, value)


def _problems_of_split(name: str, value: Any) -> Iterator[Problem]:
    yield from _problems_of_known(known_split, name, value)


def _problems_of_size(name: str, value: Any) -> Iterator[Problem]:
    yield from _problems_of_known(known_size, name, value)


def _problems_of_known(known: Callable[[str, str], object], name: str, value: Any) -> Iterator[Problem]:
    yield from (problems := list(_problems_of_text(name, value)))
    try:
        _ = problems or known(value, name)
    except ConfigError as error:
        yield Problem(error.what, error.remedy)


def _problems_of_steps(name: str, value: Any) -> Iterator[Problem]:
    if not isinstance(value, bool | dict):
        yield must_be(name, "true, false or a table such as { spaces = false }", value)
    for step, taken in value.items() if isinstance(value, dict) else ():
        if step in ALL_STEPS:
            yield from _problems_of_flag(f"{name}.{step}", taken)
        else:
            yield unknown("repair step", step, ALL_STEPS)


def _steps(value: Any) -> tuple[str, ...]:
    taken = dict.fromkeys(ALL_STEPS, value) if isinstance(value, bool) else value
    return tuple(step for step in ALL_STEPS if taken.get(step, True))


def _one_of(words: Iterable[str]) -> KeyType:
    def problems(name: str, value: Any) -> Iterator[Problem]:
        if value not in list(words):
            yield unknown(name, value, words) if isinstance(value, str) else must_be(name, "a text", value)

    return _type(f"one of {', '.join(words)}", problems, str)


def _type(
    words: str, problems: Callable[[str, Any], Iterator[Problem]], made: Callable[[Any], Any]
) -> KeyType:
    return KeyType(words, {}, problems, made)


_TEXT = _type("a text", _problems_of_text, str)
_TEXTS = _type("a list of texts", _problems_of_texts, tuple)
_GLOBS = _type("a list of globs", _problems_of_globs, tuple)
_FLAG = _type("true or false", _problems_of_flag, bool)
_PATTERN = _type("a pattern", problems_of_pattern, str)

KEYS: Mapping[str, KeyType] = {
    "level": _one_of(Level),
    "select": _TEXTS,
    "ignore": _TEXTS,
    "rules": _TEXTS,
    "shipped": _FLAG,
    "repair": _type("true, false or a table of steps", _problems_of_steps, _steps),
    "max-removed": _type("a share from 0 to 1", _problems_of_share, float),
    "encoding": _type("a name", _problems_of_encoding, known_encoding),
    "format": _one_of(FORMATS),
    "split": _type("a line, form-feed or nul", _problems_of_split, known_split),
    "max-record": _type("a size", _problems_of_size, known_size),
    "text-field": _TEXT,
    "site-field": _TEXT,
    "include": _GLOBS,
    "exclude": _GLOBS,
    "force-exclude": _FLAG,
    "gitignore": _FLAG,
}
"""The keys of the file itself."""

_WORDS: Mapping[str, KeyType] = {"reason": _TEXT, "text": _TEXT, "pattern": _PATTERN, "paths": _GLOBS}

TABLES: Mapping[str, Mapping[str, KeyType]] = {
    "per-path": {
        "paths": _GLOBS,
        **{
            name: KEYS[name]
            for name in (
                "level", "select", "ignore", "repair", "max-removed", "encoding", "format", "split", "max-record",
                "text-field", "site-field",
            )
        },
    },
    "per-site": {
        "sites": HOSTS,
        **{name: KEYS[name] for name in ("level", "select", "ignore", "max-removed")},
    },
    "keep": {"rule": _TEXT, **_WORDS},
    "drop": _WORDS,
}  # fmt: skip
"""The keys of the tables of which a file may have several."""

NEEDED = {
    "per-path": ("paths", "name the files that it is for"),
    "per-site": ("sites", "name the sites that it is for"),
    "keep": ("reason", "say why the line is to stay"),
    "drop": ("reason", "say why the line is removed"),
}
"""The key that each of these tables must have, and what to do without it."""
