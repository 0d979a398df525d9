"""The command, run as a real subprocess."""

import os
import subprocess
import sys
from pathlib import Path

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
    command = [sys.executable, "-m", "cleaner", *map(str, arguments)]
    variables = {**os.environ, **(env or {})}
    return subprocess.run(
        command, input=stdin, capture_output=True, cwd=cwd, env=variables, check=False, **options
    )
