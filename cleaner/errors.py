"""What can go wrong, as exceptions that say where, what, and what to do."""


class CleanerError(Exception):
    """The parent of every error this package raises on purpose.

    `where` is a path, an option or a rule; `what` the fact; `remedy` what the user can do about it.
    """

    def __init__(self, where: str, what: str, remedy: str = "") -> None:
        super().__init__(where, what, remedy)
        self.where = where
        self.what = what
        self.remedy = remedy

    def __str__(self) -> str:
        return "; ".join(part for part in (f"{self.where}: {self.what}", self.remedy) if part)


class RuleError(CleanerError):
    """A rule file that cannot be used."""


class ConfigError(CleanerError):
    """A configuration file or an option that cannot be used."""


class InputError(CleanerError):
    """A document that cannot be read, cleaned or written."""


class LogError(CleanerError):
    """An edit log that cannot be read, or that does not belong to the text beside it."""


class WorkerError(CleanerError):
    """A process that died at its work."""
