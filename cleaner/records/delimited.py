"""CSV and TSV: the first row names the columns. Values stay as they are; quotes stand where they are needed, or everywhere."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import json
import pickle
from typing import Any

from cleaner.records.formats import Appended, Chunk, DamageError, missing
from cleaner.records.work import ANNOTATIONS, Fields, Options, Outcome, RecordError
from cleaner.storage import describe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cleaner.records.work import Desk
    from cleaner.storage import Input

DELIMITERS = ",\t;|"
"""What may part the columns: the one that the first line holds most often."""
MARK = "\ufeff"


class Delimited(Appended):
    """Rows in chunks. Bytes that are not valid in the encoding are passed on as they are, except in the fields that are read."""

    unit = "line"

    @property
    def _encoding(self) -> str:
        """The encoding of the text; a byte order mark is read and written apart."""
        return codecs.lookup(self.options.encoding).name.removesuffix("-sig")

    def chunks(self, source: Input) -> Iterator[Chunk]:
        """Yield (manner of writing, whether the header comes first, header, rows with their lines), pickled."""
        csv.field_size_limit((1 << 31) - 1)  # the most that a C long holds on Windows
        if self._encoding in ("utf-16", "utf-32"):
            raise DamageError("CSV is read in encodings without a byte order mark of their own, such as utf-16-le")
        text = io.TextIOWrapper(source.stream, self._encoding, "surrogateescape", newline="")
        try:
            if not (head := next(text, "")):
                return
            manner = _manner(head)
            head = head.removeprefix(MARK)
            reader = csv.reader(itertools.chain([head], text), delimiter=manner["delimiter"])
            header = next(reader)
        except Exception as error:  # of any compression or storage, or of the encoding
            raise DamageError(f"line 1: {describe(error)}") from error
        self._check(header)
        rows: list[tuple[int, list[str]]] = []
        size = 0
        is_first = True
        damage = None
        while True:
            line = reader.line_num + 1
            try:
                row = next(reader, None)
            except Exception as error:
                row, damage = None, f"line {line}: {describe(error)}"
            if row is not None:
                rows.append((line, row))
                size += sum(map(len, row))
            if size >= self.size or (row is None and (rows or is_first)):
                yield Chunk(pickle.dumps((manner, is_first, header, rows)), line, source.position())
                rows, size, is_first = [], 0, False
            if row is None:
                break
        if damage:
            raise DamageError(damage)

    def _check(self, header: list[str]) -> None:
        options = self.options
        for name in options.fields:
            if name not in header and not (options.html and name == options.text):
                raise DamageError(missing(name, header))
        for name in ANNOTATIONS if options.annotate else ():
            if name in header:
                raise DamageError(f"has a column {name!r} already, which --annotate would write")

    def work(self, payload: bytes, first: int, desk: Desk) -> list[bytes]:
        """Return the rows as they are written."""
        manner, is_first, header, rows = pickle.loads(payload)
        options = desk.options
        added = [options.text] if options.text not in header else []
        added += ANNOTATIONS if options.annotate else ()
        columns = {name: index for index, name in enumerate([*header, *added])}
        records = (_Row(row, line, columns, len(header), options) for line, row in rows)
        head = [[*header, *added]] if is_first else []
        text = "".join(_written(manner, [*head, *desk.render(records)]))
        return [f"{manner['mark'] if is_first else ''}{text}".encode(self._encoding, "surrogateescape")]


class _Row:
    file: str | None = None

    def __init__(self, row: list[str], place: int, columns: dict[str, int], width: int, options: Options) -> None:
        self.place = place
        self._row = row
        self._columns = columns
        self._width = width
        self._options = options

    def read(self) -> Fields:
        options = self._options
        known = Fields()
        if not self._row:
            return known
        if len(self._row) != self._width:
            raise RecordError(f"{len(self._row)} fields: expected {self._width}, as in the first line")
        for attribute, name in (("id", options.id), ("url", options.url), ("html", options.html)):
            if name:
                setattr(known, attribute, self._get(name))
        if not options.html:
            known.text = self._get(options.text)
        return known

    def _get(self, name: str) -> str:
        value = self._row[self._columns[name]]
        if not value.isascii() and any("\udc80" <= c <= "\udcff" for c in value):
            raise RecordError(f"field {name!r} is not valid {self._options.encoding}")
        return value

    def render(self, outcome: Outcome) -> list[str]:
        if len(self._row) != self._width:
            return self._row
        row = [*self._row, *[""] * (len(self._columns) - len(self._row))]
        encoding = self._options.encoding
        if outcome.text is not None:
            row[self._columns[self._options.text]] = _encodable(outcome.text, encoding)
        if self._options.annotate:
            for name, value in outcome.annotations(self._options).items():
                row[self._columns[name]] = _cell(value).encode(encoding, "backslashreplace").decode(encoding)
        return row


def _encodable(text: str, encoding: str) -> str:
    """Return a text if it can be written; that of a page may hold any character, whatever the file's encoding."""
    try:
        text.encode(encoding, "surrogateescape")
    except UnicodeEncodeError as error:
        found = ascii(error.object[error.start])
        raise RecordError(f"its text cannot be written in {encoding}, which has no {found}") from error
    return text


def _written(manner: dict[str, Any], rows: Iterable[list[str]]) -> Iterator[str]:
    """Yield rows as lines; one without fields is a blank line."""
    out = io.StringIO(newline="")
    writer = csv.writer(
        out,
        delimiter=manner["delimiter"],
        quoting=csv.QUOTE_ALL if manner["quoted"] else csv.QUOTE_MINIMAL,
        lineterminator="\r\n",  # before Python 3.13 only characters of it are quoted as line breaks
    )
    for row in rows:
        if row:
            writer.writerow(row)
        yield out.getvalue().removesuffix("\r\n") + manner["newline"]
        out.seek(0)
        out.truncate()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else str(value)


def _manner(head: str) -> dict[str, Any]:
    """Return how a file is written, as its first line tells: delimiter, newline, and whether all is quoted."""
    newline = next((end for end in ("\r\n", "\n", "\r") if head.endswith(end)), "\n")
    line = head.removeprefix(MARK).removesuffix(newline)
    return {
        "mark": MARK if head.startswith(MARK) else "",
        "delimiter": max(DELIMITERS, key=line.count),
        "newline": newline,
        "quoted": line.startswith('"') and line.endswith('"'),
    }
