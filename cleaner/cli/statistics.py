"""The file of statistics that `--stats FILE` writes."""

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleaner.errors import ConfigError
from cleaner.formats.files import replacing

if TYPE_CHECKING:  # only a run with statistics needs it
    from cleaner.corpus.observer import Observer

BEGINNING = b'{\n "cleaner": '
"""How every file of statistics begins."""


def refuse_other_file(path: str) -> None:
    """Raise `ConfigError` for a file that is there and has no statistics: it was meant to be cleaned."""
    target = Path(path)
    if target.is_dir() or (target.is_file() and not _is_ours(target)):
        raise ConfigError(
            "--stats",
            f"{path} exists, and is not a file of statistics",
            "name the file to write after --stats; to print statistics, write --stats last",
        )


@contextlib.contextmanager
def observed(path: str, settings: Mapping[str, Any]) -> Iterator["Observer"]:
    """Make an observer, and write its statistics to a file at the end."""
    from cleaner.corpus.observer import Observer  # noqa: PLC0415 — as above
    from cleaner.corpus.statistics import Statistics  # noqa: PLC0415

    with replacing(Path(path)) as sink:
        observer = Observer(Statistics([dict(settings)]))
        yield observer
        sink.write(observer.statistics.to_json())


def _is_ours(path: Path) -> bool:
    with path.open("rb") as stream:
        start = stream.read(len(BEGINNING))
    return not start or start == BEGINNING
