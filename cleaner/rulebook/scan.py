"""Finds in one pass which rules could match in which block: a scan for the anchors of all rules at once.

Two ways, one result. A short text is searched literal by literal; once more text has come than a database costs to
compile (0.1 s), Hyperscan looks for all literals in one pass. Both look at folded text, save that Hyperscan is first
shown the text as it is, which is enough where nothing in it folds to anything else; if something does, it says so.
"""

import bisect
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from typing import Any

from cleaner.document import Document, Span, fold_together
from cleaner.fold import fold_level
from cleaner.rulebook.index import WORD, Entry, Index, Literals
from cleaner.rulebook.rule import LINE, LONGEST

COMPILE_AFTER = 60_000
"""Code points after which the database is compiled; until then searching literal by literal is cheaper."""

LAST = 4
"""Blocks at the end of a text that are all looked at as short lines are, up to LONGEST: who wrote it, what is on offer."""

# Characters, as UTF-8, that fold to something else by more than ASCII case: letters of two bytes (Latin with diacritics,
# Greek, Cyrillic …), compatibility forms, zero-width characters, entities, runs of spaces, tabs. Curly quotes and
# dashes fold too, but no anchor holds any. tests/test_scan.py compares this with cleaner.fold for all of Unicode.
_FOLDS = (
    rb"[\xc3-\xdf][\x80-\xbf]|\xc2[\x85\xa8\xaa\xad\xaf\xb2-\xb5\xb8-\xba\xbc-\xbe]|\xe0\xa2[\x90\x91]|\xe0\xa3\xa2|\xe0[\xa4\xa5\xa7-\xa9\xad\xbc-\xbe]"
    rb"|\xe1[\x82\x83\x8e\x8f\x9a\xa0\xb2\xb4-\xb6\xb8-\xbf]|\xe2\x80[\x80-\x8f\x97\xa4\xa5\xa7-\xaf\xb3-\xbf]|\xe2(?:\x82[\x80-\x9c\xa8]|[\x81\x83-\xbf][\x80-\xbf])"
    rb"|\xe3(?:\x80[\x80\xb6\xb8-\xbf]|\x82[\x9b-\x9f]|\x83\xbf|[\x84-\x86\x88-\x8f])|\xea[\x80-\xaf]|\xed\x9f|\xef[\xa4-\xbf]"
    rb"|\xf0(?:[\x90-\x9e\xa0-\xaf]|\x9f[\x84-\x89\xaf])|\xf3|&(?:#|[a-zA-Z][a-zA-Z0-9])|  |[\t\x0b\x0c\x1c-\x1f]"
)


_Locate = Callable[[int], tuple[int, int]]
"""From an offset in the text that was scanned to the block it lies in and its offset in the input."""
_Hit = tuple[int, Entry]
"""Where a literal ends in the text that was scanned, and what it stands for."""


class Lines:
    """Sentences of short lines in one text: each on a line of its own, folded, without signs at its edges."""

    def __init__(self, document: Document, indexes: list[int]) -> None:
        self._document = document
        self._indexes = indexes
        folded = fold_together([document.blocks[index] for index in indexes])
        joined = "\n".join(["", *folded, ""])
        self._block_starts = list(accumulate((len(line) + 1 for line in folded), initial=1))
        self._begins: list[int] = []  # where each sentence begins in the joined lines …
        self.starts: list[int] = []  # … and in `text`
        pieces: list[str] = []
        begin, position = 0, 1
        for seam in _SEAM.finditer(joined):
            end = seam.start()
            if end > begin:
                piece = joined[begin:end]
                if not piece[-1].isalnum():
                    piece = _TRAILING.sub("", piece)
                self._begins.append(begin)
                self.starts.append(position)
                pieces.append(piece)
                position += len(piece) + 1
            begin = seam.end()
        self.text = "\n".join(["", *pieces, ""])

    def locate(self, offset: int) -> tuple[int, int, int]:
        """Return of the sentence at an offset of ``text`` its block, its offset in the input, and its length."""
        number = bisect.bisect_right(self.starts, offset) - 1
        begin = self._begins[number]
        line = bisect.bisect_right(self._block_starts, begin) - 1
        index = self._indexes[line]
        end = self.starts[number + 1] if number + 1 < len(self.starts) else len(self.text)
        place = self._document.blocks[index].original(begin - self._block_starts[line])
        return index, place, end - self.starts[number] - 1


