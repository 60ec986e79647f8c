"""Finds short blocks that are worded as boilerplate is, though no rule knows them; evidence that needs company."""

from collections.abc import Iterator, Sequence

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

# Logarithms of odds, chosen on the documents of tests/golden/languages, from which nothing is learnt: of their 1,290 lines
# of reporting 5 are likely to be boilerplate, and of 1,648 lines of boilerplate 681.
LIKELY = 2.0
"""From here on the wording is weak evidence …"""
VERY_LIKELY = 4.5
"""… and from here on it needs little more: a weak rule, a neighbour that goes, or to be the last line. Of twelve last lines
of reporting that speak to the reader or serve him, four are above, and ten were above 3.5; of furniture read on real pages
that no rule knows, one line in a hundred lies between."""

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

        It looks at the last block, at those next to what was found, and from there on as far as they are worded alike.
        The lines above the first sentence of which nothing was found are left alone: one may be the headline. So are
        statements, which a full stop closes, that do not speak to the reader: the story ends with one.
        """
        worded = self.rulebook.wording(document) if document.blocks else None
        if worded is None:
            return
        language, wording = worded
        lexicon = self.rulebook.lexicons.get(language, Lexicon())
        known = by_block(document, (f for f in found if f.weight >= WEAK))
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
        judged = _judge_around(document, known, wording, lexicon)
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
            yield Finding.of(block, label, rule, weight, reason, language=language)


def is_worded(finding: Finding) -> bool:
    """Tell whether a finding comes from this detector: it needs a neighbour itself, and does not surely belong to an appeal."""
    return finding.rule == rule_id(finding.language, finding.label)


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
    document: Document, known: dict[int, list[Finding]], wording: Wording, lexicon: Lexicon
) -> dict[int, Judgement]:
    """Judge the last block and those next to known ones, and from each that is likely on to its neighbours."""
    blocks = document.blocks
    judged: dict[int, Judgement] = {}
    top = first_sentence(blocks, known)
    if top is not None and (document.is_single_line or not has_full_stop(blocks[top])):
        top += 1  # it holds the headline, or is one that asks
    for index in range(len(blocks) if top is None else top):
        judged[index] = _UNLIKELY
    waiting = [len(blocks) - 1, *(index + step for index in known for step in (-1, 1))]
    while waiting:
        index = waiting.pop()
        if 0 <= index < len(blocks) and index not in judged and index not in known:
            block = blocks[index]
            is_told = has_full_stop(block) and lexicon.addresses(block.folded) is False
            judged[index] = _UNLIKELY if is_told else _judge(block, wording)
            if judged[index][1] in SPOKEN and 0 < statements(block, (), lexicon) < len(block.sentences):
                judged[index] = _UNLIKELY  # the appeal is glued to a statement
            if judged[index][0] > LIKELY:
                waiting += [index - 1, index + 1]
    return judged
