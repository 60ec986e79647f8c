"""Finds the headline above the article of a page: the line that says what the article says, and looks like one.

Numbers were chosen as those of :mod:`cleaner.detectors.article`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cleaner.detectors.article import is_closed_line, stems_of
from cleaner.lines import Bounds
from cleaner.shapes import DENSE_SCRIPTS, TEASER, measure

HEADLINE = (16, 200)
"""Code points of a headline, at least and at most …"""
ABOVE = 25
"""… and lines above the first prose within which it stands."""
LEAD = 6
"""Lines from the first prose on whose words count twice: what a headline says, the lead says again."""
FEW_STEMS = 3
"""Words added to those of a line, lest of short lines, as of kickers, all be shared too easily."""
ALIKE, ALIKE_DENSE, RATHER_ALIKE = 0.5, 0.3, 0.25
"""Share of its words that a headline has in common with the article; less where words are not divided, as half of the pairs
of characters belong to two words, and of a line right above the best, which may be the standfirst."""
FEWEST_SHARED = 2
"""Words that it has in common with the article at least."""
APART, UNLIKELY, LENGTHY = 0.3, -0.5, -0.3
"""Added to the share for a line with blank lines above, for a sentence or a list item, and for one of LENGTHY_FROM code points."""
LENGTHY_FROM = 130
BULLETS = ("*", "+", "•", "·", "-", "–")


@dataclass(frozen=True)
class _Line:
    """A line above the first prose that may be the headline: what speaks for it and against it."""

    index: int
    text: str
    is_apart: bool
    """Whether a blank line stands above it, or none on the page."""
    is_unlikely: bool
    """Whether it is a sentence, or a list item where the article is none."""
    stems: frozenset[str]

    @property
    def is_lengthy(self) -> bool:
        return measure(self.text) >= LENGTHY_FROM

    @property
    def alike(self) -> float:
        """Share of its words that it has in common with the article if it is the headline."""
        return ALIKE_DENSE if DENSE_SCRIPTS.search(self.text) else ALIKE

    def may_be_above(self) -> bool:
        """Tell whether it looks as if the best line right below it were its standfirst."""
        return self.is_apart and not self.is_unlikely and not self.is_lengthy

    def shared(self, said: str) -> int:
        """Return how many of its words recur in what is said elsewhere."""
        return sum(stem in said for stem in self.stems)

    def worth(self, said: str, lead: str, alike: float) -> float | None:
        """Return how much the line is like a headline of what is said; None if a share of its words less than ``alike`` recurs there."""
        shared = self.shared(said)
        if shared < max(FEWEST_SHARED, alike * len(self.stems)):
            return None
        share = (shared + self.shared(lead)) / (len(self.stems) + FEW_STEMS)
        return share + APART * self.is_apart + LENGTHY * self.is_lengthy + UNLIKELY * self.is_unlikely


def headline_above(text: str, lines: Sequence[Bounds], first: int, last: int) -> Bounds:
    """Return the bounds of the headline among the lines above the first prose: the line most like one, with one above it.

    They are ``first`` twice if no line is like one.

    A headline says what the article says, and what its lead says above all; so do the standfirst and the captions below
    it, but at greater length and in sentences. Where the article has other words, what stands between them counts too.
    """
    above = {line.index: line for line in _lines_above(text, lines, first)}
    if not above:
        return first, first
    begin, end = lines[first][0], lines[last - 1][1]
    article, lead = text[begin:end].lower(), text[begin : lines[min(first + LEAD, last) - 1][1]].lower()

    def below(line: _Line) -> str:
        return text[lines[line.index][1] : end].lower()

    worths = [(v, i) for i, line in above.items() if (v := line.worth(article, lead, line.alike)) is not None]
    if not worths:
        likely = [line for line in above.values() if not line.is_unlikely]
        worths = [(v, line.index) for line in likely if (v := line.worth(below(line), lead, RATHER_ALIKE)) is not None]
    if not worths:
        # A text that begins so is what was left of a page before: pages begin otherwise.
        is_left = 0 in above and not above[0].is_unlikely and measure(above[0].text) >= TEASER
        return (0, 1) if is_left else (first, first)
    index = max(worths)[1]  # of two alike the lower: above is a breadcrumb
    upper = above.get(index - 1)
    if upper and upper.may_be_above() and upper.shared(below(upper)) >= max(1, RATHER_ALIKE * len(upper.stems)):
        return upper.index, index + 1
    return index, index + 1


def _lines_above(text: str, lines: Sequence[Bounds], first: int) -> Iterator[_Line]:
    """Yield the lines above the first prose that are neither too short nor too long for a headline."""
    has_gaps = "\n\n" in text[: lines[first][0]]
    bullets = () if text[slice(*lines[first])].strip().startswith(BULLETS) else BULLETS  # unless every line has one
    for i in range(max(0, first - ABOVE), first):
        line = text[slice(*lines[i])].strip()
        if HEADLINE[0] <= measure(line) <= HEADLINE[1]:
            is_apart = i == 0 or not has_gaps or text.count("\n", lines[i - 1][1], lines[i][0]) > 1
            is_unlikely = line.startswith(bullets) or is_closed_line(line)
            yield _Line(i, line, is_apart, is_unlikely, frozenset(stems_of(line.lower())))
