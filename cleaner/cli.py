"""The command `clean-text`: its options, their help, and what it exits with. What they do is in `command.py`."""

from __future__ import annotations

import os
import sys
import warnings
from typing import Any

import click

from cleaner import Cleaner, __version__, settings
from cleaner.command import Invocation, Refused
from cleaner.decoding import is_encoding
from cleaner.defaults import ANNOTATE, ERRORS, TEXT_FIELD, TIMEOUT
from cleaner.errors import PlanError, format_warning
from cleaner.labels import BOILERPLATE, GROUPS, LABELS, REPORTING
from cleaner.names import FORMATS

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
    if value is not None and not is_encoding(value):
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
@click.option("--text-field", metavar="NAME", help=f"Records: field with the text (default: {TEXT_FIELD}).")
@click.option("--html-field", metavar="NAME", help="Records: field with HTML from which to extract the text.")
@click.option("--url-field", metavar="NAME", help="Records: field with the address of the text.")
@click.option("--id-field", metavar="NAME", help="Records: field that names the record in messages.")
@click.option("--annotate", type=click.Choice(ANNOTATE),
              help="Records: add fields that list the removals, beside the cleaned text or instead of cleaning.")  # fmt: skip
@click.option("--jobs", "-j", type=click.IntRange(1), metavar="N", help="Number of processes (default: one per core).")
@click.option("--timeout", type=click.FloatRange(0, 1e6, min_open=True), metavar="SECONDS",
              help=f"Time limit per document (default: {TIMEOUT:g}).")  # fmt: skip
@click.option("--errors", type=click.Choice(ERRORS), default=ERRORS[0],
              help=f"Documents that fail: keep them as they were, skip them, or stop (default: {ERRORS[0]}).")  # fmt: skip
@click.option("--resume", is_flag=True, help="Resume an interrupted run.")
@click.option("--report", multiple=True, metavar="FILE", type=click.Path(),
              help="Write the counts to a .json or .html file; repeat for more.")  # fmt: skip
@click.option("--quiet", "-q", is_flag=True, help="Print only output and errors, no notes and no progress.")
@click.version_option(__version__, message="%(prog)s %(version)s")
def main(inputs: tuple[str, ...], **options: Any) -> None:
    """Do what HELP says."""
    warnings.formatwarning = format_warning
    try:
        _check_streams(inputs)
        failed = Invocation(inputs, options).run()
    except (PlanError, settings.SettingsError) as error:
        raise Refused(error) from error
    except BrokenPipeError:
        _leave_pipe()
    else:
        if failed:
            raise click.exceptions.Exit(1)


def _check_streams(inputs: tuple[str, ...]) -> None:
    """Refuse to work where the caller closed a stream that is needed (``<&-``, ``>&-``); Python has None for it."""
    if sys.stdout is None:
        raise PlanError("standard output is closed")
    if sys.stdin is None and "-" in (inputs or ("-",)):
        raise PlanError("standard input is closed: name a file")


def _leave_pipe() -> None:
    """End as a program does whose reader has gone: silently, with the status of SIGPIPE."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise click.exceptions.Exit(141)
