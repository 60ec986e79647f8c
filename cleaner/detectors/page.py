"""Finds the article on a whole page of text, by finding (not removing) what lies before and after it.

This is done twice: for the page as it is, which costs little, and for what remains, once rules have found boilerplate
in it. What the lines are worth is in :mod:`cleaner.detectors.article`.
"""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import pairwise

from cleaner.detectors import STRONG, WEAK, Finding
from cleaner.detectors.article import best_run, line_values, prose_length, says_the_same, stems_of
from cleaner.detectors.furniture import FEWEST_LINES, has_furniture, is_laid_out
from cleaner.detectors.headline import headline_above
from cleaner.document import Document
from cleaner.labels import REPORTING
from cleaner.lines import WRAP_COLUMNS, Bounds, is_blank, line_bounds, paragraph_bounds
from cleaner.punctuation import LINE_BREAKS
from cleaner.shapes import measure

ARTICLE = 250
"""Code points that the prose of an article has at least; trafilatura's ``MIN_EXTRACTED_SIZE``."""

CLAIMED, DOUBTED = -60, -30
"""Worth at most of a line that strong, and weak, evidence speaks against …"""
HEADING = -200
"""… and of a line that heads a section of boilerplate."""
INSERTED = frozenset(("ad", "newsletter", "donation", "social", "paywall", "ui"))
"""Labels of what pages insert between paragraphs: it goes anyway, and says nothing about what stands below it."""

FEWEST_BEFORE, FEWEST_AFTER = 3, 3
"""Lines that must stand before and after the prose of a page …"""
FEWEST_MARKS, MANY_MARKS = 2, 5
"""… and kinds of marks of sites in the short ones; with many, no line need stand after: the footer may be prose."""

SMALL, PROSE_AROUND = 60, 0.5
"""Lines below which a page has at most so much prose around its article, as a share of the article's: 45 of 46 small pages of
labelled ones have a third at most, and articles of short paragraphs with furniture among them as much as in what would stay."""

STANDFIRST = 60
"""Code points from which the line right below the headline is taken for its standfirst, and stays."""

UNLIKE = -0.8
"""Logarithm of the odds that a line is part of the article it lies in, below which it goes. Learnt from one half of the sites
and tried on the other, and the other way round, that takes 0.5 % of the words of articles and 9 % of what is left beside."""
LOOKS = 50
"""Times that lines are judged, at most, as the ones around those that go may be unlike what remains; a list goes line by line."""


def find_page(text: str, is_known: bool | None = None) -> list[Finding] | None:
    """Return a finding for each region of a page that is not its article; None if ``text`` is not a page.

    ``is_known`` says that it is one; otherwise only a text that is plainly a page is taken for one. No finding at all
    means that nothing on the page reads as an article, or that all of it does. Each finding spans whole lines.
    """
    if not is_known and sum(map(text.count, LINE_BREAKS)) < FEWEST_LINES:
        return None
    lines = [(s, e) for s, e in line_bounds(text) if not is_blank(text, s, e)]
    if not is_known and not has_furniture(text, lines, FEWEST_MARKS) and not is_laid_out(text, lines):
        return None
    # Nothing but addresses is longer than a column: the page was wrapped when it was printed, as lynx does.
    if all("://" in text[s:e] for s, e in lines if e - s > WRAP_COLUMNS[1]):
        width = max((e - s for s, e in lines if e - s <= WRAP_COLUMNS[1]), default=0)
        lines = paragraph_bounds(text, lines, width)
    values = line_values(text, lines)
    first, last = best_run(values)
    if not is_known and not is_page(text, lines, first, last):
        return None
    if sum(values[first:last]) < ARTICLE:
        return []
    first, _ = headline_above(text, lines, first, last)
    return list(_outside(lines, first, last))


