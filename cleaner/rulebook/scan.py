"""Finds in one pass which rules could match in which block: a scan for the anchors of all rules at once.

Two ways, one result. A short text is searched literal by literal; once more text has come than a database costs to
compile (0.1 s), Hyperscan looks for all literals in one pass. Both look at folded text, save that Hyperscan is first
shown the text as it is, which is enough where nothing in it folds to anything else; if something does, it says so.
"""

import bisect
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any

from cleaner.document import Document, Span, fold_together
from cleaner.fold import fold_level
from cleaner.rulebook.rule import LINE, LONGEST, Rule, split_anchor

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
    rb"|\xe3(?:\x80[\x80\x8c-\x8f\xb6\xb8-\xbf]|\x82[\x9b-\x9f]|\x83\xbf|[\x84-\x86\x88-\x8f])|\xea[\x80-\xaf]|\xed\x9f|\xef[\xa4-\xbf]"
    rb"|\xf0(?:[\x90-\x9e\xa0-\xaf]|\x9f[\x84-\x89\xaf])|\xf3|&(?:#|[a-zA-Z][a-zA-Z0-9])|  |[\t\x0b\x0c\x1c-\x1f]"
)


_Locate = Callable[[int], tuple[int, int]]
"""From an offset in the text that was scanned to the block it lies in and its offset in the input."""
_Hits = tuple[str, list[tuple[int, int]], _Locate]


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of a short line, folded: its block, its offset in the input, its text without signs at its edges."""

    block: int
    place: int
    text: str
    bare: str
    first: str
    last: str


class Surface:
    """What scanners look at of a document, made once for all packs of rules."""

    def __init__(self, document: Document) -> None:
        self.document = document

    @cached_property
    def folded(self) -> tuple[str, _Locate]:
        """The document folded, with what finds the way back."""
        return _folded_text(self.document)

    @cached_property
    def odd(self) -> list[int]:
        """The blocks that may fold to something else by more than ASCII case, quotes and dashes."""
        return folding_blocks(self.document)

    @cached_property
    def odd_folded(self) -> tuple[str, _Locate]:
        """Those blocks folded, a line each, with what finds the way back."""
        return _folded_blocks(self.document, self.odd)

    @cached_property
    def lines(self) -> list[Line]:
        """The sentences of the short lines, and of the last blocks."""
        blocks = self.document.blocks
        end = len(blocks) - LAST
        odd = set(self.odd)
        short = [
            i
            for i, b in enumerate(blocks)
            if b.end - b.inner <= (LINE if i < end else LONGEST) or (i in odd and is_line(b))
        ]
        return [_line(*sentence) for sentence in _sentences(self.document, short)] if short else []

    @cached_property
    def lines_text(self) -> str:
        """Those sentences, a line each."""
        return "\n".join(line.text for line in self.lines)

    @cached_property
    def lines_starts(self) -> list[int]:
        """Where each of them begins in ``lines_text``."""
        return [0, *accumulate(len(line.text) + 1 for line in self.lines)]


def _line(block: int, place: int, text: str) -> Line:
    bare = text if text[:1].isalnum() and text[-1:].isalnum() else _EDGES.sub("", text)
    first = bare.split(" ", 1)[0]
    if not first.isalnum():
        first = _WORD.match(first).group()  # type: ignore[union-attr]
    last = bare.rsplit(" ", 1)[-1]
    if not last.isalnum():
        last = _LAST.search(last).group()  # type: ignore[union-attr]
    return Line(block, place, text, bare, first, last)


class Scanner:
    """The anchors of a list of rules, ready to be looked for. Safe to share between threads; pickles as its rules.

    Anchors that prose seldom holds are looked for in the whole text; those of common words only in short lines, and
    where they open or close a sentence, by the line's first or last word alone.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._everywhere = _Literals()
        self._in_lines = _Literals()
        self._first: dict[str, dict[str, list[int]]] = {}
        self._last: dict[str, dict[str, list[int]]] = {}
        patterns = [(rule, pattern) for rule in rules for pattern in rule.patterns]
        for index, (_, pattern) in enumerate(patterns):
            for anchor in pattern.anchors:
                common, head, literal, foot = split_anchor(anchor)
                if not common:
                    self._everywhere.add(literal, (index, head, foot))
                    continue
                words = literal.split()
                if literal == "#":
                    self._first.setdefault("#", {}).setdefault("", []).append(index)
                elif head == "^" and foot and words[0].isalnum():
                    self._first.setdefault(words[0], {}).setdefault(literal, []).append(index)
                elif foot == "$" and head and words[-1].isalnum():
                    self._last.setdefault(words[-1], {}).setdefault(literal, []).append(index)
                else:
                    self._in_lines.add(literal, (index, head, foot))
        self._longest = [pattern.longest for _, pattern in patterns]
        self._whole = [rule.where == "whole" for rule, _ in patterns]
        self._seen = 0

    def candidates(self, surface: Surface) -> dict[int, dict[int, set[int]]]:
        """Return for each block in which anchors occur the patterns that they stand for, with the places.

        Patterns are numbered through all rules in order. Places are offsets in the input.
        """
        found: dict[int, dict[int, set[int]]] = {}
        fast = self._is_worth_compiling(surface.document)
        text, hits, locate = self._hits(surface, fast)
        for end, number in hits:
            for rule in self._fitting(text, end, self._everywhere, number):
                block, place = locate(end - 1)
                found.setdefault(block, {}).setdefault(rule, set()).add(place)
        for line, number in self._candidate_lines(surface, fast):
            found.setdefault(line.block, {}).setdefault(number, set()).add(line.place)
        return found

    def _candidate_lines(self, surface: Surface, fast: bool) -> Iterator[tuple[Line, int]]:
        """Yield (line, pattern) for short lines: by the first or last word, or by a common anchor in the line."""
        first_words, last_words, longest = self._first, self._last, self._longest
        digits = first_words["#"][""] if "#" in first_words else []
        for line in surface.lines:
            found: list[int] = []
            if line.first in first_words:
                found += _opening(line.bare, first_words[line.first])
            if digits and line.first[:1].isdigit():
                found += digits
            if line.last in last_words:
                found += _closing(line.bare, last_words[line.last])
            for number in found:
                if len(line.text) <= longest[number]:
                    yield line, number
        text = surface.lines_text
        hits = self._in_lines.scan(text)[0] if fast else self._in_lines.search(text)
        for end, hit in hits:
            line = surface.lines[bisect.bisect_right(surface.lines_starts, end - 1) - 1]
            for number in self._fitting(text, end, self._in_lines, hit):
                if len(line.text) <= longest[number]:
                    yield line, number

    def _fitting(self, text: str, end: int, literals: "_Literals", number: int) -> Iterator[int]:
        """Yield the rules whose anchor, found to end at ``end``, lies as their marks say."""
        before = after = stop = -1
        for rule, head, foot in literals.rules[number]:
            if head:
                if before < 0:
                    before = room_before(text, end - len(literals.texts[number]))
                if before < _ROOM[head]:
                    continue
            if foot:
                if after < 0:
                    after = room_after(text, end)
                if after < _ROOM[foot]:
                    continue
            if self._whole[rule]:
                if stop < 0:
                    ending = _STOP.search(text, end, end + LONGEST)
                    stop = ending.start() - end if ending else LONGEST
                if stop > self._longest[rule]:
                    continue
            yield rule

    def _hits(self, surface: Surface, fast: bool) -> _Hits:
        """Return the text looked at, (end, number) of each hit in it, and the way back."""
        document = surface.document
        if fast and document.is_plain:
            text = document.text.replace("\xa0", " ")
            hits, folds = self._everywhere.scan(text)
            if not folds:
                return text, hits, _locate_plain(document)
            if len(surface.odd) <= len(document.blocks) // 2:
                return self._mixed_hits(surface, text, hits)
        text, locate = surface.folded
        return text, self._everywhere.scan(text)[0] if fast else self._everywhere.search(text), locate

    def _mixed_hits(self, surface: Surface, text: str, hits: list[tuple[int, int]]) -> _Hits:
        """Return hits where only few blocks fold to something else: theirs, folded, are put after the text."""
        document = surface.document
        base = len(text) + 1
        extra, locate_extra = surface.odd_folded
        among = set(surface.odd)
        hits = [hit for hit in hits if document.block_at(hit[0] - 1) not in among]
        hits += [(end + base, number) for end, number in self._everywhere.scan(extra)[0]]

        def locate(offset: int) -> tuple[int, int]:
            return (document.block_at(offset), offset) if offset < base else locate_extra(offset - base)

        return f"{text}\n{extra}", hits, locate

    def _is_worth_compiling(self, document: Document) -> bool:
        """Count text seen: enough of it pays for the databases. Which way is taken never shows in the result."""
        self._seen += len(document.text)
        return self._seen >= COMPILE_AFTER


