"""Entities: characters that stand in a text as HTML writes them, decoded unless the text is about them.

ftfy knows their names. It decodes every layer and every entity; here at most one layer is decoded, and a text
that explains entities keeps them.
"""

import unicodedata

from cleaner.text.patterns import Pattern

# The name is as long as in ftfy's own pattern. A code span is found as a whole, so that what is in it stays.
_ENTITY = Pattern(r"(?<!`)`++[^`]++`++|&#?[0-9A-Za-z]{1,24};")
_ENTITY_TAIL = Pattern(r"#?[0-9A-Za-z]{1,24};")

_UNSEEN = ("Zs", "Cf", "So", "Sk")
"""Unicode's categories of what nobody writes between two words of a sentence: spaces, invisible characters, and
signs such as ©. Letters (à), punctuation (&, —), and signs of mathematics and money are written there."""

_LEFT_OF_WORD = Pattern(r"[\w,:)'\"”’»]\s$")
_RIGHT_OF_WORD = Pattern(r"\s[\w('\"“‘«]|[,.:;!?)](?:\s|$)")
_ENCLOSING = frozenset(('""', "''", "“”", "‘’", "„“", "«»", "()"))

_LINE_ENDS = "\n\r\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}"


def decode_entities(text: str) -> str:
    """Decode the entities of a line, but for those that it is about.

    A line with `<` is left alone: there they are markup. So is an entity in backticks, one whose decoding would give
    another entity (`&amp;lt;`), and one that stands for a line end or for no character. Where one of these is in a
    line, where one is in quotation marks, or where a space or a sign stands as a word between two others
    (`Use &copy; for …`), the line is about entities, and all that stand alone stay; `caf&eacute;` is still decoded.

    >>> decode_entities("Tide &amp; Time, caf&eacute;")
    'Tide & Time, café'
    >>> decode_entities("Write &nbsp; between them, and &mdash; for a dash")
    'Write &nbsp; between them, and &mdash; for a dash'
    """
    if "&" not in text or "<" in text:
        return text
    spans: list[tuple[int, int, str]] = []
    is_about_entities = False
    for match in _ENTITY.finditer(text):
        start, end = match.span()
        if text[start] == "`":
            is_about_entities |= _ENTITY_TAIL.search(match[0]) is not None and "&" in match[0]
            continue
        character = _decoded(match[0])
        if character == "&" and _is_entity_tail(text, end):
            is_about_entities = True
        elif character:
            spans.append((start, end, character))
            is_about_entities |= _is_word(text, start, end, character) or _is_enclosed(text, start, end)
    pieces: list[str] = []
    done = 0
    for start, end, character in spans:
        if not (is_about_entities and _stands_alone(text, start, end)):
            pieces += text[done:start], character
            done = end
    return "".join([*pieces, text[done:]])


def _decoded(entity: str) -> str:
    """Return what an entity stands for; empty if it is not one, or one that is not decoded."""
    from html import unescape  # noqa: PLC0415 — slow to import, and most text never needs it

    from ftfy.chardata import HTML_ENTITIES  # noqa: PLC0415 — as above

    known = HTML_ENTITIES.get(entity) or (unescape(entity) if entity.startswith("&#") else "")
    is_left = not known or ";" in known[1:] or "\ufffd" in known or any(end in known for end in _LINE_ENDS)
    return "" if is_left else known


def _is_entity_tail(text: str, start: int) -> bool:
    tail = _ENTITY_TAIL.match(text, start)
    return tail is not None and bool(_decoded("&" + tail[0]))


def _is_word(text: str, start: int, end: int, character: str) -> bool:
    """Return whether a space or a sign stands between two words, and not by a number as in `&copy; 2021`."""
    if unicodedata.category(character[0]) not in _UNSEEN or start < 2:
        return False
    if text[start - 2].isdigit() or text[end + 1 : end + 2].isdigit():
        return False
    return bool(_LEFT_OF_WORD.search(text, start - 2, start) and _RIGHT_OF_WORD.match(text, end))


def _is_enclosed(text: str, start: int, end: int) -> bool:
    return start > 0 and text[start - 1] + text[end : end + 1] in _ENCLOSING


def _stands_alone(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    is_ended = not after.strip() or _RIGHT_OF_WORD.match(text, end) is not None
    return (not before.strip() and is_ended) or _is_enclosed(text, start, end)
