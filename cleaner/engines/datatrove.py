"""A datatrove pipeline step that cleans documents, counts what is removed by label, and sets aside those of which nothing is left."""

from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

from cleaner import Cleaner
from cleaner.engines import extra

with extra("datatrove"):
    from datatrove.data import Document
    from datatrove.pipeline.base import PipelineStep
    from datatrove.pipeline.writers.disk_base import DiskWriter
    from datatrove.utils.typeshelper import StatHints

from cleaner.engines.arrow import BatchCleaner


class NewsCleaner(PipelineStep):
    """Replaces the text of each document by what of it is reporting.

    Its metadata get ``removals`` (a list of start, end, label and rule, in code points of the text that came in), the
    ``fingerprint`` of the cleaning and, if it failed, ``error``: its text then passes unchanged. For HTML ``extracted``
    is the text to which the offsets refer. ``metadata["url"]`` admits rules made for one site.

    Documents of which nothing stays are dropped; ``exclusion_writer`` gets them as they came in, with their removals.
    ``annotate=False`` leaves the metadata alone.

    Statistics: ``total``, ``forwarded``, ``dropped``, ``changed`` and ``failed`` documents, the length of those that pass,
    and for each label ``removed_LABEL``: code points that went, with their number a document.
    """

    type = "🧹 - CLEANER"
    name = "📰 News"

    def __init__(
        self,
        cleaner: Cleaner | None = None,
        *,
        html: bool = False,
        annotate: bool = True,
        exclusion_writer: DiskWriter | None = None,
    ) -> None:
        super().__init__()
        self.work = BatchCleaner(cleaner, html=html)
        self.annotate = annotate
        self.exclusion_writer = exclusion_writer

    def run(self, data: Iterator[Document] | None, rank: int = 0, world_size: int = 1) -> Iterator[Document]:
        """Yield the documents cleaned."""
        with self.exclusion_writer or nullcontext() as writer:
            for document in data or ():
                self.stat_update(StatHints.total)
                with self.track_time():
                    row = self.work.row(document.text, document.metadata.get("url"))
                self._count(row)
                self._annotate(document, row)
                if row["error"] is None:
                    if not row["cleaned"].strip():
                        self.stat_update(StatHints.dropped)
                        if writer:
                            writer.write(document, rank)
                        continue
                    document.text = row["cleaned"]
                self.stat_update(StatHints.forwarded)
                self.update_doc_stats(document)
                yield document

    def _count(self, row: dict[str, Any]) -> None:
        if row["error"] is not None:
            self.stat_update("failed")
        if row["removals"]:
            self.stat_update("changed")
        for removal in row["removals"]:
            self.stat_update(f"removed_{removal['label']}", value=removal["end"] - removal["start"], unit="removal")

    def _annotate(self, document: Document, row: dict[str, Any]) -> None:
        if self.annotate:
            names = ("removals", "fingerprint", "error", "extracted")
            document.metadata.update({name: row[name] for name in names if row[name] is not None})