class _Literals:
    """Literals and the rules that each stands for, to be found one by one or, once compiled, in one pass."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.rules: list[list[tuple[int, str, str]]] = []
        self._numbers: dict[str, int] = {}
        self._by_word: dict[str, list[int]] = {}  # literals by the word that they begin with in every match …
        self._loose: list[int] = []  # … and those that may begin inside a word or end inside their first
        self._prepare()

    def _prepare(self) -> None:
        self._database: Any = None
        self._local = threading.local()
        self._lock = threading.Lock()

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name not in ("_database", "_local", "_lock")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._prepare()

    def add(self, text: str, rule: tuple[int, str, str]) -> None:
        """Add a literal that stands for a rule, with its marks."""
        number = self._numbers.setdefault(text, len(self.texts))
        if number == len(self.texts):
            self.texts.append(text)
            self.rules.append([])
        self.rules[number].append(rule)
        word = text.split(" ", 1)[0]
        if rule[1] and word.isalnum() and (rule[2] or word != text):
            self._by_word.setdefault(word, []).append(number)
        else:
            self._loose.append(number)

    def search(self, text: str) -> list[tuple[int, int]]:
        """Return (end, number) of each hit in folded ``text``, literal by literal."""
        hits = []
        words = self._by_word.keys() & set(_WORDS.findall(text))
        for number in sorted({*self._loose, *(number for word in words for number in self._by_word[word])}):
            literal = self.texts[number]
            if literal in text:
                position = text.find(literal)
                while position >= 0:
                    hits.append((position + len(literal), number))
                    position = text.find(literal, position + 1)
        return hits

    def scan(self, text: str) -> tuple[list[tuple[int, int]], bool]:
        """Return (end, number) of each hit by one pass of Hyperscan, and whether ``text`` folds to something else."""
        if self._database is None:
            with self._lock:
                self._database = self._database or _compile(self.texts)
        data = text.encode("utf-8", "replace")
        found: list[tuple[int, int]] = []
        self._database.scan(
            data,
            match_event_handler=lambda index, _start, end, _flags, _context: found.append((end, index)),
            scratch=self._scratch(),
        )
        last = len(self.texts)
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

    def _scratch(self) -> Any:
        """Return this thread's scratch space; Hyperscan needs one for each scan under way."""
        scratch = getattr(self._local, "scratch", None)
        if scratch is None:
            import hyperscan

            scratch = self._local.scratch = hyperscan.Scratch(self._database)
        return scratch


