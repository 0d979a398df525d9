"""Documents sketched in a few letters, for tests of single rules: `P` is a line of prose."""

from textwrap import dedent

from cleaner.deciding.document import Part
from cleaner.deciding.engine import Engine

PROSE = "The old wall will not hold another winter, the harbour master told the council on Monday evening."
HEADLINE = "Harbour town plans flood barrier"


def rule(kind, name="test/rule", **keys):
    return kind(id=name, why="A test.", **keys)


def clean(rules, text):
    """Return the lines that stay, and the edits."""
    text = dedent(text).lstrip("\n").replace("P\n", PROSE + "\n")
    cleaning = Engine(rules, steps=()).clean(Part(text.encode()))
    return cleaning.text.replace(PROSE, "P").split("\n")[:-1], list(cleaning.edits)


def gone(rules, text):
    """Return the lines that go."""
    return [edit.old.strip() for edit in clean(rules, text)[1]]
