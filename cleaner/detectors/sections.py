"""Finds what a heading owns: the teasers below "Most read", the paragraphs of an appeal, until prose resumes."""

from collections.abc import Iterator, Sequence

from cleaner.detectors import STRONG, WEAK, Finding
from cleaner.detectors.evidence import Evidence
from cleaner.document import Document, Span
from cleaner.rulebook.lexicon import Lexicons
from cleaner.shapes import (
    DENSE_SCRIPTS,
    TEASER,
    begins_small,
    ends_in_question,
    has_full_stop,
    has_full_stop_after_word,
    is_closed,
    is_prose,
    is_stub,
    measure,
)

APPEALS = ("donation", "newsletter", "paywall", "cookie")
"""Labels whose sections are prose themselves: they own paragraphs that carry evidence, and those between."""
LONGEST_GAP = 2
"""Paragraphs without evidence of their own that an appeal may hold in a row."""
LONGEST_LIST = 30
"""Blocks that a heading owns at most; the longest "most read" lists seen have twenty."""

SUBHEAD_SHARE = 0.75
"""The last line before prose is taken for the subhead of that prose, not for a teaser, if it is this short beside the others …"""
PICTURED = frozenset(("caption", "credit"))
"""Labels of lines that may stand among teasers: "Pictures: a town under water"; they stay, but do not end the list."""
FEWEST_TEASERS = 2
"""… or if fewer than this many stand above it."""
FEWEST_AT_END, FEWEST_BETWEEN = 2, 3
"""Lines that a weak heading must own for its list to count: below the article, and where prose follows the list, so that
the heading may as well be a subhead."""
BROKEN = 40
"""Code points from which a line may have been broken at a column."""
STATEMENT = 40
"""Code points from which a line that a full stop ends is a sentence of the article, and not of the appeal around it."""
SHORTER = 0.75
"""Length of the line below, beside it, up to which that ends a sentence which such a line began."""
LONE_TEASER = 40
"""Code points of the only line below a heading from which it is a teaser, if the article has no subheads."""
FEWEST_CARDS = 3
"""Pairs of a headline and the sentence below it that are enough to be teasers, if nothing else follows."""
CARD = 250
"""Code points of such a sentence, or of two."""


class SectionDetector:
    """Builds on findings that open a section; each block it yields falls with its heading."""

    name = "sections"

    def __init__(self, lexicons: Lexicons) -> None:
        self.lexicons = lexicons

    def find(self, document: Document, found: Sequence[Finding]) -> Iterator[Finding]:
        """Yield a finding for each block that a heading owns."""
        headings = [f for f in found if f.opens == "section"]
        if not headings:
            return
        evidence = Evidence(document, found)
        blocks = document.blocks
        reached = 0  # blocks below which are owned already; a heading inside a section only adds what lies beyond it
        for heading in sorted(headings, key=lambda finding: (finding.start, finding.rule)):
            index = document.block_at(heading.start)
            if ends_notice(evidence, index, heading):
                continue
            if heading.label in APPEALS:
                owned, fewest = appeal_below(evidence, index, heading, self.lexicons), FEWEST_AT_END
            else:
                owned = list_below(evidence, index, heading)
                if heading.label == "related":
                    owned = max(owned, cards_below(evidence, index), key=len)
                at_end = evidence.end < owned.stop
                is_clear = at_end or are_headlines(
                    blocks[owned.start : owned.stop], evidence.has_subheads(range(index, owned.stop))
                )
                fewest = FEWEST_AT_END if is_clear else FEWEST_BETWEEN
                if heading.label == "related" and not (at_end and heading.weight >= STRONG):
                    owned = owned if are_teasers(blocks[owned.start : owned.stop]) else range(0)
            if len(owned) >= fewest and heading.weight < STRONG:
                reason = f"heads {len(owned)} lines that it may own"
                yield Finding(heading.start, heading.end, heading.label, "sections", WEAK, reason)
            for i in range(max(owned.start, reached), owned.stop):
                block = blocks[i]
                reason = "owned by the heading above"
                yield Finding.of(block, heading.label, heading.rule, STRONG, reason, basis=(heading,))
            if heading.weight >= STRONG:
                reached = max(reached, owned.stop)


