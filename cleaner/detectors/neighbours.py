"""Finds lines that their neighbours give away: one between two pieces of the same appeal, three buttons in a row."""

from collections.abc import Iterator, Mapping, Sequence

from cleaner.detectors import COMPLETENESS, STRONG, WEAK, Finding
from cleaner.detectors.evidence import Evidence, by_block
from cleaner.detectors.sections import APPEALS
from cleaner.detectors.wording import is_worded
from cleaner.document import Document, Span
from cleaner.rulebook.lexicon import Lexicon, Lexicons
from cleaner.shapes import is_prose, is_stub, measure

LONGEST_BETWEEN = 300
"""Code points of a block that may be taken by its neighbours alone; a longer one is a paragraph of its own."""
IN_ROWS = frozenset(("ui", "social", "ad", "comment", "newsletter", "paywall", "disclosure"))
"""Labels of buttons that stand in rows; names of sections do so in reports as well."""
FEWEST_IN_ROW = 3
"""Buttons in a row that are enough to be company for each other."""


class NeighbourDetector:
    """Finds blocks without evidence of their own, directly between two that carry evidence of the same appeal."""

    name = "neighbours"

    def __init__(self, lexicons: Lexicons) -> None:
        self.lexicons = lexicons

    def find(self, document: Document, found: Sequence[Finding]) -> Iterator[Finding]:
        """Yield findings that rest on whichever neighbour is strong evidence, or on both if neither is."""
        known = by_block(document, (f for f in found if not is_worded(f)))
        gaps = [index + 1 for index in known if index + 1 not in known and index + 2 in known]
        if gaps:
            evidence = Evidence(document, found)
            for index in gaps:
                yield from self._between(evidence, index, known[index - 1], known[index + 1])
        yield from rows(document, known)

    def _between(
        self, evidence: Evidence, index: int, above: Sequence[Finding], below: Sequence[Finding]
    ) -> Iterator[Finding]:
        """Yield a finding if the first appeal above that goes on below may hold the block."""
        block = evidence.blocks[index]
        for upper in above:
            lower = next((f for f in below if f.label == upper.label), None)
            if upper.label not in APPEALS or lower is None or measure(block.folded) > LONGEST_BETWEEN:
                continue
            lexicon = self.lexicons.get(upper.language, Lexicon())
            if evidence.may_be_headline(index, upper.label) and not lexicon.addresses(block.folded):
                continue
            if not is_article(block, upper.label, lexicon):
                basis = tuple(f for f in (upper, lower) if f.weight >= STRONG) or (upper, lower)
                reason = "between two pieces of the same"
                yield Finding.of(block, upper.label, upper.rule, STRONG, reason, basis=basis)
                return


def is_article(block: Span, label: str, lexicon: Lexicon) -> bool:
    """Tell whether a block is prose, except that of an appeal, or a sentence that does not speak to the reader.

    Notices of cookies hold such sentences, but no prose, and nothing that reports or quotes what somebody says.
    """
    is_addressed = lexicon.addresses(block.folded)
    if label == "cookie":
        is_told = '"' in block.folded or lexicon.tells(block.folded)
        return bool(is_told) or (is_prose(block) and not is_addressed)
    if is_addressed:
        return label != "donation" and is_prose(block)
    return is_prose(block) or not is_stub(block)


def rows(document: Document, known: Mapping[int, Sequence[Finding]]) -> Iterator[Finding]:
    """Yield weak findings for several buttons in a row, none of which is certain."""
    row: list[int] = []
    for index in [*sorted(known), len(document.blocks) + 1]:
        if row and index != row[-1] + 1:
            if len(row) >= FEWEST_IN_ROW:
                for i in row:
                    block, label = document.blocks[i], known[i][0].label
                    reason = f"one of {len(row)} buttons in a row"
                    yield Finding.of(block, label, "row", WEAK, reason)
            row = []
        if index < len(document.blocks) and any(is_button(document.blocks[index], f) for f in known[index]):
            row.append(index)


def is_button(block: Span, finding: Finding) -> bool:
    """Tell whether a rule takes the whole of a short open block for a button."""
    evidence = finding.evidence or (0, 0)
    return (
        finding.label in IN_ROWS
        and finding.weight >= WEAK
        and is_stub(block)
        and evidence[1] - evidence[0] >= COMPLETENESS * (block.end - block.inner)
    )
