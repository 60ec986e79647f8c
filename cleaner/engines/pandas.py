"""Gives every pandas Series of texts the accessor ``news``: import this module, then ``series.news.clean()``."""

from cleaner import Cleaner
from cleaner.engines import extra

with extra("pandas"):
    import pandas as pd
    import pyarrow as pa

from cleaner.engines.arrow import BatchCleaner


@pd.api.extensions.register_series_accessor("news")
class NewsAccessor:
    """What ``series.news`` offers. Missing values stay missing; the index stays as it is."""

    def __init__(self, series: pd.Series) -> None:
        self._series = series

    def clean(self, cleaner: Cleaner | None = None, *, html: bool = False) -> pd.Series:
        """Return the texts (or with ``html`` pages) cleaned, under the Series' own name."""
        return self.annotate(cleaner, html=html)["cleaned"].rename(self._series.name)

    def annotate(self, cleaner: Cleaner | None = None, *, html: bool = False) -> pd.DataFrame:
        """Return the columns that :class:`cleaner.engines.arrow.BatchCleaner` appends, and not the texts themselves.

        Raises pyarrow.ArrowException if a value is neither a text (or a page) nor missing.
        """
        table = pa.Table.from_pandas(self._series.to_frame("text"), preserve_index=False)
        frame = BatchCleaner(cleaner, html=html)(table).drop_columns("text").to_pandas()
        return frame.set_index(self._series.index)
