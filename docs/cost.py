"""What a large crawl costs, from what was measured; the only place in which the figures stand.

`python benchmarks/cost_stages.py pages.jsonl` measures all but the first again.
"""

CLEANED_MB, CPU_SECONDS = 62, 10
"""Real pages that were cleaned at `normal` by one core, and how long that took."""

STAGES = {"unpack gzip": 241, "unpack zstd": 916, "parse records": 644}
"""Megabytes of records a second on one core, of the stages around cleaning."""

CRAWL_TB = 100
CORES = (100, 1_000, 10_000)


def rate() -> float:
    """Return how many megabytes one core cleans in a second."""
    return CLEANED_MB / CPU_SECONDS


def core_hours() -> float:
    """Return what the crawl costs."""
    return CRAWL_TB * 1e6 / rate() / 3600


def estimate() -> str:
    """Return the sentence with the result."""
    hours = round(core_hours(), -2)
    return (
        f"One core cleans {rate():.1f} MB a second ({CLEANED_MB} MB of real pages in {CPU_SECONDS} s, level `normal`). "
        f"So {CRAWL_TB} TB of text cost **{hours:,.0f} core-hours**."
    )


def stages() -> list[tuple[str, str, str]]:
    """Return the stages with their rate, and their time as a share of cleaning."""
    rows = [("clean, `normal`", f"{rate():.1f} MB/s", "100 %")]
    return [*rows, *((name, f"{speed} MB/s", f"{rate() / speed:.1%}") for name, speed in STAGES.items())]


def clusters() -> list[tuple[str, str, str]]:
    """Return for some numbers of cores how long it takes, and what has to be read in a second."""
    return [
        (f"{cores:,}", f"{core_hours() / cores:,.1f} h", f"{cores * rate() / 1e3:,.1f} GB/s")
        for cores in CORES
    ]
