"""Finds what the markup of a page gives away: headline, byline, date, captions; boxes by name; lists of links.

Names of elements often lie, as in ``<div class="related-content">`` around an article, so alone they remove only what does
not read as prose. A list of links is recognised by its place and by how its lines are linked, not by its words.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from cleaner.detectors import HINT, STRONG, WEAK, Finding
from cleaner.document import Document, Span
from cleaner.labels import BOILERPLATE
from cleaner.markup import Facts, Features
from cleaner.shapes import TEASER, is_prose, is_stub, measure

LINKED = 0.9
"""Share of a line inside links from which it is nothing but a link; a mark or a date may be beside it."""
LISTED = 0.4
"""The same for a list item below the article, where a kicker or a source may be beside the link."""
LONGEST_BYLINE = 120
"""Code points of a line that names authors, their roles and a place."""
LONGEST_DATE = 80
"""Code points of a line that gives a date, as "Published 5 May 2023 at 10:15, updated 11:02"."""
MOST = 0.3
"""Share of a text above which what the names of its elements hint at is not what it is."""
LONGEST_CAPTION = 400
"""Code points of a caption, credit and all."""
PROSE = 0.5
"""Share of a named box above which it is prose, so that its name alone says too little."""

_WORD = re.compile(r"\w+")
_WIDE = frozenset(("related", "promo", "ad", "navigation", "social", "ui"))
"""Labels whose names are used widely for what is none of it; prose under them needs more than the name."""
_NARROW = frozenset(("disclosure",))
"""Labels whose names are used for nothing else."""
_INSIDE = frozenset(("navigation", "paywall", "ui"))
"""Labels whose names may be those of the last part of an article: what subscribers see, or who asks for more of it."""
_NAMED = frozenset(BOILERPLATE) | {"byline"}
"""Labels whose names say that a paragraph is not one of the article."""


class MarkupDetector:
    """Yields nothing for a text that was not extracted from HTML."""

    name = "markup"

    def find(self, document: Document, found: Sequence[Finding]) -> Iterator[Finding]:
        """Yield findings for blocks whose place in the page tells what they are."""
        if document.markup is None:
            return
        features = _telling([document.features(block) for block in document.blocks], document.blocks)
        known = dict(_reporting(document, features, document.markup.facts))
        yield from known.values()
        yield from _titles_again(document, document.markup.facts, known)
        yield from _boxes(document, features, known)
        yield from _links(document, features, known)
        yield from _below(document, features, known)


def _telling(features: Sequence[Features], blocks: Sequence[Span]) -> list[Features]:
    """Return the features without hints that are given of more than MOST of the text: of the article itself, that is."""
    sizes: Counter[str] = Counter()
    for said, block in zip(features, blocks, strict=True):
        sizes.update(dict.fromkeys(said.hints, block.end - block.start))
    limit = MOST * sum(block.end - block.start for block in blocks)
    wide = frozenset(label for label, size in sizes.items() if size > limit)
    return [replace(said, hints=said.hints - wide) if said.hints & wide else said for said in features]


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text in lower case, for comparing two texts."""
    return tuple(_WORD.findall(text.lower()))


def _recognised(block: Span, label: str, reason: str) -> Finding:
    return Finding.of(block, label, f"markup-{label}", STRONG, reason)


def _reporting(document: Document, features: Sequence[Features], facts: Facts) -> Iterator[tuple[int, Finding]]:
    """Yield blocks that are headline, byline, date, caption or credit, by index."""
    titles = {words(title) for title in facts.titles}
    summaries = {words(description) for description in facts.descriptions} - titles
    authors = [w for name in re.split(r",|;| and | & ", facts.author or "") if len(w := words(name)) >= 2]
    first_prose = next(
        (i for i, b in enumerate(document.blocks) if is_prose(b) and "headline" not in features[i].hints),
        len(document.blocks),
    )
    has_title = False
    for i, (block, said) in enumerate(zip(document.blocks, features, strict=True)):
        length = measure(block.folded)
        if i <= first_prose and words(block.folded) in summaries:
            yield i, _recognised(block, "body", "the description of the page")
        elif not has_title and (said.heading == 1 or words(block.folded) in titles) and i <= first_prose:
            has_title = True
            yield i, _recognised(block, "headline", "the title of the page")
        elif "figcaption" in said.elements or ("caption" in said.hints and length <= LONGEST_CAPTION):
            yield i, _recognised(block, "caption", "stands in a caption")
        elif i < first_prose and "headline" in said.hints:
            yield i, _recognised(block, "headline", "an element named so, above the article")
        elif is_prose(block):
            continue
        elif "credit" in said.hints:
            yield i, _recognised(block, "credit", "an element named so")
        elif length <= LONGEST_BYLINE and (_names(block, authors) or ("byline" in said.hints and not said.heading)):
            yield i, _recognised(block, "byline", "names the author of the page")
        elif (
            length <= LONGEST_DATE
            and ("time" in said.elements or "dateline" in said.hints)
            and any(c.isdigit() for c in block.folded)
        ):
            yield i, _recognised(block, "dateline", "an element for dates")


