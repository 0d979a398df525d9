"""Measure the speed of the command on real pages and on made text, and against its peers; print tables with goals.

    python benchmarks/speed.py [EVAL] [--size MEGABYTES] [--pairs N] [--only NAME]... [--instructions] [--publish FILE]

EVAL is a folder with labelled pages in `dev/*.jsonl.zst`. Without it there is only the text that `corpus.py` makes up.
Of each kind of text, so many megabytes are taken, each record once. `--instructions` counts them with valgrind, which
takes some fifty times as long. Peers that are missing are named: `pip install -e '.[bench]'` installs them.
"""

import argparse
import os
import statistics
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from installed import Installed
from measuring import MissingError, machine
from peers import MEASURES, Peers
from stages import STAGES, shares
from texts import Texts

SAMPLE = Path(__file__).parent.parent / "tests" / "golden" / "news" / "in.txt"

ORDERS = 3
"""Orders in which records are repeated, to see what it is worth that lines were seen before."""

COUNTED_MEGABYTES = (0.5, 1.0)
"""Text for which instructions are counted, less and more: what the start takes is in both, and falls out."""


class Tables:
    """The tables, as lines of Markdown."""

    def __init__(self, texts: Texts, installed: Installed, folder: Path, chosen: argparse.Namespace) -> None:
        self._texts, self._installed, self._chosen = texts, installed, chosen
        self.all_met = True
        """Whether every goal was met that was measured so far."""
        empty = folder / "empty.txt"
        empty.write_bytes(b"")
        self._empty = empty
        self._peers = Peers(texts, installed, chosen.pairs, SAMPLE, empty)

    def lines(self) -> Iterator[str]:
        """Measure, and yield line by line."""
        only = self._chosen.only or MEASURES_OF_ALL
        if "rates" in only:
            yield from self._rates()
        if "stages" in only:
            yield from self._stages()
        if self._chosen.instructions:
            yield from self._instructions()
        yield from _header("Against others", "against", "text", "goal", "measured", "")
        for name in MEASURES:
            if name in only:
                yield from self._against(name)

    def _rates(self) -> Iterator[str]:
        """Yield what records cost, each once, and again in other orders, in one process, start and all left out."""
        yield from _header(
            "Cost", "text", "MB", "records", "MB/s", "µs a line", "µs a record", "MB/s in other orders"
        )
        start = self._median(self._empty, "jsonl")
        for kind in self._texts.kinds:
            size = self._texts.size(kind)
            once = self._median(self._texts.records(kind), "jsonl") - start
            again = self._median(self._texts.records(kind, orders=ORDERS), "jsonl") - start - once
            megabytes = size.bytes / 1e6
            yield _row(
                kind, f"{megabytes:.1f}", str(size.records), f"{megabytes / once:.2f}", f"{once / size.lines * 1e6:.1f}",
                f"{once / size.records * 1e6:.0f}", f"{(ORDERS - 1) * megabytes / again:.2f}" if again > 0 else "too little text",
            )  # fmt: skip

    def _stages(self) -> Iterator[str]:
        yield from _header("Stages", "text", *STAGES)
        for kind in self._texts.kinds:
            found = shares(self._texts.records(kind))
            yield _row(kind, *(f"{found[stage]:.0%}" for stage in STAGES))

    def _instructions(self) -> Iterator[str]:
        less, more = COUNTED_MEGABYTES
        yield from _header("Instructions", "text", "instructions a byte, start left out")
        self._installed.instructions(self._empty)  # compiles for the machine that valgrind plays
        for kind in self._texts.kinds:
            counts = []
            for megabytes in (less, more):
                path = self._texts.records(kind, megabytes=megabytes)
                counts.append((self._installed.instructions(path), path.stat().st_size))
            (few, small), (many, large) = counts
            yield _row(kind, f"{(many - few) / (large - small):,.0f}")

    def _against(self, name: str) -> Iterator[str]:
        try:
            for row in getattr(self._peers, name)():
                self.all_met &= row.is_met
                yield _row(row.what, row.data, row.goal, row.measured, "" if row.is_met else "not met")
        except MissingError as error:
            self.all_met = False
            yield _row(name, "", "", f"missing: {error}", "not measured")

    def _median(self, path: Path, form: str) -> float:
        return statistics.median(self._installed.used(path, form=form).cpu for _ in range(self._chosen.pairs))


MEASURES_OF_ALL = ("rates", "stages", *MEASURES)


def main() -> int:
    """Measure and print; the exit code says whether all goals were met."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("eval", type=Path, nargs="?", metavar="EVAL", help="a folder with labelled pages")
    parser.add_argument("--size", type=float, default=10.0, metavar="MEGABYTES", help="of each kind of text")
    parser.add_argument(
        "--pairs", type=int, default=3, metavar="N", help="times that each is measured in turn"
    )
    parser.add_argument("--only", choices=MEASURES_OF_ALL, action="append")
    parser.add_argument("--instructions", action="store_true", help="count them with valgrind")
    parser.add_argument("--publish", type=Path, metavar="FILE", help="write the tables for the docs, too")
    chosen = parser.parse_args()
    told: list[str] = []
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        texts = Texts(folder, chosen.eval.resolve().parent if chosen.eval else None, chosen.size)
        tables = Tables(texts, Installed(folder / "installed"), folder, chosen)
        for line in tables.lines():
            print(line, flush=True)
            told.append(line)
    if chosen.publish:
        day = datetime.now(tz=UTC).date()
        about = _ABOUT.format(day=day, machine=machine(), size=chosen.size, pairs=chosen.pairs, load=load)
        chosen.publish.write_text("\n".join([about, *told, ""]), "utf-8")
    return int(not tables.all_met)


def _header(title: str, *columns: str) -> Iterator[str]:
    yield f"\n## {title}\n"
    yield _row(*columns)
    yield "|" + "---|" * len(columns)


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


_ABOUT = """# Speed

Measured on {day} by `benchmarks/speed.py` on {machine}.

The text: *residue* is what extractors leave of real pages, and *full* whole real pages as text, in many languages; both
from the evaluation data. *prose*, *english*, *multilingual* and *mojibake* are made up by `benchmarks/corpus.py`: English
prose without chrome, the same where 60 % of the articles have 3 to 8 lines of it, ten languages in seven scripts with as
much, and all of that with 2 % of the lines in the wrong encoding. {size:g} MB of each at the most, each record once. All
shipped rules are on, at level `normal`, as a wheel installs them; one process unless it says otherwise.

Times are those of the processor, in seconds, and medians of {pairs}; those of two commands were measured in turn. The
machine's load was {load:.1f} when that began: where it is much above 0, others took part of it, and figures are too high.
*Goal* is the target: at least so many times as fast as the other (≥), or at most so many times its time (≤).
In brackets: the times of the other and of cleaner."""


if __name__ == "__main__":
    sys.exit(main())
