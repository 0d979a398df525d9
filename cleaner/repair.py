"""Repair: what a line's text went through on its way, undone before any rule sees it.

Each step is named and can be left out. None changes typography that an author chose: quotes, dashes,
ligatures, full-width forms, single non-breaking spaces, and joiners that a script needs stay.
"""

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from types import MappingProxyType

import regex

from cleaner.edits import Edit, merge

RULE = "repair/"
"""Repairs stand in the edit log under rule ids of their own: `repair/mojibake`."""

LINE_ENDS = "line-ends"
"""The one step that looks beyond a line: every line ends as the document's first does."""

_CLOSE_LOOK = 2000  # tokens up to which the difference is worked out word by word: difflib is quadratic

_PLAIN = regex.compile(r"[^&\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]*")

# U+3000 is left out: it indents paragraphs in Chinese and Japanese.
_ODD_SPACE = "\N{NO-BREAK SPACE}\u1680\u2000-\u200a\N{NARROW NO-BREAK SPACE}\N{MEDIUM MATHEMATICAL SPACE}"
_SPACES = regex.compile(rf"^[ \t{_ODD_SPACE}]*[{_ODD_SPACE}][ \t{_ODD_SPACE}]*|[ \t]*[{_ODD_SPACE}][ \t{_ODD_SPACE}]*$|"
                        rf"[ {_ODD_SPACE}]+[{_ODD_SPACE}]|[{_ODD_SPACE}][ {_ODD_SPACE}]+")  # fmt: skip

# Tab, form feed, escape (terminal colours in logs) and NUL stay: authors' tools put them there. A zero-width
# space divides words in the scripts of South-East Asia, so there it stays too.
_INVISIBLE = regex.compile(
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


def difference(old: str, new: str, rule: str) -> Iterator[Edit]:
    """Work out, word by word, the edits that lead from one text to another."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    if max(len(before), len(after)) > _CLOSE_LOOK:
        yield Edit(start=0, end=len(old), old=old, new=new, rule=rule)
        return
    at, done = 0, 0
    for tag, first, last, start, stop in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        at += sum(map(len, before[done:first]))
        done = last
        gone, put = "".join(before[first:last]), "".join(after[start:stop])
        if tag != "equal":
            yield Edit(start=at, end=at + len(gone), old=gone, new=put, rule=rule)
        at += len(gone)


_TOKEN = regex.compile(r"\w+|\s+|[^\w\s]")


def _mend(text: str, **switches: object) -> str:
    """Call ftfy for one line, with everything off but what the switches name.

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
    return ftfy.fix_text(text, off._replace(**switches))  # type: ignore[arg-type]


def _mend_mojibake(text: str) -> str:
    return _mend(
        text,
        fix_encoding=True,
        restore_byte_a0=True,
        replace_lossy_sequences=True,
        decode_inconsistent_utf8=True,
        fix_c1_controls=True,
    )


def _mend_entities(text: str) -> str:
    return _mend(text, unescape_html="auto") if "&" in text else text


def _mend_spaces(text: str) -> str:
    return str(_SPACES.sub(_one_space, text))


def _one_space(match: regex.Match[str]) -> str:
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
