"""Finds line breaks that a text of one single line has lost, by asking the rules what stands on a line of its own.

Buttons, headings and calls end without a full stop, so that in such a text they are glued to the sentence after them.
Each stretch of a sentence that may have been a line is written on a line of its own and shown to the rules; where they
know it, and nothing speaks for a sentence that only begins or ends so, the sentence is split.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

import regex

from cleaner.detectors import STRONG, WEAK
from cleaner.detectors.patterns import find_in_lines
from cleaner.document import Document, Span
from cleaner.guards.place import TITLED
from cleaner.labels import REPORTING
from cleaner.rulebook import Rulebook
from cleaner.shapes import beginnings, has_full_stop, is_closed, lost_lines

LONGEST = 50_000
"""Code points of a text from which on it is no article, and left as it is."""
REACH = 100
"""Code points of a stretch at most; what goes on longer says how far by its full stop."""
FAR, FAR_UNCASED = 4, 12
"""Places from one end of a stretch among which its other end is looked for; in a script without capitals every word is one."""
ROUNDS = 12
"""Lines in a row that are followed from where one begins or ends for certain."""
UNCASED = 6
"""Words of lines in a row, at least, in a script without capitals, where no word shows that a line begins."""
SENTENCE, FEWEST = 4, 3
"""Words of a single line, at least, of which it is only certain that it begins or ends the sentence, and of one inside."""
ARTICLE = 3
"""Letters up to which the last word of several may be an article, a preposition or a number, at which no line ends."""
_OPENING = regex.compile(
    r"\p{Lu}(?:\p{Ll}+(?:[-'’]\p{L}+)?)?(?: [\p{L}\p{N}][\p{L}\p{N}'’-]*+){3}(?: [\p{L}\p{N}]\S*){2}"
)
"""How a sentence opens: a word that is no abbreviation and that nothing parts from five more, nor these from each other."""
_STOP = regex.compile(r"[.!?…]")
_PAUSE = regex.compile(r"[,;:،]")
_ROW = regex.compile(r" [>›»|/·•] ")
_EDGES = regex.compile(r"^[\W_]+|[\W_]+$")


@dataclass(frozen=True, eq=False)
class _Sentence:
    """A block with the offsets where lines in it may begin, its own ends among them; ``sure`` are indexes of certain ones."""

    block: Span
    edges: Sequence[int]
    sure: Set[int]
    is_cased: bool

    @property
    def last(self) -> int:
        """The index of its end among the edges."""
        return len(self.edges) - 1

    def text(self, first: int, last: int) -> str:
        """Return the slice of the input between two edges."""
        begin = self.block.start
        return self.block.text[self.edges[first] - begin : self.edges[last] - begin]

    def stretches(self, index: int) -> Iterator["_Stretch"]:
        """Yield the stretches that begin or end at an edge."""
        far = FAR if self.is_cased else FAR_UNCASED
        for other in range(max(0, index - far), min(self.last, index + far) + 1):
            first, last = sorted((index, other))
            if first < last and self.edges[last] - self.edges[first] <= REACH:
                yield _Stretch(self, first, last)


class _Stretch(NamedTuple):
    """What lies between two edges of a sentence."""

    sentence: _Sentence
    first: int
    last: int

    @property
    def text(self) -> str:
        """Its slice of the input, without the space after it."""
        return self.sentence.text(self.first, self.last).rstrip()

    def is_all(self, start: int, end: int) -> bool | None:
        """Tell whether evidence in its text is all of it; None if a line may begin or end, or a clause begin, beside it."""
        begin = self.sentence.edges[self.first]
        inner = [edge - begin for edge in self.sentence.edges[self.first + 1 : self.last]]
        if inner and not (start < inner[0] and inner[-1] < end):
            return None
        text = self.text
        if _PAUSE.search(text, end):
            return None
        return not _EDGES.sub("", text[:start]) and not _EDGES.sub("", text[end:])


class _Known(NamedTuple):
    """A stretch that the rules know, with the greatest weight of the evidence, and whether that is all of it."""

    stretch: _Stretch
    weight: float
    is_all: bool


_Evidence = tuple[float, int, int]
"""Its weight, and where it begins and ends in the text of a line, in code points."""
_Found = dict[_Stretch, _Known]


def find_breaks(document: Document, rulebook: Rulebook) -> list[int]:
    """Return the offsets of the input at which sentences of a text, which is one line, are to be split, in order.

    Texts of a single sentence, of more than LONGEST code points and in capitals are left alone.
    """
    text = document.text
    if len(document.blocks) < 2 or len(text) > LONGEST or text.isupper():
        return []
    words = document.small_words.union(rulebook.common(document))
    sentences = [s for block in document.blocks if (s := _sentence(block, words, document.is_cased)).last > 1]
    found = _follow(sentences, _Lines(document, rulebook))
    known = defaultdict[_Sentence, list[_Known]](list)
    for stretch, one in found.items():
        known[stretch.sentence].append(one)
    places: set[int] = set()
    for sentence, of_it in known.items():
        whole = found.get(_Stretch(sentence, 0, sentence.last))
        if whole and whole.weight >= STRONG and whole.is_all:
            continue  # it goes as it is
        for run in _runs(_picked(of_it)):
            lines = _without_open_ends(sentence, run)
            if lines and _is_certain(sentence, lines):
                ends = {index for line in lines for index in (line.stretch.first, line.stretch.last)}
                places.update(sentence.edges[index] for index in ends - {0, sentence.last})
    return sorted(places)


def _sentence(block: Span, words: Set[str], is_cased: bool) -> _Sentence:
    """Return a block with the places where lines may begin: in a script with capitals, where one stands."""
    edges = [block.inner, *beginnings(block, is_cased), block.end]
    lost = set(lost_lines(block, words, article=0))
    return _Sentence(block, edges, {0, len(edges) - 1, *(i for i, edge in enumerate(edges) if edge in lost)}, is_cased)


class _Lines:
    """The rules, asked about stretches as if each were a line; in a later pass over the same text they are not asked again."""

    def __init__(self, document: Document, rulebook: Rulebook) -> None:
        self._document = document
        self._packs = tuple(rulebook.packs(document))
        self._evidence: dict[str, list[_Evidence]] = document.memory.setdefault((find_breaks, *self._packs), {})

    def judge(self, stretches: Iterable[_Stretch]) -> Iterator[_Known]:
        """Yield what the rules know of the stretches."""
        texts = {stretch: stretch.text for stretch in stretches}
        self._ask([text for text in dict.fromkeys(texts.values()) if text not in self._evidence])
        for stretch, text in texts.items():
            known = [
                _Known(stretch, weight, is_all)
                for weight, start, end in self._evidence[text]
                if (is_all := stretch.is_all(start, end)) is not None
            ]
            if known:
                yield max(known, key=lambda one: (one.weight, one.is_all))

    def _ask(self, texts: Sequence[str]) -> None:
        """Note which evidence of boilerplate the rules see in each text as a line."""
        for text, findings in find_in_lines(self._packs, self._document, texts).items():
            self._evidence[text] = [
                (finding.weight, *finding.evidence)
                for finding in findings
                if finding.evidence
                and finding.label not in REPORTING
                and finding.weight >= WEAK
                # what leads to a headline does not say where that ends
                and not (finding.label in TITLED and ":" in text)
            ]


def _follow(sentences: Sequence[_Sentence], lines: _Lines) -> _Found:
    """Return the stretches that the rules know, followed from the certain edges on."""
    found: _Found = {}
    asked: set[_Stretch] = set()
    edges = [(sentence, index) for sentence in sentences for index in sorted(sentence.sure)]
    for _ in range(ROUNDS):
        stretches = [
            s for s in dict.fromkeys(s for sentence, i in edges for s in sentence.stretches(i)) if s not in asked
        ]
        if not stretches:
            break
        asked.update(stretches)
        edges = []
        for known in lines.judge(stretches):
            stretch = known.stretch
            found[stretch] = known
            edges += [(stretch.sentence, stretch.first), (stretch.sentence, stretch.last)]
    return found


def _picked(known: Iterable[_Known]) -> list[_Known]:
    """Return stretches of a sentence that do not overlap, in order: strong ones first, and all evidence.

    Of those that begin together the shortest, which capitals bound; where every word could begin a line, the longest,
    save rows of items, which would go on into the headline.
    """

    def order(one: _Known) -> tuple[bool, int, bool, int]:
        stretch = one.stretch
        is_short = stretch.sentence.is_cased or _ROW.search(stretch.text) is not None
        return one.weight < STRONG, stretch.first, not one.is_all, stretch.last if is_short else -stretch.last

    picked: list[_Known] = []
    taken: set[int] = set()
    for one in sorted(known, key=order):
        room = range(one.stretch.first, one.stretch.last)
        if taken.isdisjoint(room):
            taken.update(room)
            picked.append(one)
    return sorted(picked, key=lambda one: one.stretch.first)


def _runs(picked: Iterable[_Known]) -> Iterator[list[_Known]]:
    """Yield the runs of stretches that follow each other without a gap."""
    run: list[_Known] = []
    for known in picked:
        if run and run[-1].stretch.last != known.stretch.first:
            yield run
            run = []
        run.append(known)
    if run:
        yield run


def _without_open_ends(sentence: _Sentence, run: Sequence[_Known]) -> Sequence[_Known]:
    """Return a run without what stands at its ends and may be part of something longer; nothing may be left.

    What ends a sentence on weak evidence is no part of it if that is all that it says, and a sure line stands before it.
    """
    run = [*run]
    if run[-1].stretch.last == sentence.last and run[-1].weight < STRONG and is_closed(sentence.block):
        is_after_line = len(run) > 1 and run[-2].weight >= STRONG and run[-2].is_all
        if not (is_after_line and run[-1].is_all):
            run.pop()
    while run and not run[0].is_all and run[0].stretch.first not in sentence.sure:
        run.pop(0)
    while run and not run[-1].is_all and run[-1].stretch.last not in sentence.sure:
        run.pop()
    return run


def _is_certain(sentence: _Sentence, run: Sequence[_Known]) -> bool:
    """Tell whether a run of stretches is of lines, and not a sentence that only begins, ends or goes on so."""
    if all(known.weight < STRONG for known in run):
        return False
    first, last = run[0].stretch.first, run[-1].stretch.last
    words = " ".join(known.stretch.text for known in run).split()
    if not sentence.is_cased:
        return len(run) > 1 and len(words) >= UNCASED
    if last < sentence.last and len(words) >= SENTENCE and words[-1].islower() and len(words[-1]) <= ARTICLE:
        return False
    is_sure = {first, last} <= sentence.sure
    if not any(word[:1].islower() for word in words):  # names are written so, too
        return is_sure and not {first, last}.isdisjoint((0, sentence.last))
    return is_sure or len(run) > 1 or _stands_alone(sentence, run[0], words)


def _stands_alone(sentence: _Sentence, known: _Known, words: Sequence[str]) -> bool:
    """Tell whether a single stretch of a sentence is a line, though not both its ends are certain."""
    first, last = known.stretch.first, known.stretch.last
    is_inside = first > 0 and last < sentence.last
    if len(words) < (FEWEST if is_inside else SENTENCE):
        return False
    before = sentence.text(0, first).split()
    if last == sentence.last:
        if not has_full_stop(sentence.block):
            return True
        is_one_sentence = not any(_STOP.search(word) for word in words[:-1])
        return known.is_all and is_one_sentence and len(before) >= FEWEST and before[-1][-1].isalnum()
    if not known.is_all or len(words[-1]) <= ARTICLE or not _OPENING.match(sentence.text(last, sentence.last)):
        return False
    return first in sentence.sure or not before[-1][0].islower()
