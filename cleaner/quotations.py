"""Finds what stands in quotation marks: in a paragraph, or in a text that is one single line."""

import bisect
import re
import sys
from collections.abc import Iterator, Sequence
from itertools import accumulate

from cleaner.document import Span

# An opening mark (not one inside a Hebrew word, as in acronyms), what is quoted, and its closing mark; an opening double
# mark that is never closed quotes the rest of the paragraph, as in quotations of several paragraphs. Single marks must
# stand at the edges of words.
_QUOTED = re.compile(
    r"(?<![\u05d0-\u05ea])\"[^\"]*+(?:\"|\Z)|(?<![^\W_])'(?=[^\W_]).{3,400}?(?<=[^\W_]|[.,!?])'(?![^\W_])"
)
# The same in a whole text: an opening mark stands before a word, and what it quotes has an end.
_QUOTED_TOGETHER = re.compile(r"(?<![^\s(])\"(?=\S)[^\"]{3,600}+\"")
# The same over several lines: a closing mark stands after what it closes, as one before a word opens another paragraph.
_QUOTED_OVER_LINES = re.compile(r"(?<![^\s(])\"(?=\S)[^\"]{3,600}+(?<=\S)\"(?![^\W_])")
QUOTATION_MARKS = '"“”„«»「『‘‹'
"""What may open a quotation of a few words; apostrophes may as well, but stand in nearly all text."""
# Such a quotation, in text as it is: marks that may also close one open it after a space.
_QUOTED_WORDS = re.compile(
    r"(?:[“„«「『‘‹]|(?<![^\s(])[\"”»])[ \xa0\u202f]?(?P<words>[^\n\"“”„«»‘’'「」『』‹›]{2,60}?)[ \xa0\u202f]?(?=[\"”“«»’'」』›])"
)
_ARROW = re.compile(r"[»›]\s(?!.*[«‹])")
"""A mark that opens no quotation, as a space follows it and none closes it: it leads to something."""
OPEN_QUOTATION = 40
"""Code points from which an opening mark that is never closed quotes what follows; before less it is an arrow (``«``)."""
LONGEST_WORD = 20
"""Code points up to which a quotation is a word or a title rather than speech."""


def quoted_ranges(block: Span) -> list[tuple[int, int]]:
    """Return (start, end) of what stands in quotation marks in the block, marks included, in order and apart."""
    folded = block.folded
    if '"' not in folded and "'" not in folded:
        return []
    return [
        (block.original(match.start()), block.original(match.end()))
        for match in _QUOTED.finditer(folded)
        if match.end() < len(folded)
        or folded.endswith(('"', "'"))
        or (match.end() - match.start() >= OPEN_QUOTATION and not _ARROW.match(block.text, block.inner - block.start))
    ]


def quoted_in_line(line: Span) -> list[tuple[int, int]]:
    """Return the same of quotations that go over several sentences of a text that is one single line."""
    matches = _QUOTED_TOGETHER.finditer(line.folded)
    return [(line.original(match.start()), line.original(match.end())) for match in matches]


def quoted_words(block: Span) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each few words of a block that stand in quotation marks, without the marks."""
    for match in _QUOTED_WORDS.finditer(block.text):
        start, end = match.span("words")
        yield block.start + start, block.start + end


def quoted_over_lines(blocks: Sequence[Span]) -> list[tuple[int, int]]:
    """Return the same of quotations that go over several of the blocks."""
    folded = [block.folded for block in blocks]
    if not any('"' in text for text in folded):
        return []
    starts = [*accumulate((len(text) + 1 for text in folded), initial=0)]
    ranges = []
    for match in _QUOTED_OVER_LINES.finditer("\n".join(folded)):
        first, last = (bisect.bisect_right(starts, place) - 1 for place in (match.start(), match.end() - 1))
        if first < last:
            begin = blocks[first].original(match.start() - starts[first])
            ranges.append((begin, blocks[last].original(match.end() - starts[last])))
    return ranges


def holds_speech(span: Span) -> bool:
    """Tell whether a span holds a quotation of some words."""
    return any(len(match.group()) > LONGEST_WORD for match in _QUOTED.finditer(span.folded))


def lies_within(ranges: list[tuple[int, int]], start: int, end: int) -> bool:
    """Tell whether one of the ranges holds ``start``, and at least half of what follows up to ``end``, or more than a title."""
    index = bisect.bisect_right(ranges, (start, sys.maxsize)) - 1
    if index < 0 or ranges[index][0] > start:
        return False
    inside = min(end, ranges[index][1]) - start
    return inside > LONGEST_WORD or 2 * inside >= end - start
