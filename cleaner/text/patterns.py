r"""Patterns that are compiled when they are first asked.

Most never are in a run, and a filter is started often: `regex` takes 10 ms to import, and a pattern up to 1 ms.

>>> Pattern(r"\p{Lu}+").fullmatch("ÀB").group()
'ÀB'
"""

from typing import Any


class Pattern:
    """A pattern of `regex`; it has all the methods and attributes that one has when compiled."""

    def __init__(self, pattern: str, *, ignores_case: bool = False) -> None:
        self._source = (pattern, ignores_case)

    def __getattr__(self, name: str) -> Any:
        import regex  # noqa: PLC0415 — see above

        pattern, ignores_case = self._source
        value = getattr(regex.compile(pattern, regex.IGNORECASE if ignores_case else 0), name)
        setattr(self, name, value)  # so that this is not asked again
        return value
