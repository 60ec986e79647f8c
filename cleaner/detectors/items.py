"""Finds lines of several prompts joined by signs, or of prompts and addresses, by what each would be on a line of its own."""

import re
from collections.abc import Iterator, Sequence, Set

from cleaner.detectors import STRONG, Finding
from cleaner.detectors.patterns import find_in_lines
from cleaner.document import Document, Span
from cleaner.labels import REPORTING
from cleaner.rulebook import Rulebook
from cleaner.shapes import is_prose

LONGEST = 240
"""Code points of a line of prompts at most; longer rows are menus, tables and lists of names."""
TOLD_OF = frozenset(("donation", "contact", "promo"))
"""Labels of what a story may tell with an address: where to give, whom to ask, what is on sale."""

_ADDRESS = re.compile(r"(?<!\S)\(?(?:https?://|www\.)[^\s()]+\)?(?!\S)")
_SIGNS = "|·•/–—-"
_MARKS = (*(f" {sign} " for sign in _SIGNS), "  ", "://", "www.")
_JOINT = re.compile(rf"\s[{_SIGNS}]\s|\s{{2,}}|{_ADDRESS.pattern}")
"""What parts the prompts of a line: a sign between spaces, more than one space, or an address, which says nothing itself."""


class ItemDetector:
    """Strong evidence for lines all of whose prompts rules would take, on strong evidence, if they were lines."""

    name = "items"

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook

    def find(self, document: Document, found: Sequence[Finding]) -> Iterator[Finding]:
        """Yield a finding for each such line that no rule takes as it is."""
        if document.is_single_line:  # there sentences are split at lines that rules know
            return
        taken = {document.block_at(f.start) for f in found if f.weight >= STRONG}
        rows = {
            index: items
            for index in sorted(document.blocks_with(*_MARKS).keys() - taken)
            if (items := split(document.blocks[index]))
        }
        known = self._known(document, {first for first, *_ in rows.values()})
        rows = {index: items for index, items in rows.items() if items[0] in known}  # of most texts none
        known |= self._known(document, {item for items in rows.values() for item in items[1:]})
        for index, items in rows.items():
            findings = [known[item] for item in items if item in known]
            if len(findings) == len(items) and not may_be_told(document.blocks[index], findings):
                yield of_row(document.blocks[index], findings)

    def _known(self, document: Document, items: Set[str]) -> dict[str, Finding]:
        """Return the items that would go as lines, with the finding by which each would."""
        asked = find_in_lines(self._rulebook.packs(document), document, sorted(items)) if items else {}
        return {item: finding for item, findings in asked.items() if (finding := whole(item, findings))}


def split(block: Span) -> list[str]:
    """Return the prompts of a block that signs and addresses part; none if nothing does, or if it is prose."""
    line = block.text[block.inner - block.start :]
    if len(line) > LONGEST or not line[:1].isalpha():  # a row of a table begins with its sign, or a number
        return []
    items = [item.strip() for item in _JOINT.split(line) if any(map(str.isalnum, item))]
    return [] if items == [line] or is_prose(block) else items


def whole(item: str, findings: Sequence[Finding]) -> Finding | None:
    """Return the strong finding by which all of an item would go as a line, the first by the rule's name."""
    of_all = (f for f in findings if f.weight >= STRONG and f.label not in REPORTING and f.end - f.start == len(item))
    return min(of_all, key=lambda finding: finding.rule, default=None)


def may_be_told(block: Span, findings: Sequence[Finding]) -> bool:
    """Tell whether a story may say so: where to give or whom to ask, with the address."""
    return _ADDRESS.search(block.text) is not None and any(finding.label in TOLD_OF for finding in findings)


def of_row(block: Span, findings: Sequence[Finding]) -> Finding:
    """Return the finding for a block, of the label of its first prompt."""
    rules = ", ".join(dict.fromkeys(finding.rule for finding in findings))
    return Finding(
        start=block.start,
        end=block.end,
        label=findings[0].label,
        rule=findings[0].rule,
        weight=STRONG,
        reason=f"nothing but prompts: {rules}",
        evidence=(block.inner, block.end),
        language=findings[0].language,
    )
