"""Says what excuses a finding, from the document, the place, and what else was found; each veto keeps a near miss.

Most guards go by form (quotation marks, the paragraph before) and work in every language; some need the words by which a
language reports speech or speaks to the reader, which rule files name.
"""

import bisect
import re
import sys
from collections.abc import Sequence
from functools import cached_property

from cleaner.detectors import STRONG, WEAK, Finding
from cleaner.detectors.evidence import by_block
from cleaner.document import Document, Span
from cleaner.rulebook.lexicon import Lexicon, Lexicons
from cleaner.shapes import has_full_stop, has_full_stop_after_word, is_closed, is_prose, measure

# An opening mark (not one inside a Hebrew word, as in acronyms), what is quoted, and its closing mark; an opening double
# mark that is never closed quotes the rest of the paragraph, as in quotations of several paragraphs. Single marks must
# stand at the edges of words.
_QUOTED = re.compile(
    r"(?<![\u05d0-\u05ea])\"[^\"]*+(?:\"|\Z)|(?<![^\W_])'(?=[^\W_]).{3,400}?(?<=[^\W_]|[.,!?])'(?![^\W_])"
)
# The same in a whole text: an opening mark stands before a word, and what it quotes has an end.
_QUOTED_TOGETHER = re.compile(r"(?<![^\s(])\"(?=\S)[^\"]{3,600}+\"")
# What parts the last clause of a sentence from what somebody says in it, as in "Already a subscriber? the page asks."
_CLAUSE = re.compile(r"[,،؛] |[?!؟] ")
# A few words, a colon, and more than a name; no address in it.
_PROMPT = re.compile(r"[^:|.!?]{2,40}[:|] ?(?!\S*https?:|.*(?:www\.|\w\.\w))[^ ].{8,}")
# What parts wording from what is told of it, as in "Subscribe now, flashes the machine after each coin."
_BREAK = re.compile(r"[,،;:] | -+ |--+|、|[,:;](?=[\u3040-\u9fff])")
_COMMA = re.compile(r"[,،] ")
_NUMBER = re.compile(r"\d")
_CLOSED = re.compile(r"[^\s\d.][.।。۔]$")
OPEN_QUOTATION = 40
"""Code points from which an opening mark that is never closed quotes what follows; before less it is an arrow (``«``)."""
INTRODUCTION = 40
"""Code points from which a line that ends with a colon introduces what follows it, as "The notice read:" does not
stand alone; "Read more:" and "Share this:" are shorter."""


NEXT_LINE = 40
"""Code points at the end of a sentence that may be another line, in a text whose line breaks are lost."""
REMAINDER = 50
"""Code points that a sentence must say beyond the evidence to be judged by what it says there."""
CONTINUATION = 60
"""Code points from which a sentence after the evidence counts as the paragraph going on."""
REMARK = 40
"""How much a clause must say to tell something of the wording before it; "so that all goes well" belongs to it."""
NEAR = 60
"""Code points of that wording that the rule need not have matched."""
STATED = frozenset(("bio", "disclosure"))
"""Labels of statements, which go on after a comma: "She covers courts, schools and the sea for us"."""
ASKING = frozenset(("paywall", "comment", "contact", "ui"))
"""Labels whose questions are buttons ("Already a subscriber?"); those of offers lead over to the offer."""
SHORT_PROMPTS = frozenset(("related", "navigation", "social", "ui"))
"""Labels of prompts of a few words, which end with a full stop only in prose: "Share less. Listen more"."""
CONSENTS = frozenset(("cookie", "paywall"))
"""Labels of which the same holds on weak evidence: so two buttons are described, "Accept all. Reject all"."""
REPLY = 15
"""Code points of a line that may be an answer or an afterthought: "No, thanks" is."""
SHORT_PROMPT = 30
"""Code points of such a prompt."""
ANSWER = 25
"""Code points from which the sentence after a question answers it; "Log in." and "Find out here." are shorter."""
PERSONAL = frozenset(("donation", "newsletter", "paywall", "social", "comment", "promo", "contact"))
"""Labels of prompts, which speak to the reader; cookie texts, legal lines and teasers need not."""


TITLED = frozenset(("related", "navigation"))
"""Labels of what leads to headlines and names, which no full stop ends."""
ATTRIBUTING = frozenset(("related", "bio"))
"""Labels of lines that may end so all the same: headlines of teasers, and what an author has done."""


