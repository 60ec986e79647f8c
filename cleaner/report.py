"""Renders and prints results: texts, explanations, diffs, counts, lists of rules. Decides nothing."""

from __future__ import annotations

import json
import os
import sys

import click

from cleaner import files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from cleaner import Result
    from cleaner.rulebook import Rule


def as_json(value: Any) -> str:
    """Return one line of JSON, letters of every script as they are."""
    return json.dumps(value, ensure_ascii=False) + "\n"


def explain(result: Result, colour: bool = False) -> str:
    """Return one line a removal, as :meth:`Result.explain` does; with ``colour``, the same in colours."""
    if not colour or not result.removals:
        return result.explain() + "\n"
    from cleaner.result import shorten

    lines = []
    for removal in result.removals:
        label = click.style(removal.label, fg="yellow", bold=True)
        rule = click.style(f"[{removal.rule}]", fg="cyan")
        gone = click.style(shorten(removal.text), fg="red")
        lines.append(f"{removal.start}-{removal.end} {label} {rule} {removal.reason}: {gone}\n")
    return "".join(lines)


def diff(before: str, after: str, name: str, colour: bool = False) -> str:
    r"""Return a unified diff that `patch` can apply, empty if nothing changed.

    >>> print(diff("News.\nShare\n", "News.\n", "a.txt"), end="")
    --- a.txt
    +++ a.txt
    @@ -1,2 +1 @@
     News.
    -Share
    """
    import difflib

    found = difflib.unified_diff(_lines(before), _lines(after), name, name)
    return "".join(_diff_line(line, colour) for line in found)


def _lines(text: str) -> list[str]:
    """Split at line feeds only, as `diff` does, and keep them."""
    *lines, last = text.split("\n")
    return [line + "\n" for line in lines] + ([last] if last else [])


_COLOURS = {"-": "red", "+": "green", "@": "cyan"}


def _diff_line(line: str, colour: bool) -> str:
    body, end = (line[:-1], "\n") if line.endswith("\n") else (line, "\n\\ No newline at end of file\n")
    if not colour:
        return body + end
    header = line.startswith(("--- ", "+++ "))
    return click.style(body, bold=header or None, fg=None if header else _COLOURS.get(line[0])) + end


class Counts:
    """Counts over many documents: files, characters, and removals by label and by rule."""

    def __init__(self) -> None:
        self.files = self.changed = self.failed = self.before = self.after = 0
        self.labels: dict[str, list[int]] = {}
        self.rules: dict[str, list[int]] = {}

    def add(self, result: Result) -> None:
        """Count one document."""
        removed = 0
        for removal in result.removals:
            size = removal.end - removal.start
            removed += size
            for counts, key in ((self.labels, removal.label), (self.rules, removal.rule)):
                count = counts.setdefault(key, [0, 0])
                count[0] += 1
                count[1] += size
        self.files += 1
        self.changed += bool(removed)
        self.before += len(result.text) + removed
        self.after += len(result.text)

    def to_dict(self) -> dict[str, Any]:
        """Return the counts as JSON-able values, the most frequent first."""
        return {
            "files": {"cleaned": self.files, "changed": self.changed, "failed": self.failed},
            "characters": {"before": self.before, "after": self.after},
            "labels": {name: {"removals": n, "characters": size} for name, n, size in _ranked(self.labels)},
            "rules": {name: {"removals": n, "characters": size} for name, n, size in _ranked(self.rules)},
        }

    def render(self, colour: bool = False) -> str:
        """Return the counts as aligned text."""
        share = (self.before - self.after) / self.before if self.before else 0.0
        lines = [
            f"files       {self.files:,} cleaned, {self.changed:,} of them changed, {self.failed:,} failed",
            f"characters  {self.before:,} before, {self.after:,} after, {share:.1%} removed",
        ]
        for title, counts in (("label", self.labels), ("rule", self.rules)):
            ranked = list(_ranked(counts))
            width = max((len(name) for name, _, _ in ranked), default=0)
            if ranked:
                head = f"{title:<{width}}  {'removals':>8}  {'characters':>10}"
                lines += ["", click.style(head, bold=True) if colour else head]
                lines += [f"{name:<{width}}  {n:>8,}  {size:>10,}" for name, n, size in ranked]
        return "\n".join(lines) + "\n"


