"""Measure what the rules keep and remove on labelled pages: by level, language, pack and rule.

    python benchmarks/quality.py EVAL [--variant residue] [--lang en] [--rules] [--gate]
    python benchmarks/quality.py EVAL --publish docs/quality.md

EVAL is a folder with `score.py` and `dev/*.jsonl.zst`: documents with a label per line. `exceptions.tsv` names
lines whose label is wrong, with the reason; figures "set aside" do without them. `--rules` prints, for each rule,
the labelled lines it removed, its precision, and its worst false positives. `--gate` fails when a level keeps
less than it must, or a rule falls below its level. `--publish` writes the tables that the docs show, below what is there by hand. Needs zstandard.
"""

import argparse
import importlib
import os
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from multiprocessing import Pool
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from exceptions import wrong_labels

from cleaner import Cleaner
from cleaner.ruleset.packs import load_packs, rules_of
from cleaner.ruleset.rule import Level
from cleaner.text.lines import BOM

FLOORS = {"gentle": 0.9995, "normal": 0.999, "strong": 0.985}
"""The share of content lines each level must keep in `residue`, lines with a wrong label set aside."""

EARNED = {"gentle": 0.9995, "normal": 0.98, "strong": 0.0}
"""The precision a rule must have at its level (design, section 8), lines with a wrong label set aside. One
content line may be chance, so it takes two to fall below."""

HURT = {"gentle": 0.005, "normal": 0.02, "strong": 0.12}
"""The share of documents that may lose a content line, lines with a wrong label set aside."""


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
    parser.add_argument("--publish", type=Path, metavar="FILE", help="write the tables as Markdown")
    parser.add_argument("--shuffled", action="store_true", help="clean content lines in random order instead")
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
    if chosen.shuffled:
        return _shuffled(documents, chosen.own)
    measured: dict[str, list[Measured]] = {}
    for level in chosen.level or list(Level):
        with Pool(os.cpu_count(), _start, (str(chosen.eval), level, chosen.own)) as pool:
            measured[level] = pool.map(_measure, documents, chunksize=16)
    level = next(reversed(measured))
    rules = _by_rule(each.rows for each in measured[level])
    levels = {rule.id: rule.level for rule in rules_of([*load_packs(), *_own(chosen.own)])}
    lines = [f"{len(documents)} documents, variant {chosen.variant}, language {chosen.lang or 'any'}", ""]
    lines += _level_table(measured, score)
    print("\n".join(lines))
    if chosen.rules:
        _print_rules(level, rules, levels, chosen.worst)
    if chosen.publish:
        above, _, _ = chosen.publish.read_text("utf-8").partition("## On the pages at hand")
        page = _page(lines, measured, rules, levels, score)
        chosen.publish.write_text(above + page, "utf-8")
    failures = [*_lost_too_much(measured, score), *_below_their_level(rules, levels)]
    for failure in failures:
        print(f"below its level: {failure}", file=sys.stderr)
    return int(chosen.gate and bool(failures))


def _shuffled(documents: list[dict], own: list[Path]) -> int:
    """Clean documents of content lines in random order at normal, and print what goes."""
    random.seed(0)
    lines = [
        line
        for document in documents
        for line, label in zip(document["text"].split("\n"), document["labels"], strict=True)
        if label == 1 and line.strip()
    ]
    random.shuffle(lines)
    cleaner = Cleaner(rules=own)
    lost: Counter[str] = Counter()
    for at in range(0, len(lines), 40):
        text = "\n\n".join(lines[at : at + 40]) + "\n"
        lost.update(edit.rule for edit in cleaner.clean(text).edits if edit.removes_line and edit.old.strip())
    print(f"{len(lines)} content lines in random order: {lost.total()} removed")
    for rule, count in lost.most_common():
        print(f"{count:6}  {rule}")
    return 0


def _level_table(measured: dict, score: ModuleType) -> list[str]:
    lines = [_row(["level", "", *_HEADS]), _row(["---"] * (len(_HEADS) + 2))]
    for level, documents in measured.items():
        for name, which in (("as labelled", "counts"), ("wrong labels set aside", "aside")):
            figures = score.figures([getattr(each, which) for each in documents])
            lines.append(_row([level, name, *(_percent(figures[each]) for each in _COLUMNS)]))
    return lines


def _lost_too_much(measured: dict, score: ModuleType) -> Iterable[str]:
    for level, documents in measured.items():
        figures = score.figures([each.aside for each in documents])
        if figures["kept"] < FLOORS[level] or figures["hurt"] > HURT[level]:
            yield f"{level} keeps {_percent(figures['kept'])} % and hurts {_percent(figures['hurt'])} %"