class Guard:
    """The guards of one document, with the findings among which they judge and the words of languages."""

    def __init__(self, document: Document, findings: Sequence[Finding], lexicons: Lexicons) -> None:
        self.document = document
        self.lexicons = lexicons
        self._quoted: dict[int, list[tuple[int, int]]] = {}
        self._claimed = {
            block: tuple(f.evidence for f in found if f.evidence)
            for block, found in by_block(document, findings).items()
        }

    def excuse(self, finding: Finding) -> str | None:
        """Return the name of the first guard that excuses a finding, or None."""
        if finding.evidence is None:
            return None
        index = self.document.block_at(finding.evidence[0])
        block = self.document.blocks[index]
        start, end = finding.evidence
        weak = finding.weight < STRONG
        if index not in self._quoted:
            self._quoted[index] = quoted_ranges(block)
        if lies_within(self._quoted[index], start, end) or lies_within(self._quoted_in_line, start, end):
            return "quotation"
        if weak and is_reported_speech(block, start):
            return "reported speech"
        if is_introduced(self.document, index):
            return "introduced by the paragraph before"
        if weak and finding.opens == "section" and is_subhead(self.document, index):
            return "subhead followed by prose"
        may_be_prompt = finding.label in SHORT_PROMPTS or (weak and finding.label in CONSENTS)
        if may_be_prompt and self._is_said(index, sentence_at(block, start)):
            return "a sentence among others"
        if weak and finding.label in SHORT_PROMPTS and self._is_next_said(index):
            return "a sentence after others"
        if finding.weight < WEAK and finding.label == "related" and self._may_be_headline(index):
            return "may be the headline"
        if finding.label in TITLED and finding.opens is None and is_no_headline(sentence_at(block, start)):
            return "a headline has no full stop"
        lexicon = self.lexicons.get(finding.language)
        if self.document.is_single_line and self._holds_next_line(block, finding, lexicon):
            return "may hold the line that followed it"
        if lexicon is None:
            return None
        sentence = sentence_at(block, start)
        if is_reported(sentence, start, end, lexicon, finding.label == "bio"):
            return "reported"
        if (finding.label not in ATTRIBUTING or is_statement(finding, sentence)) and is_attributed(sentence, lexicon):
            return "attributed"
        if is_spoken_of(finding, sentence, self._claimed.get(index, ()), lexicon):
            return "spoken of"
        if finding.label in PERSONAL and is_impersonal(sentence, start, end, lexicon):
            return "not said to the reader"
        if finding.weight < WEAK and has_full_stop(block) and lexicon.addresses(block.folded) is False:
            return "a statement, of which a hint says nothing"
        if finding.label in ASKING and sentence.folded.endswith("?"):
            after, claimed = self._after(index, sentence)
            if is_answered(after, claimed, lexicon):
                return "a question that is answered"
        if finding.end > sentence.end and is_continued(block, sentence, self._claimed.get(index, ()), lexicon):
            return "opens a paragraph that goes on"
        return None

    def _is_said(self, index: int, sentence: Span) -> bool:
        """Tell whether a few words are a sentence, full stop and all, beside others of which nothing is claimed."""
        if len(sentence.folded) > SHORT_PROMPT or not has_full_stop_after_word(sentence):
            return False
        if self.document.is_single_line:
            return len(self.document.blocks) > 1
        claimed = self._claimed.get(index, ())
        return any(
            other.start != sentence.start and not is_claimed(other, claimed)
            for other in self.document.blocks[index].sentences
        )

    def _is_next_said(self, index: int) -> bool:
        """Tell whether a line is a few words with a full stop, below a sentence of which nothing is claimed."""
        block, above = self.document.blocks[index], self.document.blocks[index - 1]
        if (
            index == 0
            or self.document.is_single_line
            or len(block.folded) > REPLY
            or not has_full_stop_after_word(block)
        ):
            return False
        return is_closed(above) and not self._claimed.get(index - 1)

    def _may_be_headline(self, index: int) -> bool:
        """Tell whether a line is the first of which nothing sure is claimed, and stands above a sentence."""
        first, last = self._unclaimed
        return index <= first and index < last

    @cached_property
    def _unclaimed(self) -> tuple[int, int]:
        """The first block of which nothing is claimed, and the last such that is closed; what there is not lies outside."""
        blocks = self.document.blocks
        first = next((i for i in range(len(blocks)) if not self._claimed.get(i)), len(blocks))
        last = next((i for i in reversed(range(len(blocks))) if not self._claimed.get(i) and is_closed(blocks[i])), -1)
        return first, last

    def _after(self, index: int, sentence: Span) -> tuple[Span | None, Sequence[tuple[int, int]]]:
        """Return the sentence after this one in the paragraph, or in a text that is one line, and what is claimed of it."""
        later = [other for other in self.document.blocks[index].sentences if other.start >= sentence.end]
        if not later and self.document.is_single_line and index + 1 < len(self.document.blocks):
            index += 1
            later = [self.document.blocks[index]]
        return (later[0] if later else None), self._claimed.get(index, ())

    def _holds_next_line(self, block: Span, finding: Finding, lexicon: Lexicon | None) -> bool:
        """Tell whether the end of a sentence may be another one: where line breaks are lost, a line that no full stop ended.

        Teasers never say how far they reach; other evidence does. An end that other evidence claims, or that speaks to
        the reader, belongs to it.
        """
        start, end = finding.evidence or (finding.start, finding.end)
        tail = block.end - NEXT_LINE
        if (min(end, start + NEXT_LINE) if finding.label == "related" else end) > tail:
            return False
        if any(s != start and e > tail for s, e in self._claimed.get(self.document.block_at(start), ())):
            return False
        return lexicon is None or not lexicon.addresses(block.folded[block.position(tail) :])

    @cached_property
    def _quoted_in_line(self) -> list[tuple[int, int]]:
        """What quotations of several sentences hold in a text that is one line, where each sentence is a block."""
        blocks = self.document.blocks
        if not self.document.is_single_line:
            return []
        line = Span(self.document.text, blocks[0].start, blocks[-1].end, blocks[0].inner)
        return [(line.original(m.start()), line.original(m.end())) for m in _QUOTED_TOGETHER.finditer(line.folded)]


