"""Parquet: only the columns that are read travel to the workers; all others stay with the parent, of whatever type."""

from __future__ import annotations

from typing import IO, Any

from cleaner.records.formats import Chunk, DamageError, Format, Writer, missing
from cleaner.records.work import ANNOTATIONS, Fields, Options, Outcome, RecordError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaner.records.work import Desk
    from cleaner.storage import Input

GROUP = 32 << 20
"""Bytes, uncompressed, of a row group that is written; pyarrow's default, a million rows, is gigabytes of articles."""
ROWS = 8192
"""Rows of a chunk at most."""


class Parquet(Format):
    """Batches of rows. The file has the input's schema and compression, and may have other row groups."""

    unit = "row"
    appends = False  # what a file holds is written at its end

    def chunks(self, source: Input) -> Iterator[Chunk]:
        """Yield batches of about CHUNK bytes; ``rest`` is the batch with all its columns."""
        pa, pq = _pyarrow()
        place = 0
        try:
            file = pq.ParquetFile(source.raw, pre_buffer=False, buffer_size=1 << 20)
            schema = file.schema_arrow
            columns = self._check(schema, pa)
            meta = file.metadata
            size = sum(meta.row_group(i).total_byte_size for i in range(meta.num_row_groups))
            rows = min(ROWS, max(1, self.size * meta.num_rows // max(1, size)))
            codec = meta.row_group(0).column(0).compression if meta.num_row_groups and meta.num_columns else "SNAPPY"
            if codec == "UNCOMPRESSED":
                codec = "NONE"  # what is read and what is written have two names for it
            place = 1
            for batch in file.iter_batches(rows):
                read = source.size * place // max(1, meta.num_rows) if source.size else 0
                yield Chunk(_pack(batch.select(columns), pa), place, read, (batch, codec), batch.nbytes)
                place += batch.num_rows
            yield Chunk(_pack(schema.empty_table().select(columns), pa), place, source.size or 0, (None, codec, schema))
        except (pa.ArrowException, OSError) as error:
            raise DamageError(f"row {place:,}: {error}" if place else str(error)) from error

    def _check(self, schema: Any, pa: Any) -> list[str]:
        """Return the columns that are read; raise DamageError if they are missing or of the wrong type."""
        options = self.options
        for name in options.fields:
            if schema.names.count(name) > 1:
                raise DamageError(f"has more than one column {name!r}")
            if name not in schema.names and not (options.html and name == options.text):
                raise DamageError(missing(name, schema.names))
        if options.text in schema.names and not is_text(schema.field(options.text).type, pa):
            raise DamageError(f"column {options.text!r} is {schema.field(options.text).type}: expected texts")
        for name in ANNOTATIONS if options.annotate else ():
            if name in schema.names:
                raise DamageError(f"has a column {name!r} already, which --annotate would write")
        return [name for name in options.fields if name in schema.names]

    def clean(self, payload: Any, first: int, desk: Desk) -> Any:
        """Return the new columns, with the number of the row that each value belongs to."""
        pa, _ = _pyarrow()
        batch = pa.ipc.open_stream(payload).read_all().combine_chunks()
        columns = {name: _Column(batch.column(name), pa) for name in batch.schema.names}
        rows = desk.render(_Row(columns, index, first, desk.options) for index in range(batch.num_rows))
        text = desk.options.text
        known = columns[text].kind if text in columns else pa.string()
        arrays = {
            "row": pa.array([row[0] for row in rows], pa.int32()),
            text: texts([row[1] for row in rows], known, pa),
        }
        if desk.options.annotate:
            for name, kind in annotation_types(pa).items():
                arrays[name] = pa.array([row[2][name] for row in rows], kind)
        return _pack(pa.table(arrays), pa)

    def writer(self, file: IO[bytes]) -> Writer:
        """Return what writes row groups of about GROUP bytes."""
        return _ParquetWriter(file, self.options.text)


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        import pyarrow.compute
        import pyarrow.parquet
    except ImportError as error:
        raise DamageError("needs pyarrow: pip install 'newsclean[parquet]'") from error
    return pyarrow, pyarrow.parquet


def _pack(batch: Any, pa: Any) -> Any:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as stream:
        stream.write(batch)
    return sink.getvalue()


def is_text(kind: Any, pa: Any) -> bool:
    """Whether values of an Arrow type are texts, or null and nothing else."""
    types = pa.types
    if types.is_dictionary(kind):
        kind = kind.value_type
    return bool(
        types.is_null(kind) or types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind)
    )


def annotation_types(pa: Any) -> dict[str, Any]:
    """Return the Arrow types of ANNOTATIONS."""
    from cleaner.engines.arrow import REMOVALS

    return dict(zip(ANNOTATIONS, (REMOVALS, pa.int64(), pa.string(), pa.string()), strict=True))


def texts(values: list[bytes | None], kind: Any, pa: Any) -> Any:
    """Return an array of the texts' bytes in the Arrow type of the column; bytes that are not UTF-8 stay as they are."""
    if pa.types.is_null(kind):
        return pa.nulls(len(values))
    plain = kind.value_type if pa.types.is_dictionary(kind) else kind
    wide = pa.types.is_large_string(plain)
    array = pa.array(values, pa.large_binary() if wide else pa.binary())
    cast = pa.compute.CastOptions(target_type=plain, allow_invalid_utf8=True)
    array = pa.compute.cast(array, options=cast)
    return array.dictionary_encode().cast(kind) if pa.types.is_dictionary(kind) else array


class _Column:
    """One column that is read: its values, texts as their bytes."""

    def __init__(self, column: Any, pa: Any) -> None:
        self.kind = column.type
        self.is_text = is_text(self.kind, pa)
        array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
        if pa.types.is_dictionary(self.kind):
            array = array.dictionary_decode()
        if self.is_text and not pa.types.is_null(self.kind):
            array = array.cast(pa.large_binary())
        self._values: list[Any] = array.to_pylist()

    def get(self, index: int) -> Any:
        return self._values[index]

    def text(self, index: int, name: str) -> Any:
        value = self.get(index)
        if value is None or not self.is_text:
            return value
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError as error:
            raise RecordError(f"field {name!r} is not valid UTF-8 at byte {error.start + 1}") from error


class _Row:
    """One row of a batch."""

    file: str | None = None

    def __init__(self, columns: dict[str, _Column], index: int, first: int, options: Options) -> None:
        self.place = first + index
        self._columns = columns
        self._index = index
        self._options = options

    def read(self) -> Fields:
        options = self._options
        known = Fields()
        for attribute in ("id", "url", "html", "text"):
            name = getattr(options, attribute)
            if name in self._columns and not (attribute == "text" and options.html):
                setattr(known, attribute, self._columns[name].text(self._index, name))
        return known

    def render(self, outcome: Outcome) -> tuple[int, bytes | None, dict[str, Any]]:
        column = self._columns.get(self._options.text)
        text: bytes | None
        if outcome.text is not None:
            text = outcome.text.encode("utf-8", "replace")
        else:
            text = column.get(self._index) if column else None
        return self._index, text, outcome.annotations(self._options) if self._options.annotate else {}


class _ParquetWriter(Writer):
    """Puts the new columns into the rows that stayed here."""

    def __init__(self, file: IO[bytes], text: str) -> None:
        self._file = file
        self._text = text
        self._writer: Any = None
        self._held: list[Any] = []
        self._size = 0

    def write(self, chunk: Chunk, cleaned: bytes) -> None:
        pa, pq = _pyarrow()
        new = pa.ipc.open_stream(cleaned).read_all()
        batch, codec, *schema = chunk.rest
        table = schema[0].empty_table() if batch is None else pa.Table.from_batches([batch])
        if new.num_rows != table.num_rows:
            table = table.take(new.column("row"))
        for field in new.schema:
            if field.name == "row":
                continue
            if (at := table.schema.get_field_index(field.name)) < 0:
                table = table.append_column(field, new.column(field.name))
            elif field.name == self._text:
                table = table.set_column(at, table.schema.field(at), new.column(field.name))
        if self._writer is None:
            self._writer = pq.ParquetWriter(self._file, table.schema, compression=codec.lower())
        if table.num_rows:
            self._held.append(table)
            self._size += table.nbytes
        if self._size >= GROUP:
            self._flush()

    def _flush(self) -> None:
        pa, _ = _pyarrow()
        if self._held:
            self._writer.write_table(pa.concat_tables(self._held), row_group_size=1 << 30)
        self._held, self._size = [], 0

    def leave(self) -> None:
        if self._writer is not None:
            self._writer.is_open = False  # or it would write the end of the file when it is forgotten

    def close(self) -> None:
        self._flush()
        if self._writer is not None:
            self._writer.close()
