"""Remote files: those with a scheme, as in `s3://` or `https://`, read through fsspec."""

import contextlib
import importlib
import importlib.util
import re
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from cleaner.errors import InputError


def is_remote(path: str) -> bool:
    """Return whether a path has a scheme.

    >>> is_remote("s3://bucket/pages.jsonl"), is_remote("corpus/pages.jsonl")
    (True, False)
    """
    return _SCHEME.match(path) is not None


def name_in(path: str) -> str:
    """Return a path without what an address has behind the name: `?download=true`."""
    return re.split("[?#]", path, maxsplit=1)[0] if is_remote(path) else path


@contextlib.contextmanager
def reading_remote(path: str) -> Iterator[BinaryIO]:
    """Open a remote file for reading. Raises `InputError`, then or later."""
    with _reported(path):
        stream = _fsspec(path).open(path, "rb").open()
    with contextlib.closing(stream):
        yield cast(BinaryIO, _Reported(stream, path))


def files_below(path: str) -> list[tuple[str, str]]:
    """Return the files of a remote folder, each with its path below it; of a file, itself and its name."""
    with _reported(path):
        system, root = _fsspec(path).core.url_to_fs(path)
        if path.startswith(("http://", "https://")) or not system.isdir(root):
            return [(path, name_in(path).rstrip("/").rpartition("/")[2])]
        found = sorted(system.find(root))
        top = system._strip_protocol(path).rstrip("/") + "/"  # noqa: SLF001 — what fsspec's own tools call
        return [(system.unstrip_protocol(file), file.removeprefix(top)) for file in found]


class _Reported:
    """A stream whose errors name the file."""

    def __init__(self, stream: Any, path: str) -> None:
        self._stream, self._path = stream, path

    def read(self, size: int) -> bytes:
        """Read up to so many bytes."""
        with _reported(self._path):
            data: bytes = self._stream.read(size)
            return data


def _fsspec(path: str) -> Any:
    if not importlib.util.find_spec("fsspec"):
        raise InputError(path, "is remote, which needs a package that is missing", _REMEDY)
    return importlib.import_module("fsspec")


@contextlib.contextmanager
def _reported(path: str) -> Iterator[None]:
    try:
        yield
    except InputError:
        raise
    except ImportError as error:
        raise InputError(path, f"needs a package that is missing: {_reason(error)}", _REMEDY) from error
    except (OSError, ValueError) as error:
        raise InputError(
            path, f"cannot be read: {_reason(error)}", "check its name and your rights"
        ) from error
    except Exception as error:  # each system has errors of its own, without a common parent
        if type(error).__module__.partition(".")[0] in _SYSTEMS:
            raise InputError(path, f"cannot be read: {_reason(error)}", "try it again") from error
        raise


def _reason(error: Exception) -> str:
    words = " ".join(str(error).split()) or type(error).__name__
    return words[:_MAX_REASON].rstrip(".")


_MAX_REASON = 200
_REMEDY = "pip install 'unchrome[remote]'"
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://")
_SYSTEMS = frozenset({"aiohttp", "aiobotocore", "botocore", "huggingface_hub", "fsspec", "requests", "httpx"})
