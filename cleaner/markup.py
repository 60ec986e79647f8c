"""What the markup of a page says about spans of the text that was extracted from it: links, elements, names, facts."""

import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Features:
    """What the markup says about one block.

    ``links`` is the share of its code points, not counting spaces, inside links. ``elements`` are the names of the
    elements of HTML that hold all of it and mean something (``h2``, ``li``, ``figcaption``, ``aside``, ``nav`` …).
    ``hints`` are the labels that names of such elements suggest (``class="related-stories"`` suggests ``related``); an
    element that holds most of the text hints at nothing. ``is_below`` says that it lies below the element that holds
    nearly all of the text.
    """

    links: float = 0.0
    elements: frozenset[str] = frozenset()
    hints: frozenset[str] = frozenset()
    is_below: bool = False

    @property
    def heading(self) -> int:
        """The level of the heading that the block is, 1 to 6; 0 if it is none."""
        return next((level for level in range(1, 7) if f"h{level}" in self.elements), 0)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a page says about its article: in its head, in data for search engines, in its one heading. None if unknown.

    ``titles`` and ``descriptions`` are all that it gives, the best first; some titles end in the name of the site.
    """

    titles: tuple[str, ...] = ()
    author: str | None = None
    descriptions: tuple[str, ...] = ()

    @property
    def title(self) -> str | None:
        """The headline."""
        return self.titles[0] if self.titles else None

    @property
    def description(self) -> str | None:
        """What the article is about, in a sentence or two."""
        return self.descriptions[0] if self.descriptions else None


NOTHING = Features()
NO_FACTS = Facts()


@dataclass(frozen=True)
class Markup:
    """The features of spans (start, end, features) of a text, in order and apart; and the facts of the page.

    Offsets are code points of the text. Text outside all spans has a place in the page that was not found.
    """

    spans: Sequence[tuple[int, int, Features]] = ()
    facts: Facts = NO_FACTS

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _, _ in self.spans]

    def at(self, start: int, end: int) -> Features:
        """Return the features of the span that holds the middle of ``start`` to ``end``."""
        middle = (start + end) // 2
        index = bisect.bisect_right(self._starts, middle) - 1
        return self.spans[index][2] if index >= 0 and middle < self.spans[index][1] else NOTHING

    def left(self, kept: Iterable[tuple[int, int]]) -> "Markup":
        """Return the markup of the text that is left if only the spans (start, end) ``kept`` of this one stay, in order."""
        spans: list[tuple[int, int, Features]] = []
        position = 0
        for start, end in kept:
            first = max(0, bisect.bisect_right(self._starts, start) - 1)
            for s, e, features in self.spans[first : bisect.bisect_left(self._starts, end)]:
                if e > start:
                    spans.append((position + max(s, start) - start, position + min(e, end) - start, features))
            position += end - start
        return Markup(spans, self.facts)


NO_MARKUP = Markup()
