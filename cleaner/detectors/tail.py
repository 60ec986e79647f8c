"""Finds what follows the end of the article: everything below a line that ends it, if no prose comes after."""

from collections.abc import Iterator, Sequence

from cleaner.detectors import STRONG, Finding
from cleaner.detectors.evidence import Evidence
from cleaner.document import Document


class TailDetector:
    """Builds on findings that open the tail (a copyright line, the end of a page)."""

    name = "tail"

    def find(self, document: Document, found: Sequence[Finding]) -> Iterator[Finding]:
        """Yield a finding for each block after the first opener below which there is no prose and no reporting."""
        openers = [f for f in found if f.opens == "tail"]
        if not openers:
            return
        blocks = document.blocks
        evidence = Evidence(document, found)
        last = max((evidence.end, *evidence.reporting))
        opener = next((f for f in openers if document.block_at(f.start) > last), None)
        if opener is None:
            return
        reason = "after the end of the article"
        for block in blocks[document.block_at(opener.start) + 1 :]:
            yield Finding.of(block, opener.label, opener.rule, STRONG, reason, basis=(opener,))
