"""The keys of a kind of rules: by their names in rule files, with their types and what holds without them."""

import dataclasses
from collections.abc import Hashable, Mapping
from functools import cache
from typing import Any, NamedTuple, cast

from cleaner.ruleset.key_types import KeyType, type_of
from cleaner.ruleset.problem import Problem
from cleaner.ruleset.rule import Rule


class Key(NamedTuple):
    """A key of a rule file."""

    name: str
    field: str
    """The field of the rule that it fills: its name, unless Python has that word for itself."""
    about: str
    type: KeyType
    default: Any
    """What holds without it; `dataclasses.MISSING` if it must be there."""

    @property
    def is_needed(self) -> bool:
        """Whether a rule must have it."""
        return self.default is dataclasses.MISSING

    def missing(self) -> Problem:
        """Return the problem that it is not there."""
        about = self.about[:1].lower() + self.about[1:].removesuffix(".")
        return Problem(f"has no '{self.name}'", self.type.hint or f"add it: {about}")


def keys(kind: type[Rule]) -> Mapping[str, Key]:
    """Return the keys of a kind by their names in rule files, in the order in which rule files write them.

    Why, what, where, numbers, and the level last; the examples follow behind.
    """
    return _keys(cast("Hashable", kind))


@cache
def _keys(kind: Any) -> Mapping[str, Key]:
    known: dict[str, Key] = {}
    for declared in dataclasses.fields(kind):
        if declared.metadata:
            name, about = declared.name.rstrip("_"), declared.metadata["about"]
            key_type = type_of(declared.type, declared.metadata["holds"], declared.metadata["least"])
            known[name] = Key(name, declared.name, about, key_type, declared.default)
    rank = {name: _LAST.index(name) + 1 if name in _LAST else name != "why" for name in known}
    return {name: known[name] for name in sorted(known, key=rank.__getitem__)}


_LAST = ("", "zone", "not", "unless", "within", "min_chars", "max_lines", "to_end", "prose", "copies", "at_most",
         "longest", "level")  # fmt: skip
