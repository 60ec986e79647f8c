"""WARC and WET: the text of `conversion` records is cleaned; pages become such records; all others pass through."""

from __future__ import annotations

import io
import json
import uuid
from typing import Any

from cleaner.records.formats import Appended, Chunk, DamageError
from cleaner.records.work import Fields, Options, Outcome, RecordError
from cleaner.storage import compress, describe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaner.records.work import Desk
    from cleaner.storage import Input

PAGES = frozenset({"text/html", "application/xhtml+xml"})
"""Content types that are read as HTML."""
LARGEST = 1 << 30
"""Bytes of the largest record that is read; a length beyond is taken for damage."""


class Warc(Appended):
    """Records in chunks. Compression is record by record, as the standard asks.

    A `response` or `resource` with an HTML page is replaced by a `conversion` with its text, as in Common Crawl's WET.
    Annotations follow the record that they describe, as a `metadata` record with JSON that refers to it, as in its WAT.
    """

    unit = "record"

    def chunks(self, source: Input) -> Iterator[Chunk]:
        """Yield records as their bytes, in chunks of about CHUNK bytes."""
        warc = _fastwarc()
        held, first, number = bytearray(), 1, 1
        damage = None
        records = iter(warc.ArchiveIterator(_Stream(source.stream), parse_http=False))
        while damage is None:
            try:
                if (record := next(records, None)) is None:
                    break
                damage = _freeze(record)
                held += b"" if damage else _bytes(record)
            except (OSError, EOFError, ValueError) as error:
                damage = describe(error)
            number += not damage
            if len(held) >= self.size:
                yield Chunk(bytes(held), first, source.position())
                held, first = bytearray(), number
        if held:
            yield Chunk(bytes(held), first, source.position())
        if damage:
            raise DamageError(f"record {number}: {damage}")

    def work(self, payload: bytes, first: int, desk: Desk) -> list[bytes]:
        """Return the records as they are written."""
        warc = _fastwarc()
        pieces: list[bytes] = []
        for place, record in enumerate(warc.ArchiveIterator(io.BytesIO(payload), parse_http=False), first):
            record.freeze()
            raw = _bytes(record)
            kind = _Text if _is_text(record) else _Page if _is_page(raw, warc) else None
            rendered = desk.render([kind(raw, place, warc, desk.options)]) if kind else [[raw]]
            pieces += [compress(piece, self.compression) for written in rendered for piece in written]
        return pieces

    def clean(self, payload: Any, first: int, desk: Desk) -> bytes:
        """Return the chunk, each record compressed for itself."""
        return b"".join(self.work(payload, first, desk))


class _Stream:
    """The stream that fastwarc reads: in pieces, so that what precedes any damage comes first. Tells its position, even for pipes."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._place = 0

    def read(self, size: int = -1) -> bytes:
        piece: bytes = self._stream.read1(size)
        self._place += len(piece)
        return piece

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if (offset, whence) not in ((0, io.SEEK_CUR), (self._place, io.SEEK_SET)):
            raise io.UnsupportedOperation("seek")
        return self._place

    def tell(self) -> int:
        return self._place


def _fastwarc() -> Any:
    try:
        from fastwarc import warc
    except ImportError as error:
        raise DamageError("needs fastwarc: pip install 'newsclean[warc]'") from error
    return warc


def _freeze(record: Any) -> str | None:
    """Read a record whole; return what is wrong if it is not."""
    expected = record.content_length
    if expected > LARGEST:
        return f"{expected:,} bytes long: taken for damage"
    record.freeze()
    if record.content_length != expected:
        return f"truncated: {record.content_length:,} of {expected:,} bytes"
    return None


def _bytes(record: Any) -> bytes:
    buffer = io.BytesIO()
    record.write(buffer)
    return buffer.getvalue()


def _is_text(record: Any) -> bool:
    is_conversion = record.headers.get("WARC-Type") == "conversion"
    return is_conversion and _type(record.headers.get("Content-Type")) == "text/plain"


def _is_page(raw: bytes, warc: Any) -> bool:
    record = warc.WarcRecord.from_bytes(raw)
    kind, content_type = record.headers.get("WARC-Type"), _type(record.headers.get("Content-Type"))
    if kind == "resource":
        return content_type in PAGES
    if kind != "response" or content_type != "application/http":
        return False
    try:
        record.parse_http()
    except OSError:
        return False
    return _type(record.http_content_type) in PAGES


def _type(header: str | None) -> str:
    return (header or "").partition(";")[0].strip().lower()


class _Text:
    """A record that holds text."""

    file: str | None = None

    def __init__(self, raw: bytes, place: int, warc: Any, options: Options) -> None:
        self.place = place
        self._raw = raw
        self._warc = warc
        self._options = options
        self._text: str | None = None

    def read(self) -> Fields:
        record = self._warc.WarcRecord.from_bytes(self._raw)
        known = Fields(id=record.record_id, url=record.headers.get("WARC-Target-URI"))
        try:
            known.text = self._text = record.reader.read().decode("utf-8")
        except UnicodeDecodeError as error:
            raise RecordError(f"not valid UTF-8 at byte {error.start + 1}") from error
        return known

    def render(self, outcome: Outcome) -> list[bytes]:
        """Return the record, and what is said of it."""
        record = self._record(outcome)
        return [record, self._metadata(record, outcome)] if self._options.annotate else [record]

    def _record(self, outcome: Outcome) -> bytes:
        if outcome.text is None or outcome.text == self._text:
            return self._raw
        record = self._warc.WarcRecord.from_bytes(self._raw)
        return _filled(record, outcome.text.encode("utf-8", "replace"))

    def _metadata(self, raw: bytes, outcome: Outcome) -> bytes:
        content = json.dumps(outcome.annotations(self._options), ensure_ascii=False).encode("utf-8", "replace")
        record = self._derived("metadata", self._warc.WarcRecord.from_bytes(raw), "application/json")
        return _filled(record, content)

    def _derived(self, kind: str, source: Any, content_type: str) -> Any:
        """Return a record that refers to ``source``; its id is derived from that, so it is the same each time."""
        record = self._warc.WarcRecord()
        urn = str(uuid.uuid5(uuid.NAMESPACE_URL, source.record_id or "")).encode()
        record.init_headers(record_type=getattr(self._warc.WarcRecordType, kind), record_urn=urn)
        for name in ("WARC-Date", "WARC-Target-URI", "WARC-Warcinfo-ID"):
            if (value := source.headers.get(name)) is not None:
                record.headers[name] = value
        record.headers["WARC-Refers-To"] = source.record_id or ""
        record.headers["Content-Type"] = content_type
        return record


class _Page(_Text):
    """A record that holds a page."""

    def read(self) -> Fields:
        record = self._warc.WarcRecord.from_bytes(self._raw)
        record.parse_http(auto_decode="all")
        return Fields(
            id=record.record_id,
            url=record.headers.get("WARC-Target-URI"),
            html=record.reader.read(),
            charset=record.http_charset,
        )

    def _record(self, outcome: Outcome) -> bytes:
        if outcome.text is None:
            return self._raw
        page = self._warc.WarcRecord.from_bytes(self._raw)
        return _filled(self._derived("conversion", page, "text/plain"), outcome.text.encode("utf-8", "replace"))


def _filled(record: Any, content: bytes) -> bytes:
    """Return a record with ``content``, and the digests of that."""
    record.headers.remove("WARC-Payload-Digest")
    record.set_bytes_content(content)
    buffer = io.BytesIO()
    record.write(buffer, checksum_data=True)
    return buffer.getvalue()
