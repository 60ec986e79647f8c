"""What cleaning a text gives: the text that stays, what went and why. Replays, explains and serialises itself."""

import bisect
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import Any

from cleaner.assemble import Cut, label_blocks
from cleaner.decide import Decision, Verdict
from cleaner.document import Document
from cleaner.markup import NO_FACTS, Facts


@dataclass(frozen=True, slots=True)
class Removal:
    """A span of the input that went (or nearly did), in code points, with the rule that took it.

    ``text`` is ``input[start:end]``, spacing that went with it included; ``score`` is the evidence (see cleaner.decide).
    """

    start: int
    end: int
    text: str
    label: str
    rule: str
    reason: str
    score: float

    @classmethod
    def of(cls, verdict: Verdict, source: str, start: int, end: int) -> "Removal":
        """Return the removal of ``source[start:end]`` by a verdict on it, or on more."""
        return cls(start, end, source[start:end], verdict.label, verdict.rule, verdict.reason, verdict.score)

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as JSON-able values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Part:
    """A span of the input, in code points, with the label of what it is. All parts together tile the input."""

    start: int
    end: int
    label: str
    kept: bool
    text: str


class View:
    """An input text and what is left of it: spans of the input that stay, and the removals in between."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.text = source
        self.removals: list[Removal] = []
        self.kept = [(0, len(source))]
        self._positions: list[int] | None = None  # where each kept span begins in `text`

    def remove(self, cuts: Sequence[Cut]) -> None:
        """Remove spans of ``text`` as it is now: in order, without overlap."""
        for start, end, verdict in cuts:
            self.removals += [Removal.of(verdict, self.source, s, e) for s, e in self.original(start, end)]
        self.removals.sort(key=lambda removal: removal.start)
        kept = []
        position = 0
        for removal in self.removals:
            if removal.start > position:
                kept.append((position, removal.start))
            position = removal.end
        self.kept = [*kept, (position, len(self.source))] if position < len(self.source) else kept
        self._positions = None
        self.text = "".join(self.source[s:e] for s, e in self.kept)

    def original(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the spans of the input that ``text[start:end]`` is made of."""
        if self._positions is None:
            self._positions = [0, *accumulate(e - s for s, e in self.kept)]
        for index in range(max(0, bisect.bisect_right(self._positions, start) - 1), len(self.kept)):
            position = self._positions[index]
            if position >= end:
                return
            s, e = self.kept[index]
            low, high = max(start, position), min(end, position + e - s)
            if low < high:
                yield s + low - position, s + high - position


