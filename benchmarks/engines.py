"""Measures each engine against a loop over `Cleaner.analyze`, on the same documents in one run.

CPU seconds are those of all processes that the engine started, so they hold on a machine that does other work; wall time
means something only on one that does not. Each engine is run on few texts and on all; the difference gives its rate, and what
the few take beyond that rate is its start: processes, plans, compiling of rules. A rate of 1 is the loop's, a core of which
the engines marked `2 workers` have two.
"""

import argparse
import ctypes
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import texts as documents
from rich.console import Console
from rich.table import Table

from cleaner import Cleaner

Run = Callable[[], Any]


def loop(texts: list[str], cleaner: Cleaner) -> Run:
    return lambda: [(result.text, result.removals) for result in map(cleaner.analyze, texts)]


def arrow(texts: list[str], cleaner: Cleaner) -> Run:
    import pyarrow as pa

    from cleaner.engines.arrow import BatchCleaner

    table, work = pa.table({"text": texts}), BatchCleaner(cleaner)
    return lambda: work(table)


def pandas(texts: list[str], cleaner: Cleaner) -> Run:
    import pandas as pd

    import cleaner.engines.pandas as _  # noqa: F401

    series = pd.Series(texts)
    return lambda: series.news.annotate(cleaner)


def polars(texts: list[str], cleaner: Cleaner) -> Run:
    import polars as pl

    import cleaner.engines.polars as _  # noqa: F401

    frame, work = pl.DataFrame({"text": texts}), pl.col("text").news.annotate(cleaner)
    return lambda: frame.select(work)


def datasets_2(texts: list[str], cleaner: Cleaner) -> Run:
    import datasets

    from cleaner.engines.datasets import clean

    datasets.disable_caching()
    datasets.disable_progress_bars()
    dataset = datasets.Dataset.from_dict({"text": texts})
    return lambda: clean(dataset, cleaner, num_proc=2)


def datatrove(texts: list[str], cleaner: Cleaner) -> Run:
    from datatrove.data import Document

    from cleaner.engines.datatrove import NewsCleaner

    step = NewsCleaner(cleaner)
    return lambda: list(step.run(Document(text, str(number)) for number, text in enumerate(texts)))


def ray_2(texts: list[str], cleaner: Cleaner) -> Run:
    import ray

    from cleaner.engines.ray import clean

    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="ERROR", ignore_reinit_error=True)
    ray.data.DataContext.get_current().enable_progress_bars = False
    dataset = ray.data.from_items([{"text": text} for text in texts], override_num_blocks=8).materialize()
    return lambda: clean(dataset, cleaner, compute=ray.data.ActorPoolStrategy(size=2)).materialize()


def spark_2(texts: list[str], cleaner: Cleaner) -> Run:
    from pyspark.sql import SparkSession

    from cleaner.engines.spark import clean

    os.environ.update(PYSPARK_PYTHON=sys.executable, SPARK_LOCAL_IP="127.0.0.1")
    session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    frame = clean(session.createDataFrame([(text,) for text in texts], ["text"]).repartition(8).cache(), cleaner)
    return lambda: frame.write.format("noop").mode("overwrite").save()


ENGINES = {run.__name__.replace("_2", ", 2 workers"): run for run in (arrow, pandas, polars, datatrove)}
ENGINES |= {run.__name__.replace("_2", ", 2 workers"): run for run in (datasets_2, ray_2, spark_2)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--count", type=int, default=400, help="articles to make, or at most to read")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--only", nargs="+", metavar="WORD", default=[""], help="engines with one of these in their names"
    )
    parser.add_argument("--texts", type=Path, metavar="FILE", help="a corpus (CORPUS.text.jsonl.xz)")
    parser.add_argument("--input", default="trafilatura", help="with --texts: the extractor whose texts are taken")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there as well")
    options = parser.parse_args()
    texts = documents.corpus(options.texts, options.input) if options.texts else documents.articles(options.count)
    texts = texts[: options.count]
    few = texts[: len(texts) // 8]
    sizes = {"few": volume(few), "all": volume(texts)}
    cleaner = Cleaner()
    makers = {"loop": loop} | {n: make for n, make in ENGINES.items() if any(word in n for word in options.only)}
    spent: dict[tuple[str, str], list[tuple[float, float]]] = {}
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER: what engines leave behind is counted too
    home = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)  # where Spark leaves what it leaves, and where Ray's workers see no checkout
        sets = {"few": few, "all": texts}
        runs = {(name, kind): make(sets[kind], cleaner) for name, make in makers.items() for kind in sets}
        for number in range(options.rounds + 1):
            for key in runs if number % 2 else reversed(runs):
                begin, before = time.perf_counter(), cpu_seconds()
                runs[key]()
                if number:  # the first round warms up
                    spent.setdefault(key, []).append((cpu_seconds() - before, time.perf_counter() - begin))
        os.chdir(home)
    figures: dict[str, dict[str, float]] = {}
    for name in makers:
        figures[name] = {}
        for index, clock in enumerate(("cpu", "wall")):
            few_seconds, all_seconds = (min(found[index] for found in spent[name, kind]) for kind in ("few", "all"))
            rate = (sizes["all"] - sizes["few"]) / max(1e-9, all_seconds - few_seconds)
            figures[name] |= {clock: rate, f"{clock} start": max(0.0, few_seconds - sizes["few"] / rate)}
    title = f"{len(texts)} texts, {sizes['all']:.1f} MB, {len(few)} of them for the start"
    table = Table("engine", "CPU: MB/s", "× loop", "start, s", "wall: MB/s", "× loop", "start, s", title=title)
    for name, found in figures.items():
        table.add_row(
            name,
            *(
                cell
                for clock in ("cpu", "wall")
                for cell in (
                    f"{found[clock]:.2f}",
                    f"{found[clock] / figures['loop'][clock]:.2f}",
                    f"{found[f'{clock} start']:.1f}",
                )
            ),
        )
    console = Console(width=None if sys.stdout.isatty() else 100)
    console.print(table)
    console.print(f"Load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1))


def cpu_seconds() -> float:
    """Return the CPU seconds of this process and all that stem from it, those that have ended too."""
    parents: dict[int, int] = {}
    ticks: dict[int, int] = {}
    for place in Path("/proc").iterdir():
        try:
            fields = (place / "stat").read_text().rpartition(")")[2].split() if place.name.isdigit() else []
        except OSError:
            continue  # it has just ended; its parent counts it
        if fields:
            parents[int(place.name)] = int(fields[1])
            ticks[int(place.name)] = sum(map(int, fields[11:15]))  # utime, stime, and those of its ended children
    total = 0
    for number in ticks:
        at = number
        while at not in (0, os.getpid()):
            at = parents.get(at, 0)
        total += ticks[number] * (at != 0)
    return total / os.sysconf("SC_CLK_TCK")


def volume(texts: list[str]) -> float:
    """Return the size of texts in MB."""
    return sum(len(text.encode()) for text in texts) / 1e6


if __name__ == "__main__":
    main()