def ends_notice(evidence: Evidence, index: int, heading: Finding) -> bool:
    """Tell whether a heading is the last sentence of a paragraph that is claimed as something else: "We use cookies. Learn more"."""
    return heading.start > evidence.blocks[index].inner and any(
        f.label != heading.label and f.start < heading.start for f in evidence.claimed.get(index, ())
    )


def are_teasers(blocks: Sequence[Span]) -> bool:
    """Tell whether at least half of the lines below a heading read as headlines, or are items of a list."""
    return 2 * sum(block.is_item or measure(block.folded) >= TEASER for block in blocks) >= len(blocks)


def are_headlines(blocks: Sequence[Span], has_subheads: bool) -> bool:
    """Tell whether all lines below a heading read as headlines, and none is a subhead: the article has none, or all are list items."""
    return all((block.is_item or not has_subheads) and measure(block.folded) >= TEASER for block in blocks)


def is_broken(blocks: Sequence[Span], index: int) -> bool:
    """Tell whether a line is a piece of wrapped prose: it goes on in the next, in small letters or to a full stop soon.

    Where letters have no case, it holds the end of a sentence.
    """
    block = blocks[index]
    if index + 1 == len(blocks) or measure(block.folded) < BROKEN:
        return False
    after = blocks[index + 1]
    if DENSE_SCRIPTS.search(block.folded):
        first = block.sentences[0]
        return first is not block and has_full_stop(first) and measure(first.folded) >= BROKEN
    return begins_small(after) or (
        has_full_stop_after_word(after) and measure(after.folded) < SHORTER * measure(block.folded)
    )


def cards_below(evidence: Evidence, heading: int) -> range:
    """Return the teasers of a headline and a sentence below ``heading``, if that is all that follows; one kicker may precede."""
    blocks = evidence.blocks
    below = heading + 1
    if below < len(blocks) and is_stub(blocks[below]) and measure(blocks[below].folded) < TEASER:
        below += 1
    first = below
    while below + 1 < min(len(blocks), heading + 1 + LONGEST_LIST) and is_card(blocks[below], blocks[below + 1]):
        if below in evidence.reporting or below + 1 in evidence.reporting or is_other(evidence, below):
            break
        below += 2
    is_all = below - first >= 2 * FEWEST_CARDS and evidence.end < below
    return range(heading + 1, below if is_all else heading + 1)


def is_other(evidence: Evidence, index: int) -> bool:
    """Tell whether a line is certainly something else than a headline of teasers."""
    return any(f.weight >= STRONG and f.label != "related" for f in evidence.claimed.get(index, ()))


def is_card(headline: Span, sentence: Span) -> bool:
    """Tell whether two blocks are a headline and what it leads to."""
    return (
        is_stub(headline)
        and measure(headline.folded) >= TEASER
        and is_closed(sentence)
        and len(sentence.sentences) <= 2
        and TEASER <= measure(sentence.folded) <= CARD
    )


def appeal_below(evidence: Evidence, heading: int, finding: Finding, lexicons: Lexicons) -> range:
    """Return the blocks below ``heading`` up to the last one with evidence of the same label, then its short lines.

    Prose that does not speak to the reader is the article's again, and ends the appeal; notices of cookies hold such prose.
    """
    blocks = evidence.blocks
    limit = min(len(blocks), heading + 1 + LONGEST_LIST)
    lexicon = lexicons.get(finding.language) if finding.label != "cookie" else None
    last = heading
    for i in range(heading + 1, limit):
        if i - last > LONGEST_GAP + 1 or i in evidence.reporting:
            break
        if any(f.label == finding.label for f in evidence.claimed.get(i, ())):
            last = i
        elif lexicon is None or lexicon.addresses(blocks[i].folded):
            continue
        elif is_prose(blocks[i]) or is_statement(blocks[i]) or evidence.may_be_headline(i, finding.label):
            break
    if last > heading:
        while last + 1 < limit and is_stub(blocks[last + 1]) and last + 1 in evidence.claimed:
            last += 1
    return range(heading + 1, last + 1)


