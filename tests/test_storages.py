"""Addresses of S3, against a server on this machine that speaks its protocol: `pip install 'newsclean[storages]'`."""

import gzip
import io
import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from cleaner.cli import main

moto = pytest.importorskip("moto.server")
s3fs = pytest.importorskip("s3fs")
pq = pytest.importorskip("pyarrow.parquet")
pa = pytest.importorskip("pyarrow")

KEPT = "Minister resigns\n\nThe minister resigned on Monday, the government said in a statement.\n"
DIRTY = f"{KEPT}\nWe use cookies to improve your experience.\n"


@pytest.fixture(scope="module")
def bucket():
    """Return a file system with an empty bucket, to which the command goes as well."""
    server = moto.ThreadedMotoServer("127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "test")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        system = s3fs.S3FileSystem()
        system.mkdir("bucket")
        yield system
    server.stop()


def run(*args):
    """Run the command in a process of its own: workers read the environment as it was when the first one began."""
    code = "from cleaner.cli import main; main(prog_name='clean-text')"
    return subprocess.run([sys.executable, "-c", code, *map(str, args)], capture_output=True, text=True, check=False)


def test_a_folder_of_everything(bucket):
    records = "".join(json.dumps({"n": n, "text": DIRTY}) + "\n" for n in range(50))
    bucket.pipe_file("bucket/in/a.jsonl.gz", gzip.compress(records.encode()))
    table = io.BytesIO()
    pq.write_table(pa.table({"text": [DIRTY] * 9, "n": range(9)}), table)
    bucket.pipe_file("bucket/in/deep/b.parquet", table.getvalue())
    for number in range(20):
        bucket.pipe_file(f"bucket/in/deep/{number}.txt", DIRTY.encode())
    result = run("s3://bucket/in/", "-o", "s3://bucket/out/", "--jobs", 2)
    assert result.returncode == 0, result.stderr
    assert "files       22 of 22 done" in result.stderr
    written = gzip.decompress(bucket.cat_file("bucket/out/a.jsonl.gz")).decode()
    assert written == records.replace(json.dumps(DIRTY), json.dumps(KEPT))
    rows = pq.read_table(io.BytesIO(bucket.cat_file("bucket/out/deep/b.parquet"))).to_pylist()
    assert rows == [{"text": KEPT, "n": n} for n in range(9)]
    assert {bucket.cat_file(f"bucket/out/deep/{number}.txt").decode() for number in range(20)} == {KEPT}


def test_what_is_not_there_is_named(bucket, tmp_path):
    bucket.pipe_file("bucket/one.txt", DIRTY.encode())
    result = CliRunner().invoke(main, ["s3://bucket/nothing.jsonl", "-o", str(tmp_path / "x.jsonl"), "--quiet"])
    assert (result.exit_code, result.stderr) == (1, "clean-text: s3://bucket/nothing.jsonl: no such file or bucket\n")
    result = CliRunner().invoke(main, ["s3://bucket/one.txt", "-o", "s3://elsewhere/one.txt"])
    assert (result.exit_code, result.stderr) == (1, "clean-text: s3://elsewhere/one.txt: no such file or bucket\n")
    assert not bucket.exists("elsewhere")  # a mistyped bucket is not made
