"""A JSON Schema of rule files, for editors, made from the definitions of the kinds."""

from collections.abc import Iterable, Mapping
from typing import Any

from cleaner.ruleset.example import EXAMPLES
from cleaner.ruleset.keys import Key, keys
from cleaner.ruleset.kinds import KINDS
from cleaner.ruleset.reader import NAME
from cleaner.ruleset.sites import SITES
from cleaner.ruleset.topic import ABOUT, LANGUAGE, TOPIC, keys_of_words, keys_without_words


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a rule file: complete rules, a topic, or the words of a language."""
    complete = {name: [*keys(kind).values(), EXAMPLES] for name, kind in KINDS.items()}
    without_words = {name: [*keys_without_words(kind).values()] for name, kind in KINDS.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "cleaner rule file",
        "type": "object",
        "anyOf": [
            _file([ABOUT, SITES], {name: _kind(name, [_table(complete[name])]) for name in KINDS}),
            _file(
                [TOPIC],
                {name: _kind(name, [_table(complete[name]), _table(without_words[name])]) for name in KINDS},
            ),
            {**_file([LANGUAGE], {}), "additionalProperties": _tables([_table(_words())])},
        ],
    }


def _words() -> Iterable[Key]:
    """Return the keys that a rule of any kind may have in the file of a language."""
    found: dict[str, Key] = {}
    for kind in KINDS.values():
        found |= {name: key._replace(default=None) for name, key in keys_of_words(kind).items()}
    return (EXAMPLES if name == EXAMPLES.name else key for name, key in found.items())


def _file(above: Iterable[Key], tables: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of a file that is known by the keys above its tables."""
    table = _table(above)
    return {**table, "properties": {**table["properties"], **tables}}


def _kind(name: str, forms: list[dict[str, Any]]) -> dict[str, Any]:
    return {"description": (KINDS[name].__doc__ or "").strip(), **_tables(forms)}


def _tables(forms: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the schema of rules by their names, each in one of several forms."""
    rule = forms[0] if len(forms) == 1 else {"anyOf": forms}
    return {"type": "object", "patternProperties": {f"^{NAME}$": rule}, "additionalProperties": False}


def _table(known: Iterable[Key]) -> dict[str, Any]:
    """Return the schema of a table with such keys and no others."""
    known = list(known)
    return {
        "type": "object",
        "properties": {key.name: {"description": key.about, **key.type.schema} for key in known},
        "required": [key.name for key in known if key.is_needed],
        "additionalProperties": False,
    }
