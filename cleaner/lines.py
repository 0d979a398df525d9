r"""Text as lines, and the folding under which two spellings of a line are the same.

A line ends after `\r\n`, `\n`, `\r`, U+2028 or U+2029, and nowhere else: form feeds, vertical tabs and
U+0085 (which is more often a mangled ellipsis) stay inside their line.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

LONGEST = 1 << 17
"""Bytes of a line held in memory at once; a longer one is passed through in pieces, unchanged."""

GATHERED = 1 << 17
"""Bytes worked on together: below, calls cost more than lines; far above, caches are missed."""

LIKENESS = 12
"""Bytes of a likeness (see `likenesses`): 12 letters of English, 4 ideographs."""

EDGES = " \t-_=*+~^|/\\<>[](){}.,:;…·•◦‣▪▫■□◆◇●○★☆►▶▷▸▹▼▾▲△←→↑↓⇒➔➜➤»«›‹※【】〔〕「」✓✔✕✖×❯❮"
"""What `fold_label` takes off."""

BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"

_END = re.compile("\r\n|[\n\r\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}]")
_END_BYTES = re.compile(b"\r\n|[\n\r]|\xe2\x80[\xa8\xa9]")
_RARE_ENDS = (
    (b"\xa8", b"\xe2\x80\xa8"),
    (b"\xa9", b"\xe2\x80\xa9"),
)  # a single byte is found ten times as fast


class Line(NamedTuple):
    """One line of a document: where it stands, how it came in, and how it goes out."""

    number: int
    """From 1. A line longer than `LONGEST` may come in pieces, which share its number."""
    start: int
    """Code points before it in the decoded input."""
    raw: str
    """As it came in, with its line ending."""
    text: str
    """As it goes out, with its line ending."""


class Passage(NamedTuple):
    """Neighbouring lines that stay: where they stand, how they came in, and how they go out."""

    number: int
    """The number of the first."""
    start: int
    """Code points before them in the decoded input."""
    raw: bytes
    """As they came in, with their line endings."""
    text: bytes
    """As they go out: the same, or a single line that was mended."""
    errors: str
    """How their bytes are decoded."""

    @property
    def last(self) -> int:
        """Give the number of the last line."""
        return self.number - 1 + sum(1 for _ in each_raw(self.raw.decode("utf-8", self.errors)))

    def lines(self) -> Iterator[Line]:
        """Yield the lines one by one."""
        number, start = self.number, self.start
        text = self.text.decode("utf-8", self.errors)
        if self.text != self.raw:
            yield Line(number, start, self.raw.decode("utf-8", self.errors), text)
            return
        for raw in each_raw(text):
            yield Line(number, start, raw, raw)
            number += 1
            start += len(raw)


class Batch(NamedTuple):
    """Neighbouring lines, as the bytes of their UTF-8, that end alike."""

    data: bytes
    """All of them, with their endings."""
    bodies: list[bytes]
    """Without their endings."""
    end: bytes
    """Their ending; nothing for a last line without one, and for a piece of an over-long line."""
    whole: bool = True
    """False for a piece of a line longer than `LONGEST`, which stands alone."""


def batches(chunks: Iterable[bytes]) -> Iterator[Batch]:
    r"""Cut a document that arrives in pieces of any size into lines, many at a time.

    >>> [batch.bodies for batch in batches([b"one\r", b"\ntwo\r\nth", b"ree"])]
    [[b'one', b'two'], [b'three']]
    """
    rest = b""  # begins with the line that the last chunk left open
    inside = False  # whether pieces of that line were given out
    for chunk in chunks:
        data = rest + chunk
        cut = data.rfind(b"\n", len(rest)) + 1 or _last_end(data)
        if cut:
            yield from _alike(data[:cut], inside=inside)
            inside = False
        rest = data[cut:]
        while len(rest) > LONGEST + 2:  # what comes last may be the beginning of an ending
            piece = rest[: _boundary(rest)]
            yield Batch(piece, [piece], b"", whole=False)
            rest = rest[len(piece) :]
            inside = True
    if rest:
        yield from _alike(rest, inside=inside)


def is_plain(document: bytes) -> bool:
    """Whether a document is some lines that end with a line feed and nothing else, none of them over-long."""
    return (
        0 < len(document) <= LONGEST
        and b"\r" not in document
        and not _has_rare_end(document)
        and not document.startswith(BOM.encode())
    )


def gathered(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Join pieces to at least `GATHERED` bytes: what comes in a batch is worked on together."""
    waiting: list[bytes] = []
    size = 0
    for chunk in chunks:
        waiting.append(chunk)
        size += len(chunk)
        if size >= GATHERED:
            yield b"".join(waiting)
            waiting.clear()
            size = 0
    if waiting:
        yield b"".join(waiting)


