"""Cleans batches of Arrow data: the one function that all engines call. How a text is cleaned is not decided here."""

from functools import cache
from itertools import repeat
from typing import Any

from cleaner import Cleaner
from cleaner.engines import extra
from cleaner.result import spans

with extra("arrow"):
    import pyarrow as pa

REMOVALS = pa.list_(
    pa.struct([("start", pa.int64()), ("end", pa.int64()), ("label", pa.string()), ("rule", pa.string())])
)
"""The type of a document's removals, in order and without overlap; ``start`` and ``end`` count code points."""

TEXTS = (pa.string(), pa.large_string(), pa.string_view(), pa.null())
PAGES = (*TEXTS, pa.binary(), pa.large_binary(), pa.binary_view())
"""Types that a column of texts, or of HTML pages, may have, plain or dictionary-encoded."""

ROWS = 1000
"""Rows of a table that are cleaned at a time: a few megabytes of text, so that memory stays level."""


@cache
def default_cleaner() -> Cleaner:
    """Return the cleaner without options, made once a process: cleaners are immutable, so it can be shared."""
    return Cleaner()


class BatchCleaner:
    """A function from ``RecordBatch`` to ``RecordBatch``, or from ``Table`` to ``Table``, that appends the outcome.

    All columns pass through untouched, and these come after them (:meth:`schema`):

    - ``cleaned``, ``string`` or ``large_string``: what ``Cleaner.clean`` returns, or for HTML ``Cleaner.clean_html``;
    - ``removals``, ``list<struct<start: int64, end: int64, label: string, rule: string>>``: what went; offsets are
      code points of the text, or for HTML of ``extracted``;
    - ``fingerprint``, ``string``: ``Cleaner.fingerprint``, in every row the same;
    - ``error``, ``string``: why a document could not be cleaned, else null. Its text is then in ``cleaned`` as it came,
      or null if it is HTML or no text at all (invalid UTF-8); ``removals`` is empty. The batch goes on;
    - ``extracted``, ``string`` or ``large_string``, only for HTML: the text that was found in the page.

    A null gives nulls, save for the fingerprint. ``column`` names the column with the texts; with ``html`` it holds
    pages, as strings or as bytes in any encoding. ``url`` names a column with their addresses, which admit rules made for
    one site. The text columns are ``large_string`` unless ``column`` has offsets of 32 bits itself.

    Can be pickled, and then carries its rules along; two with the same options pickle to the same bytes in any process.
    """

    def __init__(
        self, cleaner: Cleaner | None = None, *, column: str = "text", html: bool = False, url: str | None = None
    ) -> None:
        self.cleaner = default_cleaner() if cleaner is None else cleaner
        self.column = column
        self.html = html
        self.url = url
        self.fingerprint = self.cleaner.fingerprint  # here, not in each worker: it takes all rules of all languages

    def schema(self, schema: pa.Schema) -> pa.Schema:
        """Return the schema of what comes out for data with the schema ``schema``.

        Raises KeyError if ``column`` or ``url`` is not there, TypeError if ``column`` does not hold texts (or pages), and
        ValueError if a column has a name that is to be appended.
        """
        for name in (self.column, *([self.url] if self.url else [])):
            if name not in schema.names:
                raise KeyError(f"no column {name!r}: found {', '.join(schema.names) or 'no columns at all'}")
        kind = schema.field(self.column).type
        values = kind.value_type if pa.types.is_dictionary(kind) else kind
        if values not in (PAGES if self.html else TEXTS):
            hint = "; decode bytes first, or say html=True for pages" if values in PAGES else ""
            raise TypeError(f"column {self.column!r} holds {kind}, expected strings{hint}")
        for field in self._fields(kind):
            if field.name in schema.names:
                raise ValueError(f"there is a column {field.name!r} already: rename or drop it first")
            schema = schema.append(field)
        return schema

    def __call__(self, data: Any) -> Any:
        """Return the ``RecordBatch`` or ``Table`` with the columns that :meth:`schema` describes appended."""
        if isinstance(data, pa.RecordBatch):
            return self._clean(data)
        return pa.Table.from_batches(map(self._clean, data.to_batches(max_chunksize=ROWS)), self.schema(data.schema))

    def _clean(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        schema = self.schema(batch.schema)
        urls = batch.column(self.url) if self.url else repeat(None)
        rows = [self.row(value, url) for value, url in zip(batch.column(self.column), urls, strict=False)]
        added = [schema.field(number) for number in range(len(batch.schema), len(schema))]
        new = [pa.array([row[field.name] for row in rows], field.type) for field in added]
        return pa.RecordBatch.from_arrays([*batch.columns, *new], schema=schema)

    def row(self, value: Any, url: Any = None) -> dict[str, Any]:
        """Return the appended columns' values for one text or page; ``value`` and ``url`` may be Arrow scalars or None."""
        text = None
        row = {"cleaned": None, "removals": None, "fingerprint": self.fingerprint, "error": None, "extracted": None}
        try:
            text, url = _python(value), _python(url)
            if text is None:
                return row
            if self.html:
                result = self.cleaner.analyze_html(text, url=url)
                if result.note and not result.source and text.strip():
                    # it cannot be read, and is no page without text
                    return row | {"removals": [], "error": result.note}
                row["extracted"] = result.source
            else:
                result = self.cleaner.analyze(text, url=url)
            return row | {"cleaned": result.text, "removals": spans(result.removals)}
        except Exception as error:  # whatever it is, the other documents of a crawl are not to suffer
            unchanged = None if self.html else text
            return row | {"cleaned": unchanged, "removals": [], "error": f"{type(error).__name__}: {error}"}

    def _fields(self, kind: pa.DataType) -> list[pa.Field]:
        text = pa.string() if kind in (pa.string(), pa.binary()) else pa.large_string()
        columns = {"cleaned": text, "removals": REMOVALS, "fingerprint": pa.string(), "error": pa.string()}
        if self.html:
            columns["extracted"] = text
        return [pa.field(name, kind) for name, kind in columns.items()]


def _python(value: Any) -> Any:
    return value.as_py() if isinstance(value, pa.Scalar) else value
