"""Finds the article on a whole page of text, by finding (not removing) what lies before and after it.

Each line is worth something: prose its length, other lines less than nothing if they are short. The article is the run
of lines that is worth most (Bentley's maximum subarray), with the headline above it. This is done twice: for the
page as it is, which costs little, and for what remains, once rules have found boilerplate in it.

Numbers without a source were chosen on one half of the sites of labelled pages and checked on the other: round values
from ranges in which the scores hardly change.
"""

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import pairwise

import regex

from cleaner.detectors import STRONG, WEAK, Finding
from cleaner.document import Document
from cleaner.labels import REPORTING
from cleaner.lines import WRAP_COLUMNS, Bounds, line_bounds, paragraph_bounds
from cleaner.punctuation import CLOSERS, ENDS, LINE_BREAKS
from cleaner.shapes import DENSE_SCRIPTS, measure

ARTICLE = 250
"""Code points that the prose of an article has at least; trafilatura's ``MIN_EXTRACTED_SIZE``."""
PROSE = 60
"""Code points from which a closed line counts as prose; sentences of dialogues lie in between."""
SENTENCE = 15
"""Code points from which a closed line may be a short sentence: little evidence for an article, but none against it."""
SPOKEN = 5
"""Worth of such a sentence."""
LABEL = 40
"""Code points below which an open line is a loss, by as many as it lacks: menus and buttons are shorter, items of lists longer."""
LONGEST = 1000
"""Code points of one line that count."""

BLURB = 200
"""Code points below which a paragraph may be the blurb of a teaser."""
ALONE = 0.2
"""Share that such a paragraph counts with no other prose within NEAR lines."""
NEAR = 2
INDENTED = 0.5
"""Share that prose counts which is indented this much deeper than most, by DEEPER columns: a box beside the article."""
DEEPER = 4
REPEATED = 0.3
"""Share that a paragraph counts that occurs twice on the page, or mentions cookies, which most languages call so."""
UNCLOSED = 0.2
"""Share that a line as long as a paragraph counts that no full stop closes; a menu counts nothing."""
JOINED = 60
"""Code points in a long line to one place where a capital follows a small letter, at least, if it is of words run together."""

CLAIMED, DOUBTED = -60, -30
"""Worth at most of a line that strong, and weak, evidence speaks against …"""
HEADING = -200
"""… and of a line that heads a section of boilerplate."""

FEWEST_LINES = 25
"""Short lines around its prose that a text must have to be a page: no extracted article of the test documents has as many …"""
FEWEST_BEFORE, FEWEST_AFTER = 3, 3
"""… if at least this many of all lines stand before and after …"""
FEWEST_MARKS, MANY_MARKS = 2, 5
"""… and this many kinds of marks of sites in the short ones; with many, none need stand after: the footer may be prose."""
MARKED = 100
"""Code points of a line in which marks of sites count."""
FEWEST_LEVELS, FEWEST_INDENTED, FEWEST_ALIKE = 3, 12, 2
"""Depths of indentation, indented lines, and lines at each depth, that only the layout of a page has around prose."""

RIVAL = 0.6
"""Share of the best run's worth from which another run may be the rest of the article, and is kept."""

UNLIKE = -0.8
"""Logarithm of the odds that a line is part of the article it lies in, below which it goes. Learnt from one half of the sites
and tried on the other, and the other way round, that takes 0.5 % of the words of articles and 9 % of what is left beside."""

HEADLINE = (16, 200)
"""Code points of a headline, at least and at most …"""
ABOVE = 10
"""… and lines above the first prose within which it stands."""

_LAST = frozenset(ENDS + ":" + CLOSERS)
_CLOSED = re.compile(rf"(?:(?<!\.)\.|[{ENDS}:](?<![.…]))[{CLOSERS}]*$")  # not by an ellipsis: it ends teasers cut short
_PAUSE = re.compile(r"[.,;:!?]\s|[。！？؟।۔、，،]")
_JOINT = regex.compile(r"\p{Ll}\p{Lu}")
_OMITTED = ("..", "…", "...]", "…]")
_END = 8
# The beginning of a word, whose end changes in most languages; two characters where words are not divided.
_STEM = regex.compile(
    r"(?<![^\W\d_])(?![\u3040-\u30ff\u3400-\u9fff])[^\W\d_]{4,5}|(?=([\u3040-\u30ff\u3400-\u9fff]{2}))"
)
_MARKS = (
    ("©", "copyright"),
    ("cookie", "privacy"),
    ("facebook", "twitter", "instagram", "youtube", "linkedin", "whatsapp", "telegram", "pinterest", "tiktok"),
    ("newsletter", "e-mail", "email", "podcast", " rss\n"),
    ("log in", "log-in", "login", "sign in"),
    ("sitemap", " menu\n", " home\n", " top\n", " faq\n", " app\n"),
    ("online", "video", "blog", "shop", "javascript"),
)
"""Kinds of marks that stand on the sites of most languages as they are; short words only as lines of their own."""


