"""The library: one set of rules and settings, and what becomes of texts under them."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from cleaner.compiled import compiled_engine
from cleaner.deciding.cleaning import Cleaning
from cleaner.deciding.document import EXACT, Part
from cleaner.deciding.engine import Engine
from cleaner.deciding.parts import MAX_DOCUMENT_BYTES, joined, parts
from cleaner.errors import ConfigError
from cleaner.ruleset.choice import Choice, Keep
from cleaner.ruleset.drop import Drop, packs_with
from cleaner.ruleset.rule import Level, Rule
from cleaner.ruleset.rule_files import RuleFile, rule_files
from cleaner.text.repair import ALL_STEPS

if TYPE_CHECKING:
    from cleaner.ruleset.packs import Pack

Path = str | os.PathLike[str]


class Cleaner:
    r"""Cleans documents with the shipped packs, or with others. Immutable; any number of threads may share one.

    `level` is gentle, normal or strong. `select` and `ignore` name rules by id, packs by name, or several by
    a glob (`en/*`). `rules` are rule files or folders to add to the shipped packs, or to use alone if `shipped` is
    false. `repair` names the repair steps to take (`cleaner.text.repair.ALL_STEPS`). `max_removed` is a share from 0
    to 1: a document that would lose more of its content-like characters is left as it is. `keep` names lines that
    stay, `drop` lines that are removed. Raises `RuleError` for a rule file that cannot be used, `ConfigError` for an
    argument that cannot be used.

    >>> cleaning = Cleaner().clean("News ID: 314510\nThe wall will hold.\n")
    >>> cleaning.text, cleaning.fields["id"]
    ('The wall will hold.\n', ('314510',))
    """

    engine: Engine
    """What decides which lines go."""
    _arguments: Mapping[str, Any]
    _files: tuple[RuleFile, ...]
    _choice: Choice

    def __init__(
        self,
        *,
        level: str = Level.NORMAL,
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
        rules: Iterable[Path] = (),
        shipped: bool = True,
        repair: Sequence[str] = ALL_STEPS,
        max_removed: float = 1.0,
        keep: Sequence[Keep] = (),
        drop: Sequence[Drop] = (),
    ) -> None:
        arguments: Mapping[str, Any] = {
            "level": _one_of("level", level, list(Level)),
            "select": _several("select", select, str),
            "ignore": _several("ignore", ignore, str),
            "rules": tuple(map(os.fspath, _several("rules", rules, (str, os.PathLike)))),
            "shipped": bool(shipped),
            "repair": tuple(_one_of("repair", step, ALL_STEPS) for step in _several("repair", repair, str)),
            "max_removed": _share("max_removed", max_removed),
            "keep": _keeps(keep),
            "drop": _several("drop", drop, Drop),
        }
        own = arguments["rules"]
        files = (*(rule_files() if shipped else ()), *(rule_files(own) if own else ()))
        chosen = {name: arguments[name] for name in ("select", "ignore", "keep", "drop")}
        choice = Choice(Level(level), **chosen)
        vars(self).update(_arguments=arguments, _files=files, _choice=choice)
        # made now, so that a wrong rule is reported before any text is read
        vars(self)["engine"] = compiled_engine(files, choice, arguments["repair"], self._packs_of)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a cleaner cannot be changed; make a new one to set '{name}'")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a cleaner cannot be changed; '{name}' cannot be deleted")

    def __repr__(self) -> str:
        given = (f"{name}={value!r}" for name, value in self._arguments.items() if value != _DEFAULTS[name])
        return f"Cleaner({', '.join(given)})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Cleaner) and self._arguments == other._arguments

    def __hash__(self) -> int:
        return hash(tuple(self._arguments.values()))

    def __reduce__(self) -> tuple[Any, ...]:
        return _cleaner_of, (dict(self._arguments),)

    @property
    def level(self) -> Level:
        """The level of the rules in use."""
        return self._choice.level

    @property
    def max_removed(self) -> float:
        """The share of a document's content-like characters that may be removed."""
        share: float = self._arguments["max_removed"]
        return share

    @cached_property
    def packs(self) -> "tuple[Pack, ...]":
        """All packs that were read, with all their rules."""
        return tuple(packs_with(self._choice.drop, self._packs_of(self._files)))

    @staticmethod
    def _packs_of(files: Sequence[RuleFile]) -> "list[Pack]":
        from cleaner.ruleset.packs import packs_of  # noqa: PLC0415 — read once, then kept compiled

        return packs_of(files)

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The rules in use: those of the level that were selected and not ignored."""
        return self._choice.of(rule for pack in self.packs for rule in pack.rules)

    def known_rules(self) -> tuple[Rule, ...]:
        """Return the rules in use, and those that only know lines: evidence asks what they know."""
        return self._choice.known(rule for pack in self.packs for rule in pack.rules)

    def clean(self, text: str) -> Cleaning:
        """Clean one document."""
        return next(self.clean_each([text]))

    def clean_each(self, texts: Iterable[str]) -> Iterator[Cleaning]:
        """Clean many documents, faster than one by one. They never influence each other."""
        if isinstance(texts, str | bytes) or not isinstance(texts, Iterable):
            raise ConfigError(
                "clean_each", f"must be a list of texts, got {texts!r:.60}", "for one, use clean"
            )
        yield from self.clean_documents(Part(_bytes_of(text), EXACT) for text in texts)

    def clean_documents(self, documents: Iterable[Part]) -> Iterator[Cleaning]:
        """Clean whole documents as they were read (`cleaner.deciding.document.Part`), of any length."""
        short: list[Part] = []
        for part in documents:
            if len(part.data) > MAX_DOCUMENT_BYTES:
                yield from self.clean_parts(short)
                short = []
                yield joined(part, self.clean_parts(parts([part.data], part.errors)))
                continue
            short.append(part)
            if len(short) == _TEXTS_TOGETHER:
                yield from self.clean_parts(short)
                short = []
        yield from self.clean_parts(short)

    def clean_parts(self, some: Iterable[Part]) -> Iterator[Cleaning]:
        """Clean texts as they were read (`cleaner.deciding.document.Part`), each under the removal cap."""
        for cleaning in self.engine.clean_each(some):
            yield cleaning.capped(self.max_removed)


def clean(text: str) -> Cleaning:
    r"""Clean one document with the shipped packs at level normal.

    >>> clean("The wall will hold.\nPage Generated in 0/0544 sec").text
    'The wall will hold.\n'
    """
    return _default_cleaner().clean(text)


@cache
def _default_cleaner() -> Cleaner:
    return Cleaner()


_TEXTS_TOGETHER = 64  # read and decided in groups by the engine, whatever their size

_DEFAULTS: Mapping[str, Any] = {
    "level": Level.NORMAL, "select": (), "ignore": (), "rules": (), "shipped": True, "repair": ALL_STEPS,
    "max_removed": 1.0, "keep": (), "drop": (),
}  # fmt: skip


def _cleaner_of(arguments: Mapping[str, Any]) -> Cleaner:
    return Cleaner(**arguments)


def _bytes_of(text: object) -> bytes:
    if not isinstance(text, str):
        remedy = "decode it first" if isinstance(text, bytes) else "leave out missing values, or pass ''"
        raise ConfigError("clean", f"a document must be a str, got {text!r:.60}", remedy)
    return text.encode("utf-8", EXACT)


def _several(name: str, values: Any, wanted: type | tuple[type, ...]) -> tuple[Any, ...]:
    """Return a sequence as a tuple. Raises `ConfigError` for a single value and for items of another type."""
    if isinstance(values, str | bytes | os.PathLike) or not isinstance(values, Iterable):
        raise ConfigError(name, f"must be a list, got {values!r:.60}", f"write {name}=[…]")
    found = tuple(values)
    for value in found:
        if not isinstance(value, wanted):
            types = wanted if isinstance(wanted, tuple) else (wanted,)
            words = " or ".join(kind.__name__ for kind in types)
            raise ConfigError(
                name, f"must be a list of {words}, got {value!r:.60}", f"write {name}=[{words}(…)]"
            )
    return found


def _keeps(values: Any) -> tuple[Keep, ...]:
    keeps: tuple[Keep, ...] = _several("keep", values, Keep)
    for keep in keeps:
        for name, value in keep._asdict().items():
            if not isinstance(value, str):
                raise ConfigError(
                    "keep", f"{name!r} must be a str, got {value!r:.60}", f"write Keep({name}='…')"
                )
        if keep.text and not keep.text.strip():
            raise ConfigError(
                "keep", f"'text' must not be blank, got {keep.text!r:.60}", "leave it out to keep every line"
            )
        problem = keep.problem()
        if problem:
            raise ConfigError("keep", problem, "correct the pattern")
    return keeps


def _one_of(name: str, value: Any, known: Sequence[str]) -> str:
    if not isinstance(value, str) or value not in known:
        raise ConfigError(name, f"unknown {name} {value!r:.60}", f"it is one of {', '.join(known)}")
    return value


def _share(name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ConfigError(name, f"must be a share from 0 to 1, got {value!r:.60}", "0.3 is 30 percent")
    return float(value)
