"""Refuses options of the command that contradict each other or do not fit the inputs, before anything is read."""

from __future__ import annotations

import os
from typing import Any

import click

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaner.files import Source

REPORTS = ("diff", "check", "explain", "stats", "list_rules", "check_rules")
"""Options that print something in place of the texts; `--json` is one, or the form of another."""
FOR_RECORDS = ("text_field", "html_field", "url_field", "id_field", "annotate")
"""Options that concern only records."""
NO_PAGE = "--page and --no-page are for text: of HTML the article is extracted"


def kind_of(options: dict[str, Any]) -> str:
    """Return what is printed: one of REPORTS, `json`, or `text`."""
    return next((name for name in REPORTS if options[name]), "json" if options["json"] else "text")


def is_in_place(options: dict[str, Any]) -> bool:
    """Tell whether files are replaced."""
    return options["in_place"] or options["backup"] is not None


def check_options(inputs: Sequence[str], options: dict[str, Any]) -> None:
    """Refuse options that contradict each other."""
    kind = kind_of(options)
    reports = [name for name in REPORTS if options[name]]
    if len(reports) > 1 or (options["json"] and kind not in ("stats", "list_rules", "json")):
        names = [_option(name) for name in (*reports, *["json"] * options["json"])]
        raise click.UsageError(f"{' and '.join(names)} cannot be combined")
    if kind == "list_rules" and (inputs or is_in_place(options)):
        raise click.UsageError("--list-rules takes no inputs")
    if kind == "check_rules" and not inputs:
        raise click.UsageError("--check-rules needs rule files, or folders of them")
    for name in options["report"]:
        if not name.endswith((".json", ".html")):
            raise click.UsageError(f"--report {name}: expected a name that ends in .json or .html")
    if options["resume"] and options["output"] in (None, "-"):
        raise click.UsageError("--resume needs -o: only files can be taken up again")
    if is_in_place(options):
        _check_in_place(inputs, options, kind)


def _check_in_place(inputs: Sequence[str], options: dict[str, Any], kind: str) -> None:
    if options["output"]:
        raise click.UsageError("--in-place and -o cannot be combined")
    if kind in ("diff", "check"):
        raise click.UsageError(f"--{kind} shows what would change: leave out --in-place")
    if not inputs or "-" in inputs:
        raise click.UsageError("--in-place needs files: standard input cannot be replaced")
    for name in inputs:
        if name.startswith(".") and name.count(".") == 1 and os.sep not in name and not os.path.exists(name):
            raise click.UsageError(f"{name}: no such file; for a backup say --in-place={name}")


def check_without_records(options: dict[str, Any]) -> None:
    """Refuse options that are for records only."""
    for name in FOR_RECORDS:
        if options[name]:
            raise click.UsageError(f"{_option(name)} is for records, which hold many texts each")


def check_with_records(options: dict[str, Any], formats: set[str]) -> None:
    """Refuse options that are for texts only, and ``formats`` that cannot be printed together."""
    kind = kind_of(options)
    if is_in_place(options):
        raise click.UsageError("--in-place is for texts: records are written beside them, with -o")
    if options["url"]:
        raise click.UsageError("--url is for a single text: --url-field names the field that says it of each record")
    if options["html"]:
        raise click.UsageError("--html is for texts: --html-field names the field with the HTML of each record")
    if options["html_field"] and options["page"] is not None:
        raise click.UsageError(NO_PAGE)
    if kind in ("diff", "check", "explain", "json"):
        raise click.UsageError(f"--{kind} is for texts: --annotate says of each record what went")
    if options["output"] in (None, "-") and kind == "text" and len(formats) > 1:
        raise click.UsageError(
            f"{' and '.join(sorted(formats))} cannot be printed together: -o names a folder for them"
        )


def check_sources(options: dict[str, Any], sources: Sequence[Source]) -> None:
    """Refuse options that do not fit the texts."""
    if options["url"] and len(sources) > 1:
        raise click.UsageError(f"--url is for a single text: found {len(sources)}")
    if sources and options["page"] is not None and (options["html"] or all(s.is_page for s in sources)):
        raise click.UsageError(NO_PAGE)


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"
