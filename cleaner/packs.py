"""Rule packs: a rule file read strictly into rules, with an error for everything that is not as it should be."""

import contextlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from types import UnionType
from typing import Any, NamedTuple, get_args

import orjson

from cleaner.cache import entry_key, load_entry, store_entry
from cleaner.errors import RuleError
from cleaner.kinds import KINDS, Level, Rule, Zone, keys
from cleaner.kinds.line import Line
from cleaner.kinds.part import Part
from cleaner.lines import fold_label
from cleaner.pattern import Pattern
from cleaner.shape import SHAPE_KEYS, Shape
from cleaner.wording import SLOTS, Measure, Wording, lint, measure, remember, unknown_slots

GOES, STAYS, NEW, CLAIMED, BODY = "-", " ", "+", "!", "..."
"""The marks of an example: the line goes, stays, is what a rewrite puts there, or is claimed by some other
rule already; the body stands for as much prose as pushes lines out of each other's zones."""


class Example(NamedTuple):
    """A tiny document in diff notation: each line with its mark."""

    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Pack:
    """One rule file."""

    name: str
    """Its path without suffix, below the folder of packs: `en/page`."""
    about: str
    rules: tuple[Rule, ...]
    path: Path

    @cached_property
    def examples(self) -> Mapping[str, tuple[Example, ...]]:
        """The examples by rule id."""
        _, examples = read_pack(self.path, self.name)
        return examples


def shipped_rules() -> Path:
    """Find the folder of the packs that come with this package."""
    inside = Path(__file__).parent / "rules"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "rules"


class RuleFile(NamedTuple):
    """A rule file: the name of its pack, where it is, and what tells whether it was changed since."""

    name: str
    path: str
    state: str
    """Empty if it cannot be looked at."""


def rule_files(paths: Iterable[str | os.PathLike[str]] = ()) -> list[RuleFile]:
    """Find rule files, and those in folders; without paths, the shipped ones. Raises `RuleError`."""
    found: list[RuleFile] = []
    for path in [os.fspath(each) for each in paths] or [str(shipped_rules())]:
        try:
            if Path(path).is_dir():
                below = sorted(_below(path, ""))
                if not below:
                    raise RuleError(path, "no rule file in this folder", "rule files end in .toml")
                found += below
            else:
                found.append(RuleFile(Path(path).stem, path, _state(Path(path).stat())))
        except OSError:
            found.append(RuleFile(Path(path).stem, path, ""))
    return found


def load_packs(paths: Iterable[str | os.PathLike[str]] = ()) -> list[Pack]:
    """Load rule files and folders of them; without paths, the shipped packs.

    Raises `RuleError` for the first file that cannot be used, before any text is read.
    """
    return packs_of(rule_files(paths))


def packs_of(files: Sequence[RuleFile]) -> list[Pack]:
    """Load rule files, from the cache where they are as they were. Raises `RuleError`."""
    if not files:
        return []
    key = files_key("packs", files)
    known = load_entry(key) if key else None
    if known is not None:
        with contextlib.suppress(ValueError, KeyError, TypeError, IndexError):
            return [
                Pack(name, about, tuple(map(rule_from_data, rules)), Path(file.path))
                for (name, about, rules), file in zip(orjson.loads(known), files, strict=True)
            ]
    packs = [load_pack(Path(file.path), file.name) for file in files]
    refuse_duplicates(packs)
    if key:
        data = [[pack.name, pack.about, [rule_as_data(rule) for rule in pack.rules]] for pack in packs]
        store_entry(key, orjson.dumps(data))
    return packs


def files_key(what: str, files: Sequence[RuleFile], *others: str) -> str | None:
    """Name the cache's entry for what is made from rule files, and other things; None if there can be none."""
    if not all(file.state for file in files):
        return None
    return entry_key(what, *(part for file in files for part in file), *others)


def _below(folder: str, name: str) -> Iterator[RuleFile]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _below(entry.path, f"{name}{entry.name}/")
            elif entry.name.endswith(".toml"):
                yield RuleFile(name + entry.name.removesuffix(".toml"), entry.path, _state(entry.stat()))


def _state(status: os.stat_result) -> str:
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ino}"


