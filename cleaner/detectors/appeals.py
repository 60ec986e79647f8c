"""Finds how far an appeal extends: from lines that ask for something to all those that speak to the reader about it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

from cleaner.detectors import STRONG, WEAK, Finding
from cleaner.detectors.evidence import SPOKEN, Evidence, statements
from cleaner.detectors.wording import is_worded
from cleaner.document import Document, Span
from cleaner.rulebook.lexicon import Lexicon, Lexicons
from cleaner.shapes import NEXT_LINE, beginnings, first_sentence, has_full_stop, is_prose, is_stub, lost_lines, measure

LONGEST_END = 25
"""Blocks of an appeal at the end at most; the longest seen have fifteen."""
LONGEST_GAP = 2
"""Blocks in a row at the end that say nothing of the appeal: a name, an amount, a benefit in a list."""
BUTTON = 60
"""Code points of such a block."""
LONGEST = 500
"""Code points of a paragraph that may be part of an appeal."""
FEWEST_BEFORE = 2
"""Paragraphs that must stand above an appeal at the end; without them the text itself may be one."""
FEWEST_TOGETHER, FEWEST_FOUND = 3, 2
"""Blocks in a row that together are an appeal though none of them is certain, and how many of them rules must have found."""


class AppealDetector:
    """Builds on findings of the labels SPOKEN, and goes by the words of the language for what sites ask for.

    Blocks that speak to the reader about that go together with a sure one beside them. At the end of a text, where only
    such blocks follow, so do the short lines between them. Where none is sure, several in a row are weak evidence for each
    other. What reports speech or quotes stays, and ends the appeal.
    """

    name = "appeals"

    def __init__(self, lexicons: Lexicons) -> None:
        self.lexicons = lexicons

    def find(self, document: Document, found: Sequence[Finding]) -> Iterator[Finding]:
        """Yield a finding for each block without strong evidence of its own that belongs to an appeal."""
        spoken = [f for f in found if f.label in SPOKEN]
        languages = Counter(f.language for f in spoken if self._knows(f.language))
        if not languages:
            return
        language = min(languages, key=lambda name: (-languages[name], name))
        appeal = _Appeal(document, found, self.lexicons[language])
        for run in appeal.runs():
            yield from appeal.judge(run, language)

    def _knows(self, language: str) -> bool:
        lexicon = self.lexicons.get(language)
        return lexicon is not None and bool(lexicon.appeal)


class _Appeal:
    """The blocks of a document as parts of an appeal."""

    def __init__(self, document: Document, found: Sequence[Finding], lexicon: Lexicon) -> None:
        self.document = document
        self.blocks = document.blocks
        self.lexicon = lexicon
        evidence = Evidence(document, found)
        self.reporting = evidence.reporting
        self.claimed = evidence.claimed
        self.findings: dict[int, Finding] = {}  # the heaviest for the whole of a block
        for index, here in evidence.claimed.items():
            block = self.blocks[index]
            whole = [f for f in here if f.start <= block.inner and f.end >= block.end and not is_worded(f)]
            if whole:
                self.findings[index] = max(whole, key=lambda f: f.weight)
        self.top = first_sentence(self.blocks, self.findings) or 0

    def runs(self) -> Iterator[range]:
        """Yield runs of blocks that belong to an appeal, around what was found; the last run may reach the end."""
        asking = [i for i in sorted(self.findings) if self.findings[i].label in SPOKEN]
        end = self._end() if asking and asking[-1] >= len(self.blocks) - LONGEST_END else range(0)
        reached = 0
        for i in asking:
            if end and i >= end.start:
                break
            if i >= reached and self._is_part(i):
                first = self._reach(i, -1, reached)
                reached = self._reach(i, 1, end.start if end else len(self.blocks)) + 1
                if end and reached == end.start:
                    end = range(first, end.stop)
                else:
                    yield range(first, reached)
        if end:
            yield end

    def _reach(self, index: int, step: Literal[-1, 1], limit: int) -> int:
        """Return how far the blocks in one direction belong to the appeal of a block: the last that does, above ``limit``."""
        last = index
        i = index + step
        while (limit <= i) if step < 0 else (i < limit):
            if self._is_part(i):
                last = i
            elif last != i - step or not self._is_between(i):
                break
            i += step
        return last

    def judge(self, run: range, language: str) -> Iterator[Finding]:
        """Yield findings for the blocks of a run: strong ones that rest on a sure block, or weak ones if there are enough."""
        sure = [i for i in run if self._is_sure(i)]
        weak = [i for i in run if self._weight(i) == WEAK and self.findings[i].label in SPOKEN]
        if len(run) == len(self.blocks) or (not sure and (len(run) < FEWEST_TOGETHER or len(weak) < FEWEST_FOUND)):
            return
        if not sure and (self.document.is_single_line or not any(speaks(self.blocks[i], self.lexicon) for i in run)):
            return  # sentences in a row are a paragraph, and rows of prices ask nobody for anything
        for i in run:
            if self._weight(i) >= STRONG or not (sure or self._is_part(i) or self._is_between(i)):
                continue
            block = self._asking_part(i)
            if sure:
                near = self.findings[min(sure, key=lambda other: (abs(other - i), other))]
                reason = "goes on with the appeal"
                yield Finding.of(block, near.label, near.rule, STRONG, reason, basis=(near,))
            else:
                label = self.findings[weak[0]].label
                reason = f"one of {len(run)} blocks in a row that ask or offer something"
                yield Finding.of(block, label, "appeals", WEAK, reason, language=language)

    def _end(self) -> range:
        """Return the blocks at the end that belong to an appeal, with the short ones between and below."""
        first, gap = len(self.blocks), 0
        for i in range(len(self.blocks) - 1, max(-1, len(self.blocks) - 1 - LONGEST_END), -1):
            if self._is_part(i):
                first, gap = i, 0
                continue
            gap += 1
            if gap > LONGEST_GAP or i in self.reporting or not is_button(self.blocks[i]):
                break
        before = sum(is_prose(block) for block in self.blocks[:first])
        return range(first, len(self.blocks)) if before >= FEWEST_BEFORE else range(0)

    def _weight(self, index: int) -> float:
        return self.findings[index].weight if index in self.findings else 0.0

    def _is_sure(self, index: int) -> bool:
        """Tell whether a block surely asks something of the reader."""
        finding = self.findings.get(index)
        return finding is not None and finding.label in SPOKEN and finding.weight >= STRONG and not finding.basis

    def _is_part(self, index: int) -> bool:
        """Tell whether a block asks or offers something, or other evidence speaks against it; prose must do so twice.

        Above the first sentence only evidence counts: one of the lines there is the headline. A statement, which a full
        stop closes, must speak to the reader, or it goes on strong evidence of its own.
        """
        if index in self.reporting or (index < self.top and index not in self.findings):
            return False
        block, weight = self._asking_part(index), self._weight(index)
        if weight >= STRONG:
            return True
        if self.document.is_single_line and self._holds_next_line(block):
            return False
        if has_full_stop(block) and not speaks(block, self.lexicon):
            return False
        if weight > 0.0 and (self.findings[index].label in SPOKEN or not is_prose(block)):
            return True
        asks = self.lexicon.asks(block.folded) if len(block.folded) <= LONGEST else 0
        if is_button(block) and asks:
            return True
        is_glued = block is not self.blocks[index]
        return asks >= (2 if is_prose(block) or is_glued else 1) and speaks(block, self.lexicon)

    def _asking_part(self, index: int) -> Span:
        """Return what of a block may go: if no evidence takes it whole, what follows the statements that open it."""
        block = self.blocks[index]
        if index in self.findings:
            return block
        silent = statements(block, self.claimed.get(index, ()), self.lexicon)
        if not 0 < silent < len(block.sentences):
            return block
        start = block.sentences[silent].start
        return Span(self.document.text, start, block.end, start)

    def _holds_next_line(self, block: Span) -> bool:
        """Tell whether a sentence goes on with another line, whose break is lost, and which does not speak to the reader.

        Such a line may begin where its word is written small elsewhere, or, if a full stop ends it and it hardly asks for
        anything, after a button.
        """
        for place in lost_lines(block, self.document.small_words, self.lexicon.common):
            if not self.lexicon.addresses(block.folded[block.position(place) :]):
                return True
        for place in beginnings(block, self.document.is_cased) if has_full_stop(block) else ():
            rest = block.folded[block.position(place) :]
            if place - block.start > BUTTON or measure(rest) < NEXT_LINE:
                return False
            if not self.lexicon.addresses(rest) and self.lexicon.asks(rest) < 2:
                return True
        return False

    def _is_between(self, index: int) -> bool:
        """Tell whether a line that speaks to the reader, below the headline, may stand between two that are parts."""
        block = self.blocks[index]
        return index >= self.top and index not in self.reporting and not is_prose(block) and speaks(block, self.lexicon)


def speaks(block: Span, lexicon: Lexicon) -> bool:
    """Tell whether a block speaks to the reader, and neither quotes nor reports anybody's words."""
    return lexicon.addresses(block.folded) is True and not lexicon.reports(block.folded) and '"' not in block.folded


def is_button(block: Span) -> bool:
    """Tell whether a block is as short as a button, a name or an amount."""
    return is_stub(block) and measure(block.folded) <= BUTTON
