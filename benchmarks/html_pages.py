"""Measures HTML pages cleaned by this project beside trafilatura alone: quality, time and memory, in one run.

    python benchmarks/html_pages.py CORPORA --corpus naeb                  # every page, both halves
    python benchmarks/html_pages.py CORPORA --corpus naeb --half b --limit 100
    python benchmarks/html_pages.py CORPORA --memory 5000                  # pages in one process, and what it holds

Both get the same pages by turns, so that what else the machine does falls on both; times are CPU seconds. `body` is the
cleaner with ``keep=("body",)``, which is what hand-made main texts hold. Figures, in words:

    F1, P, R   of four-word shingles against the main text       left   share of unwanted snippets in the output
    exact      share of pages whose words are all the same       cut    share of wanted snippets not in it
    time       of trafilatura alone, as a multiple

Layouts of folders are those of corpora.py.
"""

import argparse
import logging
import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import cycle, islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from corpora import Page, read, read_html, words
from quality import agreement, f1_of

import cleaner

Html = str | bytes


def by_trafilatura(html: Html) -> str:
    """Extract as the cleaner does, and leave it at that."""
    import trafilatura

    return trafilatura.extract(html, include_comments=False, deduplicate=False) or ""


BODY = cleaner.Cleaner(keep=("body",))
WAYS: dict[str, Callable[[Html], str]] = {
    "trafilatura": by_trafilatura,
    "cleaner": cleaner.clean_html,
    "body": BODY.clean_html,
}


def measure(pages: Sequence[Page], htmls: dict[str, Html]) -> dict[str, dict[str, float]]:
    """Return the figures of each way; the pages go through all of them by turns.

    No time is taken the first time that they do: then the rules of their languages are read and compiled, as once in a
    process.
    """
    texts = {name: [clean(htmls[page.id]) for page in pages] for name, clean in WAYS.items()}
    seconds: Counter[str] = Counter()
    names = list(WAYS)
    for turn, page in enumerate(pages):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            begin = time.process_time()
            WAYS[name](htmls[page.id])
            seconds[name] += time.process_time() - begin
    return {
        name: figures(pages, texts[name])
        | {"time": seconds[name] / seconds["trafilatura"], "ms": 1000 * seconds[name] / len(pages)}
        for name in names
    }


def figures(pages: Sequence[Page], texts: Sequence[str]) -> dict[str, float]:
    """Return what can be said of the texts with the gold and the snippets that there are."""
    row: dict[str, float] = {}
    gold = [(page, text) for page, text in zip(pages, texts, strict=True) if page.gold]
    if gold:
        pairs = [agreement(page.gold, text) for page, text in gold]
        row["F1"] = f1_of(pairs)
        row["P"], row["R"] = (sum(values) / len(pairs) for values in zip(*pairs, strict=True))
        row["exact"] = sum(re.findall(r"\w+", page.gold) == re.findall(r"\w+", text) for page, text in gold) / len(gold)
    for name, snippets in (("left", "drop"), ("cut", "keep")):
        held = [
            f" {' '.join(words(snippet))} " in f" {' '.join(words(text))} "
            for page, text in zip(pages, texts, strict=True)
            for snippet in getattr(page, snippets)
            if words(snippet)
        ]
        if held:
            row[name] = sum(held) / len(held) if name == "left" else 1 - sum(held) / len(held)
    return row


def watch_memory(htmls: Sequence[Html], number: int) -> None:
    """Clean ``number`` pages and print what the process holds after each tenth of them."""
    for done, html in enumerate(islice(cycle(htmls), number), 1):
        cleaner.clean_html(html)
        if done % max(1, number // 10) == 0:
            held = int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
            print(f"{done:7d} pages: {held / 1e6:6.0f} MB held, {peak / 1e6:6.0f} MB at most", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--corpus", nargs="*")
    parser.add_argument("--half", choices=["a", "b"])
    parser.add_argument("--limit", type=int)
    parser.add_argument("--memory", type=int, metavar="N", help="only clean N pages and watch the memory")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)  # trafilatura's
    for name, pages in read(options.folder).items():
        if options.corpus and name not in options.corpus:
            continue
        htmls = read_html(options.folder, name)
        chosen = [page for page in pages if page.id in htmls and options.half in (None, page.half)][: options.limit]
        if options.memory:
            watch_memory([htmls[page.id] for page in chosen], options.memory)
            continue
        print(f"{name}: {len(chosen)} pages")
        for way, row in measure(chosen, htmls).items():
            print(f"  {way:12s}" + "  ".join(f"{key} {value:.4f}" for key, value in row.items()), flush=True)


if __name__ == "__main__":
    main()
