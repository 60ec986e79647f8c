"""Compiles phrases, the little language of rules (docs/rules.md), to regular expressions and their anchors.

A phrase becomes a tree of sequences and choices; from the tree come the expression, matched against folded text, and
the *anchors*: literals of which every match contains one, for which the document is scanned.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import groupby

import regex

from cleaner.fold import fold
from cleaner.rulebook.rule import LONGEST, Where, split_anchor

NUMBER = r"\d+(?:[.,:]\d+)*"
# Letters and digits, and the vowel signs of Indic scripts, which \w leaves out.
LETTERS = r"(?:[^\W_]|[\u0900-\u0903\u093a-\u094f])*"
WORD_GAP = 4
"""Most words that a lone ``*`` stands for."""
CHARACTER_GAP = 12
"""Most characters that it stands for in scripts without spaces."""
SHORTEST_ANCHOR = 3
"""Letters that an anchor needs at least; two in scripts whose characters are syllables or words."""

# Scripts written without spaces between words: no word boundaries there.
UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")
_DENSE = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")
_PLAIN = regex.compile(r"(?:[\p{L}\p{M}\p{N}]++ ?+)++")
_TOKENS = regex.compile(
    r"\\(?P<escaped>.)|(?P<space>\s++)|(?P<mark>[()\[\]|*#])|(?P<literal>[^\s()\[\]|*#\\]++)", regex.DOTALL
)


@cache
def _frequent() -> dict[str, int]:
    """Return the five hundred commonest words of English news text with their ranks, by count over public article collections.

    They make poor anchors. English only: most text is scanned for English anchors, other languages' words are rarer in it.
    """
    words = files("cleaner.rulebook").joinpath("frequent.txt").read_text(encoding="utf-8").split()
    return {word: rank for rank, word in enumerate(words, 1)}


@lru_cache(maxsize=100_000)
def _folded(text: str) -> str:
    """Return ``text`` folded; rules say the same words again and again."""
    return fold(text)[0]


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
    """Read a phrase; raise :class:`PhraseError` for unbalanced groups and for a phrase without words."""
    tokens = [(m.lastgroup or "", m.group("escaped") or m.group()) for m in _TOKENS.finditer(phrase.strip())]
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
    full = tuple(option for option in options if option.elements)
    if not full:
        raise PhraseError("found an empty group, expected words")
    return Choice(full, closer == "]" or len(full) < len(options)), position


@lru_cache(maxsize=10_000)  # many rules have the same excuses
def to_regex(phrase: str) -> str:
    r"""Return the expression that a phrase stands for, without word boundaries.

    >>> print(to_regex("sign up [now]"))
    sign\ up(?:\ (?:now))?
    """
    return _sequence_regex(parse(phrase.rstrip(".!?…")), bool(UNSPACED.search(phrase)))


def _sequence_regex(sequence: Sequence, unspaced: bool) -> str:
    space = r"\ ?+" if unspaced else r"\ "
    parts: list[str] = []
    begun = False  # whether a mandatory element came before, so that a space must follow it
    for element, gaps in _runs(sequence.elements):
        words = gaps * WORD_GAP
        match element:
            case (Gap(),) if unspaced:
                parts.append(rf".{{0,{gaps * CHARACTER_GAP}}}?")
            case (Gap(),) if len(sequence.elements) == gaps:
                parts.append(rf"(?:[^\ ]+(?:\ [^\ ]+){{0,{words - 1}}}?)?")
            case (Gap(),):
                parts.append(rf",?(?:\ [^\ ]+){{0,{words}}}?" if begun else rf"(?:[^\ ]+\ ){{0,{words}}}?")
            case (Choice(optional=True) as choice,):
                inner = _choice_regex(choice, unspaced)
                parts.append(rf"(?:{space}{inner})?" if begun else rf"(?:{inner}{space})?")
            case _:
                inner = "".join(_atom_regex(atom, unspaced) for atom in element)
                parts.append(space + inner if begun else inner)
                begun = True
    return "".join(parts)


def _runs(elements: tuple[tuple[Atom, ...], ...]) -> Iterator[tuple[tuple[Atom, ...], int]]:
    """Yield elements in order, those gaps that stand side by side as one, with their number: one way to fill it, not many."""
    for is_gap, run in groupby(elements, key=lambda element: element == (Gap(),)):
        if is_gap:
            yield (Gap(),), len(list(run))
        else:
            yield from ((element, 1) for element in run)


def _choice_regex(choice: Choice, unspaced: bool) -> str:
    return "(?:" + "|".join(_sequence_regex(option, unspaced) for option in choice.options) + ")"


def _atom_regex(atom: Atom, unspaced: bool) -> str:
    match atom:
        case Literal(text):
            # Entities are decoded and dots of an ellipsis folded to one; ß is written ss in capitals.
            escaped = re.escape(_folded(text.replace("...", "…"))).replace("ß", "(?:ß|ss)")
            return escaped.replace(r"\.", r"\.{1,3}") if "…" in text or "..." in text else escaped
        case Number():
            return NUMBER
        case Ending() | Gap():
            return LETTERS
        case Choice():
            return _choice_regex(atom, unspaced) + ("?" if atom.optional else "")


def phrase_width(phrase: str) -> tuple[int, int]:
    """Return the fewest and the most code points that a match of the phrase can have; LONGEST or more is any number.

    >>> phrase_width("sign up [now]"), phrase_width("(one|# days) left")
    ((7, 11), (8, 2010))
    """
    return _sequence_width(parse(phrase.rstrip(".!?…")), bool(UNSPACED.search(phrase)))


def _sequence_width(sequence: Sequence, unspaced: bool) -> tuple[int, int]:
    space = 0 if unspaced else 1
    is_begun = False
    least = most = 0
    for element in sequence.elements:
        atom = element[0]
        if len(element) == 1 and isinstance(atom, Gap):
            most += CHARACTER_GAP if unspaced else LONGEST
        elif len(element) == 1 and isinstance(atom, Choice) and atom.optional:
            most += 1 + _atom_width(atom, unspaced)[1]
        else:
            if is_begun:
                least += space
                most += 1
            is_begun = True
            for atom in element:
                low, high = _atom_width(atom, unspaced)
                least += low
                most += high
    return least, most


def _atom_width(atom: Atom, unspaced: bool) -> tuple[int, int]:
    match atom:
        case Literal(text):
            folded = _folded(text.replace("...", "…"))
            dots = folded.count(".") if "…" in text or "..." in text else 0
            return len(folded), len(folded) + 2 * dots + folded.count("ß")
        case Number():
            return 1, LONGEST
        case Ending() | Gap():
            return 0, LONGEST
        case Choice():
            widths = [_sequence_width(option, unspaced) for option in atom.options]
            return 0 if atom.optional else min(low for low, _ in widths), max(high for _, high in widths)


def anchors(phrase: str, where: Where = "anywhere") -> tuple[str, ...]:
    """Return folded literals of which every match of the phrase contains one; raise :class:`PhraseError` if none.

    An anchor that begins a word begins with ``<``, or with ``^`` if it opens the match and the match must open a
    sentence; one that ends a word ends with ``>``, or with ``$`` if both close. The scan only counts hits in such places.

    >>> anchors("(share|send) this story", where="start")
    ('^send this story>', '^share this story>')
    >>> anchors("get * straight to your inbox")
    ('<straight to>',)
    """
    unspaced = bool(UNSPACED.search(phrase))
    found = _best_anchors(
        parse(phrase.rstrip(".!?…")), _Place(where in ("start", "whole"), where in ("end", "whole"), unspaced)
    )
    if found is None:
        raise PhraseError(
            f"phrase {phrase!r}: found no word of {SHORTEST_ANCHOR} letters that every match contains, and none that opens "
            "or closes it; expected one, as the scan looks for it"
        )
    return tuple(sorted(found))


@dataclass(frozen=True)
class _Place:
    """Where a sequence lies: whether its beginning opens a sentence, its end closes one, and how words are divided."""

    opens: bool
    closes: bool
    unspaced: bool

    def mark(self, literal: str, first: bool, last: bool, open_end: bool) -> str:
        """Write before and after a literal how it lies in every match."""
        if self.unspaced:
            return literal
        before = "^" if first and self.opens else "<"
        return before + literal + ("" if open_end else "$" if last and self.closes else ">")


MOST_STRINGS = 16
"""Strings that a run of elements may stand for and still be scanned for as literals."""


def _best_anchors(sequence: Sequence, place: _Place) -> frozenset[str] | None:
    """Return the set of marked literals that prose hits most seldom.

    Neighbouring elements are multiplied out: ``(sign up|register) for [our] news`` is four literals, and each is
    rarer in text than any word of it.
    """
    candidates: list[frozenset[str]] = []
    elements = sequence.elements
    final = len(elements) - 1
    if place.opens and isinstance(elements[0][0], Number) and not place.unspaced:
        candidates.append(frozenset(["^#"]))
    expansions = [_expand(element) for element in elements]
    for begin in range(len(elements)):
        strings = frozenset([""])
        for end in range(begin, len(elements)):
            expanded = expansions[end]
            if expanded is None or len(strings) * len(expanded.strings) > MOST_STRINGS:
                if end == begin:
                    inside = _Place(place.opens and begin == 0, place.closes and end == final, place.unspaced)
                    candidates.extend(filter(None, [_inner_anchors(elements[end], inside)]))
                break
            strings = frozenset(_join(a, b, place.unspaced) for a in strings for b in expanded.strings)
            if all(strings):
                found = _marked(strings, place, begin == 0, end == final, expanded.open_end)
                if found and anchor_quality(found) == BEST:
                    return found
                candidates.extend(filter(None, [found]))
            if expanded.open_end:
                break
    return max(candidates, key=lambda c: (*anchor_quality(c), sorted(c)), default=None)


def _join(left: str, right: str, unspaced: bool) -> str:
    """Return two elements side by side; between scripts with and without spaces a space may stand or not."""
    if not unspaced or not left or not right:
        return f"{left} {right}".strip()
    return left + ("" if UNSPACED.match(left[-1]) and UNSPACED.match(right[0]) else "-") + right


def _marked(strings: frozenset[str], place: _Place, first: bool, last: bool, open_end: bool) -> frozenset[str] | None:
    """Return the best run of plain words of each string, marked; None if one has none."""
    found = set()
    for string in strings:
        at_edge = (first and place.opens) or (last and place.closes and not open_end)
        runs = plain_runs(string) or ((string,) if at_edge and _PLAIN.fullmatch(string) else ())
        if not runs:
            return None
        literals = []
        for run in runs:
            head = string.startswith(run)
            tail = string.endswith(run)
            marked = place.mark(run, first and head, last and tail, open_end and tail)
            literals.append(marked if head or string[string.index(run) - 1] in " -" else marked.lstrip("<"))
            following = "" if tail else string[string.index(run) + len(run)]
            if following == "'":
                literals[-1] = literals[-1].rstrip(">") + ">"
            elif following == "ß":  # the word goes on
                literals[-1] = literals[-1].rstrip(">")
        found.add(max(literals, key=lambda literal: anchor_quality([literal])) if len(literals) > 1 else literals[0])
    return frozenset(found)


@dataclass(frozen=True)
class _Expansion:
    strings: frozenset[str]
    open_end: bool = False


def _expand(element: tuple[Atom, ...]) -> _Expansion | None:
    """Return all strings that an element can be, or None if they are not few; a stem is cut where its ending begins."""
    strings = frozenset([""])
    for i, atom in enumerate(element):
        if isinstance(atom, Literal):
            literal = _folded(atom.text)
            strings = frozenset(s + literal for s in strings)
        elif isinstance(atom, Choice):
            options: set[str] = {""} if atom.optional else set()
            for option in atom.options:
                product = frozenset([""])
                for inner in option.elements:
                    expanded = _expand(inner)
                    if expanded is None or expanded.open_end:
                        return None
                    product = frozenset((a + " " + b).strip() for a in product for b in expanded.strings)
                options |= product
            strings = frozenset(s + o for s in strings for o in options)
        elif isinstance(atom, Ending) and i == len(element) - 1 and i > 0:
            return _Expansion(strings, open_end=True)
        else:
            return None
        if len(strings) > MOST_STRINGS:
            return None
    return _Expansion(strings)


def _inner_anchors(element: tuple[Atom, ...], place: _Place) -> frozenset[str] | None:
    """Return anchors of an element that stands for too many strings: those of a mandatory choice in it, or of a literal."""
    best: list[frozenset[str]] = []
    alone = len(element) == 1
    for atom in element:
        if isinstance(atom, Choice) and not atom.optional:
            inner = [
                _best_anchors(option, place if alone else _Place(False, False, place.unspaced))
                for option in atom.options
            ]
            if all(inner):
                union = frozenset().union(*(found for found in inner if found))
                best.append(union if alone else frozenset(anchor.strip("<>") for anchor in union))
        elif isinstance(atom, Literal):
            best.extend(frozenset([run]) for run in plain_runs(_folded(atom.text)))
    return max(best, key=anchor_quality, default=None)


@lru_cache(maxsize=100_000)
def plain_runs(text: str) -> tuple[str, ...]:
    """Return the runs of letters, digits and single spaces in folded ``text`` that can serve as anchors."""
    text = text.replace("ß", "-")  # also written ss
    if UNSPACED.search(text):
        text = text.replace(" ", "-")  # there a space may be left out
    runs = (match.group().strip() for match in _PLAIN.finditer(text))
    return tuple(r for r in runs if len(r.replace(" ", "")) >= (2 if _DENSE.search(r) else SHORTEST_ANCHOR))


RARE = 10.0
"""Letters (of words that are not common) from which a literal hits ordinary prose so seldom that more gain nothing."""
BOUND = 1.5
"""Letters that it is worth to know that a literal opens or closes a sentence: it saves looking closer, not the hit."""


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


BEST = (RARE, -1.0)
"""Quality of a single literal that is rare: no set of anchors is better."""
COMMON = 8.0
"""Rarity below which an anchor counts only in short lines: prose hits it too often, and prompts of such words are short."""


def is_common(anchor: str) -> bool:
    """Tell whether ordinary prose holds the anchor so often that it is only looked for in short lines."""
    literal = split_anchor(anchor)[2]
    if literal == "#":
        return True
    return literal.replace(" ", "").isalnum() and _quality(f"<{literal}>")[0] < COMMON  # punctuation makes it rare


@lru_cache(maxsize=100_000)
def rarity(literal: str) -> float:
    """Return how much a folded literal says: the letters of its words, of common ones next to nothing."""
    weight = 3.0 if _DENSE.search(literal) else 1.0
    words = literal.split()
    return sum(1 if w in _frequent() else min(len(w), 8) * weight for w in words) + max(0, len(words) - 1)
