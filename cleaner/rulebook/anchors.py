"""Reads from a regular expression the literals of which every match must contain one.

Only what can be read with certainty counts: a literal inside an optional part, a lookaround or a class is no anchor.
The parse tree is the standard library's; an expression that only the ``regex`` module understands needs ``anchors``.
"""

import re
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

from cleaner.rulebook.phrases import anchor_quality, plain_runs


def read_anchors(pattern: str) -> tuple[str, ...]:
    """Return the anchors of ``pattern``, written for folded text; empty if none can be read."""
    try:
        tree = _parser.parse(pattern)
    except (re.error, OverflowError, RecursionError):
        return ()
    found = _sequence(list(tree))
    return tuple(sorted(found)) if found else ()


def has_nested_repeat(pattern: str) -> bool:
    """Tell whether an unbounded repeat holds another one and nothing certain between, as in ``(a+)+``.

    Such expressions take exponential time on some input; they are refused when rules are loaded. What this does not
    see is bounded at run time (cleaner.rulebook.rule.TIMEOUT).
    """
    try:
        return _nested(list(_parser.parse(pattern)), False)
    except (re.error, OverflowError, RecursionError):
        return False


_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT)


def _nested(tree: list[Any], inside: bool) -> bool:
    for code, value in tree:
        if code in _REPEATS:
            low, high, body = value
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


def _sequence(tree: list[Any]) -> frozenset[str] | None:
    candidates: list[frozenset[str]] = []
    letters: list[str] = []

    def close() -> None:
        candidates.extend(frozenset([run]) for run in plain_runs("".join(letters)))
        letters.clear()

    for code, value in tree:
        if code is op.LITERAL:
            letters.append(chr(value))
            continue
        if code is op.AT:
            continue
        close()
        if code is op.SUBPATTERN:
            inner = _sequence(list(value[-1]))
        elif code is getattr(op, "ATOMIC_GROUP", None):
            inner = _sequence(list(value))
        elif code is op.BRANCH:
            branches = [_sequence(list(branch)) for branch in value[1]]
            inner = frozenset().union(*(b for b in branches if b)) if all(branches) else None
        elif code in _REPEATS or code is getattr(op, "POSSESSIVE_REPEAT", None):
            inner = _sequence(list(value[2])) if value[0] > 0 else None
        else:
            inner = None
        if inner:
            candidates.append(inner)
    close()
    return max(candidates, key=anchor_quality, default=None)
