"""Finds lines whose shape gives them away: bare addresses, breadcrumbs, lists of links on one line."""

from collections.abc import Iterator, Sequence

import regex

from cleaner.detectors import WEAK, Finding
from cleaner.document import Document

LONGEST_ITEM = 40
"""Code points of one item of a breadcrumb or of ``A | B | C``; menu items are shorter, clauses are longer."""

_ADDRESS = regex.compile(r"(?:https?://|www\.)[^\s]+")
_MAIL = regex.compile(r"(?:e-?mail: ?)?[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}")
_SEPARATORS = (" | ", " > ", " » ", " › ", " / ", " • ", " · ")
_SENTENCE = regex.compile(r"[.!?;:]$")


class ShapeDetector:
    """Weak evidence only: each of these shapes also occurs in service journalism, tables and credits."""

    name = "shape"

    def find(self, document: Document, found: Sequence[Finding]) -> Iterator[Finding]:
        """Yield findings for blocks that are nothing but an address, a breadcrumb or a row of items."""
        text = document.text
        separators = [s for s in _SEPARATORS if s in text]
        if not separators and "@" not in text and "://" not in text and "www." not in text:
            return
        for block in document.blocks:
            if block.end - block.start > 400:
                continue
            line = text[block.inner : block.end].strip()
            if _ADDRESS.fullmatch(line):
                yield Finding(block.start, block.end, "navigation", "shape-address", WEAK, "a bare web address")
            elif "@" in line and _MAIL.fullmatch(line.lower()):
                yield Finding(block.start, block.end, "contact", "shape-mail", WEAK, "a bare e-mail address")
            else:
                for separator in separators:
                    if is_item_row(line, separator):
                        yield Finding(block.start, block.end, "navigation", "shape-items", WEAK, f"short items separated by {separator.strip()!r}")
                        break


def is_item_row(line: str, separator: str) -> bool:
    """Tell whether a line is three or more short items without digits or sentences, separated alike; not a table's row."""
    items = line.split(separator)
    return (
        len(items) >= 3
        and not line.startswith("|")
        and all(0 < len(item.strip()) <= LONGEST_ITEM and not _SENTENCE.search(item.strip()) for item in items)
        and not any(c.isdigit() for c in line)
    )
