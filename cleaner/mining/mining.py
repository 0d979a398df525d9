"""Mining: two passes over a corpus, by one process or by several.

The first pass counts, each process some of the blocks; the second looks closely at what may recur, each process at
sites of its own. What is proposed for a site depends neither on the order of the documents, nor on how many processes
there are. With less memory the second pass takes fewer sites at a time, and the corpus is read more often.
"""

import hashlib
import os
import tempfile
from array import array
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from math import ceil
from multiprocessing import get_context
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from cleaner.api import Cleaner
from cleaner.corpus.source import STDIN
from cleaner.mining.collecting import Collector
from cleaner.mining.counting import SKETCH_CELLS, Sketch, Templates, site_number
from cleaner.mining.documents import Corpus
from cleaner.mining.elsewhere import Elsewhere, count
from cleaner.mining.judging import MIN_DOCUMENTS
from cleaner.mining.proposals import SiteProposals, proposals_of
from cleaner.mining.state import Round, Sites, State
from cleaner.ruleset.view import Zone

MEMORY_MB = 512
"""Megabytes that all processes may take together for what they count, if nothing else is said."""

TALLY_BYTES = 2000
"""Bytes that one template takes with its sightings: 1,650 were measured on planted corpora in random order."""

MAX_ROUNDS = 256
"""Times that the corpus is read at most in the second pass, however little memory there is."""

Watch = Callable[[BinaryIO], BinaryIO]


class Mined(NamedTuple):
    """What is proposed, by site."""

    sites: Sequence[SiteProposals]
    """In the order of their names; read from the state where that is kept."""
    names: Sequence[str]
    elsewhere: Callable[[str], Elsewhere]
    documents: int
    state: State
    """What is kept of the run, to be cleared when all is written."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one process does."""

    corpus: Corpus
    number: int
    processes: int
    most: int
    """Templates that it may hold at once."""
    least: int
    state: State


