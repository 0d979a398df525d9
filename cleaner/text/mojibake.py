"""Mojibake: text that was read in the wrong encoding, read again with ftfy, where the line is evidence enough."""

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache, partial

from cleaner.text.patterns import Pattern

MAX_CHARS = 500
"""Characters given to ftfy at once. It decodes until nothing changes, which on text made for that takes a round for
every character, each as long as the text; real lines take one or two. Of 435 long lines, most of them made up, none is
decoded otherwise than with 1000, and ten are with 250, all of them Japanese."""

# A capital at the end of a word in capitals (never Â, with which no word ends), or one that is a word or a unit by itself
# (É in Portuguese, Å), and behind it what may end a word: a space, a quotation mark, a dash, a raised sign. Together
# they look like two bytes of UTF-8, and are what an author wrote: `AMANHÃ”`, `1200 Å²`. Where a letter follows, they
# are not: `ESPAÃ\N{LEFT SINGLE QUOTATION MARK}A`.
_WORD_END = Pattern(
    r"(?:(?<=\p{Lu})(?!Â)\p{Lu}|(?<!\p{L})[ÄÅÆÈÉÍÓÔÖØÚ])"
    r"(?=[\s—]|[“”‘’‚„«»‹›–…®™©¹²³°ºª´·•†‡](?!\p{L}))"
)


def decode_mojibake(text: str) -> str:
    """Decode a line again that was read in the wrong encoding.

    Nothing is decoded where all that looks like mojibake may as well be the end of a word in capitals.

    >>> decode_mojibake("cafÃ© donâ€™t"), decode_mojibake("“AMANHÔ 1200 Å²")
    ('café don’t', '“AMANHÔ 1200 Å²')
    """
    return _decoded(text) if is_mojibake(text) else text


def is_mojibake(text: str) -> bool:
    """Return whether a line holds a sequence that is mojibake and not what an author may have written."""
    if text.isascii():
        return False
    from ftfy.badness import is_bad  # noqa: PLC0415 — slow to import, and most text never needs it

    return is_bad(text) and is_bad(_WORD_END.sub("A", text))


@lru_cache(8)  # a line is first asked whether it would change
def _decoded(text: str) -> str:
    decode = _ftfy()
    return "".join(map(decode, _pieces(text))) if len(text) > MAX_CHARS else decode(text)


def _pieces(text: str) -> Iterator[str]:
    """Cut a text below spaces, or else where no sequence of UTF-8 goes on."""
    from ftfy.chardata import UTF8_CLUES  # noqa: PLC0415 — as above

    goes_on = re.compile(f"[{UTF8_CLUES['utf8_continuation']}]").match
    start = 0
    while start < len(text):
        stop = start + MAX_CHARS
        if stop < len(text):
            below_space = text.rfind(" ", start, stop) + 1
            stop = below_space or next((at for at in range(stop, start, -1) if not goes_on(text[at])), stop)
        yield text[start:stop]
        start = stop


@cache
def _ftfy() -> Callable[[str], str]:
    """Return ftfy for one line, with everything off but the mending of encodings.

    With an explicit configuration, because ftfy remembers: after the first `<` it stops decoding entities for the
    rest of the text it was given.
    """
    import ftfy  # noqa: PLC0415 — as above

    config = ftfy.TextFixerConfig(
        unescape_html=False,
        remove_terminal_escapes=False,
        fix_encoding=True,
        restore_byte_a0=True,
        replace_lossy_sequences=True,
        decode_inconsistent_utf8=True,
        fix_c1_controls=True,
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        fix_surrogates=False,  # surrogates stand for the bytes of the input that are not UTF-8
        remove_control_chars=False,
        normalization=None,
        explain=False,
    )
    return partial(ftfy.fix_text, config=config)
