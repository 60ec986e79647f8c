"""Reads and writes files: which ones, in which encoding, whole or not at all. What is in them is left to others."""

from __future__ import annotations

import codecs
import os
import re
import stat
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
"""Files that are read as HTML without being asked."""
TEXT_SUFFIXES = frozenset({"", ".txt", ".text", ".md"}) | HTML_SUFFIXES
"""Files that are taken from a folder; other files are taken when they are named themselves."""

BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is the beginning of this one
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


_HTML = re.compile(
    rb"(?:\s|<\?xml[^>]*>|<!--.*?-->)*+(?:<!doctype\s+html[^>]*>|<html(?:\s[^>]*)?>)(?:\s|<!--.*?-->)*+<[a-z!]",
    re.IGNORECASE | re.DOTALL,
)


class FileError(Exception):
    """One file that could not be read, decoded or written; the message is one line that names it."""

    def __init__(self, name: str, problem: object) -> None:
        self.name = printable(name)
        self.problem = " ".join((getattr(problem, "strerror", None) or str(problem)).split())
        super().__init__(f"{self.name}: {self.problem}")

    def __reduce__(self) -> tuple[type[FileError], tuple[str, str]]:
        return type(self), (self.name, self.problem)


class PlanError(Exception):
    """Inputs and output that do not fit together; nothing has been read or written."""


class Source:
    """One input: ``path`` (None for standard input), or an address on the web, and ``inside``, its place in a folder.

    ``data`` is what was read of standard input already, for other processes.
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
        from cleaner.records.names import is_remote, split_name

        try:
            if self.path is None:
                data: bytes = sys.stdin.buffer.read()
            elif is_remote(self.path) or split_name(self.path)[1]:
                from cleaner.records.storage import read

                data = read(self.path)
            else:
                with open(self.path, "rb") as file:
                    data = file.read()
        except OSError as error:
            raise FileError(self.name, error) from error
        return data


def url_name(url: str) -> str:
    """Return the name of a file for a page on the web.

    >>> url_name("https://example.org/2024/05/ferry.html?page=2"), url_name("https://example.org/")
    ('example.org-2024-05-ferry.html', 'example.org.html')
    """
    stem = re.sub(r"[^\w.-]+", "-", re.split("[?#]", url.partition("://")[2])[0]).strip("-.")
    return re.sub(r"\.x?html?$", "", stem)[:120] + ".html"


def suffix(name: str) -> str:
    """Return the suffix of a file name in small letters, that of a compression aside.

    >>> suffix("page.HTML"), suffix("page.html.gz")
    ('.html', '.html')
    """
    from cleaner.records.names import split_name

    return os.path.splitext(split_name(name)[0])[1].lower()


class Text:
    """Decoded text with what is needed to write it back byte for byte: the encoding and the byte order mark."""

    __slots__ = ("bom", "encoding", "text")

    def __init__(self, text: str, encoding: str = "utf-8", bom: bytes = b"") -> None:
        self.text = text
        self.encoding = encoding
        self.bom = bom

    def encode(self, text: str) -> bytes:
        r"""Return ``text`` as it is written to a file beside this one; as UTF-8 if the encoding cannot hold it.

        >>> decode(b"caf\xe9", "demo.txt", "latin-1").encode("é")
        b'\xe9'
        """
        try:
            return self.bom + text.encode(self.encoding)
        except UnicodeEncodeError:
            return text.encode("utf-8", "replace")

    @property
    def bom_utf8(self) -> bytes:
        """The byte order mark that belongs before this text in UTF-8: its own, or none if it was in something else."""
        return self.bom if self.encoding == "utf-8" else b""


def printable(name: str) -> str:
    r"""Return a file name that can be printed: bytes that are no text become U+FFFD.

    >>> printable("b\udce9.txt")
    'b\ufffd.txt'
    """
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def is_encoding(name: str) -> bool:
    """Whether Python can decode text with ``name``.

    >>> is_encoding("cp1252"), is_encoding("klingon"), is_encoding("base64")
    (True, False, False)
    """
    try:
        bytes(4).decode(name)
    except LookupError:
        return False
    except ValueError:
        return True  # known, but not for four zeros
    return True


def decode(data: bytes, name: str, encoding: str | None = None) -> Text:
    """Return the text of a file, newlines untouched, or raise FileError.

    Without ``encoding``: by the byte order mark, else as UTF-8, else as charset-normalizer judges. A byte order
    mark that belongs to the encoding is kept apart from the text.
    """
    forced = codecs.lookup(encoding).name.removesuffix("-sig") if encoding else None
    for bom, codec in BOMS:
        if data.startswith(bom) and (forced is None or codec == forced or codec.startswith(forced + "-")):
            return _strict(data, name, codec, bom)
    if forced in ("utf-16", "utf-32"):  # no mark: say the byte order ourselves, or encoding would add one
        forced += "-le" if sys.byteorder == "little" else "-be"
    if forced:
        return _strict(data, name, forced)
    check_text(data, name)
    try:
        return Text(data.decode("utf-8"))
    except UnicodeDecodeError:
        return _detected(data, name)


def check_text(data: bytes, name: str) -> None:
    """Raise FileError if ``data`` is no text in any encoding."""
    if is_binary(data) and not data.startswith(tuple(bom for bom, _ in BOMS)):
        raise FileError(name, "binary file, not text (--encoding NAME reads it all the same)")


def is_binary(data: bytes) -> bool:
    r"""Whether no text without a byte order mark looks like this: a NUL byte, or full of control characters.

    >>> is_binary(b"GIF89a\x00\x01"), is_binary("Köln\n".encode("latin-1"))
    (True, False)
    """
    head = data[:65536]
    controls = len(head) - len(
        head.translate(None, b"\x01\x02\x03\x04\x05\x06\x07\x0e\x0f\x10\x11\x12\x13\x14\x15\x16")
    )
    return b"\0" in data or controls * 50 > len(head)


def is_html(data: bytes) -> bool:
    r"""Tell whether a file begins as HTML does: with the type or the first element, and then more markup.

    >>> is_html(b"<!DOCTYPE html>\n<html>"), is_html(b"<html lang=en><head>"), is_html(b"<!doctype html> opens a page")
    (True, True, False)
    """
    head = data[:4096]
    for mark, encoding in BOMS:
        if head.startswith(mark):
            head = head[len(mark) :].decode(encoding, "ignore").encode()
            break
    return _HTML.match(head) is not None


def _strict(data: bytes, name: str, encoding: str, bom: bytes = b"") -> Text:
    try:
        return Text(data[len(bom) :].decode(encoding), encoding, bom)
    except ValueError as error:
        start = getattr(error, "start", None)
        place = "" if start is None else f" at byte {len(bom) + start}"
        raise FileError(name, f"cannot be decoded as {encoding}{place} (--encoding NAME says another)") from error


def _detected(data: bytes, name: str) -> Text:
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    if best is None:
        raise FileError(name, "neither UTF-8 nor any other encoding that is known here (--encoding NAME says which)")
    return _strict(data, name, best.encoding)


def collect(
    inputs: Iterable[str | Source], leave_out: str | None = None
) -> tuple[list[Source], list[FileError], list[str]]:
    """Return the inputs in order, folders opened; what could not be opened; and notes on what was passed over.

    Of a folder its text and HTML files are taken, by name, at every depth. Hidden files and folders, symbolic links
    to folders and the output folder ``leave_out`` are not.
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
    from cleaner.records.names import format_of

    taken: list[Source] = []
    others = 0
    known = len(errors)
    for here, folders, names in os.walk(folder, onerror=lambda error: errors.append(FileError(error.filename, error))):
        folders[:] = sorted(
            name
            for name in folders
            if name[0] != "." and not (leave_out and is_same(os.path.join(here, name), leave_out))
        )
        for name in sorted(name for name in names if name[0] != "."):
            if suffix(name) in TEXT_SUFFIXES:
                path = os.path.join(here, name)
                taken.append(Source(path, os.path.relpath(path, folder)))
            elif not format_of(name):
                others += 1
    if not taken and not others and len(errors) == known:
        errors.append(FileError(folder, "no files in this folder"))
    return taken, others


