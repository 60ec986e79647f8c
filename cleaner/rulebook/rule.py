"""A rule as the engine uses it: checked, compiled, immutable."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from cleaner.rulebook.expressions import Search, bound, compile_search, wrap
from cleaner.rulebook.lexicon import Lexicon

Where = Literal["whole", "start", "end", "anywhere"]
Takes = Literal["block", "sentence", "section", "tail"]
Strength = Literal["strong", "weak", "hint"]

Needs = tuple[tuple[tuple[str, ...], ...], ...]
"""Ways in which an expression can match, each a few sets of literals of which every such match holds one."""

LONGEST = 2000
"""Code points of a block or sentence that a pattern may ever see; the upper limit of a rule's ``longest``."""
LINE = 160
"""Code points up to which a block is a short line, in which also anchors of common words count."""


class Anchor(NamedTuple):
    """A literal with what its marks say (see :class:`Pattern`); ``head`` stands before it, ``foot`` after it."""

    is_common: bool
    head: str
    literal: str
    foot: str


def split_anchor(anchor: str) -> Anchor:
    """Return an anchor in its parts; raise ValueError if it is nothing but marks.

    >>> split_anchor("~^read more$")
    Anchor(is_common=True, head='^', literal='read more', foot='$')
    """
    is_common = anchor.startswith("~")
    begin = int(is_common)
    head = anchor[begin] if anchor[begin : begin + 1] in ("^", "<") and len(anchor) > begin + 1 else ""
    begin += len(head)
    foot = anchor[-1] if anchor[-1:] in (">", "$") and len(anchor) > begin + 1 else ""
    if begin == len(anchor):
        raise ValueError("found an empty anchor, expected a literal")
    return Anchor(is_common, head, anchor[begin : len(anchor) - len(foot)], foot)


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
        expression = bound(pattern.expression) if pattern.is_bounded else pattern.expression
        return compile_search(wrap(expression, self.where), self.is_free)

    def compile_unless(self) -> Search | None:
        """Return the search of the excuse, if there is one."""
        return compile_search(self.unless, False) if self.unless else None

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


@dataclass(frozen=True)
class RuleSet:
    """What rule files say: rules in file order, the names of what they switch off, the words and spellings of languages."""

    rules: tuple[Rule, ...] = ()
    disable: tuple[str, ...] = ()
    lexicons: tuple[tuple[str, Lexicon], ...] = ()
    spellings: tuple[tuple[str, Sequence[str]], ...] = ()
