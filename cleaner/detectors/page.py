"""Finds the article on a whole page of text: navigation before it and teasers after it are found, not removed."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from cleaner.detectors import STRONG, Finding

_PROSE = re.compile(r"^.{120,}[.!?。…\"”»]\s*$", re.MULTILINE)


def find_page(text: str, is_known: bool | None = None) -> list[Finding] | None:
    """Return a finding for each region of a page that is not its article; None if ``text`` is no page.

    ``is_known`` says that it is one; otherwise only a text that is plainly a page is taken for one. No finding at all
    means that nothing on the page reads as an article, or that all of it does.
    """
    if not is_known:
        return None
    prose = list(_PROSE.finditer(text))
    if not prose:
        return []
    return list(_outside(text, prose[0].start(), prose[-1].end()))


def _outside(text: str, start: int, end: int) -> Iterator[Finding]:
    if text[:start].strip():
        yield Finding(0, start, "navigation", "page-before", STRONG, "before the article begins")
    if text[end:].strip():
        yield Finding(end, len(text), "related", "page-after", STRONG, "after the article ends")


def regions(text: str, findings: Sequence[Finding]) -> Iterable[tuple[int, int]]:
    """Return the bounds of what is found and of what lies between, in order, without blank lines at their edges."""
    bounds = sorted({0, len(text), *(edge for f in findings for edge in (f.start, f.end))})
    for start, end in pairwise(bounds):
        if words := text[start:end].strip("\r\n"):
            begin = text.index(words, start)
            yield begin, begin + len(words)
