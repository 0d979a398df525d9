"""Measure the speed of the command against its peers, in one run, as pairs; print a table with goals.

    python benchmarks/speed.py [--size MEGABYTES] [--pairs N] [--only NAME]... [--publish docs/speed.md]
    python benchmarks/speed.py --where

The corpora come from `corpus.py`. Peers that are missing are named, with what to install: `pip install -e '.[bench]'`
for those from PyPI, and sed, grep and ripgrep from the system. Slow peers get a part of the corpus, and rates are
compared. `--where` samples one English and one multilingual run and prints where the time goes.
"""

import argparse
import json
import os
import platform
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import FrameType
from typing import NamedTuple

import regex
from corpus import documents

from cleaner import Cleaner
from cleaner.deciding.document import Part
from cleaner.ruleset.kinds.line import LineRule
from cleaner.ruleset.packs import load_packs
from cleaner.text.folding import fold

SAMPLE = Path(__file__).parent.parent / "tests" / "golden" / "news" / "in.txt"
CLEANER = [sys.executable, "-m", "cleaner"]
SLOW = 4.0
"""Megabytes that slow peers get; they are some times ten seconds at work."""

ORJSON = "import sys,orjson\nfor line in sys.stdin.buffer: sys.stdout.buffer.write(orjson.dumps(orjson.loads(line)) + b'\\n')"


class Goal(NamedTuple):
    """A line of the table."""

    what: str
    goal: str
    value: str
    is_met: bool


class Missing(Exception):  # noqa: N818 — it is no error
    """A peer that is not installed."""


class Used(NamedTuple):
    """What a process used."""

    wall: float
    cpu: float
    memory: float
    """Megabytes at the most."""


def used(command: list[str], source: Path, **env: str) -> Used:
    """Run a command with a file as input and a pipe as output, which is read and dropped."""
    start = time.perf_counter()
    with source.open("rb") as stream:
        process = subprocess.Popen(
            command,
            stdin=stream,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "LC_ALL": "C.UTF-8", **env},
        )
    assert process.stdout is not None
    memory = 0.0
    while process.stdout.read1(1 << 20):  # type: ignore[attr-defined]
        memory = max(memory, _peak(process.pid))
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise Missing(f"{' '.join(command[:3])}: exit {os.waitstatus_to_exitcode(status)}")
    return Used(time.perf_counter() - start, usage.ru_utime + usage.ru_stime, memory)


def _peak(pid: int) -> float:
    """Read the peak of a running process, in megabytes; what `wait4` tells counts its parent's."""
    try:
        status = Path(f"/proc/{pid}/status").read_text("utf-8")
    except OSError:
        return 0.0
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024 if "VmHWM:" in status else 0.0


def pairs(one: Callable[[], float], other: Callable[[], float], count: int) -> tuple[float, str]:
    """Time two things in turn; give the median of the ratios `other / one` and what was seen."""
    seen = [(one(), other()) for _ in range(count)]
    ratio = statistics.median(second / first for first, second in seen)
    first, second = (statistics.median(values) for values in zip(*seen, strict=True))
    return ratio, f"{first:.2f} and {second:.2f}"