def rule_as_data(rule: Rule) -> Any:
    """Give a rule as what JSON can hold, with what took long to work out from its words."""
    values = {each.name: _as_data(getattr(rule, each.name)) for each in keys(type(rule)).values()}
    wordings = [test for test in rule.tests().values() if isinstance(test, Wording)]
    patterns = {*getattr(rule, "unless", ()), *(wording.pattern for wording in wordings)} - {""}
    measures = {pattern: list(measure(pattern)) for pattern in sorted(patterns)}
    return [rule.kind, rule.id, values, _as_data(rule.wording) if isinstance(rule, Line) else None, measures]


def rule_from_data(data: Any) -> Rule:
    """Make the rule again. Raises `ValueError`, `KeyError`, `TypeError` or `IndexError` for other data."""
    kind, rule_id, values, wording, measures = data
    for pattern, (widest, openings) in measures.items():
        remember(pattern, Measure(widest, tuple(openings)))
    rule = KINDS[kind](id=rule_id, **{key: _from_data(key, value) for key, value in values.items()})
    if wording is not None:
        rule.__dict__["wording"] = _from_data("wording", wording)
    return rule


def _as_data(value: Any) -> Any:
    if isinstance(value, Shape):
        return {"shape": asdict(value)}
    if isinstance(value, Wording):
        return {"wording": [value.pattern, value.phrases, value.longest, sorted(value.literals)]}
    return value


def _from_data(key: str, value: Any) -> Any:
    if key in _ENUMS and value is not None:
        return _ENUMS[key](value)
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, dict):
        if "shape" in value:
            return Shape(**value["shape"])
        pattern, phrases, longest, literals = value["wording"]
        wording = Wording(pattern, tuple(phrases), longest)
        wording.__dict__["literals"] = frozenset(literals)
        return wording
    return value


def refuse_duplicates(packs: Iterable[Pack]) -> None:
    """Raise `RuleError` if two packs have a name in common: rule ids would not be unique."""
    seen: dict[str, Path] = {}
    for pack in packs:
        if pack.name in seen:
            raise RuleError(
                str(pack.path),
                f"the pack '{pack.name}' is also {seen[pack.name]}",
                "rename one of the two files",
            )
        seen[pack.name] = pack.path


def load_pack(path: Path, name: str) -> Pack:
    """Load one rule file under the name of its pack. Raises `RuleError`."""
    pack, pack.__dict__["examples"] = read_pack(path, name)
    return pack


