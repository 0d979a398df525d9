"""State: what a run of mining has done so far, kept in files, so that one that was stopped can go on."""

import contextlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from cleaner.formats.files import replacing
from cleaner.mining.counting import Sketch
from cleaner.mining.proposals import Line, Proposal, SiteProposals


class RoundResult(NamedTuple):
    """What a round of the second pass found."""

    sites: list[SiteProposals]
    recurring: list[int]
    """Numbers of the templates that recur on a site, once for each site (`cleaner.mining.counting.site_number`)."""
    amid: list[int]
    """Of those, the templates that are amid the text more often than not."""


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

    def keep_sketch(self, sketches: Sequence[tuple[bytes, dict[str, int]]]) -> None:
        """Keep the sum of what several processes counted in the first pass: cells, and the documents of each site."""
        documents: Counter[str] = Counter()
        for _, some in sketches:
            documents.update(some)
        cells = sketches[0][0]
        if len(sketches) > 1:  # no cell is carried into the next: each counts less than two bytes hold
            total = sum(int.from_bytes(some, "little") for some, _ in sketches)
            cells = total.to_bytes(len(cells), "little")
        self._write("cells", cells)
        self._write("documents", orjson.dumps(dict(documents)))

    @contextlib.contextmanager
    def sketch(self, least: int) -> Iterator[Sketch | None]:
        """Open the sketch of the first pass, which all processes share; None if it was not done."""
        documents = self._read("documents")
        if documents is None:
            yield None
            return
        with self.cells.open("rb") as stream, mmap(stream.fileno(), 0, access=ACCESS_READ) as mapped:
            sketch = Sketch(least, size=1)
            sketch.documents = orjson.loads(documents)
            with memoryview(mapped) as view, view.cast("H") as cells:
                sketch.cells = cells
                yield sketch

    def round(self, name: str) -> "RoundResult | None":
        """Return what a round of the second pass found; None if it was not done."""
        data = self._read(name)
        if data is None:
            return None
        found, recurring, amid = orjson.loads(data)
        return RoundResult([_site_of(site) for site in found], recurring, amid)

    def keep_round(self, name: str, result: "RoundResult") -> None:
        """Keep what a round of the second pass found."""
        self._write(name, orjson.dumps([result.sites, result.recurring, result.amid]))

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
