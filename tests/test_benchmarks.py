"""The benchmarks that guard promises: the same corpus for the same arguments, and time that grows with the text."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"


def run(*arguments, **env):
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False, env={**os.environ, **env})


@pytest.mark.parametrize("kind", ["multilingual", "mojibake"])
def test_a_corpus_has_the_same_bytes_in_every_process(kind):
    script = BENCHMARKS / "corpus.py"
    made = [run(script, kind, "0.05", PYTHONHASHSEED=seed).stdout for seed in ("1", "2")]
    assert len(made[0]) > 40_000
    assert made[0] == made[1]
    assert made[0] != run(script, "english", "0.05").stdout


@pytest.mark.no_cover
def test_no_hostile_text_takes_time_that_grows_faster_than_it_does():
    pytest.importorskip("hyperscan")
    done = run(BENCHMARKS / "growth.py", "--quick")
    assert done.returncode == 0, done.stdout.decode()
    assert done.stdout.count(b" ok ") > 20


def test_time_that_grows_with_the_square_is_found(monkeypatch):
    monkeypatch.syspath_prepend(BENCHMARKS)
    growth = pytest.importorskip("growth")
    assert growth.Row("flat", {1: 1.0, 4: 0.9, 16: 1.1}).growth == pytest.approx(1.1 / 0.9)
    assert growth.Row("square", {1: 1.0, 4: 4.0, 16: 16.0}).growth == 16
    assert growth.Row("a peak amid", {1: 1.0, 4: 5.0, 16: 1.0}).growth == 5
