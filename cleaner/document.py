"""Splits a text once into blocks and sentences: views (start, end) of the input, which is never changed.

A block is a line or, in hard-wrapped text, a paragraph; in a text that is one single line it is a sentence, so that
cleaning works there sentence by sentence. Offsets are code points of the input.
"""

import bisect
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any

import regex

from cleaner.fold import fold, fold_level
from cleaner.lines import is_blank, is_hard_wrapped, line_bounds, paragraph_bounds, width_of, words_begin
from cleaner.markup import NOTHING, Features, Markup
from cleaner.sentences import is_plainly_one_sentence, sentence_bounds

_WIDE = "[\u3001-\u30ff\u3400-\u9fff\uff01-\uff5e]"
_GAP = re.compile(rf"(?<={_WIDE}) +(?={_WIDE})|(?<=[)\]]) +(?=[\u30a1-\u30fa\u3400-\u9fff])")
"""A space where Chinese and Japanese have none, or after a bracket before no particle: a line break was there."""
_SMALL = regex.compile(r"(?<![^\W_])\p{Ll}++(?![^\W_])")
"""A word in small letters."""


class Span:
    """A view of the input: ``text[start:end]`` with its folded form; a block, or a sentence of one.

    ``inner`` is where its words begin, after quoted-mail marks and a bullet. All three are code points of the input.
    """

    __slots__ = ("_folded", "_offsets", "_sentences", "_starts", "_text", "end", "inner", "start")

    def __init__(self, text: str, start: int, end: int, inner: int | None = None) -> None:
        self._text = text
        self.start = start
        self.end = end
        if inner is None and text[start].isalnum():
            inner = start
        elif inner is None:
            inner = words_begin(text, start, end)
        self.inner = inner
        self._folded: str | None = None
        self._offsets: list[int] | None = None
        self._sentences: list[Span] | None = None
        self._starts: list[int] | None = None

    def __repr__(self) -> str:
        return f"Span({self.start}, {self.end}, {self.text!r})"

    @property
    def text(self) -> str:
        """The span's own slice of the input, unchanged."""
        return self._text[self.start : self.end]

    @property
    def folded(self) -> str:
        """What patterns see of it: folded, without quoted-mail marks, bullet and outer spaces."""
        if self._folded is None:
            self._folded, self._offsets = fold(self._text[self.inner : self.end].rstrip())
        return self._folded

    @property
    def is_level(self) -> bool:
        """Whether folding keeps every offset, so that ``folded`` is as long as the words."""
        _ = self.folded
        return self._offsets is None

    def position(self, offset: int) -> int:
        """Return the position in ``folded`` of an offset in the input that lies in the span."""
        length = len(self.folded)
        return (
            min(length, max(0, offset - self.inner))
            if self._offsets is None
            else min(length, bisect.bisect_left(self._offsets, offset - self.inner))
        )

    def sentences_at(self, offsets: Iterable[int]) -> list["Span"]:
        """Return the sentences in which the offsets of the input lie, in order."""
        sentences = self.sentences
        if len(sentences) == 1:
            return sentences
        if self._starts is None:
            self._starts = [sentence.start for sentence in sentences]
        starts = self._starts
        return [sentences[i] for i in sorted({max(0, bisect.bisect_right(starts, offset) - 1) for offset in offsets})]

    @property
    def is_item(self) -> bool:
        """Whether a bullet stands before its words."""
        return self._text[self.start : self.inner].strip(" \t>\ufeff\u200b") != ""

    def original(self, position: int) -> int:
        """Return the offset in the input of a position in ``folded``."""
        _ = self.folded
        return self.inner + (position if self._offsets is None else self._offsets[position])

    @property
    def is_plainly_one_sentence(self) -> bool:
        """Whether nothing inside it could end a sentence; quicker than to look for sentences."""
        return is_plainly_one_sentence(self._text, self.inner, self.end)

    @property
    def sentences(self) -> list["Span"]:
        """The sentences of a block, in order; a sentence ends before the space that follows it."""
        if self._sentences is None:
            if self.is_plainly_one_sentence:
                self._sentences = [self]
                return self._sentences
            bounds = list(sentence_bounds(self._text, self.inner, self.end))
            self._sentences = [self] if len(bounds) < 2 else [self._sentence(s, e) for s, e in bounds]
        return self._sentences

    def _sentence(self, start: int, end: int) -> "Span":
        """Return a sentence; where folding keeps every offset it is folded already."""
        sentence = Span(self._text, start, end, start)
        if self._folded is not None and self._offsets is None:
            sentence._folded = self._folded[start - self.inner : end - self.inner].rstrip()
        return sentence


