"""Gives every polars expression the namespace ``news``: import this module, then ``pl.col("text").news.clean()``."""

from cleaner import Cleaner
from cleaner.engines import extra

with extra("polars"):
    import polars as pl
    import pyarrow as pa

from cleaner.engines.arrow import BatchCleaner


@pl.api.register_expr_namespace("news")
class NewsNamespace:
    """What ``expression.news`` offers, eager, lazy and streaming. Nulls stay nulls."""

    def __init__(self, expression: pl.Expr) -> None:
        self._expression = expression

    def clean(self, cleaner: Cleaner | None = None, *, html: bool = False) -> pl.Expr:
        """Return the texts (or with ``html`` pages) cleaned, under the expression's own name."""
        return self.annotate(cleaner, html=html).struct.field("cleaned").name.keep()

    def annotate(self, cleaner: Cleaner | None = None, *, html: bool = False) -> pl.Expr:
        """Return a struct of the columns that :class:`cleaner.engines.arrow.BatchCleaner` appends."""
        clean = BatchCleaner(cleaner, html=html)

        def work(texts: pl.Series) -> pl.Series:
            table = clean(pa.table({"text": texts.to_arrow()})).drop_columns("text")
            return pl.DataFrame(pl.from_arrow(table)).to_struct(texts.name)

        columns = clean(pa.table({"text": pa.array([], pa.large_string())})).drop_columns("text")
        kind = pl.Struct(pl.DataFrame(pl.from_arrow(columns)).schema)
        return self._expression.map_batches(work, return_dtype=kind, is_elementwise=True)
