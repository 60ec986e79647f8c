"""What scanners look at of a document: its folded text and, one a line, the sentences of its short lines; with the way back."""

import bisect
import re
from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import accumulate

from cleaner.document import Document, Span, fold_together
from cleaner.fold import fold_level
from cleaner.rulebook.rule import LINE, LONGEST

LAST = 4
"""Blocks at the end of a text that are all looked at as short lines are, up to LONGEST: who wrote it, what is on offer."""

Locate = Callable[[int], tuple[int, int]]
"""From an offset in the text that was scanned to the block it lies in and its offset in the input."""

# Where a sentence may end in folded text, oftener than it does, with all signs round it that carry no words.
_SEAM = re.compile(r"[\n。！？.!?)؟।۔;](?:(?<=[\n。！？])|(?=[\"')\]」』]*+[ \n]))[\W_]*+")
_TRAILING = re.compile(r"[\W_]+\Z")
# Every character that folds to something else, and then some: all but ASCII and what is common and harmless.
_FOLDING = re.compile(r"[^\x00-\x08\x0e-\x1b\n\r !-%'-~\xa0‘’“”–—…•©«»·]|\*\*|\]\(|</?[a-zA-Z]")


class Surface:
    """What scanners look at of a document, made once for all packs of rules: all of it, or the blocks ``part``."""

    def __init__(self, document: Document, part: Sequence[int] | None = None) -> None:
        self.document = document
        self.part = part

    @cached_property
    def folded(self) -> tuple[str, Locate]:
        """The document folded, or the part of it, with what finds the way back."""
        return _folded_text(self.document) if self.part is None else _folded_blocks(self.document, self.part)

    @cached_property
    def folding(self) -> list[int]:
        """The blocks that may fold to something else by more than ASCII case, quotes and dashes.

        A scan that finds out that there are none sets it, which saves looking for them.
        """
        return folding_blocks(self.document) if self.part is None else list(self.part)

    @cached_property
    def folding_folded(self) -> tuple[str, Locate]:
        """Those blocks folded, a line each, with what finds the way back."""
        return _folded_blocks(self.document, self.folding)

    @cached_property
    def lines(self) -> "Lines":
        """The sentences of the short lines, and of the last blocks."""
        blocks = self.document.blocks
        last = len(blocks) - LAST
        folding = set(self.folding)

        def is_short(index: int) -> bool:
            block = blocks[index]
            limit = LINE if index < last else LONGEST
            return block.end - block.inner <= limit or (index in folding and is_line(block))

        part = range(len(blocks)) if self.part is None else self.part
        return Lines(self.document, [index for index in part if is_short(index)])


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


def is_line(block: Span) -> bool:
    """Tell whether a block is a short line; marks, entities and hidden characters do not count."""
    length = block.end - block.inner
    return length <= LINE or (length <= 8 * LINE and len(block.folded) <= LINE and not block.is_level)


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


def locate_plain(document: Document) -> Locate:
    """Return what finds the way back where offsets are those of the input."""
    return lambda offset: (document.block_at(offset), offset)


def _folded_text(document: Document) -> tuple[str, Locate]:
    """Return the document folded, with what finds the way back."""
    is_level = document.is_plain and not any(mark in document.text for mark in ("\x85", "\u2028", "\u2029"))
    if is_level and (level := fold_level(document.text)) is not None:
        return level, locate_plain(document)
    return _folded_blocks(document, range(len(document.blocks)))


def _folded_blocks(document: Document, indexes: Sequence[int]) -> tuple[str, Locate]:
    """Return blocks folded, a line each, with what finds the way back."""
    folded = [document.blocks[index].folded for index in indexes]
    starts = [0, *accumulate(len(text) + 1 for text in folded)]

    def locate(offset: int) -> tuple[int, int]:
        line = bisect.bisect_right(starts, offset) - 1
        return indexes[line], document.blocks[indexes[line]].original(offset - starts[line])

    return "\n".join(folded), locate
