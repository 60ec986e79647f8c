"""Renders results as texts, explanations, diffs, counts and lists of rules. Decides and prints nothing."""

from __future__ import annotations

import json
from functools import partial
from typing import NamedTuple

import click

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from cleaner import Result
    from cleaner.decoding import Text
    from cleaner.records.summary import Summary
    from cleaner.rulebook import Rule


def as_json(value: Any) -> str:
    """Return one line of JSON, letters of every script as they are."""
    return json.dumps(value, ensure_ascii=False) + "\n"


def explain(result: Result, colour: bool = False) -> str:
    """Return one line a removal, as :meth:`Result.explain` does; with ``colour``, the same in colours."""
    if not colour or not result.removals:
        return result.explain() + "\n"
    from cleaner.result import shorten

    lines = [f"note: {result.note}\n"] if result.note else []
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


def stats_dict(summary: Summary, failed: int) -> dict[str, Any]:
    """Return the counts over texts as JSON-able values, what took most first."""
    from cleaner.records.report import counts

    return {
        "files": {"cleaned": summary.records - summary.failed, "changed": summary.changed, "failed": failed},
        "characters": {"before": summary.before, "after": summary.after},
        "labels": counts(summary, "labels"),
        "rules": counts(summary, "rules"),
    }


def stats(summary: Summary, failed: int, colour: bool = False) -> str:
    """Return the counts over texts as aligned text."""
    from cleaner.records.report import tables

    cleaned = summary.records - summary.failed
    lines = [
        f"files       {cleaned:,} cleaned, {summary.changed:,} of them changed, {failed:,} failed",
        f"characters  {summary.before:,} before, {summary.after:,} after, {summary.removed:.1%} removed",
    ]
    bold = partial(click.style, bold=True) if colour else str
    return "\n".join([*lines, *tables(summary, bold=bold)]) + "\n"


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


def rule_json(listed: Iterable[Rule]) -> str:
    """Return the rules, one line of JSON each."""
    names = (*RULE_COLUMNS, "source")
    return "".join(as_json({name: getattr(rule, name) for name in names}) for rule in listed)


class Style(NamedTuple):
    """How texts are shown: ``kind`` is the text itself, or what is told of it (one of `contradictions.REPORTS`, `json`).

    ``several`` texts are told apart by their names, those on a ``terminal`` too.
    """

    kind: str = "text"
    several: bool = False
    terminal: bool = False
    colour: bool = False

    def show(self, name: str, text: Text, result: Result, is_first: bool = True) -> bytes:
        """Return what is printed of a result; nothing where only counts are."""
        if self.kind == "text":
            return self.text(name, text, result.text, is_first)
        shown = ""
        if self.kind == "json":
            shown = as_json({"file": name, **result.to_dict()})
        elif self.kind == "diff":
            shown = diff(text.text, result.text, name, self.colour)
        elif self.kind == "check" and result.removals:
            shown = f"would change: {name}\n"
        elif self.kind == "explain":
            heading = self._bold(name) + "\n" if self.several else ""
            shown = heading + explain(result, self.colour) + "\n" * self.several
        return shown.encode("utf-8", "replace")

    def text(self, name: str, text: Text, kept: str, is_first: bool = True) -> bytes:
        """Return a text that stays; several are parted by at least a newline, on a terminal by their names."""
        mark, heading = b"", ""
        if self.several and self.terminal:
            heading = self._bold(name) + "\n"
        elif is_first:
            mark = text.bom_utf8
        end = "\n" if self.several and kept and not kept.endswith("\n") else ""
        return mark + f"{heading}{kept}{end}".encode("utf-8", "replace")

    def _bold(self, text: str) -> str:
        return click.style(text, bold=True) if self.colour else text
