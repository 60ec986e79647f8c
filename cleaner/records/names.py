"""What the name of a file tells: its format, its compression, whether it lies elsewhere, which files a pattern means."""

from __future__ import annotations

import os

from cleaner.files import TEXT_SUFFIXES, FileError, is_same, suffix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

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
    stem, suffix = os.path.splitext(name)
    compression = COMPRESSIONS.get(suffix.lower())
    return (stem, compression) if compression else (name, None)


def format_of(name: str) -> str | None:
    """Return the format that a file name tells, None for texts and all else.

    >>> format_of("news.jsonl.gz"), format_of("page.html")
    ('jsonl', None)
    """
    return SUFFIXES.get(os.path.splitext(split_name(name)[0])[1].lower())


def is_remote(name: str) -> bool:
    """Whether fsspec is asked for this: an address with a scheme. The web is not its business, as that holds pages.

    >>> is_remote("s3://bucket/news.jsonl"), is_remote("https://example.org/"), is_remote("news.jsonl")
    (True, False, False)
    """
    scheme, colon, _ = name.partition("://")
    return bool(colon) and scheme.lower() not in ("http", "https")


def is_in_memory(name: str | None) -> bool:
    """Whether an address means the memory of this process, which no other one sees."""
    return name is not None and name.startswith("memory:")


def filesystem(address: str) -> tuple[Any, str]:
    """Return fsspec's file system for an address, and the path in it; raise FileError if there is none."""
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise FileError(address, "needs fsspec: pip install 'newsclean[remote]'") from error
    try:
        system, path = url_to_fs(address)
    except Exception as error:  # no such scheme, a package that is missing, or whatever the storage raises
        raise FileError(address, error) from error
    return system, path


def expand(name: str) -> list[tuple[str, str]]:
    """Return the files that a pattern or a folder elsewhere stands for, each with its place below the fixed part.

    What is neither stands for itself. A pattern that means no file raises FileError.
    """
    if is_remote(name):
        return _expand_remote(name)
    if not _is_pattern(name) or os.path.lexists(name):
        return [(name, os.path.basename(name))]
    import glob

    found = [(path, os.path.relpath(path, _fixed(name) or ".")) for path in glob.glob(name, recursive=True)]
    return _some(name, [(path, inside) for path, inside in found if os.path.isfile(path)])


def _expand_remote(name: str) -> list[tuple[str, str]]:
    system, path = filesystem(name)
    try:
        if _is_pattern(name):
            base = system._strip_protocol(_fixed(name)).rstrip("/")
            paths = [found for found in system.glob(path) if system.isfile(found)]
        elif system.isdir(path):
            base = path.rstrip("/")
            paths = [found for found in system.find(path) if format_of(found) or suffix(found) in TEXT_SUFFIXES - {""}]
            paths = [
                found for found in paths if not any(part.startswith(".") for part in found[len(base) :].split("/"))
            ]
        else:
            return [(name, os.path.basename(path))]
    except Exception as error:  # whatever the storage raises
        raise FileError(name, error) from error
    return _some(name, [(system.unstrip_protocol(found), found.removeprefix(base).lstrip("/")) for found in paths])


def _some(name: str, found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    if not found:
        raise FileError(name, "no such file")
    return sorted(found)


def _is_pattern(name: str) -> bool:
    return any(mark in name for mark in "*?[")


def _fixed(pattern: str) -> str:
    """Return the folder before the first mark of a pattern."""
    return os.path.dirname(pattern[: min(pattern.find(mark) for mark in "*?[" if mark in pattern)])


def record_files(folder: str, leave_out: str | None = None) -> Iterator[tuple[str, str]]:
    """Yield the files in a folder that hold records, by name, at every depth, with their places in it; no hidden ones.

    The folder ``leave_out``, where the output goes, is passed over.
    """
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(
            name
            for name in folders
            if name[0] != "." and not (leave_out and is_same(os.path.join(here, name), leave_out))
        )
        for name in sorted(names):
            if name[0] != "." and format_of(name):
                path = os.path.join(here, name)
                yield path, os.path.relpath(path, folder)
