"""Files that hold many records, through the command: what comes out, what stays, what is said of bad input."""

import bz2
import contextlib
import csv
import gzip
import io
import json
import lzma
import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

import cleaner
from cleaner.cli import main
from cleaner.errors import PlanError
from cleaner.records.formats import Chunk, make
from cleaner.records.pool import Pool
from cleaner.records.state import State
from cleaner.records.summary import Summary
from cleaner.records.task import Task
from cleaner.records.work import Options

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")
zstd = pytest.importorskip("backports.zstd" if sys.version_info < (3, 14) else "compression.zstd")
fsspec = pytest.importorskip("fsspec")
warc = pytest.importorskip("fastwarc.warc")

ROOT = Path(__file__).resolve().parent.parent
PROSE = "The minister resigned on Monday, the government said in a statement."
NOTICE = "We use cookies to improve your experience."
DIRTY = f"Minister resigns\n\n{PROSE}\n\n{NOTICE}\n"
KEPT = f"Minister resigns\n\n{PROSE}\n"
PAGE = f"<html><body><article><h1>Minister resigns</h1><p>{PROSE} {PROSE}</p><p>{NOTICE}</p></article></body></html>"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Every test works in an empty folder with no settings above it."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*args, stdin=b""):
    return CliRunner().invoke(main, [str(arg) for arg in args], input=stdin)


def lines(*records):
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()


def write(name, data):
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return name


def read_jsonl(name):
    return [json.loads(line) for line in Path(name).read_text(encoding="utf-8").splitlines()]


def table(name, **columns):
    pq.write_table(pa.table(columns), name)
    return name


def left_over():
    """Return the names of what is hidden in the folder: partial files and states."""
    return sorted(name for name in os.listdir() if name.startswith("."))


# JSON Lines


def test_only_the_text_changes():
    """Numbers, escapes, spaces, the order of members and members that come twice stay byte for byte."""
    head = '{"id": 1.50, "big":123456789012345678901234567890, "e":1E+2 ,"nan":NaN,\t"é":"\\u00e9\\/", "text" :  '
    tail = ' , "tags": ["text", {"text": 1}], "id": 1.50}'
    source = f"{head}{json.dumps(DIRTY)}{tail}\r\n\n  \n{head}{json.dumps(PROSE)}{tail}"
    assert run(write("a.jsonl", source.encode()), "-o", "out.jsonl").exit_code == 0
    assert Path("out.jsonl").read_bytes() == source.replace(json.dumps(DIRTY), json.dumps(KEPT)).encode()
    assert left_over() == []


def test_escapes_stay_escapes_and_letters_letters():
    text = f"{PROSE} Ä ж\n\n{NOTICE}"
    ascii_line, wide_line = json.dumps({"text": text}), json.dumps({"text": text}, ensure_ascii=False)
    result = run("--format", "jsonl", stdin=f"{ascii_line}\n{wide_line}\n".encode())
    first, second = result.stdout.splitlines()
    assert json.loads(first) == json.loads(second) == {"text": cleaner.clean(text)}
    assert first.isascii()
    assert "Ä ж" in second


def test_the_output_is_that_of_the_library_and_in_order():
    seeds = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))[:6]]
    texts = [f"{number}\n\n{text}" for number in range(20) for text in seeds]
    pad = "x" * 20_000  # so that there are many chunks
    write("a.jsonl", lines(*({"text": text, "pad": pad} for text in texts)))
    table("a.parquet", text=texts, pad=[pad + str(number) for number in range(len(texts))])
    assert run("a.jsonl", "a.parquet", "-o", "out/", "--jobs", 2).exit_code == 0
    expected = [cleaner.clean(text) for text in texts]
    assert [row["text"] for row in read_jsonl("out/a.jsonl")] == expected
    assert pq.read_table("out/a.parquet").column("text").to_pylist() == expected


def test_fields_are_named():
    record = {"key": "k7", "address": "https://example.org/1", "page": PAGE, "body": 3}
    write("a.jsonl", lines(record, {**record, "page": None}, {**record, "page": 7, "key": "k9"}))
    result = run("a.jsonl", "-o", "out.jsonl", "--html-field", "page", "--url-field", "address", "--id-field", "key")
    assert result.exit_code == 1
    assert "a.jsonl: line 3 (k9): field 'page' is a number: expected HTML as text" in result.stderr
    first, second, third = read_jsonl("out.jsonl")
    assert PROSE in first.pop("text")
    assert first == record
    assert second == {**record, "page": None}
    assert third == {**record, "page": 7, "key": "k9"}
    run("a.jsonl", "-o", "out.jsonl", "--html-field", "page", "--text-field", "body", "--quiet")
    assert PROSE in read_jsonl("out.jsonl")[0]["body"]


def test_an_address_admits_the_rules_of_its_site():
    rule = """
        [[rule]]
        id = "en-promo-site"
        label = "promo"
        language = "en"
        sites = ["example.org"]
        why = "foot of every article there"
        phrases = ["from the archive with love"]
        strength = "strong"
        removes = ["From the archive with love", "From the archive, with love."]
        keeps = ["The archive burned down.", "He signed it with love, from the archives."]
    """
    write("my.toml", rule.encode())
    text = f"{PROSE}\n\nFrom the archive with love"
    write("a.jsonl", lines({"u": "https://example.org/1", "text": text}, {"u": "https://example.com/1", "text": text}))
    run("a.jsonl", "-o", "out.jsonl", "--rules", "my.toml", "--url-field", "u")
    assert [row["text"] for row in read_jsonl("out.jsonl")] == [PROSE, text]


# What is printed


def test_reports_say_what_went():
    write("in/a.jsonl", lines({"text": DIRTY}, {"text": 1}, {"text": None}, {"text": PROSE}))
    write("in/b.txt", DIRTY.encode())
    result = run("in/a.jsonl", "--report", "r.html")
    assert result.exit_code == 1
    assert "records     4 read, 1 of them changed, 1 failed, 1 without text" in result.stderr
    page = Path("r.html").read_text(encoding="utf-8")
    assert page.count("<svg") == 3
    assert NOTICE in page
    assert "field &#x27;text&#x27; is a number" in page
    assert not any(mark in page for mark in ("<script", "src=", "href=", "@import"))
    counted = json.loads(run("in/a.jsonl", "--stats", "--json", "--report", "r.json").stdout)
    assert counted["labels"] == {"cookie": {"removals": 1, "characters": len(DIRTY) - len(KEPT)}}
    assert sum(counted["shares"]) == 2
    written = json.loads(Path("r.json").read_text())
    assert {**written, "seconds": 0, "megabytes_per_second": 0, "fingerprint": ""} == {
        **counted,
        "seconds": 0,
        "megabytes_per_second": 0,
    }
    assert written["fingerprint"] == cleaner.Cleaner().fingerprint
    run("in", "-o", "out", "--report", "r.json", "--report", "both.html", "--quiet")
    assert "What clean-text removed" in Path("both.html").read_text(encoding="utf-8")
    both = json.loads(Path("r.json").read_text())
    assert (both["files"]["done"], both["records"]["read"]) == (2, 5)
    assert both["labels"]["cookie"]["removals"] == 2
    assert run("--format", "jsonl", "--stats", stdin=lines({"text": DIRTY})).stdout.startswith(
        "files       1 of 1 done"
    )