class Bench:
    """The measurements, one a method, in the order of the table."""

    def __init__(self, folder: Path, size: float, count: int) -> None:
        self.folder, self.size, self.count = folder, size, count

    @cache  # noqa: B019 — lives as long as the run
    def corpus(self, kind: str, size: float, form: str = "text") -> Path:
        """Write a corpus, once."""
        path = self.folder / f"{kind}-{size:g}.{form}"
        with path.open("wb") as sink:
            for number, text in enumerate(documents(kind, size)):
                record = {"id": f"doc-{number}", "score": number / 7, "text": text, "lang": kind}
                sink.write(
                    text.encode() + b"\n"
                    if form == "text"
                    else json.dumps(record, ensure_ascii=False).encode() + b"\n"
                )
        return path

    def rate(self, command: list[str], source: Path) -> float:
        """Give the seconds a megabyte takes."""
        return used(command, source).wall / (source.stat().st_size / 1e6)

    def ftfy(self) -> Iterator[Goal]:
        """The `ftfy` command, which repairs and does nothing else."""
        for kind, goal in (("english", 25), ("multilingual", 12), ("mojibake", 12)):
            whole, part = self.corpus(kind, self.size), self.corpus(kind, min(self.size, 10 * SLOW))
            ratio, seen = pairs(
                lambda whole=whole: self.rate(CLEANER, whole),
                lambda part=part: self.rate([*_script("ftfy"), "-"], part),
                self.count,
            )
            yield Goal(f"`ftfy` command, {kind} (s/MB: {seen})", f"≥ {goal}×", f"{ratio:.1f}×", ratio >= goal)

    def datatrove(self) -> Iterator[Goal]:
        """Steps of datatrove, in process, against the cleaner in process, on the same documents."""
        try:
            from datatrove.data import Document  # noqa: PLC0415
            from datatrove.pipeline.filters import C4QualityFilter  # noqa: PLC0415
            from datatrove.pipeline.formatters import FTFYFormatter  # noqa: PLC0415

            formatter, quality = FTFYFormatter(), C4QualityFilter()
            texts = list(documents("english", SLOW))
            quality.filter(Document(text=texts[0], id="0"))
        except (ImportError, LookupError) as error:
            raise Missing(f"datatrove: {error}") from error
        cleaner = Cleaner()

        def clean() -> None:
            for cleaning in cleaner.clean_each(texts):
                _ = cleaning.text

        def mend() -> None:
            for text in texts:
                formatter.format(text)

        def judge() -> None:
            for number, text in enumerate(texts):
                quality.filter(Document(text=text, id=str(number)))

        clean()
        for name, peer, goal in (("FTFYFormatter", mend, 12), ("C4QualityFilter", judge, 100)):
            ratio, seen = pairs(lambda: _cpu(clean), lambda peer=peer: _cpu(peer), self.count)
            yield Goal(
                f"datatrove {name} in process (s: {seen})", f"≥ {goal}×", f"{ratio:.1f}×", ratio >= goal
            )

    def line_tools(self) -> Iterator[Goal]:
        """The same whole-line rules in sed, ripgrep and grep."""
        patterns = sorted({_plain(phrase) for phrase in _phrases()})
        lists = self.folder / "patterns"
        lists.write_text("".join(f"^[[:space:]]*{each}[[:space:]]*$\n" for each in patterns), "utf-8")
        script = self.folder / "script.sed"
        slashed = [each.replace("/", r"\/") for each in patterns]
        script.write_text("".join(f"/^[[:space:]]*{each}[[:space:]]*$/Id\n" for each in slashed), "utf-8")
        tools = (
            (["sed", "-E", "-f", str(script)], 25, 0.05),
            (["rg", "-i", "-v", "-f", str(lists), "-"], 50, SLOW),
            (["grep", "-i", "-E", "-v", "-f", str(lists)], 100, 0.05),
        )
        whole = self.corpus("english", min(self.size, 10 * SLOW))
        for command, goal, size in tools:
            what = f"{len(patterns)} whole-line rules in `{command[0]}`"
            if shutil.which(command[0]) is None:
                yield Goal(what, f"≥ {goal}×", "missing", is_met=False)
                continue
            part = self.corpus("english", size)
            ratio, seen = pairs(
                lambda: self.rate(CLEANER, whole),
                lambda part=part, command=command: self.rate(command, part),
                self.count,
            )
            yield Goal(f"{what} (s/MB: {seen})", f"≥ {goal}×", f"{ratio:.0f}×", ratio >= goal)

    def orjson(self) -> Iterator[Goal]:
        """A loop that reads, parses and writes the same records, and does nothing else."""
        path = self.corpus("english", self.size, "jsonl")
        command = [*CLEANER, "--format", "jsonl", "-j", "1"]
        ratio, seen = pairs(
            lambda: used([sys.executable, "-c", ORJSON], path).cpu,
            lambda: used(command, path).cpu,
            self.count,
        )
        yield Goal(f"an orjson loop, CPU time (s: {seen})", "≤ 4×", f"{ratio:.1f}×", ratio <= 4)

    def many(self) -> Iterator[Goal]:
        """Ten times as many rules."""
        source = self.corpus("english", min(self.size, 10 * SLOW))
        for what, few, more in (("patterns", 300, 3000), ("phrases", 2000, 20_000)):
            commands = [[*CLEANER, "--rules", str(self._rules(what, count))] for count in (few, more)]
            for command in commands:
                used(command, SAMPLE)  # compiled and cached
            ratio, seen = pairs(
                lambda command=commands[0]: self.rate(command, source),
                lambda command=commands[1]: self.rate(command, source),
                self.count,
            )
            name = f"from {few} to {more} {what} more (s/MB: {seen})"
            yield Goal(name, "≤ 1.5× slower", f"{ratio:.2f}×", ratio <= 1.5)

    def _rules(self, what: str, count: int) -> Path:
        """Write a rule file with so many patterns, or phrases, of invented words."""
        random.seed(count)
        words = [
            "".join(random.choices("bcdfglmnprst", k=2) + random.choices("aeiou", k=3)) for _ in range(400)
        ]
        lines = [f"{' '.join(random.sample(words, 3))} {number}" for number in range(count)]
        path = self.folder / f"{what}-{count}.toml"
        example = f"- {lines[0]}\n  It is {lines[0]} that we mean.\n"
        if what == "phrases":
            tables = [
                f"[line.many]\nwhy = 'A test.'\nphrases = {json.dumps(lines)}\nexamples = '''\n{example}'''\n"
            ]
        else:
            tables = [
                f"[line.p-{number}]\nwhy = 'A test.'\npattern = '(the )?{line}( \\d+)?'\n"
                f"examples = '''\n- {line}\n  It is {line} that we mean.\n'''\n"
                for number, line in enumerate(lines)
            ]
        path.write_text("about = 'A test'\n\n" + "\n".join(tables), "utf-8")
        return path

    def workers(self) -> Iterator[Goal]:
        """Two workers against one, where there are two cores."""
        path = self.corpus("english", self.size, "jsonl")
        command = [*CLEANER, "--format", "jsonl", "-j"]
        ratio, seen = pairs(
            lambda: used([*command, "2"], path).wall, lambda: used([*command, "1"], path).wall, self.count
        )
        yield Goal(f"two workers, records (s: {seen})", "≥ 1.7×", f"{ratio:.2f}×", ratio >= 1.7)

    def memory(self) -> Iterator[Goal]:
        """The peak, of inputs of two sizes."""
        for form in ("text", "jsonl"):
            command = [*CLEANER, "--format", form, "-j", "1"]
            sizes = [self.size / 4, self.size]
            seen = [used(command, self.corpus("english", size, form)).memory for size in sizes]
            what = (
                f"peak memory, {form}, {sizes[0]:g} and {sizes[1]:g} MB (MB: {seen[0]:.0f} and {seen[1]:.0f})"
            )
            yield Goal(what, "≤ 150 MB", f"{max(seen):.0f} MB", max(seen) <= 150)

    def start(self) -> Iterator[Goal]:
        """A short page: warm against ftfy, and cold."""
        ratio, seen = pairs(
            lambda: used([*_script("ftfy"), "-"], SAMPLE).wall,
            lambda: used(_script("cleaner"), SAMPLE).wall,
            max(11, self.count),
        )
        yield Goal(f"start, warm, against `ftfy` (s: {seen})", "≤ 1.3×", f"{ratio:.2f}×", ratio <= 1.3)
        folders = [str(self.folder / f"cold{number}") for number in range(self.count)]
        colds = [used(_script("cleaner"), SAMPLE, CLEANER_CACHE=folder).wall for folder in folders]
        cold = statistics.median(colds)
        yield Goal("start, cold, all packs", "≤ 2 s", f"{cold:.1f} s", cold <= 2)


