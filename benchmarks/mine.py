"""Measure what `cleaner mine` proposes, on labelled pages and on a corpus with planted templates, and how fast.

    python benchmarks/mine.py eval EVAL
    python benchmarks/mine.py planted [--sites 200] [--documents 30]
    python benchmarks/mine.py speed [--megabytes 100] [--documents 30] [-j 1]

`eval` mines on half of the pages of each site that has four, and cleans the other half, shipped packs off, and the other
way round. `recurring` are the lines with a label of chrome, and with a letter, that are on three or more pages of the
half that was mined; lines of `exceptions-mine.tsv` have a wrong label and are set aside. `planted` counts a rule as right
if no line that it removes is content. `speed` counts both passes, and the memory of this process. Needs zstandard for
EVAL.
"""

import argparse
import json
import resource
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from evidence_data import score_of
from mined_corpus import pages

from cleaner import Cleaner
from cleaner.corpus.configuration import Configuration
from cleaner.corpus.discovery import found_files
from cleaner.deciding.document import EXACT, Part
from cleaner.mining.documents import Corpus
from cleaner.mining.mined_file import write_mined
from cleaner.mining.mining import MEMORY_MB, mine
from cleaner.mining.writing import file_names, mined_file
from cleaner.ruleset.rule import Level
from cleaner.text.folding import fold_label
from cleaner.text.shape import has_letters

LEAST_PAGES = 4
"""Pages of a site that is judged."""

RECURS = 3
"""Pages of the mined half from which a line recurs."""

EXCEPTIONS = Path(__file__).with_name("exceptions-mine.tsv")

DATE = "2021-03-31"


def mined_rules(documents: Iterable[tuple[str, str]], folder: Path, **settings: Any) -> list[Path]:
    """Mine documents, each with its site, without the shipped packs; return the rule files, in the order of the sites."""
    source = folder / "pages.jsonl"
    with source.open("w", encoding="utf-8") as stream:
        for site, text in documents:
            stream.write(json.dumps({"site": site, "text": text}, ensure_ascii=False) + "\n")
    configuration = Configuration({"shipped": False, "site_field": "site"})
    mined = mine(Corpus(tuple(found_files([str(source)], configuration)), configuration), **settings)
    paths = []
    for site, name in zip(mined.sites, file_names(site.site for site in mined.sites), strict=True):
        path = folder / name
        write_mined(path, mined_file(site, DATE, mined.elsewhere))
        paths.append(path)
    return paths


def cleaned(cleaner: Cleaner, site: str, text: str) -> Iterator[tuple[str, str]]:
    """Yield the lines of a document that go, each with the rule that removes it."""
    part = Part(text.encode("utf-8", EXACT), EXACT, site=site)
    for cleaning in cleaner.clean_parts([part]):
        for edit in cleaning.edits:
            if edit.removes_line and edit.old.strip():
                yield edit.old.strip(), edit.rule


def evaluate(shared: Path) -> None:
    """Print the figures for labelled pages."""
    print(
        "| variant | sites | texts | content lines | kept % | set aside % | recurring chrome lines | gone % | all chrome gone % |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    wrong = {
        tuple(row.split("\t")[:2]) for row in EXCEPTIONS.read_text("utf-8").splitlines() if row[:1] != "#"
    }
    score = score_of(shared.parent)
    texts = [
        text for text in score.load(sorted(map(str, (shared / "dev").glob("*.jsonl.zst")))) if text["core"]
    ]
    for variant in ("residue", "full"):
        counts: Counter[str] = Counter()
        lost: list[tuple[str, str, str]] = []
        for site, of_site in _sites(text for text in texts if text["variant"] == variant):
            for mined_half in (0, 1):
                _half(site, of_site, mined_half, score=score, counts=counts, lost=lost)
        set_aside = sum(place[:2] in wrong for place in lost)
        content, gone = counts["content"], counts["content"] - counts["kept"]
        print(
            f"| {variant} | {counts['sites'] // 2} | {counts['texts']} | {content} | {100 - 100 * gone / content:.2f} "
            f"| {100 - 100 * (gone - set_aside) / content:.2f} | {counts['recurring']} "
            f"| {100 * counts['recurring gone'] / counts['recurring']:.1f} | {100 * counts['removed'] / counts['chrome']:.1f} |"
        )
        for place in lost:
            print("set aside" if place[:2] in wrong else "lost", *place, sep="\t", file=sys.stderr)


def _sites(texts: Iterable[dict[str, Any]]) -> Iterator[tuple[str, list[list[dict[str, Any]]]]]:
    """Yield the sites with pages enough, and the texts of each of their pages."""
    by_site: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for text in texts:
        by_site[text["domain"]][text["id"].split("#")[0]].append(text)
    for site, by_page in sorted(by_site.items()):
        if len(by_page) >= LEAST_PAGES:
            yield site, [by_page[page] for page in sorted(by_page)]