def test_counts_are_those_of_all_files():
    for number in range(12):
        write(f"in/{number}.jsonl", lines({"text": DIRTY}, {"text": PROSE}))
    result = run("in", "--stats", "--jobs", 1)
    assert "files       12 of 12 done\nrecords     24 read, 12 of them changed, 0 failed\n" in result.stdout


def test_counts_go_where_they_are_asked_for():
    write("a.jsonl", lines({"text": DIRTY}))
    assert run("a.jsonl", "--stats", "--json", "-o", "counts.json").output == ""
    assert json.loads(Path("counts.json").read_text())["records"]["changed"] == 1
    assert "a.jsonl is an input: not overwritten" in run("a.jsonl", "--stats", "-o", "a.jsonl").stderr
    assert "1 of 1 done" in run("a.jsonl", "--stats", "-o", "folder/").stdout
    assert sorted(os.listdir()) == ["a.jsonl", "counts.json"]


def test_a_folder_may_hold_texts_and_records():
    write("in/a.jsonl", lines({"text": DIRTY}))
    write("in/b.txt", DIRTY.encode())
    write("in/photo.jpg", b"")
    result = run("in", "-o", "out")
    assert result.exit_code == 0
    assert "1 other file left alone" in result.stderr
    assert read_jsonl("out/a.jsonl") == [{"text": KEPT}]
    assert Path("out/b.txt").read_text() == KEPT
    assert "jsonl and text cannot be printed together" in run("in", "--quiet").stderr


def read_terminal(master):
    """Return what was written to a terminal that is closed by now; Linux ends that with an error, others with nothing."""
    shown = b""
    with contextlib.suppress(OSError):
        while piece := os.read(master, 100_000):
            shown += piece
    return shown.decode()


def test_progress_is_shown_on_a_terminal_and_in_lines_elsewhere(monkeypatch):
    from cleaner.records import progress

    monkeypatch.setattr(progress, "EVERY", 0.0)
    write("a.jsonl", lines({"text": DIRTY}))
    result = run("a.jsonl", "-o", "out.jsonl")
    assert "1 record, " in result.stderr
    assert "removed, 100% done, about 0 s left" in result.stderr
    assert run("a.jsonl", "-o", "out.jsonl", "--quiet").stderr == ""
    master, terminal = pty.openpty()
    with os.fdopen(terminal, "w") as stderr:
        monkeypatch.setattr(sys, "stderr", stderr)
        monitor = progress.Monitor()
        monitor.start(100)
        summary = Summary(records=7, size=10, before=10, after=5)
        monitor.advance(50, summary)
        monitor.fail("a.jsonl: line 2: no [good]")
        monitor.close()
    shown = read_terminal(master)
    assert "50 %" in shown
    assert "7 records" in shown
    assert "50.0% removed" in shown
    assert "a.jsonl: line 2: no [good]" in shown


# Annotations


def test_annotations_say_what_went():
    text = f"Share this article\n\n{PROSE}\n\n{NOTICE}"
    records = [{"text": text, "n": 1}, {"text": None}, {"text": 5}]
    write("a.jsonl", lines(*records))
    run("a.jsonl", "-o", "beside.jsonl", "--annotate", "beside")
    run("a.jsonl", "-o", "instead.jsonl", "--annotate", "instead")
    result = cleaner.analyze(text)
    removals = [{"start": r.start, "end": r.end, "label": r.label, "rule": r.rule} for r in result.removals]
    beside, instead = read_jsonl("beside.jsonl"), read_jsonl("instead.jsonl")
    assert len(removals) == 2
    assert beside[0]["text"] == result.text
    assert instead[0]["text"] == text
    for rows in (beside, instead):
        assert rows[0]["removals"] == removals
        assert rows[0]["removed"] == len(text) - len(result.text)
        assert rows[0]["n"] == 1
        assert [row["fingerprint"] for row in rows] == [cleaner.Cleaner().fingerprint] * 3
        assert rows[0]["error"] is rows[1]["error"] is rows[1]["removals"] is rows[1]["removed"] is None
        assert rows[2]["removals"] == []
        assert rows[2]["error"] == "field 'text' is a number: expected a text"


def test_annotations_are_columns_of_csv_and_parquet():
    table("a.parquet", text=[DIRTY, None, PROSE])
    write("a.csv", f'n,text\n1,"{DIRTY}"\n2,\n3,"{PROSE}"\n'.encode())
    for name in ("a.parquet", "a.csv"):
        assert run(name, "-o", f"out/{name}", "--annotate", "beside").exit_code == 0
    rows = pq.read_table("out/a.parquet").to_pylist()
    cells = list(csv.DictReader(io.StringIO(Path("out/a.csv").read_text())))
    gone = cleaner.analyze(DIRTY).removals[0]
    removal = {"start": gone.start, "end": gone.end, "label": "cookie", "rule": gone.rule}
    assert [row["removals"] for row in rows] == [[removal], None, []]
    assert [json.loads(row["removals"] or "null") for row in cells] == [[removal], [], []]
    assert [row["removed"] for row in rows] == [removal["end"] - removal["start"], None, 0]


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.parquet"])
def test_columns_of_ones_own_are_not_written_over(name):
    write("a.jsonl", lines({"text": DIRTY, "error": "mine"}))
    write("a.csv", f'text,error\n"{DIRTY}",mine\n'.encode())
    table("a.parquet", text=[DIRTY], error=["mine"])
    result = run(name, "-o", f"out/{name}", "--annotate", "beside")
    assert result.exit_code == 1
    assert "'error' already, which --annotate would write" in result.stderr


# CSV


def test_csv_keeps_its_manner():
    source = f'\ufeff"id";"text";"n"\r\n"1";"{DIRTY}";"1,5 ""x"""\r\n"2";"{PROSE}";""\r\n'
    assert run(write("a.csv", source.encode()), "-o", "out.csv").exit_code == 0
    assert Path("out.csv").read_bytes() == source.replace(DIRTY, KEPT).encode()
    source = f"text\tn\n{PROSE}\t007\n"
    assert run(write("a.tsv", source.encode()), "-o", "out.tsv").exit_code == 0
    assert Path("out.tsv").read_bytes() == source.encode()


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_csv_quotes_every_line_break(end):
    rows = [["text", "x"], [DIRTY, "a\rb"], [PROSE, "a\nb"], [PROSE, "a\r\nb"], [PROSE, '"']]
    source = "".join(",".join('"' + value.replace('"', '""') + '"' for value in row) + end for row in rows)
    for head in ("text,x", '"text","x"'):
        run(write("a.csv", source.replace('"text","x"', head).encode()), "-o", "out.csv")
        with open("out.csv", newline="") as file:
            assert list(csv.reader(file)) == [[value.replace(DIRTY, KEPT) for value in row] for row in rows]


def test_csv_has_its_byte_order_mark_once():
    row = f'"{DIRTY}",{"x" * 9000}\r\n'
    source = f"text,pad\r\n{row * 120}"
    for name, mark in (("a.csv", "\ufeff"), ("b.csv", "")):
        run(write(name, f"{mark}{source}".encode()), "-o", "out.csv", "--encoding", "utf-8-sig")
        assert Path("out.csv").read_bytes().decode() == mark + source.replace(DIRTY, KEPT)


