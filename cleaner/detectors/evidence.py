"""What was found, block by block, for those that build on it: which blocks are claimed or reporting, and what is left."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from cleaner.detectors import Finding
from cleaner.document import Document, Span
from cleaner.labels import REPORTING
from cleaner.rulebook.lexicon import Lexicon
from cleaner.shapes import TEASER, has_full_stop, is_prose, is_stub, measure

SPOKEN = frozenset(("donation", "newsletter", "paywall", "promo", "social", "contact"))
"""Labels of what a site asks of its readers, in pieces that cannot all be recognised by their words."""
PERSONAL = SPOKEN | {"comment"}
"""Labels of prompts, which speak to the reader; cookie texts, legal lines and teasers need not."""
NOTICES = SPOKEN | {"comment", "cookie", "disclosure", "legal", "ui"}
"""Labels of what a site says about itself in several sentences."""
STATEMENT = 25
"""Code points of a sentence that may be all that a paragraph reports before a call that is glued to it."""
_NUMBER = re.compile(r"(\d{1,2})(?:[.):]| -)? (?=[^\W\d])")
"""The number at the beginning of a folded line."""
CHAPTERS = 3
"""Numbered lines, counting up or down over prose, from which they are the headings of what an article counts."""
LONG_STATEMENT = 60
"""Code points of one in which words for what sites ask and offer say nothing: it may be about them."""


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
        self.is_single_line = document.is_single_line
        self.claimed = by_block(document, (f for f in found if f.label not in REPORTING))
        self.reporting = by_block(document, (f for f in found if f.label in REPORTING))

    def is_article(self, index: int) -> bool:
        """Tell whether a block is prose against which nothing speaks."""
        return index not in self.claimed and is_prose(self.blocks[index])

    @cached_property
    def end(self) -> int:
        """The index of the last such block; -1 if there is none."""
        return next((i for i in reversed(range(len(self.blocks))) if self.is_article(i)), -1)

    @cached_property
    def headlines(self) -> list[int]:
        """The indexes of the lines above the first such block against which nothing speaks: one may be the headline."""
        first = next((i for i in range(len(self.blocks)) if self.is_article(i)), 0)
        return [
            i
            for i in range(first)
            if i not in self.claimed and is_stub(self.blocks[i]) and measure(self.blocks[i].folded) >= TEASER
        ]

    @cached_property
    def subheads(self) -> frozenset[int]:
        """The indexes of the lines inside the article, right above its prose, against which nothing speaks."""
        first = next((i for i in range(len(self.blocks)) if self.is_article(i)), len(self.blocks))
        return frozenset(
            i
            for i in range(first + 1, self.end)
            if i not in self.claimed and i not in self.reporting and is_stub(self.blocks[i]) and self.is_article(i + 1)
        )

    def has_subheads(self, section: range) -> bool:
        """Tell whether the article has subheads outside a section."""
        return any(index not in section for index in self.subheads)

    @cached_property
    def chapters(self) -> frozenset[int]:
        """The indexes of the lines that count up or down with prose between them, as articles do: "7 Better brakes"."""
        numbers = {
            i: int(number[1])
            for i, block in enumerate(self.blocks)
            if is_stub(block) and (number := _NUMBER.match(block.folded))
        }
        rows = ([*self._count(i, numbers, step)] for i in numbers for step in (1, -1))
        return frozenset(i for row in rows if len(row) >= CHAPTERS for i in row)

    def _count(self, index: int, numbers: Mapping[int, int], step: int) -> Iterator[int]:
        """Yield numbered lines from one on that count by ``step`` over prose."""
        yield index
        for other, number in numbers.items():
            is_next = other > index and number == numbers[index] + step
            if is_next and any(map(self.is_article, range(index + 1, other))):
                yield other
                index = other

    def may_be_headline(self, index: int, label: str) -> bool:
        """Tell whether a block that an appeal of that label would own may be the headline; banners of cookies have lines like it."""
        return index in self.headlines and (label != "cookie" or len(self.headlines) == 1)


def statements(block: Span, found: Sequence[Finding], lexicon: Lexicon) -> int:
    """Return how many sentences of a block, from its first on, state something: an appeal after them is merely glued to them.

    They speak to nobody, and no evidence lies in them; short ones must not ask or offer anything either.
    """
    count = 0
    for sentence in block.sentences:
        folded = sentence.folded
        if not has_full_stop(sentence) or measure(folded) < STATEMENT or lexicon.addresses(folded) is not False:
            break
        if (measure(folded) <= LONG_STATEMENT and lexicon.asks(folded)) or any(
            f.evidence and f.evidence[0] < sentence.end for f in found
        ):
            break
        count += 1
    return count