def split(chunks: Iterable[str]) -> Iterator[Line]:
    r"""Cut text that arrives in pieces of any size into lines.

    >>> [line.raw for line in split(["one\r", "\ntwo\n\nth", "ree"])]
    ['one\r\n', 'two\n', '\n', 'three']
    """
    number, start = 1, 0
    for _, bodies, ending, _ in batches(chunk.encode("utf-8", "surrogatepass") for chunk in chunks):
        end = ending.decode()
        for body in bodies:
            raw = body.decode("utf-8", "surrogatepass") + end
            yield Line(number, start, raw, raw)
            start += len(raw)
            number += bool(end)


def body_and_end(raw: str) -> tuple[str, str]:
    r"""Part a line from its line ending.

    >>> body_and_end("one\r\n")
    ('one', '\r\n')
    """
    if raw.endswith("\r\n"):
        return raw[:-2], "\r\n"
    if raw and raw[-1] in "\n\r\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}":
        return raw[:-1], raw[-1]
    return raw, ""


def each_raw(text: str) -> Iterator[str]:
    r"""Cut text into lines with their endings.

    >>> list(each_raw("one\r\n\ntwo"))
    ['one\r\n', '\n', 'two']
    """
    begin = 0
    for match in _END.finditer(text):
        yield text[begin : match.end()]
        begin = match.end()
    if begin < len(text):
        yield text[begin:]


def fold(text: str) -> str:
    """Give the form in which two spellings of a line compare equal.

    Case, quotes, dashes, digits of other scripts, full-width and presentation forms, invisible characters
    and spacing are folded, with the few letters that web sites write either way (ё/е, Arabic and Persian
    ya and kaf, Turkish dotted and dotless i, Romanian cedilla and comma, Greek accents). Letters that
    make another word are not: no accent of French or Vietnamese is lost.

    >>> fold("“Follow\N{NO-BREAK SPACE}Us” – ＴＯＤＡＹ")
    "'follow us' - today"
    """
    return " ".join(text.translate(_FOLDED).split())


def least_chars(data: bytes) -> list[int]:
    r"""Count, for each line, the characters without white space around them, or fewer; of blank lines none.

    >>> least_chars("one\n\N{IDEOGRAPHIC SPACE}二 \n\nétés".encode())
    [3, 1, 0, 4]
    """
    return [len(line.strip(_AROUND)) for line in data.translate(None, _CONTINUING).split(b"\n")]


def rows(flags: bytes, least: int) -> list[range]:
    r"""Give where at least so many neighbouring bytes are 1.

    >>> rows(b"\0\1\1\0\1", 2)
    [range(1, 3)]
    """
    return [range(*row.span()) for row in re.finditer(b"\1{%d,}" % least, flags)]


ODDLY_CASED = {"\N{KELVIN SIGN}": "k", "\N{LATIN SMALL LETTER LONG S}": "s", "İ": "i"}
"""The characters above 127 that match an ASCII letter when case is ignored."""


def plainly_cased(text: str) -> str:
    """Replace them by the letters they match."""
    return text.translate(_PLAINLY)


def reduced(data: bytes) -> bytes:
    """Leave out of UTF-8 what folding makes alike: case of ASCII letters, spaces, and the marks around words.

    Lines of ASCII and curly marks that fold alike are then the same bytes. Letters of other scripts lose bytes.

    >>> reduced("“Don’t — Stop…”".encode()) == reduced(b"'don't' - stop")
    True
    """
    return data.translate(_LOWER, _REDUNDANT)


def merged(data: bytes) -> bytes:
    """Make the cases of letters alike, and much else."""
    for gap in _GAPS:
        if gap in data:
            data = data.replace(gap, b"")
    return data.translate(_MERGED)