def test_csv_with_bytes_of_another_encoding():
    source = b"text,name\n" + f'"{DIRTY}",caf'.encode() + b'\xe9\n"caf\xe9",x\n'
    result = run(write("a.csv", source), "-o", "out.csv")
    assert Path("out.csv").read_bytes() == source.replace(DIRTY.encode(), KEPT.encode()).replace(
        b'"caf\xe9"', b"caf\xe9"
    )
    assert "a.csv: line 8: field 'text' is not valid utf-8" in result.stderr
    assert run("a.csv", "-o", "out.csv", "--encoding", "latin-1").exit_code == 0


def test_csv_that_cannot_hold_the_text_of_a_page():
    write(
        "a.csv",
        f"html\n{PAGE.replace('on Monday', 'on Monday &mdash; café')}\n{PAGE}\n".replace(",", "").encode("latin-1"),
    )
    for options in ([], ["--annotate", "beside"]):
        result = run("a.csv", "--html-field", "html", "--encoding", "latin-1", "-o", "out.csv", *options)
        assert "a.csv: line 2: its text cannot be written in latin-1, which has no '\\u2014'" in result.stderr
        with open("out.csv", encoding="latin-1", newline="") as file:
            first, second = csv.DictReader(file)
        assert first["text"] == ""
        assert second["text"].startswith("Minister resigns")


def test_csv_rows_that_do_not_fit():
    result = run("--format", "csv", stdin=b"a,text\n1,News.,3\nNews.\n")
    assert "<stdin>: line 2: 3 fields: expected 2" in result.stderr
    assert "<stdin>: line 3: 1 fields: expected 2" in result.stderr
    assert result.stdout == "a,text\n1,News.,3\nNews.\n"


# Parquet


def test_parquet_columns_of_every_type_pass_through():
    import datetime
    import decimal

    count = 3
    columns = {
        "text": pa.array([DIRTY, None, PROSE], pa.large_string()),
        "int": pa.array([1, None, 3], pa.int8()),
        "time": pa.array(
            [datetime.datetime(2024, 1, 2, tzinfo=datetime.UTC)] * count, pa.timestamp("us", "Europe/Oslo")
        ),
        "decimal": pa.array([decimal.Decimal("1.50"), None, decimal.Decimal("2.25")], pa.decimal128(10, 2)),
        "list": pa.array([[{"a": 1, "b": "x"}], [], None], pa.list_(pa.struct({"a": pa.int32(), "b": pa.string()}))),
        "map": pa.array([[("k", 1)], None, []], pa.map_(pa.string(), pa.int64())),
        "kind": pa.array(["a", "b", "a"]).dictionary_encode(),
        "raw": pa.array([b"\xff", None, b""], pa.binary()),
        "none": pa.nulls(count),
        "id": pa.array([b"0123456789abcdef"] * count, pa.binary(16)),
    }
    fields = [pa.field(name, array.type, metadata={"what": name}) for name, array in columns.items()]
    source = pa.table(list(columns.values()), pa.schema(fields, {"made": "by hand"}))
    pq.write_table(source, "a.parquet", compression="zstd")
    assert run("a.parquet", "-o", "out.parquet").exit_code == 0
    out = pq.read_table("out.parquet")
    assert out.schema.equals(pq.read_table("a.parquet").schema, check_metadata=True)
    assert out.drop_columns("text").equals(pq.read_table("a.parquet").drop_columns("text"))
    assert out.column("text").to_pylist() == [KEPT, None, PROSE]
    assert pq.ParquetFile("out.parquet").metadata.row_group(0).column(0).compression == "ZSTD"


@pytest.mark.parametrize("codec", ["NONE", "SNAPPY", "GZIP", "BROTLI", "LZ4", "ZSTD"])
def test_parquet_keeps_its_compression(codec):
    pq.write_table(pa.table({"text": [DIRTY]}), "a.parquet", compression=codec)
    assert run("a.parquet", "-o", "out.parquet").exit_code == 0
    before, after = (pq.ParquetFile(name).metadata.row_group(0).column(0) for name in ("a.parquet", "out.parquet"))
    assert before.compression == after.compression
    assert pq.read_table("out.parquet")["text"].to_pylist() == [KEPT]


@pytest.mark.parametrize("kind", [pa.string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string())])
def test_parquet_texts_of_every_type(kind):
    source = pa.table({"text": pa.array([DIRTY, None, PROSE]).cast(kind)})
    pq.write_table(source, "a.parquet")
    assert run("a.parquet", "-o", "out.parquet").exit_code == 0
    assert pq.read_table("out.parquet").column("text").to_pylist() == [KEPT, None, PROSE]
    assert pq.read_table("out.parquet").schema.equals(pq.read_table("a.parquet").schema)


def test_parquet_without_rows_and_with_pages():
    pq.write_table(pa.table({"text": pa.array([], pa.string())}), "empty.parquet")
    table("pages.parquet", page=[PAGE.encode(), None])
    assert run("empty.parquet", "-o", "e.parquet").exit_code == 0
    assert pq.read_table("e.parquet").num_rows == 0
    pq.write_table(pa.table({"text": pa.nulls(2), "n": [1, 2]}), "null.parquet")
    assert run("null.parquet", "-o", "n.parquet").exit_code == 0
    assert pq.read_table("n.parquet").equals(pq.read_table("null.parquet"))
    assert run("pages.parquet", "-o", "p.parquet", "--html-field", "page").exit_code == 0
    rows = pq.read_table("p.parquet").to_pylist()
    assert PROSE in rows[0]["text"]
    assert rows[1] == {"page": None, "text": None}


def test_parquet_text_that_is_no_text():
    array = pa.array([DIRTY.encode(), b"caf\xe9"]).view(pa.string())
    pq.write_table(pa.table({"text": array, "n": [1, 2]}), "a.parquet")
    result = run("a.parquet", "-o", "out.parquet")
    assert "a.parquet: row 2: field 'text' is not valid UTF-8 at byte 4" in result.stderr
    out = pq.read_table("out.parquet").column("text").cast(pa.binary()).to_pylist()
    assert out == [KEPT.encode(), b"caf\xe9"]
    assert run("a.parquet", "-o", "out.parquet", "--errors", "skip", "--quiet").exit_code == 1
    assert pq.read_table("out.parquet").to_pylist() == [{"text": KEPT, "n": 1}]
    result = run("a.parquet", "-o", "no.parquet", "--text-field", "n")
    assert "a.parquet: column 'n' is int64: expected texts" in result.stderr
    assert not Path("no.parquet").exists()


# WARC


def record(kind, body, content_type="text/plain"):
    made = warc.WarcRecord()
    made.init_headers(record_type=getattr(warc.WarcRecordType, kind))
    made.headers["WARC-Target-URI"] = "https://example.org/1"
    made.headers["Content-Type"] = content_type
    made.set_bytes_content(body)
    buffer = io.BytesIO()
    made.write(buffer, checksum_data=True)
    return buffer.getvalue()


def records_in(name):
    found = []
    for one in warc.ArchiveIterator(io.BytesIO(Path(name).read_bytes()), parse_http=False):
        one.freeze()
        assert one.verify_block_digest()
        found.append((one.headers["WARC-Type"], one.headers, one.reader.read()))
    return found


def test_wet_texts_are_cleaned_and_all_else_stays():
    info, text, clean_text = (
        record("warcinfo", b"software: x\r\n", "application/warc-fields"),
        record("conversion", DIRTY.encode()),
        record("conversion", PROSE.encode()),
    )
    write("a.warc.wet.gz", b"".join(map(gzip.compress, (info, text, clean_text))))
    assert run("a.warc.wet.gz", "-o", "out.warc.wet.gz").exit_code == 0
    found = records_in("out.warc.wet.gz")
    assert [body for _, _, body in found] == [b"software: x\r\n", KEPT.encode(), PROSE.encode()]
    assert gzip.decompress(Path("out.warc.wet.gz").read_bytes()).startswith(info)
    assert gzip.decompress(Path("out.warc.wet.gz").read_bytes()).endswith(clean_text)


