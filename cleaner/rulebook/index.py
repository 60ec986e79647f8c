"""Which literals stand for which patterns of a list of rules: worked out once, kept as JSON, read no further than needed."""

import json
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from cleaner.rulebook.rule import Rule, split_anchor

T = TypeVar("T")
Entry = list[Any]
"""A literal, and for each room that its marks ask for before and after it [before, after, numbers of patterns]."""
ANY, WORD, SENTENCE = 0, 1, 2
"""What must lie beside a literal: nothing certain, the edge of a word, the edge of a sentence."""
_ROOM = {"": ANY, "<": WORD, ">": WORD, "^": SENTENCE, "$": SENTENCE}


class LazyList(Sequence[T]):
    """A list of what ``read`` makes of lines, each read when it is first asked for by its number."""

    def __init__(self, items: Iterable[str | T], read: Callable[[str], T]) -> None:
        self._items = list(items)
        self._read = read

    def __len__(self) -> int:
        return len(self._items)

    def __getitem__(self, number: Any) -> Any:
        item = self._items[number]
        if isinstance(item, str):
            item = self._items[number] = self._read(item)
        return item


@dataclass(frozen=True)
class Literals:
    """Literals to be looked for: groups by a word, the longest, that every match holds, and those without one."""

    words: dict[str, int]
    loose: dict[str, int]
    groups: Sequence[list[Entry]]

    @property
    def entries(self) -> list[Entry]:
        """All literals with what they stand for."""
        return [entry for number in (*self.words.values(), *self.loose.values()) for entry in self.groups[number]]


@dataclass(frozen=True)
class Index:
    """The literals of a list of rules, and what a scan must know of each pattern; these are numbered through all rules.

    ``everywhere`` are literals that prose seldom holds, ``in_lines`` those of common words; a match of the patterns
    ``figures`` opens with a figure. ``longest`` is as in :class:`cleaner.rulebook.rule.Pattern`, ``whole`` says that a
    match is a whole sentence, ``rules`` the number of a pattern's rule.
    """

    everywhere: Literals
    in_lines: Literals
    figures: list[int]
    longest: list[int]
    whole: list[int]
    rules: list[int]

    def place(self, number: int) -> tuple[int, int]:
        """Return the number of a pattern's rule, and of the pattern in it."""
        rule = self.rules[number]
        return rule, number - bisect_left(self.rules, rule)

    def to_lines(self) -> list[str]:
        """Return the index as lines of JSON, for :meth:`from_lines`."""
        groups = self.everywhere.groups
        header = [
            [[found.words, found.loose] for found in (self.everywhere, self.in_lines)],
            [self.figures, self.longest, self.whole, self.rules],
        ]
        return [json.dumps(value, ensure_ascii=False, separators=(",", ":")) for value in (header, *groups)]

    @classmethod
    def from_lines(cls, lines: Sequence[str]) -> "Index":
        """Return the index that :meth:`to_lines` wrote; groups are read when they are asked for."""
        literals, tables = json.loads(lines[0])
        groups: LazyList[list[Entry]] = LazyList(lines[1:], json.loads)
        everywhere, in_lines = (Literals(words, loose, groups) for words, loose in literals)
        return cls(everywhere, in_lines, *tables)


def make_index(rules: Iterable[Rule]) -> Index:
    """Work out the index of rules."""
    everywhere, in_lines = _Gathered(), _Gathered()
    figures: list[int] = []
    patterns = [(n, rule, pattern) for n, rule in enumerate(rules) for pattern in rule.patterns]
    for number, (_, _, pattern) in enumerate(patterns):
        for anchor in pattern.anchors:
            common, head, literal, foot = split_anchor(anchor)
            if not common:
                everywhere.add(literal, number, head, foot)
            elif literal == "#":
                figures.append(number)
            else:
                in_lines.add(*_in_line(literal, number, head, foot))
    groups: list[list[Entry]] = []
    return Index(
        everywhere.literals(groups),
        in_lines.literals(groups),
        figures,
        [pattern.longest for _, _, pattern in patterns],
        [int(rule.where == "whole") for _, rule, _ in patterns],
        [n for n, _, _ in patterns],
    )


def _in_line(literal: str, number: int, head: str, foot: str) -> tuple[str, int, str, str]:
    """Return an anchor as it stands in the text of :class:`cleaner.rulebook.scan.Lines`: a line break opens or closes a sentence."""
    if head == "^" and literal[0].isalnum():
        literal, head = "\n" + literal, ""
    if foot == "$" and literal[-1].isalnum():
        literal, foot = literal + "\n", ""
    return literal, number, head, foot


class _Gathered:
    """Literals while they are gathered."""

    def __init__(self) -> None:
        self._patterns: dict[str, dict[tuple[int, int], list[int]]] = {}  # of each literal, by the room it asks for
        self._words: dict[str, set[str]] = {}  # those that stand in every match as words, not parts of words

    def add(self, literal: str, number: int, head: str, foot: str) -> None:
        """Add a literal that stands for a pattern, with its marks."""
        self._patterns.setdefault(literal, {}).setdefault((_ROOM[head], _ROOM[foot]), []).append(number)
        words = literal.strip("\n").split(" ")
        begin = 0 if head or literal[0] == "\n" else 1
        end = len(words) if foot or literal[-1] == "\n" else len(words) - 1
        whole = {word for word in words[begin:end] if word.isalnum()}
        self._words[literal] = self._words.get(literal, whole) & whole

    def literals(self, groups: list[list[Entry]]) -> Literals:
        """Return the literals; their groups are put with the others in ``groups``."""
        words: dict[str, int] = {}
        loose: dict[str, int] = {}
        for literal, patterns in self._patterns.items():
            word = max(sorted(self._words[literal]), key=len, default=None)
            number = loose.setdefault(literal, len(groups)) if word is None else words.setdefault(word, len(groups))
            if number == len(groups):
                groups.append([])
            groups[number].append([literal, [[*room, numbers] for room, numbers in patterns.items()]])
        return Literals(words, loose, groups)
