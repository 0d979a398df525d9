"""Repair: what a line's text went through on its way, undone before any rule sees it.

Each step is named and can be left out. None changes typography that an author chose: quotes, dashes,
ligatures, full-width forms, single non-breaking spaces, and joiners that a script needs stay.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, lru_cache, partial
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType

from cleaner.edits import Edit, merge
from cleaner.pattern import Pattern

RULE = "repair/"
"""Repairs stand in the edit log under rule ids of their own: `repair/mojibake`."""

LINE_ENDS = "line-ends"
"""The one step that looks beyond a line: every line ends as the document's first does."""

_PLAIN = Pattern(r"[^&\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]*")

# U+3000 is left out: it indents paragraphs in Chinese and Japanese.
_ODD_SPACE = "\N{NO-BREAK SPACE}\u1680\u2000-\u200a\N{NARROW NO-BREAK SPACE}\N{MEDIUM MATHEMATICAL SPACE}"
_SPACE_ROWS = (
    rf"^[ \t{_ODD_SPACE}]*[{_ODD_SPACE}][ \t{_ODD_SPACE}]*",
    rf"[ \t]*[{_ODD_SPACE}][ \t{_ODD_SPACE}]*$",
    rf"[ {_ODD_SPACE}]+[{_ODD_SPACE}]",
    rf"[{_ODD_SPACE}][ {_ODD_SPACE}]+",
)
_SPACES = Pattern("|".join(_SPACE_ROWS))

# Tab, form feed, escape (terminal colours in logs) and NUL stay: authors' tools put them there. A zero-width
# space divides words in the scripts of South-East Asia, so there it stays too.
_INVISIBLE = Pattern(
    r"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f\N{SOFT HYPHEN}\N{WORD JOINER}\u206a-\u206f\ufeff\ufff9-\ufffc]"
    r"|(?<![\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}])\u200b(?![\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}])"
)


def repair(text: str, steps: Sequence[str]) -> tuple[str, list[Edit]]:
    """Repair one line without its ending.

    Returns the repaired text and the edits that lead to it, whose offsets count from the line's start.

    >>> repair("cafÃ© &amp; bar", list(STEPS))[0]
    'café & bar'
    """
    if text.isascii() and _PLAIN.fullmatch(text):
        return text, []
    done, edits = text, list[Edit]()
    for step in steps:
        new = STEPS[step](done)
        if new != done:
            edits = merge(edits, list(difference(done, new, RULE + step)), text)
            done = new
    return done, edits


def is_changed(text: str, steps: Sequence[str]) -> bool:
    """Whether one of some steps changes a line."""
    return any(STEPS[step](text) != text for step in steps)


def difference(old: str, new: str, rule: str) -> Iterator[Edit]:
    """Work out the edits that lead from one text to another, in time linear in their length.

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


@cache
def _mender(**switches: object) -> Callable[[str], str]:
    """Give ftfy for one line, with everything off but what the switches name.

    Line by line and with an explicit configuration, because ftfy remembers: after the first `<` it stops
    decoding entities for the rest of the text it was given.
    """
    import ftfy  # noqa: PLC0415 — slow to import, and most text never needs it

    off = ftfy.TextFixerConfig(
        unescape_html=False,
        remove_terminal_escapes=False,
        fix_encoding=False,
        restore_byte_a0=False,
        replace_lossy_sequences=False,
        decode_inconsistent_utf8=False,
        fix_c1_controls=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        fix_surrogates=False,  # surrogates stand for the bytes of the input that are no UTF-8
        remove_control_chars=False,
        normalization=None,
        explain=False,
    )
    return partial(ftfy.fix_text, config=off._replace(**switches))  # type: ignore[arg-type]


@lru_cache(8)  # a line is first asked whether it would change
def _mend_mojibake(text: str) -> str:
    mend = _mender(
        fix_encoding=True,
        restore_byte_a0=True,
        replace_lossy_sequences=True,
        decode_inconsistent_utf8=True,
        fix_c1_controls=True,
    )
    return mend(text)


def _mend_entities(text: str) -> str:
    return _mender(unescape_html="auto")(text) if "&" in text else text


def _mend_spaces(text: str) -> str:
    return str(_SPACES.sub(_one_space, text))


def _one_space(match: re.Match[str]) -> str:
    at_an_edge = match.start() == 0 or match.end() == len(match.string)
    return "" if at_an_edge else " "


def _mend_invisible(text: str) -> str:
    return str(_INVISIBLE.sub("", text))


def _mend_form(text: str) -> str:
    return unicodedata.normalize("NFC", text)


STEPS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "entities": _mend_entities,
        "mojibake": _mend_mojibake,
        "invisible": _mend_invisible,
        "spaces": _mend_spaces,
        "nfc": _mend_form,
    }
)
"""The steps of a line's repair, in the order they run."""

ALL_STEPS = (*STEPS, LINE_ENDS)

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "entities": "A page was escaped twice, so that a character stands as an entity.",
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
        yield from ((each, False) for each in _SPACE_ROWS)


def tables() -> Iterator[str]:
    """Yield what tells whether the tables of ftfy that triggers are taken from were changed, without loading it."""
    found = find_spec("ftfy")
    if found is not None and found.origin is not None:
        for name in ("badness.py", "chardata.py"):
            status = (Path(found.origin).parent / name).stat()
            yield f"{status.st_size} {status.st_mtime_ns}"