MEASURES = ("ftfy", "datatrove", "line_tools", "orjson", "many", "workers", "memory", "start")


def _cpu(work: Callable[[], None]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _script(name: str) -> list[str]:
    """Find a command of this environment."""
    path = Path(sys.executable).with_name(name)
    if not path.exists():
        raise Missing(f"{name}: not in {path.parent}")
    return [str(path)]


def _phrases() -> Iterator[str]:
    """Give the phrases without slots of rules for whole lines, which other tools can look for as well."""
    for pack in load_packs():
        for rule in pack.rules:
            if isinstance(rule, LineRule):
                yield from (fold(each) for each in rule.phrases if "{" not in each)


def _plain(phrase: str) -> str:
    return str(regex.escape(phrase, special_only=True, literal_spaces=True))


def where(kind: str) -> None:
    """Sample where the time of one run goes, and print the stacks with the most of it."""
    data = "\n".join(documents(kind, 10)).encode()
    engine = Cleaner().engine
    parts = [Part(text.encode()) for text in documents(kind, 10)]
    stacks: Counter[tuple[str, ...]] = Counter()

    def note(_: int, frame: FrameType | None) -> None:
        stack: list[str] = []
        while frame is not None:
            module = frame.f_globals.get("__name__", "")
            if module.startswith(("cleaner.", "ftfy", "regex")):
                stack.append(f"{module.removeprefix('cleaner.')}.{frame.f_code.co_name}")
            frame = frame.f_back
        stacks[tuple(reversed(stack))] += 1

    for _ in engine.clean_each(parts):
        pass
    signal.signal(signal.SIGPROF, note)
    signal.setitimer(signal.ITIMER_PROF, 0.001, 0.001)
    start = time.process_time()
    for _ in engine.clean_each(parts):
        pass
    seconds = time.process_time() - start
    signal.setitimer(signal.ITIMER_PROF, 0)
    total = stacks.total()
    print(f"\n{kind}: {len(data) / 1e6 / seconds:.0f} MB/s in process")
    _print_stacks(stacks, total, 0)


def _print_stacks(stacks: "Counter[tuple[str, ...]]", total: int, depth: int) -> None:
    """Print a tree of calls that take at least 2 % of the time."""
    by_first: dict[str, Counter[tuple[str, ...]]] = {}
    for stack, count in stacks.items():
        if len(stack) > depth:
            by_first.setdefault(stack[depth], Counter())[stack] += count
    for name, inner in sorted(by_first.items(), key=lambda each: -each[1].total()):
        share = inner.total() / total
        if share >= 0.02:
            print(f"{share:5.0%}  {'  ' * depth}{name}")
            _print_stacks(inner, total, depth + 1)


def _machine() -> str:
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    names = ("ftfy", "hyperscan", "regex", "orjson", "datatrove")
    found = []
    for name in names:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"{name} missing")
    return f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}; {', '.join(found)}"


