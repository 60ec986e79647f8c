"""Measures the speed of cleaner: every figure is a ratio of two things timed side by side in one run.

Absolute times are shown for orientation; on a machine that does other work as well they are worth little.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import texts as documents
from c4 import c4_lines
from many_rules import write_rules
from rich.console import Console
from rich.table import Table
from scaling import CASES, LIMIT, SMALLER, run_case
from timing import Sample, race

from cleaner import Cleaner

RULES_TARGET = 1.3
STARTUP_TARGET = 4.0
WARM_UP = 200_000
"""Code points cleaned before anything is timed; the engine compiles its scan database within the first 60,000."""

console = Console(width=None if sys.stdout.isatty() else 130)


def parser() -> argparse.ArgumentParser:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    p.add_argument(
        "--only",
        nargs="+",
        choices=SECTIONS,
        default=list(SECTIONS),
        metavar="SECTION",
        help="sections to run, of " + ", ".join(SECTIONS),
    )
    p.add_argument(
        "--texts",
        type=Path,
        metavar="FILE",
        help="a corpus (CORPUS.text.jsonl.xz) in place of articles made from the golden documents",
    )
    p.add_argument("--input", default="trafilatura", help="with --texts: the extractor whose texts are taken")
    p.add_argument("--count", type=int, default=400, help="articles to make, or at most to read")
    p.add_argument("--rounds", type=int, default=7, help="rounds over all articles")
    p.add_argument(
        "--case", action="append", metavar="WORD", help="scaling: only cases with WORD in their names; may be repeated"
    )
    p.add_argument("--limit", type=float, default=120, help="scaling: seconds after which a case is stopped")
    p.add_argument(
        "--installed",
        type=Path,
        metavar="VENV",
        help="startup: an environment with the wheel installed, in place of this checkout",
    )
    p.add_argument("--runs", type=int, default=15, help="startup: runs of each command")
    p.add_argument("--json", type=Path, metavar="FILE", help="write all figures there as well")
    p.add_argument("--check", action="store_true", help="exit with 1 if a target is missed")
    return p


def articles(options: argparse.Namespace) -> tuple[list[str], list[str]]:
    """Return articles to warm up with and others to measure on."""
    if options.texts:
        found = documents.corpus(options.texts, options.input)[: options.count]
        held = max(1, len(found) // 10)
        warm = found[:held]
        return warm * (WARM_UP // sum(map(len, warm)) + 1), found[held:]
    return documents.articles(WARM_UP // 6_000, seed=99), documents.articles(options.count)


def analysis(cleaner: Cleaner) -> Callable[[str], object]:
    """Return what a user asks for who wants to know what went: the text and the removals."""

    def work(text: str) -> object:
        result = cleaner.analyze(text)
        return result.text, result.removals

    return work


def c4(options: argparse.Namespace) -> dict[str, Any]:
    """`Cleaner.analyze` against C4's line rules."""
    warm, texts = articles(options)
    cleaner = Cleaner()
    contestants = {
        "C4 lines": c4_lines,
        "analyze": analysis(cleaner),
        "with to_dict": lambda text: cleaner.analyze(text).to_dict(),
    }
    for text in warm:
        for work in contestants.values():
            work(text)
    groups = {
        "all": texts,
        "ASCII": [t for t in texts if t.isascii()],
        "other": [t for t in texts if not t.isascii()],
    }
    table = Table(
        "texts",
        "number",
        "mean kB",
        "C4 MB/s",
        "analyze MB/s",
        "× C4's time",
        "min-max",
        "first round",
        "with to_dict",
        title="Analysis against C4's line rules",
    )
    found: dict[str, Any] = {}
    for name, group in groups.items():
        if not group:
            continue
        sample = race(group, contestants, options.rounds)
        found[name] = _against(sample, len(group))
        f = found[name]
        table.add_row(
            name, str(len(group)), f"{f['kilobytes']:.1f}", f"{f['c4']:.1f}", f"{f['analyze']:.1f}",
            f"{f['ratio']:.2f}", f"{f['low']:.2f}-{f['high']:.2f}", f"{f['first']:.2f}", f"{f['explained']:.2f}",
        )  # fmt: skip
    removals = {text: cleaner.analyze(text).removals for text in texts}
    found["share with removals"] = sum(map(bool, removals.values())) / len(removals)
    found["share removed"] = sum(r.end - r.start for rs in removals.values() for r in rs) / sum(map(len, texts))
    console.print(table)
    console.print(
        f"Documents with removals: {found['share with removals']:.0%}; code points removed: {found['share removed']:.1%}.\n"
    )
    return found


