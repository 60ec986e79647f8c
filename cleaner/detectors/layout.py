"""Judges the lines inside the article of a page by how they are built and how they stand among its prose.

A linear model: each feature of a line has a weight, the logarithm of odds that it speaks for the article, learnt from
labelled pages by benchmarks/train_layout.py and kept in layout.json. The words themselves are not looked at, so that it
holds in any language.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from cleaner.punctuation import CLOSERS, ENDS
from cleaner.shapes import measure

WEIGHTS = Path(__file__).with_name("layout.json")
BIAS = ""
"""The feature that every line has."""

LENGTHS = (15, 30, 60, 100, 150, 250)
"""Code points from which on a line counts as longer."""
NEIGHBOUR_LENGTHS = (60, 200)
PROSE = 60
"""Code points from which a closed line counts as prose."""
HEADING = 100
"""Code points below which a line may be in title case."""
DEEP = 4
"""Columns by which a line is indented much deeper than most of the prose."""
EDGE = 3
"""Lines that are near the top, and near the end."""
STEM = 5
"""Letters of a word that count when words are compared; the end changes in most languages."""
SHOWN = 3
"""Features that are named as the reason."""

_NEIGHBOURS = {-2: "second line above", -1: "line above", 1: "line below", 2: "second line below"}
_CLOSED = re.compile(rf"(?<!\.)[{ENDS}](?<!…)[{CLOSERS}]*$")  # not by an ellipsis, as pages have it
_CUT_SHORT = ("…", "...")
_WORD = re.compile(r"[^\W\d_]{4,}|[\u3040-\u30ff\u3400-\u9fff]{2}")
_SIGNS = (
    ("ends in a colon", re.compile(r"[:：]$")),
    ("asks", re.compile(r"[?？؟]$")),
    ("bullet", re.compile(r"^[*+•-]")),
    ("begins with a quotation mark", re.compile(r"^[\"'“„«‘]")),
    ("bars", re.compile(r"\|")),
    ("address", re.compile(r"https?:|www\.")),
    ("copyright sign", re.compile("©")),
)


@cache
def load_weights() -> Mapping[str, float]:
    """Return the weight of each feature, natural logarithms of odds; read when a page is first judged."""
    weights: dict[str, float] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return weights


def judge(features: frozenset[str], weights: Mapping[str, float]) -> tuple[float, list[str]]:
    """Return the log odds that a line is part of the article, and the features that speak most against it, at most SHOWN."""
    against = sorted((weights[name], name) for name in features if weights.get(name, 0.0) < 0)
    odds = sum(weights.get(name, 0.0) for name in (BIAS, *features))
    return round(odds, 3), [name for _, name in against[:SHOWN]]


def describe(lines: Sequence[str]) -> list[frozenset[str]]:
    """Return the features of each line of an article; lines come with their indentation, and none is blank.

    >>> council = "The council voted on Monday to close the old fish market by the river."
    >>> sorted(describe([council, "MORE NEWS"])[1])[:4]
    ['below the last prose', 'in title case', 'line above as deep', 'line above is from 60 code points']
    """
    texts = [line.strip() for line in lines]
    sizes = [measure(text) for text in texts]
    indents = [len(line) - len(line.lstrip(" ")) for line in lines]
    prose = {i for i, text in enumerate(texts) if sizes[i] >= PROSE and _CLOSED.search(text)}
    columns = Counter[int]()
    for i in prose:
        columns[indents[i]] += sizes[i]
    column = max(columns, key=lambda indent: (columns[indent], -indent), default=0)
    top, bottom = min(prose, default=0), max(prose, default=len(lines) - 1)
    stems = [{word[:STEM] for word in _WORD.findall(text.lower())} for text in texts]
    times = Counter(stem for words in stems for stem in words)
    capitals = [sizes[i] < HEADING and _is_title_case(text) for i, text in enumerate(texts)]

    def place(i: int) -> Iterator[str]:
        if indents[i] != column:
            yield "deeper" if indents[i] > column else "less deep"
        if indents[i] >= column + DEEP:
            yield "much deeper"
        if not top <= i <= bottom:
            yield "above the first prose" if i < top else "below the last prose"
        if i in (top, bottom):
            yield "first prose" if i == top else "last prose"
        if i < EDGE:
            yield "near the top"
        if i >= len(lines) - EDGE:
            yield "near the end"

    def around(i: int) -> Iterator[str]:
        for step, where in _NEIGHBOURS.items():
            j = i + step
            if not 0 <= j < len(lines):
                yield f"no {where}"
                continue
            yield from (f"{where} is from {length} code points" for length in NEIGHBOUR_LENGTHS if sizes[j] >= length)
            if j in prose:
                yield f"{where} is prose"
            if indents[j] == indents[i]:
                yield f"{where} as deep"
            if capitals[j]:
                yield f"{where} in title case"

    def words(i: int) -> Iterator[str]:
        shared = sum(times[stem] > 1 for stem in stems[i])
        if not shared:
            yield "shares no word"
        elif 2 * shared > len(stems[i]):
            yield "shares most words"
        if capitals[i]:
            yield "in title case"

    return [frozenset((*_build(text, sizes[i]), *place(i), *around(i), *words(i))) for i, text in enumerate(texts)]


def _build(text: str, size: int) -> Iterator[str]:
    closed = _CLOSED.search(text)
    for length in LENGTHS:
        if size >= length:
            yield f"from {length} code points"
            if closed:
                yield f"closed, from {length} code points"
    if closed:
        yield "closed"
    if text.endswith(_CUT_SHORT):
        yield "cut short"
    digits = sum(character.isdigit() for character in text) / len(text)
    if digits > 0.05:
        yield "digits" if digits <= 0.2 else "many digits"
    yield from (name for name, sign in _SIGNS if sign.search(text))


def _is_title_case(text: str) -> bool:
    """Tell whether most words begin with a capital."""
    words = text.split()
    return 2 * sum(word[0].isupper() for word in words) > len(words)
