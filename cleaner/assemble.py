"""Cuts spans out of a text: which spacing goes with them, how the parts tile the text, how what stays is labelled."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

import regex

from cleaner.decide import Decision, Verdict
from cleaner.document import Document, Span
from cleaner.punctuation import LINE_BREAKS
from cleaner.shapes import ends_in_question, is_closed, is_prose

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
    is_open = not is_closed(block) or ends_in_question(block.folded) or block.folded.endswith(("!", '"', "'"))
    if not is_open or len(block.folded) > HEADLINE_LENGTH or len(block.sentences) > 2:
        return False
    return len(blocks) == 1 or any(is_prose(b) for b in blocks[index + 1 : index + 1 + HEADLINE_DISTANCE])


class _Unit(NamedTuple):
    """A block, or a piece of one that is cut; it stays if it has no verdict."""

    start: int
    end: int
    verdict: Verdict | None = None


Cut = tuple[int, int, Verdict]
"""The start and end of a span to cut, with the verdict on it."""


def cut(document: Document, going: Sequence[Verdict]) -> list[Cut]:
    """Return the spans to cut, in order and without overlap, with the spacing that goes too.

    Between two blocks that stay, the wider of the spacings around what went between them is kept. Before the first and after
    the last nothing is kept, except a line break that ended the text before.
    """
    if not going:
        return []
    units = _units(document, going)
    cuts: list[Cut] = []
    for is_going, run in groupby(range(len(units)), lambda index: units[index].verdict is not None):
        if is_going:
            first, *others = run
            cuts.extend(_cut_run(document.text, units, first, others[-1] if others else first))
    return cuts


def _cut_run(text: str, units: Sequence[_Unit], first: int, last: int) -> Iterator[Cut]:
    """Yield the cuts of units that go side by side, each up to where the next one begins."""
    begin, end = _gap(text, units, first, last)
    spaced = _break_inside(text, units, first, last)
    if spaced is not None:
        begin, end = units[first - 1].end, units[last + 1].start
    for index in range(first, last + 1):
        unit = units[index]
        assert unit.verdict is not None
        start = begin if index == first else unit.start
        stop = end if index == last else unit.end if index == spaced else units[index + 1].start
        yield start, stop, unit.verdict


def _units(document: Document, going: Sequence[Verdict]) -> list[_Unit]:
    """Return the document as a row of units, which stay or go."""
    by_block: dict[int, list[Verdict]] = {}
    for verdict in going:
        by_block.setdefault(document.block_at(verdict.start), []).append(verdict)
    units: list[_Unit] = []
    for index, block in enumerate(document.blocks):
        units.extend(
            _pieces(document.text, block, by_block[index]) if index in by_block else [_Unit(block.start, block.end)]
        )
    return units


def _pieces(text: str, block: Span, going: Sequence[Verdict]) -> list[_Unit]:
    """Return a block in pieces that stay or go; the spaces between them are nobody's."""
    position = block.start
    row: list[_Unit] = []
    for verdict in going:
        start, end = _trim(text, position, verdict.start)
        if start < end and verdict.start > block.inner:
            row.append(_Unit(start if position > block.start else position, end))
            position = verdict.start
        row.append(_Unit(position, min(verdict.end, block.end), verdict))
        position = min(verdict.end, block.end)
    start, end = _trim(text, position, block.end)
    if start < end:
        row.append(_Unit(start, block.end))
    else:
        row[-1] = row[-1]._replace(end=block.end)
    if block.inner > block.start and row[0].verdict and any(unit.verdict is None for unit in row):
        # The first sentence goes and another stays: so does the bullet or mark of quoted mail before them.
        row[:1] = [_Unit(block.start, block.inner), row[0]._replace(start=block.inner)]
    return row


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Return ``start`` and ``end`` without the spaces at either edge, entities for spaces included."""
    if match := _SPACES.match(text, start, end):
        start = match.end()
    if match := _SPACES_BEFORE.match(text, start, end):
        end = match.start()
    return start, end


def _gap(text: str, units: Sequence[_Unit], first: int, last: int) -> tuple[int, int]:
    """Return where the cut of units ``first`` to ``last`` begins and ends."""
    above = units[first - 1].end if first else None
    below = units[last + 1].start if last + 1 < len(units) else None
    if above is None and below is None:
        return 0, len(text)
    if above is None:
        return units[first].start, below or 0
    if below is None:
        final = _BREAK.search(text, above, units[first].start) if _BREAK.search(text, units[last].end) else None
        return (final.end() if final else above), len(text)
    if _breaks(text, units[last].end, below) > _breaks(text, above, units[first].start):
        return above, units[last].end
    return units[first].start, below


def _break_inside(text: str, units: Sequence[_Unit], first: int, last: int) -> int | None:
    """Return after which of the units ``first`` to ``last`` the spacing stays, if the ends of two paragraphs stay around them.

    The last sentences of one block go and the first of another: then the break between the two is inside what goes.
    """
    if first == 0 or last + 1 == len(units):
        return None
    if _breaks(text, units[first - 1].end, units[first].start) or _breaks(text, units[last].end, units[last + 1].start):
        return None
    breaks, k = max(((_breaks(text, units[k].end, units[k + 1].start), -k) for k in range(first, last)), default=(0, 0))
    return -k if breaks else None


def _breaks(text: str, start: int, end: int) -> int:
    return sum(1 for _ in _BREAK.finditer(text, start, end))
