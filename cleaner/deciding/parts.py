"""Parts: a text too long to be held in memory, cut where the author paused."""

from collections.abc import Iterable, Iterator

from cleaner.deciding.cleaning import Cleaning
from cleaner.deciding.document import ESCAPED, Part
from cleaner.text.edits import Edit
from cleaner.text.lines import LINE_ENDS

MAX_DOCUMENT_BYTES = 1 << 24
"""Bytes of UTF-8 of the longest text that is decided as one document; real articles are far shorter."""

_BLANK_LINES = (b"\n\n", b"\r\n\r\n", *(2 * end for end in LINE_ENDS[1:]))


def parts(
    chunks: Iterable[bytes], errors: str = ESCAPED, *, max_bytes: int = MAX_DOCUMENT_BYTES
) -> Iterator[Part]:
    r"""Cut a text that arrives in pieces of any size into parts that are decided one by one.

    Nearly every text is one part. A longer one is cut at the last blank line, or else the last line end, of each
    `max_bytes` bytes; a line that is longer than that comes in parts that are kept as they are.

    >>> [part.data for part in parts([b"one\n\ntw", b"o\nthree\n"], max_bytes=8)]
    [b'one\n\n', b'two\n', b'three\n']
    """
    waiting = bytearray()
    line_end = b""
    begins, in_line = True, False
    for chunk in chunks:
        waiting += chunk
        while len(waiting) > max_bytes:
            window = bytes(waiting[:max_bytes])
            if window.endswith(b"\r") and waiting[max_bytes : max_bytes + 1] == b"\n":
                window = window[:-1]
            stop = _first_end(window) if in_line else _last_break(window)
            piece = window[: stop or _whole_characters(window)]
            part = Part(
                piece, errors, begins=begins, ends=False, line_end=line_end, is_kept=in_line or not stop
            )
            line_end = line_end or _line_end(part)
            yield part
            begins, in_line = False, not stop
            del waiting[: len(piece)]
    stop = _first_end(bytes(waiting)) if in_line else 0
    if stop:
        yield Part(bytes(waiting[:stop]), errors, begins=False, ends=False, line_end=line_end, is_kept=True)
        del waiting[:stop]
    if waiting or begins:
        is_kept, data = in_line and not stop, bytes(waiting)
        del waiting  # while this is cleaned
        yield Part(data, errors, begins=begins, line_end=line_end, is_kept=is_kept)


def joined(whole: Part, cleanings: Iterable[Cleaning]) -> Cleaning:
    """Return what became of a text as a whole, from what became of its parts.

    If the removal cap left parts alone, it has the largest share that would have gone from one.
    """
    edits: list[Edit] = []
    shares: list[float] = []
    chars = lines = 0
    for cleaning in cleanings:
        edits += cleaning.moved(chars, lines)
        shares += [] if cleaning.over_cap is None else [cleaning.over_cap]
        chars += cleaning.part.count_chars()
        lines += cleaning.line_ends
    return Cleaning(whole, tuple(edits), max(shares, default=None))


def _last_break(window: bytes) -> int:
    """Return the offset below the last blank line, or the last line; 0 if there is no line end."""
    for ends in (_BLANK_LINES, LINE_ENDS):
        stop = max(at + len(end) if (at := window.rfind(end)) >= 0 else 0 for end in ends)
        if stop:
            return stop + window.startswith(b"\r\n", stop - 1)
    return 0


def _first_end(window: bytes) -> int:
    """Return the offset below the first line; 0 if there is no line end."""
    found = [(at, at + len(end)) for end in (b"\r\n", *LINE_ENDS) if (at := window.find(end)) >= 0]
    return min(found, key=lambda span: (span[0], -span[1]))[1] if found else 0


def _whole_characters(window: bytes) -> int:
    """Return where to cut a line: never amid the bytes of a character."""
    cut = len(window) - 1
    while cut > len(window) - 4 and window[cut] & 0xC0 == 0x80:
        cut -= 1
    return cut or len(window)


def _line_end(part: Part) -> bytes:
    ends = part._replace(data=part.data[: _first_end(part.data)]).lines().ends
    return ends[0] if ends else b""
