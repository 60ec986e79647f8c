"""Finds short blocks that are worded as boilerplate is, though no rule knows them; unless they surely are, they need company."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

from cleaner.detectors import HINT, STRONG, WEAK, Finding
from cleaner.detectors.evidence import NOTICES, SPOKEN, by_block, statements
from cleaner.document import Document, Span
from cleaner.labels import REPORTING
from cleaner.rulebook import Rulebook
from cleaner.rulebook.lexicon import Lexicon
from cleaner.rulebook.wording import Judgement, Wording, rule_id
from cleaner.shapes import first_sentence, has_full_stop, measure

SHORTEST, LONGEST = 20, 240
"""Code points of a block that is judged by its words: one or two may be a subhead as well, and paragraphs are longer."""

# Logarithms of odds, chosen on the documents of tests/golden/languages, from which nothing is learnt: of their 1,304 lines
# of reporting 5 are likely to be boilerplate, and of 1,717 lines of boilerplate 962.
LIKELY = 1.5
"""From here on the wording is weak evidence …"""
VERY_LIKELY = 3.5
"""… from here on it needs little more: a weak rule, a neighbour that goes, or to be the last line; of those lines of
reporting none is above, and 463 of the others are …"""
SURE = 5.0
"""… and from here on it is strong. Of 21,072 lines of reporting on labelled pages, of sites of which nothing is learnt, two are
above 4 and none above 4.5; of 2,293 in articles written to be mistaken none is above 3.5."""

# The same for the rest of a paragraph of which another sentence surely is a notice: of 2,673 short sentences of reporting
# 23 are above the first, and of those that speak to the reader 5 above the second.
REST, REST_SPOKEN = 0.0, -2.0
"""From here on a statement there is weak evidence, and what speaks to the reader."""
MOST, LONGEST_REST = 3, 120
"""Sentences of such a rest, and code points of each."""

_UNLIKELY: Judgement = (0.0, "", [])


class WordingDetector:
    """Judges blocks by the weights of their words in the main language of the text."""

    name = "wording"

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook

    def find(self, document: Document, found: Sequence[Finding]) -> Iterator[Finding]:
        """Yield findings for blocks that no rule found, and for those that a rule found on weak evidence alone, or in part.

        What is surely worded so counts wherever it stands. For the rest it looks at the last block, at those next to what
        was found, and from there on as far as they are worded alike. The lines above the first sentence of which nothing
        was found are left alone: one may be the headline. So are statements, which a full stop closes, that do not speak
        to the reader: the story ends with one.
        """
        worded = self.rulebook.wording(document) if document.blocks else None
        if worded is None:
            return
        language, wording = worded
        lexicon = self.rulebook.lexicons.get(language, Lexicon())
        known = by_block(document, (f for f in found if f.weight >= WEAK))
        top = _top(document, known)
        for index, judgement in _sure(document, range(top, len(document.blocks)), known, wording, lexicon):
            for finding in self._finding(document.blocks[index], judgement[1], judgement, STRONG, language):
                known[index] = [finding]
                yield finding
        for index, findings in known.items() if not document.is_single_line else ():  # there a sentence is no line
            block = document.blocks[index]
            if measure(block.folded) >= SHORTEST and _is_weak(block, findings):
                judgement = _judge(block, wording)
                if judgement[0] > VERY_LIKELY:
                    yield from self._finding(block, findings[0].label, judgement, WEAK, language)
        for index, findings in known.items():
            if label := next((finding.label for finding in findings if finding.label in NOTICES), None):
                for sentence, judgement in _judge_rest(document.blocks[index], findings, wording, lexicon):
                    yield from self._finding(sentence, label, judgement, WEAK, language)
        judged = _judge_around(document, top, known, wording, lexicon)
        for index, judgement in sorted(judged.items()):
            odds, label, _ = judgement
            if odds > LIKELY and label:
                weight = WEAK + HINT * (odds > VERY_LIKELY)
                yield from self._finding(document.blocks[index], label, judgement, weight, language)

    def _finding(
        self, block: Span, label: str, judgement: Judgement, weight: float, language: str
    ) -> Iterator[Finding]:
        rule = rule_id(language, label)
        if not self.rulebook.is_unwanted(rule, label):
            odds, _, words = judgement
            reason = f"worded as {label}: {', '.join(map(repr, words))} (log odds {odds:.1f})"
            evidence = (block.inner, block.end) if weight >= STRONG else None  # what needs company needs no guards
            yield Finding(block.start, block.end, label, rule, weight, reason, evidence=evidence, language=language)


def is_worded(finding: Finding) -> bool:
    """Tell whether a finding of this detector is weak: it needs a neighbour itself, and does not surely belong to an appeal."""
    return finding.weight < STRONG and finding.rule == rule_id(finding.language, finding.label)


def _top(document: Document, known: Container[int]) -> int:
    """Return how many blocks at the top are left alone: to the first sentence of which nothing is known."""
    first = first_sentence(document.blocks, known)
    if first is None:
        return len(document.blocks)
    # it holds the headline, or is one that asks
    return first + (document.is_single_line or not has_full_stop(document.blocks[first]))


def _is_told(block: Span, lexicon: Lexicon) -> bool:
    """Tell whether a block is a statement that does not speak to the reader."""
    return has_full_stop(block) and lexicon.addresses(block.folded) is False


def _sure(
    document: Document, places: Iterable[int], known: Container[int], wording: Wording, lexicon: Lexicon
) -> Iterator[tuple[int, Judgement]]:
    """Yield the judgement of each block, of which nothing is known, that is surely worded as boilerplate is.

    Rows of tables are left alone, and what reads like a legal text: an article may go on so for long.
    """
    for index in places:
        block = document.blocks[index]
        if index in known or block.end - block.inner > LONGEST or not _is_said(block, lexicon):
            continue
        judgement = wording.judge(block.folded.rstrip("!"))  # by its words: a call is not yet a prompt
        if judgement[0] > SURE and judgement[1] not in ("", "legal"):
            yield index, judgement


def _is_said(block: Span, lexicon: Lexicon) -> bool:
    """Tell whether a block of some length speaks to the reader or, if no full stop closes it, asks or offers something."""
    folded = block.folded
    if folded.startswith("|") or not SHORTEST <= measure(folded) <= LONGEST:
        return False
    return bool(lexicon.addresses(folded)) or (not has_full_stop(block) and lexicon.asks(folded) > 0)


def _is_weak(block: Span, findings: Sequence[Finding]) -> bool:
    """Tell whether all that was found of a block is weak evidence that the whole of it is boilerplate."""
    whole = (block.start, block.end)
    return all(f.weight < STRONG and f.label not in REPORTING and (f.start, f.end) == whole for f in findings)


def _judge(block: Span, wording: Wording) -> Judgement:
    return wording.judge(block.folded) if block.end - block.inner <= LONGEST else _UNLIKELY


def _judge_rest(
    block: Span, findings: Sequence[Finding], wording: Wording, lexicon: Lexicon
) -> list[tuple[Span, Judgement]]:
    """Judge what findings leave of a paragraph: its short sentences, or none if one of them is not worded like a notice."""
    rest = [s for s in block.sentences if not any(f.start <= s.start and s.end <= f.end for f in findings)]
    if len(rest) > MOST:
        return []
    judged = []
    for sentence in rest:
        if len(sentence.folded) > LONGEST_REST or lexicon.tells(sentence.folded):
            return []
        judgement = _judge(sentence, wording)
        if judgement[0] <= (REST_SPOKEN if lexicon.addresses(sentence.folded) else REST):
            return []
        judged.append((sentence, judgement))
    return judged


def _judge_around(
    document: Document, top: int, known: Mapping[int, Sequence[Finding]], wording: Wording, lexicon: Lexicon
) -> dict[int, Judgement]:
    """Judge the last block and those next to known ones, and from each that is likely on to its neighbours; none above ``top``."""
    blocks = document.blocks
    judged = dict.fromkeys(range(top), _UNLIKELY)
    waiting = [len(blocks) - 1, *(index + step for index in known for step in (-1, 1))]
    while waiting:
        index = waiting.pop()
        if 0 <= index < len(blocks) and index not in judged and index not in known:
            block = blocks[index]
            judged[index] = _UNLIKELY if _is_told(block, lexicon) else _judge(block, wording)
            if judged[index][1] in SPOKEN and 0 < statements(block, (), lexicon) < len(block.sentences):
                judged[index] = _UNLIKELY  # the appeal is glued to a statement
            if judged[index][0] > LIKELY:
                waiting += [index - 1, index + 1]
    return judged