def is_statement(block: Span) -> bool:
    """Tell whether a full stop closes a block that is as long as a sentence."""
    return measure(block.folded) >= STATEMENT and has_full_stop_after_word(block)


def list_below(evidence: Evidence, heading: int, finding: Finding) -> range:
    """Return the stubs below ``heading``; the last one, if prose or a byline follows it, may be a headline and not owned."""
    blocks = evidence.blocks
    below = heading + 1
    limit = min(len(blocks), heading + 1 + LONGEST_LIST)
    while below < limit and is_stub(blocks[below]) and not is_broken(blocks, below):
        if evidence.is_single_line and is_closed(blocks[below]):
            break  # a sentence of the story, to which a teaser may be glued
        if below in evidence.reporting and not is_pictured(evidence, below, limit):
            break
        if below in evidence.chapters:
            break
        below += 1
    if heading + 1 < below < len(blocks) and is_resumed(evidence, below):
        has_begun = any(map(evidence.is_article, range(heading)))
        titles = [i for i in evidence.headlines if heading < i < below]
        if titles and not has_begun:  # one of them is the headline, others may be teasers
            return range(heading + 1, titles[-1] if len(titles) > FEWEST_TEASERS else titles[0])
        announces = blocks[heading].folded.endswith(":") and below == heading + 2
        last, others = blocks[below - 1], blocks[heading + 1 : below - 1]
        if not has_begun and len(others) < FEWEST_TEASERS and not announces:
            return range(0)  # a headline and what may stand below it, rather than one teaser above a headline
        is_short = len(others) < FEWEST_TEASERS or sum(len(b.folded) for b in others) * SUBHEAD_SHARE >= len(
            last.folded
        ) * len(others)
        is_question = ends_in_question(last.folded)  # which the prose below answers
        is_below_list = bool(others) and all(b.is_item for b in others)
        is_item = last.is_item and not blocks[below].is_item
        is_teaser = finding.label == "related" and is_last_teaser(
            evidence, heading, below - 1, finding.weight >= STRONG
        )
        is_subhead = (is_short and not is_teaser) or not has_begun or is_question or is_below_list
        if not announces and not is_item and is_subhead:
            below -= 1
    return range(heading + 1, below)


def is_last_teaser(evidence: Evidence, heading: int, last: int, is_sure: bool) -> bool:
    """Tell whether the last line below a heading is no subhead: it is as long as a headline, and the article has no subheads.

    A single one must be longer, and its heading sure. Above a credit the line is a caption.
    """
    if last + 1 in evidence.reporting or evidence.has_subheads(range(heading, last + 1)):
        return False
    length = measure(evidence.blocks[last].folded)
    return length >= LONE_TEASER and is_sure if last == heading + 1 else length >= TEASER


def is_resumed(evidence: Evidence, index: int) -> bool:
    """Tell whether the article goes on at a block: with a byline and the like, or a sentence, if broken, that nothing claims."""
    if index in evidence.reporting:
        return True
    block = evidence.blocks[index]
    return index not in evidence.claimed and (
        is_prose(block) or is_statement(block) or is_broken(evidence.blocks, index)
    )


def is_pictured(evidence: Evidence, index: int, limit: int) -> bool:
    """Tell whether what reads as a caption is a teaser of pictures among others: a stub stands below it that is none."""
    below = index + 1
    return (
        all(finding.label in PICTURED for finding in evidence.reporting[index])
        and below < limit
        and is_stub(evidence.blocks[below])
        and below not in evidence.reporting
    )