def main() -> int:
    """Measure and print; the exit code says whether all goals were met."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", type=float, default=100.0, help="megabytes of each corpus")
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--only", choices=MEASURES, action="append")
    parser.add_argument("--where", action="store_true")
    parser.add_argument("--publish", type=Path, metavar="FILE", help="write the table for the docs, too")
    chosen = parser.parse_args()
    if chosen.where:
        for kind in ("english", "multilingual"):
            where(kind)
        return 0
    told: list[str] = []
    all_met = True
    for line, is_met in _table(chosen):
        print(line, flush=True)
        told.append(line)
        all_met &= is_met
    if chosen.publish:
        about = _ABOUT.format(day=datetime.now(tz=UTC).date())
        chosen.publish.write_text("\n".join([about, *told, ""]), "utf-8")
    return int(not all_met)


def _table(chosen: argparse.Namespace) -> Iterator[tuple[str, bool]]:
    """Yield the lines of the table, and whether each meets its goal."""
    rules = [rule for pack in load_packs() for rule in pack.rules]
    yield (
        f"{_machine()}. {len(rules)} rules; corpora of {chosen.size:g} MB; medians of {chosen.pairs} pairs.",
        True,
    )
    yield "\n| against | goal | measured | |\n|---|---|---|---|", True
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), chosen.size, chosen.pairs)
        used(CLEANER, SAMPLE)  # the cache is warm
        for name in chosen.only or MEASURES:
            try:
                for goal in getattr(bench, name)():
                    mark = "" if goal.is_met else "not met"
                    yield f"| {goal.what} | {goal.goal} | {goal.value} | {mark} |", goal.is_met
            except Missing as error:
                yield f"| {name} | | missing: {error} | not measured |", False


_ABOUT = """# Speed

Measured on {day} by `benchmarks/speed.py` on corpora that `benchmarks/corpus.py` makes up: articles of which 60 % have
3 to 8 lines of chrome, with all shipped packs on. *Goal* is what cleaner is to reach: how many times as fast as
the other, where it says no more. Behind each peer stand the figures of cleaner and of the peer.
"""


if __name__ == "__main__":
    sys.exit(main())
