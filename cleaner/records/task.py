"""A chunk on its way from its input to its output, and the way through this process, without workers."""

from __future__ import annotations

from typing import Any

from cleaner.records.work import Desk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cleaner import Cleaner
    from cleaner.records.formats import Chunk, Format
    from cleaner.records.summary import Summary
    from cleaner.records.work import Options


class WorkerError(RuntimeError):
    """Workers that cannot work at all: not a matter of any record."""


class Task:
    """A chunk on its way. Without a chunk it marks the end of its input and only waits for its turn.

    ``source`` says of which input it is, ``error`` why that could not be read to its end. ``failed`` are records that
    are not to be tried again, and why; ``deaths`` those at which a worker died. ``size`` is what the chunk holds, in
    bytes; its payload is let go when it is cleaned. ``is_known``: an earlier run has cleaned and counted it.
    """

    def __init__(
        self, source: Any, chunk: Chunk | None = None, error: str | None = None, known: bytes | None = None
    ) -> None:
        self.source = source
        self.chunk = chunk
        self.error = error
        self.failed: dict[int, str] = {}
        self.deaths: list[int] = []
        self.cleaned = known or b""
        self.summary: Summary | None = None
        self.size = 0 if chunk is None else max(chunk.size, memoryview(chunk.payload).nbytes)
        self.is_known = known is not None

    def give_up_payload(self) -> None:
        """Let go what the worker got."""
        if self.chunk is not None:
            self.chunk.payload = b""

    @property
    def is_done(self) -> bool:
        """Whether it can be written."""
        return self.chunk is None or self.summary is not None or self.is_known


class Inline:
    """Cleans chunks in this process: for a few texts, which are done before a worker would have begun.

    Has no time limit, and a document that kills the process ends the run.
    """

    def __init__(self, cleaner: Cleaner, options: Options, formats: dict[str, Format]) -> None:
        self._desk = Desk(cleaner, options, [0.0, 0.0])
        self._formats = formats

    def run(self, tasks: Iterable[Task]) -> Iterator[Task]:
        """Yield every task when it is done."""
        for task in tasks:
            if task.chunk is not None and not task.is_known:
                self._desk.begin({})
                work = self._formats[task.source.format].clean
                task.cleaned = work(task.chunk.payload, task.chunk.first, self._desk)
                task.summary = self._desk.summary
            yield task

    def __enter__(self) -> Inline:
        return self

    def __exit__(self, *_: object) -> None:
        pass