def _against(sample: Sample, number: int) -> dict[str, float]:
    low, high = sample.spread("analyze", "C4 lines")
    return {
        "documents": number,
        "kilobytes": sample.size / number / 1e3,
        "c4": sample.speed("C4 lines"),
        "analyze": sample.speed("analyze"),
        "ratio": sample.ratio("analyze", "C4 lines"),
        "low": low,
        "high": high,
        "first": sample.first_ratio("analyze", "C4 lines"),
        "explained": sample.ratio("with to_dict", "C4 lines"),
    }


def rules(options: argparse.Namespace) -> dict[str, Any]:
    """Ten times as many rules against the built-in ones."""
    warm, texts = articles(options)
    with tempfile.TemporaryDirectory() as folder:
        made = write_rules(Path(folder))
        begin = time.process_time()
        many = Cleaner(rules=(folder,))
        loading = time.process_time() - begin
    few = Cleaner()
    contestants = {"built in": analysis(few), "ten times": analysis(many)}
    for text in warm:
        for work in contestants.values():
            work(text)
    sample = race(texts, contestants, options.rounds)
    low, high = sample.spread("ten times", "built in")
    found = {
        "rules": len(few.active_rules),
        "rules added": made,
        "anchors": sum(len(p.anchors) for rule in few.active_rules for p in rule.patterns),
        "anchors of all": sum(len(p.anchors) for rule in many.active_rules for p in rule.patterns),
        "ratio": sample.ratio("ten times", "built in"),
        "low": low,
        "high": high,
        "target": RULES_TARGET,
        "seconds to load the added": loading,
        "documents changed": sum(few.clean(text) != many.clean(text) for text in texts) / len(texts),
    }
    table = Table(
        "rules", "anchors", "MB/s", "× the built-in rules' time", "min-max", "target", title="Ten times as many rules"
    )
    table.add_row(str(found["rules"]), str(found["anchors"]), f"{sample.speed('built in'):.1f}", "1", "", "")
    table.add_row(
        str(found["rules"] + made), str(found["anchors of all"]), f"{sample.speed('ten times'):.1f}",
        _judged(found["ratio"], RULES_TARGET), f"{low:.2f}-{high:.2f}", f"≤ {RULES_TARGET}",
    )  # fmt: skip
    console.print(table)
    console.print(
        f"Texts from which the added rules take something else: {found['documents changed']:.0%}; to load them took {loading:.1f} s.\n"
    )
    return found


def scaling(options: argparse.Namespace) -> dict[str, Any]:
    """The cost of a character in long and in hostile texts."""
    table = Table(
        "case", "size", "removals", "ns/char", "× 10 kB", "with to_dict", f"× 1/{SMALLER} its size", "bytes/char", "",
        title="Cost of a character relative to articles of 10 kB",
    )  # fmt: skip
    found: dict[str, Any] = {}
    names = [name for name in CASES if not options.case or any(word in name for word in options.case)]
    for number, name in enumerate(names):
        if console.is_terminal:
            console.print(f"{number + 1}/{len(names)} {name}" + " " * 40, end="\r")
        small = run_case(name, SMALLER, options.limit)
        full = run_case(name, 1, options.limit)
        if "error" not in full and "error" not in small:
            full["growth"] = full["relative"] / small["relative"]
        found[name] = full | {"smaller": small}
        table.add_row(*_scaling_row(name, small, full))
    console.print(table)
    slow = [name for name, f in found.items() if _is_slow(f)]
    console.print(f"Above {LIMIT:.0f} times the cost in articles of 10 kB, or stopped: {', '.join(slow) or 'none'}.\n")
    return found | {"flagged": slow, "limit": LIMIT}


def _is_slow(figures: dict[str, Any]) -> bool:
    return "error" in figures or figures["relative"] > LIMIT or figures["explained"] > 2 * LIMIT


