"""Splits a text once into blocks and sentences: views (start, end) of the input, which is never changed.

A block is a line or, in hard-wrapped text, a paragraph; in a text that is one single line it is a sentence, so that
cleaning works there sentence by sentence. Offsets are code points of the input.
"""

import bisect
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import pairwise
from typing import Any

from cleaner.fold import UNSPACED, fold, fold_level
from cleaner.markup import NOTHING, Features, Markup
from cleaner.punctuation import CLOSERS, ENDS, LINE_BREAKS, SPACED_ENDS, WIDE_ENDS

WRAP_COLUMNS = (40, 100)
"""A text whose longest line is within these columns may be hard-wrapped; common widths are 60 to 80 and quoting adds."""

_NEWLINE = re.compile(rf"\r\n|[{LINE_BREAKS}]")
_BLANK = re.compile(r"[\s\x1c-\x1f>\u200b\u2060\ufeff]*")
# What may stand before the words of a line: byte order mark, spaces, quoted-mail marks, one bullet.
_PREFIX = re.compile(r"[\s\ufeff\u200b]*+(?:>[ \t]?)*+[\s]*+(?:[-*+•·▪▫‣◦●○■□–—✓➤►▶→]\s++)?")

# The end of a sentence: a terminator with what closes after it, then a space (none in Chinese and Japanese), then the
# beginning of another: a capital, a letter without case, a digit, or what opens one. `closed` finds the end of a
# sentence that stands in brackets, as agency credits do.
_CLOSERS = rf"(?:[{CLOSERS}]|&(?:quot|rdquo|rsquo|raquo|#8217|#8221|#x201[9d]);)*+"
_SENTENCE_END = re.compile(
    rf"(?P<stop>(?<![{SPACED_ENDS}])[{SPACED_ENDS}]++|&hellip;){_CLOSERS}(?P<gap>(?:\s|&nbsp;|&\#160;)++)(?=[^\s,;:.!?)\]}}%/])"
    rf"|(?P<cjk>(?<![{WIDE_ENDS}])[{WIDE_ENDS}]++){_CLOSERS}\s*+(?=\S)"
)
_TERMINATOR = re.compile(rf"[{SPACED_ENDS}]++|[{WIDE_ENDS}]++|&")
"""Where a match of _SENTENCE_END may begin; quicker to find, as all of them are single characters."""
_STOP = re.compile(rf"[{SPACED_ENDS})][{CLOSERS}]*(?:\s|&)|[{WIDE_ENDS}&]")
_ENDED = re.compile(rf"[{ENDS}][{CLOSERS}\s]*$")
_CLOSED = re.compile(r"\([^()\n]{2,60}\)\s+(?=[^\W_]|[\"'“‘«(])")
_ABBREVIATION = re.compile(
    r"(?<![^\s(\"'“‘-])(?:[^\W\d_]|(?:[^\W\d_]\.)+[^\W\d_]|mr|mrs|ms|dr|st|jr|sr|no|vs|prof|gen|sen|rep|gov|col|sgt|capt|lt|rev|hon|"
    r"inc|ltd|co|corp|dept|est|approx|fig|vol|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|bzw|ca|nr|str|dipl|ott|sett|janv|févr|juil|fot|zdj|oprac|tłum|godz|tzn|tzw|mgr|mudr|např|tzv|resp|tel|tlf|dhr|mevr|drs|evtl|ggf|inkl|vgl|núm|pág|"
    r"mme|mlle|sra|srta|dott|ing|ул|им|гг|тыс|млн|млрд|руб|стр|тел|ред)$",
    re.IGNORECASE,
)
_DAY = re.compile(r"(?<!\d)\d{1,2}$")
_MONTH = re.compile(
    r"(?:Jan(?:uar)?|Jänner|Feb(?:ruar)?|März|Apr(?:il)?|Mai|Juni?|Juli?|Aug(?:ust)?|Sep(?:tember)?|Okt(?:ober)?|Nov(?:ember)?|Dez(?:ember)?)\b"
)
_WORD = re.compile(r"[^\W_]")

