"""Splits a text into lines, and tells lines that somebody wrote from lines that a column broke (hard wraps)."""

import re
from itertools import pairwise

from cleaner.fold import UNSPACED
from cleaner.punctuation import CLOSERS, ENDS, LINE_BREAKS

Bounds = tuple[int, int]
"""The (start, end) of a line or paragraph, in code points of the text."""

WRAP_COLUMNS = (40, 100)
"""A text whose longest line is within these columns may be hard-wrapped; common widths are 60 to 80 and quoting adds."""
CAPITALS = 0.8
"""Share of lines, below others, beginning with a capital letter above which they are verse, a list or a table rather than wrapped:
even in German, whose nouns have capitals, half the lines of a paragraph begin with none."""
LONG_LINE = 0.6
"""Share of the longest line from which a line that no full stop ends should have been ended by the column: shorter ones
are headings, items, names."""
SOFT = 0.7
"""Share of such lines that must have been ended by the column, so that two headlines in a text do not matter."""

MANY_SOFT, CERTAIN = 5, 0.9
"""So many such lines, nearly all ended by the column, are no verse, whatever letters lines begin with."""

_NEWLINE = re.compile(rf"\r\n|[{LINE_BREAKS}]")
_BLANK = re.compile(r"[\s\x1c-\x1f>\u200b\u2060\ufeff]*")
# What may stand before the words of a line: byte order mark, spaces, quoted-mail marks, one bullet.
_PREFIX = re.compile(r"[\s\ufeff\u200b]*+(?:>[ \t]?)*+[\s]*+(?:[-*+•·▪▫‣◦●○■□–—✓➤►▶→]\s++)?")
_BULLET = re.compile(r"[^\s>\ufeff\u200b]")
_ENDED = re.compile(rf"[{ENDS}][{CLOSERS}\s]*$")


def line_bounds(text: str) -> list[Bounds]:
    """Return (start, end) of each line without its terminator."""
    bounds = []
    start = 0
    if "\r" in text or "\x85" in text or "\u2028" in text or "\u2029" in text:
        for match in _NEWLINE.finditer(text):
            bounds.append((start, match.start()))
            start = match.end()
        bounds.append((start, len(text)))
    else:
        for line in text.split("\n"):
            end = start + len(line)
            bounds.append((start, end))
            start = end + 1
    return bounds


def is_blank(text: str, start: int, end: int) -> bool:
    """Tell whether a line holds nothing but spaces, hidden characters and the marks of quoted mail."""
    return end == start or (not text[start].isalnum() and _BLANK.fullmatch(text, start, end) is not None)


def is_hard_wrapped(text: str, lines: list[Bounds]) -> bool:
    """Tell whether lines end where a column was reached: the next line's first word would not have fitted.

    ``lines`` are the bounds of lines that are not blank. Judged are lines of some length in which no sentence ends.
    Verse, lists and tables do not meet this: their lines end for another reason, so most of them could have taken the
    next word. What ends above a bullet ends anyway, and is not judged.
    """
    narrow, wide = WRAP_COLUMNS
    if len(lines) < 3 or not narrow <= (width := width_of(lines)) <= wide:
        return False
    pairs = [(upper, lower) for upper, lower in pairwise(lines) if _may_go_on(text, upper, lower)]
    softness = [_is_soft_break(text, upper, lower, width) for upper, lower in pairs]
    firsts = [text[words_begin(text, *lower) : lower[1]][:1] for _, lower in pairs]
    if _is_certain([soft for soft, first in zip(softness, firsts, strict=True) if first.islower()]):
        return True  # sentences that go on from line to line, however many others end as headings do
    joints = [
        soft
        for soft, (upper, _) in zip(softness, pairs, strict=True)
        if upper[1] - upper[0] >= LONG_LINE * width and not _is_ended(text, *upper)
    ]
    soft = sum(joints)
    if not soft or soft < SOFT * len(joints):
        return False
    if soft == 1 and len(pairs) > 1:
        return False
    capitals = sum(first.isupper() for first in firsts)
    return capitals <= CAPITALS * len(pairs) or text.isupper() or _is_certain(joints)


def _is_certain(softness: list[bool]) -> bool:
    """Tell whether so many lines, nearly all, were ended by the column that it is no chance."""
    return sum(softness) >= max(MANY_SOFT, CERTAIN * len(softness))


def words_begin(text: str, start: int, end: int) -> int:
    """Return where the words of a line begin."""
    prefix = _PREFIX.match(text, start, end)
    return prefix.end() if prefix else start


def width_of(lines: list[Bounds]) -> int:
    """Return the length of the longest line."""
    return max(e - s for s, e in lines)


def _may_go_on(text: str, upper: Bounds, lower: Bounds) -> bool:
    """Tell whether a line stands right below another, without a blank line between or a bullet, which begins a block of its own."""
    if lower[0] - upper[1] > 2 or text[upper[1] : lower[0]] not in {"\n", "\r", "\r\n", "\x85", "\u2028", "\u2029"}:
        return False
    return _BULLET.search(text, lower[0], words_begin(text, *lower)) is None


def _is_soft_break(text: str, upper: Bounds, lower: Bounds, width: int) -> bool:
    """Tell whether the first word of ``lower`` would not have fitted at the end of ``upper``."""
    word = text[words_begin(text, *lower) : lower[1]].split(None, 1)
    if word and UNSPACED.match(word[0]):
        return False  # without spaces there is no word that would have fitted or not
    return bool(word) and len(text[upper[0] : upper[1]].rstrip()) + 1 + len(word[0]) > width


def paragraph_bounds(text: str, lines: list[Bounds], width: int) -> list[Bounds]:
    """Return (start, end) of runs of lines, none of them blank, joined where they were broken at ``width`` code points.

    Where a line stands right below a run, what that holds below its last full stop at the end of a line was no part of the
    paragraph, but a button or a heading below it.
    """
    bounds: list[Bounds] = []
    first = 0
    for i, line in enumerate(lines):
        goes_on = i + 1 < len(lines) and _may_go_on(text, line, lines[i + 1])
        if goes_on and _is_soft_break(text, line, lines[i + 1], width):
            continue
        ended = next((j for j in range(i, first - 1, -1) if _is_ended(text, *lines[j])), i) if goes_on else i
        if ended < i:
            bounds.append((lines[first][0], lines[ended][1]))
            first = ended + 1
        bounds.append((lines[first][0], line[1]))
        first = i + 1
    return bounds


def _is_ended(text: str, start: int, end: int) -> bool:
    """Tell whether a sentence ends where a line does."""
    return _ENDED.search(text, max(start, end - 8), end) is not None
