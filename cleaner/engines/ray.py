"""Cleans a Ray dataset: each actor unpacks its cleaner once and keeps it."""

from typing import Any

from cleaner import Cleaner
from cleaner.engines import extra

with extra("ray"):
    import ray.data

from cleaner.engines.arrow import BatchCleaner


class Actor:
    """The callable class that Ray makes once in each actor."""

    def __init__(self, work: BatchCleaner) -> None:
        self.work = work

    def __call__(self, table: Any) -> Any:
        """Return a table cleaned."""
        return self.work(table)


def clean(
    dataset: "ray.data.Dataset",
    cleaner: Cleaner | None = None,
    *,
    column: str = "text",
    html: bool = False,
    url: str | None = None,
    **options: Any,
) -> "ray.data.Dataset":
    """Return the dataset with the columns that :class:`cleaner.engines.arrow.BatchCleaner` appends.

    ``options`` are those of ``Dataset.map_batches``; ``compute`` sets the number of actors.
    """
    work = BatchCleaner(cleaner, column=column, html=html, url=url)
    return dataset.map_batches(Actor, fn_constructor_args=(work,), batch_format="pyarrow", **options)
