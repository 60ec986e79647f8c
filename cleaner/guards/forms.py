"""Guards that go by the form of an article: numbered lists, glossaries, pages of letters, interviews."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from cleaner.cases import ITEM, Case
from cleaner.document import Span
from cleaner.guards.place import SHORT_PROMPT, TITLED, TOLD
from cleaner.shapes import begins_small, ends_in_question, is_closed, is_stub, measure

# A name, and where its bearer writes from.
_SIGNED = re.compile(r"\w[,،、，] ?\w")
_ITEM_BEFORE = re.compile(r"(?<!\d)(\d{1,2})[.)]\s*$")
ROWS = (((2,), 3), ((2, 3), 4))
"""How far apart headings of a row stand, and of how many of them nothing is claimed: what looks like a prompt among them is
one of them. Where there are two paragraphs between them, an advertisement may have stood between these."""
FARTHEST = 8
"""Headings of a row that are looked at on either side of a line."""
INTERVIEW = 8
"""Blocks above an answer among which another question and its answer are looked for."""
LETTERS = 2
"""Other letters with title and name that tell of a page of letters."""


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
    name, above = blocks[title - 1], blocks[title - 2]
    if _SIGNED.search(name.folded) is None or not is_stub(blocks[title]):
        return False
    return is_stub(name) and not is_closed(name) and is_closed(above) and goes_to_end(blocks, title + 1)


def goes_to_end(blocks: Sequence[Span], index: int) -> bool:
    """Tell whether a block ends as sentences do, or the line below does, with which it goes on in small letters."""
    below = index + 1
    return is_closed(blocks[index]) or (
        below < len(blocks) and begins_small(blocks[below]) and is_closed(blocks[below])
    )


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
    return is_closed(blocks[below]) and not ends_in_question(blocks[below].folded)


def is_question(case: Case, index: int) -> bool:
    """Tell whether a block is a single question, of which nothing is claimed."""
    if not 0 <= index < len(case.document.blocks) or index in case.claims.by_block:
        return False
    return is_single_question(case.document.blocks[index])


def is_single_question(block: Span) -> bool:
    """Tell whether a block is one sentence, and that a question."""
    return ends_in_question(block.folded) and len(block.sentences) == 1
