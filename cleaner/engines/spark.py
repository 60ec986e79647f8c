"""Cleans a Spark DataFrame with ``mapInArrow``; the rules travel to each worker once, as a broadcast variable."""

from collections.abc import Iterator
from typing import Any

from cleaner import Cleaner
from cleaner.engines import extra

with extra("spark"):
    import pyarrow as pa
    from pyspark.sql import DataFrame
    from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema
    from pyspark.sql.types import StructType

from cleaner.engines.arrow import BatchCleaner


def clean(
    frame: DataFrame,
    cleaner: Cleaner | None = None,
    *,
    column: str = "text",
    html: bool = False,
    url: str | None = None,
) -> DataFrame:
    """Return the frame with the columns that :class:`cleaner.engines.arrow.BatchCleaner` appends.

    The workers need this package and pyarrow, and modules from which own detectors can be imported.
    """
    work = BatchCleaner(cleaner, column=column, html=html, url=url)
    before = to_arrow_schema(frame.schema)
    new = list(work.schema(before))[len(before) :]
    added = from_arrow_schema(pa.schema(new))
    shared = frame.sparkSession.sparkContext.broadcast(work)

    def clean_batches(batches: Iterator[Any]) -> Iterator[Any]:
        yield from map(shared.value, batches)

    return frame.mapInArrow(clean_batches, StructType([*frame.schema.fields, *added.fields]))
