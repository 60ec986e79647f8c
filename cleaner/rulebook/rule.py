"""A rule as the engine uses it: checked, compiled, immutable."""

import re
from dataclasses import dataclass
from typing import Any, Literal

import regex

Where = Literal["whole", "start", "end", "anywhere"]
Takes = Literal["block", "sentence", "section", "tail"]
Strength = Literal["strong", "weak", "hint"]

LONGEST = 2000
"""Code points of a block or sentence that a pattern may ever see; the upper limit of a rule's ``longest``."""
LINE = 160
"""Code points up to which a block is a short line, in which also anchors of common words count."""
TIMEOUT = 0.5
"""Seconds that one pattern may spend on one block, then the text is kept and the rule named in a warning. Built-in
rules take microseconds; this stops what a stranger's rule could do, as `changedetection.io` and `dolma` learned."""

# Round a match lies only what carries no words: punctuation, symbols, arrows, emoji.
_EDGE = r"[^\p{L}\p{N}]*+"
_WRAP: dict[Where, str] = {
    "whole": rf"\A{_EDGE}(?P<match>%s){_EDGE}\Z",
    "start": rf"\A{_EDGE}(?P<match>%s)",
    "end": rf"(?P<match>%s){_EDGE}\Z",
    "anywhere": r"(?P<match>%s)",
}


_ANCHOR = re.compile(r"(?P<common>~?)(?P<head>[\^<]?)(?P<literal>.+?)(?P<foot>[>$]?)", re.DOTALL)


def split_anchor(anchor: str) -> tuple[bool, str, str, str]:
    """Return whether an anchor is of common words, its mark before, the literal, and its mark after (see :class:`Rule`).

    >>> split_anchor("~^read more$")
    (True, '^', 'read more', '$')
    """
    match = _ANCHOR.fullmatch(anchor)
    if match is None:
        raise ValueError("found an empty anchor, expected a literal")
    return bool(match["common"]), match["head"], match["literal"], match["foot"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``pattern`` and ``unless`` are expressions for folded text, ``anchors`` literals that they require.

    An anchor is a literal with marks: ``^`` opens a sentence, ``<`` begins a word, ``>`` ends one, ``$`` closes a sentence;
    ``~`` in front says that its words are common, so that it only counts in lines up to LINE.
    ``source`` is the file and line it came from, as ``en/cookie.toml:12``. ``removes`` and ``keeps``, the examples, are
    empty in rules that were compiled into the wheel.
    """

    id: str
    label: str
    language: str
    why: str
    pattern: str
    anchors: tuple[str, ...] = ()
    where: Where = "whole"
    takes: Takes = "block"
    strength: Strength = "weak"
    unless: str | None = None
    longest: int = 400
    sites: tuple[str, ...] = ()
    source: str = ""
    removes: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()

    def compile(self) -> "regex.Pattern[str]":
        """Return the whole expression with what ``where`` asks written round it."""
        return regex.compile(_WRAP[self.where] % self.pattern, regex.DOTALL)

    def to_dict(self) -> dict[str, Any]:
        """Return the rule as JSON-able values, defaults left out; examples too, as the engine never runs them."""
        names = ("id", "label", "language", "why", "pattern", "anchors", "where", "takes", "strength", "unless", "longest", "sites", "source")
        defaults = Rule("", "", "", "", "")
        return {n: getattr(self, n) for n in names if getattr(self, n) != getattr(defaults, n)}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "Rule":
        """Return the rule that :meth:`to_dict` described."""
        return cls(**{n: tuple(v) if isinstance(v, list) else v for n, v in values.items()})


def compile_unless(rule: Rule) -> "regex.Pattern[str] | None":
    """Return the compiled excuse of a rule, if it has one."""
    return regex.compile(rule.unless, regex.DOTALL) if rule.unless else None
