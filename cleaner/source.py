"""Walks the tree of a page once: its text in order, and for each line of an extracted text where it came from."""

from __future__ import annotations

import bisect
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import accumulate, islice, pairwise
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from cleaner.document import Span
from cleaner.hints import hints
from cleaner.markup import Features
from cleaner.shapes import PROSE_LENGTH, is_prose

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MOST_LINKS = 0.5
"""Share of a paragraph inside links up to which it is put back; teasers are links as a whole."""
SHORTEST = 20
"""Code points of an item of a list that is put back."""
FEWEST = 2
"""Lines that are put back in one place; a single one is a caption, a notice or a teaser more often than a paragraph."""
MOST_SEARCHES = 1000
"""Lines that are looked for in the page as a whole, since they do not stand where the one before them does."""
MOST = 0.5
"""Share of the extracted text above which the element that holds it is the article or holds it, whatever its name."""

NEARLY_ALL = 0.95
"""Share of the extracted text that the smallest element must hold to be the article's."""
STANDFIRST = 30
"""Code points, spaces aside, of the shortest description that is looked for above the article."""

# Elements that say something about the text in them.
# fmt: off
_TELLING = frozenset((
    "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "q", "pre", "figure", "figcaption", "caption", "table",
    "aside", "nav", "footer", "header", "address", "time", "details",
))
# Elements whose ids are names; those of headings and sections are often made of their words.
_BOXES = frozenset(("div", "aside", "footer", "form", "nav", "ul", "ol", "dl", "table"))
# Elements whose text is not on the page.
_UNSEEN = frozenset(("head", "script"))
# Elements that stand in a line of text.
_INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
    "input", "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time",
    "tt", "u", "var", "wbr",
))
# fmt: on
_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
_STOPS = ".…"
_BESIDE = frozenset(
    ("aside", "nav", "footer", "header", "figure", "figcaption", "caption", "table", "address", "blockquote")
)


class Found(NamedTuple):
    """A line of an extracted text, (start, end), and its place in the page, (begin, stop), counted without spaces."""

    start: int
    end: int
    begin: int
    stop: int


class _Place:
    """An element with text, and which part of the page's text it holds."""

    __slots__ = ("element", "end", "parent", "start", "tag")

    def __init__(self, parent: _Place | None, element: HtmlElement, tag: str, start: int) -> None:
        self.parent = parent
        self.element = element
        self.tag = tag
        self.start = self.end = start

    @property
    def hints(self) -> frozenset[str]:
        """The labels that the names of the element suggest."""
        get = self.element.get
        names = [get("class"), get("itemprop"), get("role"), get("id") if self.tag in _BOXES else None]
        if get("hidden") is not None or "display:none" in get("style", "").replace(" ", ""):
            names.append("is hidden")
        known = " ".join(name for name in names if name)
        return hints(known) if known else frozenset()

    def outwards(self) -> Iterator[_Place]:
        """Yield the element and those round it."""
        place: _Place | None = self
        while place is not None:
            yield place
            place = place.parent


