"""The extent of a pattern: how many characters wide its matches are, and with which they begin."""

from collections.abc import Iterator

from cleaner.ruleset.parse_tree import ASCII, ENDLESS, Characters, Choice, Node, Repeat, Sequence, parse


def width(pattern: str) -> int:
    """Return the characters of the widest match; `ENDLESS` for any number. Raises `UnreadableError`."""
    return min(_width(parse(pattern)), ENDLESS)


def openings(pattern: str, most: int) -> tuple[str, ...]:
    """Return the ASCII characters, so many at most, of which some begin every match that begins with ASCII."""
    return tuple(sorted(set(_openings(parse(pattern), most))))


def _width(node: Node) -> int:
    match node:
        case Characters():
            return 1
        case Sequence(items):
            return sum(map(_width, items))
        case Choice(branches):
            return max(map(_width, branches))
        case Repeat(item, _, most):
            return most * _width(item)
    return 0


def _openings(tree: Node, most: int) -> Iterator[str]:
    """Yield the ASCII characters with which a tree begins, for each branch of a choice."""
    opening = ""
    for item in tree.items if isinstance(tree, Sequence) else (tree,):
        match item:
            case Characters(listed) if item.is_letter and listed < ASCII:
                opening += min(listed).lower()
            case Sequence():
                yield from ((opening + more)[:most] for more in _openings(item, most))
                return
            case Choice(branches):
                for branch in branches:
                    yield from ((opening + more)[:most] for more in _openings(branch, most))
                return
            case _:
                break
    yield opening[:most]
