"""One document, cleaned in one call: the front of the library."""

import os
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import cached_property
from typing import NamedTuple

from cleaner.edits import Edit, Offsets
from cleaner.engine import Engine, Run
from cleaner.errors import ConfigError
from cleaner.kinds import Level, Rule
from cleaner.kinds.base import PlacedRule
from cleaner.lines import Line, Passage, body_and_end, gathered, split
from cleaner.packs import Pack, files_key, packs_of, refuse_duplicates, rule_files, rules_of
from cleaner.repair import ALL_STEPS
from cleaner.shape import is_prose
from cleaner.wording import lint

EXACT = "surrogatepass"
"""How text that is held as code points becomes bytes and comes back, lone surrogates and all."""

NO_HYPERSCAN = "hyperscan cannot be imported, so matching is many times slower; pip install hyperscan"

CAPTURED = 100
"""Values of one field that are collected from a document; articles have one or two."""


class Result(NamedTuple):
    """A cleaned document."""

    text: str
    """What is left."""
    edits: tuple[Edit, ...]
    """Every change, in order; spans count code points of the input."""
    fields: Mapping[str, tuple[str, ...]]
    """What named groups and slots captured from removed lines, by name, in document order."""

    @property
    def offsets(self) -> Offsets:
        """A map of offsets between input and output."""
        return Offsets(self.edits)


class Keep(NamedTuple):
    """A line that stays on purpose, whatever a rule says of it."""

    rule: str = "*"
    """The rules that leave it: a rule id, a pack or a glob."""
    text: str = ""
    """The whole line, white space at its ends aside; case is ignored."""
    pattern: str = ""
    """Or a pattern for the whole line; without either, the rules leave every line."""

    def fault(self) -> str | None:
        """Say what is wrong with the pattern, or None."""
        return (
            f"the pattern '{self.pattern}' {fault}"
            if self.pattern and (fault := lint(self.pattern))
            else None
        )

    @property
    def patterns(self) -> tuple[str, ...]:
        """What the line has to match."""
        return tuple(filter(None, (self.pattern, re.escape(self.text.strip()))))


