"""Opens and reads files, compressed or not, here or behind an address that fsspec knows; compresses, and sends elsewhere."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from cleaner.errors import FileError
from cleaner.names import is_remote, split_name

WITHOUT_FOLDERS = frozenset({"s3", "s3a", "gs", "gcs"})
"""Storages whose folders need not be created before the files in them; creating one could create a bucket."""


class Input:
    """An input that is open: ``stream`` gives it decompressed, ``raw`` as it is stored.

    ``size`` is its length as stored, in bytes; None if unknown.
    """

    def __init__(self, path: str | None, compression: str | None) -> None:
        self.size: int | None = None
        if path is None:
            self.raw: IO[bytes] = sys.stdin.buffer
        elif is_remote(path):
            system, inside = filesystem(path)
            self.raw = system.open(inside, "rb")
            self.size = getattr(self.raw, "size", None)
        else:
            self.raw = open(path, "rb")
            self.size = os.fstat(self.raw.fileno()).st_size
        self._error: Exception | None = None
        self.stream: IO[bytes] = self.raw
        if compression:
            self.stream = decompressed(self.raw, compression)
        elif not hasattr(self.raw, "read1"):  # files of fsspec
            self.stream = io.BufferedReader(self.raw, 1 << 18)  # type: ignore[type-var]

    def position(self) -> int:
        """Return how far ``raw`` has been read, in bytes; 0 for a pipe."""
        return self.raw.tell() if self.raw.seekable() else 0

    def lines(self, size: int) -> bytes:
        """Return about ``size`` bytes that end where a line does, or at the end; none at the end.

        What comes before the damage is returned first; the error is raised the next time.
        """
        if self._error:
            raise self._error
        pieces: list[bytes] = []
        try:
            while size > 0 and (piece := self.stream.read1(size)):  # type: ignore[attr-defined]
                pieces.append(piece)
                size -= len(piece)
            if pieces and not pieces[-1].endswith(b"\n"):
                pieces.append(self.stream.readline())
        except Exception as error:  # of any compression or storage
            self._error = error
            pieces = [b"".join(pieces)]
            pieces[0] = pieces[0][: pieces[0].rfind(b"\n") + 1]
            if not pieces[0]:
                raise
        return b"".join(pieces)

    def close(self) -> None:
        """Close it."""
        self.stream.close()
        self.raw.close()

    def __enter__(self) -> Input:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def read(path: str) -> bytes:
    """Return every byte of a file, decompressed; raise OSError that says what is wrong."""
    with _as_os_error(), Input(path, split_name(path)[1]) as source:
        return source.stream.read()


def filesystem(address: str) -> tuple[Any, str]:
    """Return fsspec's file system for an address, and the path in it; raise FileError if there is none."""
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise FileError(address, "needs fsspec: pip install 'newsclean[remote]'") from error
    try:
        system, path = url_to_fs(address)
    except Exception as error:  # no such scheme, a package that is missing, or whatever the storage raises
        raise FileError(address, error) from error
    return system, path


@contextmanager
def _as_os_error() -> Iterator[None]:
    """Raise what any compression or storage raises as an OSError that says what is wrong."""
    try:
        yield
    except FileError:
        raise
    except Exception as error:
        raise OSError(describe(error)) from error


def _place_at(address: str) -> tuple[Any, str]:
    """Return the file system of an address and the path there, whose folder is made."""
    system, path = filesystem(address)
    if address.partition("://")[0].lower() not in WITHOUT_FOLDERS:
        system.makedirs(os.path.dirname(path), exist_ok=True)
    return system, path


def upload(file: str, address: str) -> None:
    """Copy a file of this machine elsewhere; raise OSError that says what is wrong."""
    with _as_os_error():
        system, path = _place_at(address)
        system.put_file(file, path)


def send(address: str, data: bytes) -> None:
    """Write a file elsewhere in one go; raise OSError that says what is wrong."""
    with _as_os_error():
        system, path = _place_at(address)
        system.pipe_file(path, data)


def size_of(path: str) -> int | None:
    """Return the bytes of a file as stored, None if nobody knows."""
    try:
        if is_remote(path):
            system, inside = filesystem(path)
            found = system.size(inside)
            return None if found is None else int(found)
        return os.stat(path).st_size
    except Exception:  # whatever the storage raises: reading will say it
        return None


def _zstd() -> Any:
    try:
        if sys.version_info >= (3, 14):
            from compression import zstd
        else:
            from backports import zstd
    except ImportError as error:
        raise ImportError("zstd needs backports.zstd: pip install 'newsclean[zstd]'") from error
    return zstd


def decompressed(raw: IO[bytes], compression: str) -> IO[bytes]:
    """Return a stream that decompresses ``raw``; one that ends too early raises EOFError when it is read.

    Raises ImportError, naming the extra, for zstd without its package.
    """
    opened: Any
    if compression == "gzip":
        import gzip

        opened = gzip.GzipFile(fileobj=raw)
    elif compression == "bzip2":
        import bz2

        opened = bz2.BZ2File(raw)
    elif compression == "xz":
        import lzma

        opened = lzma.LZMAFile(raw)
    else:
        opened = _zstd().ZstdFile(raw)
    return io.BufferedReader(_Pieces(opened), 1 << 18)


class _Pieces(io.RawIOBase):
    """A stream that first gives what comes before the damage, and raises an error the next time."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._stream.read1(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        self._stream.close()
        super().close()


def compress(data: bytes, compression: str | None) -> bytes:
    """Return ``data`` compressed for itself; what is so made can be strung together, and reads as one file."""
    if compression is None or not data:
        return data
    if compression == "gzip":
        import gzip

        return gzip.compress(data, 6, mtime=0)
    if compression == "bzip2":
        import bz2

        return bz2.compress(data)
    if compression == "xz":
        import lzma

        return lzma.compress(data)
    packed: bytes = _zstd().compress(data)
    return packed


def describe(error: Exception) -> str:
    """Return in one line what is wrong with an input that could not be read on."""
    if isinstance(error, EOFError):
        return "truncated: it ends in the middle of its compressed data"
    if isinstance(error, FileNotFoundError) and not error.strerror:
        return "no such file or bucket"  # fsspec says no more than the path
    return " ".join((getattr(error, "strerror", None) or str(error) or type(error).__name__).split())