def fold_together(spans: list[Span]) -> list[str]:
    """Return the folded text of each span; folding them in one go is several times quicker than one by one."""
    fresh = [span for span in spans if span._folded is None]
    texts = [span._text[span.inner : span.end].rstrip() for span in fresh]
    joined = "\n".join(texts)
    level = None if "\r" in joined or joined.count("\n") >= len(texts) else fold_level(joined)
    if level is not None:
        for span, folded in zip(fresh, level.split("\n"), strict=True):
            span._folded = folded
    return [span.folded for span in spans]


class Document:
    """One text, split once. ``blocks`` are its blocks in order, blank lines left out.

    ``url`` is where it was found, ``language`` what the caller says it is written in; both may be unknown.
    ``blocks``, if the caller knows them, are (start, end) of each block: the regions of a page. ``markup`` is what is
    known from the HTML page of the text, None if there was none. ``memory`` is what detectors keep for the next pass
    over what is left of the same text; empty at first.
    """

    def __init__(
        self,
        text: str,
        url: str | None = None,
        language: str | None = None,
        blocks: Iterable[tuple[int, int]] | None = None,
        markup: Markup | None = None,
        memory: dict[object, Any] | None = None,
    ) -> None:
        self.text = text
        self.memory = {} if memory is None else memory
        self.markup = markup
        self.url = url
        self.language = language
        self.blocks: list[Span]
        if blocks is not None:
            self.is_single_line = self.is_plain = False
            self.blocks = [Span(text, s, e, s) for s, e in blocks]
            return
        lines = [(s, e) for s, e in line_bounds(text) if not is_blank(text, s, e)]
        is_wrapped = is_hard_wrapped(text, lines)
        self.is_single_line = len(lines) == 1
        self.is_plain = not is_wrapped and not self.is_single_line  # each block is a line
        if self.is_single_line:
            self.blocks = _sentence_blocks(text, *lines[0])
        else:
            bounds = paragraph_bounds(text, lines, width_of(lines)) if is_wrapped else lines
            self.blocks = [Span(text, s, e) for s, e in bounds]

    def split_at(self, places: Sequence[int]) -> "Document":
        """Return the document with its blocks split at offsets inside them, in order, at which words begin."""
        other = Document(self.text, self.url, self.language, (), self.markup, self.memory)
        other.is_single_line = self.is_single_line
        for block in self.blocks:
            inside = places[bisect.bisect_right(places, block.inner) : bisect.bisect_left(places, block.end)]
            for start, end in pairwise((block.start, *inside, block.end)):
                inner = block.inner if start == block.start else start
                other.blocks.append(Span(self.text, start, start + len(self.text[start:end].rstrip()), inner))
        return other

    @cached_property
    def starts(self) -> list[int]:
        """The start of each block, for looking one up by offset."""
        return [block.start for block in self.blocks]

    @cached_property
    def small_words(self) -> frozenset[str]:
        """The words that the text writes in small letters: "the" is among them, names and German nouns are not."""
        return frozenset(_SMALL.findall(self.text))

    @cached_property
    def is_cased(self) -> bool:
        """Whether a third of the text is small letters, as of a script with capitals; mail addresses make no such text."""
        return 3 * sum(map(str.islower, self.text)) > len(self.text)

    def blocks_with(self, *marks: str) -> dict[int, str]:
        """Return the indexes of the blocks that hold one of some marks, each with the first of the marks that it holds.

        Spaces in marks may be no-break spaces in the text.
        """
        text = self.text.replace("\xa0", " ")
        found: dict[int, str] = {}
        for mark in marks if self.blocks else ():
            sign = mark.strip()[:1]
            position = text.find(mark) if sign in text else -1  # quicker than to look for the spaces round it
            while position >= 0:
                index = self.block_at(position)
                found.setdefault(index, mark)
                position = text.find(mark, max(self.blocks[index].end, position + 1))
        return found

    def features(self, block: Span) -> Features:
        """Return what the markup said about a block; no links, elements and hints if no HTML is known."""
        return self.markup.at(block.start, block.end) if self.markup else NOTHING

    def block_at(self, offset: int) -> int:
        """Return the index of the block that holds ``offset``, or of the last one before it."""
        return max(0, bisect.bisect_right(self.starts, offset) - 1)


def _sentence_blocks(text: str, start: int, end: int) -> list[Span]:
    """Return the sentences of a single line as blocks; the first owns the line's prefix."""
    inner = words_begin(text, start, end)
    bounds = list(sentence_bounds(text, inner, end)) or [(inner, end)]
    if len(bounds) > 1:  # a single one may have been written so
        bounds = list(_without_gaps(text, bounds))
    blocks = [Span(text, s, e, s) for s, e in bounds]
    blocks[0] = Span(text, start, blocks[0].end, inner)
    return blocks


def _without_gaps(text: str, bounds: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the bounds, divided at gaps."""
    for start, end in bounds:
        for gap in _GAP.finditer(text, start, end):
            yield start, gap.start()
            start = gap.end()
        yield start, end
