"""The command `clean-text`: parses its options and prints. Cleaning, files, settings and reports are elsewhere."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from cleaner import Cleaner, __version__, files, settings
from cleaner.labels import BOILERPLATE, GROUPS, LABELS, REPORTING
from cleaner.records.names import FORMATS, format_of
from cleaner.records.work import Options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

    from cleaner.records.plan import Found
    from cleaner.records.progress import Monitor
    from cleaner.records.run import Item, Report

MANY = 20
"""From this many texts on they are cleaned by worker processes, which take half a second to begin."""
TIMEOUT = 60.0
"""Seconds a document may take if `--timeout` says nothing."""
DEFAULTS = Options._field_defaults
"""What is done with records if options say nothing."""

HELP = f"""Remove from news text what is not reporting: cookie notices, appeals, adverts, links.

Reads FILEs, the text and HTML files in DIRs, pages at URLs, or standard input (-), and prints the text that is left. With
--diff, --check, --explain, --json or --stats it prints that report instead.

Files of many records (JSON Lines, CSV, Parquet, WARC) keep their format; only their texts are cleaned. Any file may be
compressed, and any input a pattern, or an address such as s3://bucket/news/*.jsonl.gz.

LABEL is one of {", ".join(REPORTING)} (together: reporting), {", ".join(BOILERPLATE)} (together: boilerplate).
"""

EPILOG = f"""\b
Examples:
  clean-text article.txt              print the article without boilerplate
  clean-text https://example.org/1    the same for a page on the web
  clean-text --explain article.txt    what goes, by which rule, and why
  clean-text --diff news/             what would change in a whole folder
  clean-text news/ -o clean/          write the cleaned folder beside it
  clean-text --in-place=.bak news/    clean the files, keep the old ones
  clean-text --check-rules my.toml    run the examples of your own rules
  clean-text --rules my.toml --drop bio article.txt
  clean-text --json news/ | jq .text
  clean-text 'crawl/*.jsonl.zst' -o clean/ --report clean.html
  clean-text pages.parquet --html-field html -o texts.parquet

Settings come from [tool.cleaner] in pyproject.toml, or from cleaner.toml, in this folder or the nearest one above.
Keys: {", ".join(settings.KEYS)}. An option replaces the setting of its name.

Completion: put eval "$(_CLEAN_TEXT_COMPLETE=bash_source clean-text)" into ~/.bashrc (zsh_source, fish_source for the
others).

Exit status: 0 all inputs were cleaned; 1 some could not be, --check found something to remove, or --check-rules an
example that fails; 2 wrong options, settings or rules; 130 interrupted.
"""

REPORTS = ("diff", "check", "explain", "stats", "list_rules", "check_rules")
"""Options that print something in place of the texts; `--json` is one, or the form of another."""
FOR_RECORDS = ("text_field", "html_field", "url_field", "id_field", "annotate")
"""Options that say something of records alone."""
NO_PAGE = "--page and --no-page are for text: of HTML the article is extracted"


class _Refused(click.ClickException):
    """Settings, rules or files with which nothing can be done."""

    exit_code = 2

    def __init__(self, error: Exception) -> None:
        super().__init__(f"clean-text: {error}")

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(self.message, file=file, err=True)


class _Command(click.Command):
    """A command whose `--in-place` may be given a suffix, but only with an equals sign."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        end = args.index("--") if "--" in args else len(args)
        args[:end] = [arg.replace("--in-place=", "--backup=", 1) if _has_suffix(arg) else arg for arg in args[:end]]
        return super().parse_args(ctx, args)


def _has_suffix(arg: str) -> bool:
    return arg.startswith("--in-place=")


