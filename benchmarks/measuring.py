"""Measuring: what a process uses, pairs of two that take turns, instructions, and the machine that it holds on."""

import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

PACKAGES = ("ftfy", "hyperscan", "regex", "orjson", "datatrove")

READ_BYTES = 1 << 20


class MissingError(Exception):
    """A peer that is not installed, or does not run."""


class Used(NamedTuple):
    """What a process used."""

    wall: float
    cpu: float
    """Seconds, those of its children among them."""
    memory: float
    """Megabytes at the most, of the process alone."""


def used(command: Sequence[str], source: Path, env: Mapping[str, str] | None = None) -> Used:
    """Run a command with a file as its input; its output is read and dropped. Raises `MissingError` if it fails."""
    start = time.perf_counter()
    with source.open("rb") as stream:
        process = subprocess.Popen(
            command,
            stdin=stream,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(env or {}),
        )
    assert process.stdout is not None
    memory = 0.0
    while process.stdout.read1(READ_BYTES):  # type: ignore[attr-defined]
        memory = max(memory, _peak(process.pid))
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise MissingError(f"{' '.join(command[:3])}: exit {os.waitstatus_to_exitcode(status)}")
    return Used(time.perf_counter() - start, usage.ru_utime + usage.ru_stime, memory)


def cpu_of(work: Callable[[], object]) -> float:
    """Return the seconds of this process that a piece of work takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


class Pair(NamedTuple):
    """Two things that were measured in turn: the medians of both, and of the ratios of second to first."""

    first: float
    second: float
    ratio: float


def pair(one: Callable[[], float], other: Callable[[], float], count: int) -> Pair:
    """Measure two things in turn, so many times each."""
    seen = [(one(), other()) for _ in range(count)]
    first, second = (statistics.median(values) for values in zip(*seen, strict=True))
    return Pair(first, second, statistics.median(second / first for first, second in seen))


def instructions(command: Sequence[str], source: Path, env: Mapping[str, str]) -> int:
    """Return how many instructions a command executes on a file. Raises `MissingError` without valgrind."""
    valgrind = shutil.which("valgrind")
    if valgrind is None:
        raise MissingError("valgrind: install it from the system's packages")
    counting = [valgrind, "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]
    with source.open("rb") as stream:
        done = subprocess.run(
            [*counting, *command],
            stdin=stream,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=True,
            env=_environment({"PYTHONHASHSEED": "0", **env}),
        )
    (line,) = (line for line in done.stderr.splitlines() if "I refs:" in line or "I   refs:" in line)
    return int(line.rpartition(":")[2].replace(",", ""))


def machine() -> str:
    """Name the machine, Python and the packages that count."""
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines() if Path("/proc/cpuinfo").exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    found = []
    for name in PACKAGES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"{name} missing")
    model = models[0] if models else platform.processor()
    python = platform.python_version()
    return f"{platform.node()}: {model}, {os.cpu_count()} cores, {platform.system()}, Python {python}; {', '.join(found)}"


def script_of(name: str) -> list[str]:
    """Return a command of this environment. Raises `MissingError`."""
    path = Path(sys.executable).with_name(name)
    if not path.exists():
        raise MissingError(f"{name}: not in {path.parent}")
    return [str(path)]


def _environment(more: Mapping[str, str]) -> dict[str, str]:
    """Return the environment as users have it: Python keeps the bytecode of modules."""
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**inherited, "LC_ALL": "C.UTF-8", **more}


def _peak(pid: int) -> float:
    """Return the peak of a running process, in megabytes; what `wait4` says counts its parent's."""
    try:
        status = Path(f"/proc/{pid}/status").read_text("utf-8")
    except OSError:
        return 0.0
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024 if "VmHWM:" in status else 0.0