def test_a_record_of_no_type_stays():
    typeless = record("conversion", DIRTY.encode()).replace(b"WARC-Type: conversion\r\n", b"")
    write("a.wet", typeless + record("conversion", DIRTY.encode()))
    assert run("a.wet", "-o", "out.wet").exit_code == 0
    assert Path("out.wet").read_bytes().startswith(typeless)
    assert Path("out.wet").read_bytes().count(NOTICE.encode()) == 1


def test_the_encoding_that_a_server_named_counts():
    polish = PAGE.replace("The minister", "In Łódź, as Wałęsa saw it, the minister").encode("iso-8859-2")
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=iso-8859-2\r\n\r\n" + polish
    write("a.warc", record("response", http, "application/http; msgtype=response"))
    assert run("a.warc", "-o", "out.warc").exit_code == 0
    assert "In Łódź, as Wałęsa" in records_in("out.warc")[0][2].decode()


def test_pages_in_a_warc_become_texts():
    http = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Encoding: gzip\r\n\r\n%s"
    page = record("response", http % (b"text/html", gzip.compress(PAGE.encode())), "application/http; msgtype=response")
    image = record("response", http % (b"image/png", b"PNG"), "application/http; msgtype=response")
    write("a.warc", page + image)
    result = run("a.warc", "-o", "out.warc")
    assert result.exit_code == 0, result.stderr
    (kind, headers, body), (_, _, other) = records_in("out.warc")
    assert kind == "conversion"
    assert headers["WARC-Target-URI"] == "https://example.org/1"
    assert headers["WARC-Refers-To"] in page.decode("latin-1")
    assert PROSE in body.decode()
    assert "cookies" not in body.decode()
    assert other.endswith(b"PNG")


@pytest.mark.parametrize("kind", ["beside", "instead"])
def test_annotations_of_a_warc_are_records_that_follow(kind):
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE.encode()
    text, page = record("conversion", DIRTY.encode()), record("response", http, "application/http; msgtype=response")
    broken = record("conversion", b"caf\xe9")
    write("a.warc.gz", b"".join(map(gzip.compress, (text, page, broken))))
    for name in ("out.warc.gz", "again.warc.gz"):
        assert run("a.warc.gz", "-o", name, "--annotate", kind).exit_code == 1
    assert Path("out.warc.gz").read_bytes() == Path("again.warc.gz").read_bytes()
    found = records_in("out.warc.gz")
    assert [one for one, _, _ in found] == ["conversion", "metadata"] * 3
    for (_, headers, body), (_, about, content) in zip(found[::2], found[1::2], strict=True):
        said = json.loads(content)
        assert about["WARC-Refers-To"] == headers["WARC-Record-ID"]
        assert about["WARC-Target-URI"] == "https://example.org/1"
        assert about["Content-Type"] == "application/json"
        assert said["fingerprint"] == cleaner.Cleaner().fingerprint
        if body == b"caf\xe9":
            assert (said["error"], said["removals"]) == ("not valid UTF-8 at byte 4", [])
            continue
        removal = said["removals"][0]
        assert removal["label"] == "cookie"
        assert said["removed"] == removal["end"] - removal["start"]
        whole = body.decode() if kind == "instead" else None
        assert whole is None or NOTICE in whole[removal["start"] : removal["end"]]
        assert (NOTICE.encode() in body) == (kind == "instead")


# Compression, patterns, addresses

PACK = {".gz": gzip.compress, ".xz": lzma.compress, ".bz2": bz2.compress, ".zst": zstd.compress}
UNPACK = {".gz": gzip.decompress, ".xz": lzma.decompress, ".bz2": bz2.decompress, ".zst": zstd.decompress}


@pytest.mark.parametrize("suffix", PACK)
def test_compressed_files_come_out_compressed(suffix):
    records = lines(*({"n": n, "text": DIRTY, "pad": "x" * 9000} for n in range(90)))  # more than one chunk
    write(f"a.jsonl{suffix}", PACK[suffix](records[:1000]) + PACK[suffix](records[1000:]))
    write(f"deep/b.csv{suffix}", PACK[suffix](f'text\n"{DIRTY}"\n'.encode()))
    write(f"deep/c.txt{suffix}", PACK[suffix](DIRTY.encode()))
    write(f"deep/d.html{suffix}", PACK[suffix](PAGE.encode()))
    assert run(".", "-o", "out/").exit_code == 0
    assert [
        json.loads(line)["n"] for line in UNPACK[suffix](Path(f"out/a.jsonl{suffix}").read_bytes()).splitlines()
    ] == [*range(90)]
    assert UNPACK[suffix](Path(f"out/deep/b.csv{suffix}").read_bytes()).decode() == f'text\n"{KEPT}"\n'
    assert UNPACK[suffix](Path(f"out/deep/c.txt{suffix}").read_bytes()).decode() == KEPT
    assert PROSE in UNPACK[suffix](Path(f"out/deep/d.txt{suffix}").read_bytes()).decode()
    assert run(f"a.jsonl{suffix}", "-o", "plain.jsonl").exit_code == 0
    assert len(read_jsonl("plain.jsonl")) == 90


@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_named_pipes_are_read(suffix):
    """As shells pass them: ``clean-text --format jsonl <(zcat news.jsonl.gz)``."""
    os.mkfifo(f"pipe{suffix}")
    data = lines({"text": DIRTY})
    with subprocess.Popen(["sh", "-c", f"cat > pipe{suffix}"], stdin=subprocess.PIPE) as process:
        process.stdin.write(PACK[suffix](data) if suffix else data)
        process.stdin.close()
        assert run("--format", "jsonl", f"pipe{suffix}").stdout_bytes == lines({"text": KEPT})


def test_patterns_and_their_places():
    for name in ("in/x/a.jsonl", "in/y/a.jsonl", "in/y/b.csv"):
        write(name, lines({"text": DIRTY}))
    assert run("in/**/*.jsonl", "-o", "out").exit_code == 0
    assert sorted(str(path) for path in Path("out").rglob("*.*")) == ["out/x/a.jsonl", "out/y/a.jsonl"]
    result = run("nothing/*.jsonl", "-o", "out")
    assert (result.exit_code, "nothing/*.jsonl: no such file" in result.stderr) == (1, True)


def test_addresses_are_read_and_written():
    system = fsspec.filesystem("memory")
    system.pipe_file("/in/a.jsonl.gz", gzip.compress(lines({"text": DIRTY})))
    system.pipe_file("/in/deep/b.txt", DIRTY.encode())
    system.pipe_file("/in/c.parquet", Path(table("c.parquet", text=[DIRTY])).read_bytes())
    result = run("memory://in/**", "-o", "memory://out/")
    assert result.exit_code == 0, result.stderr
    assert gzip.decompress(system.cat_file("/out/a.jsonl.gz")) == lines({"text": KEPT})
    assert pq.read_table(io.BytesIO(system.cat_file("/out/c.parquet"))).to_pylist() == [{"text": KEPT}]
    assert system.cat_file("/out/deep/b.txt") == KEPT.encode()
    result = run("memory://nowhere/a.jsonl", "-o", "x.jsonl")
    assert result.exit_code == 1
    assert "memory://nowhere/a.jsonl: " in result.stderr
    assert "nosuch://a/b.jsonl" in run("nosuch://a/b.jsonl").stderr


