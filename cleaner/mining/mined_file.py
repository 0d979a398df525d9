"""A mined file: a rule file of proposals, each with its evidence and with what a person decided of it.

Each entry begins with a comment that names its state. What was dropped stays as comments, so that it is not proposed
again. All else is a rule file like any other.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from cleaner.errors import RuleError
from cleaner.formats.files import replacing
from cleaner.ruleset.toml_file import read_toml
from cleaner.text.folding import fold_label


class State(StrEnum):
    """What became of a proposal."""

    PROPOSED = "proposed"
    KEPT = "kept"
    EDITED = "edited"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Entry:
    """One rule of a mined file."""

    state: State
    name: str
    evidence: str
    """The lines of comments, without their marks."""
    toml: str
    """The table, as TOML."""

    def written(self) -> str:
        """Return it as the file has it."""
        toml = self.toml.rstrip("\n")
        if self.state is State.DROPPED:
            toml = "\n".join(f"#| {line}".rstrip() for line in toml.split("\n"))
        comments = "".join(f"# {line}".rstrip() + "\n" for line in self.evidence.splitlines())
        return f"{_BEGIN}{self.state}: {self.name}\n{comments}{toml}\n"

    def decided(self, state: State) -> "Entry":
        """Return it with what a person decided."""
        return replace(self, state=state)


@dataclass(frozen=True, slots=True)
class MinedFile:
    """A mined file, part by part."""

    header: str
    """What stands above the first entry."""
    entries: tuple[Entry, ...]

    def written(self) -> str:
        """Return the file."""
        return "\n".join([self.header.rstrip("\n") + "\n", *(entry.written() for entry in self.entries)])

    def with_entry(self, at: int, entry: Entry) -> "MinedFile":
        """Return the file with another entry in some place."""
        return replace(self, entries=(*self.entries[:at], entry, *self.entries[at + 1 :]))

    @property
    def has_rules(self) -> bool:
        """Whether a rule is left: a rule file without one is refused."""
        return any(entry.state is not State.DROPPED for entry in self.entries)


def read_mined(path: Path) -> MinedFile:
    """Read a mined file, or what is left of one whose rules were all dropped. Raises `RuleError`."""
    dropped = all_dropped(path)
    where = dropped if dropped.exists() and not path.exists() else path
    text = read_toml(str(where)).text
    header, *parts = re.split(rf"^(?={re.escape(_BEGIN)})", text, flags=re.MULTILINE)
    if not parts:
        raise RuleError(
            str(path), "is not a file that mine wrote", "entries begin with '# --- proposed: name'"
        )
    return MinedFile(header, tuple(_entry(part, path) for part in parts))


def write_mined(path: Path, file: MinedFile) -> Path:
    """Write a mined file whole or not at all, and return where: under another suffix if all its rules are dropped."""
    target, other = (path, all_dropped(path)) if file.has_rules else (all_dropped(path), path)
    with replacing(target) as stream:
        stream.write(file.written().encode())
    other.unlink(missing_ok=True)
    return target


def all_dropped(path: Path) -> Path:
    """Return where a file goes whose rules were all dropped, so that no one takes it for a rule file."""
    return path.with_name(path.name + ".dropped")


def phrases_in(entry: Entry) -> set[str]:
    """Return the phrases that the table of an entry has, as they are written."""
    import tomllib  # noqa: PLC0415 — rule files are read from the cache as a rule

    found: set[str] = set()
    for tables in tomllib.loads(entry.toml).values():
        for table in tables.values():
            for key in ("phrases", "start", "end"):
                value = table.get(key, ())
                found |= set(value) if isinstance(value, list) else set()
    return found


def merged(old: MinedFile, new: MinedFile) -> MinedFile:
    """Return a file mined anew with what a person decided of the one before.

    Kept, edited and dropped entries stay as they are; what they have is not proposed again.
    """
    decided = [entry for entry in old.entries if entry.state is not State.PROPOSED]
    known = {fold_label(phrase) for entry in decided for phrase in phrases_in(entry)}
    names = {entry.name for entry in decided}
    fresh = [
        entry
        for entry in new.entries
        if entry.name not in names and not all(fold_label(phrase) in known for phrase in phrases_in(entry))
    ]
    entries = sorted([*decided, *fresh], key=lambda entry: entry.name)
    return MinedFile(new.header, tuple(entries))


def _entry(part: str, path: Path) -> Entry:
    first, *lines = part.rstrip("\n").split("\n")
    match = re.fullmatch(rf"{re.escape(_BEGIN)}({'|'.join(State)}): (\S+)", first.rstrip())
    if match is None:
        raise RuleError(str(path), f"cannot read '{first}'", f"write {_BEGIN}kept: name")
    state = State(match.group(1))
    begin = next((at for at, line in enumerate(lines) if line.startswith(("[", "#|"))), len(lines))
    evidence = [line.removeprefix("#").removeprefix(" ") for line in lines[:begin] if line.startswith("#")]
    toml: Sequence[str] = lines[begin:]
    if state is State.DROPPED:
        toml = [line.removeprefix("#|").removeprefix(" ") for line in toml]
    return Entry(state, match.group(2), "\n".join(evidence), "\n".join(toml).rstrip("\n") + "\n")


_BEGIN = "# --- "
