"""A rule file as TOML: its text, its tables, and the line in which something stands."""

import re
from typing import Any, NamedTuple

from cleaner.errors import RuleError


class TomlFile(NamedTuple):
    """A file that was read."""

    path: str
    text: str
    declared: dict[str, Any]

    def place(self, table: str = "", name: str = "", key: str = "") -> str:
        """Return where something stands: the path, and the number of its line if that is found."""
        line = _line_of(self.text, table, name, key)
        return f"{self.path}:{line}" if line else self.path


def read_toml(path: str) -> TomlFile:
    """Read one file. Raises `RuleError`."""
    text = _text(path)
    return TomlFile(path, text, _declared(path, text))


def _text(path: str) -> str:
    try:
        with open(path, "rb") as stream:  # noqa: PTH123 — as the finder does, without `pathlib`
            data = stream.read()
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise RuleError(path, reason, "name a rule file that can be read") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise RuleError(f"{path}:{line}", "is not UTF-8", "rule files are TOML in UTF-8") from error


def _declared(path: str, text: str) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415 — packs are cached

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", str(error))
        where = ":".join(filter(None, (path, *(place.groups() if place else ()))))
        what = str(error)[: place.start()] if place else str(error)
        what = re.sub(r"\(([^()]*?),?\)", _as_header, what[:1].lower() + what[1:])
        raise RuleError(where, what, "see https://toml.io/en/v1.0.0") from error
    except RecursionError as error:
        raise RuleError(
            path, "is nested too deeply", "a rule has texts, numbers and lists of texts"
        ) from error
    except ValueError as error:  # Python reads no longer ones
        raise RuleError(path, "has a number with thousands of digits", "write a shorter one") from error


def _as_header(names: re.Match[str]) -> str:
    """Write the names of a table as TOML does, not as Python does."""
    parts = [name.strip(" '\"") for name in names.group(1).split(",")]
    return f"[{'.'.join(parts)}]"


def _line_of(text: str, table: str, name: str, key: str) -> int:
    """Return the number of the line of a key, or of the header above it; 0 if neither is found.

    Only the beginnings of lines are looked at: where the lines of examples have their marks.
    """
    found, stop = None, len(text)
    if table:
        header = rf"\[[ \t]*{re.escape(table)}[ \t]*\.[ \t]*{re.escape(name)}[ \t]*\]"
        found = _search(header, text, 0, stop) or _search(rf"[\[ \t]*{re.escape(table)}\b", text, 0, stop)
    begin = found.end() if found else 0
    following = _search(r"\[", text, begin, stop)
    if key and (found or not table):
        stop = following.start() if following else stop
        found = _search(rf"[\"']?{re.escape(key)}[\"']?[ \t]*=", text, begin, stop) or found
    return text.count("\n", 0, found.start()) + 1 if found else 0


def _search(pattern: str, text: str, begin: int, stop: int) -> re.Match[str] | None:
    return re.compile(f"^{pattern}", re.MULTILINE).search(text, begin, stop)
