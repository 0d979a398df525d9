"""Judge levels on sites and genres that the evidence was not fitted on: what counts.

    python benchmarks/judge_evidence.py SHARED [--levels gentle,normal,strong] [--publish docs/quality.md]
    python benchmarks/judge_evidence.py SHARED --levels normal --folds 1 --gate

Sites and genres are kept apart in five folds; each document is cleaned with points that were fitted without its fold,
and the news pages of forty countries (`fundus`) with points fitted without any of them. Figures are those of `score.py`:
content lines kept, documents hurt, chrome lines removed, blocks of four and more chrome lines gone whole and in part.
Figures "by eye" set aside the lines of `exceptions.tsv`, which are labelled content and are chrome. `--folds` judges the
first folds only, `--wrapped` the pages alone, each wrapped at 72 columns. `--gate` fails when more content is lost, or less chrome removed, than may be. `--publish` writes the
tables of the docs, between their first level and the part about the first version. Needs what `fit_evidence.py` needs.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from evidence_data import FOLDS, Document, score_of, wrapped
from exceptions import wrong_labels
from fit_evidence import EVIDENCE, Lines, as_toml, fit, labelled

from cleaner import Cleaner
from cleaner.deciding.document import Part
from cleaner.deciding.engine import Engine
from cleaner.deciding.evidence import Evidence, read

COLUMNS = {
    "kept %": "kept",
    "hurt %": "hurt",
    "removed %": "removed",
    "precision %": "prec",
    "token F1 %": "tokF1",
    "whole %": "whole",
    "part %": "part",
}
"""Columns of the tables, with the names that `score.py` has for them."""

BY_EYE = {"kept by eye %": "kept", "hurt by eye %": "hurt"}
"""Columns of the tables for which wrong labels are set aside."""

FLOORS = {"residue": ("kept", 0.995), "full": ("kept", 0.993)}
"""The share of content lines that `normal` must keep on sites not fitted on, as labelled; the first fold keeps 99.56 and 99.38 %."""

LEAST_REMOVED = {"residue": 0.25, "full": 0.6}
"""The share of chrome lines that `normal` must remove there."""

MOST_HURT = {"as is": 0.0, "one line": 0.01}
"""The share of texts of other genres that `normal` may hurt."""

PAGES = ("residue", "full")
"""What real pages are, among documents."""

END = "## The first version"
"""The heading below the tables in the docs."""

MIN_PAGES = 50
"""Pages of a language or kind from which on it has a row of its own."""


class Seen(NamedTuple):
    """A document, and its labels with the wrong ones set aside."""

    document: Document
    by_eye: Sequence[int]

    def wrapped(self) -> "Seen":
        """Return it wrapped as mail is."""
        lines, labels = wrapped(self.document.lines, self.document.labels)
        _, by_eye = wrapped(self.document.lines, self.by_eye)
        return Seen(self.document._replace(lines=lines, labels=labels), by_eye)


class Judged(NamedTuple):
    """What became of all documents at one level."""

    pages: dict[str, list[tuple[Any, Any]]]
    """For each group of pages the counts of `score.py`, as labelled and by eye."""
    genres: dict[str, list[tuple[int, int]]]
    """For each kind of text of other genres the lines lost and the lines, by document."""
    lost: dict[str, list[str]]
    """The content lines that were lost, by rule."""


def main() -> int:
    """Judge, and print a table; return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("shared", type=Path)
    parser.add_argument("--levels", default="gentle,normal,strong")
    parser.add_argument("--losses", type=int, default=0, help="content lines lost to print, by rule")
    parser.add_argument(
        "--folds", type=int, default=FOLDS, help="judge the documents of the first folds only"
    )
    parser.add_argument("--wrapped", action="store_true", help="judge the pages, wrapped at 72 columns")
    parser.add_argument("--gate", action="store_true", help="exit 1 if `normal` is worse than it may be")
    parser.add_argument("--publish", type=Path, metavar="FILE", help="write the tables into this page")
    chosen = parser.parse_args()
    documents = labelled(chosen.shared)
    evidence = _by_fold(Lines(documents), chosen.folds)
    judgeable = [_seen(document) for document in documents if _fold_of(document) in evidence]
    if chosen.wrapped:
        judgeable = [each.wrapped() for each in judgeable if each.document.what in PAGES]
    score = score_of(chosen.shared)
    tables: list[str] = []
    failures: list[str] = []
    for level in chosen.levels.split(","):
        judged = _judge(level, judgeable, evidence, score)
        tables += [f"### {level}", "", *_tables(judged, score), ""]
        _print_losses(judged, chosen.losses)
        failures += _failures(judged, score) if chosen.gate and level == "normal" else []
    print("\n".join(tables))
    if chosen.publish:
        above, _, rest = chosen.publish.read_text("utf-8").partition("### ")
        below = rest.partition(END)[2]
        chosen.publish.write_text(above + "\n".join([*tables, END]) + below, "utf-8")
    for failure in failures:
        print(failure, file=sys.stderr)
    return int(bool(failures))


def _fold_of(document: Document) -> str:
    return "fundus" if document.source == "fundus" else str(document.fold)


