"""Finds the files to read, says where each goes, and writes files, whole or not at all. Their content is left to others."""

from __future__ import annotations

import os
import stat
import sys

from cleaner.decoding import is_html
from cleaner.errors import FileError, PlanError
from cleaner.names import HTML_SUFFIXES, TEXT_SUFFIXES, format_of, is_remote, printable, split_name, suffix, url_name
from cleaner.storage import compress, read, send

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


class Source:
    """One input: ``path`` (None for standard input), or an address on the web, and ``inside``, its place in a folder.

    ``data`` is what has already been read from standard input, for other processes.
    """

    __slots__ = ("data", "inside", "is_url", "path")

    def __init__(self, path: str | None, inside: str | None = None, data: bytes | None = None) -> None:
        self.path = path
        self.data = data
        self.is_url = path is not None and path[:8].lower().startswith(("http://", "https://"))
        self.inside = inside or (url_name(path) if path and self.is_url else os.path.basename(path or ""))

    @property
    def name(self) -> str:
        """What messages and reports call it, safe to print."""
        return "<stdin>" if self.path is None else printable(self.path)

    @property
    def is_page(self) -> bool:
        """Whether the file name says that this is HTML."""
        return suffix(self.inside) in HTML_SUFFIXES

    def is_html(self, data: bytes) -> bool:
        """Whether the file name says that this is HTML, or its content begins so."""
        return self.is_page or is_html(data)

    def read(self) -> bytes:
        """Return every byte, decompressed, or raise FileError. Pages on the web are fetched elsewhere."""
        if self.data is not None:
            return self.data
        try:
            if self.path is None:
                data: bytes = sys.stdin.buffer.read()
            elif is_remote(self.path) or split_name(self.path)[1]:
                data = read(self.path)
            else:
                with open(self.path, "rb") as file:
                    data = file.read()
        except OSError as error:
            raise FileError(self.name, error) from error
        return data


def collect(
    inputs: Iterable[str | Source], leave_out: str | None = None
) -> tuple[list[Source], list[FileError], list[str]]:
    """Return the inputs in order, folders opened; what could not be opened; and notes on what was passed over.

    From a folder the text and HTML files are taken, by name, at every depth, but no hidden files or folders, no symbolic
    links to folders, and not the output folder ``leave_out``.
    """
    sources: list[Source] = []
    errors: list[FileError] = []
    notes: list[str] = []
    for name in inputs:
        if isinstance(name, Source):
            sources.append(name)
        elif name == "-":
            sources.append(Source(None))
        elif os.path.isdir(name):
            taken, others = _walk(name, leave_out, errors)
            sources += taken
            if others:
                count = f"{others} other file{'s' * (others > 1)}"
                notes.append(f"{printable(name)}: {count} left alone: only {_SUFFIXES} are taken from a folder")
        else:
            sources.append(Source(name))
    return sources, errors, notes


_SUFFIXES = " ".join(sorted(TEXT_SUFFIXES)).strip()


def _walk(folder: str, leave_out: str | None, errors: list[FileError]) -> tuple[list[Source], int]:
    taken: list[Source] = []
    others = 0
    known = len(errors)
    for path, place in visible(folder, leave_out, lambda error: errors.append(FileError(error.filename, error))):
        if suffix(path) in TEXT_SUFFIXES:
            taken.append(Source(path, place))
        elif not format_of(path):
            others += 1
    if not taken and not others and len(errors) == known:
        errors.append(FileError(folder, "no files in this folder"))
    return taken, others


def visible(
    folder: str, leave_out: str | None = None, onerror: Callable[[OSError], object] | None = None
) -> Iterator[tuple[str, str]]:
    """Yield every file in a folder, at every depth, with its place in it; nothing hidden, nor the folder ``leave_out``."""
    for here, folders, names in os.walk(folder, onerror=onerror):
        folders[:] = sorted(
            name
            for name in folders
            if name[0] != "." and not (leave_out and is_same(os.path.join(here, name), leave_out))
        )
        for name in sorted(names):
            if name[0] != ".":
                path = os.path.join(here, name)
                yield path, os.path.relpath(path, folder)


def is_same(path: str, other: str) -> bool:
    """Whether both name one existing file or folder."""
    try:
        return os.path.samefile(path, other)
    except OSError:
        return False


