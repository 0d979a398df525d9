"""Refusals: names of files that an option cannot have, told before a byte is read."""

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from cleaner.corpus.discovery import Found
from cleaner.corpus.source import STDIN
from cleaner.errors import ConfigError


def refuse_stdin_filename(name: str, named: Sequence[str]) -> None:
    """Raise `ConfigError` if standard input cannot be taken as a file of some name."""
    if not name.strip() or name == STDIN or name.endswith(("/", os.sep)) or Path(name).is_dir():
        raise ConfigError(
            "--stdin-filename", f"'{name}' is not a file name", "name a file; it need not exist"
        )
    if STDIN not in named:
        raise ConfigError("--stdin-filename", "standard input is not read", "leave it out, or add the path -")


def refuse_same_file(found: Iterable[Found], outputs: Mapping[str, str | None]) -> None:
    """Raise `ConfigError` if a file that is to be written is an input, or another output, or has no name."""
    names: dict[str, str] = {}
    for option, path in outputs.items():
        if path is None:
            continue
        if not path or path == STDIN:
            raise ConfigError(option, f"'{path}' is not a file name", "name a file")
        is_device = Path(path).exists() and not (Path(path).is_file() or Path(path).is_dir())
        real = os.path.realpath(path)
        if real in names and not is_device:
            raise ConfigError(option, f"{path} is also {names[real]}", "name two different files")
        names[real] = option
    inputs = {os.path.realpath(file.path) for file in found if file.path != STDIN}
    for real, option in names.items():
        if real in inputs and option != "--output":
            raise ConfigError(
                option, f"{outputs[option]} is an input, and would be overwritten", "name another file"
            )
