"""What the formats that hold many records have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from importlib import import_module
from typing import IO, Any

from cleaner.storage import compress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cleaner.records.work import Desk, Options

CLASSES = {
    "jsonl": "jsonl:JsonLines",
    "csv": "delimited:Delimited",
    "parquet": "parquet:Parquet",
    "warc": "warc:Warc",
}
"""The module and class of each format."""
CHUNK = 1 << 19
"""Bytes of a chunk, as read: about a tenth of a second's work, and little enough to hold hundreds of them."""


def make(name: str, options: Options, compression: str | None) -> Format:
    """Return the format with this name."""
    module, _, kind = CLASSES[name].partition(":")
    made: Format = getattr(import_module(f"cleaner.records.{module}"), kind)(options, compression)
    return made


class Chunk:
    """Some records: what a worker gets of them, and what the parent keeps meanwhile.

    ``first`` is the place of the first one, ``read`` the number of bytes of the input up to here, as stored (compressed).
    ``size`` is the number of bytes held for it, if more than the payload's.
    """

    __slots__ = ("first", "payload", "read", "rest", "size")

    def __init__(self, payload: Any, first: int, read: int, rest: Any = None, size: int = 0) -> None:
        self.payload = payload
        self.first = first
        self.read = read
        self.rest = rest
        self.size = size


class Format(ABC):
    """Reads records in chunks, cleans a chunk, and writes it. The first and last happen in the parent.

    Chunks begin and end at the same places each time, whatever becomes of them: ``--resume`` relies on that.
    """

    unit = "record"
    """What a place counts, in messages."""
    appends = True
    """Whether what was written so far can be taken up again by writing on behind it. Where it cannot, what the workers
    gave is kept beside it, and written again when the run is taken up."""

    def __init__(self, options: Options, compression: str | None = None, size: int = CHUNK) -> None:
        self.options = options
        self.compression = compression
        self.size = size

    @property
    def reads_html(self) -> bool:
        """Whether pages are expected, so that workers load what reads them before they begin."""
        return bool(self.options.html)

    @abstractmethod
    def chunks(self, source: Any) -> Iterator[Chunk]:
        """Yield the records; raise DamageError, OSError or EOFError where the input is damaged."""

    @abstractmethod
    def clean(self, payload: Any, first: int, desk: Desk) -> Any:
        """Return a chunk as bytes that are ready to be written. Runs in a worker."""

    @abstractmethod
    def writer(self, file: IO[bytes]) -> Writer:
        """Return what writes chunks to an open file."""


class Writer(ABC):
    """Writes cleaned chunks to one file."""

    @abstractmethod
    def write(self, chunk: Chunk, cleaned: bytes) -> None:
        """Write one chunk."""

    @abstractmethod
    def close(self) -> None:
        """Write what is still held; the file stays open."""

    def leave(self) -> None:  # noqa: B027 - most have nothing to do
        """Let go of a file that will not be whole."""


class Appended(Format):
    """A format whose files are cleaned chunks, one behind the other, each compressed for itself by its worker."""

    def clean(self, payload: Any, first: int, desk: Desk) -> bytes:
        """Return the chunk, compressed."""
        return compress(b"".join(self.work(payload, first, desk)), self.compression)

    @abstractmethod
    def work(self, payload: Any, first: int, desk: Desk) -> Iterable[bytes]:
        """Return the records as they are written."""

    def writer(self, file: IO[bytes]) -> Writer:
        """Return what appends to ``file``."""
        return _Appender(file)


class _Appender(Writer):
    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def write(self, chunk: Chunk, cleaned: bytes) -> None:
        left = memoryview(cleaned)
        while left:  # a pipe may take a part only
            left = left[self._file.write(left) :]

    def close(self) -> None:
        self._file.flush()


class DamageError(ValueError):
    """An input that cannot be read on; the message says where and why."""


def missing(name: str, found: Iterable[str]) -> str:
    """Return the complaint about a field that is not there."""
    import difflib

    found = list(found)
    close = difflib.get_close_matches(name, found, 1)
    hint = f"did you mean {close[0]!r}?" if close else f"found {', '.join(map(repr, found[:8])) or 'none'}"
    return f"no field {name!r}: {hint}"