@pytest.mark.parametrize("name", ["ftp://127.0.0.1:1/a.txt", "ftp://127.0.0.1:1/a.jsonl", "ftp://127.0.0.1:1/*.txt"])
def test_an_address_that_cannot_be_reached_is_named(name):
    result = run(name)
    assert (result.exit_code, result.stderr) == (1, f"clean-text: {name}: Connection refused\n")


def test_what_is_missing_names_its_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "fastwarc", None)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    table_like = write("a.parquet", b"PAR1")
    assert "pip install 'newsclean[parquet]'" in run(table_like, "-o", "out.parquet").stderr
    assert "pip install 'newsclean[warc]'" in run(write("a.warc", b"x"), "-o", "out.warc").stderr
    assert "pip install 'newsclean[remote]'" in run("memory://a.jsonl").stderr
    package, _, name = zstd.__name__.rpartition(".")
    monkeypatch.delattr(sys.modules[package], name)
    monkeypatch.setitem(sys.modules, zstd.__name__, None)
    assert "pip install 'newsclean[zstd]'" in run(write("a.jsonl.zst", b"x"), "-o", "o.jsonl").stderr


# Bad input


def test_bad_lines_are_named_and_kept():
    good = lines({"text": DIRTY})
    bad = [b"[1, 2]", b'{"txt": "a"}', b'{"text": 5}', b'{"text": "a', b'{"text": "caf\xe9"}', b'{"text": "a"} x', b"7"]
    nested = b'{"text": "a", "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    source = good + b"".join(line + b"\n" for line in [*bad, nested]) + b'{"text": null}\n' + good
    result = run(write("a.jsonl", source), "-o", "out.jsonl", "--report", "r.json")
    assert result.exit_code == 1
    assert Path("out.jsonl").read_bytes() == source.replace(json.dumps(DIRTY).encode(), json.dumps(KEPT).encode())
    said = [line for line in result.stderr.splitlines() if "a.jsonl: line" in line]
    expected = [
        "line 2: is a list: expected a JSON object",
        "line 3: no field 'text': did you mean 'txt'?",
        "line 4: field 'text' is a number: expected a text",
        "line 5: not valid JSON: Unterminated string starting at at column 10",
        "line 6: not valid UTF-8 at byte 14",
        "line 7: not valid JSON: something follows the object at column 15",
        "line 8: is a number: expected a JSON object",
        "line 9: not read: nested too deeply",
    ]
    assert [line.removeprefix("clean-text: a.jsonl: ") for line in said] == expected
    report = json.loads(Path("r.json").read_text())
    assert report["records"] == {"read": 11, "changed": 2, "empty": 1, "failed": 8}
    assert [failure["place"] for failure in report["failures"]] == [*range(2, 10)]


def test_pages_that_cannot_be_read_are_named_and_kept():
    picture, text, empty = "\x89PNG", "no page at all", " "
    write("a.jsonl", lines(*({"page": page} for page in (PAGE, text, empty, "x" * 20_000_001))))
    write("in/b.html", picture.encode("latin-1") + b"\r\n")
    result = run("a.jsonl", "-o", "out.jsonl", "--html-field", "page", "--annotate", "beside")
    assert "a.jsonl: line 2: not HTML" in result.stderr
    assert "a.jsonl: line 4: longer than 20,000,000 characters: not read" in result.stderr
    assert "4 read, 1 of them changed, 2 failed" in result.stderr
    assert [row.get("text") for row in read_jsonl("out.jsonl")][1:] == [None, "", None]
    result = run("in/", "-o", "out")
    assert (result.exit_code, result.stderr) == (1, "clean-text: in/b.html: not HTML but a PNG image\n")
    assert os.listdir("out") == ["b.html"]


def test_bad_lines_can_be_skipped_or_stop_all():
    write("a.jsonl", lines({"text": DIRTY}, {"text": 1}, {"text": PROSE}))
    assert run("a.jsonl", "-o", "out.jsonl", "--errors", "skip").exit_code == 1
    assert Path("out.jsonl").read_bytes() == lines({"text": KEPT}, {"text": PROSE})
    result = run("a.jsonl", "-o", "stop.jsonl", "--errors", "stop")
    assert result.exit_code == 1
    assert "stopped at the first failure" in result.stderr
    assert not Path("stop.jsonl").exists()


@pytest.mark.parametrize("suffix", PACK)
def test_truncated_archives(suffix):
    data = lines(*({"text": "News.", "pad": os.urandom(600).hex()} for _ in range(600)))
    write(f"a.jsonl{suffix}", PACK[suffix](data)[:-300])
    result = run(f"a.jsonl{suffix}", "-o", "out.jsonl")
    assert result.exit_code == 1
    line = int(re.search(f"a.jsonl{re.escape(suffix)}: line (\\d+): truncated", result.stderr)[1])
    assert line > 500 or suffix == ".bz2"  # whose only block is damaged
    assert os.listdir() == [f"a.jsonl{suffix}"]
    run(f"a.jsonl{suffix}", "-o", "out.jsonl", "--errors", "skip", "--quiet")
    saved = Path("out.jsonl").read_bytes()
    assert data.startswith(saved)
    assert saved.count(b"\n") == line - 1


@pytest.mark.parametrize("suffix", ["", *PACK])
def test_archives_of_pages_that_are_truncated_or_come_through_a_pipe(suffix):
    bodies = [record("conversion", f"{number}\n\n{DIRTY}".encode()) for number in range(9)]
    whole = b"".join(PACK[suffix](body) if suffix else body for body in bodies)
    write(f"a.wet{suffix}", whole[:-70])
    result = run(f"a.wet{suffix}", "-o", "out.wet")
    assert f"a.wet{suffix}: record 9: truncated" in result.stderr
    assert os.listdir() == [f"a.wet{suffix}"]
    run(f"a.wet{suffix}", "-o", "saved.wet", "--errors", "skip")
    assert [text for _, _, text in records_in("saved.wet")] == [f"{n}\n\n{KEPT}".encode() for n in range(8)]
    if not suffix:
        assert run("--format", "warc", stdin=whole).stdout_bytes.count(KEPT.encode()) == 9


def test_other_truncated_files():
    write("a.parquet", Path(table("whole.parquet", text=[DIRTY] * 9)).read_bytes()[:-20])
    body = record("conversion", DIRTY.encode())
    write("b.wet", body + body[:-30])
    write("c.jsonl.gz", b"not gzip at all")
    write("d.csv", b"")
    result = run("a.parquet", "b.wet", "c.jsonl.gz", "d.csv", "-o", "out/")
    assert result.exit_code == 1
    for message in ("a.parquet: ", "b.wet: record 2: truncated", "c.jsonl.gz: line 1: Not a gzipped file"):
        assert f"clean-text: {message}" in result.stderr
    assert "1 of 4 done, 3 failed" in result.stderr
    assert [str(path) for path in Path("out").rglob("*")] == ["out/d.csv"]
    assert run("b.wet", "-o", "saved.wet", "--errors", "skip").exit_code == 1
    assert [text for _, _, text in records_in("saved.wet")] == [KEPT.encode()]


