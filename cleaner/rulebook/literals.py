"""Finds many literals in a text: one by one or, once compiled, in one pass of Hyperscan."""

import re
import threading
from collections.abc import Sequence
from typing import Any

from cleaner.rulebook.index import Entry, Literals

Hit = tuple[int, Entry]
"""Where a literal ends in the text that was scanned, and what it stands for."""

# Characters, as UTF-8, that fold to something else by more than ASCII case: letters of two bytes (Latin with diacritics,
# Greek, Cyrillic …), compatibility forms, zero-width characters, entities, markup, runs of spaces, tabs, and all Chinese
# characters, as a database that told the traditional ones apart would take five times as long to compile. Curly quotes and
# dashes fold too, but no anchor holds any. tests/test_scan.py compares this with cleaner.fold for all of Unicode.
_FOLDS = (
    rb"[\xc3-\xdf][\x80-\xbf]|\xc2[\x85\xa8\xaa\xad\xaf\xb2-\xb5\xb8-\xba\xbc-\xbe]|\xe0\xa2[\x90\x91]|\xe0\xa3\xa2|\xe0[\xa4\xa5\xa7-\xa9\xad\xbc-\xbe]"
    rb"|\xe1[\x82-\x87\x8e\x8f\x9a\xa0\xb2\xb4-\xb6\xb8-\xbf]|\xe2\x80[\x80-\x8f\x97\xa4\xa5\xa7-\xaf\xb3-\xbf]|\xe2(?:\x82[\x80-\x9c\xa8]|[\x81\x83-\xbf][\x80-\xbf])"
    rb"|\xe3(?:\x80[\x80\xb6\xb8-\xbf]|\x82[\x99-\x9f]|\x83\xbf|[\x84-\x86\x88-\x8f])|[\xe4-\xe9][\x80-\xbf]|\xea[\x80-\xaf]|\xed\x9f|\xef[\xa4-\xbf]"
    rb"|\xf0(?:[\x90-\x9e\xa0-\xaf]|\x9f[\x84-\x89\xaf])|\xf3|&(?:#|[a-zA-Z][a-zA-Z0-9])|  |\*\*|\]\(|</?[a-zA-Z]|[\t\x0b\x0c\x1c-\x1f]"
)
_WORDS = re.compile(r"[^\W_]+")


class LiteralFinder:
    """Finds the literals of an index. Safe to share between threads."""

    def __init__(self, literals: Literals) -> None:
        self._literals = literals
        self._entries: list[Entry] = []  # all literals, by their numbers in the database
        self._database: Any = None
        self._local = threading.local()
        self._lock = threading.Lock()

    def search(self, text: str) -> list[Hit]:
        """Return each hit in folded ``text``, literal by literal."""
        hits = []
        words, loose, groups = self._literals.words, self._literals.loose, self._literals.groups
        numbers = [loose[literal] for literal in loose if literal in text]
        numbers += [words[word] for word in sorted(words.keys() & set(_WORDS.findall(text)))]
        for entry in (entry for number in numbers for entry in groups[number]):
            literal = entry[0]
            position = text.find(literal)
            while position >= 0:
                hits.append((position + len(literal), entry))
                position = text.find(literal, position + 1)
        return hits

    def scan(self, text: str) -> tuple[list[Hit], bool]:
        """Return each hit by one pass of Hyperscan, and whether ``text`` folds to something else."""
        if self._database is None:
            with self._lock:
                if self._database is None:
                    self._entries = self._literals.entries
                    self._database = _compile([entry[0] for entry in self._entries])
        data = text.encode("utf-8", "replace")
        found: list[tuple[int, int]] = []
        self._database.scan(
            data,
            match_event_handler=lambda index, _start, end, _flags, _context: found.append((end, index)),
            scratch=self._scratch(),
        )
        entries = self._entries
        last = len(entries)
        folds = any(index == last for _, index in found)
        if len(data) == len(text):
            return [(end, entries[index]) for end, index in found if index != last], folds
        hits = []
        position = characters = 0
        for end, index in found:  # in order of their ends
            if index != last:
                characters += len(data[position:end].decode("utf-8", "replace"))
                position = end
                hits.append((characters, entries[index]))
        return hits, folds

    def _scratch(self) -> Any:
        """Return this thread's scratch space; Hyperscan needs one for each scan under way."""
        scratch = getattr(self._local, "scratch", None)
        if scratch is None:
            import hyperscan

            scratch = self._local.scratch = hyperscan.Scratch(self._database)
        return scratch


def _compile(anchors: Sequence[str]) -> Any:
    """Compile the anchors and one expression for text that folds; ids are their places in the list."""
    import hyperscan

    database = hyperscan.Database()
    expressions = [
        re.sub(r"[^\w ]", r"\\\g<0>", anchor, flags=re.ASCII if anchor.isascii() else 0).encode("utf-8")
        for anchor in anchors
    ] + [_FOLDS]
    flags = [hyperscan.HS_FLAG_CASELESS] * len(anchors) + [hyperscan.HS_FLAG_SINGLEMATCH]
    database.compile(expressions, ids=list(range(len(expressions))), elements=len(expressions), flags=flags)
    return database
