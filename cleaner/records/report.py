"""Shows what a run came to: as text, as JSON, and as one page of HTML with plots that needs nothing else."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from cleaner.records.summary import BINS, SAMPLES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from cleaner.records.summary import Report, Summary

SHOWN = 12
"""Rules in the text; the JSON and the page have them all."""


def to_dict(report: Report) -> dict[str, Any]:
    """Return a report as JSON-able values; ``bytes`` are those of the texts in UTF-8, ``characters`` code points."""
    s = report.summary
    return {
        "inputs": report.inputs,
        "end": report.end or "complete",
        "fingerprint": report.fingerprint,
        "options": report.options,
        "files": {"done": report.done, "of": len(report.inputs), "failed": [list(error) for error in report.errors]},
        "records": {"read": s.records, "changed": s.changed, "empty": s.empty, "failed": s.failed},
        "bytes": s.size,
        "characters": {"before": s.before, "after": s.after, "removed": round(s.removed, 6)},
        "seconds": round(report.seconds, 3),
        "jobs": report.jobs,
        "megabytes_per_second": round(_rate(report), 3),
        "labels": counts(s, "labels"),
        "rules": counts(s, "rules"),
        "shares": s.shares,
        "failures": s.failures,
        "samples": {rule: {"label": label, "texts": texts} for rule, (label, *texts) in sorted(s.samples.items())},
    }


def _rate(report: Report) -> float:
    """Return megabytes of text a second; of a run that was taken up, its own part is not known: 0."""
    return 0.0 if report.resumed or not report.seconds else report.summary.size / 1e6 / report.seconds


def as_text(report: Report) -> str:
    """Return the closing summary."""
    s = report.summary
    rate = f", {_rate(report):.2f} MB/s" if _rate(report) else ""
    lines = [
        f"files       {report.done:,} of {len(report.inputs):,} done"
        + (f", {len(report.errors):,} failed" if report.errors else "")
        + (f" ({report.end})" if report.end else ""),
        f"{report.noun + 's':<12}{s.records:,} read, {s.changed:,} of them changed, {s.failed:,} failed"
        + (f", {s.empty:,} without text" if s.empty else ""),
        f"size        {s.size / 1e6:,.1f} MB in {report.seconds:,.1f} s{rate}",
        f"characters  {s.before:,} before, {s.after:,} after, {s.removed:.1%} removed",
    ]
    return "\n".join([*lines, *tables(s, SHOWN)]) + "\n"


def tables(summary: Summary, most: int | None = None, bold: Callable[[str], str] = str) -> list[str]:
    """Return lines that count what went by label and by rule, what took most first, and at most ``most`` rules.

    ``bold`` is applied to the headings.
    """
    lines: list[str] = []
    for title, name, shown in (("label", "labels", None), ("rule", "rules", most)):
        ranked = summary.ranked(name)
        width = max(len(key) for key in (title, *(key for key, _, _ in ranked[:shown])))
        if ranked:
            lines += ["", bold(f"{title:<{width}}  {'removals':>8}  {'characters':>10}")]
            lines += [f"{key:<{width}}  {n:>8,}  {size:>10,}" for key, n, size in ranked[:shown]]
        if shown and len(ranked) > shown:
            lines.append(f"and {_rules(len(ranked) - shown)} more")
    return lines


def counts(summary: Summary, name: str) -> dict[str, dict[str, int]]:
    """Return the same of ``labels`` or ``rules`` as JSON-able values."""
    return {key: {"removals": n, "characters": size} for key, n, size in summary.ranked(name)}


def as_json(report: Report) -> str:
    """Return everything that was counted, as JSON."""
    return json.dumps(to_dict(report), ensure_ascii=False, indent=1) + "\n"


STYLE = """
:root { color-scheme: light dark; --ink: #1c2024; --soft: #60646c; --line: #d9d9e0; --bar: #3e63dd; --page: #fcfcfd; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #edeef0; --soft: #b0b4ba; --line: #363a3f; --bar: #849dff; --page: #111113; }
}
body { margin: 0 auto; max-width: 60rem; padding: 2rem 1rem 4rem; background: var(--page); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.1rem; margin: 2.5rem 0 .5rem; }
p { margin: .25rem 0; color: var(--soft); }
.figures { display: flex; flex-wrap: wrap; gap: 1rem 2.5rem; margin: 1.5rem 0; }
.figures div { font-size: 1.5rem; font-variant-numeric: tabular-nums; }
.figures span { display: block; font-size: .8rem; color: var(--soft); }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.t { overflow-wrap: anywhere; } code { font-size: .85em; }
.plot { overflow-x: auto; } svg { width: 100%; min-width: 40rem; height: auto; display: block; }
svg text { fill: var(--ink); font: 13px system-ui, sans-serif; } svg .soft { fill: var(--soft); }
svg rect { fill: var(--bar); } details { margin: .5rem 0; } summary { cursor: pointer; }
.bad { color: #ce2c31; }
"""


def as_html(report: Report) -> str:
    """Return one page that shows the same; it loads nothing and runs nothing."""
    s = report.summary
    figures = [
        (f"{report.noun}s", f"{s.records:,}"),
        ("changed", f"{s.changed / max(1, s.records):.1%}"),
        ("of the text removed", f"{s.removed:.2%}"),
        ("failed", f"{report.failed:,}"),
        ("MB of text", f"{s.size / 1e6:,.1f}"),
        ("seconds", f"{report.seconds:,.1f}"),
        *([("MB/s", f"{_rate(report):.2f}")] if _rate(report) else []),
        ("processes", f"{report.jobs}"),
    ]
    boxes = "".join(f"<div>{value}<span>{name}</span></div>" for name, value in figures)
    labels, rules = s.ranked("labels"), s.ranked("rules")
    parts = [
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>",
        f"<title>What clean-text removed</title><style>{STYLE}</style><h1>What clean-text removed</h1>",
        f"<p>{report.done:,} of {len(report.inputs):,} files done"
        + (f", <span class=bad>{escape(report.end)}</span>" if report.end else "")
        + (f" · rules <code>{escape(report.fingerprint)}</code>" if report.fingerprint else ""),
        f"<div class=figures>{boxes}</div>",
        "<h2>Characters removed, by label</h2>",
        bars([(name, size) for name, _, size in labels]) or "<p>Nothing was removed.",
        "<h2>Records, by the share of their text that was removed</h2>",
        histogram(s.shares),
        _failures(report),
        "<h2>Characters removed, by rule</h2>",
        bars([(name, size) for name, _, size in rules[:20]]),
        _samples(report),
    ]
    return "\n".join(part for part in parts if part) + "\n"


def bars(rows: list[tuple[str, int]]) -> str:
    """Return a plot with a bar for each (name, number)."""
    if not rows:
        return ""
    most = max(number for _, number in rows) or 1
    left, width, step = 260, 520, 24
    shapes = [
        f"<text x={left - 10} y={y + 16} text-anchor=end>{escape(_clip(name, 36))}</text>"
        f"<rect x={left} y={y + 4} width={max(1, width * number / most):.1f} height=16 rx=2 />"
        f"<text class=soft x={left + 8 + width * number / most:.1f} y={y + 16}>{number:,}</text>"
        for y, (name, number) in zip(range(0, step * len(rows), step), rows, strict=True)
    ]
    return f"<div class=plot><svg viewBox='0 0 900 {step * len(rows)}' role=img>{''.join(shapes)}</svg></div>"


def histogram(shares: list[int]) -> str:
    """Return a plot of how many records lost which share; the first column counts those that lost nothing."""
    most, total = max(shares) or 1, sum(shares) or 1
    width, height = 40, 160
    shapes = []
    for number, count in enumerate(shares):
        x, tall = number * width + 10 * (number > 0), height * count / most
        name = "0" if not number else f"{number * 5}%" if number % 2 == 0 else ""
        title = (
            f"{'none' if not number else f'{number * 5 - 5}-{number * 5} %'}: {count:,} records, {count / total:.1%}"
        )
        shapes.append(
            f"<g><title>{title}</title><rect x={x + 4} y={height + 20 - tall:.1f} width={width - 8} "
            f"height={max(tall, 1 if count else 0):.1f} rx=2 />"
            f"<text x={x + width / 2} y={height + 38} text-anchor=middle class=soft>{name}</text>"
            + (
                f"<text x={x + width / 2} y={height + 14 - tall:.1f} text-anchor=middle>{_short(count)}</text>"
                if count
                else ""
            )
            + "</g>"
        )
    return (
        f"<div class=plot><svg viewBox='0 0 {BINS * width + 20} {height + 46}' role=img>{''.join(shapes)}</svg></div>"
    )


def _short(number: int) -> str:
    """Return a number in a few characters.

    >>> _short(950), _short(12_345), _short(4_000_000)
    ('950', '12k', '4M')
    """
    for size, name in ((1_000_000, "M"), (10_000, "k")):
        if number >= size:
            return f"{number / (1_000_000 if name == 'M' else 1000):.0f}{name}"
    return str(number)


def _rules(count: int) -> str:
    return f"{count:,} rule{'s' * (count != 1)}"


def _clip(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def _failures(report: Report) -> str:
    rows = [(name, "", problem) for name, problem in report.errors]
    rows += [
        (f["file"], f"{f['unit']} {f['place']:,}" + (f" ({f['id']})" if "id" in f else ""), f["error"])
        for f in report.summary.failures
    ]
    if not rows:
        return ""
    cells = "".join(f"<tr>{''.join(f'<td class=t>{escape(cell)}' for cell in row)}" for row in rows)
    more = report.failed - len(rows)
    rest = f"<p>and {more:,} more" if more > 0 else ""
    return f"<h2 class=bad>Failures</h2><table><tr><th>file<th>place<th>what failed{cells}</table>{rest}"


def _samples(report: Report) -> str:
    """Return what went, label by label and rule by rule."""
    s = report.summary
    by_label: dict[str, list[str]] = {}
    for rule, number, size in s.ranked("rules"):
        label, *texts = s.samples.get(rule, [""])
        shown = "<br>".join(escape(text) for text in texts[:SAMPLES])
        by_label.setdefault(label, []).append(
            f"<tr><td><code>{escape(rule)}</code><td class=n>{number:,}<td class=n>{size:,}<td class=t>{shown}"
        )
    head = "<tr><th>rule<th class=n>removals<th class=n>characters<th>samples"
    parts = [
        f"<details{' open' if number == 0 else ''}><summary>{escape(label)}, {_rules(len(by_label[label]))}</summary>"
        f"<table>{head}{''.join(by_label[label])}</table></details>"
        for number, (label, _, _) in enumerate(s.ranked("labels"))
        if label in by_label
    ]
    return "<h2>What went, rule by rule</h2>" + "".join(parts) if parts else ""