_STOP = re.compile(r"[.!?\n\r\x85\u2028\u2029。！？]|$")
"""Where a sentence may end at the earliest; what must be a whole sentence is no longer than that."""


def is_line(block: Span) -> bool:
    """Tell whether a block is a short line; marks, entities and hidden characters do not count."""
    length = block.end - block.inner
    return length <= LINE or (length <= 8 * LINE and len(block.folded) <= LINE and not block.is_level)


def _opening(bare: str, table: dict[str, list[int]]) -> list[int]:
    """Return the patterns in ``table`` whose anchor opens the text."""
    if len(table) <= MANY:
        return [number for literal, numbers in table.items() if bare.startswith(literal) for number in numbers]
    cuts = [bare[:i] for i, c in enumerate(bare) if not c.isalnum()]
    return [number for cut in (*cuts, bare) for number in table.get(cut, ())]


def _closing(bare: str, table: dict[str, list[int]]) -> list[int]:
    """Return the patterns in ``table`` whose anchor closes the text."""
    if len(table) <= MANY:
        return [number for literal, numbers in table.items() if bare.endswith(literal) for number in numbers]
    cuts = [bare[i + 1 :] for i, c in enumerate(bare) if not c.isalnum()]
    return [number for cut in (bare, *cuts) for number in table.get(cut, ())]


MANY = 12
"""Anchors with the same first or last word above which the text is cut at its words, rather than each of them tried."""


_CUT = re.compile(r"[.!?)؟।۔][\"')\]」』]*(?: |$)|[。！？][\"')\]」』]*")
"""Where a sentence may end in folded text: oftener than it does, which only makes for more candidates."""


def _sentences(document: Document, lines: list[int]) -> Iterator[tuple[int, int, str]]:
    """Yield (block, offset in the input, folded text) of each sentence of the blocks ``lines``, or of its pieces."""
    for index, line in zip(lines, fold_together([document.blocks[index] for index in lines]), strict=True):
        block = document.blocks[index]
        begin = 0
        for cut in _CUT.finditer(line):
            yield index, block.original(begin), line[begin : cut.end()].rstrip()
            begin = cut.end()
        if begin < len(line):
            yield index, block.original(begin), line[begin:]


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
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_WORD = re.compile(r"[^\W_]*")
_LAST = re.compile(r"[^\W_]*$")
_ROOM = {"<": 1, "^": 2, ">": 1, "$": 2}


def room_before(text: str, start: int) -> int:
    """Return 2 if a sentence may begin at ``start``, 1 if a word may, else 0. Words or a comma before it begin no sentence."""
    if start and text[start - 1].isalnum():
        return 0
    before = text[max(0, start - 2) : start].rstrip(" ,;-")
    return 1 if before and before[-1].isalnum() else 2


def room_after(text: str, end: int) -> int:
    """Return 2 if a sentence may end at ``end``, 1 if a word may, else 0."""
    if text[end : end + 1].isalnum():
        return 0
    after = text[end : end + 2].lstrip(" ,;-")
    return 1 if after and after[0].isalnum() else 2


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
