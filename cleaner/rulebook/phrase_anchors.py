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
    Spacing,
    folded,
    parse,
    spacing_of,
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
    place = _Place(where in ("start", "whole"), where in ("end", "whole"), spacing_of(phrase))
    found = _best_anchors(parse(phrase), place)
    if found is None:
        raise PhraseError(
            f"phrase {phrase!r}: found no word of {SHORTEST_ANCHOR} letters that every match contains, and none that opens "
            "or closes it; expected one, as the scan looks for it"
        )
    return tuple(sorted(found))


@dataclass(frozen=True)
class _Place:
    """Where a sequence lies: whether its ends are a sentence's and the phrase's, and how words are parted."""

    opens: bool
    closes: bool
    spacing: Spacing
    is_first: bool = True
    is_last: bool = True

    def part(self, is_first: bool, is_last: bool) -> "_Place":
        """Return the place of a part of the sequence, which may be the first or the last."""
        first, last = self.is_first and is_first, self.is_last and is_last
        return _Place(self.opens and is_first, self.closes and is_last, self.spacing, first, last)

    def mark(self, literal: str, is_head: bool, is_tail: bool, goes_on: bool) -> str:
        """Write before and after a literal how it lies in every match.

        ``is_head`` and ``is_tail`` say that it begins and ends the sequence's words, ``goes_on`` that letters may follow.
        """
        if self.spacing == "none":
            return literal
        # Where spaces are left out, a word begins for certain only where the phrase does.
        glued_before = self.spacing == "loose" and is_head and not self.is_first
        glued_after = self.spacing == "loose" and is_tail and not self.is_last
        before = "^" if is_head and self.opens else "" if glued_before else "<"
        return before + literal + ("" if goes_on or glued_after else "$" if is_tail and self.closes else ">")


def _best_anchors(sequence: Sequence, place: _Place) -> frozenset[str] | None:
    """Return the set of marked literals that prose hits most seldom.

    Neighbouring elements are multiplied out: ``(sign up|register) for [our] news`` is four literals, and each is
    rarer in text than any word of it.
    """
    candidates: list[frozenset[str]] = []
    elements = sequence.elements
    final = len(elements) - 1
    if place.opens and isinstance(elements[0][0], Number) and place.spacing != "none":
        candidates.append(frozenset(["^#"]))
    expansions = [_expand(element, place.spacing) for element in elements]
    for begin in range(len(elements)):
        strings = frozenset([""])
        for end in range(begin, len(elements)):
            expanded = expansions[end]
            here = place.part(begin == 0, end == final)
            more = expanded.strings if expanded else ()
            joined = frozenset(way for a in strings for b in more for way in _join(a, b, place.spacing))
            if expanded is None or len(joined) > MOST_STRINGS:
                if end == begin:
                    candidates.extend(filter(None, [_inner_anchors(elements[end], here)]))
                break
            strings = joined
            if all(strings):
                found = _marked(strings, here, expanded.open_end)
                if found and anchor_quality(found) == BEST:
                    return found
                candidates.extend(filter(None, [found]))
            if expanded.open_end:
                break
    return max(candidates, key=lambda c: (*anchor_quality(c), sorted(c)), default=None)


def _join(left: str, right: str, spacing: Spacing) -> set[str]:
    """Return the ways to write two elements side by side; between scripts with and without spaces a space may stand or not."""
    if spacing == "fixed" or not left or not right:
        return {f"{left} {right}".strip()}
    if spacing == "loose":
        return {f"{left} {right}", left + right}
    return {left + ("" if UNSPACED.match(left[-1]) and UNSPACED.match(right[0]) else "-") + right}


def _marked(strings: frozenset[str], place: _Place, open_end: bool) -> frozenset[str] | None:
    """Return the best run of plain words of each string, marked; None if one has none."""
    found = set()
    for string in strings:
        at_edge = place.opens or (place.closes and not open_end)
        runs = plain_runs(string) or ((string,) if at_edge and is_plain(string) else ())
        if not runs:
            return None
        literals = []
        for run in runs:
            head = string.startswith(run)
            tail = string.endswith(run)
            marked = place.mark(run, head, tail, open_end and tail)
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


def _expand(element: tuple[Atom, ...], spacing: Spacing) -> _Expansion | None:
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
                    expanded = _expand(inner, spacing)
                    if expanded is None or expanded.open_end:
                        return None
                    pairs = [(a, b) for a in product for b in expanded.strings]
                    product = frozenset((a + " " + b).strip() for a, b in pairs)
                    if spacing == "loose":
                        product |= {a + b for a, b in pairs}
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
                _best_anchors(option, place if alone else _Place(False, False, place.spacing))
                for option in atom.options
            ]
            if all(inner):
                union = frozenset().union(*(found for found in inner if found))
                best.append(union if alone else frozenset(anchor.strip("<>") for anchor in union))
        elif isinstance(atom, Literal):
            best.extend(frozenset([run]) for run in plain_runs(folded(atom.text)))
    return max(best, key=anchor_quality, default=None)