def is_same(path: str, other: str) -> bool:
    """Whether both name one existing file or folder."""
    try:
        return os.path.samefile(path, other)
    except OSError:
        return False


def is_folder(output: str, inputs: Iterable[str]) -> bool:
    """Whether ``-o output`` names a folder; raise PlanError where that cannot be.

    It does when it is one or ends in a slash, and when there is more than one text to write.
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
            ending = suffix(source.inside)
            at = target.lower().rindex(ending)
            target = target[:at] + ".txt" + target[at + len(ending) :]
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
    """Put ``data`` in the place of an input file, after keeping ``old`` under its name plus ``suffix``, if given.

    Nothing is written, and no backup made, when nothing changed. A symbolic link is followed.
    """
    if source.path is None or not os.path.isfile(source.path):
        raise FileError(source.name, "not a regular file: cannot be replaced")
    if data != old:
        path = os.path.realpath(source.path)
        if suffix:
            write(path + suffix, old, like=path)
        write(path, data)


def write(path: str, data: bytes, like: str | None = None) -> None:
    """Write a file whole or not at all, and make its folder; raise FileError.

    The file appears under its name only when all of it is on the disk. It keeps its permissions, or takes those of
    ``like``. What is no regular file, such as `/dev/null` or a pipe, is written to directly. A name that ends in the
    suffix of a compression is written so, an address through fsspec.
    """
    from cleaner.records.names import is_remote, split_name

    try:
        if is_remote(path) or split_name(path)[1]:
            from cleaner.records.storage import compress, send

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
