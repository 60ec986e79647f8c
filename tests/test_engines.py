"""Every adapter in its real engine gives what `Cleaner` gives. Engines that are not installed are skipped.

With CLEANER_ENGINES=required they fail instead: so CI notices an engine that cannot be imported.
"""

import importlib
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from cleaner import Cleaner

ROOT = Path(__file__).resolve().parent.parent
ENGINES = ("arrow", "pandas", "polars", "datasets", "datatrove", "ray", "spark")
REQUIRED = os.environ.get("CLEANER_ENGINES") == "required"
URL = "https://gazette.example/ferry"

OWN = """
[[rule]]
id = "en-promo-harbour-letters"
label = "promo"
language = "en"
why = "foot of the page"
phrases = ["harbour letters every friday"]
strength = "strong"
removes = ["Harbour letters every Friday", "Harbour letters, every Friday!"]
keeps = ["He wrote harbour letters every Friday.", "Harbour letters are read every Friday in town."]
"""
SITE = (
    OWN.replace("harbour letters", "tide tables").replace("harbour-letters", "tide-tables")
    + 'sites = ["gazette.example"]'
)
STORY = "Ferry sails again\n\nThe ferry sailed on Monday, the line said.\n\n"
PAGE = "<html><head><title>Ferry</title></head><body><article><h1>Ferry sails again</h1>{}</article></body></html>"

COUNTER = """
import os

class Counter:
    '''Finds nothing; writes down each process in which it is unpacked.'''

    name = "counter"

    def __init__(self, log):
        self.log = log

    def __setstate__(self, state):
        self.__dict__ = state
        with open(self.log, "a") as log:
            log.write(f"{os.getpid()}\\n")

    def find(self, document, found):
        return ()
"""


def missing(reason):
    return pytest.fail(reason) if REQUIRED else pytest.skip(reason)


def need(engine):
    """Return the adapter of an engine, or skip."""
    if engine == "spark" and not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        missing("Spark wants Java")
    try:
        return importlib.import_module(f"cleaner.engines.{engine}")
    except ModuleNotFoundError as error:
        return missing(str(error))


def texts():
    """Return texts in some languages, dirty and clean, with odd line breaks, none at all, and nothing."""
    golden = ROOT / "tests" / "golden"
    files = [
        file for code in ("ar", "de", "ja", "ru") for file in sorted((golden / "languages" / code).glob("*.toml"))[:3]
    ]
    files += sorted((golden / "synthetic").glob("*.toml"))[:9]
    found = ["\n".join(line for _, line in tomllib.loads(f.read_text(encoding="utf-8"))["lines"]) for f in files]
    found += [file.read_text(encoding="utf-8") for file in sorted((ROOT / "seeds").glob("*.txt"))]
    found += [found[0].replace("\n", "\r\n"), "🐟\u2028" + found[1], "e\u0301 \x00 \ufeff", "   \n", "", None]
    found += [
        f"{STORY}Harbour letters every Friday",
        f"{STORY}Tide tables every Friday",
        "We use cookies to improve your experience.",
    ]
    return found


def pages():
    body = "<p>The ferry sailed on Monday, the line said, and it was full to the last seat. </p>" * 8
    return [PAGE.format(body + "<p>We use cookies to improve your experience.</p>"), PAGE.format("é" + body), None]


class Runs:
    """Runs each engine once on the same documents; its rules lie in files that are gone by then."""

    def __init__(self, folder):
        self.folder = folder
        for name, text in (("own", OWN), ("site", SITE)):
            (folder / f"{name}.toml").write_text(text)
        self.cleaner = Cleaner(rules=[folder / "own.toml", folder / "site.toml"], drop=["bio"])
        for name in ("own", "site"):
            (folder / f"{name}.toml").unlink()
        self._done = {}

    def rows(self, engine, html=False):
        """Return for each document what the engine gives for it, as a dict of columns; None if it was not asked."""
        need(engine)
        if (engine, html) not in self._done:
            documents = pages() if html else texts()
            rows = [{"id": number, "text": text, "url": URL} for number, text in enumerate(documents)]
            work = self.folder / f"{engine}-{html}"
            work.mkdir()
            found = {row["id"]: row for row in globals()[f"run_{engine}"](rows, self.cleaner, html, work)}
            self._done[engine, html] = [(row, found.get(row["id"])) for row in rows]
        return self._done[engine, html]


