"""Finds in one pass which rules could match in which block: a scan for the anchors of all rules at once.

Two ways, one result. A short text is searched literal by literal; once more text has come than a database costs to
compile (0.1 s), Hyperscan looks for all literals in one pass. Both look at folded text, save that Hyperscan is first
shown the text as it is, which is enough where nothing in it folds to anything else; if something does, it says so.
"""

import bisect
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import accumulate
from typing import Any

import regex

from cleaner.document import Document
from cleaner.fold import fold_level
from cleaner.rulebook.rule import SHORT, TIMEOUT, Rule

COMPILE_AFTER = 60_000
"""Code points after which the database is compiled; until then searching literal by literal is cheaper."""

# Characters, as UTF-8, that fold to something else by more than ASCII case: letters of two bytes (Latin with diacritics,
# Greek, Cyrillic …), compatibility forms, zero-width characters, entities, runs of spaces, tabs. Curly quotes and
# dashes fold too, but no anchor holds any. tests/test_scan.py compares this with cleaner.fold for all of Unicode.
_FOLDS = (
    rb"[\xc3-\xdf][\x80-\xbf]|\xc2[\x85\xa8\xaa\xad\xaf\xb2-\xb5\xb8-\xba\xbc-\xbe]|\xe0[\xa4\xa5\xa7-\xa9\xad\xbc-\xbe]"
    rb"|\xe1[\x82\x83\x8e\x8f\x9a\xa0\xb2\xb4-\xb6\xb8-\xbf]|\xe2\x80[\x80-\x8f\xa4-\xaf\xb3-\xbf]|\xe2[\x81-\xbf][\x80-\xbf]"
    rb"|\xe3(?:\x80[\x80\xb6\xb8-\xbf]|\x82[\x9b-\x9f]|\x83\xbf|[\x84-\x86\x88-\x8f])|\xea[\x80-\xaf]|\xed\x9f|\xef[\xa4-\xbf]"
    rb"|\xf0(?:[\x90-\x9e\xa0-\xaf]|\x9f[\x84-\x89\xaf])|\xf3|&(?:#|[a-zA-Z][a-zA-Z0-9])|  |[\t\x0b\x0c\x1c-\x1f]"
)


@cache
def _outline(expression: str) -> "regex.Pattern[str]":
    return regex.compile(expression, regex.DOTALL)