class PageText:
    """The text of a page in pieces, each with the element that holds it.

    Places in it count code points without spaces, as extraction puts in spaces of its own. ``depth`` is that of the
    deepest element.
    """

    def __init__(self, tree: HtmlElement) -> None:
        self._pieces: list[str] = []
        self._starts: list[int] = []
        self._places: list[_Place] = []
        self._linked: list[bool] = []
        self._breaks: list[bool] = []  # whether a line begins with the piece
        self.depth = 0
        place = _Place(None, tree, "", 0)
        position = depth = links = 0
        is_broken = True
        squeezed = []
        walk = etree.iterwalk(tree, events=("start", "end"))
        for event, element in walk:
            tag = element.tag
            if tag not in _INLINE:
                is_broken = True
            if event == "start":
                place = _Place(place, element, tag, position)
                depth += 1
                if tag == "a":
                    links += 1
                elif tag in _UNSEEN:
                    walk.skip_subtree()
                    continue
                text = element.text
            else:
                place.end = position
                if depth > self.depth:
                    self.depth = depth
                depth -= 1
                if tag == "a":
                    links -= 1
                place = place.parent or place
                text = element.tail
            if text and not text.isspace():
                piece = "".join(text.split())
                if not piece.isascii():
                    piece = unicodedata.normalize("NFC", piece)
                squeezed.append(piece)
                self._pieces.append(text)
                self._starts.append(position)
                self._places.append(place)
                self._linked.append(links > 0)
                self._breaks.append(is_broken)
                position += len(piece)
                is_broken = False
        self._squeezed = "".join(squeezed)

    @cached_property
    def text(self) -> str:
        """The text of the whole page, a block a line, spaces as a browser shows them."""
        lines: list[list[str]] = []
        for piece, is_broken in zip(self._pieces, self._breaks, strict=True):
            if is_broken:
                lines.append([])
            lines[-1].append(piece)
        return "\n".join(" ".join("".join(line).split()) for line in lines)

    @cached_property
    def prose(self) -> int:
        """The code points of the lines that may be paragraphs: long and hardly linked."""
        return sum(
            stop - begin
            for begin, stop, first, last in self._lines()
            if stop - begin >= PROSE_LENGTH and not self._linked[first]
        )

    def find(self, text: str) -> list[Found]:
        """Return where in the page the lines of an extracted text stand, in order of the text; without those not found."""
        found: list[Found] = []
        cursor = start = missed = 0
        for line in text.split("\n"):
            key = _squeeze(line)
            if key:
                place = self._squeezed.find(key, cursor)
                if place < 0 and missed < MOST_SEARCHES:
                    place = self._squeezed.find(key)
                    missed += 1
                if place >= 0:
                    cursor = place + len(key)
                    found.append(Found(start, start + len(line), place, cursor))
            start += len(line) + 1
        return found

    def features(self, found: Sequence[Found]) -> list[tuple[int, int, Features]]:
        """Return (start, end, features) of each line that was found."""
        extracted = _Extent(found)
        end = self._end(extracted)
        return [
            (f.start, f.end, replace(said, is_below=True) if f.begin >= end else said)
            for f in found
            for said in (self._features(f.begin, f.stop, extracted),)
        ]

    def _end(self, extracted: _Extent) -> int:
        """Return where the smallest element ends that holds nearly all of the extracted text."""
        index = bisect.bisect_right(self._starts, extracted.middle) - 1
        place: _Place | None = self._places[index] if self._places else None
        while place is not None and extracted.share(place.start, place.end) < NEARLY_ALL:
            place = place.parent
        return place.end if place else len(self._squeezed)

    def standfirst(self, text: str, found: Sequence[Found], descriptions: Sequence[str]) -> list[tuple[int, str]]:
        """Return the page's description as it is printed above the article, with its offset, if extraction left it out.

        A description that ends in an ellipsis is the beginning of what is printed there.
        """
        known = "".join(text.split())
        wanted = []
        for description in descriptions:
            start = _squeeze(description)
            if len(start) >= STANDFIRST and start.rstrip(_STOPS) not in known:
                wanted.append((start.rstrip(_STOPS), start.endswith(("…", "..."))))
        first = min((f for f in found if f.stop - f.begin >= PROSE_LENGTH), key=lambda f: f.begin, default=None)
        if not wanted or first is None:
            return []
        for begin, stop, piece, last in self._lines():
            if begin >= first.begin:
                break
            for start, is_cut in wanted:
                if not self._squeezed.startswith(start, begin, stop):
                    continue
                is_whole = self._squeezed[begin:stop].rstrip(_STOPS) == start
                if (is_cut or is_whole) and "ui" not in self._features(begin, stop, _Extent(found)).hints:
                    return [(first.start, " ".join("".join(self._pieces[piece:last]).split()))]
        return []

    def left_out(self, text: str, found: Sequence[Found]) -> list[tuple[int, str]]:
        """Return paragraphs between extracted ones that were left out, each with the offset of the line that it precedes.

        Extraction prunes elements for their names, such as ``share-quote``, and for their links. What is returned reads as
        prose, has hardly any links, and is not in an element that is hidden or, by kind or name, beside the article.
        """
        extracted = _Extent(found)
        order = sorted(found, key=lambda f: f.begin)
        begins = [f.begin for f in order]
        known = "".join(text.split())
        gaps: dict[Found, list[str]] = {}
        counts: Counter[Found] = Counter()  # of lines that are no headings
        heading: str | None = None
        for begin, stop, first, last in self._lines():
            index = bisect.bisect_right(begins, begin) - 1
            if index < 0 or index + 1 == len(order) or order[index].stop > begin or order[index + 1].begin < stop:
                heading = None
                continue
            line = " ".join("".join(self._pieces[first:last]).split())
            span = Span(line, 0, len(line))
            tags = {place.tag for place in islice(self._places[first].outwards(), 4)}
            is_heading = bool(tags & _HEADINGS)
            is_item = "li" in tags and len(line) >= SHORTEST
            if not (is_heading or is_item or is_prose(span)) or self._squeezed[begin:stop] in known:
                continue
            said = self._features(begin, stop, extracted)
            if said.links > MOST_LINKS or said.hints or said.elements & _BESIDE:
                continue
            if is_heading:
                heading = line
            else:
                gaps.setdefault(order[index], []).extend(put for put in (heading, line) if put)
                counts[order[index]] += 1
                heading = None
        return [
            (found.end + 1, line)
            for found, lines in gaps.items()
            if counts[found] >= FEWEST and found.end < len(text)
            for line in lines
        ]

    def _lines(self) -> Iterator[tuple[int, int, int, int]]:
        """Yield where each line of the page begins and ends, and its first piece and the one after its last."""
        firsts = [i for i, is_broken in enumerate(self._breaks) if is_broken]
        for first, last in pairwise([*firsts, len(self._breaks)]):
            yield (
                self._starts[first],
                self._starts[last] if last < len(self._starts) else len(self._squeezed),
                first,
                last,
            )

    def _features(self, start: int, end: int, extracted: _Extent) -> Features:
        first = bisect.bisect_right(self._starts, start) - 1
        last = bisect.bisect_left(self._starts, end)
        bounds = [*self._starts[first:last], end]
        linked = sum(
            min(end, bounds[i + 1]) - max(start, bounds[i]) for i in range(last - first) if self._linked[first + i]
        )
        elements = set()
        suggested: set[str] = set()
        is_box = True  # what holds most of the text is none, nor is what is round it
        for place in self._places[first].outwards():
            if place.end >= end:
                if place.tag in _TELLING:
                    elements.add(place.tag)
                is_box = is_box and extracted.share(place.start, place.end) <= MOST
                if is_box:
                    suggested |= place.hints
        return Features(linked / (end - start), frozenset(elements), frozenset(suggested))


class _Extent:
    """How much of the extracted text lies where in the page."""

    def __init__(self, found: Sequence[Found]) -> None:
        places = sorted((f.begin, f.stop) for f in found)
        self._starts = [begin for begin, _ in places]
        self._sums = [0, *accumulate(stop - begin for begin, stop in places)]

    @property
    def middle(self) -> int:
        """Where the line begins that holds the middle of the text."""
        return self._starts[bisect.bisect_left(self._sums, self._sums[-1] / 2, 1) - 1] if self._starts else 0

    def share(self, start: int, end: int) -> float:
        held = self._sums[bisect.bisect_left(self._starts, end)] - self._sums[bisect.bisect_left(self._starts, start)]
        return held / (self._sums[-1] or 1)


def _squeeze(line: str) -> str:
    """Return a line of trafilatura's without spaces and without what it adds: the marks of lists and tables."""
    return "".join((line.replace("|", "") if line.startswith("|") else line.removeprefix("- ")).split())
