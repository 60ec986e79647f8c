"""Keeps what was made from source files on disk, so that the next process need not make it again.

A source checkout reads its rules this way, in a folder of its own like those of linters and type checkers; a wheel
carries them compiled (see :mod:`cleaner.rulebook.build`). What is kept is JSON under a hash of itself, of the files that
it was made from and of the code that made it: if any of them differs, or the file is damaged, or cannot be read or
written, it is made anew, and nothing changes but the time it takes.
"""

import json
import os
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import regex

STANDS_ON = ("fold.py", "labels.py", "language.py", "traditional.txt")
"""Files of the package, besides those of this folder, that decide what is made of rule files."""


def cached(file: Path, sources: Iterable[Path], make: Callable[[], Any]) -> Any:
    """Return what ``make`` makes of ``sources``, JSON-able values, from ``file`` if it holds that, or else from ``make``.

    What ``make`` raises is raised, and nothing is kept.
    """
    key = _key(sources)
    with suppress(OSError, ValueError):
        digest, _, content = file.read_text(encoding="utf-8").partition("\n")
        if digest == _hash(key, content):
            return json.loads(content)
    content = json.dumps(make(), ensure_ascii=False, separators=(",", ":"))
    with suppress(OSError):
        _write(file, f"{_hash(key, content)}\n{content}")
    return json.loads(content)


def _write(file: Path, content: str) -> None:
    """Write a file whole or not at all, whoever else writes it."""
    temporary = file.with_name(f"{file.name}.{os.getpid()}-{os.urandom(4).hex()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(content, encoding="utf-8", newline="")
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)


def _key(sources: Iterable[Path]) -> str:
    return _hash(_code(), *(part for source in sources for part in (source.as_posix(), source.read_bytes())))


@cache
def _code() -> str:
    """Return a hash of what turns sources into values: the code of this folder, what it stands on, and Python's own."""
    own = Path(__file__).parent
    files = [
        *sorted(file for file in own.iterdir() if file.suffix in (".py", ".txt")),
        *map(own.parent.joinpath, STANDS_ON),
    ]
    return _hash(sys.version, regex.__version__, *(file.read_bytes() for file in files))


def _hash(*parts: str | bytes) -> str:
    """Return a hash of the parts; where one ends and the next begins counts."""
    digest = sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()