class Scanner:
    """The anchors of a list of rules, ready to be looked for. Safe to share between threads; pickles as its rules."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        by_anchor: dict[str, list[tuple[int, bool, bool]]] = defaultdict(list)
        for index, rule in enumerate(rules):
            for anchor in rule.anchors:
                by_anchor[anchor.strip("^$")].append((index, anchor.startswith("^"), anchor.endswith("$")))
        self._short = tuple(index for index, rule in enumerate(rules) if not rule.anchors)
        self._outline = "|".join(rules[index].outline() for index in self._short)
        self._anchors = list(by_anchor)
        self._rules = [tuple(by_anchor[anchor]) for anchor in self._anchors]
        self._seen = 0
        self._database: Any = None
        self._local = threading.local()
        self._lock = threading.Lock()

    def candidates(self, document: Document) -> dict[int, set[int]]:
        """Return for each block in which an anchor occurs the indexes of the rules that it stands for."""
        found: dict[int, set[int]] = defaultdict(set)
        text, hits, locate = self._hits(document)
        for end, anchor in hits:
            start = end - len(self._anchors[anchor])
            opens = closes = None
            for rule, must_open, must_close in self._rules[anchor]:
                if must_open:
                    if opens is None:
                        opens = can_open(text, start)
                    if not opens:
                        continue
                if must_close:
                    if closes is None:
                        closes = can_close(text, end)
                    if not closes:
                        continue
                found[locate(end - 1)].add(rule)
        if self._short:
            outline = _outline(self._outline)
            for index, block in enumerate(document.blocks):
                if block.end - block.start <= SHORT and outline.search(block.folded, timeout=TIMEOUT):
                    found[index].update(self._short)
        return found

    def __getstate__(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("_anchors", "_rules", "_short", "_outline")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state, _seen=0, _database=None, _local=threading.local(), _lock=threading.Lock())

    def _hits(self, document: Document) -> tuple[str, list[tuple[int, int]], Callable[[int], int]]:
        """Return the text looked at, (end, anchor) of each hit in it, and what tells the block of an offset in it."""
        fast = self._database is not None or self._is_worth_compiling(document)
        if fast and document.is_plain:
            text = document.text.replace("\xa0", " ")
            hits, folds = self._scan(text)
            if not folds:
                return text, hits, document.block_at
        text, locate = _folded_text(document)
        return text, self._scan(text)[0] if fast else self._search(text), locate

    def _search(self, text: str) -> list[tuple[int, int]]:
        """Return (end, anchor) of each hit in folded ``text``, literal by literal."""
        hits = []
        for index, anchor in enumerate(self._anchors):
            position = text.find(anchor)
            while position >= 0:
                hits.append((position + len(anchor), index))
                position = text.find(anchor, position + 1)
        return hits

    def _scan(self, text: str) -> tuple[list[tuple[int, int]], bool]:
        """Return (end, anchor) of each hit by one pass of Hyperscan, and whether ``text`` folds to something else."""
        data = text.encode("utf-8", "replace")
        found: list[tuple[int, int]] = []
        self._database.scan(data, match_event_handler=lambda index, _start, end, _flags, _context: found.append((end, index)), scratch=self._scratch())
        last = len(self._anchors)
        folds = any(index == last for _, index in found)
        if len(data) == len(text):
            return [hit for hit in found if hit[1] != last] if folds else found, folds
        hits = []
        position = characters = 0
        for end, index in found:  # in order of their ends
            if index != last:
                characters += len(data[position:end].decode("utf-8", "replace"))
                position = end
                hits.append((characters, index))
        return hits, folds

    def _is_worth_compiling(self, document: Document) -> bool:
        """Count text seen; compile the database once enough has come. Which way is taken never shows in the result."""
        self._seen += len(document.text)
        if self._seen < COMPILE_AFTER or not self._anchors:
            return False
        with self._lock:
            if self._database is None:
                self._database = _compile(self._anchors)
        return True

    def _scratch(self) -> Any:
        """Return this thread's scratch space; Hyperscan needs one for each scan under way."""
        scratch = getattr(self._local, "scratch", None)
        if scratch is None:
            scratch = self._local.scratch = hyperscan_scratch(self._database)
        return scratch


def can_open(text: str, start: int) -> bool:
    """Tell whether a sentence may begin at ``start``: words right before it, or a comma, say that none does."""
    before = text[max(0, start - 2) : start].rstrip(" ,;-")
    return not before or not before[-1].isalnum() or before[-1] == "\n"


def can_close(text: str, end: int) -> bool:
    """Tell whether a sentence may end at ``end``: words right after it say that it does not."""
    after = text[end : end + 2].lstrip(" ,;-")
    return not after or not after[0].isalnum()


def _compile(anchors: Sequence[str]) -> Any:
    """Compile the anchors and one expression for text that folds; ids are their places in the list."""
    import hyperscan

    database = hyperscan.Database()
    expressions = [anchor.encode("utf-8") for anchor in anchors] + [_FOLDS]
    flags = [hyperscan.HS_FLAG_CASELESS] * len(anchors) + [hyperscan.HS_FLAG_SINGLEMATCH]
    database.compile(expressions, ids=list(range(len(expressions))), elements=len(expressions), flags=flags)
    return database


def hyperscan_scratch(database: Any) -> Any:
    """Return new scratch space for ``database``."""
    import hyperscan

    return hyperscan.Scratch(database)


def _folded_text(document: Document) -> tuple[str, Callable[[int], int]]:
    """Return the document folded, and a function from an offset in that to the index of the block there."""
    if document.is_plain and (level := fold_level(document.text)) is not None:
        return level, document.block_at
    folded = [block.folded for block in document.blocks]
    starts = [0, *accumulate(len(text) + 1 for text in folded)]
    return "\n".join(folded), lambda offset: bisect.bisect_right(starts, offset) - 1
