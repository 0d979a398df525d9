"""What can go wrong, as exceptions that say where, what, and what to do."""

from collections.abc import Iterable, Sequence


class CleanerError(Exception):
    """The parent of every error this package raises on purpose.

    `where` is a path, an option or a rule; `what` the fact; `remedy` what the user can do about it; `others`
    is what else is wrong with the same file, a line each.
    """

    def __init__(
        self, where: str, what: str, remedy: str = "", others: Sequence["CleanerError"] = ()
    ) -> None:
        super().__init__(where, what, remedy)
        self.where = where
        self.what = what
        self.remedy = remedy
        self.others = tuple(others)

    def __str__(self) -> str:
        first = "; ".join(part for part in (f"{self.where}: {self.what}", self.remedy) if part)
        return "\n".join([printable(first), *map(str, self.others)])


class RuleError(CleanerError):
    """A rule file that cannot be used."""


class ConfigError(CleanerError):
    """A configuration file, an option or an argument that cannot be used."""


class InputError(CleanerError):
    """A document that cannot be read or cleaned; others can."""


class OutputError(CleanerError):
    """A file that cannot be written; the run ends, and what was there is left as it was."""


class LogError(CleanerError):
    """An edit log that cannot be read, or that does not belong to the text beside it."""


class WorkerError(CleanerError):
    """A process that died at its work."""


def printable(text: str) -> str:
    r"""Return a text in which characters that would act on a terminal are escaped.

    Bytes of a file's name that are not UTF-8 stay what they are.

    >>> printable("name\nof \x1b")
    'name\\nof \\x1b'
    """
    return text if text.isprintable() else "".join(map(_escaped, text))


def _escaped(character: str) -> str:
    is_shown = character.isprintable() or "\udc80" <= character <= "\udcff"
    return character if is_shown else ascii(character)[1:-1]


def closest(word: str, known: Iterable[str]) -> str:
    """Return the remedy that names what was likely meant; empty if nothing is alike."""
    import difflib  # noqa: PLC0415 — for mistakes only

    near = difflib.get_close_matches(word[:_LONGEST_WORD], [*known], n=1)
    return f"did you mean '{near[0]}'?" if near else ""


_LONGEST_WORD = 200  # characters that are compared