CAPITALS = 0.8
"""Share of lines beginning with a capital letter above which they are verse, a list or a table rather than wrapped:
even in German, whose nouns have capitals, half the lines of a paragraph begin with none."""


class Span:
    """A view of the input: ``text[start:end]`` with its folded form; a block, or a sentence of one.

    ``inner`` is where its words begin, after quoted-mail marks and a bullet. All three are code points of the input.
    """

    __slots__ = ("_folded", "_offsets", "_sentences", "_starts", "_text", "end", "inner", "start")

    def __init__(self, text: str, start: int, end: int, inner: int | None = None) -> None:
        self._text = text
        self.start = start
        self.end = end
        if inner is None and text[start].isalnum():
            inner = start
        elif inner is None:
            inner = _inner(text, start, end)
        self.inner = inner
        self._folded: str | None = None
        self._offsets: list[int] | None = None
        self._sentences: list[Span] | None = None
        self._starts: list[int] | None = None

    def __repr__(self) -> str:
        return f"Span({self.start}, {self.end}, {self.text!r})"

    @property
    def text(self) -> str:
        """The span's own slice of the input, unchanged."""
        return self._text[self.start : self.end]

    @property
    def folded(self) -> str:
        """What patterns see of it: folded, without quoted-mail marks, bullet and outer spaces."""
        if self._folded is None:
            self._folded, self._offsets = fold(self._text[self.inner : self.end].rstrip())
        return self._folded

    @property
    def is_level(self) -> bool:
        """Whether folding keeps every offset, so that ``folded`` is as long as the words."""
        _ = self.folded
        return self._offsets is None

    def position(self, offset: int) -> int:
        """Return the position in ``folded`` of an offset in the input that lies in the span."""
        length = len(self.folded)
        return (
            min(length, max(0, offset - self.inner))
            if self._offsets is None
            else min(length, bisect.bisect_left(self._offsets, offset - self.inner))
        )

    def sentences_at(self, offsets: Iterable[int]) -> list["Span"]:
        """Return the sentences in which the offsets of the input lie, in order."""
        sentences = self.sentences
        if len(sentences) == 1:
            return sentences
        if self._starts is None:
            self._starts = [sentence.start for sentence in sentences]
        starts = self._starts
        return [sentences[i] for i in sorted({max(0, bisect.bisect_right(starts, offset) - 1) for offset in offsets})]

    @property
    def is_item(self) -> bool:
        """Whether a bullet stands before its words."""
        return self._text[self.start : self.inner].strip(" \t>\ufeff\u200b") != ""

    def original(self, position: int) -> int:
        """Return the offset in the input of a position in ``folded``."""
        _ = self.folded
        return self.inner + (position if self._offsets is None else self._offsets[position])

    @property
    def is_plainly_one_sentence(self) -> bool:
        """Whether nothing inside it could end a sentence; quicker than to look for sentences."""
        return _STOP.search(self._text, self.inner, self.end - 1) is None

    @property
    def sentences(self) -> list["Span"]:
        """The sentences of a block, in order; a sentence ends before the space that follows it."""
        if self._sentences is None:
            if self.is_plainly_one_sentence:
                self._sentences = [self]
                return self._sentences
            bounds = list(sentence_bounds(self._text, self.inner, self.end))
            self._sentences = [self] if len(bounds) < 2 else [self._sentence(s, e) for s, e in bounds]
        return self._sentences

    def _sentence(self, start: int, end: int) -> "Span":
        """Return a sentence; where folding keeps every offset it is folded already."""
        sentence = Span(self._text, start, end, start)
        if self._folded is not None and self._offsets is None:
            sentence._folded = self._folded[start - self.inner : end - self.inner].rstrip()
        return sentence


