"""`cleaner review`: a walk through proposed rules, each kept, dropped or edited by a key."""

import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import click

from cleaner.cli.keyboard import Keyboard
from cleaner.cli.options import counted, note, with_settings
from cleaner.cli.progress import Progress
from cleaner.cli.verb import Verb
from cleaner.corpus.configuration import Configuration
from cleaner.corpus.discovery import found_files
from cleaner.corpus.ledger import Ledger
from cleaner.corpus.road import Road
from cleaner.corpus.workers import Needs
from cleaner.errors import ConfigError, RuleError
from cleaner.mining.contexts import Removed, removed_by_rule
from cleaner.mining.mined_file import Entry, MinedFile, State, all_dropped, read_mined, write_mined
from cleaner.ruleset.packs import load_pack
from cleaner.ruleset.rule import Level

KEYS = {
    "k": "keep",
    "d": "drop",
    "e": "edit",
    "n": "next, undecided",
    "b": "back",
    "q": "quit",
}
"""What each key does; a decision is written to the file before the next rule is shown."""


MIN_ROWS = 12
"""Rows of a rule that are shown, however low the terminal is."""


class _Place(NamedTuple):
    """A rule by its file and its place in it."""

    path: Path
    at: int


@click.command(
    cls=Verb,
    exits={0: "done, or stopped by you", 2: "the call was wrong, or a file cannot be read"},
    examples=[
        ("cleaner review rules/sites/", "the proposals of all sites"),
        (
            "cleaner review rules/sites/daily.example.org.toml crawl/",
            "with what each rule removes in a corpus",
        ),
    ],
)
@click.argument("mined", type=click.Path(), metavar="RULES")
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[CORPUS]...")
@click.option("--all", "is_all", is_flag=True, help="Show rules that were decided before, too.")
@with_settings
def review(*, mined: str, paths: tuple[str, ...], is_all: bool, configuration: Configuration) -> int:
    """Walk through the rules that mine proposed, and keep, drop or edit each by a key.

    RULES is a file that mine wrote, or a folder of them. With a CORPUS, each rule is shown with what it removes there.
    Each decision is written to the file at once, so you can stop and continue later. A dropped rule stays in the file
    as comments, and mine --update does not propose it again.
    """
    if not sys.stdin.isatty() or not sys.stdout.isatty():
        raise ConfigError("review", "needs a terminal", "edit the file by hand instead")
    files = {path: read_mined(path) for path in _mined_paths(Path(mined))}
    places = [
        _Place(path, at)
        for path, file in files.items()
        for at, entry in enumerate(file.entries)
        if is_all or entry.state is State.PROPOSED
    ]
    removed = _removed(files, paths, configuration) if paths and places else {}
    _Walk(files, places, removed, has_corpus=bool(paths)).go()
    states = [entry.state for file in files.values() for entry in file.entries]
    note(", ".join(f"{states.count(state)} {state}" for state in State))
    return 0


