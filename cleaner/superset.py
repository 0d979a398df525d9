r"""Supersets: for a regular expression over code points, one over UTF-8 bytes that matches wherever it would.

Hyperscan, which scans for thousands of expressions at once, is a gate: it may let through a line that does not
match, never hold back one that does. So a class of odd characters may become "any bytes above 127", a bounded
gap any gap, and look-around nothing; letters must cover every character that a match ignoring case accepts
(K, the Kelvin sign, for k), and for folded text every character that is folded to them.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from itertools import chain, pairwise, takewhile
from typing import Any

from cleaner.lines import ODDLY_CASED, fold_character
from cleaner.pattern import Pattern
from cleaner.wording import parsed

WIDE_SPACE = rb"(?:\xc2[\x85\xa0]|\xe1\x9a\x80|\xe2\x80[\x80-\x8a\xaf]|\xe2\x81\x9f|\xe3\x80\x80)"
"""White space above 127 that `str.strip` takes off the ends of a line."""

_HIGH = r"\x80-\xff"
_MANY = 4000  # characters of a class beyond which it is any byte above 127
_FAR = 32  # bytes of a bounded gap beyond which it is any gap

_FEW = 3  # rounds of a longer repeat beyond which it may have any number: each would be a copy of its states

Variants = Callable[[str], Iterable[str]]


def superset(
    pattern: str, variants: Variants | None = None, *, is_verbose: bool = False, keeps_edges: bool = False
) -> bytes:
    r"""Translate a pattern; `variants` gives the characters that count as one of its letters.

    `keeps_edges` if a `^` that comes first and a `$` that comes last are to stay.

    Raises `re.error` for what cannot be parsed.

    >>> superset("a.{2,90}b")
    b'a[^\\n\\r]{2,}b'
    """
    tree = list(parsed(_spelled_out(pattern), re.VERBOSE if is_verbose else 0))
    begin, end = ("^", "$") if keeps_edges else ("", "")
    first, last = (str(tree[at][1]) if tree else "" for at in (0, -1))
    begin, end = begin * first.startswith("AT_BEGINNING"), end * last.startswith("AT_END")
    return (begin + _Translator(variants or _itself).sequence(tree) + end).encode("latin-1")


def factors(pattern: str) -> list[str] | None:
    r"""Give words of which at least one stands in any match of a pattern, or None.

    They are the longest that the pattern must have, so that a scan for them costs little.

    >>> factors("(image|video) ?caption")
    ['caption']
    >>> factors("[0-9]+")
    """
    words = _required(parsed(_spelled_out(pattern), 0))
    if words is None or _worth(words) < _LEAST:
        return None
    return sorted({word[:ENOUGH] for word in words})


def pairs(pattern: str, *, is_verbose: bool = False) -> list[bytes]:
    """Give expressions that match within any match of a choice between many sequences, and cost little to scan for.

    Of each branch that has two characters above 127 in a row only those two are asked for, and of all such
    branches together: a first one of any, then a second one of any.
    """
    translator = _Translator(_itself)
    firsts: set[str] = set()
    seconds: set[str] = set()
    others: list[bytes] = []
    tree = list(parsed(pattern, re.VERBOSE if is_verbose else 0))
    branches = tree[0][1][1] if len(tree) == 1 and str(tree[0][0]) == "BRANCH" else [tree]
    for branch in branches:
        sets = [translator.listed(str(code), argument) for code, argument in branch]
        found = [(one, two) for one, two in pairwise(sets) if one and two and min(one | two) >= "\x80"]
        if found:
            one, two = min(found, key=lambda pair: len(pair[0]) * len(pair[1]))
            firsts |= one
            seconds |= two
        else:
            others.append(translator.sequence(branch).encode("latin-1"))
    return [*others, *([characters(firsts) + characters(seconds)] if firsts else [])]


def characters(members: Iterable[str]) -> bytes:
    """Translate a set of characters."""
    return _Translator(_itself).union(members).encode("latin-1")


@cache
def ignoring_case(character: str) -> tuple[str, ...]:
    """Give the characters that match one when case is ignored; of an ASCII letter only itself.

    Hyperscan ignores the case of ASCII letters on its own, and `plainly_cased` brings back the three others
    that match one.

    >>> ignoring_case("ж"), ignoring_case("K")
    (('Ж', 'ж'), ('k',))
    """
    if character.isascii():
        return (character.lower(),)
    candidates = {character, *_cases()[character]}
    for other in tuple(candidates):
        candidates |= {*_cases()[other]}
    pattern = Pattern(re.escape(character), ignores_case=True)
    return tuple(
        sorted(each.lower() if each.isascii() else each for each in candidates if pattern.fullmatch(each))
    )


@cache
def folding_to(character: str) -> tuple[str, ...]:
    """Give the characters that are folded to one, those aside that `odd_characters` gives."""
    return tuple(each for each in _unfolded().get(character) or (character,) if not "A" <= each <= "Z")


@cache
def odd_characters() -> frozenset[str]:
    """Give the characters above 127 that fold to several, to none, to an ASCII letter or digit, or to a far letter.

    Mathematical, circled, full-width and presentation forms are rare enough to be looked at wherever they are;
    so what is looked for in place of a folded letter is its capital and little else.
    """
    joiners = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}\N{ARABIC TATWEEL}…"
    found = {each for each in every_character() if _is_odd(each) and each not in joiners}
    return frozenset(found.union(ODDLY_CASED))


def _is_odd(character: str) -> bool:
    folded = fold_character(character)
    if len(folded) != 1 or (folded.isascii() and folded.isalnum()):
        return True
    is_near = folded == character.lower() or len(folded.encode()) == len(character.encode()) == 2
    return folded.isalnum() and not is_near


@cache
def every_character() -> tuple[str, ...]:
    """Give the characters above 127 that case or folding changes, and others; a test goes through the rest."""
    codes = chain(
        range(0x80, 0x3400), range(0xA000, 0xAC00), range(0xE000, _LAST_CASED), range(0x2F800, 0x2FA20)
    )
    return tuple(map(chr, codes))


_LAST_CASED = 0x1FBFA
"""Above it stand only ideographs, of which those for compatibility are folded."""


@cache
def _unfolded() -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for code in range(0x80):
        found[fold_character(chr(code))].append(chr(code))
    for each in every_character():
        if each not in odd_characters():
            found[fold_character(each)].append(each)
    return found


@cache
def _cases() -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for each in [*map(chr, range(0x80)), *every_character()]:
        for other in (each.lower(), each.upper(), each.casefold(), each.title()):
            if other != each and len(other) == 1:
                found[each].add(other)
                found[other].add(each)
    for each in "iIİı":
        found[each] |= set("iIİı")
    return found


def _itself(character: str) -> tuple[str, ...]:
    return (character,)


ENOUGH = 8
"""Characters of a word beyond which it gets no rarer, but longer to look for."""

_LEAST = 4  # bytes of a word worth scanning for: shorter ones are everywhere


def _worth(words: set[str]) -> int:
    return min((len(word.strip().encode("utf-8", "surrogatepass")) for word in words), default=0)


def _required(tree: Iterable[Any]) -> set[str] | None:
    """Find the best set of words of which any match has one."""
    best: set[str] | None = None
    run = ""
    for code, argument in [*_flat(tree), ("END", None)]:
        if code == "LITERAL":
            run += chr(argument)
            continue
        found = [{run}] if run else []
        before, run = run, ""
        if code == "BRANCH":
            found.append({before + _opening(branch) for branch in argument[1]})
            branches = [_required(branch) for branch in argument[1]]
            if all(branch is not None for branch in branches):
                found.append({word for branch in branches for word in branch or ()})
        elif code in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"} and int(argument[0]):
            inner = _required(argument[2])
            found += [inner] if inner else []
        for words in found:
            if best is None or (_worth(words), -len(words)) > (_worth(best), -len(best)):
                best = words
    return best


def _opening(tree: Iterable[Any]) -> str:
    return "".join(chr(each) for _, each in takewhile(lambda part: str(part[0]) == "LITERAL", tree))


def _flat(tree: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    """Walk a sequence, groups opened."""
    for code, argument in tree:
        if str(code) in {"SUBPATTERN", "ATOMIC_GROUP"}:
            yield from _flat(argument[-1] if str(code) == "SUBPATTERN" else argument)
        else:
            yield str(code), argument


_PROPERTY = re.compile(r"\\(?:([pP])\{[^}]*\}|X|.)|([\[\]])", re.DOTALL)


def _spelled_out(pattern: str) -> str:
    """Replace properties of Unicode, which `re` cannot parse, by their ASCII members and all that is no ASCII."""
    inside = False

    def replace(match: re.Match[str]) -> str:
        nonlocal inside
        written = str(match.group())
        if match.group(2):
            inside = written == "["
            return written
        if not match.group(1) and written != r"\X":
            return written
        pattern = Pattern(written)
        members = [chr(code) for code in range(0x80) if pattern.match(chr(code)) and chr(code) not in "\r\n"]
        spelled = "".join(map(re.escape, members)) + "\x80-\U0010ffff"
        return spelled if inside else f"[{spelled}]"

    return str(_PROPERTY.sub(replace, pattern))


class _Translator:
    """Walks the parse tree of `re`; bytes stand as the characters of Latin-1."""

    def __init__(self, variants: Variants) -> None:
        self._variants = variants

    def sequence(self, tree: Iterable[Any]) -> str:
        """Translate what stands in a row."""
        return "".join(self._part(str(code), argument) for code, argument in tree)

    def listed(self, code: str, argument: Any) -> set[str]:
        """Give the characters that a part stands for; none where they are too many to list, or in a repeat."""
        if code == "LITERAL":
            return {chr(argument)}
        return set(self._row(code, argument)[1]) if code == "IN" else set()

    def union(self, members: Iterable[str]) -> str:
        """Translate a set of single characters."""
        members = set(members)
        plain = sorted(ord(each) for each in members if ord(each) < 0x80)
        if len(plain) == len(members) == 1:
            return _byte(plain[0])
        tails: dict[bytes, set[int]] = defaultdict(set)
        for each in members:
            if ord(each) >= 0x80:
                encoded = each.encode("utf-8", "surrogatepass")
                tails[encoded[:-1]].add(encoded[-1])
        heads: dict[tuple[int, ...], list[bytes]] = defaultdict(list)
        for head, last in tails.items():
            heads[tuple(sorted(last))].append(head)
        parts = [f"[{_class(plain)}]"] if plain else []
        for lasts, some in heads.items():
            grouped: dict[bytes, list[int]] = defaultdict(list)
            for head in some:
                grouped[head[:-1]].append(head[-1])
            for first, seconds in grouped.items():
                start = "".join(map(_byte, first))
                parts.append(f"{start}[{_class(sorted(seconds))}][{_class(lasts)}]")
        return parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"

    def _part(self, code: str, argument: Any) -> str:
        if code == "LITERAL":
            return self._literal(chr(argument))
        if code in {"ANY", "NOT_LITERAL", "IN"}:
            row, members = self._row(code, argument)
            return f"[{row}]+" if row else self.union(members)
        if code == "BRANCH":
            return f"(?:{'|'.join(self.sequence(branch) for branch in argument[1])})"
        if code in {"SUBPATTERN", "ATOMIC_GROUP"}:
            return f"(?:{self.sequence(argument[-1] if code == 'SUBPATTERN' else argument)})"
        if code in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
            return self._repeat(int(argument[0]), int(argument[1]), list(argument[2]))
        if code in {"AT", "ASSERT", "ASSERT_NOT"}:
            return ""
        raise re.error(f"no superset of {code}")

    def _literal(self, character: str) -> str:
        if character == "\n":
            raise re.error("a pattern for a line with a line feed")
        return self.union(self._variants(character))

    def _row(self, code: str, argument: Any) -> tuple[str, list[str]]:
        """Translate what stands for one character: as a class of bytes, or if it is small as its members."""
        if code == "ANY":
            return r"^\n\r", []
        if code == "NOT_LITERAL":
            return r"^\n\r" + (_byte(argument) if argument < 0x80 else ""), []
        if str(argument[0][0]) == "NEGATE":
            plain, _, _ = self._members(argument[1:])
            return r"^\n\r" + _class(sorted(plain)), []
        plain, rest, is_wide = self._members(argument)
        if self._variants is not _itself:
            plain |= {ord(chr(code_).lower()) for code_ in plain}
        if not is_wide:
            members = {other for each in [*map(chr, plain), *rest] for other in self._variants(each)}
            return "", sorted(members)
        return _class(sorted(plain - {10, 13})) + _HIGH, []

    def _members(self, items: Iterable[Any]) -> tuple[set[int], list[str], bool]:
        """Give the ASCII members of a class, the others, and whether those are too many to list."""
        plain: set[int] = set()
        rest: list[str] = []
        is_wide = False
        for kind, argument in items:
            name = str(kind)
            if name == "CATEGORY":
                test = _CATEGORIES[str(argument)]
                plain |= {code for code in range(0x80) if test(chr(code))}
                is_wide = True
                continue
            low, high = argument if name == "RANGE" else (argument, argument)
            plain |= set(range(low, min(high, 0x7F) + 1))
            if high - max(low, 0x80) > _MANY:
                is_wide = True
            else:
                rest += map(chr, range(max(low, 0x80), high + 1))
        return plain, rest, is_wide or len(rest) > _MANY

    def _repeat(self, least: int, most: int, body: list[Any]) -> str:
        wide = ""
        if len(body) == 1 and str(body[0][0]) in {"ANY", "NOT_LITERAL", "IN"}:
            wide, _ = self._row(str(body[0][0]), body[0][1])
        if wide:
            return f"[{wide}]{'?' if (least, most) == (0, 1) else _times(min(least, _FEW), None)}"
        inner = self.sequence(body)
        if not inner:
            return ""
        return f"(?:{inner}){_times(min(least, _FEW), most if most <= _FEW else None)}"


_CATEGORIES: Mapping[str, Callable[[str], bool]] = {
    "CATEGORY_DIGIT": str.isdigit,
    "CATEGORY_NOT_DIGIT": lambda each: not each.isdigit(),
    "CATEGORY_SPACE": lambda each: each.isspace() and each not in "\r\n",
    "CATEGORY_NOT_SPACE": lambda each: not each.isspace(),
    "CATEGORY_WORD": lambda each: each.isalnum() or each == "_",
    "CATEGORY_NOT_WORD": lambda each: not (each.isalnum() or each in "_\r\n"),
}


def _times(least: int, most: int | None) -> str:
    if (least, most) == (0, 1):
        return "?"
    if most is None:
        return {0: "*", 1: "+"}.get(least, f"{{{least},}}")
    return f"{{{least}}}" if least == most else f"{{{least},{most}}}"


def _class(codes: Iterable[int]) -> str:
    """Write bytes as the inside of a class, runs as ranges."""
    runs: list[list[int]] = []
    for code in codes:
        if runs and code == runs[-1][1] + 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return "".join(_byte(low) if low == high else f"{_byte(low)}-{_byte(high)}" for low, high in runs)


def _byte(code: int) -> str:
    return chr(code) if chr(code).isascii() and chr(code).isalnum() else f"\\x{code:02x}"