def _suffix(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    if value is not None and (not value or os.path.basename(value) != value):
        raise click.UsageError(f"--in-place={value}: expected a suffix such as .bak")
    return value


def _encoding(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    if value is not None and not files.is_encoding(value):
        raise click.BadParameter(f"Python knows no encoding {value!r}")
    return value


def _complete_rules(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    known = [*LABELS, *(rule.id for rule in Cleaner().active_rules)]
    return [name for name in known if name.startswith(incomplete)]


class _Label(click.Choice[str]):
    """A label, or a group of them; an option takes one each time."""

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if "," in value and param:
            said = " ".join(f"{param.opts[0]} {name.strip()}" for name in value.split(","))
            self.fail(f"{value!r} is no label: for several say {said}", param, ctx)
        return super().convert(value, param, ctx)


_LABEL = _Label((*LABELS, *GROUPS))


@click.command(
    cls=_Command,
    name="clean-text",
    help=HELP,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.argument("inputs", nargs=-1, metavar="[FILE|DIR|URL|-]...", type=click.Path(readable=False))
@click.option("-o", "--output", metavar="FILE|DIR", type=click.Path(readable=False),
              help="Write there instead of to standard output.")  # fmt: skip
@click.option("--in-place", is_flag=True, help="Replace the files; --in-place=.bak keeps the old ones.")
@click.option("--backup", hidden=True, callback=_suffix)
@click.option("--diff", is_flag=True, help="Print what would change as a diff; change no file.")
@click.option("--check", is_flag=True, help="Name the texts that would change; exit with 1 if any would.")
@click.option("--explain", is_flag=True, help="Print what goes, by which rule, and why.")
@click.option(
    "--json", is_flag=True, help="Print one line of JSON per input; with --stats or --list-rules, those as JSON."
)
@click.option("--stats", is_flag=True, help="Print counts by label and by rule.")
@click.option("--keep", multiple=True, metavar="LABEL", type=_LABEL,
              help=f"Keep only this label; repeat for more (default: {', '.join(Cleaner.keep)}).")  # fmt: skip
@click.option("--drop", multiple=True, metavar="LABEL", type=_LABEL, help="Also drop this label; repeat for more.")
@click.option("--rules", multiple=True, metavar="PATH", type=click.Path(),
              help="Add a rule file or folder; repeat for more.")  # fmt: skip
@click.option("--disable", multiple=True, metavar="RULE", shell_complete=_complete_rules,
              help="Switch off a rule, or all rules of a label or language; repeat for more.")  # fmt: skip
@click.option("--strictness", metavar="LEVEL", type=click.Choice(settings.STRICTNESS),
              help="Be more cautious or more thorough: "
              f"{', '.join(settings.STRICTNESS)} (default: {Cleaner.strictness}).")  # fmt: skip
@click.option("--language", metavar="CODE", help="Language of the texts, such as en (default: by their words).")
@click.option("--encoding", metavar="NAME", callback=_encoding, help="Encoding of the inputs (default: detected).")
@click.option("--url", metavar="URL", help="Address of a single text, for rules that hold on certain sites.")
@click.option("--html", is_flag=True, help="Read every input as HTML, whatever its name and content.")
@click.option("--allow-private", is_flag=True, help="Also fetch URLs on private networks and on this machine.")
@click.option("--page/--no-page", default=None,
              help="Look for the article in every text, as in a whole page, or in none (default: by its looks).")  # fmt: skip
@click.option("--list-rules", is_flag=True, help="Print the rules in force.")
@click.option("--check-rules", is_flag=True, help="Run the examples of the rule files given; print those that fail.")
@click.option("--format", type=click.Choice(FORMATS), help="Format of inputs whose names do not tell it.")
@click.option("--text-field", metavar="NAME", help=f"Records: field with the text (default: {DEFAULTS['text']}).")
@click.option("--html-field", metavar="NAME", help="Records: field with HTML from which to extract the text.")
@click.option("--url-field", metavar="NAME", help="Records: field with the address of the text.")
@click.option("--id-field", metavar="NAME", help="Records: field that names the record in messages.")
@click.option("--annotate", type=click.Choice(("beside", "instead")),
              help="Records: add fields that list the removals, beside the cleaned text or instead of cleaning.")  # fmt: skip
@click.option("--jobs", "-j", type=click.IntRange(1), metavar="N", help="Number of processes (default: one per core).")
@click.option("--timeout", type=click.FloatRange(0, min_open=True), metavar="SECONDS",
              help=f"Time limit per document (default: {TIMEOUT:g}).")  # fmt: skip
@click.option("--errors", type=click.Choice(("keep", "skip", "stop")), default=DEFAULTS["errors"],
              help=f"Documents that fail: keep them as they were, skip them, or stop (default: {DEFAULTS['errors']}).")  # fmt: skip
@click.option("--resume", is_flag=True, help="Resume an interrupted run.")
@click.option("--report", multiple=True, metavar="FILE", type=click.Path(),
              help="Write the counts to a .json or .html file; repeat for more.")  # fmt: skip
@click.option("--quiet", "-q", is_flag=True, help="Print only output and errors, no notes and no progress.")
@click.version_option(__version__, message="%(prog)s %(version)s")
def main(inputs: tuple[str, ...], **options: Any) -> None:
    """Do what HELP says."""
    try:
        failed = _Run(inputs, options).run()
    except (files.PlanError, settings.SettingsError) as error:
        raise _Refused(error) from error
    except BrokenPipeError:
        _leave_pipe()
    else:
        if failed:
            raise click.exceptions.Exit(1)


def _leave_pipe() -> None:
    """End as a program does whose reader has gone: silently, with the status of SIGPIPE."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise click.exceptions.Exit(141)


class _Run:
    """One run of the command: its options, checked, and how many inputs failed."""

    def __init__(self, inputs: tuple[str, ...], options: dict[str, Any]) -> None:
        self.inputs = inputs or ("-",)
        self.options = options
        self.in_place: bool = options["in_place"] or options["backup"] is not None
        reports = [name for name in REPORTS if options[name]]
        self.report: str = reports[0] if reports else "json" if options["json"] else "text"
        self._check(inputs, reports)
        found = settings.find(os.getcwd())
        self.chosen = settings.load(found) if found else {}
        self.chosen.update({name: options[name] for name in settings.KEYS if options[name] not in (None, ())})
        self.encoding: str | None = self.chosen.pop("encoding", None)
        self.language: str | None = self.chosen.pop("language", None)
        self.failed = 0

    def _check(self, inputs: tuple[str, ...], reports: list[str]) -> None:
        """Refuse options that contradict each other."""
        if len(reports) > 1 or (self.options["json"] and self.report not in ("stats", "list_rules", "json")):
            names = [f"--{name.replace('_', '-')}" for name in (*reports, *["json"] * self.options["json"])]
            raise click.UsageError(f"{' and '.join(names)} cannot be combined")
        if self.report == "list_rules" and (inputs or self.in_place):
            raise click.UsageError("--list-rules takes no inputs")
        if self.report == "check_rules" and not inputs:
            raise click.UsageError("--check-rules needs rule files, or folders of them")
        for name in self.options["report"]:
            if not name.endswith((".json", ".html")):
                raise click.UsageError(f"--report {name}: expected a name that ends in .json or .html")
        if self.options["resume"] and self.options["output"] in (None, "-"):
            raise click.UsageError("--resume needs -o: only files can be taken up again")
        if not self.in_place:
            return
        if self.options["output"]:
            raise click.UsageError("--in-place and -o cannot be combined")
        if self.report in ("diff", "check"):
            raise click.UsageError(f"--{self.report} shows what would change: leave out --in-place")
        if "-" in self.inputs:
            raise click.UsageError("--in-place needs files: standard input cannot be replaced")
        for name in inputs:
            if name.startswith(".") and name.count(".") == 1 and os.sep not in name and not os.path.exists(name):
                raise click.UsageError(f"{name}: no such file; for a backup say --in-place={name}")

    def run(self) -> int:
        """Clean every input and print; return how many failed."""
        from cleaner.records.plan import part

        if self.report == "check_rules":
            return self._check_rules()
        path = None if self.options["output"] == "-" else self.options["output"]
        records, texts, lost = part(self.inputs, self.options["format"], path)
        if records:
            self._check_records()
            kinds = {format_of(name or "") or self.options["format"] for name, _ in records} | (
                {"text"} if texts else set()
            )
            if path is None and self.report == "text" and len(kinds) > 1:
                raise click.UsageError(
                    f"{' and '.join(sorted(kinds))} cannot be printed together: -o names a folder for them"
                )
        elif texts:
            self._check_texts()
        try:
            cleaner = Cleaner(**self.chosen)
            if self.language is not None:
                self.language = cleaner.rulebook.language(self.language)
        except (ValueError, TypeError) as error:  # rules and options; detectors of installed packages
            raise _Refused(error) from error
        if self.report == "list_rules":
            self._list_rules(cleaner, path)
            return self.failed
        for problem in lost:
            self._fail(problem)
        planned = self._plan_records(records, path, bool(texts)) if records else []
        if texts:
            planned.append(self._plan_texts(texts, path, bool(records)))
        if planned:
            self._clean(cleaner, planned, path, bool(records))
        return self.failed

    def _list_rules(self, cleaner: Cleaner, path: str | None) -> None:
        from cleaner.report import rule_json, rule_list

        rules = [r for r in cleaner.active_rules if self.language is None or r.language in (self.language, "any")]
        self._print(rule_json(rules) if self.options["json"] else rule_list(rules, _has_colour(path)), path)

    def _check_rules(self) -> int:
        from cleaner.examples import check

        try:
            for line in check(self.inputs, self.chosen.get("rules", ()), self.chosen.get("disable", ())):
                self.failed += 1
                click.echo(line)
        except ValueError as error:  # rules and names
            raise _Refused(error) from error
        self._note([f"{self.failed or 'no'} example{'s' * (self.failed != 1)} failed"])
        return self.failed

    def _check_texts(self) -> None:
        """Refuse options that are for records only."""
        for name in FOR_RECORDS:
            if self.options[name]:
                raise click.UsageError(f"--{name.replace('_', '-')} is for records, which hold many texts each")

    def _check_records(self) -> None:
        """Refuse options that are for texts only."""
        if self.in_place:
            raise click.UsageError("--in-place is for texts: records are written beside them, with -o")
        if self.options["url"]:
            raise click.UsageError(
                "--url is for a single text: --url-field names the field that says it of each record"
            )
        if self.options["html"]:
            raise click.UsageError("--html is for texts: --html-field names the field with the HTML of each record")
        if self.options["html_field"] and self.options["page"] is not None:
            raise click.UsageError(NO_PAGE)
        if self.report in ("diff", "check", "explain", "json"):
            raise click.UsageError(f"--{self.report} is for texts: --annotate says of each record what went")

    def _plan_records(self, found: list[Found], path: str | None, several: bool) -> list[Item]:
        from cleaner.records.plan import items

        several = several or any(name not in ("-", found[0][0]) for name in self.inputs)
        return items(found, os.devnull if self.report == "stats" else path, self.options["format"], several)

    def _plan_texts(self, found: list[files.Source | str], path: str | None, is_among_records: bool) -> Item:
        """Return the texts as one input, each with its place, and name those that have none."""
        from cleaner.records import plan, texts
        from cleaner.records.storage import Target
        from cleaner.report import Style

        kind = self.report
        names = [one if isinstance(one, str) else one.path or "-" for one in found]
        is_folder = path is not None and (
            (is_among_records and kind == "text") or files.is_folder(path, names if kind == "text" else ())
        )
        is_report = kind != "text" and path is not None and not is_folder
        sources, errors, notes = files.collect(found, path if is_folder else None)
        output = files.Output(path, sources, is_folder) if path else None
        if output and is_report and output.is_input(output.path):
            raise files.PlanError(f"{path} is an input: not overwritten")
        job = texts.Job(
            Style(kind, len(names) > 1 or os.path.isdir(names[0]), sys.stdout.isatty(), _has_colour(path)),
            is_written=self.in_place or (path is not None and not is_report),
            in_place=self.in_place,
            backup=self.options["backup"] or "",
            html=self.options["html"],
            encoding=self.encoding,
            allow_private=self.options["allow_private"],
            url=self.options["url"],
        )
        if job.url and len(sources) > 1:
            raise click.UsageError(f"--url is for a single text: found {len(sources)}")
        if sources and self.options["page"] is not None and (job.html or all(s.is_page for s in sources)):
            raise click.UsageError(NO_PAGE)
        for source in sources:
            if source.path is None and self._is_much(len(sources), is_among_records):
                source.data = source.read()  # other processes have another standard input
        target = Target(path) if is_report and kind != "stats" else texts.Places(path if is_folder else None)
        item, lost = plan.texts(sources, output, job, target)
        for error in (*errors, *lost):
            self._fail(error)
        if "-" in names and sys.stdin.isatty():
            notes.append("reading from the terminal; Ctrl-D ends the text")
        self._note(notes)
        return item

    def _clean(self, cleaner: Cleaner, planned: list[Item], path: str | None, has_records: bool) -> None:
        """Clean all inputs, and print what it came to."""
        from cleaner.records.plan import state_path
        from cleaner.records.progress import Monitor
        from cleaner.records.run import Run, noun_of
        from cleaner.records.task import WorkerError

        given = self.options
        options = Options(
            **{name: given[f"{name}_field"] for name in ("html", "url", "id")},
            text=given["text_field"] or DEFAULTS["text"],
            annotate=given["annotate"],
            errors=given["errors"],
            fingerprint=cleaner.fingerprint if given["annotate"] else "",
            encoding=self.encoding or "utf-8",
            analyze={"language": self.language},
            page=given["page"],
        )
        count = sum(len(item.names) for item in planned)
        is_much = self._is_much(count, has_records)
        is_scrolling = sys.stdout.isatty() and any(item.target.path is None for item in planned) and not self.in_place
        monitor = Monitor(given["quiet"], is_much and not is_scrolling, noun_of(planned))
        state = state_path(path, planned)
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        jobs = (given["jobs"] or cores) if is_much and not any(item.stays for item in planned) else 0
        work = Run(planned, cleaner, options, monitor, jobs, given["timeout"] or TIMEOUT, state, given["resume"])
        try:
            done = work.run()
        except KeyboardInterrupt:
            monitor.note("stopped at once")
            raise click.exceptions.Exit(130) from None
        except WorkerError as error:
            raise _Refused(error) from error
        self.failed += done.failed + (done.summary.changed if self.report == "check" else 0)
        self._sum_up(done, path, monitor, has_records, is_much)
        self._write_report(cleaner, done)
        if done.end == "interrupted":
            monitor.note("interrupted" + ("; --resume takes it up again" if state else ""))
            raise click.exceptions.Exit(130)

    def _is_much(self, count: int, has_records: bool) -> bool:
        """Whether so many inputs are worth worker processes, or what was asked for needs them."""
        given = self.options
        return has_records or count >= MANY or bool(given["jobs"] or given["timeout"] or given["resume"])

    def _sum_up(self, done: Report, path: str | None, monitor: Monitor, has_records: bool, is_much: bool) -> None:
        """Print the counts: where they are all that was asked for, or after much work."""
        is_json = self.options["json"]
        if self.report != "stats":
            if is_much:
                from cleaner.records.report import as_text

                monitor.show(as_text(done))
        elif has_records:
            from cleaner.records.report import as_json, as_text

            click.echo(as_json(done) if is_json else as_text(done), nl=False)
        else:
            from cleaner import report

            counted = (done.summary, self.failed)
            as_lines = report.as_json(report.stats_dict(*counted)) if is_json else None
            is_folder = path is not None and files.is_folder(path, ())
            self._print(as_lines or report.stats(*counted, _has_colour(path)), None if is_folder else path)

    def _print(self, content: str, path: str | None) -> None:
        """Write to standard output, or to the file of `-o`."""
        data = content.encode("utf-8", "replace")
        try:
            if path:
                files.write(path, data)
            else:
                click.echo(data, nl=False)
        except BrokenPipeError:
            raise
        except (files.FileError, OSError) as error:
            self._fail(error if isinstance(error, files.FileError) else files.FileError("<stdout>", error))

    def _write_report(self, cleaner: Cleaner, done: Report) -> None:
        """Write what was counted to the files of `--report`."""
        for name in self.options["report"]:
            from cleaner.records import report

            done.fingerprint = cleaner.fingerprint
            self._print(report.as_html(done) if name.endswith(".html") else report.as_json(done), name)

    def _fail(self, error: files.FileError) -> None:
        self.failed += 1
        click.echo(f"clean-text: {error}", err=True)

    def _note(self, notes: list[str]) -> None:
        for note in () if self.options["quiet"] else notes:
            click.echo(f"clean-text: {note}", err=True)


def _has_colour(path: str | None) -> bool:
    """Whether what is printed is coloured: on a terminal that wants it."""
    is_plain = path is not None or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not is_plain
