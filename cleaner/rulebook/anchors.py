"""Reads from a regular expression the literals of which every match must contain one.

Only what can be read with certainty counts: a literal inside an optional part, a lookaround or a class is no anchor.
The parse tree is the standard library's; an expression that only the ``regex`` module understands needs ``anchors``.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

from cleaner.rulebook.rarity import anchor_quality, plain_runs
from cleaner.rulebook.rule import Needs, Where, split_anchor


def read_anchors(pattern: str, where: Where) -> tuple[str, ...]:
    """Return the anchors of ``pattern``, written for folded text, marked as those of phrases; empty if none can be read."""
    try:
        tree = _parse(pattern)
    except ValueError:
        return ()
    found = _sequence(tree, where in ("start", "whole"), where in ("end", "whole"))
    return tuple(sorted(found)) if found else ()


def has_nested_repeat(pattern: str) -> bool:
    """Tell whether an unbounded repeat holds another one and nothing certain between, as in ``(a+)+``.

    Such expressions take exponential time on some input; they are refused when rules are loaded. What this does not
    see is bounded at run time (cleaner.rulebook.rule.TIMEOUT).
    """
    try:
        return _nested(_parse(pattern), False)
    except ValueError:
        return False


def width(pattern: str) -> tuple[int, int]:
    """Return the fewest and the most code points that a match can have; raise ValueError if the expression cannot be read."""
    try:
        least, most = _parse(pattern).getwidth()
    except (OverflowError, RecursionError) as error:
        raise ValueError(str(error)) from error
    return int(least), int(most)


MOST_NEEDS = 20
"""Literals beyond which to look for one after the other costs more than to run the expression."""
MOST_SETS = 4
"""Sets of such literals beyond which another one hardly ever tells more."""
MOST_WAYS = 24
"""Ways beyond which to look into each costs more than to run the expression."""


def read_needs(expression: str, anchors: Iterable[str]) -> Needs:
    r"""Return what a text must hold for an expression for folded text to match; sets that say most come first.

    A text without any literal of a set need not meet the expression that way. Sets that every anchor answers tell nothing
    and are left out. Empty if nothing is known.

    >>> read_needs(r"this\ (?:story|article)(?:\ [^\ ]+){0,4}?\ was\ paid", ["<this>"])
    (((' was paid',), ('article', 'story')),)
    >>> read_needs(r"(?:read\ more[:|]|stories\ by\ .)", ["~<read more", "<stories by>"])
    ((('read more',), (':', '|')), (('stories by ',),))
    """
    try:
        ways = _ways(list(_parse(expression)))
    except ValueError:
        return ()
    literals = [split_anchor(anchor).literal for anchor in anchors]
    found = [_best_needs(way, literals) for way in (ways if len(ways) <= MOST_WAYS else [list(_parse(expression))])]
    return tuple(found) if all(found) else ()


def _ways(tree: list[Any]) -> list[list[Any]]:
    """Return the alternatives that an expression consists of; itself, if it is more than a choice and what may be left out."""
    needed = [(code, value) for code, value in tree if not _may_lack(code, value)]
    if len(needed) == 1 and needed[0][0] is op.SUBPATTERN:
        return _ways(list(needed[0][1][-1]))
    if len(needed) == 1 and needed[0][0] is op.BRANCH:
        return [way for branch in needed[0][1][1] for way in _ways(list(branch))]
    return [tree]


def _may_lack(code: Any, value: Any) -> bool:
    """Tell whether a match may be without a part of a concatenation."""
    return code in (op.ASSERT_NOT, op.AT) or (code in (*_REPEATS, op.POSSESSIVE_REPEAT) and value[0] == 0)


def _best_needs(tree: list[Any], anchors: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Return the sets of literals that tell most of one way to match."""
    found = {
        needs
        for needs in map(_shortest, _required(tree))
        if len(needs) <= MOST_NEEDS and not all(any(need.strip() in anchor for need in needs) for anchor in anchors)
    }
    best = sorted(found, key=lambda needs: (_chance(needs), sorted(needs)))
    return tuple(tuple(sorted(needs)) for needs in best[:MOST_SETS])


def _shortest(needs: frozenset[str]) -> frozenset[str]:
    """Return the literals without those that hold another."""
    return frozenset(need for need in needs if not any(other in need for other in needs - {need}))


@lru_cache(maxsize=10_000)
def _chance(needs: frozenset[str]) -> float:
    """Return how likely a text holds one of the literals, roughly: each letter halves it, signs are rare."""
    return sum(2.0 ** -(len(need.strip()) + 3 * (not need.strip().isalnum())) for need in needs)


