"""Cleans a Ray dataset: each actor makes its cleaner once and keeps it."""

from typing import Any

from cleaner import Cleaner
from cleaner.engines import extra

with extra("ray"):
    import ray.data

from cleaner.engines.arrow import BatchCleaner


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

    ``options`` are those of ``Dataset.map_batches``; ``concurrency=N`` sets the number of actors.
    """
    arguments = {"cleaner": cleaner, "column": column, "html": html, "url": url}
    return dataset.map_batches(BatchCleaner, fn_constructor_kwargs=arguments, batch_format="pyarrow", **options)
