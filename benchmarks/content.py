"""Measure what is taken from texts that hold nothing but content, and fail if it is too much.

    python benchmarks/content.py CONTENT [--gate]

CONTENT is a folder with `measure.py` and `dev.jsonl.zst`: documents of many genres and languages in which every line is
content, as they are and with lines of chrome put in. `--gate` fails when a level hurts more documents than it may, or leaves more of what was put in.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

MAX_HURT = {
    ("gentle", "as is"): 0.003,
    ("gentle", "any one line"): 0.003,
    ("normal", "as is"): 0.003,
    ("normal", "any one line"): 0.006,
    ("normal", "menu above"): 0.02,
    ("normal", "block below"): 0.06,
    ("strong", "as is"): 0.06,
    ("strong", "any one line"): 0.09,
}
"""The share of documents that may lose a line, by level and by what was put in."""

MIN_TAKEN = {("normal", "menu above"): 0.6, ("normal", "block below"): 0.95}
"""The share of the chrome put in that must go."""


def main() -> int:
    """Measure and print; return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("content", type=Path)
    parser.add_argument("--gate", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = Path(folder, "figures.json")
        command = [sys.executable, str(chosen.content / "measure.py"), "--library", "--json", str(figures)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        measured = json.loads(figures.read_text("utf-8"))
    failures = 0
    for (level, variant), most in MAX_HURT.items():
        tally = measured[f"dev {level}"]["total"][variant]
        hurt, lost = tally["hurt"] / tally["docs"], tally["lost"] / tally["lines"]
        taken = tally["taken"] / tally["inserted"] if tally["inserted"] else 1.0
        least = MIN_TAKEN.get((level, variant), 0.0)
        faults = [f"more than {most:.1%} hurt"] if hurt > most else []
        faults += [f"less than {least:.0%} gone"] if taken < least else []
        failures += len(faults)
        gone = f", {taken:.0%} of what was put in gone" if tally["inserted"] else ""
        verdict = " and ".join(faults) or "ok"
        print(
            f"{level:8} {variant:14} {hurt:6.2%} of the documents hurt, {lost:6.2%} of the lines lost{gone}: {verdict}"
        )
    return int(chosen.gate and failures > 0)


if __name__ == "__main__":
    sys.exit(main())