class PageDetector:
    """Looks again at what was taken for the article, now that rules have found what in it is boilerplate."""

    name = "page"

    def __init__(self, judges_layout: bool = True) -> None:
        self.judges_layout = judges_layout

    def find(self, document: Document, found: Sequence[Finding]) -> Iterator[Finding]:
        """Yield a finding for each block before or after the article, and for those inside that are unlike it."""
        lines = [(block.start, block.end) for block in document.blocks]
        values = line_values(document.text, lines)
        known, going = set[int](), set[int]()  # to be reporting, and to go
        for finding in found:
            index = document.block_at(finding.start)
            start, end = lines[index]
            if finding.label in REPORTING:
                known.add(index)
                values[index] = max(values[index], 0)
            elif finding.weight >= WEAK and 2 * (finding.end - finding.start) > end - start:
                values[index] = min(values[index], claim(finding))
                if finding.weight >= STRONG:
                    going.add(index)
        first, last = best_run(values)
        if sum(values[first:last]) < ARTICLE:
            return
        first, below = headline_above(document.text, lines, first, last)
        for start, end in lines[:first]:
            yield Finding(start, end, "navigation", "page-before", STRONG, "before the article")
        for start, end in lines[last:]:
            yield Finding(start, end, "related", "page-after", STRONG, "after the article")
        if self.judges_layout:
            inside = [index for index in range(first, last) if index not in going]
            if first < below < last and measure(document.blocks[below].folded) >= STANDFIRST:
                below += 1
            yield from _unlike(document, inside, known | {*range(first, below)})


def _unlike(document: Document, inside: Sequence[int], known: Container[int]) -> Iterator[Finding]:
    """Yield a finding for each block that is unlike the others inside the article, save the first and what is ``known``.

    Without those, others may be unlike what remains: it is judged again until nothing is.
    """
    from cleaner.detectors import layout  # only pages need it, and its expressions take 5 ms

    weights = layout.load_weights()
    texts = {index: document.blocks[index].text for index in inside}
    times = Counter(stem for text in texts.values() for stem in stems_of(text.lower()))
    for _ in range(LOOKS):
        judged = [layout.judge(features, weights) for features in layout.describe([*texts.values()])]
        unlike = {
            index: f"unlike the article: {', '.join(against)} (log odds {odds:.1f})"
            for index, (odds, against) in [*zip(texts, judged, strict=True)][1:]
            if odds < UNLIKE and index not in known and not says_the_same(texts[index], times)
        }
        if not unlike:
            return
        for index, reason in unlike.items():
            times.subtract(stems_of(texts.pop(index).lower()))
            block = document.blocks[index]
            yield Finding(block.start, block.end, "related", "page-layout", STRONG, reason)


def claim(finding: Finding) -> float:
    """Return what a line is worth at most that evidence speaks against."""
    if finding.weight < STRONG:
        return DOUBTED
    if finding.label in INSERTED:
        return 0
    return HEADING if finding.opens or finding.label == "comment" else CLAIMED


def is_page(text: str, lines: Sequence[Bounds], first: int, last: int) -> bool:
    """Tell whether a text is plainly a page: short lines before and after its prose, with marks of sites among them."""
    if first < FEWEST_BEFORE:
        return False
    around = (*lines[:first], *lines[last:])
    if len(lines) < SMALL and prose_length(text, around) > PROSE_AROUND * prose_length(text, lines[first:last]):
        return False
    if len(lines) - last < FEWEST_AFTER:
        return has_furniture(text, around, MANY_MARKS) or is_laid_out(text, around, FEWEST_MARKS)
    return (last - first >= 2 and has_furniture(text, around, FEWEST_MARKS)) or is_laid_out(text, around)


def _outside(lines: Sequence[Bounds], first: int, last: int) -> Iterator[Finding]:
    if first:
        reason = f"{first} lines before the article"
        yield Finding(lines[0][0], lines[first - 1][1], "navigation", "page-before", STRONG, reason)
    if last < len(lines):
        reason = f"{len(lines) - last} lines after the article"
        yield Finding(lines[last][0], lines[-1][1], "related", "page-after", STRONG, reason)


def regions(text: str, findings: Sequence[Finding]) -> Iterable[Bounds]:
    """Return the bounds of the findings and of what lies between them, in order, without blank lines at their edges."""
    bounds = sorted({0, len(text), *(edge for f in findings for edge in (f.start, f.end))})
    for start, end in pairwise(bounds):
        words = text[start:end].strip("\r\n")
        if words.strip():
            begin = text.index(words, start)
            yield begin, begin + len(words)
