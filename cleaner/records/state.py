"""Remembers how far a run has come, in a file beside its output, so that it can be taken up again after any end."""

from __future__ import annotations

import json
import os
from typing import Any

from cleaner.files import PlanError
from cleaner.records.summary import Summary

EVERY = 2.0
"""Seconds after which the state is written down again: what a killed run loses at most."""


class State:
    """How far a run has come.

    ``key`` tells the run by its inputs, options and rules. ``done`` are outputs that are whole and ``summary`` counts
    their records; of the output ``target``, which is not, ``chunks`` chunks are written, ``length`` bytes, and
    ``part`` counts their records.
    """

    def __init__(self, path: str | None, key: str) -> None:
        self.path = path
        self.key = key
        self.done: list[str] = []
        self.summary = Summary()
        self.target: str | None = None
        self.chunks = 0
        self.length = 0
        self.part = Summary()

    def load(self) -> bool:
        """Take up what an earlier run wrote down; tell whether there was one. Raises PlanError if it was another run."""
        if self.path is None or not os.path.exists(self.path):
            return False
        try:
            with open(self.path, encoding="utf-8") as file:
                found: dict[str, Any] = json.load(file)
            if found.pop("key") != self.key:
                raise PlanError(
                    f"{self.path}: the interrupted run had other inputs, options or rules: leave out --resume"
                )
            found["summary"], found["part"] = Summary(**found["summary"]), Summary(**found["part"])
            vars(self).update(found)
        except (OSError, KeyError, TypeError, AttributeError, json.JSONDecodeError) as error:
            raise PlanError(f"{self.path}: not readable: leave out --resume ({error})") from error
        return True

    def save(self) -> None:
        """Write it down, whole or not at all. Where that fails, the state before stays: as good, only older."""
        if self.path is None:
            return
        content = {name: value for name, value in vars(self).items() if name != "path"}
        content |= {"summary": self.summary.to_dict(), "part": self.part.to_dict()}
        temporary = self.path + ".new"
        try:
            with open(temporary, "w", encoding="utf-8", errors="surrogateescape") as file:
                json.dump(content, file)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, self.path)
        except OSError:
            if os.path.exists(temporary):
                os.unlink(temporary)

    def finish(self, target: str) -> None:
        """Remember that an output is whole."""
        self.done.append(target)
        self.summary.merge(self.part)
        self.target, self.chunks, self.length, self.part = None, 0, 0, Summary()

    def remove(self) -> None:
        """Forget it all: the run has come to its end."""
        if self.path is not None and os.path.exists(self.path):
            os.unlink(self.path)


def key(*parts: Any) -> str:
    """Return a hash of JSON-able values."""
    import hashlib

    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()[:16]