def run_arrow(rows, rules, html, work):
    import pyarrow as pa

    from cleaner.engines.arrow import BatchCleaner

    return BatchCleaner(rules, html=html, url="url")(pa.Table.from_pylist(rows)).to_pylist()


def run_pandas(rows, rules, html, work):
    import pandas as pd

    series = pd.Series([row["text"] for row in rows], index=[row["id"] for row in rows], name="news")
    frame = series.news.annotate(rules, html=html)
    alone = series.news.clean(rules, html=html)
    assert alone.name == "news"
    assert alone.equals(frame["cleaned"].rename("news"))
    assert frame.index.equals(series.index)
    for row, values in zip(rows, frame.to_dict("records"), strict=True):
        removals = values.pop("removals")
        found = {name: None if pd.isna(value) else value for name, value in values.items()}
        yield row | found | {"removals": None if removals is None else list(removals)}


def run_polars(rows, rules, html, work):
    import polars as pl

    frame = pl.DataFrame(rows)
    news = pl.col("text").news
    found = frame.lazy().with_columns(news.annotate(rules, html=html).alias("news")).unnest("news")
    assert found.collect_schema() == found.collect().schema
    alone = frame.select(news.clean(rules, html=html))
    assert alone["text"].to_list() == found.collect()["cleaned"].to_list()
    return found.collect(engine="streaming").to_dicts()


def run_datasets(rows, rules, html, work):
    from datasets import Dataset

    from cleaner.engines.datasets import clean

    dataset = Dataset.from_list(rows)
    return clean(dataset, rules, html=html, url="url", num_proc=2).to_list()


def run_datatrove(rows, rules, html, work):
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter

    from cleaner.engines.datatrove import NewsCleaner

    for task in range(3):
        lines = [json.dumps({"id": str(row["id"]), "text": row["text"], "url": row["url"]}) for row in rows[task::3]]
        (work / f"in-{task}.jsonl").write_text("\n".join(lines) + "\n")
    pipeline = [
        JsonlReader(str(work), glob_pattern="in-*.jsonl"),
        NewsCleaner(rules, html=html, exclusion_writer=JsonlWriter(str(work / "gone"), compression=None)),
        JsonlWriter(str(work / "out"), compression=None),
    ]
    LocalPipelineExecutor(pipeline, tasks=3, workers=2, logging_dir=str(work / "logs")).run()
    for folder in ("out", "gone"):
        for file in sorted((work / folder).glob("*.jsonl")):
            for line in file.read_text().split("\n")[:-1]:
                document = json.loads(line)
                row = rows[int(document["id"])] | document["metadata"] | {"gone": folder == "gone", "error": None}
                yield row | {"cleaned": document["text"], "url": document["metadata"]["url"]}


def run_ray(rows, rules, html, work):
    import ray

    from cleaner.engines.ray import clean

    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="ERROR", ignore_reinit_error=True)
    dataset = ray.data.from_items(rows, override_num_blocks=4)
    return clean(dataset, rules, html=html, url="url", compute=ray.data.ActorPoolStrategy(size=2)).take_all()


def run_spark(rows, rules, html, work):
    from cleaner.engines.spark import clean

    frame = spark_session().createDataFrame(
        [(r["id"], r["text"], r["url"]) for r in rows], "id int, text string, url string"
    )
    return [row.asDict(recursive=True) for row in clean(frame.repartition(4), rules, html=html, url="url").collect()]


def spark_session():
    from pyspark.sql import SparkSession

    os.environ.update(PYSPARK_PYTHON=sys.executable, SPARK_LOCAL_IP="127.0.0.1")
    session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    return Runs(tmp_path_factory.mktemp("engines"))


