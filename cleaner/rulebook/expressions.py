"""Writes and compiles the expressions of rules: where a match may lie, where words begin and end, which engine runs it."""

import re
from collections.abc import Callable, Sequence
from functools import partial

import regex

TIMEOUT = 0.5
"""Seconds that one pattern may spend on one block, then the text is kept and the rule named in a warning. Built-in
rules take microseconds; this stops what a stranger's rule could do, as `changedetection.io` and `dolma` learned."""
MANY_GAPS = 4
"""Gaps in a phrase above which there are too many ways to fill them for a search without a limit of time."""

Search = Callable[[str], "re.Match[str] | regex.Match[str] | None"]

# Round a match lies only what carries no words: punctuation, symbols, arrows, emoji.
_EDGE = r"[\W_]*+"
_WRAP: dict[str, str] = {
    "whole": rf"\A{_EDGE}(?P<match>%s){_EDGE}\Z",
    "start": rf"\A{_EDGE}(?P<match>%s)",
    "end": rf"(?P<match>%s){_EDGE}\Z",
    "anywhere": r"(?P<match>%s)",
}


def wrap(expression: str, where: str) -> str:
    """Return an expression with its match named ``match``, and what the key ``where`` of its rule asks for round it."""
    return _WRAP[where] % expression


def compile_search(expression: str, is_free: bool) -> Search:
    """Compile an expression with the engine that it needs.

    What phrases become cannot run away, unless they have many gaps, so the standard library's quicker engine runs it;
    what an author wrote freely is bounded by TIMEOUT, and its search raises TimeoutError beyond.
    """
    method = "match" if expression.startswith(r"\A") else "search"  # neither engine sees that other places are vain
    gaps = expression.count("}?")  # each is a lazy repeat of words
    if is_free or gaps > MANY_GAPS:
        return partial(getattr(regex.compile(expression, regex.DOTALL), method), timeout=TIMEOUT)
    found: Search = getattr(re.compile(expression, re.DOTALL), method)
    return found


def bound(expression: str) -> str:
    """Write round an expression that words begin and end where it does; a vowel sign of an Indic script goes on a word."""
    return rf"(?<![^\W_])(?:{expression})(?![^\W_]|[\u0900-\u0903\u093a-\u094f])"


_BEFORE, _AFTER = bound("\0").split("(?:\0)")


def either(expressions: Sequence[str]) -> str:
    """Return an expression that matches where one of those given does; what :func:`bound` wrote round them is tried once for all."""
    bounded = [e for e in expressions if e.startswith(_BEFORE) and e.endswith(_AFTER)]
    inner = [e.removeprefix(_BEFORE).removesuffix(_AFTER) for e in bounded]
    others = [e for e in expressions if e not in bounded]
    return "|".join([*([f"{_BEFORE}(?:{'|'.join(inner)}){_AFTER}"] if inner else []), *others])
