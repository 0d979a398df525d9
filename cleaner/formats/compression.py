"""Compression: streams that are read and written as what is packed in them."""

import contextlib
import importlib
import importlib.util
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, BinaryIO, cast

from cleaner.errors import InputError


@contextlib.contextmanager
def decompressing(source: BinaryIO, compression: str | None, name: str) -> Iterator[BinaryIO]:
    """Read what is packed in a stream. Raises `InputError` for one that is cut short or damaged."""
    if compression is None:
        yield source
        return
    with _open(name, compression)(source, "rb") as stream:
        yield cast(BinaryIO, _Unpacked(stream, compression, name))


@contextlib.contextmanager
def compressing(sink: BinaryIO, compression: str | None, name: str) -> Iterator[BinaryIO]:
    """Pack what is written to a stream."""
    if compression is None:
        yield sink
        return
    with _open(name, compression)(sink, "wb") as stream:
        yield cast(BinaryIO, stream)


def _gzip(stream: BinaryIO, mode: str) -> Any:
    import gzip  # noqa: PLC0415 — most input is not compressed

    # without a name and a time, so that the same text is the same bytes
    return gzip.GzipFile(filename="", mode=mode, fileobj=stream, mtime=0)


def _bzip2(stream: BinaryIO, mode: str) -> Any:
    return importlib.import_module("bz2").BZ2File(stream, mode)


def _xz(stream: BinaryIO, mode: str) -> Any:
    return importlib.import_module("lzma").LZMAFile(stream, mode)


def _zstandard(stream: BinaryIO, mode: str) -> Any:
    zstandard = importlib.import_module("zstandard")
    if mode == "rb":
        return zstandard.ZstdDecompressor().stream_reader(stream, read_across_frames=True, closefd=False)
    return zstandard.ZstdCompressor().stream_writer(stream, closefd=False)


_OPENERS: Mapping[str, Callable[[BinaryIO, str], Any]] = {
    "gz": _gzip,
    "bz2": _bzip2,
    "xz": _xz,
    "zst": _zstandard,
}


def _open(name: str, compression: str) -> Callable[[BinaryIO, str], Any]:
    if compression == "zst" and not importlib.util.find_spec("zstandard"):
        remedy = "pip install zstandard, or unpack it first: zstd -dc FILE | cleaner"
        raise InputError(name, "is compressed by Zstandard, which needs a package that is missing", remedy)
    return _OPENERS[compression]


class _Unpacked:
    """A stream whose errors say that what is packed is damaged."""

    def __init__(self, stream: BinaryIO, compression: str, name: str) -> None:
        self._stream, self._compression, self._name = stream, compression, name

    def read(self, size: int) -> bytes:
        """Read up to so many bytes."""
        try:
            return self._stream.read(size)
        except (EOFError, OSError, zlib.error, ValueError) as error:
            raise self._damaged(error) from error
        except Exception as error:  # lzma and zstandard have errors of their own, without a common parent
            if type(error).__name__ in {"LZMAError", "ZstdError"}:
                raise self._damaged(error) from error
            raise

    read1 = read

    def _damaged(self, error: Exception) -> InputError:
        reason = str(error).lower().rstrip(".")
        return InputError(self._name, f"is damaged {self._compression}: {reason}", "get it anew")
