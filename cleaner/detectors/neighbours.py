"""Finds what lies between two pieces of the same appeal: a line between two cookie lines is cookie text."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from cleaner.detectors import STRONG, Finding
from cleaner.detectors.sections import APPEALS
from cleaner.document import Document, Span
from cleaner.shapes import is_prose

LONGEST_BETWEEN = 300
"""Code points of a block that may be taken by its neighbours alone; a longer one is a paragraph of its own."""
VERBOSE = frozenset(("cookie", "donation"))
"""Labels of appeals that hold prose without any cue; between two pieces of another, prose is the article's."""


class NeighbourDetector:
    """Yields for what has no evidence of its own but one and the same appeal on either side: a block, or sentences of one."""

    name = "neighbours"

    def find(self, document: Document, found: Sequence[Finding]) -> Iterator[Finding]:
        """Yield findings that fall if either neighbour stays."""
        by_block: dict[int, list[Finding]] = {}
        for finding in found:
            by_block.setdefault(document.block_at(finding.start), []).append(finding)
        for index, findings in list(by_block.items()):
            yield from _between_sentences(document.blocks[index], findings)
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


def _between_sentences(block: Span, findings: Sequence[Finding]) -> Iterator[Finding]:
    """Yield what lies between two sentences of the same appeal in one block; both must go, or it stays."""
    verbose = sorted((f for f in findings if f.label in VERBOSE), key=lambda f: (f.start, f.end))
    for upper, lower in pairwise(verbose):
        between = [s for s in block.sentences if s.start >= upper.end and s.end <= lower.start]
        if between and upper.label == lower.label:
            start, end = between[0].start, between[-1].end
            if end - start <= LONGEST_BETWEEN:
                reason = "between two sentences of the same"
                yield Finding(start, end, upper.label, upper.rule, STRONG, reason, basis=(upper, lower))