class _Walk:
    """A walk through rules."""

    def __init__(
        self,
        files: dict[Path, MinedFile],
        places: list[_Place],
        removed: Mapping[str, Removed],
        *,
        has_corpus: bool,
    ) -> None:
        self._files, self._places, self._removed, self._has_corpus = files, places, removed, has_corpus
        self._message = ""
        self._keyboard = Keyboard()

    def go(self) -> None:
        """Show each rule until there is none, or a person has enough."""
        with self._keyboard:
            self._walk()

    def _walk(self) -> None:
        step = 0
        while step < len(self._places):
            place = self._places[step]
            entry = self._files[place.path].entries[place.at]
            self._show(step, place, entry)
            key = self._keyboard.key().lower()
            if key in ("q", "\x04", ""):
                return
            if key == "b":
                step = max(0, step - 1)
            elif key in ("n", " ", "\n"):
                step += 1
            elif key in ("k", "d"):
                self._decide(place, entry.decided(State.KEPT if key == "k" else State.DROPPED))
                step += 1
            elif key == "e":
                step += self._edit(place, entry)
            else:
                self._message = f"'{key}' is not a key of this walk" if key.isprintable() else ""

    def _show(self, step: int, place: _Place, entry: Entry) -> None:
        click.clear()
        states = [self._files[path].entries[at].state for path, at in self._places]
        decided = sum(state is not State.PROPOSED for state in states)
        width, height = shutil.get_terminal_size()
        head = f"{place.path.name}  {step + 1} of {len(self._places)}, {decided} decided"
        rows = [click.style(head[:width], bold=True), ""]
        table = entry.toml.partition("\nexamples")[0].splitlines()
        quoted = [line for line in entry.evidence.splitlines() if line.startswith("  ")]
        said = [line for line in entry.evidence.splitlines() if not line.startswith("  ")]
        below = [*self._in_corpus(f"{place.path.stem}/{entry.name}")] if self._has_corpus else quoted
        rows += [line[:width] for line in (*table, "", *said, "", *below)]
        del rows[max(height - 4, MIN_ROWS) :]
        state = "" if entry.state is State.PROPOSED else f"  ({entry.state})"
        keys = "  ".join(f"[{key}] {does}" for key, does in KEYS.items())
        rows += [self._message, click.style(keys[:width] + state, reverse=True)]
        self._message = ""
        click.echo("\n".join(rows))

    def _in_corpus(self, rule: str) -> Iterator[str]:
        """Say what a rule removes in the corpus."""
        removed = self._removed.get(rule, Removed())
        yield f"removes {counted(removed.lines, 'line')} in {counted(removed.documents, 'document')} of the corpus"
        for above, lines, below in removed.contexts:
            yield f"    {above}"
            yield from (f"  - {line}" for line in lines)
            yield f"    {below}"
            yield ""

    def _decide(self, place: _Place, entry: Entry) -> None:
        file = self._files[place.path].with_entry(place.at, entry)
        write_mined(place.path, file)
        self._files[place.path] = file

    def _edit(self, place: _Place, entry: Entry) -> int:
        """Let a person edit a rule; return how many steps that leads on: none if the rule cannot be used."""
        with self._keyboard.lent():
            text = click.edit(entry.toml, extension=".toml")
        if text is None or text.strip() == entry.toml.strip():
            return 0
        try:
            name = _checked(text, place.path.stem)
        except RuleError as error:
            self._message = str(error).splitlines()[0]
            return 0
        self._decide(place, Entry(State.EDITED, name, entry.evidence, text.rstrip("\n") + "\n"))
        return 1


def _checked(text: str, pack: str) -> str:
    """Return the name of the rule that a text declares. Raises `RuleError`."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "edited.toml"
        path.write_text(f'about = "Edited"\n\n{text}', "utf-8")
        (rule,) = load_pack(path, pack).rules
    return rule.id.rpartition("/")[2]


def _mined_paths(rules: Path) -> list[Path]:
    if not rules.is_dir():
        return [rules]
    paths = sorted(
        {*rules.rglob("*.toml"), *(path.with_suffix("") for path in rules.rglob("*.toml.dropped"))}
    )
    if not paths:
        raise ConfigError("review", f"{rules} has no rule file in it", "name a file that mine wrote")
    return paths


def _removed(
    files: Mapping[Path, MinedFile], paths: tuple[str, ...], configuration: Configuration
) -> dict[str, Removed]:
    """Return what the rules remove in a corpus, by rule id."""
    rules = tuple(str(path) for path in files if not all_dropped(path).exists())
    alone = configuration.with_settings(rules=rules, shipped=False, level=Level.STRONG)
    found = [*dict.fromkeys(found_files(paths, alone))]
    with (
        Progress(found, quiet=False, is_output_shown=False) as progress,
        Road(alone, Ledger(note, is_quiet=True), watch=progress.watch, needs=Needs(lines=True)) as road,
    ):
        return removed_by_rule(road.files(found))
