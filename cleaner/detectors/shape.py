"""Finds lines whose shape gives them away: bare addresses, breadcrumbs, lists of links on one line."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from cleaner.detectors import HINT, WEAK, Finding
from cleaner.document import Document

LONGEST_ITEM = 40
"""Code points of one item of a breadcrumb or of ``A | B | C``; menu items are shorter, clauses are longer."""
LONGEST_LINE = 400
"""Code points of a line that may be nothing but such a shape."""

_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s]+")
_MAIL = re.compile(r"(?:e-?mail: ?)?[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}")
_SEPARATORS = (" | ", " > ", " » ", " › ", " / ", " • ", " · ")
_STEPS = (" > ", " » ", " › ")
"""What parts the items of a breadcrumb, which is certain above everything else; other rows may be routes, places, names."""
_SENTENCE = re.compile(r"[.!?;:]$")


class ShapeDetector:
    """Weak evidence only: each of these shapes also occurs in service journalism, tables and credits."""

    name = "shape"

    def find(self, document: Document, found: Sequence[Finding]) -> Iterator[Finding]:
        """Yield findings for blocks that are nothing but an address, a breadcrumb or a row of items."""
        marked = document.blocks_with(*_SEPARATORS, "@", "://", "www.")
        for index, mark in sorted(marked.items()):
            block = document.blocks[index]
            line = document.text[block.inner : block.end].strip()
            if len(line) > LONGEST_LINE:
                continue
            if _ADDRESS.fullmatch(line):
                yield Finding.of(block, "navigation", "shape-address", HINT, "a bare web address")
            elif "@" in line and _MAIL.fullmatch(line.lower()):
                yield Finding.of(block, "contact", "shape-mail", WEAK, "a bare e-mail address")
            elif mark in _SEPARATORS and is_item_row(line, mark):
                reason = f"short items separated by {mark.strip()!r}"
                row = Finding.of(block, "navigation", "shape-items", WEAK, reason)
                yield replace(row, evidence=(block.inner, block.end)) if index == 0 and mark in _STEPS else row


def is_item_row(line: str, separator: str) -> bool:
    """Tell whether a line is three or more short items without digits or sentences, separated alike; not a table's row."""
    items = line.split(separator)
    return (
        len(items) >= 3
        and not line.startswith("|")
        and all(0 < len(item.strip()) <= LONGEST_ITEM and not _SENTENCE.search(item.strip()) for item in items)
        and not any(c.isdigit() for c in line)
    )
