"""Measures cleaning files of records: against the library's own loop, and against other cleaners' rules.

    python benchmarks/files.py                                   # on articles made from the golden documents
    python benchmarks/files.py --texts CORPUS.text.jsonl.xz      # on those of a corpus
    python benchmarks/files.py --only peers --corpora CORPORA    # what others remove and lose on labelled pages

``rate``: the same texts through a loop over ``Cleaner.analyze`` and through the command as JSON Lines and as Parquet, reading
and writing included, by turns. CPU seconds are those of all processes; to take start-up out, each is run on the whole file
and on a fifth of it, and the rate is that of the difference. Wall-clock figures are worth little on a machine that does
other work. ``path``: the same as ratios that hold on a machine that does other work. ``start``: seconds until a worker has cleaned its first record. ``memory``: of the parent, while a large file is
read. ``peers``: rules of datatrove, Haystack and NeMo Curator in one process, each on the same texts by turns.
"""

import argparse
import ctypes
import json
import os
import re
import resource
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
from c4 import POLICY, c4_lines
from rich.console import Console
from rich.table import Table
from timing import race

from cleaner import Cleaner

console = Console(width=None if sys.stdout.isatty() else 130)
PART = 5
"""The small file is one in so many of the whole."""
LOOP = """
import json, sys
from cleaner import Cleaner
clean = Cleaner().analyze
for line in open(sys.argv[1], encoding="utf-8").readlines():
    clean(json.loads(line)["text"]).text
"""
COMMAND = "from cleaner.cli import main; main(prog_name='clean-text')"
START = """
import time
from cleaner import Cleaner
from cleaner.records.formats import Chunk, make
from cleaner.records.pool import Pool
from cleaner.records.task import Task
from cleaner.records.work import Options

class Source:
    format = "jsonl:None"

if __name__ == "__main__":
    cleaner, options = Cleaner(), Options()
    for _ in range(6):
        begin = time.perf_counter()
        with Pool(1, cleaner, options, {"jsonl:None": make("jsonl", options, None)}, 60) as pool:
            list(pool.run([Task(Source(), Chunk(b'{"text": "News."}', 1, 0))]))
            print(time.perf_counter() - begin)
"""


def parser() -> argparse.ArgumentParser:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--only", nargs="+", choices=SECTIONS, default=list(SECTIONS), metavar="SECTION")
    p.add_argument("--texts", type=Path, metavar="FILE", help="a corpus in place of articles made here")
    p.add_argument("--input", default="trafilatura", help="with --texts: the extractor whose texts are taken")
    p.add_argument("--limit", type=float, default=20, metavar="MB", help="rate, path: text to clean (default: 20)")
    p.add_argument("--rounds", type=int, default=3, help="rate, peers: rounds (default: 3)")
    p.add_argument("--jobs", type=int, nargs="+", default=[1, 2], metavar="N", help="rate: processes (default: 1 2)")
    p.add_argument("--size", type=float, default=300, metavar="MB", help="memory: of the file that is read")
    p.add_argument("--corpora", type=Path, help="peers: labelled pages (see corpora.py)")
    p.add_argument("--installed", type=Path, metavar="FOLDER", help="where the package lies, in place of this checkout")
    p.add_argument("--json", type=Path, metavar="FILE", help="write all figures there as well")
    return p


def some_texts(options: argparse.Namespace, size: float) -> list[str]:
    """Return texts of so many MB; beyond what there is, the same again."""
    found = documents.corpus(options.texts, options.input) if options.texts else documents.articles(600)
    chosen: list[str] = []
    left = size * 1e6
    while left > 0:
        for text in found:
            chosen.append(text)
            left -= len(text.encode("utf-8", "replace"))
            if left <= 0:
                break
    return chosen


