"""Says how seldom prose holds a literal: which ones are worth scanning for, and which count only in short lines."""

from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files

import regex

from cleaner.rulebook.phrases import UNSPACED
from cleaner.rulebook.rule import split_anchor

SHORTEST_ANCHOR = 3
"""Letters that an anchor needs at least; two in scripts whose characters are syllables or words."""
RARE = 10.0
"""Letters (of words that are not common) from which a literal hits ordinary prose so seldom that more gain nothing."""
BOUND = 1.5
"""Letters that it is worth to know that a literal opens or closes a sentence: it saves looking closer, not the hit."""
BEST = (RARE, -1.0)
"""Quality of a single literal that is rare: no set of anchors is better."""
COMMON = 8.0
"""Rarity below which an anchor counts only in short lines: prose hits it too often, and prompts of such words are short."""

_DENSE = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")
_PLAIN = regex.compile(r"(?:[\p{L}\p{M}\p{N}]++ ?+)++")


@cache
def _frequent() -> dict[str, int]:
    """Return the five hundred commonest words of English news text with their ranks, by count over public article collections.

    They make poor anchors. English only: most text is scanned for English anchors, other languages' words are rarer in it.
    """
    words = files("cleaner.rulebook").joinpath("frequent.txt").read_text(encoding="utf-8").split()
    return {word: rank for rank, word in enumerate(words, 1)}


@lru_cache(maxsize=100_000)
def plain_runs(text: str) -> tuple[str, ...]:
    """Return the runs of letters, digits and single spaces in folded ``text`` that can serve as anchors."""
    text = text.replace("ß", "-")  # also written ss
    if UNSPACED.search(text):
        text = text.replace(" ", "-")  # there a space may be left out
    runs = (match.group().strip() for match in _PLAIN.finditer(text))
    return tuple(r for r in runs if len(r.replace(" ", "")) >= (2 if _DENSE.search(r) else SHORTEST_ANCHOR))


def is_plain(text: str) -> bool:
    """Tell whether folded ``text`` is letters, digits and single spaces and nothing else."""
    return _PLAIN.fullmatch(text) is not None


def anchor_quality(anchors: Iterable[str]) -> tuple[float, float]:
    """Rank sets of anchors: the more letters the worst of them has, the rarer its hits; among equals, the fewer hits of all."""
    worst, hits = RARE, 0.0
    for rarity, often in map(_quality, anchors):
        worst = min(worst, rarity)
        hits += often
    return worst, -hits


@lru_cache(maxsize=100_000)
def _quality(anchor: str) -> tuple[float, float]:
    """Return how much an anchor says, and how often prose holds it, roughly: 1 for most, for the commonest words more by their rank (Zipf's law)."""
    _, head, literal, foot = split_anchor(anchor)
    rank = _frequent().get(literal)
    edges = BOUND * ((head == "^") + (foot == "$")) + ((head == "<") + (foot == ">")) / 2
    return rarity(literal) + edges, 1.0 if rank is None else 1.0 + 100 / rank


def is_common(anchor: str) -> bool:
    """Tell whether ordinary prose holds the anchor so often that it is only looked for in short lines."""
    literal = split_anchor(anchor).literal
    if literal == "#":
        return True
    return literal.replace(" ", "").isalnum() and _quality(f"<{literal}>")[0] < COMMON  # punctuation makes it rare


@lru_cache(maxsize=100_000)
def rarity(literal: str) -> float:
    """Return how much a folded literal says: the letters of its words, of common ones next to nothing."""
    weight = 3.0 if _DENSE.search(literal) else 1.0
    words = literal.split()
    return sum(1 if w in _frequent() else min(len(w), 8) * weight for w in words) + max(0, len(words) - 1)
