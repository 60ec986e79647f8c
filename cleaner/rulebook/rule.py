"""A rule as the engine uses it: checked, compiled, immutable."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal

import regex

Where = Literal["whole", "start", "end", "anywhere"]
Takes = Literal["block", "sentence", "section", "tail"]
Strength = Literal["strong", "weak", "hint"]

Needs = tuple[tuple[tuple[str, ...], ...], ...]
"""Ways in which an expression can match, each a few sets of literals of which every such match holds one."""

LONGEST = 2000
"""Code points of a block or sentence that a pattern may ever see; the upper limit of a rule's ``longest``."""
LINE = 160
"""Code points up to which a block is a short line, in which also anchors of common words count."""
TIMEOUT = 0.5
"""Seconds that one pattern may spend on one block, then the text is kept and the rule named in a warning. Built-in
rules take microseconds; this stops what a stranger's rule could do, as `changedetection.io` and `dolma` learned."""

# Round a match lies only what carries no words: punctuation, symbols, arrows, emoji.
_EDGE = r"[\W_]*+"
_WRAP: dict[Where, str] = {
    "whole": rf"\A{_EDGE}(?P<match>%s){_EDGE}\Z",
    "start": rf"\A{_EDGE}(?P<match>%s)",
    "end": rf"(?P<match>%s){_EDGE}\Z",
    "anywhere": r"(?P<match>%s)",
}


Search = Callable[[str], "re.Match[str] | regex.Match[str] | None"]


MANY_GAPS = 4
"""Gaps in a phrase above which there are too many ways to fill them for a search without a limit of time."""


def _search(expression: str, is_free: bool) -> Search:
    """Compile an expression with the engine that it needs.

    What phrases become cannot run away, unless they have many gaps, so the standard library's quicker engine runs it;
    what an author wrote freely is bounded by TIMEOUT, and its search raises TimeoutError beyond.
    """
    method = "match" if expression.startswith(r"\A") else "search"  # neither engine sees that other places are vain
    if is_free or expression.count("}?") > MANY_GAPS:
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


def split_anchor(anchor: str) -> tuple[bool, str, str, str]:
    """Return whether an anchor is of common words, its mark before, the literal, and its mark after (see :class:`Rule`).

    >>> split_anchor("~^read more$")
    (True, '^', 'read more', '$')
    """
    common = anchor.startswith("~")
    begin = int(common)
    head = anchor[begin] if anchor[begin : begin + 1] in ("^", "<") and len(anchor) > begin + 1 else ""
    begin += len(head)
    foot = anchor[-1] if anchor[-1:] in (">", "$") and len(anchor) > begin + 1 else ""
    if begin == len(anchor):
        raise ValueError("found an empty anchor, expected a literal")
    return common, head, anchor[begin : len(anchor) - len(foot)], foot


@dataclass(frozen=True, slots=True)
class Pattern:
    """One phrase, or the one regex, of a rule: an expression for folded text, and literals of which a match holds one.

    An anchor is a literal with marks: ``^`` opens a sentence, ``<`` begins a word, ``>`` ends one, ``$`` closes a sentence;
    ``is_bounded`` says that a match must begin and end where words do.
    ``~`` in front says that its words are common, so that it only counts in lines up to LINE. ``longest`` is the longest
    text worth looking at, in code points of folded text. ``needs`` are literals of which every match holds one as well,
    none if none are known; None if nobody has looked for them yet, as for the rules of a user.
    """

    expression: str
    is_bounded: bool
    anchors: tuple[str, ...]
    longest: int
    needs: Needs | None = field(default=None, compare=False)  # it follows from the others


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. It matches where one of its patterns does, unless ``unless`` matches the block as well.

    ``is_free`` says that an author wrote the expression, rather than phrases. ``source`` is the file and line it came
    from, as ``en/cookie.toml:12``. ``removes`` and ``keeps``, the examples, are empty in rules compiled into the wheel.
    """

    id: str
    label: str
    language: str
    why: str
    patterns: tuple[Pattern, ...]
    is_free: bool = False
    where: Where = "whole"
    takes: Takes = "block"
    strength: Strength = "weak"
    unless: str | None = None
    longest: int = 400
    sites: tuple[str, ...] = ()
    source: str = ""
    removes: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()

    def compile(self, number: int) -> Search:
        """Return the search of one of the patterns with what ``where`` asks written round it."""
        pattern = self.patterns[number]
        return _search(
            _WRAP[self.where] % (bound(pattern.expression) if pattern.is_bounded else pattern.expression), self.is_free
        )

    def compile_unless(self) -> Search | None:
        """Return the search of the excuse, if there is one."""
        return _search(self.unless, False) if self.unless else None

    def to_dict(self) -> dict[str, Any]:
        """Return the rule as JSON-able values, without defaults, without examples, and without needs, which follow from the rest."""
        names = (
            "id",
            "label",
            "language",
            "why",
            "patterns",
            "is_free",
            "where",
            "takes",
            "strength",
            "unless",
            "longest",
            "sites",
            "source",
        )
        defaults = Rule("", "", "", "", ())
        values = {n: getattr(self, n) for n in names if getattr(self, n) != getattr(defaults, n)}
        return values | {"patterns": [[p.expression, p.is_bounded, p.anchors, p.longest] for p in self.patterns]}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "Rule":
        """Return the rule that :meth:`to_dict` described; ``needs`` are those of each pattern."""
        needs = [tuple(tuple(map(tuple, way)) for way in ways) for ways in values["needs"]]
        patterns = tuple(
            Pattern(expression, bounded, tuple(anchors), longest, needed)
            for (expression, bounded, anchors, longest), needed in zip(values["patterns"], needs, strict=True)
        )
        fields: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in values.items() if n != "needs"}
        return cls(**fields | {"patterns": patterns})
