"""Repair: what a line's text went through on its way, undone before any rule sees it.

Each step is named and can be left out. None changes typography that an author chose: quotes, dashes,
ligatures, full-width forms, single non-breaking spaces, and joiners that a script needs stay.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType

from cleaner.text.edits import Edit, merge
from cleaner.text.entities import decode_entities
from cleaner.text.mojibake import decode_mojibake
from cleaner.text.patterns import Pattern

RULE = "repair/"
"""Repairs stand in the edit log under rule ids of their own: `repair/mojibake`."""

LINE_ENDS = "line-ends"
"""The one step that looks beyond a line: every line ends as the document's first does."""

_PLAIN = Pattern(r"[^&\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]*")

# U+3000 is left out: it indents paragraphs in Chinese and Japanese.
_ODD_SPACE = "\N{NO-BREAK SPACE}\u1680\u2000-\u200a\N{NARROW NO-BREAK SPACE}\N{MEDIUM MATHEMATICAL SPACE}"
_ODD_SPACES = "".join(map(chr, (0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F)))
_SPACES = f" \t{_ODD_SPACES}"
_TO_SPACE = str.maketrans(dict.fromkeys(_ODD_SPACES, " "))
_ROWS = Pattern(rf"(?<![ {_ODD_SPACE}])(?:[ {_ODD_SPACE}]+[{_ODD_SPACE}]|[{_ODD_SPACE}] ++)")

# Tab, form feed, escape (terminal colours in logs) and NUL stay: authors' tools put them there. A zero-width
# space divides words in the scripts of South-East Asia, so there it stays too.
_INVISIBLE = Pattern(
    r"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f\N{SOFT HYPHEN}\N{WORD JOINER}\u206a-\u206f\ufeff\ufff9-\ufffc]"
    r"|(?<![\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}])\u200b(?![\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}])"
)

# Unicode's stream-safe format (UAX 15) has no longer row of marks either; putting one in order takes quadratic time.
_ROW_OF_MARKS = Pattern(r"\p{M}{31}")

_READ_OTHERWISE = re.compile("[\n\r\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}]|[\ud800-\udbff][\udc00-\udfff]")
_LONE_BYTES = re.compile("[\udc80-\udcff]{2,}")


def repair(
    text: str, steps: Sequence[str], may_change: Sequence[str] | None = None
) -> tuple[str, list[Edit]]:
    """Repair one line without its ending.

    `may_change` are the steps that may change the line as it is, for a caller that knows; the others are taken
    when one has changed it. Returns the repaired text and the edits that lead to it, whose offsets count from the line's start. A step
    after which the line would not be read again as it is (see `is_read_alike`) is not taken.

    >>> repair("cafÃ© &amp; bar", list(STEPS))[0]
    'café & bar'
    """
    if text.isascii() and _PLAIN.fullmatch(text):
        return text, []
    done, edits = text, list[Edit]()
    for step in steps:
        if may_change is not None and not edits and step not in may_change:
            continue
        new = STEPS[step](done)
        if new != done and (is_read_alike(new) or not is_read_alike(done)):
            edits = merge(edits, list(difference(done, new, RULE + step)), text)
            done = new
    return done, edits


def is_read_alike(text: str) -> bool:
    r"""Return whether a line that is written to a file is read again as the same line.

    It is not if there is a line end in it, or if bytes that are not UTF-8, and are held as lone surrogates, come to
    stand side by side and are UTF-8 together.

    >>> is_read_alike("caf\udcc3 \udca9"), is_read_alike("caf\udcc3\udca9")
    (True, False)
    """
    if text.isascii():
        return "\n" not in text and "\r" not in text
    if _READ_OTHERWISE.search(text):
        return False
    rows = _LONE_BYTES.findall(text)
    return all(
        row.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape") == row for row in rows
    )


