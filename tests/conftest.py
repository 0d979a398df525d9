"""Paths for the tests, and a cache of their own."""

import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

if "PYTEST_XDIST_WORKER" not in os.environ:  # the processes that run tests side by side share it
    CACHE = tempfile.TemporaryDirectory(prefix="cleaner-tests-")
    os.environ["CLEANER_CACHE"] = CACHE.name