def _scaling_row(name: str, small: dict[str, Any], full: dict[str, Any]) -> list[str]:
    size = CASES[name].size
    shown = f"{size / 1e6:g} M" if size >= 1e6 else f"{size / 1e3:g} k"
    if "error" in full:
        part = (
            f"at 1/{SMALLER}: {small['error']}"
            if "error" in small
            else f"at 1/{SMALLER}: × {small['relative']:.1f}, {small['explained']:.1f}"
        )
        return [name, shown, "", "", f"[red]{full['error']}[/]", part, "", "", "[red]STOPPED[/]"]
    growth = f"{full['growth']:.1f}" if "growth" in full else ""
    flag = "[red]SLOW[/]" if _is_slow(full) else ""
    return [
        name, shown, f"{full['removals']:.0f}", f"{full['analysis']:.0f}", f"{full['relative']:.2f}",
        f"{full['explained']:.2f}", growth, f"{full['memory']:.0f}", flag,
    ]  # fmt: skip


def startup(options: argparse.Namespace) -> dict[str, Any]:
    """One small file by the command, against an interpreter that imports `regex`."""
    seed = str(sorted((documents.ROOT / "seeds").glob("002*.txt"))[0])
    environment = dict(os.environ)
    if options.installed:
        binaries = options.installed.absolute() / ("Scripts" if os.name == "nt" else "bin")
        python, command, what = str(binaries / "python"), [str(binaries / "clean-text")], "installed wheel"
        environment.pop("PYTHONPATH", None)
    else:
        python, what = sys.executable, "checkout, which reads the TOML rules that the wheel carries compiled"
        command = [python, "-c", "from cleaner.cli import main; main()"]
        environment["PYTHONPATH"] = str(documents.ROOT)
    commands = {
        "clean-text": [*command, seed],
        "clean-text --version": [*command, "--version"],
        "import regex": [python, "-c", "import regex"],
        "empty program": [python, "-c", ""],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    with tempfile.TemporaryDirectory() as folder:
        for run in range(options.runs + 1):
            for name in list(commands)[:: 1 if run % 2 else -1]:
                begin = time.perf_counter()
                subprocess.run(commands[name], stdout=subprocess.DEVNULL, check=True, env=environment, cwd=folder)
                if run:  # the first fills caches of files and of compiled modules
                    times[name].append(time.perf_counter() - begin)
    base = times["import regex"]
    table = Table("command", "ms", "× import regex", "min-max", "target", title=f"Start to end of one process ({what})")
    found: dict[str, Any] = {"what": what, "target": STARTUP_TARGET}
    for name, seconds in times.items():
        ratio = statistics.median(seconds) / statistics.median(base)
        pairs = [a / b for a, b in zip(seconds, base, strict=True)]
        found[name] = {"milliseconds": statistics.median(seconds) * 1e3, "ratio": ratio}
        judged = _judged(ratio, STARTUP_TARGET) if name == "clean-text" else f"{ratio:.2f}"
        target = f"≤ {STARTUP_TARGET:g}" if name == "clean-text" else ""
        table.add_row(
            name, f"{statistics.median(seconds) * 1e3:.0f}", judged, f"{min(pairs):.2f}-{max(pairs):.2f}", target
        )
    console.print(table)
    return found


def _judged(ratio: float, target: float) -> str:
    return f"[green]{ratio:.2f}[/]" if ratio <= target else f"[red]{ratio:.2f}[/]"


def misses(found: dict[str, Any]) -> list[str]:
    """Return the sections whose target is missed."""
    missed = []
    if "rules" in found and found["rules"]["ratio"] > RULES_TARGET:
        missed.append("rules")
    if "scaling" in found and found["scaling"]["flagged"]:
        missed.append("scaling")
    if "startup" in found and found["startup"]["clean-text"]["ratio"] > STARTUP_TARGET:
        missed.append("startup")
    return missed


SECTIONS: dict[str, Callable[[argparse.Namespace], dict[str, Any]]] = {
    "c4": c4,
    "rules": rules,
    "scaling": scaling,
    "startup": startup,
}


def main(arguments: Sequence[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    found: dict[str, Any] = {
        "python": platform.python_version(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
    }
    for name in options.only:
        found[name] = SECTIONS[name](options)
    if options.json:
        options.json.write_text(json.dumps(found, indent=1), encoding="utf-8")
    missed = misses(found)
    if missed:
        console.print(f"Target missed: {', '.join(missed)}.")
    return 1 if missed and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
