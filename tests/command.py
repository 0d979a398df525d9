"""The command, run as a real subprocess, and on a terminal."""

import os
import select
import subprocess
import sys
import time
from pathlib import Path

PATIENCE = 120
"""Seconds that a test waits for what must come."""

COMMAND = [sys.executable, "-m", "cleaner"]
HERE = Path(__file__).parent
SAMPLE = HERE / "golden" / "news" / "in.txt"
BLOG = HERE / "golden" / "blog" / "in.txt"
CLEAN = HERE / "golden" / "news" / "out.txt"
RULE = """about = "A test"

[line.advert]
why = "A test."
phrases = ["Buy our boat"]
examples = '''
- Buy our boat
  Buy our boat, he said.
'''

[rewrite.site]
why = "A test."
pattern = ' \\| the daily tide$'
with = ''
examples = '''
- Flood barrier | The Daily Tide
+ Flood barrier
  Flood barrier
'''
"""


def cleaner(*arguments, stdin=b"", cwd=None, env=None, **options):
    """Run the command; give what it wrote and its exit code."""
    command = [*COMMAND, *(each if isinstance(each, bytes) else str(each) for each in arguments)]
    variables = {**os.environ, **(env or {})}
    return subprocess.run(
        command, input=stdin, capture_output=True, cwd=cwd, env=variables, check=False, **options
    )


def on_terminal(*arguments, cwd=None, env=None):
    """Run the command on a terminal of its own and give what it shows."""
    import pty

    leader, follower = pty.openpty()
    variables = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS")}
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=follower,
        stderr=follower,
        cwd=cwd,
        env={**variables, "TERM": "xterm", **(env or {})},
    )
    os.close(follower)
    shown = b""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if select.select([leader], [], [], 0.2)[0]:
            try:
                block = os.read(leader, 1 << 16)
            except OSError:  # the way Linux says that the other end is closed
                break
            if not block:
                break
            shown += block
        elif process.poll() is not None:
            break
    os.close(leader)
    process.kill()
    process.wait()
    return shown


def wait_until(condition):
    """Wait for a condition, but not for ever."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
