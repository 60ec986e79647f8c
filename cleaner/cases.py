"""What guards look at: a finding with its sentence and block, and what else is claimed of the same document."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from cleaner.detectors import STRONG, WEAK, Finding
from cleaner.detectors.evidence import by_block
from cleaner.document import Document, Span
from cleaner.quotations import QUOTATION_MARKS, quoted_in_line, quoted_over_lines, quoted_ranges, quoted_words
from cleaner.rulebook.lexicon import Lexicon, Lexicons
from cleaner.shapes import begins_small, is_closed

_NO_WORDS = Lexicon()
ITEM = re.compile(r"(\d{1,2})[.)] [^\d]")
"""The number of an item, at the beginning of a folded line."""
_MARKS = re.compile(r"\W+")
NAME = 8
"""Code points from which quoted words that open a prompt name it; "get" and "read" open many."""
MENTIONS = 8
"""Blocks that are looked at of those that name the same wording."""
NEAR = 3
"""Blocks before and after one among which a quotation of several begins and ends."""
CONTINUATION = 60
"""Code points from which a sentence after the evidence counts as the paragraph going on."""
_ITEM_INSIDE = re.compile(r"(?<!\S)(\d{1,2})[.)]\s")


def _plain(folded: str) -> str:
    """Return the words of folded text, with a space between them."""
    return _MARKS.sub(" ", folded).strip()


class Claims:
    """What the cases of one document share: the evidence of all ``findings`` by block, what is quoted, its language if known."""

    def __init__(
        self, document: Document, findings: Sequence[Finding], lexicons: Lexicons, language: str | None = None
    ) -> None:
        self.document = document
        self.lexicons = lexicons
        self.language = language
        self.by_block: Mapping[int, Sequence[tuple[int, int]]] = {
            block: tuple(f.evidence for f in found if f.evidence)
            for block, found in by_block(document, findings).items()
        }
        self._quoted: dict[int, list[tuple[int, int]]] = {}
        self._asked: dict[str, Sequence[frozenset[str]]] = {}

    def quoted(self, index: int) -> list[tuple[int, int]]:
        """Return what is quoted in a block."""
        if index not in self._quoted:
            self._quoted[index] = quoted_ranges(self.document.blocks[index])
        return self._quoted[index]

    def count(self, index: int) -> int:
        """Return how often the words of a block are those of a block of the document."""
        return self._counts[self.document.blocks[index].folded]

    @cached_property
    def _counts(self) -> Counter[str]:
        return Counter(block.folded for block in self.document.blocks)

    def naming(self, wording: str) -> Iterator[tuple[int, str]]:
        """Yield each block in which quotation marks hold folded ``wording`` or its first words, and what it says besides."""
        words = _plain(wording).split(" ")
        for count in range(1, len(words) + 1):
            name = " ".join(words[:count])
            if len(name) >= NAME or count == len(words):
                yield from self._named.get(name, ())

    @cached_property
    def _named(self) -> Mapping[str, Sequence[tuple[int, str]]]:
        named = defaultdict[str, list[tuple[int, str]]](list)
        for index in sorted(self.document.blocks_with(*QUOTATION_MARKS)):
            block = self.document.blocks[index]
            for start, end in quoted_words(block):
                begin, close = block.position(start), block.position(end)
                same = named[_plain(block.folded[begin:close])]
                if len(same) < MENTIONS:
                    same.append((index, f"{block.folded[:begin]} {block.folded[close:]}"))
        return named

    def asked_in_prose(self, language: str) -> Sequence[frozenset[str]]:
        """Return what each block names of what sites ask for that does not speak to the reader, and of which nothing is claimed."""
        if language not in self._asked:
            lexicon = self.lexicon(language)
            blocks = [block for index, block in enumerate(self.document.blocks) if index not in self.by_block]
            self._asked[language] = [lexicon.asked(b.folded) for b in blocks if lexicon.addresses(b.folded) is False]
        return self._asked[language]

    def lexicon(self, language: str) -> Lexicon:
        """Return the words of a language, none if there are no words for it."""
        return self.lexicons.get(language) or _NO_WORDS

    def last_sentence(self, index: int) -> str:
        """Return the last sentence of a block, folded, with what stands of it in the line above, if a line break parts it."""
        block = self.document.blocks[index]
        sentence = block.sentences[-1].folded
        if index == 0 or len(block.sentences) > 1 or not begins_small(block):
            return sentence
        above = self.document.blocks[index - 1]
        return sentence if is_closed(above) else f"{above.sentences[-1].folded} {sentence}"

    def quoted_round(self, index: int) -> list[tuple[int, int]]:
        """Return what quotations of several blocks hold near a block."""
        return quoted_over_lines(self.document.blocks[max(0, index - NEAR) : index + NEAR + 1])

    @cached_property
    def quoted_in_line(self) -> list[tuple[int, int]]:
        """What quotations of several sentences hold in a text that is one line, where each sentence is a block."""
        blocks = self.document.blocks
        if not self.document.is_single_line:
            return []
        return quoted_in_line(Span(self.document.text, blocks[0].start, blocks[-1].end, blocks[0].inner))

    @cached_property
    def numbers(self) -> frozenset[int]:
        """The numbers that may stand before the items of a list: at the beginning of lines, or anywhere in a text of one."""
        if self.document.is_single_line:
            items = [*_ITEM_INSIDE.finditer(self.document.text)]
        else:
            items = [item for block in self.document.blocks if (item := ITEM.match(block.folded))]
        return frozenset(int(item[1]) for item in items)

    @cached_property
    def unclaimed(self) -> tuple[int, int]:
        """The first block of which nothing is claimed, and the last such that is closed; what there is not lies outside."""
        blocks = self.document.blocks
        first = next((i for i in range(len(blocks)) if not self.by_block.get(i)), len(blocks))
        last = next((i for i in reversed(range(len(blocks))) if not self.by_block.get(i) and is_closed(blocks[i])), -1)
        return first, last


class Case:
    """A finding before the guards: its evidence from ``start`` to ``end``, the block and the sentence where that begins.

    ``claimed`` is the evidence of all findings in the block, ``lexicon`` the words of the finding's language, empty if
    it names none: guards that need words excuse nothing then. What tells of the wording may be in the language of the
    document instead, whose neighbours' rules match in it, too.
    """

    def __init__(self, claims: Claims, finding: Finding, evidence: tuple[int, int]) -> None:
        self.claims = claims
        self.document = claims.document
        self.finding = finding
        self.label = finding.label
        self.is_weak = finding.weight < STRONG
        self.is_hint = finding.weight < WEAK
        self.start, self.end = evidence
        self.index = self.document.block_at(self.start)
        self.block = self.document.blocks[self.index]
        self.claimed = claims.by_block.get(self.index, ())
        self.lexicon = claims.lexicon(finding.language)
        self._telling = [claims.lexicon(name) for name in {finding.language, claims.language} if name]

    def tells(self, text: str) -> bool:
        """Tell whether folded ``text`` reports speech in so many words."""
        return any(lexicon.tells(text) for lexicon in self._telling)

    def reports(self, text: str) -> bool:
        """Tell whether folded ``text`` reports speech, or names who may."""
        return any(lexicon.reports(text) for lexicon in self._telling)

    def leads_to_wording(self, sentence: str) -> bool:
        """Tell whether a folded sentence says that wording follows it."""
        return any(lexicon.leads_to_wording(sentence) for lexicon in self._telling)

    def speaks_of_wording(self, text: str, reach: int) -> bool:
        """Tell whether words for the wording above begin within ``reach`` of folded ``text``."""
        return any(lexicon.speaks_of_wording(text, reach) for lexicon in self._telling)

    @cached_property
    def sentence(self) -> Span:
        """The sentence in which the evidence lies, or those, as one."""
        first, *others = self.block.sentences_at((self.start, max(self.start, self.end - 1)))
        return Span(self.document.text, first.start, others[-1].end, first.inner) if others else first

    @cached_property
    def rest(self) -> Sequence[Span]:
        """The sentences of its block that follow the sentence."""
        return [other for other in self.block.sentences if other.start >= self.sentence.end]

    @cached_property
    def is_last(self) -> bool:
        """Whether the sentence is the last of its block."""
        return not self.block.text[self.sentence.end - self.block.start :].strip()

    @property
    def size_beside(self) -> int:
        """How many code points of the sentence the evidence leaves over."""
        return self.sentence.end - self.sentence.start - (self.end - self.start)


def sentences_after(case: Case) -> tuple[Sequence[Span], Sequence[tuple[int, int]]]:
    """Return the sentences that follow in the paragraph, with what is claimed there.

    In a text that is one line, where each sentence is a block, that is the next block, unless no full stop ends this one:
    then a line ends here.
    """
    below = case.index + 1
    is_paragraph = case.document.is_single_line and below < len(case.document.blocks) and is_closed(case.block)
    if case.rest or not is_paragraph:
        return case.rest, case.claimed
    return case.document.blocks[below].sentences, case.claims.by_block.get(below, ())


def is_claimed(sentence: Span, claimed: Sequence[tuple[int, int]]) -> bool:
    """Tell whether some of the evidence, as (start, end), lies in a sentence."""
    return any(start < sentence.end and end > sentence.start for start, end in claimed)
