"""Finds what comes after the article's end: everything below a line that ends it, if no prose follows."""

from collections.abc import Iterator, Sequence

from cleaner.detectors import STRONG, Finding
from cleaner.document import Document
from cleaner.labels import REPORTING
from cleaner.shapes import is_prose


class TailDetector:
    """Builds on findings that open the tail (a copyright line, the end of a page)."""

    name = "tail"

    def find(self, document: Document, found: Sequence[Finding]) -> Iterator[Finding]:
        """Yield a finding for each block after the first opener below which there is no prose and no reporting."""
        openers = [f for f in found if f.opens == "tail"]
        if not openers:
            return
        blocks = document.blocks
        claimed = {document.block_at(f.start) for f in found if f.label not in REPORTING}
        reporting = {document.block_at(f.start) for f in found if f.label in REPORTING}
        last_prose = max(
            (i for i, b in enumerate(blocks) if i in reporting or (i not in claimed and is_prose(b))), default=-1
        )
        for opener in openers:
            index = document.block_at(opener.start)
            if index > last_prose:
                for block in blocks[index + 1 :]:
                    yield Finding(
                        block.start,
                        block.end,
                        opener.label,
                        opener.rule,
                        STRONG,
                        "after the end of the article",
                        basis=(opener,),
                    )
                return
