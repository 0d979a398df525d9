"""A cache for the tests alone, and time for slow machines."""

import os
import subprocess
import sys
import tempfile

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

if "PYTEST_XDIST_WORKER" not in os.environ:  # the processes that run tests side by side share it
    CACHE = tempfile.TemporaryDirectory(prefix="cleaner-tests-")
    os.environ["CLEANER_CACHE"] = CACHE.name


def pytest_configure(config):
    """Compile the shipped rules once before all tests run: else each process would, at the same time and traced."""
    is_first = "PYTEST_XDIST_WORKER" not in os.environ
    if is_first and config.args_source is pytest.Config.ArgsSource.TESTPATHS:
        command = [sys.executable, "-c", "from cleaner import Cleaner; Cleaner()"]
        subprocess.run(command, capture_output=True, check=False)  # if it fails, tests say how


def pytest_addoption(parser):
    parser.addoption(
        "--kills", type=int, default=3, help="moments at which a run is killed (tests/test_kill.py)"
    )
