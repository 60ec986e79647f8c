"""What a file's name tells: its format and compression, whether it is remote, how to print it."""

from __future__ import annotations

import os
import re

HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
"""Files that are read as HTML without being asked."""
TEXT_SUFFIXES = frozenset({"", ".txt", ".text", ".md"}) | HTML_SUFFIXES
"""Files that are taken from a folder; other files are taken when they are named themselves."""
COMPRESSIONS = {".gz": "gzip", ".zst": "zstd", ".xz": "xz", ".bz2": "bzip2"}
"""Compressions by the suffix of a file."""
SUFFIXES = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".jl": "jsonl",
    ".json": "jsonl",  # as data sets of crawls name JSON Lines
    ".csv": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
    ".warc": "warc",
    ".wet": "warc",
}
"""Formats by the suffix of a file, that of a compression aside."""
FORMATS = tuple(dict.fromkeys(SUFFIXES.values()))


def split_name(name: str) -> tuple[str, str | None]:
    """Return a file name without the suffix of its compression, and the compression.

    >>> split_name("news.jsonl.gz"), split_name("news.jsonl")
    (('news.jsonl', 'gzip'), ('news.jsonl', None))
    """
    stem, last = os.path.splitext(name)
    compression = COMPRESSIONS.get(last.lower())
    return (stem, compression) if compression else (name, None)


def suffix(name: str) -> str:
    """Return the suffix of a file name in small letters, that of a compression aside.

    >>> suffix("page.HTML"), suffix("page.html.gz")
    ('.html', '.html')
    """
    return os.path.splitext(split_name(name)[0])[1].lower()


def format_of(name: str) -> str | None:
    """Return the format that a file name tells, None for texts and all else.

    >>> format_of("news.jsonl.gz"), format_of("page.html")
    ('jsonl', None)
    """
    return SUFFIXES.get(suffix(name))


def is_remote(name: str) -> bool:
    """Whether fsspec opens this: an address with a scheme, except those of the web, which holds pages.

    >>> is_remote("s3://bucket/news.jsonl"), is_remote("https://example.org/"), is_remote("news.jsonl")
    (True, False, False)
    """
    scheme, colon, _ = name.partition("://")
    return bool(colon) and scheme.lower() not in ("http", "https")


def is_in_memory(name: str | None) -> bool:
    """Whether an address means the memory of this process, which no other process sees."""
    return name is not None and name.startswith("memory:")


def url_name(url: str) -> str:
    """Return the name of a file for a page on the web.

    >>> url_name("https://example.org/2024/05/ferry.html?page=2"), url_name("https://example.org/")
    ('example.org-2024-05-ferry.html', 'example.org.html')
    """
    stem = re.sub(r"[^\w.-]+", "-", re.split("[?#]", url.partition("://")[2])[0]).strip("-.")
    return re.sub(r"\.x?html?$", "", stem)[:120] + ".html"


def printable(name: str) -> str:
    r"""Return a file name that can be printed: bytes that are not text become U+FFFD.

    >>> printable("b\udce9.txt")
    'b\ufffd.txt'
    """
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
