"""The command, run as a real subprocess."""

import os
import subprocess
import sys


def cleaner(*arguments, stdin=b"", cwd=None, env=None, **options):
    """Run the command; give what it wrote and its exit code."""
    command = [sys.executable, "-m", "cleaner", *map(str, arguments)]
    variables = {**os.environ, **(env or {})}
    return subprocess.run(
        command, input=stdin, capture_output=True, cwd=cwd, env=variables, check=False, **options
    )
