"""Clean random documents in every way that must not matter, and print how many, how long, and what failed.

    python benchmarks/fuzz.py [--documents 2000] [--seed 0] [--level normal]

The documents are made of lines that the shipped rules know, lines that look like them, prose, damaged text, and
neighbourhoods of bytes that become other characters when what is between them goes. Each document is asked for each property:

idempotent  a second cleaning changes nothing
restored    the edits lead back from the bytes that were written to the bytes that came in
pieces      the text in pieces of random sizes, cut into parts and cleaned with others, has the same edits
order       rules in another order make the same edits
records     the text of a record has the same edits
"""

import argparse
import io
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from random_documents import BLANK, BYTES, CHROME, DAMAGED, ENDS, MARK, PROSE, SHORT

from cleaner import Cleaner
from cleaner.corpus.plain import clean_text
from cleaner.corpus.records import clean_records
from cleaner.deciding.document import ESCAPED, Part
from cleaner.deciding.engine import Engine
from cleaner.matching.expressions import fast_matcher
from cleaner.ruleset.rule import Level
from cleaner.text.edits import apply, invert
from cleaner.text.repair import ALL_STEPS

BETWEEN = [
    "\x01", "\x02", "\x1f", "\N{SOFT HYPHEN}", "\N{ZERO WIDTH SPACE}", "\N{ZERO WIDTH NO-BREAK SPACE}", "&shy;",
    "&#13;", "&#10;", "&#x2028;", "&NewLine;", "&nbsp;", "&amp;", "&eacute;", "Ã", "Ã©", "â€¨", "Å²", "a", " ", "é",
]  # fmt: skip
"""What repair removes, decodes or leaves."""

MAX_SHOWN = 3
"""Documents that are printed of those that fail a property."""


def main() -> int:
    """Fuzz and print; return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--level", choices=[level.value for level in Level], default="normal")
    chosen = parser.parse_args()
    chance = random.Random(chosen.seed)
    checks = Checks(chosen.level, chance)
    failed: Counter[str] = Counter()
    size = changed = 0
    begun = time.monotonic()
    for _ in range(chosen.documents):
        data = document(chance)
        size += len(data)
        changed += checks.engine.clean(Part(data)).edits != ()
        for name, holds in checks.all.items():
            if not holds(data):
                failed[name] += 1
                if failed[name] <= MAX_SHOWN:
                    print(f"not {name}: {data!r}")
    seconds = time.monotonic() - begun
    print(
        f"{chosen.documents} documents ({changed} changed, {size / 1e6:.1f} MB) at {chosen.level}, seed {chosen.seed}: "
        f"{len(checks.all)} properties ({', '.join(checks.all)}), {sum(failed.values())} failures, {seconds:.0f} s"
    )
    return int(failed.total() > 0)


def document(chance: random.Random) -> bytes:
    """Return a random document."""
    ends = chance.choice([["\n"], ["\n"], ["\r\n"], ["\r"], ENDS])
    lines = [line(chance) + chance.choice(ends).encode() for _ in range(chance.choice([1, 3, 8, 20, 40]))]
    data = b"".join(lines)
    return (MARK.encode() if chance.random() < 0.1 else b"") + data[: len(data) - chance.choice([0, 0, 1, 2])]


def line(chance: random.Random) -> bytes:
    """Return a random line: one of those that are known, or a neighbourhood of bytes."""
    pool = chance.choice([PROSE, PROSE, SHORT, CHROME, CHROME, BLANK, DAMAGED, None])
    if pool is not None:
        return chance.choice(pool).encode("utf-8", ESCAPED)
    mixed = [*BYTES, *(text.encode() for text in BETWEEN)]
    return b"".join(chance.choices(mixed, k=chance.randint(1, 12)))


class Checks:
    """The properties, each a function that says whether a document has it."""

    def __init__(self, level: str, chance: random.Random) -> None:
        self.cleaner, self._chance = Cleaner(level=level), chance
        self.engine = self.cleaner.engine
        rules = list(self.cleaner.known_rules())
        chance.shuffle(rules)
        self._shuffled = Engine(rules, level=Level(level), matcher=fast_matcher(rules, ALL_STEPS))
        self.all: dict[str, Callable[[bytes], bool]] = {
            "idempotent": self.is_idempotent,
            "restored": self.is_restored,
            "pieces": self.is_same_in_pieces,
            "order": self.is_same_in_any_order,
            "records": self.is_same_in_a_record,
        }

    def is_idempotent(self, data: bytes) -> bool:
        """Return whether a second cleaning changes nothing."""
        return not self.engine.clean(Part(self.engine.clean(Part(data)).data)).edits

    def is_restored(self, data: bytes) -> bool:
        """Return whether the edits lead back, over the bytes that are written."""
        cleaning = self.engine.clean(Part(data))
        written = cleaning.data.decode("utf-8", ESCAPED)
        return apply(written, invert(cleaning.edits)).encode("utf-8", ESCAPED) == data

    def is_same_in_pieces(self, data: bytes) -> bool:
        """Return whether a stream that gives a few bytes at a time makes the same edits."""
        source = _Trickle(data, self._chance)
        (piece,) = clean_text(source, self.cleaner, encoding="utf-8", name="-")
        alone, _ = self.engine.clean_each([Part(data), Part(document(self._chance))])
        return piece.edits == alone.edits == self.engine.clean(Part(data)).edits

    def is_same_in_any_order(self, data: bytes) -> bool:
        """Return whether rules in another order make the same edits."""
        return self._shuffled.clean(Part(data)) == self.engine.clean(Part(data))

    def is_same_in_a_record(self, data: bytes) -> bool:
        """Return whether the text of a record has the same edits; a text that is not UTF-8 can be in none."""
        try:
            record = json.dumps({"text": data.decode()}).encode() + b"\n"
        except UnicodeError:
            return True
        pieces = clean_records(record, 1, self.cleaner, field="text", name="-", is_whole=True)
        edits = [edit for piece in pieces for edit in piece.edits]
        return edits == list(self.engine.clean(Part(data)).edits)


class _Trickle(io.BytesIO):
    """A stream that gives up to some bytes at a time."""

    def __init__(self, data: bytes, chance: random.Random) -> None:
        super().__init__(data)
        self._chance = chance

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(self._chance.randint(1, 40), size if size and size > 0 else 40))

    read1 = read


if __name__ == "__main__":
    sys.exit(main())