def write_files(folder: Path, name: str, texts: Sequence[str], pad: str = "") -> float:
    """Write texts as JSON Lines and as Parquet; return their MB."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    records = [{"id": n, "text": text} | ({"pad": pad} if pad else {}) for n, text in enumerate(texts)]
    with (folder / f"{name}.jsonl").open("w", encoding="utf-8") as file:
        for record in records:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    if not pad:
        pq.write_table(pa.Table.from_pylist(records), folder / f"{name}.parquet", row_group_size=2000)
    return sum(len(text.encode("utf-8", "replace")) for text in texts) / 1e6


def timed(options: argparse.Namespace, code: str, *arguments: str, cores: set[int] | None = None) -> dict[str, float]:
    """Run a program; return CPU seconds of all its processes, those left behind too, and wall-clock seconds."""
    environment = os.environ | {"PYTHONPATH": str(options.installed or documents.ROOT)}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        env=environment,
        cwd=tempfile.gettempdir(),
        stderr=subprocess.PIPE,
        preexec_fn=(lambda: os.sched_setaffinity(0, cores)) if cores else None,
    )
    _, errors = process.communicate()
    wall = time.perf_counter() - begin
    if process.returncode:
        raise RuntimeError(errors.decode())
    while True:  # the fork server outlives its parent by a moment
        try:
            os.wait()
        except ChildProcessError:
            break
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {"cpu": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, "wall": wall}


def rate(options: argparse.Namespace) -> dict[str, Any]:
    """The command against the library's loop."""
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER: what its processes leave behind is counted too
    texts = some_texts(options, options.limit)
    core = {min(os.sched_getaffinity(0))}
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        sizes = {"whole": write_files(place, "whole", texts), "part": write_files(place, "part", texts[::PART])}
        ways: dict[str, Callable[[str], dict[str, float]]] = {
            "library loop": lambda name: timed(options, LOOP, str(place / f"{name}.jsonl"), cores=core)
        }
        for kind in ("jsonl", "parquet"):
            for jobs in options.jobs:
                ways[f"{kind}, --jobs {jobs}"] = lambda name, kind=kind, jobs=jobs: timed(  # type: ignore[misc]
                    options, COMMAND, str(place / f"{name}.{kind}"), "-o", str(place / f"out.{kind}"),
                    "--jobs", str(jobs), "--quiet", cores=core if jobs == 1 else None,
                )  # fmt: skip
        rounds: dict[str, list[dict[str, dict[str, float]]]] = {way: [] for way in ways}
        for _ in range(options.rounds):
            for way, run in ways.items():
                rounds[way].append({name: run(name) for name in sizes})
    table = Table(
        "way",
        "CPU: MB/s",
        "× loop",
        "rounds",
        "wall: MB/s",
        "× loop",
        "× one job",
        title=f"{sizes['whole']:.0f} MB of text",
    )
    found: dict[str, Any] = {"megabytes": sizes["whole"]}
    for way in ways:
        found[way] = {kind: speed(sizes, rounds[way], kind) for kind in ("cpu", "wall")} | {"rounds": rounds[way]}
        base, one = found["library loop"], found.get(way[: way.find("--jobs")] + "--jobs 1", found[way])
        ratios = [
            speed(sizes, [ours], "cpu") / speed(sizes, [its], "cpu")
            for ours, its in zip(rounds[way], base["rounds"], strict=True)
        ]
        table.add_row(
            way, f"{found[way]['cpu']:.2f}", f"{found[way]['cpu'] / base['cpu']:.2f}",
            f"{min(ratios):.2f}-{max(ratios):.2f}", f"{found[way]['wall']:.2f}",
            f"{found[way]['wall'] / base['wall']:.2f}", f"{found[way]['wall'] / one['wall']:.2f}",
        )  # fmt: skip
    console.print(table)
    console.print(f"Load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.\n")
    return found


def speed(sizes: dict[str, float], rounds: list[dict[str, dict[str, float]]], kind: str) -> float:
    """Return MB/s without the start-up, from the best seconds of all rounds: what else the machine does only adds."""
    whole, part = (min(found[name][kind] for found in rounds) for name in ("whole", "part"))
    return (sizes["whole"] - sizes["part"]) / max(1e-9, whole - part)


