"""Lines of the labelled pages that are labelled content and are not, judged by eye."""

from functools import cache
from pathlib import Path

EXCEPTIONS = Path(__file__).with_name("exceptions.tsv")


@cache
def wrong_labels() -> frozenset[tuple[str, int]]:
    """Return document and line, counted from 0, of each line whose label is wrong."""
    rows = (line.split("\t") for line in EXCEPTIONS.read_text("utf-8").splitlines())
    return frozenset((row[0], int(row[1])) for row in rows if len(row) == 3 and not row[0].startswith("#"))