def likenesses(bodies: Sequence[bytes], errors: str) -> list[bytes]:
    """Give for each line what all lines share that fold alike: how their folding begins, reduced.

    >>> likenesses(["“Don’t” ".encode(), b" 'don't'", b"  "], "strict")
    [b'dont', b'dont', b'']
    """
    data = b"\n".join(bodies)
    keys = reduced(data).split(b"\n")
    if data.isascii():
        return [key[:LIKENESS] for key in keys]
    has_circled = b"\xe2\x93" in data  # letters that would be left out whole
    return [
        key[:LIKENESS] if key.isascii() and not has_circled else likeness(body.decode("utf-8", errors))
        for key, body in zip(keys, bodies, strict=True)
    ]


def likeness(text: str) -> bytes:
    """Give the likeness of one line (see `likenesses`)."""
    key = reduced(fold(text[: 2 * LIKENESS]).encode("utf-8", "surrogatepass"))
    if len(key) < LIKENESS and len(text) > 2 * LIKENESS:
        key = reduced(fold(text).encode("utf-8", "surrogatepass"))
    return key[:LIKENESS]


def fold_label(text: str) -> str:
    """Fold a line and take off what sites hang on both ends of a label: bullets, arrows, brackets, colons.

    Quotation marks, question marks and exclamation marks stay: they are marks of speech.

    >>> fold_label("» Related Articles:")
    'related articles'
    """
    if text[:1] == "«" and text[-1:] == "»":
        return fold(text)
    return fold(text).strip(EDGES)


def folded_offsets(text: str) -> list[int]:
    """Say, for each character of `fold_label(text)`, which code point of the text it came from."""
    folded = [(each, index) for index, one in enumerate(text) for each in one.translate(_FOLDED)]
    kept: list[tuple[str, int]] = []
    for each, index in folded:
        if not each.isspace():
            kept.append((each, index))
        elif kept and kept[-1][0] != " ":
            kept.append((" ", index))
    label = fold_label(text)
    begin = "".join(each for each, _ in kept).find(label)
    return [index for _, index in kept[begin : begin + len(label)]]


_CONTINUING = bytes(range(0x80, 0xC0))  # bytes of a character but for its first
_AROUND = (
    b" \t\v\f\r\x1c\x1d\x1e\x1f\xc2\xe1\xe2\xe3"  # white space, with which some other characters begin, too
)

_LOWER = bytes.maketrans(bytes(range(65, 91)), bytes(range(97, 123)))
_PLAINLY = str.maketrans(ODDLY_CASED)

_MARKS = "‘’“”–—…"  # in nearly every text
_REDUNDANT = bytes(
    {*b" \t\v\f\r\x1c\x1d\x1e\x1f'\"`", *_MARKS.encode(), *filter(lambda code: code < 0x80, map(ord, EDGES))}
)

_GAPS = tuple(
    each.encode() for each in ("\N{ZERO WIDTH NON-JOINER}", "\N{ZERO WIDTH JOINER}", "\N{ARABIC TATWEEL}")
)
"""What folding leaves out and is no odd character (`cleaner.superset.odd_characters`)."""


def _merging() -> Iterator[int]:
    """Yield what each byte becomes.

    Capital and small letter of Cyrillic and Greek differ in the upper bits of the last byte, which may carry
    into the byte before.
    """
    for code in range(0x100):
        if 0x80 <= code < 0xC0:
            yield 0x80 + (code & 0x0F)
        else:
            yield {0xCF: 0xCE, 0xD1: 0xD0}.get(code, _LOWER[code])


_MERGED = bytes(_merging())

_QUOTES = "‘’‚‛′`´“”„‟″〝〞＂＇"
_DASHES = "‐‑‒–—―−﹘﹣－"
_INVISIBLE = (
    "\N{SOFT HYPHEN}\N{ZERO WIDTH SPACE}\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
    "\N{WORD JOINER}\N{ZERO WIDTH NO-BREAK SPACE}\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}"
    "\N{ARABIC LETTER MARK}\N{ARABIC TATWEEL}\N{VARIATION SELECTOR-15}\N{VARIATION SELECTOR-16}"
)
_LETTERS = {
    "İ": "i",
    "I": "i",
    "ı": "i",
    "ё": "е",
    "Ё": "е",
    "ş": "ș",
    "Ş": "ș",
    "ţ": "ț",
    "Ţ": "ț",
    "ي": "ی",
    "ى": "ی",
    "ك": "ک",
    "ς": "σ",
}