def path(options: argparse.Namespace) -> dict[str, Any]:
    """What reading, the way to a worker and back, and writing cost beside cleaning: chunk by chunk, in turns.

    A worker cleans a chunk, then the library's loop the same texts in this process. Both see the machine in the same
    state, so the ratios hold on one that does other work. The first third, in which rules are compiled, does not count.
    """
    from cleaner.records.formats import make
    from cleaner.records.pool import Pool
    from cleaner.records.task import Task
    from cleaner.records.work import Options
    from cleaner.storage import Input

    texts = some_texts(options, options.limit)
    cleaner, choices = Cleaner(), Options()
    table = Table(
        "format", "worker", "this process", "rate, × loop", "rounds", title="CPU time of a file, × the loop's"
    )
    found: dict[str, Any] = {}

    class Item:
        format = ""

    with tempfile.TemporaryDirectory() as folder:
        write_files(Path(folder), "whole", texts)
        for kind in ("jsonl", "parquet"):
            Item.format = kind
            made = make(kind, choices, None)
            rows: list[tuple[float, float, float]] = []
            source = Input(str(Path(folder, f"whole.{kind}")), None)
            with source, Path(folder, "out").open("wb") as file, Pool(1, cleaner, choices, {kind: made}, 600) as pool:
                writer, chunks, number = made.writer(file), made.chunks(source), 0
                while True:
                    worker, here = worker_seconds(pool), time.process_time()
                    if (chunk := next(chunks, None)) is None:
                        writer.close()
                        break
                    (task,) = pool.run([Task(Item, chunk)])
                    writer.write(chunk, task.cleaned)
                    here, worker = time.process_time() - here, worker_seconds(pool) - worker
                    count = task.summary.records if task.summary else 0
                    begin = time.process_time()
                    for text in texts[number : number + count]:
                        cleaner.clean(text)
                    rows.append((worker, here, time.process_time() - begin))
                    number += count
            rounds = [row for row in rows[len(rows) // 3 :] if row[2]]
            worker, here, loop = (sum(row[i] for row in rounds) for i in range(3))
            found[kind] = {"worker": worker / loop, "parent": here / loop, "rate": loop / (worker + here)}
            spread = sorted(row[2] / (row[0] + row[1]) for row in rounds)
            table.add_row(
                kind, f"{worker / loop:.3f}", f"{here / loop:.4f}", f"{loop / (worker + here):.2f}",
                f"{len(rounds)} chunks: {spread[len(spread) // 4]:.2f}-{spread[-1 - len(spread) // 4]:.2f}",
            )  # fmt: skip
    console.print(table)
    return found


def worker_seconds(pool: Any) -> float:
    """Return the CPU seconds of the one worker so far."""
    if not pool._workers:
        return 0.0
    return int(Path(f"/proc/{pool._workers[0].process.pid}/schedstat").read_text().split()[0]) / 1e9


def start(options: argparse.Namespace) -> dict[str, Any]:
    """Seconds from nothing to a worker's first record: the first one, with the fork server, and further ones."""
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "start.py"
        program.write_text(START)
        environment = os.environ | {"PYTHONPATH": str(options.installed or documents.ROOT)}
        said = subprocess.run(
            [sys.executable, program], env=environment, cwd=folder, check=True, stdout=subprocess.PIPE
        )
    first, *others = map(float, said.stdout.split())
    console.print(f"Start of a worker: the first {first:.2f} s, further ones {statistics.median(others):.3f} s.\n")
    return {"first": first, "further": statistics.median(others)}


def memory(options: argparse.Namespace) -> dict[str, Any]:
    """Memory of the parent. Most of a record is a field that is not cleaned: what counts here is the size of the file."""
    articles = some_texts(options, 1)[:150]
    pad = "x" * 60_000
    count = int(options.size * 1e6 / (60_000 + sum(map(len, articles)) / len(articles)))
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        write_files(place, "large", [articles[n % len(articles)] for n in range(count)], pad)
        size = (place / "large.jsonl").stat().st_size
        environment = os.environ | {"PYTHONPATH": str(options.installed or documents.ROOT)}
        command = [sys.executable, "-c", COMMAND, "large.jsonl", "-o", "out.jsonl", "--quiet"]
        process = subprocess.Popen(command, env=environment, cwd=folder)
        samples: list[tuple[float, float]] = []
        while process.poll() is None:
            done = place / ".out.jsonl.partial"
            status = Path(f"/proc/{process.pid}/status").read_text()
            if (now := re.search(r"VmRSS:\s+(\d+)", status)) and done.exists():
                samples.append((done.stat().st_size / size, int(now[1]) / 1024))
            time.sleep(0.05)
    quarters = [max((mb for at, mb in samples if n / 4 <= at < (n + 1) / 4), default=0.0) for n in range(4)]
    shown = ", ".join(f"{mb:.0f}" for mb in quarters)
    console.print(f"Parent while {size / 1e6:.0f} MB are read, peak MB in each quarter of the file: {shown}.\n")
    return {"megabytes": size / 1e6, "peak in quarters": quarters}


# --- other cleaners ---------------------------------------------------------------------------------------------


def by_datatrove() -> tuple[str, Callable[[str], str]]:
    """C4's rules by datatrove, without the sentence count, which takes 99 % of its time; restated if it is missing."""
    try:
        from datatrove.data import Document
        from datatrove.pipeline.filters import C4QualityFilter
    except ImportError:
        return "C4 rules (restated)", lambda text: c4_lines(text) or ""
    rules = C4QualityFilter(min_num_sentences=-1)

    def work(text: str) -> str:
        document = Document(text=text, id="")
        return document.text if rules.filter(document) is True else ""

    return "datatrove C4QualityFilter", work


def by_haystack() -> tuple[str, Callable[[str], str]]:
    """Haystack's cleaner as it comes: it takes blank lines and spaces; restated if it is missing."""
    try:
        from haystack import Document
        from haystack.components.preprocessors import DocumentCleaner
    except ImportError:
        return "Haystack's defaults (restated)", lambda text: re.sub(r"\s\s+", " ", text).strip()
    cleaner = DocumentCleaner()
    return "Haystack DocumentCleaner", lambda text: cleaner.run([Document(content=text)])["documents"][0].content


def by_nemo() -> tuple[str, Callable[[str], str]]:
    """NeMo Curator's BoilerPlateStringModifier; restated if it is missing, without its five long cookie notices."""
    try:
        from nemo_curator.stages.text.modifiers import BoilerPlateStringModifier
    except ImportError:
        return "NeMo boilerplate modifier (restated)", nemo
    return "NeMo BoilerPlateStringModifier", BoilerPlateStringModifier().modify_document


NEMO = (*POLICY, "privacy overview", "privacy & cookies policy", "privacy and cookies policy")


def nemo(text: str) -> str:
    """Return ``text`` without the paragraphs on cookies and policies, if they are one run at its top or its bottom."""
    paragraphs = text.split("\n\n")
    found = []
    for number, paragraph in enumerate(paragraphs):
        lower = paragraph.strip().lower()
        if "lorem ipsum" in lower:
            return ""
        if any(phrase in lower for phrase in NEMO):
            found.append(number)
    is_run = bool(found) and found == [*range(found[0], found[-1] + 1)] and len(found) < len(paragraphs)
    if not is_run or (found[0] != 0 and found[-1] != len(paragraphs) - 1):
        return text
    return "\n\n".join(paragraph for number, paragraph in enumerate(paragraphs) if number not in found)


def gone(text: str, output: str) -> list[tuple[int, int]]:
    """Return the spans of the lines of ``text`` that are not in ``output``, spacing aside: for those who name no spans."""
    left = " ".join(output.split())
    spans, start, position = [], 0, 0
    for line in text.split("\n"):
        wanted = " ".join(line.split())
        if wanted and (at := left.find(wanted, position)) >= 0:
            position = at + len(wanted)
        elif wanted:
            spans.append((start, start + len(line)))
        start += len(line) + 1
    return spans


def peers(options: argparse.Namespace) -> dict[str, Any]:
    """Rate, and on labelled pages what goes: share of the leftovers, share of the reporting."""
    cleaner = Cleaner()
    ours: tuple[str, Callable[[str], str]] = ("cleaner", cleaner.clean)
    contestants = dict([ours, by_datatrove(), by_haystack(), by_nemo()])
    texts = some_texts(options, 2)
    for text in texts[:40]:
        for work in contestants.values():
            work(text)
    sample = race(texts, contestants, options.rounds)
    found: dict[str, Any] = {name: {"megabytes a second": sample.speed(name)} for name in contestants}
    table = Table("rules", "MB/s, one core", "corpus", "leftovers removed", "reporting lost", title="Other cleaners")
    if not options.corpora:
        for name in contestants:
            table.add_row(name, f"{sample.speed(name):.1f}")
        console.print(table)
        return found
    from corpora import read
    from quality import by_cleaner, score

    for corpus, pages in read(options.corpora).items():
        if not any(page.gold for page in pages):
            continue
        for name, work in contestants.items():

            def judge(text: str, work: Callable[[str], str] = work) -> tuple[str, list[tuple[int, int]]]:
                output = work(text)
                return output, gone(text, output)

            row = score(pages, options.input, by_cleaner if name == ours[0] else judge).row()
            found[name][corpus] = row
            table.add_row(name, f"{sample.speed(name):.1f}", corpus, row["removed"], row["lost"])
    console.print(table)
    return found


SECTIONS: dict[str, Callable[[argparse.Namespace], dict[str, Any]]] = {
    "rate": rate,
    "path": path,
    "start": start,
    "memory": memory,
    "peers": peers,
}


def main(arguments: Sequence[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    found = {name: SECTIONS[name](options) for name in options.only}
    if options.json:
        options.json.write_text(json.dumps(found, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
