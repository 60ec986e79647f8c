"""Remembers how far a run has come, in a journal beside its output, so that it can be resumed however it ended."""

from __future__ import annotations

import json
import os
from typing import IO, Any

from cleaner.errors import PlanError
from cleaner.records.summary import Summary

EVERY = 2.0
"""Seconds after which the state is written down again: what a killed run loses at most."""


LEAST = 1 << 20
"""Bytes that may be added to what was written whole, however little that was, before it is written whole again."""


class State:
    """How far a run has come.

    ``key`` identifies the run by its inputs, options and rules. ``done`` are the complete outputs, in order, and ``summary``
    counts their records. Of the output ``target``, which is not complete, ``chunks`` chunks (``length`` bytes) are written,
    and ``part`` counts their records.

    The file is a journal: its first line holds all that, each further line what has come since. It is rewritten when it has
    doubled, so that a note costs the same however many came before.
    """

    def __init__(self, path: str | None, key: str) -> None:
        self.path = path
        self.key = key
        self.done: dict[str, None] = {}
        self.summary = Summary()
        self.begin(None)
        self._file: IO[bytes] | None = None
        self._whole = 0

    def begin(self, target: str | None) -> None:
        """Begin with an output, of which nothing is written."""
        self.target, self.chunks, self.length, self.part, self._new = target, 0, 0, Summary(), Summary()

    def count(self, summary: Summary) -> None:
        """Count a chunk of the open output."""
        self.chunks += 1
        self.part.merge(summary)
        self._new.merge(summary)

    def load(self) -> bool:
        """Take up what an earlier run wrote down; tell whether there was one. Raises PlanError if it was another run."""
        if self.path is None or not os.path.exists(self.path):
            return False
        try:
            with open(self.path, "rb") as file:
                whole = json.loads(file.readline())
                if whole["key"] != self.key:
                    raise PlanError(
                        f"{self.path}: the interrupted run had other inputs, options or rules: leave out --resume"
                    )
                self.done = dict.fromkeys(whole["done"])
                self.summary = Summary(**whole["summary"])
                self._take(whole)
                for line in file:
                    try:
                        change = json.loads(line)
                    except ValueError:
                        break  # where the run was killed; what stands before is as good, only older
                    self._take(change)
                    if change["is_done"]:
                        self._close_output()
        except (OSError, KeyError, TypeError, AttributeError, ValueError) as error:
            raise PlanError(f"{self.path}: not readable: leave out --resume ({error})") from error
        return True

    def save(self) -> None:
        """Write down how far the open output has come."""
        self._note({**self._open(self._new), "is_done": False})

    def finish(self, target: str) -> None:
        """Remember, and write down, that an output is whole."""
        self.target = target
        change = {**self._open(self._new), "is_done": True}
        self._close_output()
        self._note(change)

    def remove(self) -> None:
        """Forget it all: the run has come to its end."""
        self.close()
        if self.path is not None and os.path.exists(self.path):
            os.unlink(self.path)

    def close(self) -> None:
        """Let go of the file."""
        file, self._file = self._file, None
        try:
            if file:
                file.close()
        except OSError:
            pass  # of a full disk: what it held is lost, and so is that line

    def _open(self, counted: Summary) -> dict[str, Any]:
        """Return what is known of the open output."""
        names = ("target", "chunks", "length")
        return {name: getattr(self, name) for name in names} | {"counted": counted.to_dict()}

    def _take(self, known: dict[str, Any]) -> None:
        """Take up what a line says of the open output."""
        if known["target"] != self.target:
            self.begin(known["target"])
        self.chunks, self.length = known["chunks"], known["length"]
        self.part.merge(Summary(**known["counted"]))

    def _close_output(self) -> None:
        self.done[self.target or "-"] = None
        self.summary.merge(self.part)
        self.begin(None)

    def _note(self, change: dict[str, Any]) -> None:
        """Write a change down, or everything. Where that fails, what was written stays: as good, only older."""
        if self.path is None:
            return
        try:
            if self._file is None or self._file.tell() > self._whole + max(self._whole, LEAST):
                self._write_whole(self.path)
            else:
                _write(self._file, change)
        except OSError:
            self.close()  # its last line may be half written: next time everything is written anew
        self._new = Summary()

    def _write_whole(self, path: str) -> None:
        """Write everything, whole or not at all, and stay open for what will be added."""
        self.close()
        temporary = path + ".new"
        try:
            with open(temporary, "wb") as file:
                whole = {"key": self.key, "done": list(self.done), "summary": self.summary.to_dict()}
                _write(file, whole | self._open(self.part))
            os.replace(temporary, path)
        except OSError:
            if os.path.exists(temporary):
                os.unlink(temporary)
            raise
        self._file = open(path, "ab")
        self._whole = self._file.tell()


def _write(file: IO[bytes], content: dict[str, Any]) -> None:
    """Write a line and bring it to the disk."""
    file.write(json.dumps(content).encode() + b"\n")
    file.flush()
    os.fsync(file.fileno())


def key(*parts: Any) -> str:
    """Return a hash of JSON-able values."""
    import hashlib

    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()[:16]
