"""Reads phrases, the little language of rules (docs/rules.md), and compiles them to regular expressions.

A phrase becomes a tree of sequences and choices; from the tree come the expression, for folded text, and the length of
its matches. Its anchors are found in :mod:`cleaner.rulebook.phrase_anchors`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Literal as OneOf

import regex

from cleaner.fold import fold
from cleaner.rulebook.rule import LONGEST

NUMBER = r"\d+(?:[.,:]\d+)*"
# Letters and digits, and the vowel signs of Indic scripts, which \w leaves out.
LETTERS = r"(?:[^\W_]|[\u0900-\u0903\u093a-\u094f])*"
SYLLABLES = r"[^\W_]{0,10}"
"""The same in Korean, where no space need stop them: an ending is a few syllables, and not to be looked for without end."""
WORD_GAP = 4
"""Most words that a lone ``*`` stands for."""
CHARACTER_GAP = 12
"""Most characters that it stands for in scripts without spaces."""
# Scripts written without spaces between words: no word boundaries there.
UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")
_LOOSE = regex.compile(r"\p{Hangul}")
Spacing = OneOf["fixed", "loose", "none"]
"""How words are parted: by spaces, by spaces that writers often leave out, as in Korean, or not at all."""
_TOKENS = regex.compile(
    r"\\(?P<escaped>.)|(?P<space>\s++)|(?P<mark>[()\[\]|*#])|(?P<literal>[^\s()\[\]|*#\\]++)", regex.DOTALL
)


@lru_cache(maxsize=100_000)
def folded(text: str) -> str:
    """Return ``text`` folded; rules say the same words again and again."""
    return fold(text)[0]


def spacing_of(phrase: str) -> Spacing:
    """Return how the script of a phrase parts words."""
    return "none" if UNSPACED.search(phrase) else "loose" if _LOOSE.search(phrase) else "fixed"


class PhraseError(ValueError):
    """A phrase that cannot be read; the message says what was found and what was expected."""


@dataclass(frozen=True)
class Literal:
    """Characters as written."""

    text: str


@dataclass(frozen=True)
class Number:
    """A number in figures."""


@dataclass(frozen=True)
class Ending:
    """Any further letters of a word: the star of ``subscri*``."""


@dataclass(frozen=True)
class Gap:
    """A few words of any kind: a star that stands alone."""


@dataclass(frozen=True)
class Choice:
    """One of several sequences, or nothing if it is optional."""

    options: tuple["Sequence", ...]
    optional: bool


Atom = Literal | Number | Ending | Gap | Choice


@dataclass(frozen=True)
class Sequence:
    """Elements one space apart; an element is one or more atoms that touch."""

    elements: tuple[tuple[Atom, ...], ...]


_OPTIONAL_GAP = Choice((Sequence(((Gap(),),)),), optional=True)
"""``[*]``, which is a gap like any other: a few words may be none."""


@lru_cache(maxsize=64)
def parse(phrase: str) -> Sequence:
    """Read a phrase, its closing full stop aside; raise :class:`PhraseError` for unbalanced groups and if it has no words."""
    words = phrase.rstrip(".!?…").strip()
    tokens = [(m.lastgroup or "", m.group("escaped") or m.group()) for m in _TOKENS.finditer(words)]
    try:
        sequence, rest = _parse_sequence(tokens, 0)
        if rest != len(tokens):
            raise PhraseError(f"found {tokens[rest][1]!r}, expected a bracket that opens before it")
        if not sequence.elements:
            raise PhraseError("found nothing, expected words")
    except PhraseError as error:
        raise PhraseError(f"phrase {phrase!r}: {error}") from None
    return sequence


def _parse_sequence(tokens: list[tuple[str, str]], position: int) -> tuple[Sequence, int]:
    """Read elements until the end, a closing bracket or a bar."""
    elements: list[tuple[Atom, ...]] = []
    atoms: list[Atom] = []
    while position < len(tokens):
        kind, text = tokens[position]
        if kind == "mark" and text in ")]|":
            break
        position += 1
        if kind == "space":
            if atoms:
                elements.append(tuple(atoms))
            atoms = []
        elif kind == "mark" and text in "([":
            choice, position = _parse_choice(tokens, position, "]" if text == "[" else ")")
            atoms.append(Gap() if choice == _OPTIONAL_GAP else choice)
        elif kind == "mark":
            atoms.append(Number() if text == "#" else Ending() if atoms else Gap())
        else:
            atoms.append(Literal(text))
    if atoms:
        elements.append(tuple(atoms))
    return Sequence(tuple(_lone_gaps(element) for element in elements)), position


def _lone_gaps(element: tuple[Atom, ...]) -> tuple[Atom, ...]:
    """Take a star for a gap only if it stands alone; before letters it is their beginning."""
    return element if len(element) == 1 else tuple(Ending() if isinstance(a, Gap) else a for a in element)


def _parse_choice(tokens: list[tuple[str, str]], position: int, closer: str) -> tuple[Choice, int]:
    """Read alternatives up to ``closer``; an empty alternative makes the choice optional."""
    options = []
    while True:
        option, position = _parse_sequence(tokens, position)
        options.append(option)
        if position >= len(tokens):
            raise PhraseError(f"found a group that is not closed, expected {closer!r}")
        mark = tokens[position][1]
        position += 1
        if mark == closer:
            break
        if mark != "|":
            raise PhraseError(f"found {mark!r}, expected {closer!r}")
    full = tuple(dict.fromkeys(option for option in options if option.elements))
    if not full:
        raise PhraseError("found an empty group, expected words")
    return Choice(full, closer == "]" or any(not option.elements for option in options)), position


@lru_cache(maxsize=10_000)  # many rules have the same excuses
def to_regex(phrase: str) -> str:
    r"""Return the expression that a phrase stands for, without word boundaries.

    >>> print(to_regex("sign up [now]"))
    sign\ up(?:\ (?:now))?
    """
    return _sequence_regex(parse(phrase), spacing_of(phrase))


def _sequence_regex(sequence: Sequence, spacing: Spacing) -> str:
    parts: list[str] = []
    begun = False  # whether a mandatory element came before, so that a space must follow it
    before: tuple[Atom, ...] = ()
    for element, gaps in _runs(sequence.elements):
        words = gaps * WORD_GAP
        space = _space(before, element, spacing)
        before = element
        match element:
            case (Gap(),) if spacing == "none":
                parts.append(rf".{{0,{gaps * CHARACTER_GAP}}}?")
            case (Gap(),) if len(sequence.elements) == gaps:
                parts.append(rf"(?:[^\ ]+(?:\ [^\ ]+){{0,{words - 1}}}?)?")
            case (Gap(),) if begun and spacing == "loose":
                parts.append(rf"(?:,?(?:\ [^\ ]+){{1,{words}}}?(?![^\ ])|,)?")
            case (Gap(),):
                parts.append(rf",?(?:\ [^\ ]+){{0,{words}}}?" if begun else rf"(?:[^\ ]+\ ){{0,{words}}}?")
            case (Choice(optional=True) as choice,):
                inner = _choice_regex(choice, spacing)
                parts.append(rf"(?:{space}{inner})?" if begun else rf"(?:{inner}{space})?")
            case _ if _is_optional(element):
                inner = "".join(_atom_regex(atom, spacing) for atom in element)
                parts.append(rf"(?:{space}(?=[^\ ]){inner})?" if begun else rf"(?:(?!\ ){inner}{space})?")
            case _:
                inner = "".join(_atom_regex(atom, spacing) for atom in element)
                parts.append(space + inner if begun else inner)
                begun = True
    return "".join(parts)


def _space(before: tuple[Atom, ...], element: tuple[Atom, ...], spacing: Spacing) -> str:
    """Return the expression of the space between two elements; two words of which neither end is certain need one."""
    both_open = bool(before) and isinstance(before[-1], Ending | Gap) and isinstance(element[0], Ending)
    return r"\ " if spacing == "fixed" or (spacing == "loose" and both_open) else r"\ ?+"


def _is_optional(element: tuple[Atom, ...]) -> bool:
    """Tell whether an element may be nothing, so that no space is due beside it."""
    return all(isinstance(atom, Choice) and atom.optional for atom in element)


def _runs(elements: tuple[tuple[Atom, ...], ...]) -> Iterator[tuple[tuple[Atom, ...], int]]:
    """Yield elements in order, those gaps that stand side by side as one, with their number: one way to fill it, not many."""
    for is_gap, run in groupby(elements, key=lambda element: element == (Gap(),)):
        if is_gap:
            yield (Gap(),), len(list(run))
        else:
            yield from ((element, 1) for element in run)


def _choice_regex(choice: Choice, spacing: Spacing) -> str:
    options = dict.fromkeys(_sequence_regex(option, spacing) for option in choice.options)  # folded, some are the same
    return f"(?:{'|'.join(options)})"


def _atom_regex(atom: Atom, spacing: Spacing) -> str:
    match atom:
        case Literal(text):
            # Entities are decoded and dots of an ellipsis folded to one; ß is written ss in capitals.
            escaped = re.escape(folded(text.replace("...", "…"))).replace("ß", "(?:ß|ss)")
            return escaped.replace(r"\.", r"\.{1,3}") if "…" in text or "..." in text else escaped
        case Number():
            return NUMBER
        case Ending() | Gap():
            return SYLLABLES if spacing == "loose" else LETTERS
        case Choice():
            return _choice_regex(atom, spacing) + ("?" if atom.optional else "")


def phrase_width(phrase: str) -> tuple[int, int]:
    """Return the fewest and the most code points that a match of the phrase can have; LONGEST or more is any number.

    >>> phrase_width("sign up [now]"), phrase_width("(one|# days) left")
    ((7, 11), (8, 2010))
    """
    return _sequence_width(parse(phrase), spacing_of(phrase))


def _sequence_width(sequence: Sequence, spacing: Spacing) -> tuple[int, int]:
    space = 1 if spacing == "fixed" else 0
    is_begun = False
    least = most = 0
    for element in sequence.elements:
        atom = element[0]
        if len(element) == 1 and isinstance(atom, Gap):
            most += CHARACTER_GAP if spacing == "none" else LONGEST
        elif _is_optional(element):
            most += 1 + sum(_atom_width(atom, spacing)[1] for atom in element)
        else:
            if is_begun:
                least += space
                most += 1
            is_begun = True
            for atom in element:
                low, high = _atom_width(atom, spacing)
                least += low
                most += high
    return least, most


def _atom_width(atom: Atom, spacing: Spacing) -> tuple[int, int]:
    match atom:
        case Literal(text):
            literal = folded(text.replace("...", "…"))
            dots = literal.count(".") if "…" in text or "..." in text else 0
            return len(literal), len(literal) + 2 * dots + literal.count("ß")
        case Number():
            return 1, LONGEST
        case Ending() | Gap():
            return 0, LONGEST
        case Choice():
            widths = [_sequence_width(option, spacing) for option in atom.options]
            return 0 if atom.optional else min(low for low, _ in widths), max(high for _, high in widths)