def read_pack(path: Path, name: str) -> tuple[Pack, Mapping[str, tuple[Example, ...]]]:
    """Read one rule file strictly. Raises `RuleError`."""
    import tomllib  # noqa: PLC0415 — packs are cached

    try:
        declared = tomllib.loads(path.read_bytes().decode("utf-8"))
    except OSError as error:
        raise RuleError(
            str(path), (error.strerror or str(error)).lower(), "name a rule file that can be read"
        ) from error
    except UnicodeDecodeError as error:
        raise RuleError(
            f"{path}:{_line_of(error)}", "is not UTF-8", "rule files are TOML in UTF-8"
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise RuleError(
            _located(path, error), _without_place(error), "see https://toml.io/en/v1.0.0"
        ) from error
    reader = _Reader(str(path))
    about = reader.text("", "about", declared.pop("about", None))
    rules: list[Rule] = []
    examples: dict[str, tuple[Example, ...]] = {}
    taken: dict[str, str] = {}
    for kind, rule_name, table in reader.tables(declared):
        header = f"[{kind}.{rule_name}]"
        if rule_name in taken:
            reader.refuse(header, f"has the name of [{taken[rule_name]}.{rule_name}]", "rename one of them")
        taken[rule_name] = kind
        rule = reader.rule(header, KINDS[kind], f"{name}/{rule_name}", table)
        examples[rule.id] = reader.examples(header, table.get("examples"))
        rules.append(rule)
    if not rules:
        reader.refuse("", "holds no rule", "a rule begins with [kind.name]")
    return Pack(name, about, tuple(rules), path), examples


_ENUMS: Mapping[str, type[StrEnum]] = {"level": Level, "zone": Zone, "part": Part}
_NAME = Pattern(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PLACE = Pattern(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


class _Reader:
    """Reads the values of one file, and says where a value is wrong."""

    def __init__(self, path: str) -> None:
        self.path = path

    def refuse(self, where: str, what: str, remedy: str = "") -> None:
        """Raise `RuleError`."""
        raise RuleError(": ".join(filter(None, (self.path, where))), what, remedy)

    def unknown(self, where: str, what: str, found: str, known: Iterable[str]) -> None:
        """Refuse a word that is not one of the known ones, with the likely intention."""
        import difflib  # noqa: PLC0415 — for mistakes only

        known = list(known)
        near = difflib.get_close_matches(found, known, n=1)
        remedy = f"did you mean '{near[0]}'?" if near else f"it is one of {', '.join(known)}"
        self.refuse(where, f"unknown {what} '{found}'", remedy)

    def tables(self, declared: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        """Yield kind, name and table of each rule."""
        for kind, tables in declared.items():
            if kind not in KINDS:
                self.unknown("", "kind", kind, [*KINDS, "about"])
            if not isinstance(tables, dict) or not all(isinstance(table, dict) for table in tables.values()):
                self.refuse(f"[{kind}]", "is not a rule", f"a rule begins with [{kind}.name]")
            for name, table in tables.items():
                if not _NAME.fullmatch(name):
                    self.refuse(f"[{kind}.{name}]", "is no name", "use small letters, digits and hyphens")
                yield kind, name, table

    def rule(self, header: str, kind: type[Rule], rule_id: str, table: Mapping[str, Any]) -> Rule:
        """Read one rule."""
        known = keys(kind)
        for name in table:
            if name not in known and name != "examples":
                self.unknown(header, "key", name, [*known, "examples"])
        values: dict[str, Any] = {}
        for name, declared in known.items():
            if name in table:
                values[declared.name] = self.value(header, name, declared, table[name])
            elif name == "why" or (declared.default is _NOTHING and declared.metadata):
                self.refuse(header, f"has no '{name}'", _as_remedy(declared.metadata["about"]))
        rule = kind(id=rule_id, **values)
        fault = rule.fault()
        if fault:
            self.refuse(header, fault)
        return rule

    def value(self, header: str, name: str, declared: Any, value: Any) -> Any:
        """Read one key, by the type of the field it fills."""
        wanted = declared.type
        if isinstance(wanted, UnionType):
            wanted = next(each for each in get_args(wanted) if each is not type(None))
        holds = declared.metadata["holds"]
        if wanted is bool:
            return self.typed(header, name, value, bool, "true or false")
        if wanted is int:
            number = self.typed(header, name, value, int, "a whole number")
            if number < declared.metadata["least"]:
                self.refuse(header, f"'{name}' is {number}", f"it is at least {declared.metadata['least']}")
            return number
        if wanted is Wording:
            if isinstance(value, list):
                return Wording(phrases=self.phrases(header, name, value))
            return Wording(self.pattern(header, name, value))
        if wanted is Shape:
            return self.shape(header, name, value)
        if isinstance(wanted, type) and issubclass(wanted, StrEnum):
            if value not in list(wanted):
                self.unknown(header, name, str(value), list(wanted))
            return wanted(value)
        read = {
            "pattern": self.pattern,
            "patterns": self.patterns,
            "phrases": self.phrases,
            "text": self.text,
        }
        return read.get(holds, self.replacement)(header, name, value)

    def typed(self, header: str, name: str, value: Any, wanted: type, words: str) -> Any:
        """Read a value of a plain type."""
        if type(value) is not wanted:
            self.refuse(header, f"'{name}' is {value!r}", f"it is {words}")
        return value

    def text(self, header: str, name: str, value: Any) -> str:
        """Read a sentence."""
        if not isinstance(value, str) or not value.strip():
            self.refuse(header, f"has no '{name}'", "say it in one sentence")
        return str(value).strip()

    def replacement(self, header: str, name: str, value: Any) -> str:
        """Read what a rewrite puts in place of a match."""
        return str(self.typed(header, name, value, str, "a text"))

    def pattern(self, header: str, name: str, value: Any) -> str:
        """Read a regular expression."""
        pattern = str(self.typed(header, name, value, str, "a regular expression, or a list of phrases"))
        fault = lint(pattern)
        if fault:
            self.refuse(header, f"the pattern '{pattern}' of '{name}' {fault}", _REMEDY)
        return pattern

    def patterns(self, header: str, name: str, value: Any) -> tuple[str, ...]:
        """Read a list of regular expressions."""
        return tuple(
            self.pattern(header, name, each) for each in self.typed(header, name, value, list, "a list")
        )

    def phrases(self, header: str, name: str, value: Any) -> tuple[str, ...]:
        """Read a list of phrases."""
        seen: dict[str, str] = {}
        for phrase in self.typed(header, name, value, list, "a list of phrases"):
            folded = fold_label(self.typed(header, name, phrase, str, "a list of phrases"))
            if not folded:
                self.refuse(
                    header, f"the phrase '{phrase}' of '{name}' has no letters", "write the words of the line"
                )
            if folded in seen:
                self.refuse(
                    header,
                    f"the phrases '{seen[folded]}' and '{phrase}' are the same, folded",
                    "leave one out",
                )
            for slot in unknown_slots(phrase):
                self.unknown(header, f"slot in the phrase '{phrase}'", slot, SLOTS)
            seen[folded] = phrase
        if not seen:
            self.refuse(header, f"'{name}' is empty", "list at least one phrase")
        return tuple(seen.values())

    def shape(self, header: str, name: str, value: Any) -> Shape:
        """Read a shape."""
        table = self.typed(header, name, value, dict, "a table such as { max_words = 4 }")
        for key, setting in table.items():
            if key not in SHAPE_KEYS:
                self.unknown(header, f"key in '{name}'", key, SHAPE_KEYS)
            wanted: type = get_args(SHAPE_KEYS[key])[0]
            words = "true or false" if wanted is bool else "a whole number"
            self.typed(header, f"{name}.{key}", setting, wanted, words)
        if not table:
            self.refuse(header, f"'{name}' is empty", f"it takes {', '.join(SHAPE_KEYS)}")
        return Shape(**table)

    def examples(self, header: str, value: Any) -> tuple[Example, ...]:
        """Read the examples of a rule: at least a line that goes and a line that stays."""
        texts = [value] if isinstance(value, str) else value
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            self.refuse(header, "has no 'examples'", "show a line that goes and one that stays")
        examples = tuple(self.example(header, text) for text in texts)
        marks = {mark for example in examples for mark, text in example.lines if text.strip() or mark == GOES}
        if GOES not in marks:
            self.refuse(header, "has no example line that goes", "begin it with '- '")
        if STAYS not in marks:
            self.refuse(header, "has no example line that stays", "begin it with two spaces")
        return examples

    def example(self, header: str, text: str) -> Example:
        """Read one example."""
        lines: list[tuple[str, str]] = []
        for line in text.removesuffix("\n").split("\n"):
            if line.strip() == BODY:
                lines.append((BODY, ""))
            elif not line.strip():
                lines.append((STAYS, ""))
            elif line in (GOES, NEW) or (line[0] in (GOES, STAYS, NEW, CLAIMED) and line[1:2] == " "):
                lines.append((line[0], line[2:]))
            else:
                self.refuse(
                    header,
                    f"the example line '{line}' has no mark",
                    "begin it with '- ' (goes), two spaces (stays), '+ ' (is put there) or '! ' (claimed already)",
                )
        return Example(tuple(lines))


_NOTHING = fields(Rule)[0].default
_REMEDY = "a pattern matches whole lines in time linear in their length"


def _as_remedy(about: str) -> str:
    return about[:1].lower() + about[1:].removesuffix(".")


def _located(path: Path, error: Exception) -> str:
    match = _PLACE.search(str(error))
    return f"{path}:{match.group(1)}:{match.group(2)}" if match and match.group(1) else str(path)


def _without_place(error: Exception) -> str:
    message: str = _PLACE.sub("", str(error))
    return message[:1].lower() + message[1:]


def _line_of(error: UnicodeDecodeError) -> int:
    return error.object[: error.start].count(b"\n") + 1


def rules_of(packs: Iterable[Pack]) -> Iterator[Rule]:
    """Give the rules of all packs."""
    for pack in packs:
        yield from pack.rules
