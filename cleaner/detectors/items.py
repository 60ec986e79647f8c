"""Finds lines of several prompts, in a row or joined by signs, or of prompts and addresses, by what each would be as a line."""

import re
from collections.abc import Iterator, Mapping, Sequence, Set

import regex

from cleaner.detectors import STRONG, WEAK, Finding
from cleaner.detectors.patterns import find_in_lines
from cleaner.document import Document, Span
from cleaner.labels import REPORTING
from cleaner.rulebook import Rulebook
from cleaner.shapes import is_prose

LONGEST = 240
"""Code points of a line of prompts at most; longer rows are menus, tables and lists of names."""
LONGEST_ROW, MOST = 100, 10
"""Code points of a row of buttons at most, and capitals in it."""
FEWEST = 3
"""Buttons that make a row if none of them would go as a line."""
NAMES = frozenset(("navigation", "related", "bio", "contact"))
"""Labels of names, of which headlines consist as well."""
TOLD_OF = frozenset(("donation", "contact", "promo"))
"""Labels of what a story may tell with an address: where to give, whom to ask, what is on sale."""

_ADDRESS = re.compile(r"(?<!\S)\(?(?:https?://|www\.)[^\s()]+\)?(?!\S)")
_CAPITAL = regex.compile(r"(?<=\S )\p{Lu}")
_CLAUSE = re.compile(r"[.,;:!?…](?:\s|$)")
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
        yield from self._buttons(document, taken | rows.keys())

    def _buttons(self, document: Document, taken: Set[int]) -> Iterator[Finding]:
        """Yield findings for rows of buttons, which nothing parts but capitals, beside what surely goes or at an end."""
        last = len(document.blocks) - 1
        near = {0, last, *(index + step for index in taken for step in (-1, 1))} - taken
        rows = {i: pieces for i in sorted(near) if 0 <= i <= last and (pieces := stretches(document.blocks[i]))}
        known = self._known(document, {document.text[s:e] for pieces in rows.values() for s, e in pieces}, WEAK)
        for index, pieces in rows.items():
            found = {(s, e): known[text] for s, e in pieces if (text := document.text[s:e]) in known}
            findings = longest_row(pieces, found)
            if is_row(findings):
                yield of_row(document.blocks[index], findings)

    def _known(self, document: Document, items: Set[str], fewest: float = STRONG) -> dict[str, Finding]:
        """Return the items that would go as lines on evidence of some weight, with the finding by which each would."""
        asked = find_in_lines(self._rulebook.packs(document), document, sorted(items)) if items else {}
        return {item: finding for item, findings in asked.items() if (finding := whole(item, findings, fewest))}


def split(block: Span) -> list[str]:
    """Return the prompts of a block that signs and addresses part; none if nothing does, or if it is prose."""
    line = block.text[block.inner - block.start :]
    if len(line) > LONGEST or not line[:1].isalpha():  # a row of a table begins with its sign, or a number
        return []
    items = [item.strip() for item in _JOINT.split(line) if any(map(str.isalnum, item))]
    return [] if items == [line] or is_prose(block) else items


def stretches(block: Span) -> list[tuple[int, int]]:
    """Return what may be a button in a short line that is no sentence, (start, end) in order: from one capital to another."""
    line = block.text[block.inner - block.start :].rstrip()
    edges = [match.start() for match in _CAPITAL.finditer(line)]
    if not line[:1].isupper() or len(line) > LONGEST_ROW or not 2 <= len(edges) + 1 <= MOST or _CLAUSE.search(line):
        return []
    edges = [0, *edges, len(line) + 1]
    return [(block.inner + s, block.inner + e - 1) for n, s in enumerate(edges) for e in edges[n + 1 :]]


def longest_row(pieces: Sequence[tuple[int, int]], found: Mapping[tuple[int, int], Finding]) -> list[Finding]:
    """Return what was found of the most pieces that follow each other, one space apart, from the first begin to the last end."""
    rows: dict[int, list[Finding]] = {pieces[0][0]: []}  # what was found up to where the next piece would begin
    for (start, end), finding in found.items():
        if start in rows and len(rows.get(end + 1, ())) <= len(rows[start]):
            rows[end + 1] = [*rows[start], finding]
    return rows.get(pieces[-1][1] + 1, [])


def is_row(findings: Sequence[Finding]) -> bool:
    """Tell whether several buttons make a row: a strong one and another, or some that are not all names of sections."""
    if all(finding.label in NAMES for finding in findings):
        return False
    return len(findings) >= (2 if any(finding.weight >= STRONG for finding in findings) else FEWEST)


def whole(item: str, findings: Sequence[Finding], fewest: float) -> Finding | None:
    """Return the heaviest finding by which all of an item would go as a line, the first of them by the rule's name."""
    of_all = (f for f in findings if f.weight >= fewest and f.label not in REPORTING and f.end - f.start == len(item))
    return min(of_all, key=lambda finding: (-finding.weight, finding.rule), default=None)


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
