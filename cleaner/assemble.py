"""Cuts spans out of a text: which spacing goes with them, how the parts tile the text, how what stays is labelled."""

from collections.abc import Sequence

import regex

from cleaner.decide import Decision, Verdict
from cleaner.document import Document, Span
from cleaner.punctuation import LINE_BREAKS
from cleaner.shapes import is_closed, is_prose

HEADLINE_LENGTH = 200
"""Code points that a headline has at most."""
OWN_SHARE = 0.5
"""Share of a block that must be recognised, or go, for the rest of it to be the same: one sentence is not its paragraph."""
HEADLINE_DISTANCE = 5
"""Blocks below a headline within which prose must begin (standfirst, byline, dateline and caption may lie between)."""

_BREAK = regex.compile(rf"\r\n|[{LINE_BREAKS}]")
_SPACES = regex.compile(r"(?:\s|&nbsp;|&\#160;)++")
_SPACES_BEFORE = regex.compile(r"(?r)(?:\s|&nbsp;|&\#160;)+")


def label_blocks(document: Document, decision: Decision, going: Sequence[Verdict]) -> list[str]:
    """Return the label of each block that stays: what it was recognised as, else headline or body."""
    labels = ["body"] * len(document.blocks)
    recognised = [(f.start, f.end, f.label) for f in decision.recognised]
    for start, end, label in recognised + [(v.start, v.end, v.label) for v in decision.going]:
        index = document.block_at(start)
        block = document.blocks[index]
        is_lead = label == "dateline" and is_prose(block)  # a paragraph that opens with place and agency
        if min(end, block.end) - start >= OWN_SHARE * (block.end - block.start) and not is_lead:
            labels[index] = label
    gone = {v.start for v in going}
    first = next((i for i, block in enumerate(document.blocks) if block.start not in gone), None)
    is_known = document.markup is not None and document.markup.facts.title is not None  # then it is not guessed
    if first is not None and labels[first] == "body" and not is_known and is_headline(document.blocks, first):
        labels[first] = "headline"
    return labels


def is_headline(blocks: Sequence[Span], index: int) -> bool:
    """Tell whether a block at the top reads as a headline: one open line, and prose soon below."""
    block = blocks[index]
    if (
        len(block.folded) > HEADLINE_LENGTH
        or (is_closed(block) and not block.folded.endswith(("?", "!", '"', "'")))
        or len(block.sentences) > 2
    ):
        return False
    return len(blocks) == 1 or any(is_prose(b) for b in blocks[index + 1 : index + 1 + HEADLINE_DISTANCE])


def cut(document: Document, going: Sequence[Verdict]) -> list[tuple[int, int, Verdict]]:
    """Return (start, end, verdict) of each span to cut, in order and without overlap, with the spacing that goes too.

    Between two blocks that stay, the wider of the spacings around what went between them is kept. Before the first and after
    the last nothing is kept, except a line break that ended the text before.
    """
    if not going:
        return []
    text = document.text
    units = _units(document, going)
    cuts: list[tuple[int, int, Verdict]] = []
    i = 0
    while i < len(units):
        if units[i][2] is None:
            i += 1
            continue
        j = i
        while j + 1 < len(units) and units[j + 1][2] is not None:
            j += 1
        begin, end = _gap(text, units, i, j)
        kept = _break_inside(text, units, i, j)
        if kept is not None:
            begin, end = units[i - 1][1], units[j + 1][0]
        for k in range(i, j + 1):
            verdict = units[k][2]
            assert verdict is not None
            stop = end if k == j else units[k][1] if k == kept else units[k + 1][0]
            cuts.append((begin if k == i else units[k][0], stop, verdict))
        i = j + 1
    return cuts


_Unit = tuple[int, int, Verdict | None]


def _units(document: Document, going: Sequence[Verdict]) -> list[_Unit]:
    """Return the document as a row of spans that stay (no verdict) or go: blocks, or the pieces of one that is cut."""
    by_block: dict[int, list[Verdict]] = {}
    for verdict in going:
        by_block.setdefault(document.block_at(verdict.start), []).append(verdict)
    units: list[_Unit] = []
    for index, block in enumerate(document.blocks):
        position = block.start
        row: list[_Unit] = []
        for verdict in by_block.get(index, ()):
            start, end = _trim(document.text, position, verdict.start)
            if start < end and verdict.start > block.inner:
                row.append((start if position > block.start else position, end, None))
                position = verdict.start
            row.append((position, min(verdict.end, block.end), verdict))
            position = min(verdict.end, block.end)
        start, end = _trim(document.text, position, block.end)
        if start < end or position == block.start:
            row.append((start if position > block.start else position, block.end, None))
        elif row:
            row[-1] = (row[-1][0], block.end, row[-1][2])
        if row[0][2] is not None and block.inner > block.start and any(verdict is None for _, _, verdict in row):
            # The first sentence goes and another stays: so does the bullet or mark of quoted mail before them.
            row[:1] = [(block.start, block.inner, None), (block.inner, *row[0][1:])]
        units.extend(row)
    return units


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Return ``start`` and ``end`` without the spaces at either edge, entities for spaces included."""
    if match := _SPACES.match(text, start, end):
        start = match.end()
    if match := _SPACES_BEFORE.match(text, start, end):
        end = match.start()
    return start, end


def _gap(text: str, units: Sequence[_Unit], i: int, j: int) -> tuple[int, int]:
    """Return where the cut of units ``i`` to ``j`` begins and ends."""
    above = units[i - 1][1] if i else None
    below = units[j + 1][0] if j + 1 < len(units) else None
    if above is None and below is None:
        return 0, len(text)
    if above is None:
        return units[i][0], below or 0
    if below is None:
        final = _BREAK.search(text, above, units[i][0]) if _BREAK.search(text, units[j][1]) else None
        return (final.end() if final else above), len(text)
    if _breaks(text, units[j][1], below) > _breaks(text, above, units[i][0]):
        return above, units[j][1]
    return units[i][0], below


def _break_inside(text: str, units: Sequence[_Unit], i: int, j: int) -> int | None:
    """Return after which of the units ``i`` to ``j`` the spacing stays, if the ends of two paragraphs stay around them.

    The last sentences of one block go and the first of another: then the break between the two is inside what goes.
    """
    if i == 0 or j + 1 == len(units):
        return None
    if _breaks(text, units[i - 1][1], units[i][0]) or _breaks(text, units[j][1], units[j + 1][0]):
        return None
    breaks, k = max(((_breaks(text, units[k][1], units[k + 1][0]), -k) for k in range(i, j)), default=(0, 0))
    return -k if breaks else None


def _breaks(text: str, start: int, end: int) -> int:
    return sum(1 for _ in _BREAK.finditer(text, start, end))
