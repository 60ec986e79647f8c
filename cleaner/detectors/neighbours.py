"""Finds what lies between two pieces of the same appeal: a line between two cookie lines is cookie text."""

from collections.abc import Iterator, Sequence

from cleaner.detectors import STRONG, Finding
from cleaner.detectors.sections import APPEALS
from cleaner.document import Document
from cleaner.shapes import is_prose

LONGEST_BETWEEN = 300
"""Code points of a block that may be taken by its neighbours alone; a longer one is a paragraph of its own."""
VERBOSE = frozenset(("cookie", "donation"))
"""Labels of appeals that hold prose without any cue; between two pieces of another, prose is the article's."""


class NeighbourDetector:
    """Yields for a block without evidence that has evidence of one and the same appeal right above and right below."""

    name = "neighbours"

    def find(self, document: Document, found: Sequence[Finding]) -> Iterator[Finding]:
        """Yield findings that fall if either neighbour stays."""
        by_block: dict[int, list[Finding]] = {}
        for finding in found:
            by_block.setdefault(document.block_at(finding.start), []).append(finding)
        for index, findings in list(by_block.items()):
            middle = index + 1
            if middle in by_block or middle + 1 not in by_block or middle + 1 >= len(document.blocks):
                continue
            block = document.blocks[middle]
            for upper in findings:
                lower = next((f for f in by_block[middle + 1] if f.label == upper.label), None)
                if upper.label not in APPEALS or lower is None or block.end - block.start > LONGEST_BETWEEN:
                    continue
                if upper.label in VERBOSE or not is_prose(block):
                    yield Finding(
                        block.start,
                        block.end,
                        upper.label,
                        upper.rule,
                        STRONG,
                        "between two pieces of the same",
                        basis=(upper, lower),
                    )
                    break
