"""A chunk on its way from its input to its output, and the way through this process, without workers."""

from __future__ import annotations

import signal
import threading
from typing import Any

from cleaner.records.work import Desk, RecordError

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

    ``source`` is its input, ``error`` why that could not be read to its end. ``failed`` are records that must not be tried
    again, and why; ``deaths`` those that killed a worker. ``size`` is that of the chunk in bytes; its payload is released
    once it is cleaned. ``is_known`` says that an earlier run has cleaned and counted it.
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

    ``timeout`` is the number of seconds a record may take. A document that kills the process ends the run.
    """

    def __init__(self, cleaner: Cleaner, options: Options, formats: dict[str, Format], timeout: float) -> None:
        self._limit = Limit(timeout)
        self._desk = Desk(cleaner, options, [0.0, 0.0], self._limit)
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
        self._limit.install()
        return self

    def __exit__(self, *_: object) -> None:
        self._limit.remove()


class Limit:
    """A context that stops what takes more than ``seconds`` in this process, by raising a RecordError wherever that is.

    The error is raised again each second until it gets through, as extractors carry on after any error. This relies on the
    system's alarms: where there are none (Windows), and outside the main thread, nothing is stopped.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._is_on = False
        self._before: Any = None

    def install(self) -> None:
        """Take over the alarms of this process, if that is possible."""
        if hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGALRM, self._stop)

    def remove(self) -> None:
        """Give them back."""
        if self._before is not None:
            signal.signal(signal.SIGALRM, self._before)
            self._before = None

    def _stop(self, number: int, frame: object) -> None:
        if self._is_on:
            raise RecordError(f"took more than {self._seconds:g} s")

    def __enter__(self) -> None:
        if self._before is not None:
            self._is_on = True
            signal.setitimer(signal.ITIMER_REAL, self._seconds, 1.0)

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            self._is_on = False
            signal.setitimer(signal.ITIMER_REAL, 0)
