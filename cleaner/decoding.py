"""Tells what the bytes of a file are: text, and in which encoding, HTML, or neither."""

from __future__ import annotations

import codecs
import re
import sys

from cleaner.errors import FileError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

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

DECLARED = 4096
"""Bytes at the head of a page among which its encoding is declared; HTML asks for the first 1024."""
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_PAGE_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# What browsers take these names for (https://encoding.spec.whatwg.org/#names-and-labels).
_MEANT = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}


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
    r"""Whether this cannot be text without a byte order mark: it has a NUL byte, or many control characters.

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


def decode_page(data: bytes, charset: str | None = None) -> str:
    """Return a page as text: by its byte order mark, else as UTF-8, else as it declares, else as charset-normalizer judges.

    ``charset`` is what the server declares, which comes before what the page does. UTF-8 comes before what is declared:
    what is valid UTF-8, beyond ASCII, is nothing else, and wrong declarations are common. What no encoding fits is read as
    UTF-8 with replacement characters.

    >>> decode_page('<meta charset="iso-8859-2"><p>Łódź'.encode("iso-8859-2"))
    '<meta charset="iso-8859-2"><p>Łódź'
    """
    for encoding in _encodings(data, charset):
        try:
            return data.decode(encoding).removeprefix("\ufeff")
        except (LookupError, UnicodeError):
            continue
    return data.decode("utf-8", "replace")


def _encodings(data: bytes, charset: str | None) -> Iterator[str]:
    """Yield the encodings to try, in order."""
    yield from (encoding for mark, encoding in _PAGE_BOMS if data.startswith(mark))
    if data[1:2] == b"\0" or data[:1] == b"\0":  # the first character of a page is ASCII
        yield "utf-16-le" if data[1:2] == b"\0" else "utf-16-be"
    yield "utf-8"
    declared = [match[1].decode("ascii", "replace") for match in _CHARSET.finditer(data, 0, DECLARED)]
    for encoding in (charset, *declared) if charset else declared:
        try:
            name = codecs.lookup(encoding).name
        except (LookupError, ValueError):  # not known, or no name at all
            continue
        yield _MEANT.get(name, name)
    from charset_normalizer import from_bytes

    if best := from_bytes(data[:50_000]).best():
        yield best.encoding
