"""Cleans a Hugging Face dataset with its own ``map``, so that processes and the cache work as they do for any other step."""

from typing import Any

from cleaner import Cleaner
from cleaner.engines import extra

with extra("datasets"):
    import datasets

from cleaner.engines.arrow import BatchCleaner


def clean(
    dataset: "datasets.Dataset | datasets.DatasetDict",
    cleaner: Cleaner | None = None,
    *,
    column: str = "text",
    html: bool = False,
    url: str | None = None,
    **options: Any,
) -> Any:
    """Return the dataset with the columns that :class:`cleaner.engines.arrow.BatchCleaner` appends.

    ``options`` are those of ``Dataset.map``, such as ``num_proc`` and ``batch_size``. The dataset's format is not kept.
    """
    work = BatchCleaner(cleaner, column=column, html=html, url=url)
    return dataset.with_format("arrow").map(work, batched=True, **options).with_format(None)
