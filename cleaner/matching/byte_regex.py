r"""Byte regexes: for a pattern over characters, a regular expression over UTF-8 that matches wherever it would.

Hyperscan, which scans for thousands of them at once, is a prefilter: it may let through a line that does not
match, never hold back one that does. So a large set of characters may become "any bytes above 127", a bounded
gap any gap, and look-around nothing; letters must cover every character that counts as one of them.
"""

from collections import defaultdict
from collections.abc import Iterable

from cleaner.matching.spellings import Spellings, ignoring_case, itself
from cleaner.ruleset.parse_tree import Anchor, Characters, Choice, Node, Repeat, Sequence, parse

FEW_ROUNDS = 3
"""Rounds of a repeat beyond which it may have any number: each round would be a copy of its states."""


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
