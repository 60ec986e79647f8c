"""Writes the records of one input, whole or not at all, so that an interrupted run can be resumed."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from typing import IO

from cleaner.names import is_remote, printable
from cleaner.storage import upload


class Target:
    """Where the records of one input go: a file that appears under its name when it is whole, or a stream.

    ``path`` is a path, an address, or None for standard output. A file is written to ``partial``, beside it or, for
    an address, in the folder for temporary files, and from there sent in one go.
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
            upload(self.partial, self.path or "")
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
