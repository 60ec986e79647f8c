"""Tells a prompt that is glued to the beginning of a paragraph of the story from a notice of several sentences."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cleaner.cases import CONTINUATION, Case, Claims, is_claimed, sentences_after
from cleaner.detectors import Finding
from cleaner.document import Document
from cleaner.labels import REPORTING
from cleaner.rulebook.lexicon import Lexicons
from cleaner.shapes import has_full_stop, measure

LEFT_ALONE = frozenset(("bio", "disclosure", "legal", *REPORTING))
"""Labels of notices that are statements themselves, and go on as such; and of reporting."""
STATEMENT = 20
"""How much a sentence says at least to be the story's; "No spam, ever." and "It's free." belong to the prompt before them."""


def without_story(document: Document, findings: Sequence[Finding], lexicons: Lexicons) -> Iterator[Finding]:
    """Yield the findings; what would go with a prompt and is the story's they leave out: all but the prompt's own sentence.

    Left alone: findings of reporting, of statements, and of headings, which own what is below them.
    """
    claims: Claims | None = None
    for finding in findings:
        if finding.evidence and not finding.opens and finding.label not in LEFT_ALONE:
            block = document.blocks[document.block_at(finding.start)]
            if finding.end == block.end and not block.is_plainly_one_sentence:
                claims = claims or Claims(document, [f for f in findings if f.label not in REPORTING], lexicons)
                case = Case(claims, finding, finding.evidence)
                if tells_on(case):
                    finding = replace(finding, end=case.sentence.end)
        yield finding


def tells_on(case: Case) -> bool:
    """Tell whether the block goes on in short statements of the story: closed, of no prompt, and not said to the reader.

    Where a long one follows, guards judge the prompt itself: a paragraph that goes on so may be about the wording.
    """
    rest, claimed = sentences_after(case)
    told = [
        measure(sentence.folded)
        for sentence in rest
        if sentence.end <= case.block.end
        and has_full_stop(sentence)
        and not is_claimed(sentence, claimed)
        and case.lexicon.addresses(sentence.folded) is False
        and not case.lexicon.asks(sentence.folded)
    ]
    return STATEMENT <= max(told, default=0) < CONTINUATION