def test_missing_columns_are_named():
    write("a.csv", b"txt,n\nx,1\n")
    table("a.parquet", txt=["x"])
    for name in ("a.csv", "a.parquet"):
        result = run(name, "-o", f"out-{name}")
        assert f"{name}: no field 'text': did you mean 'txt'?" in result.stderr
        assert not Path(f"out-{name}").exists()


# Bad places


def test_a_full_device_is_named():
    write("a.jsonl", lines({"text": DIRTY}))
    result = run("a.jsonl", "-o", "/dev/full")
    assert result.exit_code == 1
    assert "/dev/full: No space left on device" in result.stderr
    write("a.txt", DIRTY.encode())
    command = [sys.executable, "-c", "from cleaner.cli import main; main(prog_name='clean-text')"]
    for args in (["a.txt"], ["a.txt", "--stats"]):
        with open("/dev/full", "wb") as full:
            done = subprocess.run(
                [*command, *args],
                stdout=full,
                stderr=subprocess.PIPE,
                env=os.environ | {"PYTHONPATH": str(ROOT)},
                check=False,
            )
        assert done.returncode == 1
        assert done.stderr.startswith(b"clean-text: <stdout>: No space left on device\n")


@pytest.mark.parametrize("name", ["a.jsonl", "a.parquet"])
def test_a_full_disk_leaves_nothing_behind(name):
    import resource

    texts = [f"{number} {os.urandom(4000).hex()}" for number in range(100)]
    write("a.jsonl", lines(*({"text": text} for text in texts)))
    table("a.parquet", text=texts)
    write("small.jsonl", lines({"text": DIRTY}))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        result = run(name, "small.jsonl", "-o", "out/")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert result.exit_code == 1
    assert f"out/{name}: File too large" in result.stderr
    assert os.listdir("out") == ["small.jsonl"]
    assert read_jsonl("out/small.jsonl") == [{"text": KEPT}]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_files_without_permission_are_named():
    write("a.jsonl", lines({"text": DIRTY}))
    Path("out").mkdir(mode=0o500)
    assert "out/a.jsonl: Permission denied" in run("a.jsonl", "-o", "out/").stderr
    Path(write("b.jsonl", lines({"text": DIRTY}))).chmod(0)
    result = run("b.jsonl", "a.jsonl", "-o", "clean/")
    assert "b.jsonl: Permission denied" in result.stderr
    assert os.listdir("clean") == ["a.jsonl"]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["a.parquet"], "-o names one"),
        (["a.jsonl", "-o", "a.jsonl"], "a.jsonl is an input"),
        (["a.jsonl", "-o", "b.parquet"], "are written as jsonl"),
        (["a.jsonl", "in/a.jsonl", "-o", "out/"], "as a.jsonl is already"),
        (["a.jsonl", "--resume"], "--resume needs -o"),
        (["a.jsonl", "a.txt"], "jsonl and text cannot be printed together"),
        (["a.jsonl", "a.csv", "-o", "-"], "csv and jsonl cannot be printed together"),
        (["a.jsonl", "--in-place"], "--in-place is for texts"),
        (["a.jsonl", "--explain"], "--explain is for texts"),
        (["a.jsonl", "--timeout", "inf"], "not in the range"),
        (["a.jsonl", "--report", "r.txt"], "expected a name that ends in"),
        (["a.parquet.gz", "-o", "b.parquet.gz"], "compressed inside"),
        (["a.txt", "--annotate", "beside"], "--annotate is for records"),
    ],
)
def test_wrong_use_is_refused(args, message):
    for name in ("a.jsonl", "in/a.jsonl", "a.wet", "a.parquet"):
        write(name, lines({"text": DIRTY}))
    result = run(*args)
    assert result.exit_code == 2
    assert message in result.stderr
    assert read_jsonl("a.jsonl") == [{"text": DIRTY}]


# Records that fail, workers that die, runs that end early

BAD = """
import os, signal, time


class Bad:
    name = "bad"

    def find(self, document, found):
        if "SLOW" in document.text:
            time.sleep(0.02)
        if "HANG" in document.text:
            open("hanging", "w").close()
            time.sleep(1000)
        if "FAIL" in document.text:
            raise ValueError("no idea")
        if "DIE" in document.text:
            os.kill(os.getpid(), signal.SIGKILL)
        return ()
"""


@pytest.fixture
def bad(tmp_path_factory):
    """Return a folder with a package whose detector fails on certain texts, for the path of other processes."""
    site = tmp_path_factory.mktemp("site")
    (site / "bad.py").write_text(BAD)
    (site / "bad-1.dist-info").mkdir()
    (site / "bad-1.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: bad\nVersion: 1\n")
    (site / "bad-1.dist-info" / "entry_points.txt").write_text("[cleaner.detectors]\nbad = bad:Bad\n")
    return site


@pytest.mark.parametrize("name", ["a.jsonl", "a.parquet"])
def test_a_bad_record_costs_no_other(bad, name, monkeypatch):
    monkeypatch.syspath_prepend(bad)  # which only workers notice: this process has looked for packages already
    texts = [DIRTY, "DIE", DIRTY, "FAIL", "HANG", DIRTY, "DIE", DIRTY]
    write("a.jsonl", lines(*({"text": text} for text in texts)))
    table("a.parquet", text=texts)
    result = run(name, "-o", f"out/{name}", "--timeout", "4", "--jobs", 2)
    assert result.exit_code == 1
    unit = "row" if name == "a.parquet" else "line"
    for place, problem in (
        (2, "its worker died: SIGKILL"),
        (4, "ValueError: no idea"),
        (5, "took more than 4 s"),
        (7, "its worker died: SIGKILL"),
    ):
        assert f"{name}: {unit} {place}: {problem}" in result.stderr
    rows = pq.read_table(f"out/{name}").to_pylist() if name == "a.parquet" else read_jsonl(f"out/{name}")
    assert [row["text"] for row in rows] == [text.replace(DIRTY, KEPT) for text in texts]


def start(bad, *args):
    """Run the command in a process of its own, slowed down, in a folder where something else is called `cleaner`."""
    write("cleaner.py", b"raise SystemExit('not this one')")
    script = bad / "clean-text"
    script.write_text("from cleaner.cli import main\nif __name__ == '__main__':\n    main()\n")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(bad)])}
    command = [sys.executable, script, *map(str, args)]
    return subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)


def slow_texts():
    return [f"SLOW {number}\n\n{DIRTY}" for number in range(400)]


def wait_for(condition, process):
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        if condition():
            return
        time.sleep(0.02)
    raise AssertionError(f"not reached: {process.stderr.read() if process.poll() is not None else 'still running'}")


def state(name):
    """Return how far a run has come, as it wrote down."""
    try:
        key = json.loads(Path(name).read_text().partition("\n")[0])["key"]
    except FileNotFoundError:
        return State(None, "")
    found = State(name, key)
    found.load()
    return found


