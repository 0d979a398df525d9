"""Measure what the rules keep and remove on labelled pages, by level and by rule.

    python benchmarks/quality.py EVAL [--variant residue] [--lang en] [--rules] [--gate]

EVAL is a folder with `score.py` and `dev/*.jsonl.zst`: documents with a label per line. `--rules` prints, for
each rule, the labelled lines it removed, its precision, and its worst false positives. `--gate` fails when a
level keeps less than it must. Needs zstandard.
"""

import argparse
import importlib
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from multiprocessing import Pool
from pathlib import Path

from cleaner import Cleaner, Edit, Level, Line

FLOORS = {"gentle": 0.9995, "normal": 0.997, "strong": 0.985}
"""The share of content lines each level must keep in `residue` (the goals of the project's design)."""

HURT = {"gentle": 0.01, "normal": 0.04, "strong": 1.0}
"""The share of documents that may lose a content line."""


def main() -> int:
    """Measure and print; give the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("eval", type=Path)
    parser.add_argument("--variant", default="residue")
    parser.add_argument("--lang", default="")
    parser.add_argument("--level", choices=list(Level), action="append")
    parser.add_argument("--rules", action="store_true")
    parser.add_argument("--worst", type=int, default=3, help="false positives to show for each rule")
    parser.add_argument("--gate", action="store_true")
    parser.add_argument("--own", type=Path, action="append", default=[], help="rule files used besides")
    chosen = parser.parse_args()
    sys.path.insert(0, str(chosen.eval))
    score = importlib.import_module("score")
    documents = [
        document
        for document in score.load(sorted(map(str, (chosen.eval / "dev").glob("*.jsonl.zst"))))
        if document["core"]
        and document["variant"] == chosen.variant
        and chosen.lang in ("", document["lang"])
    ]
    if not documents:
        sys.exit(f"{chosen.eval}: no documents of that kind")
    Cleaner(
        rules=chosen.own
    )  # a rule file that cannot be used fails here, and not in every process of a pool
    failed = False
    print(f"{len(documents)} documents, variant {chosen.variant}, language {chosen.lang or 'any'}")
    print(
        "| level | kept % | hurt % | chrome removed % | precision % | F1 | dup % |\n|---|---|---|---|---|---|---|"
    )
    details = []
    for level in chosen.level or list(Level):
        with Pool(os.cpu_count(), _start, (str(chosen.eval), level, chosen.own)) as pool:
            results = pool.map(_measure, documents, chunksize=16)
        figures = score.figures([Counter(counts) for counts, _ in results])
        print(f"| {level} | " + " | ".join(_percent(figures[each]) for each in _COLUMNS) + " |")
        failed |= figures["kept"] < FLOORS[level] or figures["hurt"] > HURT[level]
        details.append((level, _by_rule(rows for _, rows in results)))
    if chosen.rules:
        level, rules = details[-1]
        print(f"\nRules at {level}: chrome lines, content lines removed, precision")
        for rule, (chrome, content, lost) in sorted(rules.items(), key=lambda each: -each[1][1]):
            print(f"{chrome:6} {content:5} {_percent(chrome / (chrome + content)):>7}  {rule}")
            for line, count in lost.most_common(chosen.worst):
                print(f"{'':22}{count:3} {line[:110]}")
    if chosen.gate and failed:
        print("a level keeps less than it must: see FLOORS and HURT", file=sys.stderr)
        return 1
    return 0


_COLUMNS = ("kept", "hurt", "removed", "prec", "f1", "dup")


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.2f}"


def _start(folder: str, level: str, own: list[Path]) -> None:
    global _score, _cleaner  # noqa: PLW0603 — each process of the pool makes its own
    sys.path.insert(0, folder)
    _score = importlib.import_module("score")
    _cleaner = Cleaner(level=level, rules=own)


def _measure(document: dict) -> tuple[dict, list[tuple[str, int, str]]]:
    """Clean one document; give its counts and, for each labelled line removed, rule, label and text."""
    text, labels = document["text"], document["labels"]
    lines = text.split("\n")
    events = list(_cleaner.stream([text]))
    starts, at = {}, 0
    for number, line in enumerate(lines):
        starts[at] = number
        at += len(line) + 1
    share = [0.0] * len(lines)
    removed = []
    for event in events:
        if event.start not in starts:
            continue
        number = starts[event.start]
        if isinstance(event, Line):
            share[number] = 1.0
        elif isinstance(event, Edit) and event.removes_line:
            removed.append((event.rule, number))
    counts, _ = _score.count(document, share)
    standing = {_score.key(line) for line, kept in zip(lines, share, strict=True) if kept and line.strip()}
    rows = [
        (rule, labels[number], lines[number].strip())
        for rule, number in removed
        if labels[number] == 0 or (labels[number] == 1 and _score.key(lines[number]) not in standing)
    ]
    return dict(counts), rows


def _by_rule(documents: Iterable[list[tuple[str, int, str]]]) -> dict:
    rules = defaultdict(lambda: [0, 0, Counter()])
    for rows in documents:
        for rule, label, line in rows:
            rules[rule][label] += 1
            if label:
                rules[rule][2][line] += 1
    return rules


if __name__ == "__main__":
    sys.exit(main())
