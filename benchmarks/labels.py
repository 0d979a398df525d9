"""Measure which everyday labels go, each alone on a line between two paragraphs, by language and level.

    python benchmarks/labels.py [LABELS.toml] [--missing]

`--missing` names the labels that stay at normal.
"""

import argparse
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from cleaner import Cleaner
from cleaner.ruleset.rule import Level

PARAGRAPH = "The council meets again on Thursday, and the vote is expected to be close this time."
"""What stands above and below each label: prose in any language keeps lines apart alike."""


def main() -> None:
    """Print the share of labels that each level removes, a row a language."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("labels", nargs="?", type=Path, default=Path(__file__).with_name("labels.toml"))
    parser.add_argument("--missing", action="store_true", help="name the labels that stay at normal")
    chosen = parser.parse_args()
    languages = tomllib.loads(chosen.labels.read_text("utf-8"))
    cleaners = {level: Cleaner(level=level) for level in Level}
    print("| language | labels |", *(f"{level} |" for level in Level))
    print("| --- | --- |", *("--- |" for _ in Level))
    for language, labels in languages.items():
        gone = {level: set(removed(cleaner, labels)) for level, cleaner in cleaners.items()}
        print(f"| {language} | {len(labels)} |", *(f"{len(gone[level])} |" for level in Level))
        if chosen.missing:
            print("  stay:", ", ".join(sorted(labels.keys() - gone[Level.NORMAL])))


def removed(cleaner: Cleaner, labels: Mapping[str, str]) -> Iterator[str]:
    """Yield the names of the labels that a cleaner removes between two paragraphs."""
    texts = [f"{PARAGRAPH}\n\n{label}\n\n{PARAGRAPH}\n" for label in labels.values()]
    for (name, label), cleaning in zip(labels.items(), cleaner.clean_each(texts), strict=True):
        if label not in cleaning.text:
            yield name


if __name__ == "__main__":
    main()
