"""Measure whether time grows faster than the text, the line or the rules; print tables, and fail where it does.

    python benchmarks/growth.py [--quick] [--only NAME]...

Each row has one kind of text in units that grow, the same amount of text in all: what a megabyte costs must stay
within `MOST_GROWTH` times the least that it costs in smaller units. Every line is another one, so that none is known
from before. `--quick` measures fewer and smaller units, in seconds.
"""

import argparse
import gc
import itertools
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from corpus import documents

from cleaner import Cleaner
from cleaner.deciding.document import Part
from cleaner.text.lines import MAX_LINE_BYTES

MOST_GROWTH = 1.5

ROUNDS = 2
"""Times that each is measured; the least counts, since all else is the machine's."""

Unit = Callable[[int, int], str]
"""Returns a document of so many bytes, about, in which a number makes every line another one."""


class Row(NamedTuple):
    """Seconds a megabyte by size of the unit."""

    name: str
    costs: Mapping[int, float]

    @property
    def growth(self) -> float:
        """The most that a megabyte costs more than in any smaller unit."""
        costs = list(self.costs.values())
        least = itertools.accumulate(costs, min)
        return max(cost / before for cost, before in zip(costs[1:], least, strict=False))


def lines_of(line: Callable[[int], str], number: int, size: int) -> str:
    """Return lines up to a size."""
    made, left = [], size
    while left > 0:
        made.append(line(number * 1_000_000 + len(made)))
        left -= len(made[-1].encode()) + 1
    return "\n".join(made) + "\n"


def of_line(line: Callable[[int, int], str]) -> Unit:
    """Return what makes documents of one line of a size."""
    return lambda number, size: line(number, size) + "\n"


def of_lines(line: Callable[[int], str]) -> Unit:
    """Return what makes documents of many lines."""
    return lambda number, size: lines_of(line, number, size)


def page(number: int, size: int) -> str:
    """Return an article with chrome, over and over."""
    chance = random.Random(number)
    text, left = [], size
    for article in documents("english", size / 1e6 + 0.01, seed=number):
        text.append(article + "\n")
        left -= len(text[-1].encode())
        if left <= 0:
            break
    return "".join(text)[: size + chance.randrange(9)] + "\n"


CHROME = (
    "Share this article",
    "Read more",
    "Advertisement",
    "Related articles",
    "Print",
    "Tags: wall, harbour",
)

