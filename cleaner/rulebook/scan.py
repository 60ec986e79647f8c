"""Finds in one pass which rules could match in which block: a scan for the anchors of all rules at once.

Two ways, one result. A short text is searched literal by literal; once more text has come than a database costs to
compile (0.1 s), Hyperscan looks for all literals in one pass. Both look at folded text, save that Hyperscan is first
shown the text as it is, which is enough where nothing in it folds to anything else; if something does, it says so.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from cleaner.document import Document
from cleaner.rulebook.index import WORD, Entry, Index
from cleaner.rulebook.literals import Hit, LiteralFinder
from cleaner.rulebook.rule import LONGEST
from cleaner.rulebook.surface import Locate, Surface, locate_plain

COMPILE_AFTER = 60_000
"""Code points after which the database is compiled; until then searching literal by literal is cheaper."""

_STOP = re.compile(r"[.!?…؟।۔;\n\r\x85\u2028\u2029。！？]|$")
"""Where a sentence may end at the earliest."""
_FIGURE = re.compile(r"\n\d")
_PAUSES = frozenset(" ,;-")


class Scanner:
    """The anchors of a list of rules, ready to be looked for. Safe to share between threads.

    Anchors that prose seldom holds are looked for in the whole text; those of common words only in short lines.
    """

    def __init__(self, index: Index) -> None:
        self._everywhere = LiteralFinder(index.everywhere)
        self._in_lines = LiteralFinder(index.in_lines)
        self._figures = index.figures
        self._longest = index.longest
        self._whole = index.whole
        self._seen = 0

    def candidates(self, surface: Surface) -> dict[int, dict[int, list[int]]]:
        """Return for each block in which anchors occur the patterns that they stand for, with the places.

        Patterns are numbered through all rules in order. Places are offsets in the input.
        """
        found: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        fast = self._is_worth_compiling(surface.document)
        longest, whole = self._longest, self._whole
        text, hits, locate = self._hits(surface, fast)
        for end, entry in hits:
            if numbers := fitting(text, end, entry):
                block, place = locate(end - 1)
                room = -1
                for number in numbers:
                    if whole[number]:
                        room = room if room >= 0 else _room_for_whole(text, end)
                        if room > longest[number]:
                            continue
                    found[block][number].append(place)
        for end, numbers in self._line_hits(surface.lines.text, fast):
            block, place, length = surface.lines.locate(end - 1)
            for number in numbers:
                if length <= longest[number]:
                    found[block][number].append(place)
        return found

    def _line_hits(self, text: str, fast: bool) -> Iterator[tuple[int, Sequence[int]]]:
        """Yield (end, patterns) where an anchor of common words lies in a sentence of a short line."""
        anchors = self._in_lines
        for end, entry in anchors.scan(text)[0] if fast else anchors.search(text):
            if numbers := fitting(text, end, entry):
                yield end - text.endswith("\n", 0, end), numbers
        if self._figures:
            for match in _FIGURE.finditer(text):
                yield match.end(), self._figures

    def _hits(self, surface: Surface, fast: bool) -> tuple[str, list[Hit], Locate]:
        """Return the text looked at, each hit in it, and the way back."""
        document = surface.document
        if fast and document.is_plain and surface.part is None:
            text = document.text.replace("\xa0", " ")
            hits, folds = self._everywhere.scan(text)
            if not folds:
                surface.folding = []
                return text, hits, locate_plain(document)
            if len(surface.folding) <= len(document.blocks) // 2:
                return self._mixed_hits(surface, text, hits)
        text, locate = surface.folded
        return text, self._everywhere.scan(text)[0] if fast else self._everywhere.search(text), locate

    def _mixed_hits(self, surface: Surface, text: str, hits: list[Hit]) -> tuple[str, list[Hit], Locate]:
        """Return hits where only few blocks fold to something else: theirs, folded, are put after the text."""
        document = surface.document
        base = len(text) + 1
        extra, locate_extra = surface.folding_folded
        among = set(surface.folding)
        hits = [hit for hit in hits if document.block_at(hit[0] - 1) not in among]
        hits += [(end + base, entry) for end, entry in self._everywhere.scan(extra)[0]]

        def locate(offset: int) -> tuple[int, int]:
            return (document.block_at(offset), offset) if offset < base else locate_extra(offset - base)

        return f"{text}\n{extra}", hits, locate

    def _is_worth_compiling(self, document: Document) -> bool:
        """Count text seen: enough of it pays for the databases. Which way is taken never shows in the result."""
        self._seen += len(document.text)
        return self._seen >= COMPILE_AFTER


def fitting(text: str, end: int, entry: Entry) -> Sequence[int]:
    """Return the patterns whose anchor, found to end at ``end``, lies as their marks say."""
    found: list[int] = []
    literal, rooms = entry
    start = end - len(literal)
    for head, foot, numbers in rooms:
        if head and (text[start - 1 : start].isalnum() if head == WORD else not may_open(text, start)):
            continue
        if foot and (text[end : end + 1].isalnum() if foot == WORD else not may_close(text, end)):
            continue
        found = found + numbers if found else numbers
    return found


def may_open(text: str, start: int) -> bool:
    """Tell whether a sentence may begin at ``start``; words or a comma before it begin none."""
    near = text[start - 1 : start]
    if near in _PAUSES:
        near = text[start - 2 : start - 1] if start > 1 else ""
    return not near.isalnum()


def may_close(text: str, end: int) -> bool:
    """Tell whether a sentence may end at ``end``."""
    near = text[end : end + 1]
    if near in _PAUSES:
        near = text[end + 1 : end + 2]
    return not near.isalnum()


def _room_for_whole(text: str, end: int) -> int:
    """Return the fewest code points that a sentence goes on after ``end``; what must be a whole sentence is no shorter."""
    stop = _STOP.search(text, end, end + LONGEST)
    return stop.start() - end if stop else LONGEST
