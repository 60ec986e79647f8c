"""What was found, block by block, for those that build on it: which blocks are claimed or reporting, and what is left."""

from collections.abc import Iterable, Sequence
from functools import cached_property

from cleaner.detectors import Finding
from cleaner.document import Document
from cleaner.labels import REPORTING
from cleaner.shapes import is_prose


def by_block(document: Document, findings: Iterable[Finding]) -> dict[int, list[Finding]]:
    """Group findings by the index of the block in which they lie, in the order in which they are given."""
    grouped: dict[int, list[Finding]] = {}
    for finding in findings:
        grouped.setdefault(document.block_at(finding.start), []).append(finding)
    return grouped


class Evidence:
    """The findings of a document by block: ``claimed`` are the blocks that something speaks against, with what does.

    ``reporting`` are those recognised as a byline, a credit and the like. One of several sentences may be both.
    """

    def __init__(self, document: Document, found: Sequence[Finding]) -> None:
        self.blocks = document.blocks
        self.claimed = by_block(document, (f for f in found if f.label not in REPORTING))
        self.reporting = by_block(document, (f for f in found if f.label in REPORTING))

    def is_article(self, index: int) -> bool:
        """Tell whether a block is prose against which nothing speaks."""
        return index not in self.claimed and is_prose(self.blocks[index])

    @cached_property
    def end(self) -> int:
        """The index of the last such block; -1 if there is none."""
        return next((i for i in reversed(range(len(self.blocks))) if self.is_article(i)), -1)
