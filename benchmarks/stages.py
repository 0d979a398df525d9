"""The stages of cleaning records, and the share of the time that each takes: sampled, without a change to the program.

A sample belongs to the innermost module of cleaner that is on the stack, or to that which called it where it is of no
stage of its own (`cleaner.ruleset`, whose rules are asked both when lines are matched and when they are decided).
"""

import signal
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import FrameType

from cleaner.corpus.settings import Settings
from cleaner.corpus.workers import Job, Needs, do
from cleaner.formats.records import read_blocks

SAMPLE_SECONDS = 0.001

STAGES = ("reading", "lines and facts", "repair", "matching", "deciding", "writing", "other")

READING = ("text_of", "_parse", "read_blocks", "_text")
REPAIR = ("cleaner.text.repair", "cleaner.text.mojibake", "cleaner.text.entities")


def shares(records: Path) -> Mapping[str, float]:
    """Return the share of each stage when records are cleaned that were not seen before; patterns are warm."""
    settings = Settings(format="jsonl")
    format_ = settings.records_of(records.name)
    assert format_ is not None
    with records.open("rb") as stream:
        jobs = [Job(records.name, block, settings, Needs()) for block in read_blocks(stream, format_)]
    warm = max(1, len(jobs) // 4)
    for job in jobs[:warm]:
        do(job)
    samples: Counter[str] = Counter()

    def note(_: int, frame: FrameType | None) -> None:
        samples[next(filter(None, map(_stage, _callers(frame))), "other")] += 1

    before = signal.signal(signal.SIGPROF, note)
    signal.setitimer(signal.ITIMER_PROF, SAMPLE_SECONDS, SAMPLE_SECONDS)
    try:
        for job in jobs[warm:]:
            do(job)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    return {stage: samples[stage] / (samples.total() or 1) for stage in STAGES}


def _callers(frame: FrameType | None) -> Iterator[FrameType]:
    while frame is not None:
        yield frame
        frame = frame.f_back


def _stage(frame: FrameType) -> str:
    module, function = frame.f_globals.get("__name__", ""), frame.f_code.co_name
    if module.startswith(REPAIR):
        return "repair"
    if module.startswith("cleaner.text."):
        return "lines and facts"
    if module.startswith("cleaner.matching."):
        return "matching"
    if module.startswith("cleaner.deciding."):
        return "lines and facts" if module.endswith((".line_facts", ".document")) else "deciding"
    if module.startswith(("cleaner.formats.", "cleaner.corpus.")):
        return "reading" if function in READING else "writing"
    return ""
