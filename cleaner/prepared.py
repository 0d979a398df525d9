"""What was worked out from the shipped rules when the wheel was built, so that no start has to, nor any cache.

A wheel has one file of it for each thing, beside these modules; a checkout, and an editable installation, have none.
A file begins with a digest of all that it was made from and is believed where that is still so: the contents of the
rule files, Python, ftfy and Hyperscan. What is in it is trusted as the modules beside it are.
"""

import os
import sys
import zlib
from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from cleaner.version import __version__


class NamedFile(Protocol):
    """A rule file."""

    @property
    def name(self) -> str:
        """The name of its pack."""

    @property
    def path(self) -> str:
        """Where it is."""


FTFY_TABLES = ("badness.py", "chardata.py")
"""The modules of ftfy from which the triggers of repairs are taken."""


def prepared_path(what: str) -> Path:
    """Return where a thing is, or would be."""
    return Path(__file__).with_name(f"{what}.prepared")


def load_prepared(what: str, files: Iterable[NamedFile], made_with: Sequence[str] = ()) -> memoryview | None:
    """Return what was worked out from rule files, and other things; None where there is nothing that fits."""
    try:
        with prepared_path(what).open("rb") as stream:
            digest = digest_of(files, made_with)
            return memoryview(stream.read()) if stream.read(len(digest)) == digest else None
    except OSError:
        return None


def digest_of(files: Iterable[NamedFile], made_with: Sequence[str] = ()) -> bytes:
    """Return bytes that change with the contents of any rule file, and with what is worked out with them."""
    python = ".".join(map(str, sys.version_info[:2]))  # its tables of Unicode are part of what is worked out
    parts = [__version__, python, sys.platform, *made_with, *_sums_of_ftfy()]
    parts += [f"{file.name} {_sum(file.path)}" for file in sorted(files, key=lambda file: file.name)]
    head = "\n".join(parts).encode("utf-8", "surrogatepass")
    return b"%08x %08x\n" % (zlib.crc32(head), len(head))


def _sums_of_ftfy() -> list[str]:
    found = find_spec("ftfy")
    if found is None or found.origin is None:
        return ["no ftfy"]
    folder = os.path.dirname(found.origin)  # noqa: PTH120 — `pathlib` costs twice as long
    return [_sum(os.path.join(folder, name)) for name in FTFY_TABLES]  # noqa: PTH118


def _sum(path: str) -> str:
    """Return a checksum of a file: an edit is to be seen, and whoever would forge one can edit this module, too."""
    with open(path, "rb") as stream:  # noqa: PTH123 — as above
        return str(zlib.crc32(stream.read()))
