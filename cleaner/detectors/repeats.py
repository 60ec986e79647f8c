"""Finds lines that occur more than once in a document: furniture is repeated, sentences are not."""

from collections import Counter
from collections.abc import Iterator, Sequence

from cleaner.detectors import HINT, Finding
from cleaner.document import Document

SHORTEST = 20
"""Code points from which a repeated line says something; shorter ones are refrains, scores and speakers' names."""


class RepeatDetector:
    """A hint and no more: refrains of songs and minutes repeat as well, so a repetition only ever adds to other signs."""

    name = "repeats"

    def find(self, document: Document, found: Sequence[Finding]) -> Iterator[Finding]:
        """Yield a finding for each occurrence after the first."""
        lines = [document.text[b.inner : b.end] for b in document.blocks]
        if len(set(lines)) == len(lines):
            return
        counts = Counter(lines)
        seen: set[str] = set()
        for line, block in zip(lines, document.blocks, strict=True):
            if counts[line] > 1 and len(line) >= SHORTEST:
                if line in seen:
                    yield Finding.of(block, "navigation", "repeat", HINT, f"the same line stands {counts[line]} times")
                seen.add(line)
