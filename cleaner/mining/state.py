"""State: what a run of mining has done so far, kept in files, so that one that was stopped can go on."""

import contextlib
import re
import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from cleaner.formats.files import replacing
from cleaner.mining.counting import MOST, Sketch
from cleaner.mining.elsewhere import sorted_in_runs
from cleaner.mining.proposals import Line, Proposal, SiteProposals
from cleaner.mining.site_counts import SiteCounts


class Round(NamedTuple):
    """What a round of the second pass found, kept in a file: proposals are many, and read one site at a time."""

    path: Path
    names: list[str]
    """Of the sites, as they are in the file."""
    ends: "array[int]"
    """Where in the file the proposals of each site end, and those of the next begin."""
    recurring: "array[int]"
    """Numbers of the templates that recur on a site, once for each site (`cleaner.mining.sightings`)."""
    amid: "array[int]"
    """Of those, the templates that are amid the text more often than not."""


class Sites(Sequence[SiteProposals]):
    """What is proposed for each site, by name; read when it is asked for."""

    def __init__(self, rounds: Sequence[Round]) -> None:
        self._rounds = rounds
        places = (
            (site, number, at) for number, each in enumerate(rounds) for at, site in enumerate(each.names)
        )
        self._places = [(number, at) for _, number, at in sorted(places)]

    @property
    def names(self) -> list[str]:
        """The names of the sites."""
        return [self._rounds[number].names[at] for number, at in self._places]

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, at: Any) -> Any:
        number, place = self._places[at]
        found = self._rounds[number]
        begin = found.ends[place - 1] if place else 0
        with found.path.open("rb") as stream:
            stream.seek(begin)
            return _site_of(orjson.loads(stream.read(found.ends[place] - begin)))


@dataclass(frozen=True, slots=True)
class State:
    """The files of one run."""

    folder: Path
    key: str
    """What they are the state of."""

    @property
    def cells(self) -> Path:
        """Where the cells of the sketch are, once the first pass is done."""
        return self._path("cells")

    def keep_sketch(self, sketches: Sequence[tuple[bytes, Sequence[tuple[str, int, int, int]]]]) -> None:
        """Keep the sum of what several processes counted in the first pass: cells, and the rows of `SiteCounts`."""
        sites = SiteCounts()
        for _, rows in sketches:
            sites.update(rows)
        cells = sketches[0][0]
        if len(sketches) > 1:  # no cell is carried into the next: each counts less than two bytes hold
            total = sum(int.from_bytes(some, sys.byteorder) for some, _ in sketches)
            cells = _saturated(total.to_bytes(len(cells), sys.byteorder))
        self._write("cells", cells)
        self._write("sites", orjson.dumps(sites.rows()))

    @contextlib.contextmanager
    def sketch(self, least: int) -> Iterator[Sketch | None]:
        """Open the sketch of the first pass, which all processes share; None if it was not done."""
        rows = self._read("sites")
        if rows is None:
            yield None
            return
        with self.cells.open("rb") as stream, mmap(stream.fileno(), 0, access=ACCESS_READ) as mapped:
            sketch = Sketch(least, size=1)
            sketch.sites.update(orjson.loads(rows))
            with memoryview(mapped) as view, view.cast("H") as cells:
                sketch.cells = cells
                yield sketch

    def round(self, name: str) -> Round | None:
        """Return what a round of the second pass found; None if it was not done."""
        index = self._read(f"{name}-index")
        if index is None:
            return None
        names, ends = orjson.loads(index)
        recurring, amid = (array("I", self._read(f"{name}-{what}") or b"") for what in ("recurring", "amid"))
        return Round(self._path(name), names, array("Q", ends), recurring, amid)

    def keep_round(
        self, name: str, found: Iterable[SiteProposals], recurring: "array[int]", amid: "array[int]"
    ) -> None:
        """Keep what a round of the second pass found: proposals one site at a time, then the numbers."""
        names, ends = [], array("Q")
        self.folder.mkdir(parents=True, exist_ok=True)
        with replacing(self._path(name)) as stream:
            for site in found:
                names.append(site.site)
                ends.append((ends[-1] if ends else 0) + stream.write(orjson.dumps(site)))
        self._write(f"{name}-recurring", sorted_in_runs(recurring).tobytes())
        self._write(f"{name}-amid", sorted_in_runs(amid).tobytes())
        self._write(f"{name}-index", orjson.dumps([names, ends.tolist()]))  # last: what has an index is done

    def clear(self) -> None:
        """Take away what was kept; the run is done."""
        for path in self.folder.glob(f"{self.key}-*"):
            path.unlink()
        with contextlib.suppress(OSError):  # another run's state is in it
            self.folder.rmdir()

    def _path(self, what: str) -> Path:
        return self.folder / f"{self.key}-{what}"

    def _read(self, what: str) -> bytes | None:
        try:
            return self._path(what).read_bytes()
        except FileNotFoundError:
            return None

    def _write(self, what: str, data: bytes) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        with replacing(self._path(what)) as stream:
            stream.write(data)


def _saturated(cells: bytes) -> bytes:
    """Return cells that count up to `MOST`, as one process counts."""
    found = bytearray(cells)
    is_little = sys.byteorder == "little"
    for match in _NOT_ZERO.finditer(cells[is_little::2]):  # the high bytes
        at = 2 * match.start()
        found[at : at + 2] = MOST.to_bytes(2, sys.byteorder)
    return bytes(found)


_NOT_ZERO = re.compile(rb"[^\0]")


def _site_of(data: dict[str, Any]) -> SiteProposals:
    proposals = tuple(map(_proposal_of, data["proposals"]))
    return SiteProposals(**{**data, "proposals": proposals})


def _proposal_of(data: dict[str, Any]) -> Proposal:
    made = {
        "lines": tuple(Line(**line) for line in data["lines"]),
        "places": tuple((place, count) for place, count in data["places"]),
        "neighbours": tuple(data["neighbours"]),
        "contexts": tuple(tuple(context) for context in data["contexts"]),
    }
    return Proposal(**{**data, **made})
