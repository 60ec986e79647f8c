"""Says what excuses a finding. Guards are pure functions of the document and the place; each veto keeps a near miss.

They speak of form (quotation marks, the paragraph before), not of words, and so hold in every language.
"""

import regex

from cleaner.detectors import STRONG, Finding
from cleaner.document import Document, Span
from cleaner.shapes import is_prose

# An opening mark, what is quoted, and its closing mark; an opening double mark that is never closed quotes the rest of
# the paragraph, as in quotations of several paragraphs. Single marks must stand at the edges of words.
_QUOTED = regex.compile(r"\"[^\"]*+(?:\"|\Z)|(?<![\p{L}\p{N}])'(?=[\p{L}\p{N}]).{3,400}?(?<=[\p{L}\p{N}.,!?])'(?![\p{L}\p{N}])")
INTRODUCTION = 40
"""Code points from which a line that ends with a colon introduces what follows it, as "The notice read:" does not
stand alone; "Read more:" and "Share this:" are shorter."""


def excuse(document: Document, finding: Finding) -> str | None:
    """Return the name of the first guard that excuses a finding, or None."""
    if finding.evidence is None:
        return None
    index = document.block_at(finding.evidence[0])
    block = document.blocks[index]
    if is_quoted(block, *finding.evidence):
        return "quotation"
    if finding.weight < STRONG and is_reported_speech(block, finding.evidence[0]):
        return "reported speech"
    if is_introduced(document, index):
        return "introduced by the paragraph before"
    if finding.weight < STRONG and finding.opens == "section" and is_subhead(document, index):
        return "subhead followed by prose"
    return None


def is_quoted(block: Span, start: int, end: int) -> bool:
    """Tell whether ``start`` to ``end`` lie inside quotation marks in the block."""
    folded = block.folded
    if '"' not in folded and "'" not in folded:
        return False
    return any(block.original(m.start()) <= start and block.original(m.end()) >= end for m in _QUOTED.finditer(folded))


def is_reported_speech(block: Span, place: int) -> bool:
    """Tell whether the sentence at ``place`` also holds a quotation of some words."""
    sentence = next((s for s in block.sentences if s.start <= place < s.end), block)
    return any(len(m.group()) > 20 for m in _QUOTED.finditer(sentence.folded))


def is_introduced(document: Document, index: int) -> bool:
    """Tell whether the paragraph before ends with a colon, as before a reproduced notice or statement."""
    if index == 0:
        return False
    before = document.blocks[index - 1].folded.rstrip()
    return before.endswith(":") and len(before) >= INTRODUCTION


def is_subhead(document: Document, index: int) -> bool:
    """Tell whether prose follows the block right away."""
    return index + 1 < len(document.blocks) and is_prose(document.blocks[index + 1])
