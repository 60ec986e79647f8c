"""Which files a pattern, an address or a folder stands for."""

from __future__ import annotations

import os

from cleaner.errors import FileError
from cleaner.files import visible
from cleaner.names import TEXT_SUFFIXES, format_of, is_remote, suffix
from cleaner.storage import filesystem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def expand(name: str) -> list[tuple[str, str]]:
    """Return the files that a pattern or a folder elsewhere stands for, each with its place below the fixed part.

    Anything else stands for itself. Raises FileError if a pattern matches no file.
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
    """Yield the files in a folder that hold records, by name, at every depth, with their places in it.

    Hidden files and the folder ``leave_out``, where the output goes, are passed over.
    """
    return ((path, place) for path, place in visible(folder, leave_out) if format_of(path))
