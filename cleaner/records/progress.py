"""Shows how far a run has come: a bar on a terminal, a line from time to time elsewhere."""

from __future__ import annotations

import sys
import time
from typing import Any

import click

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cleaner.records.summary import Summary

EVERY = 10.0
"""Seconds between two lines where no terminal is watched."""
SHOWN = 20
"""Failures that are printed; the report names more."""


class Monitor:
    """Prints failures and notes and shows progress; with ``quiet`` failures only, without ``moves`` no progress.

    ``noun`` is what is counted.
    """

    def __init__(self, quiet: bool = False, moves: bool = True, noun: str = "record") -> None:
        self._noun = noun
        self._quiet = quiet
        self._moves = moves and not quiet
        self._bar: Any = None
        self._task: Any = None
        self._failures = 0
        self._total: int | None = None
        self._before = 0  # bytes of inputs that are done
        self._read = 0
        self._records = self._size = self._removed = self._characters = 0
        self._begin = self._printed = time.monotonic()

    def start(self, total: int | None) -> None:
        """Begin; ``total`` is the bytes of all inputs as stored, None if nobody knows."""
        self._total = total
        self._begin = self._printed = time.monotonic()
        if not self._moves or not sys.stderr.isatty():
            return
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        columns = [BarColumn(), TextColumn("{task.percentage:>3.0f} %"), TextColumn("{task.fields[figures]}")]
        self._bar = Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task("", total=total, figures="")
        self._bar.start()

    def advance(self, read: int, summary: Summary) -> None:
        """Count a chunk; ``read`` is how far its input has been read."""
        self._read = read
        self._records += summary.records
        self._size += summary.size
        self._characters += summary.before
        self._removed += summary.before - summary.after
        if self._bar:
            self._bar.update(self._task, completed=self._before + read, figures=self._figures())
        elif self._moves and time.monotonic() - self._printed > EVERY:
            self._printed = time.monotonic()
            self.note(self._figures() + self._left())

    def finish(self, size: int) -> None:
        """Count an input of ``size`` bytes that is done."""
        self._before += size
        self._read = 0

    def _figures(self) -> str:
        seconds = max(1e-9, time.monotonic() - self._begin)
        share = self._removed / max(1, self._characters)
        count = f"{self._records:,} {self._noun}{'s' * (self._records != 1)}"
        return f"{count}, {self._size / 1e6 / seconds:.2f} MB/s, {share:.1%} removed"

    def _left(self) -> str:
        done = self._before + self._read
        if not self._total or not done:
            return ""
        left = (time.monotonic() - self._begin) * (self._total - done) / done
        return f", {done / self._total:.0%} done, about {left:,.0f} s left"

    def fail(self, message: str) -> None:
        """Print what failed, but not thousands of lines."""
        self._failures += 1
        if self._failures <= SHOWN:
            self._print(message)
        elif self._failures == SHOWN + 1:
            self._print("further failures are counted, not printed (--report FILE names them)")

    def note(self, message: str) -> None:
        """Print a note."""
        if not self._quiet:
            self._print(message)

    def show(self, text: str) -> None:
        """Print lines of their own, when the bar is gone."""
        if not self._quiet:
            click.echo(text, nl=False, err=True)

    def _print(self, message: str) -> None:
        if self._bar:
            self._bar.console.print(f"clean-text: {message}", markup=False, highlight=False, soft_wrap=True)
        else:
            click.echo(f"clean-text: {message}", err=True)

    def close(self) -> None:
        """Take the bar away."""
        if self._bar:
            self._bar.stop()
            self._bar = None
