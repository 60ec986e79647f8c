"""One input of a run: what it is, where its output goes, and how it is opened."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager
from typing import Any

from cleaner.names import is_remote
from cleaner.records.formats import Format, make
from cleaner.records.target import Target
from cleaner.storage import Input

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cleaner.records.work import Options


class Item:
    """One input with its place: ``kind`` is the name of its format, compressions are those of its two files."""

    def __init__(
        self,
        path: str | None,
        name: str,
        kind: str,
        target: Target,
        compression: str | None = None,
        output_compression: str | None = None,
    ) -> None:
        self.path = path
        self.name = name
        self.kind = kind
        self.target = target
        self.compression = compression
        self.output_compression = output_compression
        self.size: int | None = None
        self.is_broken = False

    @property
    def format(self) -> str:
        """What names its format to workers."""
        return f"{self.kind}:{self.output_compression}"

    @property
    def names(self) -> list[str]:
        """The names of its files."""
        return [self.name]

    @property
    def stays(self) -> bool:
        """Whether only this process can read or write it."""
        return False

    def identity(self) -> Sequence[Any]:
        """Return what distinguishes this input and its output from others."""
        return self.path, self.size, changed(self.path), self.target.path, self.format

    def make(self, options: Options) -> Format:
        """Return its format."""
        return make(self.kind, options, self.output_compression)

    def done(self, failed: int) -> int:
        """Return how many files are done with it; ``failed`` are its records that failed."""
        return 1

    def open(self) -> AbstractContextManager[Any]:
        """Open it."""
        return Input(self.path, self.compression)


def noun_of(items: Iterable[Item]) -> str:
    """Return what is counted of inputs: records, or texts if each is a file of its own."""
    return "text" if all(item.kind == "text" for item in items) else "record"


def changed(path: str | None) -> int | None:
    """Return when a file was last changed, in nanoseconds; None where nobody knows."""
    try:
        return None if path is None or is_remote(path) else os.stat(path).st_mtime_ns
    except OSError:
        return None