class _Folding(dict[int, str]):
    """`str.translate` asks it for each code point; it works each out once."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = fold_character(chr(code))
        return folded


def fold_character(character: str) -> str:
    """Fold one character, to any number of them."""
    if character in _LETTERS:
        return _LETTERS[character]
    if character in _INVISIBLE:
        return ""
    if character in _QUOTES:
        return "'"
    if character in _DASHES:
        return "-"
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if "\N{GREEK TONOS}" <= character <= "\N{GREEK SMALL LETTER OMEGA WITH TONOS}" or "ἀ" <= character <= "῾":
        character = unicodedata.normalize("NFD", character)[0]
    plain = unicodedata.normalize("NFKC", character).casefold()
    return "".join(_LETTERS.get(each, each) for each in plain) if plain != character else plain


_FOLDED = _Folding({ord('"'): "'"})


def _alike(data: bytes, *, inside: bool) -> Iterator[Batch]:
    """Yield the lines of data, grouped by their ending; `inside` if the first goes on from pieces given out."""
    if inside or len(data) > LONGEST:
        first = _END_BYTES.search(data)
        stop = first.start() if first else len(data)
        if inside or stop > LONGEST:
            end = first.group() if first else b""
            yield from _pieces(data[:stop], end, inside=inside)
            data = data[stop + len(end) :]
    if not data:
        return
    returns = data.count(b"\r")
    if _has_rare_end(data) or (returns and not _is_dos(data, returns)):
        yield from _mixed(data)
        return
    end = b"\r\n" if returns else b"\n"
    bodies = data.split(end)
    last = bodies.pop()
    if len(data) > LONGEST and max(map(len, bodies), default=0) > LONGEST:
        yield from _mixed(data[: len(data) - len(last)])
    elif bodies:
        yield Batch(data[: len(data) - len(last)] if last else data, bodies, end)
    if last:
        yield from _pieces(last, b"", inside=False)


def _has_rare_end(data: bytes) -> bool:
    return any(last in data and end in data for last, end in _RARE_ENDS)


def _is_dos(data: bytes, returns: int) -> bool:
    """Whether every line ends with a carriage return and a line feed."""
    return data.count(b"\r\n") == returns == data.count(b"\n")


def _mixed(data: bytes) -> Iterator[Batch]:
    """Yield lines that end in several ways, or some of which are over-long."""
    begin = 0
    bodies: list[bytes] = []
    end = b""
    for match in [*_END_BYTES.finditer(data), None]:
        stop, ending = (match.start(), match.group()) if match else (len(data), b"")
        body = data[begin:stop]
        if bodies and (ending != end or len(body) > LONGEST):
            yield Batch(end.join([*bodies, b""]), bodies, end)
            bodies = []
        end = ending
        if len(body) > LONGEST:
            yield from _pieces(body, ending, inside=False)
        elif body or ending:
            bodies.append(body)
        begin = stop + len(ending)
    if bodies:
        yield Batch(end.join([*bodies, b""]), bodies, end)


def _pieces(body: bytes, end: bytes, *, inside: bool) -> Iterator[Batch]:
    """Yield a line, in pieces if it is over-long."""
    while len(body) > LONGEST:
        piece = body[: _boundary(body)]
        yield Batch(piece, [piece], b"", whole=False)
        body, inside = body[len(piece) :], True
    if body or end:
        yield Batch(body + end, [body], end, whole=not inside)


def _boundary(body: bytes) -> int:
    """Find where to cut a piece off an over-long line: never amid the bytes of a character."""
    cut = LONGEST
    while cut > LONGEST - 3 and body[cut] & 0xC0 == 0x80:
        cut -= 1
    return cut


def _last_end(data: bytes) -> int:
    """Find the last line ending that is no line feed; a carriage return that comes last may be half of one."""
    if b"\r" not in data and not _has_rare_end(data):
        return 0
    ends = [match.end() for match in _END_BYTES.finditer(data)]
    if data.endswith(b"\r"):
        ends.pop()
    return ends[-1] if ends else 0
