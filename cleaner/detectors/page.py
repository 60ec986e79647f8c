"""Finds the article on a whole page of text: the lines before and after it are found, for others to remove."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from cleaner.detectors import STRONG, Finding
from cleaner.document import WRAP_COLUMNS, line_bounds, paragraph_bounds
from cleaner.shapes import measure

PROSE = 60
STUB = -25
LONGEST = 400
LINES = 30
FURNITURE = 20
FURNITURE_LENGTH = 100
MARKS = 3
HEADLINE = (16, 200)
ABOVE = 12

_CLOSED = re.compile(r"[.!?…。！？؟।۔:][\"'”’»›)\]」』]*\s*")
_TAIL = 8
_MARK = re.compile(
    r"©|copyright|cookie|facebook|twitter|instagram|youtube|linkedin|whatsapp|telegram|pinterest|tiktok|\brss\b|newsletter|"
    r"\blog ?in\b|\bsign ?in\b|\bmenu\b|\bhome\b|e-?mail|privacy|podcast|\bapp\b|\bfaq\b|blog|online|video|shop|javascript"
)
_WORD = re.compile(r"[^\W\d_]{4,}|[\u3040-\u30ff\u3400-\u9fff]{2}")


def find_page(text: str, is_known: bool | None = None) -> list[Finding] | None:
    """Return a finding for each region of a page that is not its article; None if ``text`` is no page.

    ``is_known`` says that it is one; otherwise only a text that is plainly a page is taken for one. No finding at all
    means that nothing on the page reads as an article, or that all of it does.
    """
    if not is_known and text.count("\n") < LINES:
        return None
    lines = [(s, e) for s, e in line_bounds(text) if text[s:e].strip()]
    if not is_known and len(lines) < LINES:
        return None
    bounds = densest([value(text, s, e) for s, e in lines])
    if not is_known and not is_page(text, lines, *bounds):
        return None
    if (width := max((e - s for s, e in lines if "://" not in text[s:e]), default=0)) <= WRAP_COLUMNS[1]:
        lines = paragraph_bounds(text, lines, width)
        bounds = densest([value(text, s, e) for s, e in lines])
    first, last = bounds
    if first == last:
        return []
    first = headline_above(text, lines, first, last)
    return list(_outside(text, lines, first, last))


def value(text: str, start: int, end: int) -> int:
    """Return what a line adds to the article that it lies in: its length if it is prose, otherwise a loss."""
    line = text[start:end].strip()
    length = len(line) if 2 * len(line) < PROSE or line.isascii() else measure(line)
    if length >= PROSE and _CLOSED.search(line, len(line) - _TAIL) is not None:
        return min(length, LONGEST)
    return STUB


def densest(values: Sequence[int]) -> tuple[int, int]:
    """Return the bounds of the run with the greatest sum; of equal ones the first.

    >>> densest([-1, 3, -1, 2, -5, 3])
    (1, 4)
    """
    best, bounds, total, start = 0, (0, 0), 0, 0
    for index, number in enumerate(values):
        if total <= 0:
            total, start = 0, index
        total += number
        if total > best:
            best, bounds = total, (start, index + 1)
    return bounds


def is_page(text: str, lines: Sequence[tuple[int, int]], first: int, last: int) -> bool:
    """Tell whether a text is plainly a page: many short lines lie before and after its prose, with marks of sites in them."""
    if first < 3 or len(lines) - last < 3:
        return False
    short = [text[s:e] for s, e in (*lines[:first], *lines[last:]) if e - s <= FURNITURE_LENGTH]
    marks = {mark for line in short for mark in _MARK.findall(line.lower())}
    return len(short) >= FURNITURE and len(marks) >= MARKS


def headline_above(text: str, lines: Sequence[tuple[int, int]], first: int, last: int) -> int:
    """Return the index of the headline, a line above the first prose whose words the article holds, or ``first``."""
    article = text[lines[first][0] : lines[last - 1][1]].lower()
    best, index = 0.0, first
    for i in range(max(0, first - ABOVE), first):
        line = text[slice(*lines[i])].strip()
        words = set(_WORD.findall(line.lower()))
        if HEADLINE[0] <= measure(line) <= HEADLINE[1] and len(words) >= 2:
            known = sum(word in article for word in words)
            if known >= len(words) / 2 and known > best:
                best, index = known, i
    return index


def _outside(text: str, lines: Sequence[tuple[int, int]], first: int, last: int) -> Iterator[Finding]:
    if first:
        yield Finding(
            lines[0][0], lines[first - 1][1], "navigation", "page-before", STRONG, f"{first} lines before the article"
        )
    if last < len(lines):
        count = len(lines) - last
        yield Finding(lines[last][0], lines[-1][1], "related", "page-after", STRONG, f"{count} lines after the article")


def regions(text: str, findings: Sequence[Finding]) -> Iterable[tuple[int, int]]:
    """Return the bounds of what is found and of what lies between, in order, without blank lines at their edges."""
    bounds = sorted({0, len(text), *(edge for f in findings for edge in (f.start, f.end))})
    for start, end in pairwise(bounds):
        words = text[start:end].strip("\r\n")
        if words.strip():
            begin = text.index(words, start)
            yield begin, begin + len(words)