def is_folder(output: str, inputs: Iterable[str]) -> bool:
    """Whether ``-o output`` names a folder; raise PlanError where that cannot be.

    It does if it is one, if it ends in a slash, or if there is more than one text to write.
    """
    inputs = list(inputs)
    for name in inputs:
        if os.path.isdir(name) and is_same(name, output):
            raise PlanError(f"{printable(name)} is both input and output: --in-place overwrites its files")
    if os.path.isdir(output) or output.endswith(("/", os.sep)):
        return True
    if len(inputs) < 2 and not any(os.path.isdir(name) for name in inputs):
        return False
    if os.path.lexists(output):
        raise PlanError(f"{printable(output)} is a file: several inputs need a folder")
    if os.path.splitext(output)[1].lower() in TEXT_SUFFIXES - {""}:
        raise PlanError(f"{printable(output)} looks like a file: several inputs need a folder")
    return True


class Output:
    """The file or folder of ``-o``: gives each source its place, and never the place of an input."""

    def __init__(self, path: str, sources: Iterable[Source], folder: bool) -> None:
        self.path = path
        self.folder = folder
        self._taken: dict[str, Source] = {}
        sources = list(sources)
        if folder and any(source.path is None for source in sources):
            raise PlanError(f"{printable(path)} is a folder: standard input has no name to go by in it")
        self._inputs = {os.path.realpath(source.path) for source in sources if source.path is not None}

    def target(self, source: Source) -> str:
        """Return where the text of ``source`` goes, mirroring its folder; raise FileError if the place is taken.

        The text of an HTML page goes to a `.txt` file.
        """
        target = self.own(source)
        if self.folder and source.is_page:
            plain, _ = split_name(target)
            target = os.path.splitext(plain)[0] + ".txt" + target[len(plain) :]
        first = self._taken.setdefault(os.path.normcase(target), source)
        if first.path != source.path:
            raise FileError(source.name, f"would be written to {printable(target)}, as {first.name} is already")
        if self.is_input(target) or (source.path is not None and is_same(source.path, target)):
            raise FileError(target, "is an input: not overwritten (--in-place does that)")
        return target

    def own(self, source: Source) -> str:
        """Return the place of ``source`` itself: under its own name in a folder."""
        return os.path.join(self.path, source.inside) if self.folder else self.path

    def is_input(self, target: str) -> bool:
        """Whether ``target`` is one of the inputs."""
        return os.path.realpath(target) in self._inputs


def replace(source: Source, data: bytes, old: bytes, suffix: str = "") -> None:
    """Put ``data`` in the place of an input file, after keeping it under its name plus ``suffix``, if given.

    ``data`` and ``old``, what the file holds, are decompressed; what is kept is as it was, compressed or not. Nothing is
    written, and nothing kept, when nothing changed. A symbolic link is followed. Raises FileError.
    """
    if source.path is None or not os.path.isfile(source.path):
        raise FileError(source.name, "not a regular file: cannot be replaced")
    if data != old:
        path = os.path.realpath(source.path)
        if suffix:
            write(path + suffix, _stored(path), like=path)
        write(path, data)


def _stored(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise FileError(path, error) from error


def write(path: str, data: bytes, like: str | None = None) -> None:
    """Write a file whole or not at all, and make its folder; raise FileError.

    The file appears under its name only when all of it is on the disk. It keeps its permissions, or takes those of
    ``like``. What is not a regular file, such as `/dev/null` or a pipe, is written to directly. A file whose name ends in
    the suffix of a compression is compressed; an address is written through fsspec.
    """
    try:
        if is_remote(path) or split_name(path)[1]:
            data = compress(data, split_name(path)[1])
            if is_remote(path):
                send(path, data)
                return
        path = os.path.realpath(path)
        if os.path.exists(path) and not os.path.isfile(path):
            with open(path, "wb") as device:
                device.write(data)
            return
        os.makedirs(os.path.dirname(path), exist_ok=True)
        _write_whole(path, data, like or path)
    except OSError as error:
        raise FileError(path, error) from error


def _write_whole(path: str, data: bytes, like: str) -> None:
    known = os.stat(like) if os.path.exists(like) else None
    temporary = os.path.join(os.path.dirname(path), f".clean-text-{os.getpid()}-{os.urandom(4).hex()}.tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(temporary, flags, 0o600 if known else 0o666), "wb") as file:
            file.write(data)
            file.flush()
            if known:
                _keep_owner(temporary, known)
                os.chmod(temporary, stat.S_IMODE(known.st_mode))
            os.fsync(file.fileno())
        os.replace(temporary, path)
    finally:
        if os.path.lexists(temporary):
            os.unlink(temporary)


def _keep_owner(path: str, known: os.stat_result) -> None:
    """Give a file the owner and group of another, where the system allows it."""
    mine = os.stat(path)
    if hasattr(os, "chown") and (mine.st_uid, mine.st_gid) != (known.st_uid, known.st_gid):
        try:
            os.chown(path, known.st_uid, known.st_gid)
        except PermissionError:
            pass  # only root may give files away
