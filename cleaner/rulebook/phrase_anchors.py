"""Finds the anchors of a phrase: literals of which every match contains one, for which the document is scanned."""

from dataclasses import dataclass

from cleaner.rulebook.phrases import (
    UNSPACED,
    Atom,
    Choice,
    Ending,
    Literal,
    Number,
    PhraseError,
    Sequence,
    folded,
    parse,
)
from cleaner.rulebook.rarity import BEST, SHORTEST_ANCHOR, anchor_quality, is_plain, plain_runs
from cleaner.rulebook.rule import Where

MOST_STRINGS = 16
"""Strings that a run of elements may stand for and still be scanned for as literals."""


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
    place = _Place(where in ("start", "whole"), where in ("end", "whole"), unspaced)
    found = _best_anchors(parse(phrase), place)
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
        runs = plain_runs(string) or ((string,) if at_edge and is_plain(string) else ())
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
            literal = folded(atom.text)
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
            best.extend(frozenset([run]) for run in plain_runs(folded(atom.text)))
    return max(best, key=anchor_quality, default=None)
