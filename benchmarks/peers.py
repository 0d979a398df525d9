"""The peers: what others take for the same text, each measured in turn with cleaner."""

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from installed import Installed
from measuring import MissingError, Pair, cpu_of, pair, script_of, used
from texts import Texts, up_to

from cleaner import Cleaner

IN_PROCESS_MEGABYTES = 1.0
"""Text for steps of datatrove, of which the slowest takes tens of seconds a megabyte."""

DOCUMENT_BYTES = 16_000_000
"""Bytes of the large document: nearly the longest that is decided as one."""

ORJSON = "import sys,orjson\nfor line in sys.stdin.buffer: sys.stdout.buffer.write(orjson.dumps(orjson.loads(line)) + b'\\n')"


class Row(NamedTuple):
    """A line of the table."""

    what: str
    data: str
    goal: str
    measured: str
    is_met: bool


class Peers:
    """The measurements, one a method, in the order of the table."""

    def __init__(self, texts: Texts, installed: Installed, count: int, page: Path, empty: Path) -> None:
        self._texts, self._installed, self._count = texts, installed, count
        self._page, self._empty = page, empty

    def ftfy(self) -> Iterator[Row]:
        """The `ftfy` command, which repairs and does nothing else, on the same text as plain lines."""
        goals = {"residue": 3, "full": 3, "prose": 15, "english": 15}
        for kind in self._texts.kinds:
            found = pair(
                lambda kind=kind: self._records(kind),
                lambda kind=kind: used([*script_of("ftfy"), "-"], self._texts.lines(kind)).cpu,
                self._count,
            )
            yield _at_least("`ftfy` command, CPU", kind, goals.get(kind), found)

    def datatrove(self) -> Iterator[Row]:
        """Steps of datatrove against cleaner, all in process, on the same documents."""
        kind = self._texts.real
        texts = list(up_to(self._texts.of(kind), IN_PROCESS_MEGABYTES))
        steps = _steps_of_datatrove(texts)
        for name, step, goal in steps:
            found = pair(lambda: _cleaned_anew(texts), lambda step=step: cpu_of(step), self._count)
            yield _at_least(f"datatrove {name}, in process", kind, goal, found)

    def orjson(self) -> Iterator[Row]:
        """A loop that reads, parses and writes the same records, and does nothing else."""
        for kind in dict.fromkeys((self._texts.real, "prose")):
            path = self._texts.records(kind)
            found = pair(
                lambda path=path: used([sys.executable, "-c", ORJSON], path).cpu,
                lambda kind=kind: self._records(kind),
                self._count,
            )
            yield _at_most("a loop of orjson, CPU", kind, 10, found)

    def workers(self) -> Iterator[Row]:
        """Two workers against one."""
        kind = self._texts.real
        path = self._texts.records(kind)
        found = pair(
            lambda: self._installed.used(path, jobs=2).wall,
            lambda: self._installed.used(path).wall,
            self._count,
        )
        yield _at_least("one worker against two, time on the clock", kind, 1.85, found)

    def memory(self) -> Iterator[Row]:
        """The peak: of records, and of one large document."""
        kind = self._texts.real
        for what, path, form, goal in (
            ("records", self._texts.records(kind), "jsonl", 120),
            ("a document of 16 MB", self._texts.document(kind, DOCUMENT_BYTES), "text", 250),
        ):
            peak = self._installed.used(path, form=form).memory
            yield Row(f"peak memory, {what}", kind, f"≤ {goal} MB", f"{peak:.0f} MB", peak <= goal)

    def start(self) -> Iterator[Row]:
        """The start: of nothing and of a page, against ftfy's; and without any cache."""
        count = max(11, self._count)
        for what, source in (("nothing", self._empty), ("a short page", self._page)):
            found = pair(
                lambda source=source: used([*script_of("ftfy"), "-"], source).cpu,
                lambda source=source: self._installed.used(source, form="text").cpu,
                count,
            )
            yield _at_most("start, CPU, against `ftfy`", what, 1.3, found)
        colds = sorted(
            self._installed.used(self._page, form="text", cache="") for _ in range(max(3, self._count))
        )
        cold = colds[len(colds) // 2]
        told = f"{cold.wall:.2f} s, {cold.cpu:.2f} s of them the processor's"
        what = "start without any cache, as a wheel installs it, time on the clock"
        yield Row(what, "a short page", "≤ 1 s", told, cold.wall <= 1)

    def _records(self, kind: str) -> float:
        return self._installed.used(self._texts.records(kind)).cpu


MEASURES = ("ftfy", "datatrove", "orjson", "workers", "memory", "start")


def _cleaned_anew(texts: Sequence[str]) -> float:
    """Return the seconds for texts that a cleaner has not seen; its patterns are warm."""
    cleaner = Cleaner()
    for _ in cleaner.clean_each(texts[:1]):
        pass

    def clean() -> None:
        for cleaning in cleaner.clean_each(texts):
            _ = cleaning.text

    return cpu_of(clean)


def _steps_of_datatrove(texts: Sequence[str]) -> list[tuple[str, Callable[[], None], int]]:
    try:
        from datatrove.data import Document  # noqa: PLC0415 — missing where nobody measures
        from datatrove.pipeline.filters import C4QualityFilter, GopherRepetitionFilter  # noqa: PLC0415
        from datatrove.pipeline.formatters import FTFYFormatter  # noqa: PLC0415

        formatter, quality, repetition = FTFYFormatter(), C4QualityFilter(), GopherRepetitionFilter()
        for step in (quality, repetition):
            step.filter(Document(text=texts[0], id="0"))
    except (ImportError, LookupError) as error:
        raise MissingError(f"datatrove: {error}; pip install -e '.[bench]'") from error

    def mend() -> None:
        for text in texts:
            formatter.format(text)

    def judge() -> None:
        for text in texts:
            quality.filter(Document(text=text, id="0"))

    def compare() -> None:
        for text in texts:
            repetition.filter(Document(text=text, id="0"))

    return [
        ("FTFYFormatter", mend, 10),
        ("C4QualityFilter", judge, 50),
        ("GopherRepetitionFilter", compare, 50),
    ]


def _at_least(what: str, data: str, goal: float | None, found: Pair) -> Row:
    """Return a row where cleaner, measured first, is to take a part of the other's time."""
    told = f"{found.ratio:.2f}× ({found.second:.2f} s and {found.first:.2f} s)"
    return Row(what, data, f"≥ {goal:g}×" if goal else "", told, not goal or found.ratio >= goal)


def _at_most(what: str, data: str, goal: float, found: Pair) -> Row:
    """Return a row where cleaner, measured second, is to take so many times the other's time at the most."""
    told = f"{found.ratio:.2f}× ({found.first:.2f} s and {found.second:.2f} s)"
    return Row(what, data, f"≤ {goal:g}×", told, found.ratio <= goal)