def _below_their_level(rules: dict, levels: dict) -> Iterable[str]:
    for rule, (chrome, content, _) in sorted(rules.items()):
        if rule.startswith("common/evidence/"):  # judged by what whole levels keep
            continue
        precision = chrome / (chrome + content)
        if content > 1 and precision < EARNED[levels[rule]]:
            yield f"{rule} has {_percent(precision)} %, too little for {levels[rule]}"


def _print_rules(level: str, rules: dict, levels: dict, worst: int) -> None:
    print(f"\nRules at {level}: chrome lines, content lines removed, precision")
    for rule, (chrome, content, lost) in sorted(rules.items(), key=lambda each: -each[1][1]):
        print(f"{chrome:6} {content:5} {_percent(chrome / (chrome + content)):>7}  {rule} ({levels[rule]})")
        for line, count in lost.most_common(worst):
            print(f"{'':22}{count:3} {line[:110]}")


class Measured(NamedTuple):
    """What became of one document."""

    lang: str
    counts: Counter
    """As labelled."""
    aside: Counter
    """With wrong labels set aside."""
    rows: list[tuple[str, int, str]]
    """Rule, label and text of each removed line whose label is right."""


def _own(paths: list[Path]) -> list:
    return load_packs(paths) if paths else []


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _page(lines: list[str], measured: dict, rules: dict, levels: dict, score: ModuleType) -> str:
    """Lay out the tables for the docs."""
    parts = [PREFACE.format(date=datetime.now(tz=UTC).date()), *lines]
    normal = measured.get("normal", measured[next(reversed(measured))])
    parts += ["", "## By language, at normal", "", _row(["language", "documents", *_HEADS])]
    parts.append(_row(["---"] * (len(_HEADS) + 2)))
    for lang in sorted({each.lang for each in normal}):
        of_lang = [each.counts for each in normal if each.lang == lang]
        figures = score.figures(of_lang)
        parts.append(_row([lang, str(len(of_lang)), *(_percent(figures[each]) for each in _COLUMNS)]))
    by_pack: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for rule, (chrome, content, _) in rules.items():
        for at, count in enumerate((chrome, content)):
            by_pack[rule.rpartition("/")[0]][at] += count
    for title, table in (
        ("By pack, at strong", by_pack),
        ("By rule, at strong", {f"{rule} ({levels[rule]})": each[:2] for rule, each in rules.items()}),
    ):
        parts += ["", f"## {title}", "", _row(["", "chrome lines", "content lines", "precision %"])]
        parts.append(_row(["---"] * 4))
        for name, (chrome, content) in sorted(table.items()):
            parts.append(_row([name, str(chrome), str(content), _percent(chrome / (chrome + content))]))
    return "\n".join(parts) + "\n"


PREFACE = """## On the pages at hand

Measured on {date} by `benchmarks/quality.py` on labelled pages that are not part of this project, and that evidence was
fitted on: the lines that extractors left of real pages, each labelled content or chrome by people. *kept*: content lines
kept. *hurt*: documents that lose a content line. *removed*: chrome lines removed. *dup*: surplus copies removed. Rules that
met no line of their kind in these pages are not listed; their levels rest on wording that is nothing but chrome.
"""


_COLUMNS = ("kept", "hurt", "removed", "prec", "f1", "dup")
_HEADS = ("kept %", "hurt %", "chrome removed %", "precision %", "F1", "dup %")


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.2f}"


def _start(folder: str, level: str, own: list[Path]) -> None:
    global _score, _cleaner, _wrong  # noqa: PLW0603 — each process of the pool makes its own
    sys.path.insert(0, folder)
    _score = importlib.import_module("score")
    _cleaner = Cleaner(level=level, rules=own)
    _wrong = wrong_labels()


def _measure(document: dict) -> Measured:
    """Clean one document, and count."""
    text, labels = document["text"], document["labels"]
    lines = text.split("\n")
    lines_out = [line for line in _cleaner.clean(text).lines() if line.raw != BOM]
    share = [0.0] * len(lines)
    removed = []
    at = 0
    for line in lines_out:  # a line of the data may hold other ends than line feeds
        is_gone = bool(line.edits) and line.edits[0].removes_line
        share[at] = max(share[at], float(not is_gone))
        if is_gone:
            removed.append((line.edits[0].rule, at))
        at += line.raw.endswith("\n")
    counts, _ = _score.count(document, share)
    right = [-1 if (document["id"], number) in _wrong else label for number, label in enumerate(labels)]
    aside, _ = _score.count({**document, "labels": right}, share)
    standing = {_score.key(line) for line, kept in zip(lines, share, strict=True) if kept and line.strip()}
    rows = [
        (rule, right[number], lines[number].strip())
        for rule, number in removed
        if right[number] == 0 or (right[number] == 1 and _score.key(lines[number]) not in standing)
    ]
    return Measured(document["lang"], Counter(counts), Counter(aside), rows)


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
