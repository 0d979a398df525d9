"""Compression: streams that are read and written as what is packed in them."""

import contextlib
import importlib
import importlib.util
import io
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, BinaryIO, cast

from cleaner.errors import InputError

BLOCK_BYTES = 1 << 16
"""Bytes that are read at a time."""

FEED_BYTES = 1 << 10
"""Packed bytes of Zstandard that are unpacked at a time: at its best it packs a block of 32 MiB in so many."""

MAX_WINDOW_BYTES = 1 << 31
"""The largest window of Zstandard, which its command writes with --long=31; such a file takes as much memory."""


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
        unpacking = zstandard.ZstdDecompressor(max_window_size=MAX_WINDOW_BYTES)
        return contextlib.nullcontext(_Frames(stream, unpacking))
    return zstandard.ZstdCompressor().stream_writer(stream, closefd=False)


class _Frames:
    """Frames of Zstandard as one stream; the package's own reader does not tell one that is cut short from its end."""

    def __init__(self, stream: BinaryIO, unpacking: Any) -> None:
        self._stream, self._unpacking = stream, unpacking
        self._frame: Any = None
        self._packed = io.BytesIO()
        self._unpacked = io.BytesIO()

    def read(self, size: int) -> bytes:
        """Read up to so many bytes. Raises `EOFError` amid a frame."""
        while not (data := self._unpacked.read(size)):
            packed = self._packed.read(FEED_BYTES)
            if not packed:
                self._packed = io.BytesIO(self._stream.read(BLOCK_BYTES))
                packed = self._packed.read(FEED_BYTES)
            if not packed:
                if self._frame is not None:
                    raise EOFError("it ends inside a frame")
                return b""
            self._frame = self._frame or self._unpacking.decompressobj()
            self._unpacked = io.BytesIO(self._frame.decompress(packed))
            if self._frame.eof:
                self._packed = io.BytesIO(self._frame.unused_data + self._packed.read())
                self._frame = None
        return data


_OPENERS: Mapping[str, Callable[[BinaryIO, str], Any]] = {
    "gz": _gzip,
    "bz2": _bzip2,
    "xz": _xz,
    "zst": _zstandard,
}


def _open(name: str, compression: str) -> Callable[[BinaryIO, str], Any]:
    if compression == "zst" and not importlib.util.find_spec("zstandard"):
        remedy = "pip install 'unchrome[zstd]', or unpack it first: zstd -dc FILE | cleaner"
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
        return InputError(self._name, f"is damaged {self._compression}: {reason}", "get it again")
