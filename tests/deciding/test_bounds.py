"""Memory and time stay bounded, however long a text, a line or a document is."""

import subprocess
import sys

import pytest
from engines import clean, fast, shipped
from random_documents import CHROME, PROSE
from sketch import rule
from timing import timed

from cleaner import Cleaner
from cleaner.deciding.engine import Engine
from cleaner.ruleset.kinds.line import LineRule
from cleaner.ruleset.kinds.repeat import RepeatRule
from cleaner.ruleset.kinds.section import SectionRule
from cleaner.ruleset.view import Zone
from cleaner.ruleset.wording import Wording

RULES = [
    rule(LineRule, "test/line", phrases=("Share this", "Print")),
    rule(LineRule, "test/tail", phrases=("Advertisement",), zone=Zone.TAIL),
    rule(SectionRule, "test/section", heading=Wording(phrases=("Related articles",)), max_lines=5),
    rule(RepeatRule, "test/repeat", min_chars=20),
]


def page(lines):
    """Return a document of so many lines, in which a rule acts at every tenth and every line is another."""
    texts = [f"{number} {PROSE[number % 7]}" for number in range(lines)]
    texts[5::10] = [CHROME[number % len(CHROME)] for number in range(len(texts[5::10]))]
    texts[6::50] = [f"Boat {number}" for number in range(len(texts[6::50]))]
    texts[3::100] = ["Harbour town plans flood barrier"] * len(texts[3::100])
    return "\n".join(texts) + "\n"


LARGE = {
    "fifty thousand lines": page(50_000),
    "a megabyte": "".join(f"{line} {line}\n" for line in page(7_000).split("\n")),
}


@pytest.mark.no_cover
@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE)
def test_a_large_document_is_cleaned_the_same_by_both_matchers_and_only_once(text):
    assert len(text) > 1_000_000
    cleaning = clean(Engine(RULES), text)
    assert clean(fast(RULES), text) == cleaning
    assert clean(Engine(RULES), cleaning.text).edits == ()
    assert "test/repeat" in {edit.rule for edit in cleaning.edits}


@pytest.mark.no_cover
@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE)
def test_a_large_document_cleaned_with_shipped_rules_is_clean(text):
    cleaning = clean(shipped(), text)
    assert cleaning.edits
    assert clean(shipped(), cleaning.text).edits == ()


def seconds(make, lines):
    """Return the time for a document of so many lines."""
    engine = Cleaner().engine
    clean(engine, make(100))  # rules are made when first asked
    text = make(lines)
    with timed() as watch:
        clean(engine, text)
    return watch.seconds


HOSTILE = {
    "pages": page,
    "chrome": lambda lines: "\n".join(CHROME[number % len(CHROME)] for number in range(lines)),
    "short": lambda lines: "\n".join(f"Boat {number}" for number in range(lines)),
    "equal": lambda lines: "Harbour town plans flood barrier\n" * lines,
    "blank": lambda lines: "\n" * lines + "Share this\n",
    "repaired": lambda lines: "\n".join(f"{number} caf&eacute; and cafÃ©" for number in range(lines // 4)),
    "line ends by turns": lambda lines: "Boat\r\nBoat\n" * (lines // 2),
    "copies that come into the head": lambda lines: f"Share this article\n{PROSE[0]}\n" * (lines // 2),
    "labels that come into the tail": lambda lines: f"{PROSE[0]}\n" + "Tags: wall, harbour\n" * lines,
    "labels at the edges, and ends of blocks without a start": lambda lines: (
        "Print\nTags: wall, harbour\n" * (lines // 2)
    ),
    "rows of blank lines": lambda lines: "Share this\n\n\n\nThe wall\n" * (lines // 5),
}


@pytest.mark.no_cover
@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_time_grows_with_the_length_of_a_document(make):
    """Eight times the lines take less than twenty times as long; if time grew with the square, it were 64."""
    few = max(seconds(make, 4_000), 0.01)  # once: what is known of its lines makes the next time shorter
    assert seconds(make, 32_000) < 20 * few


PIECES = """
import sys
from cleaner import Cleaner
from cleaner.deciding.parts import parts

def peak():
    # In kilobytes, of this process alone: getrusage also counts the parent it was forked from.
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))
    except FileNotFoundError:
        import resource
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if sys.platform == "darwin" else 1)

def pages(count):
    for number in range(count * 300):
        number %= 50  # what is known of lines is kept for some ten thousand lines
        yield f"News ID: {number}\\nHarbour plans flood barrier number {number}\\n\\nShare this\\n"
        yield f"In year {number} the wall was mended, the master said, and nobody has forgotten it.\\n\\n" * 20

def line(count):
    return ("word " * 20000 for number in range(count * 10))

def pieces(count):
    return (piece.encode() for piece in globals()[sys.argv[1]](count))

cleaner = Cleaner()
size = 0
for cleaning in cleaner.clean_parts(parts(pieces(int(sys.argv[2])), max_bytes=1 << 18)):
    size += len(cleaning.data)
print(peak(), size)
"""


def peak(kind, count):
    """Return the peak memory, in kilobytes, of cleaning a text of about so many half megabytes, and its size."""
    done = subprocess.run(
        [sys.executable, "-c", PIECES, kind, str(count)], capture_output=True, text=True, check=True
    )
    return map(int, done.stdout.split())


@pytest.mark.parametrize("kind", ["pages", "line"])
def test_memory_does_not_grow_with_the_text(kind):
    """Four times the text takes at most 8 MB more."""
    peak(kind, 1)  # which may compile the rules, and keeps them
    (small, size), (large, more) = peak(kind, 8), peak(kind, 32)
    assert more > 3 * size > 2_000_000
    assert large - small < 8_000
    assert large < 150_000


@pytest.mark.timeout(60)
def test_a_comparison_that_takes_too_long_is_given_up():
    """Patterns like this one are refused in rule files; if one slips through, the line stays."""
    slow = rule(LineRule, pattern="(a|aa)+!")
    assert clean(Engine([slow], steps=()), "a" * 200 + "\naaa!\n").text == "a" * 200 + "\n"