@dataclass(frozen=True, eq=False)
class Result:
    """The outcome for one text. Two results are equal if they are the same one; compare ``to_dict()`` for what they say.

    ``text`` is what stays; ``removals`` are the spans that went, in order and without overlap: :func:`replay` rebuilds
    ``text`` from the input and them. ``parts`` tile the input. ``near_misses`` are spans that were nearly removed, with
    what spared them in ``reason``. ``is_page`` tells whether the text was taken for a whole page, of which only the
    article stays. ``note`` says why an HTML page gave no text or how its text was obtained, or that a text was left as
    it was since cleaning it came to no end. All offsets are code points of ``source``.
    """

    _view: View = field(repr=False)
    _document: Document = field(repr=False)  # of the text that stays
    _decision: Decision = field(repr=False)
    _near_misses: Sequence[Verdict] = field(repr=False)
    _language: str | None = field(repr=False)
    is_page: bool = False
    note: str | None = None

    def __repr__(self) -> str:
        return f"Result({shorten(self.text, 40)!r}, {len(self.removals)} removals)"

    @property
    def text(self) -> str:
        """What stays."""
        return self._view.text

    @property
    def source(self) -> str:
        """What was cleaned: the text that was given, or that was extracted from HTML; offsets are places in it."""
        return self._view.source

    @cached_property
    def removals(self) -> tuple[Removal, ...]:
        """The spans that went."""
        return tuple(self._view.removals)

    @cached_property
    def near_misses(self) -> tuple[Removal, ...]:
        """The spans that stayed although something spoke for removing them."""
        source = self._view.source
        starts = [removal.start for removal in self.removals]
        ends = [0, *(removal.end for removal in self.removals)]  # of the removal before each place in `starts`
        return tuple(
            Removal.of(v, source, v.start, v.end)
            for v in self._near_misses
            if v.start >= ends[bisect.bisect_right(starts, v.start)]
        )

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Every span of the input with its label, kept or not, in order."""
        document, source = self._document, self._view.source
        labels = label_blocks(document, self._decision, ())
        starts = (
            [0, *(block.start for block in document.blocks[1:]), len(document.text)]
            if document.blocks
            else [0, len(document.text)]
        )
        kept = [
            Part(s, e, label, True, source[s:e])
            for label, start, end in zip(labels or ["body"], starts, starts[1:], strict=False)
            for s, e in self._view.original(start, end)
        ]
        gone = [Part(r.start, r.end, r.label, False, r.text) for r in self.removals]
        return tuple(sorted([*kept, *gone], key=lambda part: part.start))

    def _part(self, label: str) -> str | None:
        texts = [part.text.strip() for part in self.parts if part.kept and part.label == label]
        return "\n".join(texts) if texts else None

    @property
    def _facts(self) -> Facts:
        return self._document.markup.facts if self._document.markup else NO_FACTS

    @property
    def headline(self) -> str | None:
        """The headline, if one was recognised or the head of the HTML page gives it."""
        return self._part("headline") or self._facts.title

    @property
    def byline(self) -> str | None:
        """The lines that name authors, if any were recognised, or the authors that the head of the HTML page gives."""
        return self._part("byline") or self._facts.author

    @property
    def body(self) -> str:
        """The paragraphs that are neither headline, byline, dateline, caption nor credit, with their spacing."""
        return "".join(part.text for part in self.parts if part.kept and part.label == "body").strip()

    @cached_property
    def language(self) -> str | None:
        """The code of the language of ``text``, without region, as the caller said or langdetect finds; None if it cannot be told.

        langdetect is loaded when this is first asked for (0.8 s) and takes about 10 ms a text.
        """
        from cleaner.language import detect

        return self._language or detect(self.text)

    def explain(self) -> str:
        """Return one line a removal: offsets, label, rule, why, and the beginning of what went; before them the note."""
        notes = [f"note: {self.note}"] if self.note else []
        lines = [f"{r.start}-{r.end} {r.label} [{r.rule}] {r.reason}: {shorten(r.text)}" for r in self.removals]
        return "\n".join([*notes, *(lines or ["nothing removed"])])

    def to_dict(self) -> dict[str, Any]:
        """Return text, removals and near misses as JSON-able values; offsets are code points of the input."""
        return {
            "text": self.text,
            "headline": self.headline,
            "byline": self.byline,
            "is_page": self.is_page,
            "note": self.note,
            "removals": [removal.to_dict() for removal in self.removals],
            "near_misses": [miss.to_dict() for miss in self.near_misses],
        }


def spans(removals: Sequence[Removal]) -> list[dict[str, Any]]:
    """Return start, end, label and rule of each removal, as data sets hold them."""
    return [{"start": r.start, "end": r.end, "label": r.label, "rule": r.rule} for r in removals]


def shorten(text: str, width: int = 70) -> str:
    r"""Return ``text`` on one line of at most ``width`` code points.

    >>> shorten("This website\n  uses cookies", 12)
    'This website…'
    """
    line = " ".join(text.split())
    return line if len(line) <= width else line[:width].rstrip() + "…"


def replay(text: str, removals: Sequence[Removal]) -> str:
    """Return ``text`` without the removals' spans, which is what cleaning returned.

    >>> replay("abcdef", [Removal(1, 3, "bc", "ad", "r", "", 1.0)])
    'adef'
    """
    kept = []
    position = 0
    for removal in removals:
        kept.append(text[position : removal.start])
        position = removal.end
    kept.append(text[position:])
    return "".join(kept)