def find_page(text: str, is_known: bool | None = None) -> list[Finding] | None:
    """Return a finding for each region of a page that is not its article; None if ``text`` is not a page.

    ``is_known`` says that it is one; otherwise only a text that is plainly a page is taken for one. No finding at all
    means that nothing on the page reads as an article, or that all of it does. Each finding spans whole lines.
    """
    if not is_known and sum(map(text.count, LINE_BREAKS)) < FEWEST_LINES:
        return None
    lines = [(s, e) for s, e in line_bounds(text) if e > s and not text[s:e].isspace()]
    if not is_known and not has_furniture(text, lines, FEWEST_MARKS) and not is_laid_out(text, lines):
        return None
    if all("://" in text[s:e] for s, e in lines if e - s > WRAP_COLUMNS[1]):
        width = max((e - s for s, e in lines if e - s <= WRAP_COLUMNS[1]), default=0)
        lines = paragraph_bounds(text, lines, width)
    values = worth(text, lines)
    first, last = article(values)
    if not is_known and not is_page(text, lines, first, last):
        return None
    if sum(values[first:last]) < ARTICLE:
        return []
    first = headline_above(text, lines, first, last)
    return list(_outside(lines, first, last))


class PageDetector:
    """Looks again at what was taken for the article, now that rules have found what in it is boilerplate."""

    name = "page"

    def __init__(self, judges_layout: bool = True) -> None:
        self.judges_layout = judges_layout

    def find(self, document: Document, found: Sequence[Finding]) -> Iterator[Finding]:
        """Yield a finding for each block before or after the article, and for those inside that are unlike it."""
        lines = [(block.start, block.end) for block in document.blocks]
        values = worth(document.text, lines)
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
        first, last = article(values)
        if sum(values[first:last]) < ARTICLE:
            return
        first = headline_above(document.text, lines, first, last)
        for start, end in lines[:first]:
            yield Finding(start, end, "navigation", "page-before", STRONG, "before the article")
        for start, end in lines[last:]:
            yield Finding(start, end, "related", "page-after", STRONG, "after the article")
        if self.judges_layout:
            inside = [index for index in range(first, last) if index not in going]
            yield from _unlike(document, inside, known)


def _unlike(document: Document, inside: Sequence[int], known: Container[int]) -> Iterator[Finding]:
    """Yield a finding for each block that is unlike the others inside the article, save the first, which is the headline."""
    from cleaner.detectors import layout  # only pages need it, and its expressions take 5 ms

    blocks = [document.blocks[index] for index in inside]
    described = layout.describe([document.text[block.start : block.end] for block in blocks])
    for index, block, features in [*zip(inside, blocks, described, strict=True)][1:]:
        odds, against = layout.judge(features, layout.load_weights())
        if odds < UNLIKE and index not in known:
            reason = f"unlike the article: {', '.join(against)} (log odds {odds:.1f})"
            yield Finding(block.start, block.end, "related", "page-layout", STRONG, reason)


def claim(finding: Finding) -> float:
    """Return what a line is worth at most that evidence speaks against."""
    if finding.weight < STRONG:
        return DOUBTED
    return HEADING if finding.opens or finding.label == "comment" else CLAIMED


def worth(text: str, lines: Sequence[Bounds]) -> list[float]:
    """Return what each line would add to an article: prose its length, short lines less than nothing."""
    length_of = measure if DENSE_SCRIPTS.search(text) else len
    values: list[float] = []
    prose: dict[int, str] = {}
    for start, end in lines:
        line = text[start:end].strip()
        length = length_of(line)
        if length >= SENTENCE and line[-1] in _LAST and _CLOSED.search(line[-_END:]):
            if length >= PROSE:
                prose[len(values)] = line
                values.append(min(length, LONGEST))
            else:
                values.append(SPOKEN)
        elif length < BLURB or line.endswith(_OMITTED):
            values.append(min(0, length - LABEL))
        else:
            values.append(0.0 if is_menu(line) else min(length, LONGEST) * UNCLOSED)
    discount(text, lines, prose, values)
    return values


