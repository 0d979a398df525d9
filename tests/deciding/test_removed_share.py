"""The removal cap: prose counts, and every line that goes without a rule knowing its words."""

import pytest

from cleaner.deciding.document import EXACT, Part
from cleaner.deciding.engine import Engine
from cleaner.ruleset.kinds import KINDS
from cleaner.ruleset.kinds.evidence import Weighed

PROSE = "The harbour wall will hold for another winter, and the council said so on Monday evening.\n"
CHARS = len("".join(PROSE.split()))


def share(text, **keys):
    rule = KINDS[keys.pop("kind")](id="test/rule", why="A test.", **keys)
    cleaning = Engine([rule]).clean(Part(text.encode(), EXACT))
    return cleaning.removed_share(), cleaning


LINE = {"kind": "line", "phrases": ("Buy our boat",)}
EVIDENCE = {"kind": "evidence", "weighs": Weighed.MENUS}
MENU = "Home\nNews\nSports\nWeather\nContact\nLogin\nAbout us\nArchive\nSearch\n"
MENU_CHARS = len("".join(MENU.split()))


def test_lines_whose_words_a_rule_knows_do_not_count_beside_prose():
    assert share(PROSE + "Buy our boat\n" * 50, **LINE)[0] == 0


def test_lines_that_go_by_evidence_count():
    found, cleaning = share(MENU + PROSE * 6, **EVIDENCE)
    assert cleaning.unmatched == {*range(1, 10)}
    assert found == pytest.approx(MENU_CHARS / (MENU_CHARS + 6 * CHARS))


def test_without_prose_every_line_counts():
    assert share("Buy our boat\nA boat\n", **LINE)[0] == pytest.approx(10 / 15)


def test_the_cap_leaves_a_document_alone_above_the_share_and_not_at_it():
    found, cleaning = share(MENU + PROSE * 6, **EVIDENCE)
    assert 0 < found < 1
    assert cleaning.capped(found) is cleaning
    capped = cleaning.capped(found - 1e-9)
    assert (capped.edits, capped.over_cap) == ((), found)
