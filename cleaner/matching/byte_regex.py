r"""Byte regexes: for a pattern over characters, a regular expression over UTF-8 that matches wherever it would.

Hyperscan, which scans for thousands of them at once, is a prefilter: it may let through a line that does not
match, never hold back one that does. So a large set of characters may become "any bytes above 127", a bounded
gap any gap, and look-around nothing; letters must cover every character that counts as one of them.
"""

from collections import defaultdict
from collections.abc import Iterable

from cleaner.matching.spellings import Spellings, ignoring_case, itself
from cleaner.ruleset.parse_tree import ENDLESS, Anchor, Characters, Choice, Node, Repeat, Sequence, parse

FEW_ROUNDS = 3
"""Rounds of a repeat beyond which it may have any number: each round would be a copy of its states."""

MAX_REPEATED = 60
"""Characters of what may stand again and again in a line, beyond which what follows its first round is not looked for:
lists of the purposes of cookies, any number of which may follow on each other, take up to 16 s to compile."""

SPACE = rb"[\t\x0b-\x0d\x1c-\x20\x80-\xff]*"
"""Holds all that `str.strip` takes off."""


def byte_regex(
    pattern: str, spellings: Spellings = itself, *, is_verbose: bool = False, keeps_edges: bool = False
) -> bytes:
    r"""Return the byte regex of a pattern.

    `keeps_edges` if a `^` that comes first and a `$` that comes last are to stay. Raises `ValueError` for what
    cannot be parsed, or can never match within a line.

    >>> byte_regex("a.?[bж]", ignoring_case)
    b'a[\\x00-\\x09\\x0b-\\x0c\\x0e-\\x40\\x5b-\\x7f\\x80-\\xff]*(?:b|\\xd0[\\x96\\xb6])'
    """
    tree = parse(pattern, is_verbose=is_verbose)
    items = tree.items if isinstance(tree, Sequence) else (tree,)
    begin = b"^" if keeps_edges and _is_anchor(items[:1], "AT_BEGINNING") else b""
    end = b"$" if keeps_edges and _is_anchor(items[-1:], "AT_END") else b""
    return begin + _written(tree, spellings) + end


def line_regex(tree: Node) -> bytes:
    r"""Return the byte regex of lines that match a pattern as a whole, in any case, with any space around.

    Raises `ValueError` for what can never match within a line.
    """
    return b"^" + SPACE + _written(tree, ignoring_case) + SPACE + b"$"


def beginning_regex(tree: Node, most: int = ENDLESS) -> tuple[bytes, Node]:
    r"""Return the byte regex of lines that begin like a match of a pattern, and what of the pattern they begin like.

    That is what stands above a long repeat, and at most so many characters in each branch. Raises `ValueError` for
    what can never match within a line.
    """
    begin, is_whole = _beginning(tree, most)
    return (line_regex(begin) if is_whole else b"^" + SPACE + _written(begin, ignoring_case)), begin


def byte_literal(text: str) -> bytes:
    """Return the byte regex of a text in any case."""
    return b"".join(byte_set(ignoring_case(character)) for character in text)


def byte_set(characters: Iterable[str]) -> bytes:
    r"""Return the byte regex of one character out of a set.

    >>> byte_set("xyzéè—")
    b'(?:[x-z]|\\xc3[\\xa8-\\xa9]|\\xe2\\x80\\x94)'
    """
    last_bytes: dict[bytes, set[int]] = defaultdict(set)
    for character in characters:
        encoded = character.encode("utf-8", "surrogatepass")
        last_bytes[encoded[:-1]].add(encoded[-1])
    branches = [b"".join(map(_byte, head)) + _class(last) for head, last in sorted(last_bytes.items())]
    return branches[0] if len(branches) == 1 else b"(?:" + b"|".join(branches) + b")"


def _is_anchor(items: tuple[Node, ...], place: str) -> bool:
    return any(isinstance(item, Anchor) and item.place.startswith(place) for item in items)


def _beginning(node: Node, most: int) -> tuple[Node, bool]:
    """Return what a match has up to the first long repeat, in so many characters, and whether that is all."""
    match node:
        case Sequence(items):
            begin: list[Node] = []
            for item in items:
                part, is_whole = _beginning(item, most)
                begin.append(part)
                most -= _size(part)
                if not is_whole or most < 0:
                    return Sequence(tuple(begin)), False
            return node, True
        case Choice(branches):
            parts = [_beginning(branch, most) for branch in branches]
            return Choice(tuple(part for part, _ in parts)), all(is_whole for _, is_whole in parts)
        case Repeat(item, least, times):
            part, is_whole = _beginning(item, most)
            if is_whole and (times <= 1 or _size(item) <= MAX_REPEATED):
                return node, True
            return part if least else Sequence(()), False
    return node, True


def _size(node: Node) -> int:
    """Count the characters of a pattern that stand for one each."""
    match node:
        case Sequence(items):
            return sum(map(_size, items))
        case Choice(branches):
            return sum(map(_size, branches))
        case Repeat(item):
            return _size(item)
    return 1


def _written(node: Node, spellings: Spellings) -> bytes:
    match node:
        case Characters():
            members = _members(node, spellings)
            return b"[" + _ranges(members) + rb"\x80-\xff]+" if node.others else byte_set(members)
        case Sequence(items):
            return b"".join(_written(item, spellings) for item in items)
        case Choice(branches):
            return b"(?:" + b"|".join(_written(branch, spellings) for branch in branches) + b")"
        case Repeat(item, least, most):
            written = _written(item, spellings)
            if isinstance(item, Characters) and item.others:  # it has its '+' already
                return written[:-1] + _times(least, FEW_ROUNDS + 1)
            return b"(?:" + written + b")" + _times(least, most) if written and most else b""
    return b""


def _members(node: Characters, spellings: Spellings) -> list[str]:
    """Return what a set lists in all spellings, line ends left out; only ASCII if any other may be meant, too."""
    members = {spelling for character in node.listed for spelling in spellings(character)} - {"\n", "\r"}
    if node.others:
        return sorted(filter(str.isascii, members))
    if not members:
        raise ValueError("matches line ends only")
    return sorted(members)


def _times(least: int, most: int) -> bytes:
    least = min(least, FEW_ROUNDS)
    if (least, most) == (0, 1):
        return b"?"
    if most > FEW_ROUNDS:
        return {0: b"*", 1: b"+"}.get(least, b"{%d,}" % least)
    return b"{%d,%d}" % (least, most)


def _class(codes: Iterable[int]) -> bytes:
    codes = sorted(codes)
    return _byte(codes[0]) if len(codes) == 1 else b"[" + _ranges(map(chr, codes)) + b"]"


def _ranges(characters: Iterable[str]) -> bytes:
    """Write sorted bytes, each as the character of its number, as the inside of a class."""
    runs: list[list[int]] = []
    for code in map(ord, characters):
        if runs and code == runs[-1][1] + 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return b"".join(_byte(low) if low == high else _byte(low) + b"-" + _byte(high) for low, high in runs)


def _byte(code: int) -> bytes:
    return bytes([code]) if code < 0x80 and chr(code).isalnum() else b"\\x%02x" % code