@pytest.fixture(scope="module", autouse=True)
def stop_engines():
    yield
    if "ray" in sys.modules:
        sys.modules["ray"].shutdown()
    if "pyspark" in sys.modules:
        from pyspark.sql import SparkSession

        if session := SparkSession.getActiveSession():
            session.stop()


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_gives_what_the_cleaner_gives(engine, runs):
    url = None if engine in ("pandas", "polars") else URL
    changed = 0
    for before, after in runs.rows(engine):
        text = before["text"]
        if engine == "datatrove" and not text:
            assert after is None  # its readers leave out what has no text
            continue
        assert (after["id"], after["text"], after["error"]) == (before["id"], text, None)
        assert after["fingerprint"] == runs.cleaner.fingerprint
        if text is None:
            assert after["cleaned"] is after["removals"] is None
            continue
        result = runs.cleaner.analyze(text, url=url)
        spans = [{"start": r.start, "end": r.end, "label": r.label, "rule": r.rule} for r in result.removals]
        assert after["removals"] == spans
        gone = after.get("gone", False)
        assert gone == (engine == "datatrove" and not result.text.strip())
        assert after["cleaned"] == (text if gone else result.text)
        changed += result.text != text
    assert changed > 15


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_cleans_pages(engine, runs):
    rows = [(before["text"], after) for before, after in runs.rows(engine, html=True)]
    assert rows[-1][1] is None if engine == "datatrove" else rows[-1][1]["extracted"] is None
    for page, after in rows[:-1]:
        result = runs.cleaner.analyze_html(page, url=URL)
        assert after["cleaned"] == result.text
        assert after["extracted"] == "".join(part.text for part in result.parts)
        assert "The ferry sailed" in result.text


def test_datatrove_counts_what_went(runs):
    need("datatrove")
    runs.rows("datatrove")
    stats = json.loads((runs.folder / "datatrove-False" / "logs" / "stats.json").read_text())
    [counts] = [step["stats"] for step in stats if "CLEANER" in step["name"]]
    results = [runs.cleaner.analyze(text, url=URL) for text in texts() if text]
    removals = [removal for result in results for removal in result.removals]
    assert counts["total"] == len(results)
    assert counts["changed"] == sum(bool(result.removals) for result in results)
    assert counts["dropped"] == sum(not result.text.strip() for result in results) >= 2
    assert counts["forwarded"] == counts["total"] - counts["dropped"]
    for label in {removal.label for removal in removals}:
        assert counts[f"removed_{label}"]["total"] == sum(r.end - r.start for r in removals if r.label == label)


def test_datatrove_keeps_what_it_cannot_clean_and_may_leave_the_metadata_alone():
    need("datatrove")
    from datatrove.data import Document

    from cleaner.engines.datatrove import NewsCleaner

    class Failing:
        name = "failing"

        def find(self, document, found):
            raise RuntimeError("no")

    step = NewsCleaner(Cleaner(detectors=[Failing()]))
    [document] = step.run([Document("A text.", "1")])
    assert document.text == "A text."
    assert document.metadata["error"] == "RuntimeError: no"
    assert step.stats["failed"].total == 1
    step = NewsCleaner(annotate=False)
    documents = [
        Document(f"{STORY}We use cookies to improve your experience.", "1", metadata={"a": 1}),
        Document("We use cookies to improve your experience.", "2"),
    ]
    [document] = step.run(documents)
    assert (document.id, document.text, document.metadata) == ("1", STORY.strip(), {"a": 1})