LINES: Mapping[str, Unit] = {
    "spaces, odd ones last": of_line(lambda number, size: f"{number}x{' ' * size}x\xa0\xa0"),
    "odd spaces": of_line(lambda number, size: f"{number}x" + "\xa0" * (size // 2) + "\tx"),
    "entities and mojibake": of_line(lambda number, size: f"{number}" + "&amp; cafÃ© " * (size // 14)),
    "entities": of_line(lambda number, size: f"{number}" + "&amp; " * (size // 6)),
    "layers of entities": of_line(lambda number, size: f"{number}&" + "amp;" * (size // 4)),
    "layers of mojibake": of_line(lambda number, size: f"{number}" + "ÃƒÂ¶" * (size // 8)),
    "marks": of_line(lambda number, size: f"{number}e" + "\u0301\u0323" * (size // 4)),
    "invisible characters": of_line(lambda number, size: f"{number}" + "a\xad\u200b" * (size // 6)),
    "brackets": of_line(lambda number, size: f"{number}" + "[(" * (size // 2)),
    "letters in one word": of_line(lambda number, size: f"{number}" + "a" * size),
    "ideographs": of_line(lambda number, size: f"{number}" + "港口" * (size // 6)),
    "words": of_line(lambda number, size: f"{number} " + "wall of stones, " * (size // 16)),
    "bullets": of_line(lambda number, size: f"{number}" + "» " * (size // 3)),
}
"""Hostile lines, which grow."""

LABELS: Mapping[str, Unit] = {
    "sort bar": of_line(lambda number, size: f"Jump to: {number} a/& ↳ " + "a-a ↳ " * (size // 8) + "!"),
    "date slot": of_line(
        lambda number, size: f"Published on z{number}" + "'" * 12 + "7777---,,,a, a, a, " * (size // 19)
    ),
    "pairs of words": of_line(lambda number, size: f"By {number} " + "and a " * (size // 6)),
}
"""Lines no longer than labels, on which patterns may try again and again."""

DOCUMENTS: Mapping[str, Unit] = {
    "articles with chrome": page,
    "ends by turns": of_lines(lambda number: f"Boat {number}\r"),
    "carriage returns before ends": of_lines(lambda number: f"Boat {number}\r\r"),
    "chrome": of_lines(lambda number: f"{CHROME[number % len(CHROME)]} {number % 7}"),
    "known chrome": of_lines(lambda number: CHROME[number % len(CHROME)]),
    "short lines": of_lines(lambda number: f"Boat {number}"),
    "equal lines": of_lines(lambda _: "Harbour town plans flood barrier"),
    "blank lines": of_lines(lambda number: "" if number % 50 else "Share this"),
    "prose and chrome by turns": of_lines(
        lambda number: (
            "Share this"
            if number % 2
            else f"The wall {number} was mended again in that year, said the master of the harbour, and it will hold."
        )
    ),
    "menus": of_lines(lambda number: ("Home", "News", "Contact us", f"About {number}", "")[number % 5]),
    "random bytes": lambda number, size: (
        random.Random(number).randbytes(size).decode("utf-8", "surrogateescape")
    ),
}
"""Documents, which grow: everyday ones and hostile ones."""


def cost(cleaner: Cleaner, unit: Unit, size: int, total: int) -> float:
    """Return the seconds that a megabyte takes in documents of a size."""
    best = float("inf")
    for begin in range(ROUNDS):
        count = max(1, total // size)
        texts = [unit(begin * count + number, size) for number in range(count)]
        parts = [Part(text.encode("utf-8", "surrogateescape")) for text in texts]
        gc.collect()
        gc.disable()  # the collector looks at what was there before, too
        start = time.process_time()
        for _ in cleaner.clean_parts(parts):
            pass
        taken = time.process_time() - start
        gc.enable()
        best = min(best, taken / sum(len(part.data) for part in parts) * 1e6)
    return best


def rows_of(units: Mapping[str, Unit], sizes: Sequence[int], total: int) -> Iterator[Row]:
    """Yield what a megabyte of each kind of text costs."""
    cleaner = Cleaner()
    for name, unit in units.items():
        cost(cleaner, unit, sizes[0], sizes[0])  # what is loaded once is loaded
        yield Row(name, {size: cost(cleaner, unit, size, total) for size in sizes})


def rows_of_rules(what: str, counts: Sequence[int], total: int) -> Iterator[Row]:
    """Yield what a megabyte costs by the number of rules, and what it costs to read and compile one."""
    costs: dict[int, float] = {}
    compiling: dict[int, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for count in counts:
            path = Path(folder, f"{what}-{count}.toml")
            path.write_text(_rules(what, count), "utf-8")
            start = time.process_time()
            cleaner = Cleaner(rules=[path], shipped=what != "phrases")
            compiling[count] = (time.process_time() - start) / count * 1e6
            cost(cleaner, page, total, total)
            costs[count] = cost(cleaner, page, total // 8, total)
    yield Row(f"text under so many {what}", costs)
    yield Row(f"reading and compiling so many {what}, a million", compiling)


def _rules(what: str, count: int) -> str:
    """Return a rule file with so many patterns, phrases, or phrases with slots, of invented words."""
    chance = random.Random(count)
    words = ["".join(chance.choices("bcdfglmnprst", k=2) + chance.choices("aeiou", k=3)) for _ in range(400)]
    lines = [f"{' '.join(chance.sample(words, 3))} {number}" for number in range(count)]
    examples = "examples = ['''\n- {0}\n  It is {0} that we mean.\n''']\n"
    if what == "patterns":
        tables = [
            f"[line.p-{number}]\nwhy = 'A test.'\npattern = '(the )?{line}( \\d+)?'\n{examples.format(line)}"
            for number, line in enumerate(lines)
        ]
    else:
        slot = " {n}" if what == "phrases with slots" else ""
        phrases = ", ".join(f'"{line}{slot}"' for line in lines)
        example = examples.format(lines[0] + slot.replace("{n}", "7"))
        tables = [f"[line.many]\nwhy = 'A test.'\nphrases = [{phrases}]\n{example}"]
    return "about = 'A test'\n\n" + "\n".join(tables)


KIB, MIB = 1 << 10, 1 << 20

FULL: Mapping[str, Callable[[], Iterable[Row]]] = {
    "documents": partial(rows_of, DOCUMENTS, [KIB, 16 * KIB, 256 * KIB, 4 * MIB, 16 * MIB - 64], 4 * MIB),
    "lines": partial(rows_of, LINES, [2 * KIB, 8 * KIB, 32 * KIB, MAX_LINE_BYTES - 64], MIB),
    "labels": partial(rows_of, LABELS, [50, 100, 200, 290], 64 * KIB),
    "patterns": partial(rows_of_rules, "patterns", [900, 3_000, 9_000], MIB),
    "phrases": partial(rows_of_rules, "phrases", [2_000, 20_000, 100_000], MIB),
    "phrases with slots": partial(rows_of_rules, "phrases with slots", [1_000, 3_000, 10_000], MIB),
}

QUICK: Mapping[str, Callable[[], Iterable[Row]]] = {
    "documents": partial(rows_of, DOCUMENTS, [8 * KIB, 32 * KIB], 32 * KIB),
    "lines": partial(rows_of, LINES, [4 * KIB, 32 * KIB], 32 * KIB),
    "labels": partial(rows_of, LABELS, [60, 240], 4 * KIB),
    "phrases": partial(rows_of_rules, "phrases", [1_000, 10_000], 64 * KIB),
    "phrases with slots": partial(rows_of_rules, "phrases with slots", [500, 4_000], 64 * KIB),
}


def main() -> int:
    """Measure and print; the exit code says whether anything grows too fast."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="in seconds, with a wider bound")
    parser.add_argument("--only", choices=FULL, action="append")
    chosen = parser.parse_args()
    most = MOST_GROWTH * 2 if chosen.quick else MOST_GROWTH
    too_fast = 0
    for name, measured in (QUICK if chosen.quick else FULL).items():
        if chosen.only and name not in chosen.only:
            continue
        for row in measured():
            verdict = "grows too fast" if row.growth > most else "ok"
            too_fast += row.growth > most
            costs = ", ".join(f"{size}: {value:.3f}" for size, value in row.costs.items())
            print(
                f"{name:12} {row.name:32} {row.growth:6.2f}×  {verdict:15} s/MB by size {costs}", flush=True
            )
    return int(too_fast > 0)


if __name__ == "__main__":
    sys.exit(main())
