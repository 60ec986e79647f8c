"""The output that a run is writing: its file, and the log of chunks where the file cannot be taken up itself."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cleaner.records.formats import Format
    from cleaner.records.target import Target
    from cleaner.records.task import Task


def is_logged(target: Target, form: Format) -> bool:
    """Whether chunks are kept because the output cannot be taken up itself."""
    return not form.appends and not target.is_stream


class Outlet:
    """A target that is open; with ``length``, it goes on behind so many bytes of what an earlier run left."""

    def __init__(self, target: Target, form: Format, length: int | None) -> None:
        self.target = target
        self._is_logged = is_logged(target, form)
        self._file = target.open(None if self._is_logged else length)
        self._log = target.open_log(length) if self._is_logged else None
        self._writer = form.writer(self._file)

    def write(self, task: Task) -> None:
        """Write a chunk."""
        assert task.chunk
        self._writer.write(task.chunk, task.cleaned)
        if self._log and not task.is_known:
            self._log.add(task.cleaned)

    def sync(self) -> int:
        """Bring to the disk what can be taken up; return its bytes."""
        return self.target.sync(self._log.file if self._log else self._file)

    def finish(self) -> None:
        """Give the file its name: it is whole."""
        self._writer.close()
        self._close_log()
        self.target.finish(self._file)

    def leave(self) -> None:
        """Close what is not whole, to be taken up: of a file that cannot be, the log."""
        self._writer.leave()
        self.target.close(self._file)
        if self._is_logged:
            self._close_log()
            self.target.discard(is_logged=True)

    def give_up(self) -> None:
        """Close what will not be whole."""
        self._writer.leave()
        try:
            self.target.close(self._file)
            self._close_log()
        except OSError:
            pass  # what it still held cannot be written either

    def _close_log(self) -> None:
        if self._log:
            self._log.file.close()
            self._log = None