def _ranked(counts: dict[str, list[int]]) -> Iterator[tuple[str, int, int]]:
    for name, (number, size) in sorted(counts.items(), key=lambda item: (-item[1][0], item[0])):
        yield name, number, size


RULE_COLUMNS = ("id", "label", "language", "strength", "where", "takes", "why")
"""What a list of rules says of each."""


def rule_list(listed: Iterable[Rule], colour: bool = False) -> str:
    """Return the rules, one a line, in columns parted by tabs; on a terminal as a table."""
    rows = [[str(getattr(rule, column)) for column in RULE_COLUMNS] for rule in listed]
    if not colour:
        return "".join("\t".join(row) + "\n" for row in ([*RULE_COLUMNS], *rows))
    return _table(rows)


def _table(rows: list[list[str]]) -> str:
    from rich.console import Console
    from rich.table import Table

    table = Table(*RULE_COLUMNS, box=None, header_style="bold", pad_edge=False)
    for row in rows:
        table.add_row(*row)
    console = Console(force_terminal=True)
    with console.capture() as captured:
        console.print(table, markup=False)
    return captured.get()


class Printer:
    """Prints texts and reports: to standard output, or a report to the file of `-o`."""

    def __init__(self, path: str | None, kind: str, inputs: tuple[str, ...], as_json: bool = False) -> None:
        self.path = path
        self.kind = kind
        self.as_json = as_json
        folder = path is not None and files.is_folder(path, inputs if kind == "text" else ())
        self.folder = path if folder else None
        self.is_report = kind != "text" and path is not None and not folder
        self.writes_texts = path is not None and not self.is_report
        self.several = len(inputs) > 1 or os.path.isdir(inputs[0])
        self.terminal = sys.stdout.isatty()
        plain = self.is_report or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
        self.colour = self.terminal and not plain
        self._stream = sys.stdout.buffer
        self._held: list[bytes] = []
        self._counts = Counts()
        self._first = True

    @property
    def busy(self) -> bool:
        """Whether output scrolls over a terminal."""
        return self.terminal and self.path is None

    def _write(self, text: str) -> None:
        self._write_bytes(text.encode("utf-8", "replace"))

    def _write_bytes(self, data: bytes) -> None:
        if self.is_report:
            self._held.append(data)
            return
        left = memoryview(data)
        while left:  # under PYTHONUNBUFFERED the stream is raw and may take a part only
            left = left[self._stream.write(left) :]

    def text(self, name: str, text: files.Text, result: Result) -> None:
        """Print a cleaned text; several are parted by at least a newline, on a terminal by their names."""
        if self.several and self.terminal:
            self._write(self._bold(name) + "\n")
        elif self._first:
            self._write_bytes(text.bom_utf8)
        self._first = False
        self._write(result.text)
        if self.several and result.text and not result.text.endswith("\n"):
            self._write("\n")

    def report(self, name: str, before: str, result: Result) -> None:
        """Print, or count, what happened to one text."""
        if self.kind == "stats":
            self._counts.add(result)
        elif self.kind == "json":
            self._write(as_json({"file": name, **result.to_dict()}))
        elif self.kind == "diff":
            self._write(diff(before, result.text, name, self.colour))
        else:
            heading = self._bold(name) + "\n" if self.several else ""
            self._write(heading + explain(result, self.colour) + "\n" * self.several)

    def stats(self, failed: int) -> None:
        """Print what was counted."""
        self._counts.failed = failed
        self._write(as_json(self._counts.to_dict()) if self.as_json else self._counts.render(self.colour))

    def list_rules(self, listed: Iterable[Rule]) -> None:
        """Print the rules."""
        if self.as_json:
            names = (*RULE_COLUMNS, "source")
            self._write("".join(as_json({name: getattr(rule, name) for name in names}) for rule in listed))
        else:
            self._write(rule_list(listed, self.colour))

    def close(self) -> None:
        """Bring everything to its place."""
        if self.is_report and self.path is not None:
            files.write(self.path, b"".join(self._held))
        self._stream.flush()

    def _bold(self, text: str) -> str:
        return click.style(text, bold=True) if self.colour else text
