"""Judge levels on sites and genres that the evidence was not fitted on: what counts.

    python benchmarks/judge_evidence.py SHARED [--levels gentle,normal,strong] [--publish docs/quality.md]

Sites and genres are kept apart in five folds; each document is cleaned with points that were fitted without its fold,
and the news pages of forty countries (`fundus`) with points fitted without any of them. Figures are those of `score.py`:
content lines kept, documents hurt, chrome lines removed, blocks of four and more chrome lines gone whole and in part.
`--publish` writes the tables of the docs, between their first level and the part about the first version. Needs what `fit_evidence.py` needs.
"""

import argparse
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from evidence_data import FOLDS, Document, score_of
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
    "whole %": "whole",
    "part %": "part",
}
"""Columns of the tables, with the names that `score.py` has for them."""

END = "## The first version"
"""What stands below the tables in the docs."""


def main() -> None:
    """Judge, and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("shared", type=Path)
    parser.add_argument("--levels", default="gentle,normal,strong")
    parser.add_argument("--losses", type=int, default=0, help="content lines lost to print, by rule")
    parser.add_argument("--publish", type=Path, metavar="FILE", help="write the tables into this page")
    chosen = parser.parse_args()
    documents = labelled(chosen.shared)
    lines = Lines(documents)
    evidence = _by_fold(lines)
    score = score_of(chosen.shared)
    tables: list[str] = []
    for level in chosen.levels.split(","):
        tables += [f"### {level}", "", *_judge(level, documents, evidence, score, chosen.losses), ""]
    print("\n".join(tables))
    if chosen.publish:
        above, _, rest = chosen.publish.read_text("utf-8").partition("### ")
        below = rest.partition(END)[2]
        chosen.publish.write_text(above + "\n".join([*tables, END]) + below, "utf-8")


def _by_fold(lines: Lines) -> dict[str, Evidence]:
    """Return the evidence for each fold, fitted without it."""
    before = EVIDENCE.read_text("utf-8")
    used = {str(fold): (lines.folds != fold) & ~lines.is_news_abroad for fold in range(FOLDS)}
    used["fundus"] = ~lines.is_news_abroad
    return {name: read(as_toml(*fit(lines, np.array(some)), before)) for name, some in used.items()}


def _judge(
    level: str, documents: list[Document], evidence: dict[str, Evidence], score: Any, losses: int
) -> list[str]:
    """Return the tables of a level; print some content lines that were lost."""
    cleaner = Cleaner(level=level)
    engines = {
        name: Engine(cleaner.rules, level=cleaner.level, matcher=cleaner.engine.matcher, evidence=some)
        for name, some in evidence.items()
    }
    pages: dict[str, list[Any]] = defaultdict(list)
    genres: dict[str, list[tuple[int, int]]] = defaultdict(list)
    lost: dict[str, list[str]] = defaultdict(list)
    for document in documents:
        engine = engines["fundus" if document.source == "fundus" else str(document.fold)]
        part = Part("\n".join(document.lines).encode("utf-8", "surrogatepass"), "surrogatepass")
        edits = [edit for edit in engine.clean(part).edits if edit.removes_line and edit.old.strip()]
        gone = {edit.line - 1: edit.rule for edit in edits}
        for at, rule in gone.items():
            if at < len(document.labels) and document.labels[at] == 1:
                lost[rule].append(f"{document.id[:40]}: {document.lines[at].strip()[:80]}")
        if document.what in ("residue", "full"):
            share = [0.0 if at in gone else 1.0 for at in range(len(document.lines))]
            page = {"id": document.id, "text": "\n".join(document.lines), "labels": list(document.labels)}
            counts = score.count({**page, "dups": []}, share)[0]
            news = "fundus" if document.source == "fundus" else "others"
            for name in ("", f" {news}", f" {document.lang}"):
                pages[document.what + name].append(counts)
        else:
            count = sum(document.labels[at] == 1 for at in gone if at < len(document.labels))
            genres[document.what].append((count, sum(label == 1 for label in document.labels)))
    tables = [f"| pages | documents | {' | '.join(COLUMNS)} |", f"|---|---|{'---|' * len(COLUMNS)}"]
    for name, counts in sorted(pages.items()):
        if len(counts) < 50:
            continue
        figures = score.figures(counts)
        cells = (f"{100 * figures[column]:.2f}" for column in COLUMNS.values())
        tables.append(f"| {name} | {len(counts)} | {' | '.join(cells)} |")
    tables += ["", "| texts of other genres | documents | hurt % | lines lost % |", "|---|---|---|---|"]
    for name, found in genres.items():
        hurt, total = sum(count > 0 for count, _ in found), sum(lines for _, lines in found)
        share = 100 * sum(count for count, _ in found) / total
        tables.append(f"| {name} | {len(found)} | {100 * hurt / len(found):.2f} | {share:.3f} |")
    for rule, some in sorted(lost.items(), key=lambda item: -len(item[1])) if losses else ():
        print(f"\n{len(some)} content lines by {rule}")
        print("\n".join(f"    {line}" for line in some[:losses]))
    return tables


if __name__ == "__main__":
    main()
