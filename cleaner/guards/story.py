"""What is excused since the rest of the story tells of such wording: it is shown there, and not said by the site."""

import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set

from cleaner.cases import Case
from cleaner.detectors import Finding
from cleaner.document import Document
from cleaner.shapes import is_closed

NOTICES = frozenset(
    ("cookie", "donation", "newsletter", "paywall", "ad", "comment", "promo", "social", "ui", "contact")
)
"""Labels of wording that stories are about; disclosures, legal lines and teasers are seldom shown as the words of others."""
FEWEST, SHARE = 3, 0.3
"""Paragraphs, and share of those that do not speak to the reader, which name what sites ask for, if the story is about that."""


def listed_with(document: Document, findings: Sequence[Finding], reported: Iterable[Case]) -> Iterator[Finding]:
    """Yield the findings after a case of the same paragraph that reports such wording, as in "Log in, they say. Sign up".

    In a text that is one single line, whose paragraphs are not known, those are the sentences right after it.
    """
    begins: dict[int, int] = {}
    for case in reported:
        begins[case.index] = min(case.end, begins.get(case.index, sys.maxsize))
    if document.is_single_line:
        for index in sorted({document.block_at(finding.start) for finding in findings}):
            if index - 1 in begins:
                begins.setdefault(index, document.blocks[index].start)
    for finding in findings:
        if finding.evidence and finding.evidence[0] >= begins.get(document.block_at(finding.start), sys.maxsize):
            yield finding


def about_wording(
    cases: Mapping[Finding, Case], excused: Collection[Finding], told: Collection[Finding]
) -> Iterator[Finding]:
    """Yield the findings that stand alone, sentences among reporting, in a story that is about wording like theirs.

    It is if such wording elsewhere is ``told`` of, or if what does not speak to the reader names what the line asks for.
    """
    left = [case for finding, case in cases.items() if finding not in excused]
    claimed = {case.index for case in left if case.label in NOTICES or not case.is_weak}
    elsewhere = {cases[finding].index for finding in told if finding.label in NOTICES}
    for case in left:
        if stands_alone(case, claimed) and (elsewhere - {case.index} or is_subject(case)):
            yield case.finding


def stands_alone(case: Case, claimed: Set[int]) -> bool:
    """Tell whether the line of a notice is a sentence, once in the text, beside one, and between two blocks that are not ``claimed``.

    What ends with a colon is none: it leads to the line below.
    """
    if case.label not in NOTICES or not 0 < case.index < len(case.document.blocks) - 1:
        return False
    if not is_closed(case.block) or case.block.folded.endswith(":") or case.claims.count(case.index) > 1:
        return False
    near = (case.index - 1, case.index + 1)
    return claimed.isdisjoint(near) and any(is_closed(case.document.blocks[index]) for index in near)


def is_subject(case: Case) -> bool:
    """Tell whether what does not speak to the reader names what the line asks for, or mostly what sites ask for."""
    told = case.claims.asked_in_prose(case.finding.language)
    wanted = case.lexicon.asked(case.block.folded)
    asking = [asked for asked in told if asked]
    return any(wanted & asked for asked in asking) or len(asking) >= max(FEWEST, SHARE * len(told))