def mine(
    corpus: Corpus,
    *,
    processes: int = 1,
    memory_mb: int = MEMORY_MB,
    least: int = MIN_DOCUMENTS,
    state_folder: Path | None = None,
    watch: Watch | None = None,
    counted: Sketch | None = None,
) -> Mined:
    """Return rules for what recurs on each site of a corpus.

    `least` are the distinct documents of a site in which a line must be. What was done is kept in `state_folder`
    until the caller clears it, so that a run that is stopped can go on. `counted` is what the first pass would count,
    if another engine did it. Raises `InputError` for a file that cannot be read.
    """
    with tempfile.TemporaryDirectory() as folder:
        state = State(
            state_folder or Path(folder), _key(corpus, processes, memory_mb, least, _digest(counted))
        )
        room = max(1, memory_mb * 1_000_000 - 2 * SKETCH_CELLS) // processes
        shares = [
            Share(corpus, number, processes, max(1, room // TALLY_BYTES), least, state)
            for number in range(processes)
        ]
        with state.sketch(least) as sketch:
            is_counted = sketch is not None
        if not is_counted:
            sketches = _all(_counted, shares, watch) if counted is None else [_kept(counted)]
            state.keep_sketch(sketches)
        rounds = [each for some in _all(_looked_at, shares, watch) for each in some]
        with state.sketch(least) as sketch:
            assert sketch is not None  # noqa: S101 — it was just kept
            documents = sketch.sites.documents
        sites = Sites(rounds)

        def elsewhere(template: str) -> Elsewhere:
            number = site_number(template)
            recurring = count([each.recurring for each in rounds], number)
            return Elsewhere(max(0, recurring - 1), count([each.amid for each in rounds], number))

        return Mined(sites if state_folder else tuple(sites), sites.names, elsewhere, documents, state)


def newest_date(corpus: Corpus) -> str:
    """Return the date of the newest file of a corpus, in UTC: what was mined is no younger."""
    newest = max(
        (Path(file.path).stat().st_mtime for file in corpus.found if file.path != STDIN), default=0.0
    )
    return datetime.fromtimestamp(newest, UTC).date().isoformat()


def _all(do: Callable[..., Any], shares: Sequence[Share], watch: Watch | None) -> list[Any]:
    """Return what becomes of all shares."""
    if len(shares) == 1:
        return [do(shares[0], watch)]
    with ProcessPoolExecutor(len(shares), get_context("spawn")) as pool:
        return list(pool.map(do, shares))


def _counted(share: Share, watch: Watch | None = None) -> tuple[bytes, list[tuple[str, int, int, int]]]:
    """Do the first pass over every so many-th block."""
    sketch, templates = Sketch(share.least), Templates()
    with closing(share.corpus.blocks(watch, share.number, share.processes)) as blocks:
        for number, block in blocks:
            for site, text in block:
                sketch.add_text(site, text, templates, number)
    return _kept(sketch)


def _kept(sketch: Sketch) -> tuple[bytes, list[tuple[str, int, int, int]]]:
    return bytes(sketch.cells), sketch.sites.rows()


def _looked_at(share: Share, watch: Watch | None = None) -> list[Round]:
    """Do the second pass for the sites of this process, in as many rounds as memory asks for."""
    with share.state.sketch(share.least) as sketch:
        assert sketch is not None  # noqa: S101 — the first pass is done
        at_once = sketch.recurring() * sketch.sites.open_share()
        rounds = min(max(1, ceil(at_once / (share.most * share.processes))), MAX_ROUNDS)
        results = []
        for number in range(rounds):
            name = _name_of_round(share, number, rounds)
            if share.state.round(name) is None:
                _do_round(share, sketch, number, rounds, watch)
            result = share.state.round(name)
            assert result is not None  # noqa: S101 — it was just kept
            results.append(result)
        return results


def _name_of_round(share: Share, number: int, rounds: int) -> str:
    return f"round-{share.number}-{number}-of-{rounds}"


def _do_round(share: Share, sketch: Sketch, number: int, rounds: int, watch: Watch | None) -> None:
    """Keep what is proposed for the sites of one round, each as soon as its last document was seen."""
    parts, part = share.processes * rounds, share.number * rounds + number

    def is_wanted(site: str) -> bool:
        return parts == 1 or site_number(site) % parts == part

    collector = Collector(sketch, share.least)
    cleaner = share.corpus.cleaner()
    recurring, amid = array("I"), array("I")

    def proposed() -> Iterator[SiteProposals]:
        with closing(share.corpus.blocks(watch, is_wanted=is_wanted)) as blocks:
            for _, block in blocks:
                for site, text in block:
                    tally = collector.add(site, text)
                    if tally is None:
                        continue
                    for numbers, some in zip((recurring, amid), tally.lines.recurring(), strict=True):
                        numbers.frombytes(some)
                    found = proposals_of(tally, partial(_known, cleaner, site), share.least)
                    if found.proposals:
                        yield found

    share.state.keep_round(_name_of_round(share, number, rounds), proposed(), recurring, amid)


def _known(cleaner: Cleaner, site: str, lines: Sequence[str]) -> list[tuple[str, frozenset[Zone]]]:
    return [
        (line, frozenset(match.rule.acting_zone for match in matches if match.role == "pattern"))
        for line, matches in cleaner.engine.acting(lines, site)
    ]


def _digest(counted: Sketch | None) -> str:
    if counted is None:
        return ""
    return hashlib.sha256(bytes(counted.cells) + repr(counted.sites.rows()).encode()).hexdigest()


def _key(corpus: Corpus, *settings: Any) -> str:
    """Return what changes with the corpus and with what is asked of it."""
    parts = [repr(settings), repr(corpus.configuration.of(corpus.found[0].path))]
    for file in corpus.found:
        if file.error is not None:
            raise file.error
        status = os.stat(file.path)  # noqa: PTH116 — as discovery does
        parts.append(f"{file.path} {status.st_size} {status.st_mtime_ns}")
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:16]
