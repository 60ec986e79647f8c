"""Reads pages in a process of its own, which is ended when a page takes too long; the next page starts another."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Any

from cleaner.html import Page, read

_CODE = "import sys; sys.path[:] = {path!r}; from cleaner.isolated import serve; serve()"


class Reader:
    """One process that reads pages, one at a time, started when it is first needed and kept for the next page.

    It uses neither signals nor the ``multiprocessing`` module, so it works in threads and in programs without
    ``if __name__ == "__main__"``. Its start (1 s) does not count towards the time of a page.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def read(self, html: str | bytes, timeout: float, charset: str | None = None) -> Page:
        """Return the page as :func:`cleaner.html.read` does; an empty one whose ``note`` says so if it took longer than ``timeout`` seconds."""
        with self._lock:
            process = self._running()
            is_late = threading.Event()

            def end() -> None:
                process.kill()
                process.wait()

            def stop() -> None:
                is_late.set()
                end()

            timer = threading.Timer(min(timeout, threading.TIMEOUT_MAX), stop)
            timer.start()
            try:
                _send(process.stdin, (html, charset))
                page = _receive(process.stdout)
            except (OSError, EOFError, pickle.UnpicklingError):
                end()
                return Page(
                    note=f"took longer than {timeout:g} s" if is_late.is_set() else "ended the process reading it"
                )
            finally:
                timer.cancel()
                timer.join()  # it may be ending the process, which the next page must not be given to
            assert isinstance(page, Page)
            return page

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None or self._owner != os.getpid():
            code = _CODE.format(path=[str(Path(path).absolute()) for path in sys.path])
            self._process = subprocess.Popen(
                [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
            self._owner = os.getpid()
            _receive(self._process.stdout)  # it is ready
        return self._process


_readers: list[Reader] = []


def read_within(html: str | bytes, seconds: float, charset: str | None = None) -> Page:
    """Return what :func:`cleaner.html.read` does, or an empty page if that took longer; pages are read in a process of their own.

    Raises TypeError if ``html`` is neither str nor bytes, ValueError if ``seconds`` are not above 0.
    """
    if not isinstance(html, str | bytes):
        raise TypeError(f"expected HTML as str or bytes, found {type(html).__name__}")
    if not seconds > 0:
        raise ValueError(f"found a timeout of {seconds}, expected seconds above 0")
    if not _readers:
        _readers.append(Reader())
    return _readers[0].read(html, seconds, charset)


def serve() -> None:
    """Read pages from standard input and write them to standard output until there are no more."""
    import trafilatura  # noqa: F401  # so that the first page does not pay for it

    out, pages = sys.stdout.buffer, sys.stdin.buffer
    sys.stdout = sys.stderr  # nothing else shall write between the pages
    _send(out, None)
    while True:
        try:
            html, charset = _receive(pages)
        except EOFError:
            return
        _send(out, read(html, charset))


def _send(stream: IO[bytes] | None, value: object) -> None:
    assert stream is not None
    pickle.dump(value, stream, pickle.HIGHEST_PROTOCOL)
    stream.flush()


def _receive(stream: IO[bytes] | None) -> Any:
    assert stream is not None
    return pickle.load(stream)
