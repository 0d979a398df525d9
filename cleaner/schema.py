"""A JSON Schema of rule files, for editors, made from the definitions of the kinds."""

from enum import StrEnum
from types import UnionType
from typing import Any, get_args

from cleaner.kinds import KINDS, Rule, keys
from cleaner.shape import SHAPE_KEYS, Shape
from cleaner.wording import Wording


def schema() -> dict[str, Any]:
    """Give the JSON Schema (draft 2020-12) of a rule file."""
    kinds = {
        name: {
            "type": "object",
            "description": (kind.__doc__ or "").strip(),
            "patternProperties": {"^[a-z0-9]+(-[a-z0-9]+)*$": _rule(kind)},
            "additionalProperties": False,
        }
        for name, kind in KINDS.items()
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "cleaner rule file",
        "type": "object",
        "properties": {"about": {"type": "string", "description": "What the pack covers."}, **kinds},
        "required": ["about"],
        "additionalProperties": False,
    }


def _rule(kind: type[Rule]) -> dict[str, Any]:
    properties = {
        name: {"description": declared.metadata["about"], **_type(declared)}
        for name, declared in keys(kind).items()
    }
    examples = {"description": "Tiny documents in diff notation.", **_text_or_list()}
    needed = [name for name, declared in keys(kind).items() if declared.default is _NOTHING]
    return {
        "type": "object",
        "properties": {**properties, "examples": examples},
        "required": [*needed, "examples"],
        "additionalProperties": False,
    }


_NOTHING = Rule.__dataclass_fields__["id"].default


def _type(declared: Any) -> dict[str, Any]:
    wanted = declared.type
    if isinstance(wanted, UnionType):
        wanted = next(each for each in get_args(wanted) if each is not type(None))
    if wanted is bool:
        return {"type": "boolean"}
    if wanted is int:
        return {"type": "integer", "minimum": declared.metadata["least"]}
    if wanted is Wording:
        return _text_or_list()
    if wanted is Shape:
        simple = {name: {"type": _JSON[get_args(each)[0]]} for name, each in SHAPE_KEYS.items()}
        return {"type": "object", "properties": simple, "additionalProperties": False, "minProperties": 1}
    if isinstance(wanted, type) and issubclass(wanted, StrEnum):
        return {"enum": [str(each) for each in wanted]}
    if wanted is str:
        return {"type": "string"}
    return {"type": "array", "items": {"type": "string"}}


_JSON = {int: "integer", bool: "boolean"}


def _text_or_list() -> dict[str, Any]:
    return {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}
