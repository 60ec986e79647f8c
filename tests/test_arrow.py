"""The function on Arrow data: what it appends, what it leaves alone, what it refuses."""

import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from cleaner import Cleaner, replay

pa = pytest.importorskip("pyarrow")

from cleaner.engines.arrow import REMOVALS, BatchCleaner  # noqa: E402

DIRTY = "Ferry sails again\n\nThe ferry sailed on Monday, the line said.\n\nWe use cookies to improve your experience."
CLEAN = "Ferry sails again\n\nThe ferry sailed on Monday, the line said."
PAGE = f"<html><body><article><h1>Ferry sails again</h1><p>{'The ferry sailed on Monday, the line said. ' * 20}</p></article></body></html>"
OWN = """
[[rule]]
id = "en-promo-harbour-letters"
label = "promo"
language = "en"
why = "foot of the page"
phrases = ["harbour letters every friday"]
sites = ["gazette.example"]
strength = "strong"
removes = ["Harbour letters every Friday", "Harbour letters, every Friday!"]
keeps = ["He wrote harbour letters every Friday.", "Harbour letters are read every Friday in town."]
"""


class Failing:
    """A detector that cannot stand one word."""

    name = "failing"

    def find(self, document, found):
        if "boom" in document.text:
            raise RuntimeError("no booms here")
        return ()


@pytest.fixture(scope="module")
def clean():
    return BatchCleaner()


def test_what_is_appended(clean):
    batch = pa.record_batch({"id": pa.array([7, 8, 9], pa.int8()), "text": [DIRTY, None, ""]})
    out = clean(batch)
    assert out.schema == clean.schema(batch.schema)
    assert out.schema.names == ["id", "text", "cleaned", "removals", "fingerprint", "error"]
    assert out.schema.types[2:] == [pa.string(), REMOVALS, pa.string(), pa.string()]
    assert out.column("cleaned").to_pylist() == [CLEAN, None, ""]
    assert out.column("fingerprint").to_pylist() == [Cleaner().fingerprint] * 3
    assert out.column("error").null_count == 3
    removals = out.column("removals").to_pylist()
    assert removals[1:] == [None, []]
    spans = [
        {"start": r.start, "end": r.end, "label": r.label, "rule": r.rule} for r in Cleaner().analyze(DIRTY).removals
    ]
    assert removals[0] == spans
    assert len(spans) == 1


def test_what_was_there_passes_untouched(clean):
    columns = {
        "text": pa.array([DIRTY, None]),
        "nested": pa.array([[{"a": 1}], None], pa.list_(pa.struct([("a", pa.int32())]))),
        "kind": pa.array(["x", "x"]).dictionary_encode(),
        "when": pa.array([1, None], pa.timestamp("ns", "Europe/Oslo")),
    }
    fields = [pa.field("text", pa.string(), metadata={"lang": "en"})]
    fields += [pa.field(name, columns[name].type) for name in list(columns)[1:]]
    schema = pa.schema(fields, metadata={"made": "by hand"})
    batch = pa.RecordBatch.from_arrays(list(columns.values()), schema=schema)
    out = clean(batch)
    assert out.schema.metadata == schema.metadata
    assert out.select(batch.schema.names).equals(batch, check_metadata=True)


@pytest.mark.parametrize(
    ("kind", "cleaned"),
    [
        (pa.string(), pa.string()),
        (pa.large_string(), pa.large_string()),
        (pa.string_view(), pa.large_string()),
        (pa.dictionary(pa.int32(), pa.string()), pa.large_string()),
    ],
    ids=str,
)
def test_types_of_text(clean, kind, cleaned):
    texts = pa.array([DIRTY, None], kind)
    out = clean(pa.record_batch({"text": texts}))
    assert out.schema.field("cleaned").type == cleaned
    assert out.column("cleaned").to_pylist() == [CLEAN, None]


def test_nothing_but_nulls_and_nothing_at_all(clean):
    assert clean(pa.record_batch({"text": pa.nulls(2)})).column("cleaned").to_pylist() == [None, None]
    empty = pa.table({"text": pa.array([], pa.string())})
    assert clean(empty).schema == clean.schema(empty.schema)
    assert clean(empty).num_rows == 0


def test_tables_in_pieces_and_slices(clean):
    table = pa.table({"id": range(2500), "text": pa.chunked_array([[DIRTY], ["x"] * 2499])})
    out = clean(table)
    assert out["id"].to_pylist() == list(range(2500))
    assert out["cleaned"].to_pylist() == [CLEAN, *["x"] * 2499]
    assert clean(table.to_batches()[1].slice(2490)).num_rows == 9