def sentence_bounds(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each sentence of ``text[start:end]``, without the spaces between them.

    Too many sentences do no harm, too few hide a prompt behind the paragraph it is glued to; so in doubt this splits,
    except after initials and the commonest abbreviations.
    """
    begin, position = start, start
    while True:
        if (
            text.startswith("(", begin)
            and position == begin
            and (closed := _CLOSED.match(text, begin, end))
            and not text[closed.end()].islower()
        ):
            yield begin, begin + len(closed.group().rstrip())
            begin = position = closed.end()
            continue
        match = _sentence_end(text, position, end)
        if match is None:
            break
        position = match.end()
        if match["gap"] and text[position].islower():
            continue
        stop = match.start("gap") if match["gap"] else match.end()
        if match["stop"] == "." and (
            _ABBREVIATION.search(text, max(begin, match.start() - 12), match.start())
            or (_MONTH.match(text, position) and _DAY.search(text, max(begin, match.start() - 3), match.start()))
        ):
            continue
        if _WORD.search(text, begin, stop):
            yield begin, begin + len(text[begin:stop].rstrip())
            begin = position
    if begin < end and text[begin:end].strip():
        yield begin, begin + len(text[begin:end].rstrip())


def _sentence_end(text: str, position: int, end: int) -> "re.Match[str] | None":
    """Return the first match of _SENTENCE_END from ``position`` on."""
    while terminator := _TERMINATOR.search(text, position, end):
        if match := _SENTENCE_END.match(text, terminator.start(), end):
            return match
        position = terminator.end()
    return None


def fold_together(spans: list[Span]) -> list[str]:
    """Return the folded text of each span; folding them in one go is several times quicker than one by one."""
    fresh = [span for span in spans if span._folded is None]
    texts = [span._text[span.inner : span.end].rstrip() for span in fresh]
    joined = "\n".join(texts)
    level = None if "\r" in joined or joined.count("\n") >= len(texts) else fold_level(joined)
    if level is not None:
        for span, folded in zip(fresh, level.split("\n"), strict=True):
            span._folded = folded
    return [span.folded for span in spans]


class Document:
    """One text, split once. ``blocks`` are its blocks in order, blank lines left out.

    ``url`` is where it was found, ``language`` what the caller says it is written in; both may be unknown.
    ``blocks``, if the caller knows them, are (start, end) of each block: the regions of a page. ``markup`` is what the
    HTML said, from which the text was extracted; None for text of which no HTML is known. ``memory`` is what detectors
    keep for the next pass over what is left of the same text; empty at first.
    """

    def __init__(
        self,
        text: str,
        url: str | None = None,
        language: str | None = None,
        blocks: Iterable[tuple[int, int]] | None = None,
        markup: Markup | None = None,
        memory: dict[object, Any] | None = None,
    ) -> None:
        self.text = text
        self.memory = {} if memory is None else memory
        self.markup = markup
        self.url = url
        self.language = language
        self.blocks: list[Span]
        if blocks is not None:
            self.is_single_line = self.is_plain = False
            self.blocks = [Span(text, s, e, s) for s, e in blocks]
            return
        self._lines = line_bounds(text)
        full = [(s, e) for s, e in self._lines if e > s and (text[s].isalnum() or _BLANK.fullmatch(text, s, e) is None)]
        self.is_single_line = len(full) == 1
        self.is_plain = True  # blocks are slices without line breaks in them
        if self.is_single_line:
            self.blocks = _sentence_blocks(text, *full[0])
        elif is_hard_wrapped(text, full):
            self.is_plain = False
            self.blocks = [Span(text, s, e) for s, e in paragraph_bounds(text, full, _width(full))]
        else:
            self.blocks = [Span(text, s, e) for s, e in full]

    @cached_property
    def starts(self) -> list[int]:
        """The start of each block, for looking one up by offset."""
        return [block.start for block in self.blocks]

    def features(self, block: Span) -> Features:
        """Return what the markup said about a block; no links, elements and hints if no HTML is known."""
        return self.markup.at(block.start, block.end) if self.markup else NOTHING

    def block_at(self, offset: int) -> int:
        """Return the index of the block that holds ``offset``, or of the last one before it."""
        return max(0, bisect.bisect_right(self.starts, offset) - 1)


def line_bounds(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of each line without its terminator."""
    bounds = []
    start = 0
    if "\r" in text or "\x85" in text or "\u2028" in text or "\u2029" in text:
        for match in _NEWLINE.finditer(text):
            bounds.append((start, match.start()))
            start = match.end()
        bounds.append((start, len(text)))
    else:
        for line in text.split("\n"):
            end = start + len(line)
            bounds.append((start, end))
            start = end + 1
    return bounds


LONG_LINE = 0.6
"""Share of the longest line from which a line that no full stop ends should have been ended by the column: shorter ones
are headings, items, names."""
SOFT = 0.7
"""Share of such lines that must have been ended by the column, so that two headlines in a text do not matter."""

MANY_SOFT, CERTAIN = 5, 0.9
"""So many such lines, nearly all ended by the column, are no verse, whatever letters lines begin with."""


def is_hard_wrapped(text: str, lines: list[tuple[int, int]]) -> bool:
    """Tell whether lines end where a column was reached: the next line's first word would not have fitted.

    ``lines`` are the bounds of lines that are not blank. Judged are lines of some length in which no sentence ends.
    Verse, lists and tables do not meet this: their lines end for another reason, so most of them could have taken the
    next word.
    """
    narrow, wide = WRAP_COLUMNS
    if len(lines) < 3 or not narrow <= _width(lines) <= wide:
        return False
    width = _width(lines)
    joints = [
        _is_soft_break(text, upper, lower, width)
        for upper, lower in pairwise(lines)
        if _adjacent(text, upper, lower)
        and upper[1] - upper[0] >= LONG_LINE * width
        and not _ENDED.search(text, upper[1] - 8, upper[1])
    ]
    soft = sum(joints)
    if soft < 2 or soft < SOFT * len(joints):
        return False
    capitals = sum(text[_inner(text, s, e)].isupper() for s, e in lines if _inner(text, s, e) < e)
    return capitals <= CAPITALS * len(lines) or text.isupper() or (soft >= MANY_SOFT and soft >= CERTAIN * len(joints))


def _inner(text: str, start: int, end: int) -> int:
    """Return where the words of a line begin."""
    prefix = _PREFIX.match(text, start, end)
    return prefix.end() if prefix else start


def _width(lines: list[tuple[int, int]]) -> int:
    return max(e - s for s, e in lines)


def _adjacent(text: str, upper: tuple[int, int], lower: tuple[int, int]) -> bool:
    """Tell whether two lines follow each other without a blank line between."""
    return lower[0] - upper[1] <= 2 and text[upper[1] : lower[0]] in {"\n", "\r", "\r\n", "\x85", "\u2028", "\u2029"}


def _is_soft_break(text: str, upper: tuple[int, int], lower: tuple[int, int], width: int) -> bool:
    """Tell whether the first word of ``lower`` would not have fitted at the end of ``upper``."""
    begin = _inner(text, *lower)
    if re.search(r"[^\s>\ufeff\u200b]", text[lower[0] : begin]):
        return False  # a bullet begins a block of its own
    word = text[begin : lower[1]].split(None, 1)
    if word and UNSPACED.match(word[0]):
        return False  # without spaces there is no word that would have fitted or not
    return bool(word) and len(text[upper[0] : upper[1]].rstrip()) + 1 + len(word[0]) > width


def _sentence_blocks(text: str, start: int, end: int) -> list[Span]:
    """Return the sentences of a single line as blocks; the first owns the line's prefix."""
    inner = _inner(text, start, end)
    bounds = list(sentence_bounds(text, inner, end)) or [(inner, end)]
    blocks = [Span(text, s, e, s) for s, e in bounds]
    blocks[0] = Span(text, start, blocks[0].end, inner)
    return blocks


def paragraph_bounds(text: str, lines: list[tuple[int, int]], width: int) -> list[tuple[int, int]]:
    """Return (start, end) of runs of lines, none of them blank, joined where they were broken at ``width`` code points."""
    bounds: list[tuple[int, int]] = []
    for i, line in enumerate(lines):
        if i and _adjacent(text, lines[i - 1], line) and _is_soft_break(text, lines[i - 1], line, width):
            bounds[-1] = (bounds[-1][0], line[1])
        else:
            bounds.append(line)
    return bounds
