"""Opens and writes files: compressed or not, here or behind an address that fsspec knows, whole or not at all."""

from __future__ import annotations

import io
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from cleaner.files import FileError, printable
from cleaner.records.names import filesystem, is_remote, split_name

WITHOUT_FOLDERS = frozenset({"s3", "s3a", "gs", "gcs"})
"""Storages in which a folder need not be made before what lies in it; making one could make a bucket."""

# Reading


class Input:
    """An input that is open: ``stream`` gives it decompressed, ``raw`` as it is stored.

    ``size`` is its length as stored, in bytes; None if nobody knows.
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
        self._seeks = path is not None

    def position(self) -> int:
        """Return how far ``raw`` has been read, in bytes; 0 for a pipe."""
        return self.raw.tell() if self._seeks else 0

    def lines(self, size: int) -> bytes:
        """Return about ``size`` bytes that end where a line does, or at the end; none at the end.

        What can be read before some damage is returned first; the damage is raised the next time.
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


def _upload(file: str, address: str) -> None:
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
    """A stream that gives what stands before some damage, and raises that the next time."""

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


# Writing


class Target:
    """Where the records of one input go: a file that appears under its name when it is whole, or a stream.

    ``path`` is a path, an address, or None for standard output. A file is written to ``partial``, beside it or, for
    an address, in the folder for temporary files, from where it is sent in one go.
    """

    def __init__(self, path: str | None) -> None:
        self.path = path

    @property
    def name(self) -> str:
        """What messages call it."""
        return "<stdout>" if self.path is None else printable(self.path)

    @property
    def is_stream(self) -> bool:
        """Whether it is written directly: standard output, a pipe, a device."""
        if self.path is None:
            return True
        return not is_remote(self.path) and os.path.exists(self.path) and not os.path.isfile(self.path)

    @property
    def is_folder(self) -> bool:
        """Whether it stands for many files."""
        return False

    @property
    def partial(self) -> str:
        """Where the file is while it is not whole."""
        return beside(self.path or "", "partial")

    @property
    def log(self) -> str:
        """Where the chunks are kept of a file that cannot be taken up itself."""
        return beside(self.path or "", "log")

    def holds(self, length: int, is_logged: bool) -> bool:
        """Whether an earlier run left so many bytes of it, or of its log."""
        left = self.log if is_logged else self.partial
        return os.path.isfile(left) and os.path.getsize(left) >= length

    def open_log(self, length: int | None = None) -> Log:
        """Open its log; with ``length``, go on behind so many bytes of what an earlier run left."""
        return Log(_open_at(self.log, length))

    def logged(self) -> Iterator[bytes]:
        """Yield the chunks that an earlier run left."""
        with open(self.log, "rb") as file:
            while head := file.read(8):
                yield file.read(int.from_bytes(head, "big"))

    def open(self, length: int | None = None) -> IO[bytes]:
        """Open it for writing; with ``length``, go on behind so many bytes of what an earlier run left."""
        if self.path is None:
            return sys.stdout.buffer
        if self.is_stream:
            return open(self.path, "wb", 0)
        os.makedirs(os.path.dirname(self.partial) or ".", exist_ok=True)
        if not is_remote(self.path) and os.path.exists(self.path) and not os.access(self.path, os.W_OK):
            raise PermissionError(13, "Permission denied", self.path)
        return _open_at(self.partial, length)

    def sync(self, file: IO[bytes]) -> int:
        """Bring to the disk what was written; return its bytes."""
        file.flush()
        os.fsync(file.fileno())
        return file.tell()

    def close(self, file: IO[bytes]) -> None:
        """Close the file, unless it is standard output."""
        if self.path is not None:
            file.close()

    def finish(self, file: IO[bytes]) -> None:
        """Close the file and give it its name."""
        file.flush()
        if self.is_stream:
            self.close(file)
            return
        _remove(self.log)
        os.fsync(file.fileno())
        file.close()
        if is_remote(self.path or ""):
            _upload(self.partial, self.path or "")
            os.unlink(self.partial)
            return
        path = os.path.realpath(self.path or "")
        if os.path.exists(path):
            os.chmod(self.partial, stat.S_IMODE(os.stat(path).st_mode))
        os.replace(self.partial, path)

    def discard(self, is_logged: bool = False) -> None:
        """Remove what is not whole; leave its log if ``is_logged``."""
        if not self.is_stream:
            _remove(self.partial)
            if not is_logged:
                _remove(self.log)


class Log:
    """Chunks one behind the other in a file, each after its length in 8 bytes."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file

    def add(self, chunk: bytes) -> None:
        """Write a chunk."""
        self.file.write(len(chunk).to_bytes(8, "big"))
        self.file.write(chunk)


def _open_at(path: str, length: int | None) -> IO[bytes]:
    if length is None:
        return open(path, "wb")
    file = open(path, "r+b")
    file.truncate(length)
    file.seek(length)
    return file


def _remove(path: str) -> None:
    if os.path.exists(path):
        os.unlink(path)


def beside(path: str, suffix: str) -> str:
    """Return where a file is kept that belongs to ``path`` while it is being written: hidden, in the same folder."""
    if is_remote(path):
        import hashlib
        import tempfile

        name = hashlib.sha256(path.encode()).hexdigest()[:16]
        return os.path.join(tempfile.gettempdir(), f"clean-text-{name}.{suffix}")
    path = os.path.realpath(path)
    return os.path.join(os.path.dirname(path), f".{os.path.basename(path)}.{suffix}")
