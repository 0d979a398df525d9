"""The command: as a process of its own, in this one, and on a terminal."""

import contextlib
import os
import select
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from click.testing import CliRunner

from cleaner import cli

PATIENCE = 150
"""Seconds that a test waits for what must come: on a busy machine three workers took more than 50."""

KILLS = int(os.environ.get("CLEANER_KILLS", "3"))
"""Times that a run is killed; 50 were tried before a release: CLEANER_KILLS=50 pytest tests -k "kill or dies"."""

COMMAND = [sys.executable, "-m", "cleaner"]
HERE = Path(__file__).parent
SAMPLE = HERE / "golden" / "news" / "in.txt"
BLOG = HERE / "golden" / "blog" / "in.txt"
CLEAN = HERE / "golden" / "news" / "out.txt"
ADVERT = """about = "A test"

[line.advert]
why = "A test."
phrases = ["Buy our boat"]
examples = '''
- Buy our boat
  Buy our boat, he said.
'''
"""
RULE = f"""{ADVERT}
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


class Done(NamedTuple):
    """What a run of the command came to."""

    returncode: int
    stdout: bytes
    stderr: bytes


def cleaner(*arguments, stdin=b"", cwd=None, env=None, **options):
    """Run the command in a process of its own; where streams, exit codes or the environment matter."""
    command = [*COMMAND, *map(as_argument, arguments)]
    variables = {**os.environ, **(env or {})}
    done = subprocess.run(
        command,
        input=stdin,
        capture_output=True,
        check=False,
        cwd=cwd,
        env=variables,
        timeout=PATIENCE,
        **options,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def inside(*arguments, stdin=b"", cwd=None):
    """Run the command in this process, which is ten times as fast; as if nothing had run before."""
    forget()
    with contextlib.chdir(cwd or "."), CliRunner().isolation(stdin) as streams:
        returncode = cli.run([os.fsdecode(as_argument(argument)) for argument in arguments])
        sys.stdout.flush()
        return Done(returncode, streams[0].getvalue(), streams[1].getvalue())


def as_argument(value):
    return value if isinstance(value, bytes) else str(value)


def forget():
    """Forget configuration and rules that were read before, since tests write them anew."""
    for name, module in list(sys.modules.items()):
        if name.startswith("cleaner.corpus."):
            for value in vars(module).values():
                if hasattr(value, "cache_clear"):
                    value.cache_clear()


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


def is_writing_to(folder, process_id):
    """Return whether a process has a file open in a folder, with a name or, as Linux allows, without one."""
    opened = Path(f"/proc/{process_id}/fd")
    if not opened.is_dir():
        return any(folder.iterdir())
    with contextlib.suppress(FileNotFoundError):
        return any(each.readlink().is_relative_to(folder) for each in opened.iterdir())
    return False


def wait_until(condition):
    """Wait for a condition, but not for ever."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
