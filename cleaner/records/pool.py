"""Worker processes that clean chunks: bounded, in order, and not stopped by a record that hangs or kills its worker.

The standard pools lose every task when a process dies, and cannot stop a single task; hence this one.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import time
import warnings
from collections import deque
from contextlib import contextmanager
from multiprocessing.connection import wait
from typing import Any

from cleaner.errors import format_warning
from cleaner.records.task import WorkerError
from cleaner.records.work import ALL, Desk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from multiprocessing.connection import Connection

    from cleaner import Cleaner
    from cleaner.records.formats import Format
    from cleaner.records.task import Task
    from cleaner.records.work import Options

HELD = 32 << 20
"""Bytes of chunks that may be in work or wait for their turn to be written."""
POLL = 1.0
"""Seconds after which the clock of a worker that has not begun is looked at again."""


class Pool:
    """``jobs`` processes at most, each started when there is work for it.

    ``formats`` are those that chunks may have; ``timeout`` is the number of seconds a record may take.
    """

    def __init__(
        self, jobs: int, cleaner: Cleaner, options: Options, formats: dict[str, Format], timeout: float
    ) -> None:
        methods = multiprocessing.get_all_start_methods()
        self._context: Any = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
        if "forkserver" in methods:  # it reads the rules once, and workers start from it in no time
            pages = ["trafilatura"] * any(made.reads_html for made in formats.values())
            self._context.set_forkserver_preload(["cleaner.records.preload", *pages])
        self._setup = pickle.dumps((cleaner, options, formats))
        self._jobs = jobs
        self._timeout = timeout
        self._workers: list[_Worker] = []
        self._waiting: deque[Task] = deque()

    def run(self, tasks: Iterable[Task]) -> Iterator[Task]:
        """Yield every task in order when it is done; one is only read from ``tasks`` when there is room for it."""
        source = iter(tasks)
        pending: deque[Task] = deque()
        is_more = True
        held = 0
        while pending or is_more:
            is_room = is_more and held < HELD and len(self._waiting) <= self._jobs
            self._collect(0.0 if is_room else None)
            while pending and pending[0].is_done:
                held -= pending[0].size
                yield pending.popleft()
            if is_room and (task := next(source, None)) is not None:
                pending.append(task)
                held += task.size
                if not task.is_done:
                    self._waiting.append(task)
            elif is_room:
                is_more = False
            self._assign()

    def _assign(self) -> None:
        """Give waiting tasks to workers that have none."""
        while self._waiting:
            idle = next((worker for worker in self._workers if worker.is_ready and worker.task is None), None)
            if idle is None:
                starting = sum(not worker.is_ready for worker in self._workers)
                if len(self._workers) < self._jobs and starting < len(self._waiting):
                    self._workers.append(_Worker(self._context, self._setup))
                    continue
                return
            task = self._waiting.popleft()
            if not idle.give(task):
                self._bury(idle)

    def _collect(self, patience: float | None) -> None:
        """Take what workers have finished; wait for one if ``patience`` is None. Stop those that take too long."""
        busy = [worker for worker in self._workers if worker.task or not worker.is_ready]
        if not busy:
            return
        if patience is None:
            patience = max(0.0, min(worker.time_left(self._timeout) for worker in busy))
        ready = wait([worker.connection for worker in busy], patience)
        for worker in busy:
            if worker.connection in ready:
                if not worker.take():
                    self._bury(worker)
            elif clock := worker.late(self._timeout):
                self._bury(worker, clock)

    def _bury(self, worker: _Worker, late: tuple[float, float] | None = None) -> None:
        """Remove a dead or late worker; its task is tried again, in the end without the record that killed it."""
        self._workers.remove(worker)
        task, clock = worker.task, worker.kill()
        if task is None:
            if not worker.is_ready:
                raise WorkerError(f"a worker ended before it could begin: {worker.end()}")
            return
        self._waiting.appendleft(task)
        number = int(clock[0]) if clock[1] else ALL
        if late:
            if late == clock:  # else it had just come to an end with that record
                task.failed[number] = f"took more than {self._timeout:g} s"
            return
        task.deaths.append(number)
        if task.deaths.count(number) > 1:  # the first time it may have been chance, or another's doing
            if task.deaths.count(number) > 2:
                raise WorkerError(f"workers keep dying: {worker.end()}")
            task.failed[number] = f"its worker died: {worker.end()}"

    def close(self) -> None:
        """Let workers go; those that still work are stopped."""
        for worker in self._workers:
            worker.kill() if worker.task else worker.connection.close()
        for worker in self._workers:
            worker.process.join(POLL)
            worker.kill()
        self._workers.clear()

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Worker:
    """The parent's side of one process."""

    def __init__(self, context: Any, setup: bytes) -> None:
        self.connection: Connection
        self.connection, theirs = context.Pipe()
        self._clock = context.RawArray("d", 2)
        self.process = context.Process(target=serve, args=(theirs, self._clock, setup), daemon=True)
        with _safe_path():
            self.process.start()
        theirs.close()
        self.is_ready = False
        self.task: Task | None = None

    def give(self, task: Task) -> bool:
        """Send a task; tell whether the process lives."""
        self.task = task
        chunk = task.chunk
        assert chunk is not None
        try:
            self.connection.send((task.source.format, chunk.first, task.failed))
            self.connection.send_bytes(chunk.payload)
        except OSError:
            return False
        return True

    def take(self) -> bool:
        """Receive what the process sends; tell whether it lives. Raises WorkerError if it gave up."""
        try:
            summary = self.connection.recv()
            if isinstance(summary, str):
                raise WorkerError(summary)
            if self.task is None:
                self.is_ready = True
                return True
            self.task.cleaned = self.connection.recv_bytes()
        except (EOFError, OSError):
            return False
        self.task.summary = summary
        self.task.give_up_payload()
        self.task = None
        return True

    def time_left(self, timeout: float) -> float:
        """Return for how many seconds it need not be looked at."""
        since = self._clock[1]
        return since + timeout - time.monotonic() if since else min(POLL, timeout)

    def late(self, timeout: float) -> tuple[float, float] | None:
        """Return the clock if the record in work takes longer than ``timeout`` seconds."""
        number, since = self._clock
        return (number, since) if since and time.monotonic() - since > timeout else None

    def kill(self) -> tuple[float, float]:
        """End the process and return its clock."""
        self.process.kill()
        self.process.join()
        self.connection.close()
        return self._clock[0], self._clock[1]

    def end(self) -> str:
        """Return how the process ended."""
        code = self.process.exitcode or 0
        if code >= 0:
            return f"exit status {code}"
        try:
            return signal.Signals(-code).name
        except ValueError:
            return f"signal {-code}"


@contextmanager
def _safe_path() -> Iterator[None]:
    """Keep the working folder out of the path of new processes: a `cleaner.py` in it would be taken for this package."""
    before = os.environ.get("PYTHONSAFEPATH")
    os.environ["PYTHONSAFEPATH"] = "1"
    try:
        yield
    finally:
        del os.environ["PYTHONSAFEPATH"]
        if before is not None:
            os.environ["PYTHONSAFEPATH"] = before


def serve(connection: Connection, clock: Any, setup: bytes) -> None:
    """Clean chunks until the parent goes; the whole life of a worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    warnings.formatwarning = format_warning
    try:
        cleaner, options, formats = pickle.loads(setup)
        if any(made.reads_html for made in formats.values()):
            import trafilatura  # noqa: F401 - takes a second, which is not the first record's fault
        desk = Desk(cleaner, options, clock)
        connection.send(None)
        while True:
            name, first, failed = connection.recv()
            payload = connection.recv_bytes()
            desk.begin(failed)
            cleaned = formats[name].clean(payload, first, desk)
            del payload
            connection.send(desk.summary)
            connection.send_bytes(cleaned)
            del cleaned
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # the parent has gone
    except Exception:
        import traceback

        connection.send(traceback.format_exc())
