"""Guards that go by form and place: quotation marks, lines above and below, what is claimed of them."""

import re

from cleaner.cases import Case, is_claimed
from cleaner.detectors.evidence import PERSONAL
from cleaner.quotations import holds_speech, lies_within
from cleaner.shapes import (
    DENSE,
    DENSE_SCRIPTS,
    NEXT_LINE,
    TEASER,
    beginnings,
    begins_small,
    has_full_stop_after_word,
    is_closed,
    is_prose,
    is_stub,
    lost_lines,
    measure,
)

# A few words, a colon, and more than a name; no address in it.
_PROMPT = re.compile(r"[^:|.!?]{2,40}[:|] ?(?!\S*https?:|.*(?:www\.|\w\.\w))[^ ].{8,}")
INTRODUCTION = 40
"""Code points from which a line that ends with a colon introduces what follows it; "Read more:" and "Share this:" are shorter,
and so are some that report speech ("What the screen said:")."""
NOTICE = 5
"""Lines of a notice that is introduced so."""
SHORT_PROMPTS = frozenset(("related", "navigation", "social", "ui", "ad", "comment"))
"""Labels of prompts of a few words, which end with a full stop only in prose: "Share less. Listen more"."""
CONSENTS = frozenset(("cookie", "paywall"))
"""Labels of which the same holds on weak evidence: so two buttons are described, "Accept all. Reject all"."""
REPLY = 15
"""Code points of a line that may be an answer or an afterthought: "No, thanks" is."""
SHORT_PROMPT = 30
"""Code points of such a prompt."""
ANSWER = 25
"""Code points from which the sentence after a question answers it; "Log in." and "Find out here." are shorter."""
TOLD = PERSONAL | {"cookie", "legal"}
"""Labels of wording that reports quote without marks, to go on about it."""
TITLED = frozenset(("related", "navigation"))
"""Labels of what leads to headlines and names, which no full stop ends, and which may be questions."""


def is_quoted(case: Case) -> bool:
    """Tell whether the evidence stands in quotation marks."""
    claims, place = case.claims, (case.start, case.end)
    return (
        lies_within(claims.quoted(case.index), *place)
        or lies_within(claims.quoted_in_line, *place)
        or lies_within(claims.quoted_round(case.index), *place)
    )


def is_beside_speech(case: Case) -> bool:
    """Tell whether the sentence also holds a quotation of some words, of which weak evidence may be a part."""
    return case.is_weak and holds_speech(case.sentence)


def is_introduced(case: Case) -> bool:
    """Tell whether the paragraph before ends with a colon, as before a reproduced notice, or says that one follows.

    Such a notice may have several lines: all of them are introduced as long as something is claimed of each.
    """
    blocks = case.document.blocks
    for above in range(case.index - 1, max(-1, case.index - 1 - NOTICE), -1):
        before = blocks[above].folded.rstrip()
        if before.endswith(":"):
            is_long = measure(before) >= INTRODUCTION
            return (is_long or case.tells(before)) and not is_asked(case, above)
        if above not in case.claims.by_block:
            return case.leads_to_wording(case.claims.last_sentence(above))
    return False


def is_asked(case: Case, above: int) -> bool:
    """Tell whether what ends with a colon is of the same appeal: it asks the reader for something, quoting nobody."""
    asking = case.document.blocks[above].sentences[-1].folded
    if case.label not in TOLD or not case.claims.by_block.get(above):
        return False
    return bool(case.lexicon.addresses(asking) and case.lexicon.asks(asking) and not case.lexicon.reports(asking))


def is_subhead(case: Case) -> bool:
    """Tell whether what may be the heading of a section stands right above prose."""
    blocks, below = case.document.blocks, case.index + 1
    return case.is_weak and case.finding.opens == "section" and below < len(blocks) and is_prose(blocks[below])