class Surface:
    """What scanners look at of a document, made once for all packs of rules: all of it, or the blocks ``part``."""

    def __init__(self, document: Document, part: Sequence[int] | None = None) -> None:
        self.document = document
        self.part = part

    @cached_property
    def folded(self) -> tuple[str, _Locate]:
        """The document folded, or the part of it, with what finds the way back."""
        return _folded_text(self.document) if self.part is None else _folded_blocks(self.document, self.part)

    @cached_property
    def odd(self) -> list[int]:
        """The blocks that may fold to something else by more than ASCII case, quotes and dashes."""
        return folding_blocks(self.document) if self.part is None else list(self.part)

    @cached_property
    def odd_folded(self) -> tuple[str, _Locate]:
        """Those blocks folded, a line each, with what finds the way back."""
        return _folded_blocks(self.document, self.odd)

    @cached_property
    def lines(self) -> Lines:
        """The sentences of the short lines, and of the last blocks."""
        blocks = self.document.blocks
        end = len(blocks) - LAST
        odd = set(self.odd)
        return Lines(
            self.document,
            [
                i
                for i in (range(len(blocks)) if self.part is None else self.part)
                if (b := blocks[i]).end - b.inner <= (LINE if i < end else LONGEST) or (i in odd and is_line(b))
            ],
        )


class Scanner:
    """The anchors of a list of rules, ready to be looked for. Safe to share between threads; pickles as its index.

    Anchors that prose seldom holds are looked for in the whole text; those of common words only in short lines.
    """

    def __init__(self, index: Index) -> None:
        self._everywhere = _Literals(index.everywhere)
        self._in_lines = _Literals(index.in_lines)
        self._figures = index.figures
        self._longest = index.longest
        self._whole = index.whole
        self._seen = 0

    def candidates(self, surface: Surface) -> dict[int, dict[int, list[int]]]:
        """Return for each block in which anchors occur the patterns that they stand for, with the places.

        Patterns are numbered through all rules in order. Places are offsets in the input.
        """
        found: dict[int, dict[int, list[int]]] = {}
        fast = self._is_worth_compiling(surface.document)
        longest, whole = self._longest, self._whole
        text, hits, locate = self._hits(surface, fast)
        for end, entry in hits:
            if numbers := fitting(text, end, entry):
                block, place = locate(end - 1)
                among = found.setdefault(block, {})
                room = -1
                for number in numbers:
                    if whole[number]:
                        room = room if room >= 0 else _room_for_whole(text, end)
                        if room > longest[number]:
                            continue
                    if number in among:
                        among[number].append(place)
                    else:
                        among[number] = [place]
        for end, numbers in self._line_hits(surface.lines.text, fast):
            block, place, length = surface.lines.locate(end - 1)
            among = found.setdefault(block, {})
            for number in numbers:
                if length <= longest[number]:
                    if number in among:
                        among[number].append(place)
                    else:
                        among[number] = [place]
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

    def _hits(self, surface: Surface, fast: bool) -> tuple[str, list[_Hit], _Locate]:
        """Return the text looked at, each hit in it, and the way back."""
        document = surface.document
        if fast and document.is_plain and surface.part is None:
            text = document.text.replace("\xa0", " ")
            hits, folds = self._everywhere.scan(text)
            if not folds:
                surface.odd = []
                return text, hits, _locate_plain(document)
            if len(surface.odd) <= len(document.blocks) // 2:
                return self._mixed_hits(surface, text, hits)
        text, locate = surface.folded
        return text, self._everywhere.scan(text)[0] if fast else self._everywhere.search(text), locate

    def _mixed_hits(self, surface: Surface, text: str, hits: list[_Hit]) -> tuple[str, list[_Hit], _Locate]:
        """Return hits where only few blocks fold to something else: theirs, folded, are put after the text."""
        document = surface.document
        base = len(text) + 1
        extra, locate_extra = surface.odd_folded
        among = set(surface.odd)
        hits = [hit for hit in hits if document.block_at(hit[0] - 1) not in among]
        hits += [(end + base, entry) for end, entry in self._everywhere.scan(extra)[0]]

        def locate(offset: int) -> tuple[int, int]:
            return (document.block_at(offset), offset) if offset < base else locate_extra(offset - base)

        return f"{text}\n{extra}", hits, locate

    def _is_worth_compiling(self, document: Document) -> bool:
        """Count text seen: enough of it pays for the databases. Which way is taken never shows in the result."""
        self._seen += len(document.text)
        return self._seen >= COMPILE_AFTER


