"""Does what the options of the command ask for: plans, has everything cleaned, prints the outcome.

What reads and writes is imported where it is needed: `--help`, `--version` and completion start faster without it.
"""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from cleaner import Cleaner, settings
from cleaner.contradictions import (
    check_options,
    check_sources,
    check_with_records,
    check_without_records,
    is_in_place,
    kind_of,
)
from cleaner.defaults import TEXT_FIELD, TIMEOUT
from cleaner.errors import FileError, PlanError
from cleaner.files import Output, collect, is_folder, is_same, write
from cleaner.names import format_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

    from cleaner.files import Source
    from cleaner.records.item import Item
    from cleaner.records.plan import Found
    from cleaner.records.progress import Monitor
    from cleaner.records.summary import Report
    from cleaner.records.texts import Job
    from cleaner.records.work import Options

MANY = 20
"""Number of texts from which worker processes clean them; those take half a second to start."""


class Refused(click.ClickException):
    """Settings, rules or files that cannot be used."""

    exit_code = 2

    def __init__(self, error: Exception) -> None:
        super().__init__(f"clean-text: {error}")

    def show(self, file: IO[Any] | None = None) -> None:
        """Print it as it is, without click's "Error:"."""
        click.echo(self.message, file=file, err=True)


class Invocation:
    """One call of the command: its checked options, and how many inputs have failed."""

    def __init__(self, inputs: tuple[str, ...], options: dict[str, Any]) -> None:
        self.inputs = inputs or ("-",)
        self.options = options
        self.path: str | None = None if options["output"] == "-" else options["output"]
        self.in_place = is_in_place(options)
        self.kind = kind_of(options)
        check_options(inputs, options)
        found = settings.find(os.getcwd())
        self.chosen = settings.load(found) if found else {}
        self.chosen.update({name: options[name] for name in settings.KEYS if options[name] not in (None, ())})
        self.encoding: str | None = self.chosen.pop("encoding", None)
        self.language: str | None = self.chosen.pop("language", None)
        self.failed = 0

    def run(self) -> int:
        """Clean every input and print; return how many failed."""
        from cleaner.records.plan import split_inputs

        if self.kind == "check_rules":
            return self._check_rules()
        records, texts, lost = split_inputs(self.inputs, self.options["format"], self.path)
        if records:
            formats = {format_of(name or "") or self.options["format"] for name, _ in records}
            check_with_records(self.options, formats | {"text"} if texts else formats)
        elif texts:
            check_without_records(self.options)
        try:
            cleaner = Cleaner(**self.chosen)
            if self.language is not None:
                self.language = cleaner.rulebook.code_of(self.language)
        except (ValueError, TypeError) as error:  # rules and options; detectors of installed packages
            raise Refused(error) from error
        if self.kind == "list_rules":
            self._list_rules(cleaner)
            return self.failed
        for problem in lost:
            self._fail(problem)
        planned = self._plan_records(records, bool(texts)) if records else []
        if texts:
            planned.append(self._plan_texts(texts, bool(records)))
        if planned:
            self._clean(cleaner, planned, bool(records))
        return self.failed

    def _list_rules(self, cleaner: Cleaner) -> None:
        from cleaner.render import rule_json, rule_list

        rules = [r for r in cleaner.active_rules if self.language is None or r.language in (self.language, "any")]
        self._print(rule_json(rules) if self.options["json"] else rule_list(rules, self._has_colour()), self.path)

    def _check_rules(self) -> int:
        from cleaner.examples import check

        try:
            for line in check(self.inputs, self.chosen.get("rules", ()), self.chosen.get("disable", ())):
                self.failed += 1
                click.echo(line)
        except ValueError as error:  # rules and names
            raise Refused(error) from error
        self._note([f"{self.failed or 'no'} example{'s' * (self.failed != 1)} failed"])
        return self.failed

    def _plan_records(self, found: list[Found], several: bool) -> list[Item]:
        from cleaner.records.plan import record_items

        if self.kind == "stats" and self.path and any(is_same(name, self.path) for name, _ in found if name):
            raise PlanError(f"{self.path} is an input: not overwritten")
        several = several or any(name not in ("-", found[0][0]) for name in self.inputs)
        return record_items(found, os.devnull if self.kind == "stats" else self.path, self.options["format"], several)

    def _plan_texts(self, found: list[Source | str], is_among_records: bool) -> Item:
        """Return the texts as one input, each with its place, and name those that have none."""
        from cleaner.records import texts
        from cleaner.records.plan import text_item
        from cleaner.records.target import Target

        kind, path = self.kind, self.path
        names = [one if isinstance(one, str) else one.path or "-" for one in found]
        in_folder = path is not None and (
            (is_among_records and kind == "text") or is_folder(path, names if kind == "text" else ())
        )
        is_report = kind != "text" and path is not None and not in_folder
        sources, errors, notes = collect(found, path if in_folder else None)
        output = Output(path, sources, in_folder) if path else None
        if output and is_report and output.is_input(output.path):
            raise PlanError(f"{path} is an input: not overwritten")
        check_sources(self.options, sources)
        for source in sources:
            if source.path is None and self._is_much(len(sources), is_among_records):
                source.data = source.read()  # other processes have another standard input
        target = Target(path) if is_report and kind != "stats" else texts.Places(path if in_folder else None)
        item, lost = text_item(sources, output, self._job(names, is_report), target)
        for error in (*errors, *lost):
            self._fail(error)
        if "-" in names and sys.stdin.isatty():
            notes.append("reading from the terminal; Ctrl-D ends the text")
        self._note(notes)
        return item

    def _job(self, names: list[str], is_report: bool) -> Job:
        """Return what is done with every text besides cleaning it."""
        from cleaner.records.texts import Job
        from cleaner.render import Style

        several = len(names) > 1 or os.path.isdir(names[0])
        return Job(
            Style(self.kind, several, sys.stdout.isatty(), self._has_colour()),
            is_written=self.in_place or (self.path is not None and not is_report),
            in_place=self.in_place,
            backup=self.options["backup"] or "",
            html=self.options["html"],
            encoding=self.encoding,
            allow_private=self.options["allow_private"],
            url=self.options["url"],
        )

    def _clean(self, cleaner: Cleaner, planned: list[Item], has_records: bool) -> None:
        """Clean all inputs, and print what it came to."""
        from cleaner.records.item import noun_of
        from cleaner.records.plan import state_path
        from cleaner.records.progress import Monitor
        from cleaner.records.run import Run
        from cleaner.records.task import WorkerError

        given = self.options
        count = sum(len(item.names) for item in planned)
        is_much = self._is_much(count, has_records)
        is_scrolling = sys.stdout.isatty() and any(item.target.path is None for item in planned) and not self.in_place
        monitor = Monitor(given["quiet"], is_much and not is_scrolling, noun_of(planned))
        state = state_path(self.path, planned)
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        jobs = (given["jobs"] or cores) if is_much and not any(item.stays for item in planned) else 0
        options, timeout = self._for_records(cleaner), given["timeout"] or TIMEOUT
        work = Run(planned, cleaner, options, monitor, jobs, timeout, state, given["resume"])
        try:
            done = work.run()
        except KeyboardInterrupt:
            monitor.note("stopped at once")
            raise click.exceptions.Exit(130) from None
        except WorkerError as error:
            raise Refused(error) from error
        self.failed += done.failed + (done.summary.changed if self.kind == "check" else 0)
        self._sum_up(done, monitor, has_records, is_much)
        self._write_report(cleaner, done)
        if done.end == "interrupted":
            monitor.note("interrupted" + ("; --resume takes it up again" if state else ""))
            raise click.exceptions.Exit(130)

    def _for_records(self, cleaner: Cleaner) -> Options:
        """Return what is done with every record."""
        from cleaner.records.work import Options

        given = self.options
        return Options(
            **{name: given[f"{name}_field"] for name in ("html", "url", "id")},
            text=given["text_field"] or TEXT_FIELD,
            annotate=given["annotate"],
            errors=given["errors"],
            fingerprint=cleaner.fingerprint if given["annotate"] else "",
            encoding=self.encoding or "utf-8",
            analyze={"language": self.language},
            page=given["page"],
        )

    def _is_much(self, count: int, has_records: bool) -> bool:
        """Whether so many inputs are worth worker processes, or what was asked for needs them."""
        given = self.options
        return has_records or count >= MANY or bool(given["jobs"] or given["timeout"] or given["resume"])

    def _sum_up(self, done: Report, monitor: Monitor, has_records: bool, is_much: bool) -> None:
        """Print the counts: where they are all that was asked for, or after much work."""
        if self.kind != "stats" and not is_much:
            return
        from cleaner import render
        from cleaner.records import report

        if self.kind != "stats":
            monitor.show(report.as_text(done))
            return
        counted = (done.summary, self.failed)
        if self.options["json"]:
            content = report.as_json(done) if has_records else render.as_json(render.stats_dict(*counted))
        else:
            content = report.as_text(done) if has_records else render.stats(*counted, self._has_colour())
        self._print(content, None if self.path is None or is_folder(self.path, ()) else self.path)

    def _print(self, content: str, path: str | None) -> None:
        """Write to standard output, or to the file of `-o`."""
        data = content.encode("utf-8", "replace")
        try:
            if path:
                write(path, data)
            else:
                click.echo(data, nl=False)
        except BrokenPipeError:
            raise
        except (FileError, OSError) as error:
            self._fail(error if isinstance(error, FileError) else FileError("<stdout>", error))

    def _write_report(self, cleaner: Cleaner, done: Report) -> None:
        """Write what was counted to the files of `--report`."""
        for name in self.options["report"]:
            from cleaner.records import report

            done.fingerprint = cleaner.fingerprint
            self._print(report.as_html(done) if name.endswith(".html") else report.as_json(done), name)

    def _fail(self, error: FileError) -> None:
        self.failed += 1
        click.echo(f"clean-text: {error}", err=True)

    def _note(self, notes: list[str]) -> None:
        for note in () if self.options["quiet"] else notes:
            click.echo(f"clean-text: {note}", err=True)

    def _has_colour(self) -> bool:
        """Whether what is printed is coloured: on a terminal that wants it."""
        is_plain = self.path is not None or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
        return sys.stdout.isatty() and not is_plain
