"""Finds what installed packages add: rules and detectors, by the entry points that Python packages declare."""

import os
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from cleaner.detectors import Detector


@cache
def _entry_points(group: str) -> tuple[Any, ...]:
    """Return a group's entry points in order of their names; read once per process, as packages do not come and go.

    Importing importlib.metadata and reading all packages takes longer than cleaning an article, so the files that it would
    read are searched for the group's name first.
    """
    if not any(f"[{group}]".encode() in file.read_bytes() for file in _entry_point_files()):
        return ()
    from importlib.metadata import entry_points

    return tuple(sorted(entry_points(group=group), key=lambda point: (point.name, point.value)))


@cache
def _entry_point_files() -> tuple[Path, ...]:
    """Return the files in which installed packages declare entry points."""
    files: list[Path] = []
    for folder in sys.path:
        with suppress(OSError), os.scandir(folder or ".") as entries:
            found = [entry.path for entry in entries if entry.name.endswith((".dist-info", ".egg-info"))]
            files += [Path(path, "entry_points.txt") for path in found]
    return tuple(file for file in files if file.is_file())


def plugin_rules() -> tuple[Path, ...]:
    """Return the rule files and folders that installed packages name in the group ``cleaner.rules``.

    An entry point leads to a path (``str`` or ``Path``), to a function that returns one, or to a package, which
    stands for its folder. Raises TypeError, naming the entry point, for anything else.
    """
    return tuple(_rule_path(point) for point in _entry_points("cleaner.rules"))


def _rule_path(point: Any) -> Path:
    value = point.load()
    if callable(value):
        value = value()
    if hasattr(value, "__file__") and value.__file__:
        value = Path(value.__file__).parent
    if not isinstance(value, str | Path):
        raise TypeError(
            f"entry point {point.name!r} of cleaner.rules ({point.value}): found {type(value).__name__}, expected a path, a function or a package"
        )
    return Path(value)


def plugin_detectors() -> tuple[Detector, ...]:
    """Return the detectors that installed packages name in the group ``cleaner.detectors``: instances, or classes to call."""
    return tuple(_detector(point) for point in _entry_points("cleaner.detectors"))


def _detector(point: Any) -> Detector:
    value = point.load()
    detector = value() if isinstance(value, type) else value
    if not isinstance(detector, Detector):
        raise TypeError(
            f"entry point {point.name!r} of cleaner.detectors ({point.value}): found {type(detector).__name__}, expected a name and a method find"
        )
    return detector
