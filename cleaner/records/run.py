"""Cleans many records from end to end: plans, hands chunks to the workers, writes in order, can be taken up again."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from contextlib import contextmanager

from cleaner import __version__
from cleaner.errors import FileError, PlanError
from cleaner.names import is_remote
from cleaner.records.formats import DamageError
from cleaner.records.item import noun_of
from cleaner.records.outlet import Outlet, is_logged
from cleaner.records.state import EVERY, State, key
from cleaner.records.summary import Report, Summary
from cleaner.records.task import Inline, Task
from cleaner.storage import describe, size_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaner import Cleaner
    from cleaner.records.formats import Format
    from cleaner.records.item import Item
    from cleaner.records.pool import Pool
    from cleaner.records.progress import Monitor
    from cleaner.records.work import Options


class Run:
    """One run over many inputs, each with its own output.

    It uses ``jobs`` processes, or only this one if that is 0, and gives each record ``timeout`` seconds. ``resume`` takes up
    an interrupted run; ``state`` is the path of the file that makes this possible, None where nothing can be taken up.
    """

    def __init__(
        self,
        items: Sequence[Item],
        cleaner: Cleaner,
        options: Options,
        monitor: Monitor,
        jobs: int,
        timeout: float,
        state: str | None = None,
        resume: bool = False,
    ) -> None:
        self._items = items
        self._options = options
        self._monitor = monitor
        self._cleaner = cleaner
        self._jobs = jobs
        self._timeout = timeout
        self._formats: dict[str, Format] = {item.format: item.make(options) for item in items}
        self._is_stopping = False
        self._outlet: Outlet | None = None
        self._left = [*items]  # to be done
        self._begun: Item | None = None  # by the run that is taken up
        for item in items:
            if item.path is not None:
                item.size = size_of(item.path)
        self._state = State(state, self._key() if state else "")
        names = [name for item in items for name in item.names]
        self.report = Report(names, options._asdict(), max(1, jobs), noun_of(items))
        self._take_up(resume)

    def _key(self) -> str:
        inputs = [item.identity() for item in self._items]
        return key(__version__, self._cleaner.chosen, self._options._asdict(), inputs)

    def _take_up(self, resume: bool) -> None:
        state = self._state
        if not resume:
            state.remove()
            return
        if not state.load():
            self._monitor.note("nothing to resume: starting from the beginning")
            return
        for path in state.done:
            if not is_remote(path) and not os.path.exists(path):
                raise PlanError(f"{path}: written by the interrupted run, and gone since: leave out --resume")
        self._left = [item for item in self._items if item.target.path not in state.done]
        begun = next((item for item in self._left if item.target.path == state.target), None)
        if begun and begun.target.holds(state.length, is_logged(begun.target, self._formats[begun.format])):
            self._begun = begun
            self._left.sort(key=lambda item: item is not begun)  # first, as the state is that of one output
        else:
            self._forget()
        self.report.done = len(state.done)
        self.report.resumed = state.summary.records + state.part.records
        unit = "texts" if begun and begun.target.is_folder else "records"
        self._monitor.note(
            f"resuming: {len(state.done):,} of {len(self._items):,} outputs are done"
            + (f", {state.part.records:,} {unit} of {state.target}" if state.target else "")
        )

    def run(self) -> Report:
        """Clean everything; raise WorkerError if the workers cannot work."""
        begin = time.monotonic()
        known = [item.size for item in self._left]
        self._monitor.start(None if None in known else sum(size or 0 for size in known))
        try:
            with self._workers() as pool, self._interrupts():
                self._saved = time.monotonic()
                for task in pool.run(self._tasks()):
                    self._take(task)
                    if self.report.end:
                        break
        finally:
            self._leave()
            self.report.seconds = time.monotonic() - begin
            self._monitor.close()
        return self.report

    def _workers(self) -> Pool | Inline:
        if not self._jobs:
            return Inline(self._cleaner, self._options, self._formats, self._timeout)
        import pickle

        from cleaner.records.pool import Pool  # multiprocessing is slow to import

        try:
            return Pool(self._jobs, self._cleaner, self._options, self._formats, self._timeout)
        except (pickle.PicklingError, AttributeError, TypeError) as error:
            raise PlanError(f"the cleaner cannot be sent to other processes: {error}") from error

    @contextmanager
    def _interrupts(self) -> Iterator[None]:
        """Make the first interrupt, or a polite request to end, stop the reading only; a second one stops all."""
        if not self._jobs:
            yield  # nothing is lost by stopping at once
            return

        def stop(number: int, frame: object) -> None:
            if self._is_stopping:
                raise KeyboardInterrupt
            self._is_stopping = True
            self._monitor.note("stopping: finishing what is in work; interrupt again to stop at once")

        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _tasks(self) -> Iterator[Task]:
        """Yield the chunks of every input that is not done, and its end."""
        for item in self._left:
            form = self._formats[item.format]
            begun = self._state.chunks if item is self._begun else 0
            logged = item.target.logged() if begun and is_logged(item.target, form) else None
            error = None
            try:
                with item.open() as source:
                    for number, chunk in enumerate(form.chunks(source)):
                        if self._is_stopping:
                            return
                        if item.is_broken:
                            break
                        if number >= begun:
                            yield Task(item, chunk)
                        elif logged:
                            yield Task(item, chunk, known=next(logged))
            except DamageError as damage:
                error = str(damage)
            except Exception as problem:  # of any format, compression or storage: the other inputs go on
                error = describe(problem)
            if self._is_stopping:
                return
            yield Task(item, error=error)

    def _take(self, task: Task) -> None:
        """Write what one task gave."""
        item = task.source
        if item.is_broken:
            return
        try:
            outlet = self._outlet_of(item)
            if task.chunk is None:
                self._end(item, outlet, task.error)
                return
            outlet.write(task)
        except BrokenPipeError:
            raise
        except (OSError, FileError) as error:
            self._break(item, FileError(item.target.name, error) if isinstance(error, OSError) else error)
            return
        if task.is_known:
            self._monitor.advance(task.chunk.read, Summary())
            return
        self._count(item, task)
        if time.monotonic() - self._saved > EVERY:
            self._checkpoint()

    def _count(self, item: Item, task: Task) -> None:
        assert task.chunk
        assert task.summary
        unit = self._formats[item.format].unit
        for note in task.summary.notes:
            self._monitor.note(note)
        task.summary.notes.clear()
        for failure in task.summary.failures:
            name = f" ({failure['id']})" if "id" in failure else ""
            place = failure.get("file") or f"{item.name}: {unit} {failure['place']:,}{name}"
            self._monitor.fail(f"{place}: {failure['error']}")
            failure.setdefault("file", item.name)
            failure["unit"] = unit
        self._state.count(task.summary)
        self._monitor.advance(task.chunk.read, task.summary)
        if task.summary.failed and self._options.errors == "stop":
            self.report.end = "stopped at the first failure, as --errors stop says"

    def _outlet_of(self, item: Item) -> Outlet:
        """Return the open output of an input; open it if this is its first task."""
        if self._outlet is None or self._outlet.target is not item.target:
            state = self._state
            is_begun = state.target is not None and state.target == item.target.path
            if not is_begun:
                self._forget()
                state.begin(item.target.path)
            self._outlet = Outlet(item.target, self._formats[item.format], state.length if is_begun else None)
        return self._outlet

    def _end(self, item: Item, outlet: Outlet, error: str | None) -> None:
        """Give the output its name, unless its input is damaged."""
        if error is not None:
            self._blame(item.name, error)
        if error is not None and self._options.errors != "skip":
            self._break(item, None)
            return
        outlet.finish()
        self._outlet = None
        failed = self._state.part.failed
        self._state.finish(item.target.path or "-")
        self.report.done += item.done(failed)
        self._monitor.finish(item.size or 0)

    def _break(self, item: Item, error: FileError | None) -> None:
        """Give up an output: nothing of it stays."""
        self._monitor.finish(item.size or 0)
        if error is not None:
            item.is_broken = True
            self.report.errors.append((item.target.name, str(error)))
            self._monitor.fail(str(error))
        if self._outlet is not None:
            self._outlet.give_up()
        item.target.discard()
        self._forget()

    def _forget(self) -> None:
        """Begin anew with the open output, should it be taken up."""
        self._state.begin(None)
        self._outlet = None

    def _blame(self, name: str, error: str) -> None:
        self.report.errors.append((name, error))
        self._monitor.fail(f"{name}: {error}")
        if self._options.errors == "stop":
            self.report.end = "stopped at the first failure, as --errors stop says"

    def _checkpoint(self) -> None:
        """Write down how far the open output has come, where that can be taken up again."""
        if self._outlet is not None and not self._outlet.target.is_stream:
            self._state.length = self._outlet.sync()
            self._state.save()
            self._saved = time.monotonic()

    def _leave(self) -> None:
        """Leave at the end nothing but the outputs; before it, what is needed to take the run up again."""
        if self._is_stopping and not self.report.end:
            self.report.end = "interrupted"
        if self._outlet is not None:
            self._checkpoint()
            self._outlet.leave()
        self.report.summary.merge(self._state.summary)
        self.report.summary.merge(self._state.part)
        if self.report.end or sys.exc_info()[0] is not None:
            self._state.save()
            self._state.close()
        else:
            self._state.remove()