def sentence_at(block: Span, place: int) -> Span:
    """Return the sentence of a block at an offset of the input."""
    return block.sentences_at((place,))[0]


def is_reported(sentence: Span, start: int, end: int, lexicon: Lexicon, of_person: bool = False) -> bool:
    """Tell whether the sentence, evidence aside, names someone who says it; where it is ``of_person``, "her" is no such word."""
    if sentence.end - sentence.start - (end - start) < 8:
        return False
    reports = lexicon.tells if of_person else lexicon.reports
    return bool(reports(_rest(sentence, start, end)))


def is_attributed(sentence: Span, lexicon: Lexicon) -> bool:
    """Tell whether the last clause of the sentence names who says it, even where a gap in a phrase took the clause in."""
    *before, clause = _CLAUSE.split(sentence.folded)
    return bool(before) and bool(lexicon.reports(clause)) and not lexicon.addresses(clause)


def is_spoken_of(finding: Finding, sentence: Span, claimed: Sequence[tuple[int, int]], lexicon: Lexicon) -> bool:
    """Tell whether the sentence goes on about the wording that opens it, as in "Subscribe now, flashes the machine".

    What goes on is a clause of its own, which a full stop closes, and no list. Nothing else is claimed of the paragraph,
    and the clause neither speaks to the reader nor asks or offers anything. An appeal that names sums goes on with what
    they do, a legal line with its terms.
    """
    _, end = finding.evidence or (finding.start, finding.end)
    if finding.label in STATED or not _CLOSED.search(sentence.text):
        return False
    place = sentence.position(end)
    clause = _BREAK.search(sentence.folded, max(place - 2, 0))
    if clause is None or clause.start() - place > NEAR:
        return False
    begin = sentence.original(clause.end())
    if measure(sentence.folded[clause.end() :]) < REMARK or any(e > begin or s < sentence.start for s, e in claimed):
        return False
    if "," in clause.group():
        is_name = sentence.text[begin - sentence.start].isupper() and not sentence.text.isupper()
        if finding.label == "legal" or is_name:
            return False
    wording, said = sentence.folded[: clause.start()], sentence.folded[clause.end() :]
    if _NUMBER.search(wording) or is_list(sentence.folded):
        return False
    return lexicon.addresses(said) is False and not lexicon.asks(said)