def difference(old: str, new: str, rule: str) -> Iterator[Edit]:
    """Yield the edits that lead from one text to another, in time linear in their length.

    Word by word where both have as many, otherwise the part in which they differ.

    >>> [(edit.old, edit.new) for edit in difference("one tow three for", "one two three four", "x")]
    [('tow', 'two'), ('for', 'four')]
    """
    at = 0
    before, after = old.split(" "), new.split(" ")
    if len(before) == len(after):
        for gone, put in zip(before, after, strict=True):
            if gone != put:
                yield Edit(start=at, end=at + len(gone), old=gone, new=put, rule=rule)
            at += len(gone) + 1
        return
    rest = min(len(old), len(new))
    start = next((at for at in range(rest) if old[at] != new[at]), rest)
    rest -= start
    end = next((at for at in range(rest) if old[-1 - at] != new[-1 - at]), rest)
    gone, put = old[start : len(old) - end], new[start : len(new) - end]
    yield Edit(start=start, end=start + len(gone), old=gone, new=put, rule=rule)


def _mend_spaces(text: str) -> str:
    """Make odd spaces ahead of the text usual ones, drop them behind it, and make one space of a row amid it."""
    ahead = text[: len(text) - len(text.lstrip(_SPACES))]
    behind = text[len(text.rstrip(_SPACES)) :] if len(ahead) < len(text) else ""
    amid = text[len(ahead) : len(text) - len(behind)]
    if not amid:
        return "" if _has_odd_space(text) else text
    behind = "" if _has_odd_space(behind) else behind
    return f"{ahead.translate(_TO_SPACE)}{_ROWS.sub(' ', amid)}{behind}"


def _has_odd_space(text: str) -> bool:
    return not text.isascii() and any(space in text for space in _ODD_SPACES)


def _mend_invisible(text: str) -> str:
    return str(_INVISIBLE.sub("", text))


def _mend_form(text: str) -> str:
    return text if _ROW_OF_MARKS.search(text) else unicodedata.normalize("NFC", text)


STEPS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "entities": decode_entities,
        "mojibake": decode_mojibake,
        "invisible": _mend_invisible,
        "spaces": _mend_spaces,
        "nfc": _mend_form,
    }
)
"""The steps of a line's repair, in the order they run."""

ALL_STEPS = (*STEPS, LINE_ENDS)

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "entities": "A page was escaped twice, so a character was left as an entity.",
        "mojibake": "A page was read in the wrong encoding.",
        "invisible": "Characters that show for no reader split words for every program.",
        "spaces": "Spaces other than the usual one were layout, not language.",
        "nfc": "The same word is to compare equal, however its accents were encoded.",
        "line-ends": "Files were joined, and lines do not all end as the first does.",
    }
)
"""Why each step is taken, in one sentence."""


def triggers(step: str) -> Iterator[tuple[str, bool]]:
    """Yield patterns, to be searched for, at least one of which is in any line that a step changes.

    With each, whether it is written verbosely (`re.VERBOSE`). Those for mojibake and entities are the
    installed ftfy's own. For `nfc` there is none: what it changes is known by its characters.
    """
    if step == "entities":
        from ftfy.chardata import HTML_ENTITY_RE  # noqa: PLC0415

        yield HTML_ENTITY_RE.pattern, bool(HTML_ENTITY_RE.flags & re.VERBOSE)
    elif step == "mojibake":
        from ftfy.badness import BADNESS_RE  # noqa: PLC0415

        yield BADNESS_RE.pattern, bool(BADNESS_RE.flags & re.VERBOSE)
    elif step == "invisible":
        yield _INVISIBLE.pattern, False
    elif step == "spaces":
        odd, row = f"[{_ODD_SPACE}]", f"[ {_ODD_SPACE}]"
        ahead, behind = rf"^[ \t]*{odd}", rf"{odd}[ \t{_ODD_SPACE}]*$"
        yield from ((pattern, False) for pattern in (ahead, behind, odd + row, row + odd))


def tables() -> Iterator[str]:
    """Yield what tells whether the tables of ftfy that triggers are taken from were changed, without loading it."""
    found = find_spec("ftfy")
    if found is not None and found.origin is not None:
        for name in ("badness.py", "chardata.py"):
            status = (Path(found.origin).parent / name).stat()
            yield f"{status.st_size} {status.st_mtime_ns}"