def _seen(document: Document) -> Seen:
    wrong = wrong_labels()
    by_eye = [
        -1 if label == 1 and (document.id, at) in wrong else label for at, label in enumerate(document.labels)
    ]
    return Seen(document, by_eye)


def _by_fold(lines: Lines, folds: int) -> dict[str, Evidence]:
    """Return the evidence for each fold that is judged, fitted without it."""
    before = EVIDENCE.read_text("utf-8")
    used = {str(fold): (lines.folds != fold) & ~lines.is_news_abroad for fold in range(folds)}
    if folds == FOLDS:
        used["fundus"] = ~lines.is_news_abroad
    return {name: read(as_toml(*fit(lines, np.array(some)), before)) for name, some in used.items()}


def _judge(level: str, documents: Sequence[Seen], evidence: dict[str, Evidence], score: Any) -> Judged:
    """Clean all documents at a level, each with points that were fitted without it."""
    cleaner = Cleaner(level=level)
    engines = {
        name: Engine(cleaner.rules, level=cleaner.level, matcher=cleaner.engine.matcher, evidence=some)
        for name, some in evidence.items()
    }
    judged = Judged(defaultdict(list), defaultdict(list), defaultdict(list))
    for document, by_eye in documents:
        part = Part("\n".join(document.lines).encode("utf-8", "surrogatepass"), "surrogatepass")
        edits = engines[_fold_of(document)].clean(part).edits
        gone = {edit.line - 1: edit.rule for edit in edits if edit.removes_line and edit.old.strip()}
        lost = {at: rule for at, rule in gone.items() if at < len(by_eye) and document.labels[at] == 1}
        for at, rule in lost.items():
            mark = " " if by_eye[at] == 1 else "*"
            judged.lost[rule].append(f"{mark}{document.id}\t{at}\t{document.lines[at].strip()[:100]}")
        if document.what not in PAGES:
            judged.genres[document.what].append((len(lost), sum(label == 1 for label in document.labels)))
            continue
        share = [0.0 if at in gone else 1.0 for at in range(len(document.lines))]
        page = {"id": document.id, "text": "\n".join(document.lines), "dups": []}
        labels: Iterable[Sequence[int]] = (document.labels, by_eye)
        as_labelled, as_seen = (score.count({**page, "labels": list(some)}, share)[0] for some in labels)
        news = "fundus" if document.source == "fundus" else "others"
        for name in ("", f" {news}", f" {document.lang}"):
            judged.pages[document.what + name].append((as_labelled, as_seen))
    return judged


def _tables(judged: Judged, score: Any) -> list[str]:
    columns = (*COLUMNS, *BY_EYE)
    tables = [f"| pages | documents | {' | '.join(columns)} |", f"|---|---|{'---|' * len(columns)}"]
    for name, counts in sorted(judged.pages.items()):
        if len(counts) < MIN_PAGES:
            continue
        as_labelled, by_eye = map(score.figures, zip(*counts, strict=True))
        shares = [as_labelled[column] for column in COLUMNS.values()]
        shares += [by_eye[column] for column in BY_EYE.values()]
        cells = (f"{100 * share:.2f}" for share in shares)
        tables.append(f"| {name} | {len(counts)} | {' | '.join(cells)} |")
    if not judged.genres:
        return tables
    tables += ["", "| texts of other genres | documents | hurt % | lines lost % |", "|---|---|---|---|"]
    for name, found in judged.genres.items():
        share = 100 * sum(count for count, _ in found) / sum(lines for _, lines in found)
        tables.append(f"| {name} | {len(found)} | {100 * _hurt(found):.2f} | {share:.3f} |")
    return tables


def _hurt(found: Sequence[tuple[int, int]]) -> float:
    return sum(count > 0 for count, _ in found) / len(found)


def _print_losses(judged: Judged, most: int) -> None:
    """Print content lines that were lost, those with a wrong label marked, by rule."""
    for rule, some in sorted(judged.lost.items(), key=lambda item: -len(item[1])) if most else ():
        print(f"\n{len(some)} content lines by {rule}")
        print("\n".join(f"    {line}" for line in some[:most]))


def _failures(judged: Judged, score: Any) -> list[str]:
    """Return what is worse than it may be."""
    found: list[str] = []
    for what, (column, floor) in FLOORS.items():
        figures = score.figures([as_labelled for as_labelled, _ in judged.pages[what]])
        if figures[column] < floor:
            found.append(
                f"{what}: normal keeps {figures[column]:.2%} of the content; it must keep {floor:.2%}"
            )
        if figures["removed"] < LEAST_REMOVED[what]:
            least = LEAST_REMOVED[what]
            found.append(
                f"{what}: normal removes {figures['removed']:.1%} of the chrome; it must remove {least:.1%}"
            )
    for what, most in MOST_HURT.items():
        if _hurt(judged.genres[what]) > most:
            found.append(
                f"{what}: normal hurts {_hurt(judged.genres[what]):.2%} of the texts; it may hurt {most:.2%}"
            )
    return found


if __name__ == "__main__":
    sys.exit(main())
