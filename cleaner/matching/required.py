"""Required words: of a pattern, words of which at least one stands in every match."""

from collections.abc import Iterator

from cleaner.ruleset.parse_tree import Characters, Choice, Node, Repeat, Sequence

MIN_BYTES = 5
"""Bytes of a word worth scanning for: shorter ones are everywhere."""

MAX_CHARS = 8
"""Characters of a word beyond which it gets no rarer, but longer to look for."""

Words = frozenset[str]


def required_words(tree: Node) -> list[str]:
    """Return the words of a pattern of which any match has one: the longest, so that a scan for them costs little.

    There are none where they would be too short.

    >>> from cleaner.ruleset.parse_tree import parse
    >>> required_words(parse("(image|video) ?caption")), required_words(parse("[0-9]+"))
    (['caption'], [])
    """
    words = _required(tree)
    return sorted({word[:MAX_CHARS] for word in words}) if _worth(words)[0] >= MIN_BYTES else []


def _required(tree: Node) -> Words:
    """Return the best set of words of which any match has one; a set with the empty word is of no worth."""
    choices = [Words([""])]
    run = ""
    for item in _flat(tree):
        letter = _letter(item)
        if letter:
            run += letter
            continue
        choices.append(Words([run]))
        match item:
            case Choice(branches):
                choices.append(Words(run + _opening(branch) for branch in branches))
                choices.append(Words().union(*map(_required, branches)))
            case Repeat(repeated, least, _) if least:
                choices.append(_required(repeated))
        run = ""
    return max(*choices, Words([run]), key=_worth)


def _worth(words: Words) -> tuple[int, int]:
    return min(len(word.strip().encode("utf-8", "surrogatepass")) for word in words), -len(words)


def _flat(tree: Node) -> Iterator[Node]:
    """Walk a sequence and those inside it."""
    for item in tree.items if isinstance(tree, Sequence) else (tree,):
        yield from _flat(item) if isinstance(item, Sequence) else (item,)


def _letter(node: Node) -> str:
    """Return the character that a node stands for; the empty text if it may be another."""
    return min(node.listed) if isinstance(node, Characters) and node.is_letter else ""


def _opening(tree: Node) -> str:
    opening = ""
    for item in _flat(tree):
        letter = _letter(item)
        if not letter:
            break
        opening += letter
    return opening