def _names(block: Span, authors: Sequence[tuple[str, ...]]) -> bool:
    """Tell whether a line holds the name of an author, and little else."""
    line = words(block.folded)
    return any(
        line[i : i + len(author)] == author and len(line) <= 3 * len(author) + 6
        for author in authors
        for i in range(len(line) - len(author) + 1)
    )


def _titles_again(document: Document, facts: Facts, known: dict[int, Finding]) -> Iterator[Finding]:
    """Yield lines that say the title another time."""
    titles = {words(title) for title in facts.titles}
    if not any(finding.label == "headline" for finding in known.values()):
        return
    prose = [i for i, block in enumerate(document.blocks) if is_prose(block)]
    for i, block in enumerate(document.blocks):
        is_outside = not prose or i < prose[0] or i > prose[-1]  # between paragraphs it is a heading
        if is_outside and i not in known and is_stub(block) and words(block.folded) in titles:
            yield Finding.of(block, "navigation", "markup-title-again", STRONG, "the title of the page again")


def _boxes(document: Document, features: Sequence[Features], known: dict[int, Finding]) -> Iterator[Finding]:
    """Yield the blocks of each run in elements whose names say that they are boilerplate.

    Prose goes for a name alone if a second one agrees, or if it is below the last paragraph outside any such element.
    """

    def label_of(i: int) -> str | None:
        return next((label for label in BOILERPLATE if label in features[i].hints), None)

    blocks = document.blocks
    last = max((i for i, block in enumerate(blocks) if not features[i].hints & _NAMED and is_prose(block)), default=-1)
    for label, group in groupby(range(len(blocks)), label_of):
        if label is None:
            continue
        run = [(i, blocks[i]) for i in group]
        prose = sum(measure(b.folded) for i, b in run if is_prose(b) and features[i].links <= PROSE)
        is_article = prose > PROSE * sum(measure(b.folded) for _, b in run)
        for i, block in run:
            if i in known and label != "bio":
                continue
            names = features[i].hints & _NAMED - {"byline"}
            is_certain = (
                len(names) > 1 or not names.isdisjoint(_NARROW) or (i > last >= 0 and names.isdisjoint(_INSIDE))
            )
            if is_certain or (not is_prose(block) and not is_article):
                weight = STRONG
            else:
                weight = HINT if label in _WIDE else WEAK
            yield Finding.of(block, label, f"markup-{label}", weight, "an element is named so")
    for i in range(last + 1, len(blocks)):
        if last >= 0 and "byline" in features[i].hints and is_prose(blocks[i]):
            yield Finding.of(blocks[i], "bio", "markup-bio", STRONG, "below the article, in an element for authors")


def _links(document: Document, features: Sequence[Features], known: dict[int, Finding]) -> Iterator[Finding]:
    """Yield lines that are nothing but a link, if there are several together or if they are below the article."""
    blocks = document.blocks
    last_prose = max((i for i, block in enumerate(blocks) if is_prose(block)), default=-1)

    def is_linked(i: int) -> bool:
        enough = LISTED if i > last_prose and "li" in features[i].elements else LINKED
        return i not in known and features[i].links >= enough and is_stub(blocks[i]) and not features[i].heading

    for linked, group in groupby(range(len(blocks)), is_linked):
        run = list(group)
        if not linked:
            continue
        teasers = [i for i in run if measure(blocks[i].folded) >= TEASER]
        if run[0] > last_prose >= 0 and teasers:
            rule, reason = "markup-links-below", f"one of {len(run)} linked lines below the article"
        elif 2 * len(teasers) > len(run) and not any("li" in features[i].elements for i in run):
            rule, reason = "markup-link", "a paragraph that is nothing but a link"
        else:
            continue
        weight = STRONG if len(run) > 1 else WEAK
        for i in run:
            yield Finding.of(blocks[i], "related", rule, weight, reason)


def _below(document: Document, features: Sequence[Features], known: dict[int, Finding]) -> Iterator[Finding]:
    """Yield the lines at the end that lie below the element which holds nearly all of the text."""
    for i in range(len(document.blocks) - 1, -1, -1):
        if not features[i].is_below:
            break
        if i not in known:
            block = document.blocks[i]
            yield Finding.of(block, "promo", "markup-below", STRONG, "stands below the element of the article")