def test_datasets_finds_its_cache_from_another_process(tmp_path):
    need("datasets")
    (tmp_path / "own.toml").write_text(OWN)
    (tmp_path / "data.jsonl").write_text(json.dumps({"text": f"{STORY}Harbour letters every Friday"}) + "\n")
    code = f"""
import sys
from datasets import load_dataset
from cleaner import Cleaner
from cleaner.engines import arrow, datasets
if "warm" in sys.argv:
    list(Cleaner().clean_many(["The minister said so. " * 5000]))
def fail(*_):
    raise AssertionError("cleaned again")
if "cached" in sys.argv:
    arrow.BatchCleaner.__call__ = fail
dataset = load_dataset("json", data_files="data.jsonl", split="train", cache_dir="cache")
drop = ("bio",) if "other" in sys.argv else ("caption",)
cleaned = datasets.clean(dataset, Cleaner(rules=[{str(tmp_path / "own.toml")!r}], drop=drop))
print(cleaned._fingerprint, cleaned[0]["cleaned"] == {STORY.strip()!r})
"""

    def run(*args, seed):
        environment = os.environ | {
            "PYTHONHASHSEED": seed,
            "HF_HUB_OFFLINE": "1",
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        command = [sys.executable, "-c", code, *args]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout.split()

    first = run("warm", seed="1")
    assert first[1] == "True"
    assert run("cached", seed="2") == first
    assert run("other", seed="1") != first


def test_datasets_keeps_features_and_takes_splits_and_streams():
    need("datasets")
    from datasets import ClassLabel, Dataset, DatasetDict, Features, Value

    from cleaner.engines.datasets import clean

    features = Features({"text": Value("string"), "kind": ClassLabel(names=["news", "sport"])})
    dataset = Dataset.from_dict(
        {"text": [f"{STORY}We use cookies to improve your experience."], "kind": [1]}, features=features
    )
    cleaned = clean(DatasetDict({"train": dataset}))["train"]
    assert cleaned.features["kind"] == features["kind"]
    assert cleaned["cleaned"][0] == STORY.strip()
    [row] = clean(dataset.to_iterable_dataset())
    assert (row["kind"], row["cleaned"]) == (1, STORY.strip())


def test_spark_unpacks_the_rules_once_a_worker(tmp_path, monkeypatch):
    need("spark")
    from cleaner.engines.spark import clean

    (tmp_path / "unpacking_counter.py").write_text(COUNTER)
    monkeypatch.syspath_prepend(tmp_path)
    log = tmp_path / "log.txt"
    session = spark_session()
    session.sparkContext.addPyFile(str(tmp_path / "unpacking_counter.py"))
    cleaner = Cleaner(detectors=[importlib.import_module("unpacking_counter").Counter(str(log))])
    frame = session.createDataFrame([(f"{number}\n{STORY}",) for number in range(16)], "text string").repartition(8)
    assert clean(frame, cleaner).count() == frame.count()
    assert clean(frame, cleaner).where("error is null").count() == frame.count()
    processes = log.read_text().split()
    assert 1 <= len(processes) <= 2 * 2  # for each of the two calls, one time in each of two workers, not once a task
    assert all(processes.count(process) <= 2 for process in processes)


def test_pandas_missing_values_of_all_kinds():
    need("pandas")
    import pandas as pd

    for dtype in (object, "str", "string", "category"):
        series = pd.Series([f"{STORY}We use cookies to improve your experience.", None], index=[5, 9], dtype=dtype)
        cleaned = series.news.clean()
        assert cleaned[5] == STORY.strip()
        assert pd.isna(cleaned[9])
    with pytest.raises(Exception, match="int"):
        pd.Series(["text", 7], dtype=object).news.clean()


def examples():
    """Return the examples of docs/engines.md, by the heading under which they stand."""
    manual = (ROOT / "docs" / "engines.md").read_text(encoding="utf-8")
    sections = re.split(r"^## ", manual, flags=re.MULTILINE)[1:]
    return {
        section.splitlines()[0].split()[-1].lower(): re.findall(r"^```python\n(.*?)^```", section, re.M | re.S)
        for section in sections
    }


@pytest.mark.parametrize("engine", ENGINES)
def test_the_manual_runs(engine, tmp_path, monkeypatch):
    need(engine)
    monkeypatch.chdir(tmp_path)
    [example] = examples()["data" if engine == "ray" else engine]
    if engine == "spark":
        spark_session()
    exec(compile(example, f"docs/engines.md ({engine})", "exec"), {"__name__": "__main__"})


def test_the_costs_in_the_manual_follow_from_its_rates(capsys):
    manual = (ROOT / "docs" / "scale.md").read_text(encoding="utf-8")
    [code] = re.findall(r"^```python\n(.*?)^```", manual, re.M | re.S)
    exec(code, {})
    assert capsys.readouterr().out in re.findall(r"^```text\n(.*?)^```", manual, re.M | re.S)
