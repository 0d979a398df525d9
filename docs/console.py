"""Console blocks of the documentation, run for what they print.

In a block, `$ ` begins a command and what follows is its output. Each block has a folder of its own, in which the
tests and rules of the project lie and `cleaner` is this tree's command.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent
BLOCK = re.compile(r"(?<=```console\n).*?(?=```)", re.DOTALL)
QUIET = "ignore:hyperscan cannot be imported:RuntimeWarning"


def run(block: str, folder: Path) -> str:
    """Run the commands of a block, and give the block with what they print now."""
    for name in ("tests", "rules"):
        (folder / name).symlink_to(REPOSITORY / name)
    (folder / "bin").mkdir()
    for name, module in (("cleaner", "-m cleaner "), ("python3", "")):
        command = folder / "bin" / name
        command.write_text(f'#!/bin/sh\nexec {sys.executable} {module}"$@"\n', "utf-8")
        command.chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if name in ("HOME", "CLEANER_CACHE")}
    variables = {
        **kept,
        "PATH": f"{folder / 'bin'}:/usr/bin:/bin",
        "PYTHONPATH": str(REPOSITORY),
        "LC_ALL": "C.UTF-8",
        "PYTHONWARNINGS": QUIET,
    }
    printed = []
    for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        line = step.partition("\n")[0]
        done = subprocess.run(["sh", "-c", line], cwd=folder, env=variables, capture_output=True, check=False)
        output = (done.stdout + done.stderr).decode().rstrip("\n")
        printed.append(f"$ {line}\n{output}\n" if output else f"$ {line}\n")
    return "".join(printed)