def test_a_killed_run_is_taken_up_again(bad):
    """Killed in the middle of a compressed file: the rest is done, and the bytes are those of an undisturbed run."""
    pad = "x" * 20_000
    write("a.jsonl.gz", gzip.compress(lines(*({"n": n, "text": t, "pad": pad} for n, t in enumerate(slow_texts())))))
    process = start(bad, "a.jsonl.gz", "-o", "out.jsonl.gz", "--jobs", 2)
    wait_for(lambda: state(".out.jsonl.gz.resume").chunks > 2, process)
    process.kill()
    process.wait()
    assert left_over() == [".out.jsonl.gz.partial", ".out.jsonl.gz.resume"]
    assert not Path("out.jsonl.gz").exists()
    begun = state(".out.jsonl.gz.resume")
    assert 2 < begun.chunks < 15
    resumed = run("a.jsonl.gz", "-o", "out.jsonl.gz", "--resume")
    assert f"resuming: 0 of 1 outputs are done, {begun.part.records:,} records of" in resumed.stderr
    assert left_over() == []
    undisturbed = run("a.jsonl.gz", "-o", "undisturbed.jsonl.gz")
    assert Path("out.jsonl.gz").read_bytes() == Path("undisturbed.jsonl.gz").read_bytes()
    assert "records     400 read, 400 of them changed" in resumed.stderr
    assert resumed.stderr.partition("characters  ")[2] == undisturbed.stderr.partition("characters  ")[2]


@pytest.mark.parametrize(
    ("first", "second"),
    [('disable = ["cookie"]', 'disable = ["legal"]'), ("appeal = ['quux']", "appeal = ['quuux']")],
)
def test_a_run_with_other_rule_files_is_another_run(first, second):
    write("a.jsonl", lines({"text": DIRTY}, {"text": 3}))
    options = ("a.jsonl", "-o", "out.jsonl", "--rules", "own.toml", "--errors", "stop", "--jobs", 1)
    write("own.toml", f'language = "en"\n{first}\n'.encode())
    assert run(*options).exit_code == 1
    write("own.toml", f'language = "en"\n{second}\n'.encode())
    assert "had other inputs, options or rules" in run(*options, "--resume").stderr
    write("own.toml", f'# moved down\nlanguage = "en"\n{first}\n'.encode())
    assert "resuming: 0 of 1 outputs are done" in run(*options, "--resume").stderr


def test_a_killed_run_over_parquet_is_taken_up_in_the_middle(bad):
    """The rows that were cleaned are not cleaned again, and the bytes are those of an undisturbed run."""
    count = 400
    pads = [os.urandom(10_000).hex() for _ in range(count)]
    pq.write_table(pa.table({"text": slow_texts(), "pad": pads}), "a.parquet", row_group_size=150)
    process = start(bad, "a.parquet", "-o", "out.parquet", "--jobs", 2)
    wait_for(lambda: state(".out.parquet.resume").chunks > 2, process)
    process.kill()
    process.wait()
    assert left_over() == [".out.parquet.log", ".out.parquet.partial", ".out.parquet.resume"]
    begun = state(".out.parquet.resume")
    assert 0 < begun.part.records < count
    resumed = run("a.parquet", "-o", "out.parquet", "--resume")
    assert f"{begun.part.records} records of" in resumed.stderr
    assert left_over() == []
    undisturbed = run("a.parquet", "-o", "undisturbed.parquet")
    assert Path("out.parquet").read_bytes() == Path("undisturbed.parquet").read_bytes()
    assert f"records     {count} read, {count} of them changed" in resumed.stderr
    assert resumed.stderr.partition("characters  ")[2] == undisturbed.stderr.partition("characters  ")[2]


def test_files_that_are_whole_are_not_done_again(bad):
    write("in/a.jsonl", lines({"text": DIRTY}))
    table("in/b.parquet", text=slow_texts())
    write("in/c.csv", f'text\n"{DIRTY}"\n'.encode())
    process = start(bad, "in", "-o", "out", "--jobs", 1)
    wait_for(lambda: state("out/.clean-text.resume").done, process)
    process.kill()
    process.wait()
    whole = os.stat("out/a.jsonl")
    assert not Path("out/b.parquet").exists()
    assert run("in", "-o", "out", "--resume", "--drop", "caption").exit_code == 2  # that would be another run
    assert run("in", "-o", "out", "--resume").exit_code == 0
    assert os.stat("out/a.jsonl").st_mtime_ns == whole.st_mtime_ns
    assert sorted(os.listdir("out")) == ["a.jsonl", "b.parquet", "c.csv"]
    assert run("in", "-o", "undisturbed").exit_code == 0
    for name in os.listdir("out"):
        assert Path("out", name).read_bytes() == Path("undisturbed", name).read_bytes()


def test_a_killed_run_is_taken_up_behind_an_input_that_is_damaged(bad):
    """Such an input is read again, and nothing is lost of the one that was begun after it."""
    pad = "x" * 20_000
    write("in/a.jsonl.gz", gzip.compress(lines({"text": DIRTY}))[:-8])
    write("in/b.jsonl", lines(*({"text": text, "pad": pad} for text in slow_texts())))
    process = start(bad, "in", "-o", "out", "--jobs", 2)
    wait_for(lambda: state("out/.clean-text.resume").chunks > 2, process)
    process.kill()
    process.wait()
    resumed = run("in", "-o", "out", "--resume")
    assert "in/a.jsonl.gz: line 2: truncated" in resumed.stderr
    run("in", "-o", "undisturbed")
    assert os.listdir("out") == os.listdir("undisturbed") == ["b.jsonl"]
    assert Path("out/b.jsonl").read_bytes() == Path("undisturbed/b.jsonl").read_bytes()


def test_an_interrupt_finishes_what_is_in_work(bad):
    texts = [f"{text}\n{'SLOW' if number > 5 else ''}" for number, text in enumerate(slow_texts())]
    write("a.jsonl", lines(*({"text": text, "pad": "x" * 20_000} for text in texts)))
    process = start(bad, "a.jsonl", "-o", "out.jsonl", "--jobs", 2)
    wait_for(lambda: Path(".out.jsonl.partial").exists() and os.path.getsize(".out.jsonl.partial"), process)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"stopping: finishing what is in work" in said
    assert b"interrupted; --resume takes it up again" in said
    assert 0 < state(".out.jsonl.resume").chunks < 15
    assert run("a.jsonl", "-o", "out.jsonl", "--resume").exit_code == 0
    assert len(read_jsonl("out.jsonl")) == 400
    assert read_jsonl("out.jsonl")[-1]["text"] == cleaner.clean(texts[-1])


def test_a_second_interrupt_stops_at_once(bad):
    write("a.jsonl", lines({"text": "SLOW"}, {"text": "HANG"}))
    process = start(bad, "a.jsonl", "-o", "out.jsonl", "--timeout", 100)
    wait_for(lambda: os.path.exists("hanging"), process)
    process.send_signal(signal.SIGINT)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=20)
    assert process.returncode == 130
    assert b"stopped at once" in said
    assert not Path("out.jsonl").exists()


# Texts


def test_many_texts_go_through_the_workers():
    for number in range(40):
        write(f"in/{number % 3}/{number:02}.txt", f"{number}\n\n{DIRTY}".encode())
    write("in/page.html", PAGE.encode())
    write("in/bad.txt", b"\0\1")
    result = run("in", "-o", "out", "--jobs", 2, "--report", "r.json")
    assert result.exit_code == 1
    assert "clean-text: in/bad.txt: binary file" in result.stderr
    assert "files       41 of 42 done" in result.stderr
    assert PROSE in Path("out/page.txt").read_text()
    assert sorted(str(path.relative_to("out")) for path in Path("out").rglob("*.txt")) == sorted(
        ["page.txt", *(f"{number % 3}/{number:02}.txt" for number in range(40))]
    )
    counted = json.loads(Path("r.json").read_text())
    assert (counted["files"]["done"], counted["labels"]["cookie"]["removals"]) == (41, 41)
    assert [(one["file"], one["unit"]) for one in counted["failures"]] == [("in/bad.txt", "file")]
    printed = run("in", "--quiet", "--jobs", 2).stdout
    assert printed.startswith("Minister resigns\n")
    assert printed.endswith("".join(f"{n}\n\n{KEPT}" for n in sorted(range(40), key=lambda n: (n % 3, f"{n:02}"))))
    shown = run("in", "--json", "--jobs", 2, "-o", "all.jsonl.gz")
    assert shown.stdout == ""
    rows = [json.loads(line) for line in gzip.decompress(Path("all.jsonl.gz").read_bytes()).splitlines()]
    assert [row["file"] for row in rows][1:] == [str(path) for path in sorted(Path("in/").rglob("[0-9][0-9].txt"))]