def is_among_others(case: Case) -> bool:
    """Tell whether a few words are a sentence, full stop and all, beside others of which nothing is claimed."""
    if not (case.label in SHORT_PROMPTS or (case.is_weak and case.label in CONSENTS)):
        return False
    if not is_short_sentence(case):
        return False
    if case.document.is_single_line:
        return len(case.document.blocks) > 1
    fewest = ANSWER if case.label == "comment" else 0  # "No comments yet. Be the first" is not said of anything
    return any(
        other.start != case.sentence.start and other.end - other.start >= fewest and not is_claimed(other, case.claimed)
        for other in case.block.sentences
    )


def is_among_reporting(case: Case) -> bool:
    """Tell whether a closed block has a closed one below it, and nothing is claimed of the blocks above and below."""
    blocks, index, claimed = case.document.blocks, case.index, case.claims.by_block
    if (
        case.document.is_single_line
        or not 0 < index < len(blocks) - 1
        or claimed.get(index - 1)
        or claimed.get(index + 1)
    ):
        return False
    return is_closed(blocks[index]) and is_closed(blocks[index + 1])


def is_short_sentence(case: Case) -> bool:
    """Tell whether the sentence is as short as a prompt, but closed by a full stop, as only prose is."""
    return measure(case.sentence.folded) <= SHORT_PROMPT and has_full_stop_after_word(case.sentence)


def is_afterthought(case: Case) -> bool:
    """Tell whether a line is a few words with a full stop, below a sentence of which nothing is claimed.

    Where evidence is strong, such a sentence stands below it, and above it any line of which nothing is claimed.
    """
    if case.label not in SHORT_PROMPTS or case.index == 0 or case.document.is_single_line:
        return False
    if measure(case.block.folded) > REPLY or not has_full_stop_after_word(case.block):
        return False
    if not case.is_weak:
        return is_among_reporting(case)
    return is_closed(case.document.blocks[case.index - 1]) and not case.claims.by_block.get(case.index - 1)


def ends_line_above(case: Case) -> bool:
    """Tell whether weak evidence is of a line that ends, in small letters, the sentence of the line above, of which nothing is claimed.

    So hard-wrapped prose looks among lines that are not.
    """
    above = case.index - 1
    if not case.is_weak or above < 0 or above in case.claims.by_block or not begins_small(case.block):
        return False
    line = case.document.blocks[above]
    return has_full_stop_after_word(case.block) and not is_closed(line) and measure(line.folded) >= INTRODUCTION


def may_be_headline(case: Case) -> bool:
    """Tell whether a line is the first of which nothing sure is claimed, and stands above a sentence."""
    first, last = case.claims.unclaimed
    return case.is_hint and case.label == "related" and case.index <= first and case.index < last


def is_no_headline(case: Case) -> bool:
    """Tell whether what follows a few words and a colon ends as sentences do, as headlines do not; an address may."""
    if case.label not in TITLED or case.finding.opens is not None or is_stub(case.block):
        return False
    return has_full_stop_after_word(case.sentence) and _PROMPT.match(case.sentence.folded) is not None


def may_hold_other_line(case: Case) -> bool:
    """Tell whether an end of a sentence may be another line: where line breaks are lost, one that no full stop ended.

    Teasers and breadcrumbs never say how far they reach; other evidence does. An end that other evidence claims, or that
    speaks to the reader, belongs to it.
    """
    if not case.document.is_single_line:
        return False
    block, lexicon = case.block, case.lexicon
    for place in lost_lines(block, case.document.small_words, lexicon.common):
        if place >= case.finding.end or any(start >= place for start, _ in case.claimed):
            break
        if place > case.start and lexicon.addresses(block.folded[block.position(place) :]) is False:
            return True
    if case.document.is_cased and not beginnings(block, is_cased=True):
        return False
    others = [(start, end) for start, end in case.claimed if start != case.start]
    before = block.folded[: block.position(case.start)]
    if measure(before) >= TEASER and not any(start < case.start for start, _ in others):
        return not lexicon.addresses(before)
    tail = block.end - (NEXT_LINE // DENSE if DENSE_SCRIPTS.search(block.text) else NEXT_LINE)
    reach = min(case.end, case.start + NEXT_LINE) if case.label in TITLED else case.end
    if reach > tail or any(end > tail for _, end in others):
        return False
    return not lexicon.addresses(block.folded[block.position(tail) :])
