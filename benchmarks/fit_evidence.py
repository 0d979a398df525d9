"""Fit the points of `rules/evidence.toml` from labelled documents; fitted again, it writes the same file.

    python benchmarks/fit_evidence.py SHARED

SHARED is a folder with `eval`, `content` and `chrome`. What rules know by their words is what the shipped rules know at
level normal, so after a change of rules the points are worth a new fit. The reasons of facts and the thresholds of the
levels are kept as they are in the file. Needs zstandard and scikit-learn: `pip install -e '.[bench]'`.
"""

import argparse
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from evidence_data import Document, number_of, other_genres, pages
from sklearn.ensemble import HistGradientBoostingClassifier

from cleaner import Cleaner
from cleaner.deciding.document import Part
from cleaner.deciding.surroundings import NAMES
from cleaner.ruleset.rule import Level

TREES = 200
LEAVES = 16
LEARNING_RATE = 0.1
MIN_LINES_OF_LEAF = 60
"""On sites not fitted on, 200 trees of 16 leaves remove 2 points more of the chrome than 100 of 8, at the same content
kept; 300 trees, 32 leaves, or forty more facts add nothing there."""
POINTS_OF_E = 100
"""Points of a factor of e in the odds."""
WEIGHTS = {("full", 1): 2.0, ("full", 0): 0.3, ("residue", 1): 1.0, ("residue", 0): 1.0}
"""Weight of a line by set and label: whole pages hold ten times as much chrome, but content is as dear there."""
OTHER_WEIGHT = 0.7
"""Weight of lines of other genres, with chrome put in."""
BLOCK_WEIGHT = 1.5
"""Weight of the same where whole blocks were put in: there content stands next to chrome."""
BLOCK_SETS = ("block below", "blocks around")
PAGE_SHARE = 30
"""Per cent of the chrome lines of whole pages that are used: they are many and alike."""
EVIDENCE = Path(__file__).parent.parent / "rules" / "evidence.toml"


class Lines:
    """The lines of documents that no rule removes and that are not prose: facts, labels, weights, folds."""

    def __init__(self, documents: Iterable[Document]) -> None:
        engine = Cleaner(level=Level.NORMAL).engine
        rows = [
            row for document in documents for row in _rows(document, engine.weighed_facts(_part(document)))
        ]
        self.facts = np.array([row[0] for row in rows], np.int16)
        self.labels = np.array([row[1] for row in rows], np.int8)
        self.weights = np.array([row[2] for row in rows])
        self.folds = np.array([row[3] for row in rows])
        self.is_news_abroad = np.array([row[4] for row in rows])


def _part(document: Document) -> Part:
    return Part("\n".join(document.lines).encode("utf-8", "surrogatepass"), "surrogatepass")


def _rows(document: Document, facts: dict[int, tuple[int, ...]]) -> Iterable[tuple[Any, ...]]:
    for place, line in facts.items():
        label = document.labels[place] if place < len(document.labels) else -1
        is_page = document.what == "full" and not label
        if label < 0 or (is_page and number_of(f"{document.id}|{place}") % 100 >= PAGE_SHARE):
            continue
        other = BLOCK_WEIGHT if document.what in BLOCK_SETS else OTHER_WEIGHT
        weight = WEIGHTS.get((document.what, label), other)
        yield line, label, weight, document.fold, document.source == "fundus"


def fit(lines: Lines, used: np.ndarray) -> tuple[int, list[str]]:
    """Return the base and the trees, one a line, that tell chrome from content best on some lines."""
    model = _fitted(lines, used)
    base = round(POINTS_OF_E * float(model._baseline_prediction.ravel()[0]))  # noqa: SLF001 — nothing public has it
    return base, [_written(predictor.nodes, 0)[0] for (predictor,) in model._predictors]  # noqa: SLF001


def _fitted(lines: Lines, used: np.ndarray) -> HistGradientBoostingClassifier:
    model = HistGradientBoostingClassifier(
        max_iter=TREES,
        max_leaf_nodes=LEAVES,
        learning_rate=LEARNING_RATE,
        min_samples_leaf=MIN_LINES_OF_LEAF,
        l2_regularization=5,
        early_stopping=False,
        random_state=0,
    )
    return model.fit(lines.facts[used], lines.labels[used] == 0, sample_weight=lines.weights[used])


def _written(nodes: np.ndarray, at: int) -> tuple[str, int, int]:
    """Return a tree as text, the sum of its points over all lines that came there, and their count."""
    node = nodes[at]
    if node["is_leaf"]:
        points = round(POINTS_OF_E * float(node["value"]))
        return str(points), points * int(node["count"]), int(node["count"])
    yes, yes_sum, yes_count = _written(nodes, node["left"])
    no, no_sum, no_count = _written(nodes, node["right"])
    total, count = yes_sum + no_sum, yes_count + no_count
    bound = int(np.floor(node["num_threshold"])) + 1
    name = NAMES[node["feature_idx"]]
    return f"{name}<{bound} ({round(total / max(1, count))}) {yes} {no}", total, count


def as_toml(base: int, trees: Sequence[str], before: str) -> str:
    """Return the text of the file, with the thresholds and reasons of the one before."""
    known = tomllib.loads(before)
    head, _, _ = before.partition("base = ")
    out = [f"{head}base = {base}", "trees = [", *(f'  "{tree}",' for tree in trees), "]", ""]
    for level, values in known["level"].items():
        out += [f"[level.{level}]", *(f"{key} = {value}" for key, value in values.items()), ""]
    for name, fact in known["fact"].items():
        out += [f"[fact.{name}]", f'why = "{fact["why"]}"', ""]
    return "\n".join(out)


def labelled(shared: Path) -> list[Document]:
    """Return all labelled documents."""
    some_pages = list(pages(shared))
    return [*some_pages, *other_genres(shared, some_pages)]


def main() -> None:
    """Fit, and write the file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("shared", type=Path)
    chosen = parser.parse_args()
    lines = Lines(labelled(chosen.shared))
    everything = np.ones(len(lines.labels), bool)
    EVIDENCE.write_text(as_toml(*fit(lines, everything), EVIDENCE.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