class _Literals:
    """Literals and the rules that each stands for, to be found one by one or, once compiled, in one pass."""

    def __init__(self, literals: Literals) -> None:
        self._literals = literals
        self._prepare()

    def _prepare(self) -> None:
        self._entries: list[Entry] = []  # all literals, by their numbers in the database
        self._database: Any = None
        self._local = threading.local()
        self._lock = threading.Lock()

    def __getstate__(self) -> dict[str, Any]:
        return {"_literals": self._literals}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._prepare()

    def search(self, text: str) -> list[_Hit]:
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

    def scan(self, text: str) -> tuple[list[_Hit], bool]:
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


_STOP = re.compile(r"[.!?…؟।۔\n\r\x85\u2028\u2029。！？]|$")
"""Where a sentence may end at the earliest."""


def _room_for_whole(text: str, end: int) -> int:
    """Return the fewest code points that a sentence goes on after ``end``; what must be a whole sentence is no shorter."""
    stop = _STOP.search(text, end, end + LONGEST)
    return stop.start() - end if stop else LONGEST


def is_line(block: Span) -> bool:
    """Tell whether a block is a short line; marks, entities and hidden characters do not count."""
    length = block.end - block.inner
    return length <= LINE or (length <= 8 * LINE and len(block.folded) <= LINE and not block.is_level)


# Where a sentence may end in folded text, oftener than it does, with all signs round it that carry no words.
_SEAM = re.compile(r"[\n。！？.!?)؟।۔](?:(?<=[\n。！？])|(?=[\"')\]」』]*+[ \n]))[\W_]*+")
_TRAILING = re.compile(r"[\W_]+\Z")
_FIGURE = re.compile(r"\n\d")


# Every character that folds to something else, and then some: all but ASCII and what is common and harmless.
_FOLDING = re.compile(r"[^\x00-\x08\x0e-\x1b\n\r !-%'-~\xa0‘’“”–—…•©«»·]")


def folding_blocks(document: Document) -> list[int]:
    """Return the blocks that may fold to something else by more than ASCII case, quotes and dashes."""
    text = document.text
    if not document.blocks:
        return []
    found = {document.block_at(match.start()) for match in _FOLDING.finditer(text)}
    position = text.find("  ")
    while position >= 0:
        index = document.block_at(position)
        found.add(index)
        position = text.find("  ", max(document.blocks[index].end, position + 1))
    return sorted(found)


_WORDS = re.compile(r"[^\W_]+")


_PAUSES = frozenset(" ,;-")


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


def _locate_plain(document: Document) -> _Locate:
    return lambda offset: (document.block_at(offset), offset)


def _folded_text(document: Document) -> tuple[str, _Locate]:
    """Return the document folded, with what finds the way back."""
    is_level = document.is_plain and not any(mark in document.text for mark in ("\x85", "\u2028", "\u2029"))
    if is_level and (level := fold_level(document.text)) is not None:
        return level, _locate_plain(document)
    return _folded_blocks(document, range(len(document.blocks)))


def _folded_blocks(document: Document, indexes: Sequence[int]) -> tuple[str, _Locate]:
    """Return blocks folded, a line each, with what finds the way back."""
    folded = [document.blocks[index].folded for index in indexes]
    starts = [0, *accumulate(len(text) + 1 for text in folded)]

    def locate(offset: int) -> tuple[int, int]:
        line = bisect.bisect_right(starts, offset) - 1
        return indexes[line], document.blocks[indexes[line]].original(offset - starts[line])

    return "\n".join(folded), locate