def test_pages(clean):
    pages = pa.array([PAGE.encode("utf-16"), None, b""], pa.binary())
    work = BatchCleaner(column="page", html=True)
    out = work(pa.record_batch({"page": pages}))
    assert out.schema.names == ["page", "cleaned", "removals", "fingerprint", "error", "extracted"]
    result = Cleaner().analyze_html(PAGE)
    assert out.column("cleaned").to_pylist()[:2] == [result.text, None]
    assert result.text.startswith("Ferry sails again")
    assert out.column("extracted")[0].as_py() == "".join(part.text for part in result.parts)
    as_text = work(pa.record_batch({"page": [PAGE]}))
    assert as_text.column("cleaned")[0].as_py() == result.text


def test_the_address_admits_rules_for_one_site(tmp_path):
    (tmp_path / "own.toml").write_text(OWN)
    text = f"{CLEAN}\n\nHarbour letters every Friday"
    work = BatchCleaner(Cleaner(rules=[tmp_path / "own.toml"]), url="link")
    batch = pa.record_batch(
        {"link": ["https://gazette.example/7", "https://other.example/7", None], "text": [text] * 3}
    )
    assert work(batch).column("cleaned").to_pylist() == [CLEAN, text, text]


def test_removals_rebuild_the_cleaned_text(clean):
    text = "🐟 We use cookies to improve your experience.\n\n" + DIRTY
    out = clean(pa.record_batch({"text": [text]}))
    result = Cleaner().analyze(text)
    offsets = [(removal["start"], removal["end"]) for removal in out.column("removals")[0].as_py()]
    assert offsets == [(r.start, r.end) for r in result.removals]
    assert replay(text, result.removals) == out.column("cleaned")[0].as_py() != text


def test_one_document_that_fails_does_not_stop_the_others():
    work = BatchCleaner(Cleaner(detectors=[Failing()]))
    out = work(pa.record_batch({"text": [DIRTY, "a boom", DIRTY]}))
    assert out.column("cleaned").to_pylist() == [CLEAN, "a boom", CLEAN]
    assert out.column("error").to_pylist() == [None, "RuntimeError: no booms here", None]
    assert out.column("removals")[1].as_py() == []


def test_a_page_that_cannot_be_read_is_an_error_of_its_row():
    png = b"\x89PNG\r\n\x1a\n" + bytes(64)
    out = BatchCleaner(column="page", html=True)(pa.record_batch({"page": pa.array([png, b"", None], pa.binary())}))
    assert out.column("error").to_pylist() == ["not HTML but a PNG image", None, None]
    assert out.column("cleaned").to_pylist() == [None, "", None]
    assert out.column("removals")[0].as_py() == []


def test_text_that_is_not_utf8_is_an_error_of_its_row(clean):
    bad = pa.array([DIRTY.encode(), b"\xff\xfe"], pa.binary())
    texts = pa.StringArray.from_buffers(len(bad), bad.buffers()[1], bad.buffers()[2])
    out = clean(pa.record_batch({"text": texts}))
    assert out.column("cleaned").to_pylist() == [CLEAN, None]
    assert out.column("error")[1].as_py().startswith("UnicodeDecodeError")


@pytest.mark.parametrize(
    ("options", "columns", "error", "message"),
    [
        ({}, {"body": ["x"]}, KeyError, "no column 'text': found body"),
        ({"url": "link"}, {"text": ["x"]}, KeyError, "no column 'link': found text"),
        ({}, {"text": [1]}, TypeError, "column 'text' holds int64, expected strings"),
        ({}, {"text": [b"x"]}, TypeError, "column 'text' holds binary, expected strings; decode bytes first"),
        ({"html": True}, {"text": [1.5]}, TypeError, "column 'text' holds double, expected strings"),
        ({}, {"text": ["x"], "error": ["y"]}, ValueError, "there is a column 'error' already"),
    ],
)
def test_mistakes_are_named_before_anything_is_cleaned(options, columns, error, message):
    work = BatchCleaner(**options)
    table = pa.table(columns)
    with pytest.raises(error, match=message):
        work.schema(table.schema)
    with pytest.raises(error, match=message):
        work(table)


def test_it_travels_with_its_rules(tmp_path):
    file = tmp_path / "own.toml"
    file.write_text(OWN)
    work = BatchCleaner(Cleaner(rules=[file]), url="link")
    packed = pickle.dumps(work)
    file.unlink()
    batch = pa.record_batch(
        {"link": ["https://gazette.example/7"], "text": [f"{CLEAN}\n\nHarbour letters every Friday"]}
    )
    assert pickle.loads(packed)(batch).column("cleaned").to_pylist() == [CLEAN]
    assert pickle.dumps(work) == packed


def test_a_missing_library_is_named_with_its_extra():
    code = "import sys; sys.modules['polars'] = None; import cleaner.engines.polars"
    root = Path(__file__).resolve().parent.parent
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True)
    assert done.stderr.splitlines()[-1].endswith("cleaner.engines.polars needs polars: pip install 'newsclean[polars]'")


def test_importing_the_package_imports_no_engine():
    code = "import sys, cleaner, cleaner.engines; print(*{'pyarrow', 'pandas', 'numpy'} & set(sys.modules))"
    root = Path(__file__).resolve().parent.parent
    assert subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True).stdout == "\n"