MOST_SIGNS = 8
"""Characters of a class that are looked for one by one."""


def _required(tree: list[Any]) -> Iterator[frozenset[str]]:
    """Yield for each part of a concatenation that no match can do without the literals that it may be."""
    letters: list[str] = []
    for code, value in [*tree, (None, None)]:
        if code is op.LITERAL:
            letters.append(chr(value))
            continue
        if letters:
            yield frozenset(["".join(letters)])
            letters.clear()
        if code is op.SUBPATTERN:
            yield from _required(list(value[-1]))
        elif code is op.ATOMIC_GROUP:
            yield from _required(list(value))
        elif code is op.ASSERT:
            yield from _required(list(value[1]))
        elif code in (*_REPEATS, op.POSSESSIVE_REPEAT) and value[0] > 0:
            yield from _required(list(value[2]))
        elif code is op.IN and len(value) <= MOST_SIGNS and all(kind is op.LITERAL for kind, _ in value):
            yield frozenset(chr(character) for _, character in value)
        elif code is op.BRANCH:
            best = [min(_required(list(branch)), key=_chance, default=None) for branch in value[1]]
            if all(best):
                yield frozenset().union(*(needs for needs in best if needs))


def _standard(pattern: str) -> str:
    """Write an expression of the ``regex`` module as the standard library reads it: classes by property are words."""
    return re.sub(r"\\[pP]\{[^}]*\}", lambda _: r"\w", pattern)


@lru_cache(maxsize=16)  # several things are asked of a pattern, one after the other
def _parse(pattern: str) -> Any:
    try:
        return _parser.parse(_standard(pattern))
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(str(error)) from error


_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT)


def _nested(tree: Iterable[Any], inside: bool) -> bool:
    for code, value in tree:
        if code in _REPEATS:
            _, high, body = value
            unbounded = high is op.MAXREPEAT or high > 20
            if inside and unbounded and len(body) == 1:
                return True
            # A repeat is only explosive if its body can end in many places: one unbounded item and optional company.
            loose = unbounded and all(c in _REPEATS or c is op.SUBPATTERN or c is op.BRANCH for c, _ in body)
            if _nested(list(body), loose):
                return True
        elif code is op.SUBPATTERN:
            if _nested(list(value[-1]), inside):
                return True
        elif code is op.BRANCH and any(_nested(list(branch), inside) for branch in value[1]):
            return True
    return False


def _sequence(tree: list[Any], opens: bool, closes: bool) -> frozenset[str] | None:
    """Return the best anchors of a concatenation; ``opens`` and ``closes`` say whether its ends are a sentence's."""
    candidates: list[frozenset[str]] = []
    letters: list[str] = []
    begin = 0
    for index, (code, value) in enumerate([*tree, (None, None)]):
        if code is op.LITERAL:
            begin = begin if letters else index
            letters.append(chr(value))
            continue
        if letters:
            candidates += _literals("".join(letters), opens and begin == 0, closes and index == len(tree))
            letters.clear()
        if inner := _part(code, value, opens and index == 0, closes and index == len(tree) - 1):
            candidates.append(inner)
    return max(candidates, key=anchor_quality, default=None)


def _literals(text: str, opens: bool, closes: bool) -> Iterator[frozenset[str]]:
    """Yield each run of plain words in a literal as an anchor, marked by what lies beside it."""
    for run in plain_runs(text):
        begin = text.index(run)
        end = begin + len(run)
        head = "^" if opens and begin == 0 else "<" if begin and not text[begin - 1].isalnum() else ""
        foot = "$" if closes and end == len(text) else ">" if text[end : end + 1] and not text[end].isalnum() else ""
        yield frozenset([head + run + foot])


def _part(code: Any, value: Any, opens: bool, closes: bool) -> frozenset[str] | None:
    """Return the best anchors of a group, a choice or a repeat; None for what a match may do without, and for all else."""
    if code is op.SUBPATTERN:
        return _sequence(list(value[-1]), opens, closes)
    if code is op.ATOMIC_GROUP:
        return _sequence(list(value), opens, closes)
    if code is op.BRANCH:
        branches = [_sequence(list(branch), opens, closes) for branch in value[1]]
        return frozenset().union(*(b for b in branches if b)) if all(branches) else None
    if code in (*_REPEATS, op.POSSESSIVE_REPEAT) and value[0] > 0:
        return _sequence(list(value[2]), False, False)
    return None
