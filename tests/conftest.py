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
    if hasattr(config, "workerinput"):
        measure_once(config)
    elif config.args_source is pytest.Config.ArgsSource.TESTPATHS:
        compile_rules()


def measure_once(config):
    """Stop the coverage that pytest-cov measures in a process for tests before it measures the tests there.

    It does so where the options of a run stand in its configuration or environment, as `-n` and `--cov` do here. A test
    marked no_cover interrupts the second one only, so that the first one would trace it.
    """
    if config.pluginmanager.hasplugin("_cov"):
        from coverage import Coverage

        measured = Coverage.current()
        if measured is not None:
            measured.stop()


def compile_rules():
    """Compile the shipped rules once before all tests run: else each process would, at the same time and traced."""
    command = [sys.executable, "-c", "from cleaner import Cleaner; Cleaner()"]
    subprocess.run(command, capture_output=True, check=False)  # if it fails, tests say how


def pytest_addoption(parser):
    parser.addoption(
        "--kills", type=int, default=3, help="moments at which a run is killed (tests/test_kill.py)"
    )