def test_a_bad_text_costs_no_other(bad, monkeypatch):
    monkeypatch.syspath_prepend(bad)
    texts = {"a": DIRTY, "b": "DIE", "c": "HANG", "d": "FAIL", "e": DIRTY}
    for name, text in texts.items():
        write(f"in/{name}.txt", text.encode())
    write("in/f.html", PAGE.replace("Minister", "FAIL").encode())
    result = run("in", "-o", "out", "--timeout", 4, "--jobs", 2)
    assert result.exit_code == 1
    for name, problem in (
        ("b.txt", "its worker died: SIGKILL"),
        ("c.txt", "took more than 4 s"),
        ("d.txt", "ValueError: no idea"),
        ("f.html", "ValueError: no idea"),
    ):
        assert f"clean-text: in/{name}: {problem}" in result.stderr
    for name, text in texts.items():
        assert Path(f"out/{name}.txt").read_text() == text.replace(DIRTY, KEPT)
    assert "FAIL" in Path("out/f.html").read_text()  # no text, but not lost either
    run("in/b.txt", "in/e.txt", "-o", "skipped", "--errors", "skip", "--jobs", 1)
    assert os.listdir("skipped") == ["e.txt"]


def test_few_texts_have_a_time_limit_too(monkeypatch):
    """In the command's own process, and where an extractor goes on after an error."""
    analyze = cleaner.Cleaner.analyze

    def slow(self, text, **options):
        with contextlib.suppress(ValueError):
            if "HANG" in text:
                re.match("(a+)+$", "a" * 60 + "b")
        if "HANG" in text:
            re.match("(a+)+$", "a" * 60 + "b")
        return analyze(self, text, **options)

    monkeypatch.setattr(cleaner.Cleaner, "analyze", slow)
    monkeypatch.setattr("cleaner.command.TIMEOUT", 0.3)
    before = signal.getsignal(signal.SIGALRM)
    names = [write(name, text.encode()) for name, text in (("a.txt", DIRTY), ("b.txt", "HANG"), ("c.txt", DIRTY))]
    result = run(*names, "-o", "out")
    assert result.exit_code == 1
    assert result.stderr == "clean-text: b.txt: took more than 0.3 s\n"
    assert [Path("out", name).read_text() for name in names] == [KEPT, "HANG", KEPT]
    fsspec.filesystem("memory").pipe("/hang.txt", b"HANG")  # which no other process could read
    result = run("memory://hang.txt", "-o", "out/", "--timeout", 0.2)
    assert "hang.txt: took more than 0.2 s" in result.stderr
    assert signal.getsignal(signal.SIGALRM) == before


def test_a_killed_run_over_texts_is_taken_up_again(bad):
    for number, text in enumerate(slow_texts()):
        write(f"in/{number:03}.txt", text.encode())
    process = start(bad, "in", "-o", "out", "--jobs", 2)
    wait_for(lambda: state("out/.clean-text.resume").chunks > 2, process)
    process.kill()
    process.wait()
    begun = state("out/.clean-text.resume")
    first = os.stat("out/000.txt").st_mtime_ns
    assert run("in", "-o", "out", "--resume", "--drop", "caption").exit_code == 2  # that would be another run
    result = run("in", "-o", "out", "--resume")
    assert f"0 of 1 outputs are done, {begun.part.records} texts of" in result.stderr
    assert "files       400 of 400 done" in result.stderr
    assert os.stat("out/000.txt").st_mtime_ns == first
    whole = [name for name in sorted(os.listdir("out")) if not name.endswith(".tmp")]  # what was half written stays
    assert whole == [f"{number:03}.txt" for number in range(400)]
    for number, text in enumerate(slow_texts()):
        assert Path(f"out/{number:03}.txt").read_text() == cleaner.clean(text)


def test_no_more_is_read_than_workers_will_soon_need():
    """So that memory does not grow with the file."""

    class Source:
        format = "jsonl:None"

    read = []

    def tasks():
        for number in range(40):
            read.append(number)
            yield Task(Source(), Chunk(lines({"text": DIRTY}), number + 1, 0))

    options = Options()
    with Pool(1, cleaner.Cleaner(), options, {Source.format: make("jsonl", options, None)}, 60) as pool:
        ahead = [len(read) - number for number, _ in enumerate(pool.run(tasks()))]
    assert len(ahead) == 40
    assert max(ahead) <= 4


def test_outputs_are_noted_line_by_line(monkeypatch):
    """However many there are: all is written anew only when it has doubled. A last line that was cut short is left out."""
    monkeypatch.setattr("cleaner.records.state.LEAST", 1000)
    replaced = []
    monkeypatch.setattr(os, "replace", lambda *names, replace=os.replace: replaced.append(replace(*names)))
    known = State("journal", "key")
    for number in range(400):
        known.begin(f"{number}.jsonl")
        counted = Summary()
        counted.fail(number, "no idea")
        known.count(counted)
        known.finish(f"{number}.jsonl")
    known.begin("open.jsonl")
    for known.length in (123, 1234):
        known.count(counted)
        known.save()
    known.close()
    assert len(replaced) < 40
    whole = Path("journal").read_bytes()
    for cut, names in ((0, ("open.jsonl", 2, 1234)), (5, ("open.jsonl", 1, 123))):
        Path("journal").write_bytes(whole[: len(whole) - cut])
        found = State("journal", "key")
        assert found.load()
        assert list(found.done) == [f"{number}.jsonl" for number in range(400)]
        assert (found.target, found.chunks, found.length) == names
        assert (found.summary.failed, found.part.failed) == (400, found.chunks)
    found.finish("open.jsonl")  # goes on behind a line that was cut short
    found.close()
    again = State("journal", "key")
    assert again.load()
    assert list(again.done)[-1] == "open.jsonl"
    Path("journal").write_bytes(b"[]\n")
    with pytest.raises(PlanError, match="journal: not readable: leave out --resume"):
        State("journal", "key").load()


def test_patterns_of_texts_keep_their_places():
    for name in ("in/x/a.txt", "in/y/a.txt.gz"):
        write(name, gzip.compress(DIRTY.encode()) if name.endswith("gz") else DIRTY.encode())
    assert run("in/**/a.*", "-o", "out").exit_code == 0
    assert Path("out/x/a.txt").read_text() == KEPT
    assert gzip.decompress(Path("out/y/a.txt.gz").read_bytes()).decode() == KEPT


def test_standard_input_among_many_texts():
    names = [write(f"{number:02}.txt", DIRTY.encode()) for number in range(24)]
    result = run("-", *names, "--quiet", stdin=b"First.\n")
    assert result.stdout == "First.\n" + KEPT * 24
