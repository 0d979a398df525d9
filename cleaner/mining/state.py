"""State: what a run of mining has done so far, kept in files, so that one that was stopped can go on."""

import contextlib
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from cleaner.formats.files import replacing
from cleaner.mining.counting import Sketch
from cleaner.mining.proposals import Line, Proposal, SiteProposals


class Round(NamedTuple):
    """What a round of the second pass found, kept in a file: proposals are many, and read one site at a time."""

    path: Path
    sites: list[tuple[str, int, int]]
    """The name of each site, and where its proposals begin and end in the file."""
    recurring: "array[int]"
    """Numbers of the templates that recur on a site, once for each site (`cleaner.mining.counting.site_number`)."""
    amid: "array[int]"
    """Of those, the templates that are amid the text more often than not."""


class Sites(Sequence[SiteProposals]):
    """What is proposed for each site, by name; read when it is asked for."""

    def __init__(self, rounds: Iterable[Round]) -> None:
        places = ((site, each.path, begin, end) for each in rounds for site, begin, end in each.sites)
        self._places = sorted(places, key=lambda place: place[0])

    @property
    def names(self) -> list[str]:
        """The names of the sites."""
        return [name for name, *_ in self._places]

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, at: Any) -> Any:
        _, path, begin, end = self._places[at]
        with path.open("rb") as stream:
            stream.seek(begin)
            return _site_of(orjson.loads(stream.read(end - begin)))


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

    def round(self, name: str) -> Round | None:
        """Return what a round of the second pass found; None if it was not done."""
        try:
            with self._path(name).open("rb") as stream:
                recurring, amid, found = orjson.loads(stream.readline())
                begin = stream.tell()
        except FileNotFoundError:
            return None
        sites = []
        for site, size in found:
            sites.append((site, begin, begin + size))
            begin += size
        return Round(self._path(name), sites, array("I", recurring), array("I", amid))

    def keep_round(
        self, name: str, found: Iterable[SiteProposals], recurring: list[int], amid: list[int]
    ) -> None:
        """Keep what a round of the second pass found."""
        names, lines = [], []
        for site in found:
            names.append(site.site)
            lines.append(orjson.dumps(site))
        sizes = list(zip(names, map(len, lines), strict=True))
        head = orjson.dumps([recurring, amid, sizes])
        self._write(name, b"\n".join([head, b"".join(lines)]))

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