class Cleaner:
    r"""Cleans documents with the shipped packs, or with others.

    `level` is gentle, normal or strong. `select` and `ignore` name rules by id, packs by name, or several by
    a glob (`en/*`). `rules` are rule files or folders used besides the shipped packs, or without them if
    `shipped` is false. `repair` names the repair steps to take (`cleaner.repair.ALL_STEPS`). `max_removed`
    is the share, from 0 to 1, of a document's content-like characters that may go before the document is
    left alone. `keep` names lines that stay on purpose. Raises `RuleError` for a rule file and `ConfigError` for
    an argument that cannot be used.

    >>> result = Cleaner().clean("News ID: 314510\nThe wall will hold.\n")
    >>> result.text, result.fields["id"]
    ('The wall will hold.\n', ('314510',))
    """

    def __init__(
        self,
        *,
        level: str = Level.NORMAL,
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
        rules: Iterable[str | os.PathLike[str]] = (),
        shipped: bool = True,
        repair: Sequence[str] = ALL_STEPS,
        max_removed: float = 1.0,
        keep: Sequence[Keep] = (),
    ) -> None:
        if level not in list(Level):
            raise ConfigError("level", f"unknown level '{level}'", f"it is one of {', '.join(Level)}")
        for step in repair:
            if step not in ALL_STEPS:
                raise ConfigError("repair", f"unknown step '{step}'", f"it is one of {', '.join(ALL_STEPS)}")
        if not 0 <= max_removed <= 1:
            raise ConfigError("max-removed", f"{max_removed} is no share", "it is between 0 and 1")
        self.level = Level(level)
        self.repair = tuple(repair)
        self.max_removed = max_removed
        self._files = (rule_files() if shipped else [], rule_files(own) if (own := list(rules)) else [])
        self._choice = (tuple(select), tuple(ignore), tuple(keep))
        kept = self._kept_engine()
        if kept is not None:
            self.__dict__["engine"] = kept
        else:
            self.__dict__["rules"] = self._chosen()  # now, since what is wrong with a rule must be told now

    @cached_property
    def packs(self) -> tuple[Pack, ...]:
        """The packs that were given, with all their rules."""
        packs = [pack for files in self._files for pack in packs_of(files)]
        refuse_duplicates(packs)
        return tuple(packs)

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The rules in use: those of the level, as they were chosen."""
        return self._chosen()

    @cached_property
    def engine(self) -> Engine:
        """The engine with the rules in use."""
        try:
            from cleaner.plan import gated  # noqa: PLC0415 — not everybody has Hyperscan
            from cleaner.ready import keep_engine  # noqa: PLC0415 — as above
        except ImportError:
            warnings.warn(NO_HYPERSCAN, RuntimeWarning, stacklevel=2)
            return Engine(self.rules, steps=self.repair)
        engine = Engine(self.rules, steps=self.repair, matcher=gated(self.rules, self.repair))
        if key := self._engine_key():
            keep_engine(key, engine, self.rules)
        return engine

    def clean(self, text: str) -> Result:
        """Clean one document held in memory."""
        events = list(self.events([text]))
        edits = tuple(event for event in events if isinstance(event, Edit))
        kept = "".join(event.text for event in events if isinstance(event, Line))
        found = Captured()
        for edit in edits:
            found.add(edit)
        return Result(kept, edits, found.fields)

    def events(self, chunks: Iterable[str]) -> Iterable[Line | Edit]:
        """Clean one document as `stream` does, under the removal cap; with a cap it is held in memory."""
        if self.max_removed >= 1:
            return self.stream(chunks)
        text = "".join(chunks)
        events = list(self.stream([text]))
        share = RemovedShare()
        for event in events:
            share.add(event)
        return events if share.value <= self.max_removed else split([text])

    def stream(self, chunks: Iterable[str]) -> Run:
        """Clean one document that arrives in pieces of any size, as surviving lines and edits in order.

        Memory stays bounded however long the document is. `max_removed`, which must know the whole document,
        does not hold here.
        """
        return self.engine.run(gathered(chunk.encode("utf-8", EXACT) for chunk in chunks), EXACT)

    def runs(self, texts: Iterable[str]) -> Iterator[Run | None]:
        """Clean documents held in memory, many at once: each as `stream` does, or None if it stays as it is."""
        return self.engine.runs((text.encode("utf-8", EXACT) for text in texts), EXACT)

    def _kept_engine(self) -> Engine | None:
        """Take up the engine that an earlier start has kept."""
        try:
            from cleaner.ready import kept_engine  # noqa: PLC0415 — not everybody has Hyperscan
        except ImportError:
            return None
        key = self._engine_key()
        return kept_engine(key, self.repair) if key else None

    def _engine_key(self) -> str | None:
        from cleaner.ready import MADE_WITH  # noqa: PLC0415 — not everybody has Hyperscan

        choice = repr((self.level, self._choice, self.repair))
        return files_key("engine", [each for files in self._files for each in files], choice, *MADE_WITH)

    def _chosen(self) -> tuple[Rule, ...]:
        rules = list(rules_of(self.packs))
        select, ignore, keep = self._choice
        whole = [each.rule for each in keep if not each.patterns]
        keeping = [each for each in keep if each.patterns]
        for option, globs in (
            ("select", select),
            ("ignore", ignore),
            ("keep", [*whole, *(each.rule for each in keeping)]),
        ):
            for glob in globs:
                if not any(_names(glob, rule) for rule in rules):
                    raise ConfigError(option, f"no rule is named '{glob}'", "`cleaner rules` lists all")
        return tuple(
            _keeping(rule, keeping)
            for rule in rules
            if (any(_names(glob, rule) for glob in select) if select else self.level.includes(rule.level))
            and not any(_names(glob, rule) for glob in (*ignore, *whole))
        )


class Captured:
    """Collects what rules captured, by field; of an endless document the first `CAPTURED` values of each."""

    def __init__(self) -> None:
        self.fields: dict[str, tuple[str, ...]] = {}

    def add(self, edit: Edit) -> None:
        """Take in what the rule of an edit captured."""
        for name, value in edit.fields.items():
            known = self.fields.get(name, ())
            if len(known) < CAPTURED:
                self.fields[name] = (*known, value)


class RemovedShare:
    """Works out which share of a document's content-like characters was removed.

    Content-like are the characters of prose, white space aside; in a document without prose, of all lines.
    """

    def __init__(self) -> None:
        self._prose = [0, 0]  # characters kept, characters removed
        self._other = [0, 0]

    def add(self, event: Passage | Line | Edit) -> None:
        """Count surviving lines or an edit."""
        if isinstance(event, Passage):
            for line in event.lines():
                self.add(line)
            return
        if isinstance(event, Edit) and not event.removes_line:
            return
        text = event.old if isinstance(event, Edit) else event.raw
        body = body_and_end(text)[0].strip()
        counts = self._prose if is_prose(body) else self._other
        counts[isinstance(event, Edit)] += sum(map(len, body.split()))

    @property
    def value(self) -> float:
        """The share, from 0 to 1."""
        kept, removed = self._prose if any(self._prose) else self._other
        return removed / (kept + removed) if removed else 0.0


def _keeping(rule: Rule, keep: Sequence[Keep]) -> Rule:
    """Give a rule that leaves what is to be kept, too."""
    patterns = [pattern for each in keep if _names(each.rule, rule) for pattern in each.patterns]
    if not patterns or not isinstance(rule, PlacedRule):
        return rule
    return replace(rule, unless=(*rule.unless, *patterns))


def _names(glob: str, rule: Rule) -> bool:
    return fnmatchcase(rule.id, glob) or rule.id.startswith(glob + "/")
