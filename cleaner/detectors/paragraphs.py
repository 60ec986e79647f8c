"""Finds paragraphs that are a notice throughout: one sentence surely is, and all the others go with it."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from cleaner.detectors import HINT, STRONG, WEAK, Finding
from cleaner.detectors.appeals import speaks
from cleaner.detectors.evidence import NOTICES, PERSONAL, SPOKEN, by_block
from cleaner.document import Document, Span
from cleaner.labels import REPORTING
from cleaner.rulebook.lexicon import Lexicon, Lexicons
from cleaner.shapes import ends_in_question, measure

LONGEST = 1200
"""Code points of such a paragraph."""
QUESTION = 100
"""Code points of a question that leads over to a sure sentence: "Got a tip?"."""
CALL = 40
"""Code points of a call that does."""
FEWEST_WEAK = 2
"""Sentences with weak evidence that count as a sure one."""


class ParagraphDetector:
    """Builds on findings of the labels NOTICES in paragraphs of several sentences, and on the language's words of appeals.

    A paragraph stays if any of its sentences reports, quotes, or speaks of something else.
    """

    name = "paragraphs"

    def __init__(self, lexicons: Lexicons) -> None:
        self.lexicons = lexicons

    def find(self, document: Document, found: Sequence[Finding]) -> Iterator[Finding]:
        """Yield a finding for each paragraph whose every sentence carries evidence, or speaks to the reader of what sites ask."""
        for index, here in by_block(document, (f for f in found if f.evidence and not f.basis)).items():
            block = document.blocks[index]
            if block.end - block.start > LONGEST or len(block.sentences) < 2 or any(f.label in REPORTING for f in here):
                continue
            basis = [f for f in here if f.label in NOTICES and f.weight >= WEAK]
            lexicon = self.lexicons.get(basis[0].language) if basis else None
            if lexicon is None or not lexicon.appeal:
                continue
            sure = [f for f in basis if f.weight >= STRONG]
            if any(f.start == block.start and f.end == block.end for f in sure):
                continue
            weak = {block.sentences_at((f.evidence[0],))[0].start for f in basis if f.evidence and f.label != "ui"}
            if (sure or len(weak) >= FEWEST_WEAK) and all(
                is_notice(s, here, lexicon) or (sure and is_lead(s) and not lexicon.reports(s.folded))
                for s in block.sentences
            ):
                best = sure[0] if sure else basis[0]
                reason = "each sentence of the paragraph says what such notices say"
                yield Finding.of(
                    block, best.label, best.rule, STRONG, reason, basis=tuple(sure[:1]), language=best.language
                )
            else:
                yield from lead_overs(block, sure, lexicon)
                yield from between(block, basis, lexicon)


def lead_overs(block: Span, sure: Sequence[Finding], lexicon: Lexicon) -> Iterator[Finding]:
    """Yield findings for short questions to the reader right before a sure sentence: "Seen it? Write to us below"."""
    for before, sentence in pairwise(block.sentences):
        if is_lead(before) and speaks(before, lexicon):
            for near in sure:
                if near.label in PERSONAL and (near.start, near.end) == (sentence.start, sentence.end):
                    reason = "a question that leads over to the prompt"
                    yield Finding(before.start, before.end, near.label, near.rule, STRONG, reason, basis=(near,))


def between(block: Span, found: Sequence[Finding], lexicon: Lexicon) -> Iterator[Finding]:
    """Yield findings for sentences that speak to the reader between two of an appeal; they go if both of those do."""
    asking = {f.start: f for f in found if f.label in SPOKEN}
    ends = {f.end: f for f in asking.values()}
    for before, sentence, after in zip(block.sentences, block.sentences[1:], block.sentences[2:], strict=False):
        if before.end in ends and after.start in asking and speaks(sentence, lexicon):
            near = ends[before.end]
            reason = "stands between two sentences of an appeal"
            basis = (near, asking[after.start])
            yield Finding(sentence.start, sentence.end, near.label, near.rule, STRONG, reason, basis=basis)


def is_lead(sentence: Span) -> bool:
    """Tell whether a sentence is a short question, or a call as short as "Miss nothing!"."""
    folded = sentence.folded
    longest = QUESTION if ends_in_question(folded) else CALL if folded.endswith("!") else 0
    return measure(folded) <= longest and '"' not in folded


def is_notice(sentence: Span, found: Sequence[Finding], lexicon: Lexicon) -> bool:
    """Tell whether a sentence carries evidence, or speaks to the reader of what sites ask and offer."""
    if any(f.evidence and sentence.start <= f.evidence[0] < sentence.end and f.weight > HINT for f in found):
        return '"' not in sentence.folded and not lexicon.reports(sentence.folded)
    return lexicon.asks(sentence.folded) > 0 and speaks(sentence, lexicon)
