"""Guards that go by form and place: quotation marks, lines above and below, what is claimed of them."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from cleaner.cases import ITEM, Case, is_claimed
from cleaner.detectors.evidence import PERSONAL
from cleaner.document import Span
from cleaner.punctuation import QUESTION_MARKS
from cleaner.quotations import holds_speech, lies_within
from cleaner.shapes import (
    DENSE,
    DENSE_SCRIPTS,
    TEASER,
    beginnings,
    has_full_stop_after_word,
    is_closed,
    is_prose,
    is_stub,
    lost_lines,
    measure,
)

# A few words, a colon, and more than a name; no address in it.
_PROMPT = re.compile(r"[^:|.!?]{2,40}[:|] ?(?!\S*https?:|.*(?:www\.|\w\.\w))[^ ].{8,}")
# A name, and where its bearer writes from.
_SIGNED = re.compile(r"\w[,،、，] ?\w")
_ITEM_BEFORE = re.compile(r"(?<!\d)(\d{1,2})[.)]\s*$")
INTRODUCTION = 40
"""Code points from which a line that ends with a colon introduces what follows it; "Read more:" and "Share this:" are shorter,
and so are some that report speech ("What the screen said:")."""
NOTICE = 5
"""Lines of a notice that is introduced so."""
NEXT_LINE = 40
"""Code points at either end of a sentence that may be another line, in a text whose line breaks are lost."""
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
ROWS = (((2,), 3), ((2, 3), 4))
"""How far apart headings of a row stand, and of how many of them nothing is claimed: what looks like a prompt among them is
one of them. Where there are two paragraphs between them, an advertisement may have stood between these."""
FARTHEST = 8
"""Headings of a row that are looked at on either side of a line."""
INTERVIEW = 8
"""Blocks above an answer among which another question and its answer are looked for."""
LETTERS = 2
"""Other letters with title and name that tell of a page of letters."""
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
            return case.leads_to_wording(blocks[above].sentences[-1].folded)
    return False


def is_asked(case: Case, above: int) -> bool:
    """Tell whether what ends with a colon is of the same appeal: it asks the reader for something, quoting nobody."""
    asking = case.document.blocks[above].sentences[-1].folded
    if case.label not in TOLD or not case.claims.by_block.get(above):
        return False
    return bool(case.lexicon.addresses(asking) and case.lexicon.asks(asking) and not case.lexicon.reports(asking))


def is_asked_in_interview(case: Case) -> bool:
    """Tell whether a line is a question that the line below answers, as another near it is answered; nothing else is claimed."""
    if case.label in TITLED or not is_single_question(case.block):
        return False
    near = range(case.index - INTERVIEW, case.index + INTERVIEW)
    return answers(case, case.index) and any(is_question(case, i) and answers(case, i) for i in near if i != case.index)


def answers(case: Case, question: int) -> bool:
    """Tell whether the line below a question is a sentence, no question itself, of which nothing is claimed."""
    blocks, below = case.document.blocks, question + 1
    if below >= len(blocks) or below in case.claims.by_block:
        return False
    return is_closed(blocks[below]) and not blocks[below].folded.endswith(QUESTION_MARKS)


def is_title_of_letter(case: Case) -> bool:
    """Tell whether a line stands below the name of who wrote the letter above it, as titles of other letters do."""
    if case.document.is_single_line or not is_titled(case, case.index):
        return False
    others = (i for i in range(len(case.document.blocks)) if i != case.index and is_titled(case, i))
    return len([*islice(others, LETTERS)]) == LETTERS


def is_titled(case: Case, title: int) -> bool:
    """Tell whether a short line stands between a letter and the name below another: "Jane Doe, by email"."""
    blocks, claimed = case.document.blocks, case.claims.by_block
    if not 1 < title < len(blocks) - 1 or title - 1 in claimed or title + 1 in claimed:
        return False
    name, above, below = blocks[title - 1], blocks[title - 2], blocks[title + 1]
    if _SIGNED.search(name.folded) is None or not is_stub(blocks[title]):
        return False
    return is_stub(name) and not is_closed(name) and is_closed(above) and is_closed(below)


def is_subhead(case: Case) -> bool:
    """Tell whether what may be the heading of a section stands right above prose."""
    blocks, below = case.document.blocks, case.index + 1
    return case.is_weak and case.finding.opens == "section" and below < len(blocks) and is_prose(blocks[below])


def is_heading_in_row(case: Case) -> bool:
    """Tell whether a short line stands in a row of headings, all different, each with a paragraph below, as in a glossary.

    Nothing is claimed of the paragraph below it, nor of so many others, heading and paragraph, as ROWS asks.
    """
    if case.document.is_single_line or measure(case.block.folded) > SHORT_PROMPT or not is_heading(case, case.index):
        return False
    blocks, claimed = case.document.blocks, case.claims.by_block
    if case.index + 1 in claimed or case.claims.count(case.index) > 1:
        return False
    for steps, least in ROWS:
        row = [case.index, *headings(case, [-step for step in steps]), *headings(case, steps)]
        unclaimed = sum(i not in claimed and i + 1 not in claimed for i in row)
        if unclaimed >= least and len({blocks[i].folded for i in row}) == len(row):
            return True
    return False


def headings(case: Case, steps: Sequence[int]) -> Iterator[int]:
    """Yield the headings that follow one another from a line on, each by one of the steps from the one before."""
    index = case.index
    for _ in range(FARTHEST):
        step = next((step for step in steps if is_heading(case, index + step)), 0)
        if not step:
            break
        index += step
        yield index


def is_heading(case: Case, index: int) -> bool:
    """Tell whether a block may be the heading of the closed one below it."""
    blocks = case.document.blocks
    if not 0 < index < len(blocks) - 1:
        return False
    heading, below = blocks[index], blocks[index + 1]
    if is_closed(heading) and not is_single_question(heading):
        return False
    return is_stub(heading) and is_closed(below)


def is_numbered(case: Case) -> bool:
    """Tell whether a line has a number, with two more next to it at other lines, as what an article counts up or divides.

    In a text that is one line, the number of a sentence may end what is taken for the one before.
    """
    if case.label in TITLED:
        return False
    before = case.document.text[max(0, case.block.start - 5) : case.block.start]
    item = _ITEM_BEFORE.search(before) if case.document.is_single_line else ITEM.match(case.block.folded)
    if item is None:
        return False
    goes_on = [int(item[1]) + offset in case.claims.numbers for offset in range(-2, 3)]
    return any(all(goes_on[i : i + 3]) for i in range(3))


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


def is_answer(case: Case) -> bool:
    """Tell whether a line stands below a question of which nothing is claimed, and further up another was answered."""
    index = case.index
    return (
        case.label in TOLD
        and is_question(case, index - 1)
        and any(
            is_question(case, i) and i + 1 not in case.claims.by_block and not is_question(case, i + 1)
            for i in range(max(0, index - INTERVIEW), index - 2)
        )
    )


def is_question(case: Case, index: int) -> bool:
    """Tell whether a block is a single question, of which nothing is claimed."""
    if not 0 <= index < len(case.document.blocks) or index in case.claims.by_block:
        return False
    return is_single_question(case.document.blocks[index])


def is_single_question(block: Span) -> bool:
    """Tell whether a block is one sentence, and that a question."""
    return block.folded.endswith(QUESTION_MARKS) and len(block.sentences) == 1
