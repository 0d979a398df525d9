"""Draft: a rule file that removes one line of a document, for a person to go on from."""

import re
from collections.abc import Sequence

from cleaner.errors import ConfigError
from cleaner.ruleset.wording import LONGEST_MATCH, Wording
from cleaner.ruleset.wording_problems import problems_of_pattern, problems_of_phrases
from cleaner.text.shape import is_prose

MAX_NAME_WORDS = 4
MAX_EXAMPLE_CHARS = 160


def draft(number: int, lines: Sequence[str], name: str) -> str:
    """Return a rule file for a line of a document, with the line itself and a line that stays as its example.

    `lines` are those of the document, without their ends. Raises `ConfigError` if no rule can be made of the line.
    """
    text = lines[number - 1].strip()
    where = f"line {number}"
    if not text:
        raise ConfigError(
            where, "is blank", "a removed line may leave blank lines behind; see the kind 'squeeze'"
        )
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ConfigError(
            where, "has bytes that are not UTF-8, which a rule file cannot have", "see --encoding"
        )
    wording = _wording(text)
    if wording is None:
        raise ConfigError(where, "is too long or too unusual for a rule", "write a pattern by hand")
    words = (
        f"pattern = {quoted(wording.pattern)}"
        if wording.pattern
        else f"phrases = [{quoted(wording.phrases[0])}]"
    )
    example = f"- {text}\n  {_staying(number, lines, wording)}"
    longest = f"longest = {len(text)}\n" if len(text) > LONGEST_MATCH else ""
    return (
        f"about = {quoted(f'What the site of {name} prints around its articles')}\n\n"
        f"[line.{_name(text) or f'line-{number}'}]\n"
        f'why = "The site prints this line; the author did not write it."\n'
        f"{words}\n{longest}examples = {text_block(example)}\n"
    )


def _wording(text: str) -> Wording | None:
    """Return what matches the line, with slots for its numbers if it has any beside words."""
    longest = max(len(text), LONGEST_MATCH)
    is_plain = not set("{}") & set(text)
    for phrase in (_NUMBERS.sub("{:n}", _TIMES.sub("{:time}", text)), text) if is_plain else ():
        wording = Wording(phrases=(phrase,), longest=longest)
        if not list(problems_of_phrases("phrases", [phrase])) and wording.matches(text):
            return wording
    wording = Wording(pattern=re.escape(text), longest=longest)
    is_usable = not list(problems_of_pattern("pattern", wording.pattern)) and wording.matches(text)
    return wording if is_usable else None


_TIMES = re.compile(r"\d{1,2}:\d\d(?::\d\d)?")
_NUMBERS = re.compile(r"\d+(?:[.,]\d+)*")


def _staying(number: int, lines: Sequence[str], wording: Wording) -> str:
    """Return a line that stays: the nearest of the document's prose, or of its other lines."""
    nearest = sorted(range(len(lines)), key=lambda at: abs(at + 1 - number))
    others = [shown for at in nearest if (shown := _shortened(lines[at])) and not wording.matches(shown)]
    others = [line for line in others if line.isprintable()]
    prose = (line for line in others if is_prose(line))
    return next(prose, others[0] if others else f"The page says: {lines[number - 1].strip()}")


def _shortened(line: str) -> str:
    line = line.strip()
    return line if len(line) <= MAX_EXAMPLE_CHARS else line[:MAX_EXAMPLE_CHARS].rpartition(" ")[0]


def _name(text: str) -> str:
    return "-".join(re.findall("[a-z]+", text.lower())[:MAX_NAME_WORDS])


def quoted(text: str) -> str:
    """Return a text as TOML, on one line."""
    is_plain = text.isprintable() and "'" not in text
    return f"'{text}'" if is_plain and set('"\\') & set(text) else f'"{_escaped(text)}"'


def text_block(text: str) -> str:
    """Return a text of several lines as TOML."""
    is_plain = "'''" not in text and all(line.isprintable() for line in text.split("\n"))
    return f"'''\n{text}\n'''" if is_plain else f'"""\n{_escaped(text)}\n"""'


def _escaped(text: str) -> str:
    return "".join(
        f"\\{character}"
        if character in '"\\'
        else character
        if character.isprintable() or character == "\n"
        else f"\\U{ord(character):08x}"
        for character in text
    )
