"""Memory and time stay bounded, whatever comes in."""

import subprocess
import sys

import pytest

PAGES = """
import sys
from cleaner import Cleaner

def peak():
    # In kilobytes, of this process alone: getrusage also counts the parent it was forked from.
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))
    except FileNotFoundError:
        import resource
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if sys.platform == "darwin" else 1)

def pages(count):
    for number in range(count):
        yield f"News ID: {number}\\nHarbour plans flood barrier number {number}\\n\\nHarbour plans flood barrier number {number}\\n\\n"
        for line in range(60):
            yield f"In year {number} the wall was mended {line} times, the master said, and nobody has forgotten it.\\n\\n"
        yield "Share this\\nRelated articles\\nHarbour opens\\nTown votes\\nSecurity Key:\\nCaptcha refresh\\nPage generated in 0.05 sec\\n"

def rows(count):
    return (f"Row {number % 97}\\n" for number in range(count * 60))

def blanks(count):
    return ("\\n" for number in range(count * 60))

def line(count):
    return ("word " * 200 for number in range(count * 10))

events = Cleaner().stream(globals()[sys.argv[1]](int(sys.argv[2])))
total = sum(1 for _ in events)
print(peak())
"""


def peak(kind, count):
    """Give the peak memory, in kilobytes, of cleaning an endless kind of document cut off at a count."""
    done = subprocess.run(
        [sys.executable, "-c", PAGES, kind, str(count)], capture_output=True, text=True, check=True
    )
    return int(done.stdout)


@pytest.mark.parametrize(
    ("kind", "count"), [("pages", 100), ("rows", 4000), ("blanks", 2000), ("line", 4000)]
)
def test_memory_does_not_grow_with_the_document(kind, count):
    """Three times the document takes at most 12 MB more, and any takes less than 150 MB."""
    small, large = peak(kind, count), peak(kind, 3 * count)
    assert large - small < 12_000
    assert large < 150_000


def test_a_line_of_a_hundred_megabytes_passes():
    script = "import sys; [sys.stdout.write('x' * 1000000) for _ in range(100)]"
    source = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    done = subprocess.run(
        [sys.executable, "-m", "cleaner"], stdin=source.stdout, capture_output=True, check=True, timeout=60
    )
    source.stdout.close()
    assert source.wait(10) == 0
    assert len(done.stdout) == 100_000_000