def _half(
    site: str,
    of_site: Sequence[list[dict[str, Any]]],
    mined_half: int,
    *,
    score: Any,
    counts: Counter[str],
    lost: list[tuple[str, str, str]],
) -> None:
    """Mine one half of a site, and count what becomes of the other."""
    mined, others = of_site[mined_half::2], of_site[1 - mined_half :: 2]
    on_pages: Counter[str] = Counter()
    for page in mined:
        on_pages.update({fold_label(line) for text in page for line in text["text"].split("\n")})
    with tempfile.TemporaryDirectory() as folder:
        paths = mined_rules(((site, text["text"]) for page in mined for text in page), Path(folder))
        cleaner = Cleaner(shipped=False, rules=paths, repair=())
    counts["sites"] += 1
    for text in (text for page in others for text in page):
        lines = text["text"].split("\n")
        part = Part(text["text"].encode("utf-8", EXACT), EXACT, site=site)
        out = "".join(cleaning.text for cleaning in cleaner.clean_parts([part])).split("\n")
        share, _ = score.align(lines, out)
        counted, gone = score.count(text, share)
        counts.update({name: counted[name] for name in ("content", "kept", "chrome", "removed")})
        counts["texts"] += 1
        for at, (line, label, left) in enumerate(zip(lines, text["labels"], share, strict=True)):
            if label == 1 and left < 0.5 and line.strip() in gone:
                lost.append((text["id"], str(at), line.strip()))
            if label == 0 and has_letters(line) and on_pages[fold_label(line)] >= RECURS:
                counts["recurring"] += 1
                counts["recurring gone"] += left < 0.5


def planted(sites: int, documents: int) -> int:
    """Print the figures for planted templates; return 1 if they are below the goals."""
    corpus = list(pages(sites, documents))
    with tempfile.TemporaryDirectory() as folder:
        paths = mined_rules(((page.site, page.text) for page in corpus), Path(folder))
        cleaners = {
            level: Cleaner(shipped=False, rules=paths, level=level) for level in (Level.NORMAL, Level.STRONG)
        }
    goals_met = True
    for level, cleaner in cleaners.items():
        rules = {rule.id for rule in cleaner.rules}
        wrong: dict[str, str] = {}
        found: Counter[str] = Counter()
        there: Counter[str] = Counter()
        for page in corpus:
            kinds = dict(zip(page.lines, page.planted, strict=True))
            there.update(kind for kind in page.planted if kind)
            for line, rule in cleaned(cleaner, page.site, page.text):
                kind = kinds.get(line, "")
                found[kind] += bool(kind)
                if not kind:
                    wrong.setdefault(rule, line)
        precision = 1 - len(wrong) / max(1, len(rules))
        share = sum(found.values()) / sum(there.values())
        print(
            f"{level}: {len(rules)} rules, {len(wrong)} wrong, precision {precision:.4f}; planted lines found {share:.4f}"
        )
        print(
            "  "
            + ", ".join(f"{kind} {found[kind] / there[kind]:.3f} of {there[kind]}" for kind in sorted(there))
        )
        for rule, line in list(wrong.items())[:12]:
            print(f"  wrong: {rule}: {line}")
        if level is Level.NORMAL:
            goals_met = precision >= 0.98 and share >= 0.9
    return int(not goals_met)


def speed(megabytes: int, documents: int, processes: int, memory_mb: int) -> None:
    """Print how fast a corpus of some size is mined, and with how much memory."""
    with tempfile.TemporaryDirectory() as folder:
        size, number = 0, 0
        source = Path(folder) / "pages.jsonl"
        with source.open("w", encoding="utf-8") as stream:
            while size < megabytes * 1_000_000:
                for page in pages(6000 // documents, documents, seed=number):
                    record = {"site": f"{number}.{page.site}", "text": page.text}
                    size += stream.write(json.dumps(record, ensure_ascii=False) + "\n")
                    if size >= megabytes * 1_000_000:
                        break
                number += 1
        size = source.stat().st_size
        configuration = Configuration({"site_field": "site"})
        corpus = Corpus(tuple(found_files([str(source)], configuration)), configuration)
        corpus.cleaner()
        start, wall = time.process_time(), time.monotonic()
        mined = mine(corpus, processes=processes, memory_mb=memory_mb, state_folder=Path(folder) / "state")
        seconds, wall = time.process_time() - start, time.monotonic() - wall
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        rules = sum(len(site.proposals) for site in mined.sites)
    print(
        f"{size / 1e6:.0f} MB, {mined.documents} documents, {len(mined.sites)} sites, {rules} rules: "
        f"{seconds:.1f} s of this core, {wall:.1f} s; {size / 1e6 / seconds:.1f} MB/s; at most {peak:.0f} MB"
    )


def main() -> int:
    """Measure; give the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    verbs = parser.add_subparsers(dest="what", required=True)
    verbs.add_parser("eval").add_argument("eval", type=Path)
    of_planted = verbs.add_parser("planted")
    of_planted.add_argument("--sites", type=int, default=200)
    of_planted.add_argument("--documents", type=int, default=30)
    of_speed = verbs.add_parser("speed")
    of_speed.add_argument("--megabytes", type=int, default=100)
    of_speed.add_argument("--documents", type=int, default=30)
    of_speed.add_argument("-j", "--processes", type=int, default=1)
    of_speed.add_argument("--memory", type=int, default=MEMORY_MB)
    chosen = parser.parse_args()
    if chosen.what == "planted":
        return planted(chosen.sites, chosen.documents)
    if chosen.what == "speed":
        speed(chosen.megabytes, chosen.documents, chosen.processes, chosen.memory)
    else:
        evaluate(chosen.eval)
    return 0


if __name__ == "__main__":
    sys.exit(main())