def discount(text: str, lines: Sequence[Bounds], prose: dict[int, str], values: list[float]) -> None:
    """Lower the worth of prose that stands apart: alone, indented, repeated, or about cookies."""
    indents = {i: text.index(line[0], *lines[i]) - lines[i][0] for i, line in prose.items()}
    usual = Counter[int]()
    for i, indent in indents.items():
        usual[indent] += int(values[i])
    column = max(usual, key=lambda indent: (usual[indent], -indent), default=0)
    times = Counter(prose.values())
    for i, line in prose.items():
        if values[i] < BLURB and not any(j in prose for j in (*range(i - NEAR, i), *range(i + 1, i + NEAR + 1))):
            values[i] *= ALONE
        if indents[i] >= column + DEEPER:
            values[i] *= INDENTED
        if times[line] > 1 or "cookie" in line.lower():
            values[i] *= REPEATED


def is_menu(line: str) -> bool:
    """Tell whether a long line is all that a box offers, or a cloud of tags: words without a pause, or run together."""
    return not _PAUSE.search(line) or len(_JOINT.findall(line)) > len(line) / JOINED


def article(values: Sequence[float]) -> Bounds:
    """Return the bounds of the run of lines that is worth most, and of one before and after it that is worth nearly as much."""
    first, last = densest(values)
    enough = RIVAL * sum(values[first:last])
    start, end = densest(values[:first])
    if sum(values[start:end]) >= enough:
        first = start
    start, end = densest(values[last:])
    if sum(values[last:][start:end]) >= enough:
        last += end
    return first, last


def densest(values: Sequence[float]) -> Bounds:
    """Return the bounds of the run with the greatest sum; of equal ones the first.

    >>> densest([-1, 3, -1, 2, -5, 3])
    (1, 4)
    """
    best, bounds, total, start = 0.0, (0, 0), 0.0, 0
    for index, number in enumerate(values):
        if total <= 0:
            total, start = 0.0, index
        total += number
        if total > best:
            best, bounds = total, (start, index + 1)
    return bounds


def is_page(text: str, lines: Sequence[Bounds], first: int, last: int) -> bool:
    """Tell whether a text is plainly a page: short lines before and after its prose, with marks of sites among them."""
    if first < FEWEST_BEFORE:
        return False
    around = (*lines[:first], *lines[last:])
    if len(lines) - last < FEWEST_AFTER:
        return has_furniture(text, around, MANY_MARKS) or is_laid_out(text, around, FEWEST_MARKS)
    return (last - first >= 2 and has_furniture(text, around, FEWEST_MARKS)) or is_laid_out(text, around)


def has_furniture(text: str, lines: Sequence[Bounds], marks: int) -> bool:
    """Tell whether many of the lines are short and hold at least so many kinds of marks of sites."""
    short = short_lines(text, lines)
    return len(short) >= FEWEST_LINES and kinds_of_marks(short) >= marks


def is_laid_out(text: str, lines: Sequence[Bounds], marks: int = 1) -> bool:
    """Tell whether the lines stand at several depths, as boxes and nested menus of a page are printed, and hold marks of sites."""
    depths = Counter(e - s - len(text[s:e].lstrip(" ")) for s, e in lines if text[s] == " ")
    if depths.total() < FEWEST_INDENTED or sum(n >= FEWEST_ALIKE for n in depths.values()) < FEWEST_LEVELS:
        return False
    return kinds_of_marks(short_lines(text, lines)) >= marks


def short_lines(text: str, lines: Sequence[Bounds]) -> list[str]:
    """Return the short ones of the lines, without bullets."""
    return [text[s:e].strip(" *+-•") for s, e in lines if e - s <= MARKED]


def kinds_of_marks(lines: Sequence[str]) -> int:
    """Return how many kinds of marks of sites short lines hold."""
    joined = " " + "\n ".join(lines).lower() + "\n"
    return sum(any(mark in joined for mark in kind) for kind in _MARKS)


def headline_above(text: str, lines: Sequence[Bounds], first: int, last: int) -> int:
    """Return the index of the headline, the line above the first prose that shares most words with the article, or ``first``."""
    article = text[lines[first][0] : lines[last - 1][1]].lower()
    most, index = 0, first
    for i in range(max(0, first - ABOVE), first):
        line = text[slice(*lines[i])].strip()
        if HEADLINE[0] <= measure(line) <= HEADLINE[1]:
            stems = {match[1] or match[0] for match in _STEM.finditer(line.lower())}
            shared = sum(stem in article for stem in stems)
            if shared >= max(2, most) and 2 * shared >= len(stems):  # of two alike the lower: above is a breadcrumb
                most, index = shared, i
    return index


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
