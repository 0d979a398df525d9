"""Measure how far chrome reaches into labelled pages: where the sizes of zones and distances come from.

    python benchmarks/zones.py EVAL

EVAL is a folder with `score.py` and `dev/*.jsonl.zst`: documents with a label per line. Needs zstandard.
"""

import argparse
import importlib
import sys
from pathlib import Path

from cleaner.ruleset.kinds.part import HEADLINE_WORDS

from cleaner.ruleset.kinds.repeat import FOLLOWING
from cleaner.ruleset.view import HEAD_LINES, TAIL_LINES
from cleaner.text.folding import fold
from cleaner.text.shape import is_prose, words


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("eval", type=Path)
    chosen = parser.parse_args()
    sys.path.insert(0, str(chosen.eval))
    score = importlib.import_module("score")
    above: list[int] = []
    below: list[int] = []
    following: list[bool] = []
    headlines: list[bool] = []
    labels: list[bool] = []
    for document in score.load(sorted(map(str, (chosen.eval / "dev").glob("*.jsonl.zst")))):
        if not (document["core"] and document["variant"] == "residue"):
            continue
        pairs = zip(document["text"].split("\n"), document["labels"], range(10**9), strict=False)
        lines = [(line.strip(), label, number) for line, label, number in pairs if line.strip()]
        content = [at for at, (_, label, _) in enumerate(lines) if label == 1]
        lead = next((at for at, (line, _, _) in enumerate(lines) if is_prose(line)), 0)
        for line, label, _ in lines[:lead]:
            (headlines if label == 1 else labels).append(words(line) >= HEADLINE_WORDS)
        if not content:
            continue
        above.append(content[0])
        below.append(len(lines) - 1 - content[-1])
        surplus = set(document["dups"])
        for at, (line, _, number) in enumerate(lines[:HEAD_LINES]):
            if number in surplus and any(fold(line) == fold(other) for other, _, _ in lines[:at]):
                following.append(any(is_prose(each) for each, _, _ in lines[at + 1 : at + 1 + FOLLOWING]))
    print(f"{len(above)} documents")
    for name, found, most in (
        ("above the first", above, HEAD_LINES - 1),
        ("below the last", below, TAIL_LINES),
    ):
        some = [count for count in found if count]
        share = sum(count <= most for count in some) / len(some)
        print(f"{len(some)} have chrome {name} content line; {share:.1%} of them at most {most} lines of it")
    print(
        f"{len(following)} repeats in the head; {sum(following) / len(following):.1%} have prose at most {FOLLOWING} lines below"
    )
    for name, found in (("content", headlines), ("chrome", labels)):
        share = sum(found) / len(found)
        print(
            f"{len(found)} {name} lines above the first prose; {share:.1%} of them have {HEADLINE_WORDS} words or more"
        )


if __name__ == "__main__":
    main()