def is_list(sentence: str) -> bool:
    """Tell whether what commas part are the pieces of a list, of a word or two each: "Get news, sport and so on"."""
    _, *pieces = [len(piece.split()) for piece in _COMMA.split(sentence)]
    return len(pieces) > 1 and (min(pieces) < 2 or max(pieces) < 4 or (len(pieces) > 2 and min(pieces) < 3))


def is_statement(finding: Finding, sentence: Span) -> bool:
    """Tell whether a full stop ends what would be a teaser, as none ends its headline ("Ferry to stop, minister says")."""
    return finding.label == "related" and has_full_stop_after_word(sentence)


def is_impersonal(sentence: Span, start: int, end: int, lexicon: Lexicon) -> bool:
    """Tell whether the sentence goes on well beyond the evidence without a word to the reader."""
    if sentence.end - sentence.start - (end - start) < REMAINDER:
        return False
    return lexicon.addresses(sentence.folded) is False


def is_continued(block: Span, sentence: Span, claimed: Sequence[tuple[int, int]], lexicon: Lexicon) -> bool:
    """Tell whether a sentence after this one is prose that is neither claimed by other evidence nor said to the reader."""
    for other in block.sentences:
        if other.start < sentence.end or other.end - other.start < CONTINUATION:
            continue
        if lexicon.addresses(other.folded) is False and not is_claimed(other, claimed):
            return True
    return False


def is_no_headline(sentence: Span) -> bool:
    """Tell whether what follows a few words and a colon ends as sentences do, as headlines do not; an address may."""
    return has_full_stop_after_word(sentence) and _PROMPT.match(sentence.folded) is not None


def is_answered(after: Span | None, claimed: Sequence[tuple[int, int]], lexicon: Lexicon) -> bool:
    """Tell whether ``after``, what follows a question, goes into it, not said to the reader, or names who asks."""
    if after is None or is_claimed(after, claimed):
        return False
    if lexicon.reports(after.folded):
        return True
    return after.end - after.start >= ANSWER and lexicon.addresses(after.folded) is False


def is_claimed(sentence: Span, claimed: Sequence[tuple[int, int]]) -> bool:
    """Tell whether some of the evidence, as (start, end), lies in a sentence."""
    return any(start < sentence.end and end > sentence.start for start, end in claimed)


def _rest(sentence: Span, start: int, end: int) -> str:
    """Return the folded sentence without the evidence."""
    folded = sentence.folded
    return folded[: sentence.position(start)] + " " + folded[sentence.position(end) :]


def quoted_ranges(block: Span) -> list[tuple[int, int]]:
    """Return (start, end) of what stands in quotation marks in the block, marks included, in order and apart."""
    folded = block.folded
    if '"' not in folded and "'" not in folded:
        return []
    return [
        (block.original(match.start()), block.original(match.end()))
        for match in _QUOTED.finditer(folded)
        if match.end() < len(folded) or folded.endswith(('"', "'")) or match.end() - match.start() >= OPEN_QUOTATION
    ]


def lies_within(ranges: list[tuple[int, int]], start: int, end: int) -> bool:
    """Tell whether one of the ranges holds ``start`` and at least half of what follows up to ``end``."""
    index = bisect.bisect_right(ranges, (start, sys.maxsize)) - 1
    return index >= 0 and ranges[index][0] <= start and 2 * (min(end, ranges[index][1]) - start) >= end - start


def is_reported_speech(block: Span, place: int) -> bool:
    """Tell whether the sentence at ``place`` also holds a quotation of some words."""
    return any(len(m.group()) > 20 for m in _QUOTED.finditer(sentence_at(block, place).folded))


def is_introduced(document: Document, index: int) -> bool:
    """Tell whether the paragraph before ends with a colon, as before a reproduced notice or statement."""
    if index == 0:
        return False
    before = document.blocks[index - 1].folded.rstrip()
    return before.endswith(":") and len(before) >= INTRODUCTION


def is_subhead(document: Document, index: int) -> bool:
    """Tell whether prose follows the block right away."""
    return index + 1 < len(document.blocks) and is_prose(document.blocks[index + 1])
